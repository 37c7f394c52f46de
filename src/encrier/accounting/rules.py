"""Double entry, what fails to add up, and the VAT of a quarter. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from encrier.accounting.types import (
    Account,
    Billed,
    Claim,
    Found,
    Kind,
    Moved,
    Movement,
    OrderMoney,
    OssRow,
    Posting,
    RateUsed,
    Taxed,
    VatReport,
)

A, M = Account, Moved
CENT = Decimal("0.01")
ZERO = Decimal("0.00")

SIDES: dict[Moved, tuple[Account, Account]] = {
    M.PAID: (A.PROVIDER, A.CUSTOMERS),
    M.REFUNDED: (A.CUSTOMERS, A.PROVIDER),
    M.CHARGED_BACK: (A.CUSTOMERS, A.PROVIDER),
    M.FEE: (A.FEES, A.PROVIDER),
    M.PAYOUT: (A.TRANSIT, A.PROVIDER),
    M.PAYOUT_IN: (A.BANK, A.TRANSIT),
    M.BANK_IN: (A.BANK, A.CUSTOMERS),
    M.BANK_OUT: (A.CUSTOMERS, A.BANK),
    M.BANK_UNKNOWN_IN: (A.BANK, A.SUSPENSE),
    M.BANK_UNKNOWN_OUT: (A.SUSPENSE, A.BANK),
    M.LET_OFF: (A.LET_OFF, A.CUSTOMERS),
    M.LET_OFF_ENDS: (A.CUSTOMERS, A.LET_OFF),
    M.PROVIDER_OTHER: (A.SUSPENSE, A.PROVIDER),
}
"""What moved -> the accounts debited and credited."""


def post_movement(moved: Movement) -> list[Posting]:
    """The two lines of money that moved."""
    debited, credited = SIDES[moved.what]
    return [
        Posting(moved.day, moved.document, account, amount, moved.currency, moved.text)
        for account, amount in ((debited, moved.amount), (credited, -moved.amount))
        if amount
    ]


def post_document(billed: Billed, home: str) -> list[Posting]:
    """The lines of an invoice, or of a credit note, which is its mirror."""
    text = f"{billed.order} {billed.destination}"

    def line(account: Account, amount: Decimal) -> Posting:
        return Posting(billed.day, billed.number, account, amount, billed.currency, text)

    lines = [line(A.CUSTOMERS, billed.gross)]
    for taxed in billed.taxed:
        lines.append(line(_sales(taxed, billed.destination, home), -billed.sign * taxed.net))
        vat = A.VAT_HOME if billed.destination == home else A.VAT_OSS
        lines.append(line(vat, -billed.sign * taxed.tax))
    return [each for each in lines if each.amount]


def unbalanced(postings: Iterable[Posting]) -> dict[tuple[str, str], Decimal]:
    """Documents whose debits and credits differ, by currency; none, if the ledger is right."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in postings:
        sums[each.document, each.currency] += each.amount
    return {document: off for document, off in sums.items() if off}


def balances(postings: Iterable[Posting]) -> dict[tuple[Account, str], Decimal]:
    """The balance of each account, by currency."""
    sums: dict[tuple[Account, str], Decimal] = defaultdict(Decimal)
    for each in postings:
        sums[each.account, each.currency] += each.amount
    return dict(sums)


def destination_of(country: str, home: str, reason: str, *, is_xi: bool) -> str:
    """The state whose VAT a document bears.

    Goods to Northern Ireland are reported as ``XI``; a sale that bears the dispatch country's VAT
    though it goes elsewhere belongs to that one.
    """
    if reason == "dispatch":
        return home
    return "XI" if is_xi else country


def hold_payments(ours: Iterable[Claim], theirs: Iterable[Claim]) -> Iterator[Found]:
    """What we say was paid, held against what the provider says."""
    yield from _hold(
        ours, theirs, Kind.PAYMENT_NOT_AT_PROVIDER, Kind.PAYMENT_DIFFERS, Kind.UNKNOWN_AT_PROVIDER
    )


def hold_refunds(ours: Iterable[Claim], theirs: Iterable[Claim]) -> Iterator[Found]:
    """What we say went back, held against what the provider says."""
    yield from _hold(
        ours, theirs, Kind.REFUND_NOT_AT_PROVIDER, Kind.REFUND_DIFFERS, Kind.UNKNOWN_AT_PROVIDER
    )


def hold_payouts(
    sent: Iterable[Claim], arrived: Iterable[Claim], *, today: date, days: int
) -> Iterator[Found]:
    """What the provider paid out, held against the account; money takes some days on its way."""
    here = {each.reference: each for each in arrived}
    for payout in sent:
        found = here.get(payout.reference)
        if found is None:
            if payout.day + timedelta(days=days) < today:
                yield _found(Kind.PAYOUT_NOT_ON_ACCOUNT, payout, -payout.amount)
        elif found.amount != payout.amount:
            yield _found(Kind.PAYOUT_DIFFERS, payout, found.amount - payout.amount)


def _hold(
    ours: Iterable[Claim], theirs: Iterable[Claim], missing: Kind, differs: Kind, unknown: Kind
) -> Iterator[Found]:
    there = {each.reference: each for each in theirs}
    for claim in ours:
        found = there.pop(claim.reference, None)
        if found is None:
            yield _found(missing, claim, -claim.amount)
        elif (found.amount, found.currency) != (claim.amount, claim.currency):
            yield _found(differs, claim, found.amount - claim.amount)
    for left in there.values():
        yield _found(unknown, left, left.amount)


def judge_order(order: OrderMoney, *, today: date, invoice_days: int) -> Iterator[Found]:
    """An order's money: a confirmed one is paid once; what is invoiced is what is kept.

    Where all that came in goes back, nothing was let off after all.
    """
    if order.status == "confirmed":
        off = order.paid + order.let_off - order.gross
        if not order.paid:
            yield _about(Kind.ORDER_NOT_PAID, order, -order.gross)
        elif (off and off > order.refunded) or off < 0:
            yield _about(Kind.ORDER_PAID_OTHERWISE, order, off)
    if order.has_invoice:
        kept = order.paid + order.let_off - order.refunded
        if order.paid == order.refunded:
            kept -= order.let_off
        billed = order.invoiced - order.credited
        if kept != billed:
            yield _about(Kind.INVOICED_OTHERWISE, order, kept - billed)
    elif order.dispatched_on and order.dispatched_on + timedelta(days=invoice_days) < today:
        yield _about(Kind.NOT_INVOICED, order, order.paid + order.let_off - order.refunded)


def _found(kind: Kind, claim: Claim, amount: Decimal) -> Found:
    return Found(kind, claim.reference, claim.order, amount, claim.currency)


def _about(kind: Kind, order: OrderMoney, amount: Decimal) -> Found:
    facts = {
        "asked": str(order.gross),
        "paid": str(order.paid),
        "refunded": str(order.refunded),
        "invoiced": str(order.invoiced),
        "credited": str(order.credited),
    }
    return Found(kind, order.number, order.number, amount, order.currency, facts)


def quarter_of(day: date) -> str:
    """``2026Q4``."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def days_of(quarter: str) -> tuple[date, date]:
    """First and last day of a quarter. ValueError for what is none."""
    year, mark, number = quarter[:4], quarter[4:5].upper(), quarter[5:]
    if mark != "Q" or number not in {"1", "2", "3", "4"} or not year.isdigit():
        raise ValueError(f"a quarter such as 2026Q4, not {quarter!r}")
    first = date(int(year), 3 * int(number) - 2, 1)
    after = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def vat_report(
    documents: Iterable[Billed],
    *,
    quarter: str,
    home: str,
    rate_of: Callable[[str], tuple[Decimal, date]],
) -> VatReport:
    """The VAT of a quarter in euro, by state of consumption and rate.

    Other currencies are converted once a row by the rate of the quarter's last day (Directive
    2006/112/EC, article 369h); one of another day stands in and is told. A credit note for an
    invoice of an earlier quarter corrects that quarter in this one's return (Regulation 282/2011,
    article 61), so it stands apart.
    """
    sums: dict[tuple[str, Decimal, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    intra: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    other: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    currencies = set()
    for billed in documents:
        currencies.add(billed.currency)
        earlier = quarter_of(billed.of_day)
        corrects = "" if earlier == quarter else earlier
        for taxed in billed.taxed:
            net, tax = billed.sign * taxed.net, billed.sign * taxed.tax
            if taxed.category == "S":
                row = sums[billed.destination, taxed.rate, corrects, billed.currency]
                row[0] += net
                row[1] += tax
            elif taxed.category == "K":
                intra[billed.vat_number or "?", billed.currency] += net
            else:
                other[taxed.category, billed.currency] += net
    last = days_of(quarter)[1]
    used = [
        RateUsed(code, *rate_of(code), is_of_last_day=rate_of(code)[1] == last)
        for code in sorted(currencies - {"EUR"})
    ]
    rates = {each.currency: each.per_euro for each in used}
    rows = _in_euro(sums, rates)
    return VatReport(
        quarter=quarter,
        oss=tuple(row for row in rows if row.country != home),
        home=tuple(row for row in rows if row.country == home),
        intra=tuple(sorted(_sum_in_euro(intra, rates).items())),
        exports=_sum_in_euro(other, rates).get("G", ZERO),
        exempt=_sum_in_euro(other, rates).get("E", ZERO),
        rates=tuple(used),
    )


def _in_euro(
    sums: Mapping[tuple[str, Decimal, str, str], list[Decimal]], rates: Mapping[str, Decimal]
) -> list[OssRow]:
    """Rows in euro, by quarter, state and rate; several currencies of one are one row."""
    whole: dict[tuple[str, str, Decimal], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for (country, rate, corrects, currency), (net, tax) in sums.items():
        row = whole[corrects, country, rate]
        row[0] += in_euro(net, currency, rates)
        row[1] += in_euro(tax, currency, rates)
    return [
        OssRow(country, rate, net, tax, corrects)
        for (corrects, country, rate), (net, tax) in sorted(whole.items())
    ]


def _sum_in_euro(
    sums: Mapping[tuple[str, str], Decimal], rates: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    whole: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (name, currency), net in sums.items():
        whole[name] += in_euro(net, currency, rates)
    return dict(whole)


def in_euro(amount: Decimal, currency: str, rates: Mapping[str, Decimal]) -> Decimal:
    """An amount in euro, to the cent."""
    if currency == "EUR":
        return amount
    return (amount / rates[currency]).quantize(CENT, ROUND_HALF_UP)


def _sales(taxed: Taxed, destination: str, home: str) -> Account:
    if taxed.category == "S":
        return A.SALES_HOME if destination == home else A.SALES_EU
    return {"K": A.SALES_INTRA, "G": A.SALES_EXPORT}.get(taxed.category, A.SALES_EXEMPT)


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

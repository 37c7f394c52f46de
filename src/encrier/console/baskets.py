"""Random baskets, each sold, charged, invoiced, credited in parts and booked to the cent.

What the store's rules say of a basket is held against whole numbers of minor units worked out anew:
the store's own money is not used to judge itself. Nothing is written down; a seed repeats a run.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from encrier import policy
from encrier.accounting import rules as accounting
from encrier.accounting.types import Account, Billed, Moved, Movement, Taxed
from encrier.checkout.rules import sale
from encrier.console.told import Progress, Told, say
from encrier.customers.types import PostalAddress
from encrier.delivery import rules as delivery
from encrier.invoicing import rules as invoicing
from encrier.invoicing.types import Bill, BillLine
from encrier.kernel.chance import Source, repeatable
from encrier.kernel.money import Money, minor_unit, money, total
from encrier.kernel.refusal import Refusal
from encrier.orders.types import Details, Sale
from encrier.policy.countries import Outcome
from encrier.policy.types import Edition
from encrier.pricing import rules as pricing
from encrier.pricing.types import LineInput, Quote, Tax
from encrier.pricing.voucher_rules import apply_voucher
from encrier.pricing.voucher_types import Applied, Basket, Gives, Shopper, Terms, Uses
from encrier.vat.types import Answer, Buyer, Checked, Exemption

BASKETS_A_TURN = 2_000
KINDS = ("toner", "drum", "ink", "staples")
SPECIAL = (
    ("FI", "22100"), ("IT", "23041"), ("GB", "BT1 1AA"), ("DE", "27498"), ("DE", "78266"),
    ("PT", "9000-001"), ("PT", "9500-001"), ("AT", "6691"), ("ES", "35001"), ("FR", "97110"),
)  # fmt: skip
"""Postcodes with a tax, or no delivery, of their own."""
OTHER_RATES = ("0", "2.6", "5.5", "6", "8.1", "9", "10", "25.5")
"""Rates that single lines may have beside the sale's."""


@dataclass(frozen=True)
class Wrong:
    """A basket on which two sides disagree."""

    turn: int
    number: int
    reason: str

    def __str__(self) -> str:
        return f"basket {self.number} of turn {self.turn}: {self.reason}"


@dataclass(frozen=True)
class Case:
    """One basket and who buys it."""

    edition: Edition
    country: str
    service: str
    tax: Tax
    lines: tuple[LineInput, ...]
    kinds: Mapping[str, str]
    shipping: Money
    terms: Terms | None
    shopper: Shopper


class Differ(AssertionError):
    """What the store says is not what whole numbers say."""


def simulate(count: int, seed: int, processes: int) -> int:
    """Try so many baskets; tells of the first on which two sides disagree, and fails."""
    turns = [(seed, turn, n) for turn, n in enumerate(_turns(count))]
    told, done = Progress("baskets"), 0
    say(f"baskets: {count}, seed {seed}, processes {processes}")
    seen: dict[str, int] = defaultdict(int)
    for n, counted, wrong in _tried(turns, processes):
        if wrong:
            raise Told(str(wrong))
        done += n
        for name, many in counted.items():
            seen[name] += many
        told("baskets", done, count)
    parts = ", ".join(f"{name} {many}" for name, many in sorted(seen.items()))
    say(f"{done} baskets agree to the cent ({parts})")
    return 0


def try_turn(seed: int, turn: int, count: int) -> tuple[int, dict[str, int], Wrong | None]:
    """Try the baskets of a turn: how many, what they had, and the first that is wrong."""
    chance = repeatable(f"{seed}:{turn}")
    seen: dict[str, int] = defaultdict(int)
    for number in range(count):
        try:
            for name in _try(_drawn(chance), chance):
                seen[name] += 1
        except (Differ, ValueError, Refusal) as wrong:
            reason = str(wrong) if isinstance(wrong, Differ) else repr(wrong)
            return number, dict(seen), Wrong(turn, number, reason)
    return count, dict(seen), None


def _try(case: Case, chance: Source) -> Iterator[str]:
    applied = _applied(case)
    quote = pricing.quote(lines=applied.lines, shipping_net=applied.shipping_net, tax=case.tax)
    _judge_voucher(case, applied)
    _judge_quote(applied, quote)
    sold = _sold(case, quote)
    _same("charge", _minor(money(sold.gross, sold.currency)), _minor(quote.gross))
    invoice = _bill(sold)
    _same("invoice", _minor(invoice.gross), _minor(quote.gross))
    _same("VAT on the invoice", _minor(invoice.tax), _minor(quote.tax))
    credits, kept = _credited(invoice, chance)
    _judge_credits(invoice, credits, kept)
    _judge_ledger(case, invoice, credits, kept)

    yield f"tax {case.tax.category}"
    yield "with voucher" if applied.discount or applied.shipping_saved else "without voucher"
    if len(quote.taxes) > 1:
        yield "mixed rates"
    if len(credits) > 1:
        yield "credited in parts"
    if kept:
        yield "with deduction"


def _applied(case: Case) -> Applied:
    basket = Basket(case.lines, case.kinds, case.service, case.shipping)
    nothing = Money(Decimal("0.00"), case.shipping.currency)
    if case.terms is None:
        return Applied(case.lines, case.shipping, nothing, nothing)
    day = case.terms.starts_on
    return apply_voucher(case.edition, case.terms, basket, case.shopper, Uses(), day)


def _judge_voucher(case: Case, applied: Applied) -> None:
    terms = case.terms
    if terms is None or applied.refusal or terms.gives is Gives.FREE_SHIPPING:
        _same("no discount", _minor(applied.discount), 0)
        return
    meant = [
        line
        for line in case.lines
        if not terms.kinds or case.kinds[line.part_number] in terms.kinds
    ]
    nets = [_minor(line.unit_net) * line.quantity for line in meant]
    most = sum(nets) * case.edition.vouchers.max_share_percent // 100
    currency = case.shipping.currency.code
    if terms.gives is Gives.PERCENT:
        wanted = _half_up(Fraction(sum(nets)) * Fraction(terms.percent or 0) / 100)
    else:
        wanted = _minor(terms.amounts[currency])
    _same("voucher", _minor(applied.discount), min(wanted, most))
    shares = {
        line.part_number: _minor(line.discount) if line.discount else 0 for line in applied.lines
    }
    _same("shares of the voucher", sum(shares.values()), min(wanted, most))
    for line, net in zip(meant, nets, strict=True):
        exact = Fraction(min(wanted, most) * net, sum(nets) or 1)
        _near(f"share of {line.part_number}", shares[line.part_number], exact)


def _judge_quote(applied: Applied, quote: Quote) -> None:
    nets = {}
    for line, quoted in zip(applied.lines, quote.lines, strict=True):
        discount = _minor(line.discount) if line.discount else 0
        nets[line.part_number] = _minor(line.unit_net) * line.quantity - discount
        _same(f"net of {line.part_number}", _minor(quoted.net), nets[line.part_number])
        _same(
            "gross of a line", _minor(quoted.gross), _minor(quoted.net) + _minor(quoted.tax_amount)
        )
    groups: dict[tuple[str, Decimal], int] = defaultdict(int)
    parts: dict[tuple[str, Decimal], int] = defaultdict(int)
    for quoted in quote.lines:
        groups[quoted.tax.category, quoted.tax.rate] += nets[quoted.part_number]
        parts[quoted.tax.category, quoted.tax.rate] += _minor(quoted.tax_amount)
    shipping = quote.shipping
    groups[shipping.taxed_as.category, shipping.taxed_as.rate] += _minor(shipping.net)
    parts[shipping.taxed_as.category, shipping.taxed_as.rate] += _minor(shipping.tax)
    vat = 0
    for (category, rate), net in groups.items():
        amount = _half_up(Fraction(net) * Fraction(rate) / 100)
        _same(f"VAT {category} {rate} over the lines", parts[category, rate], amount)
        vat += amount
    whole = sum(groups.values())
    _same("net", _minor(quote.net), whole)
    _same("VAT", _minor(quote.tax), vat)
    _same("total", _minor(quote.gross), whole + vat)


def _sold(case: Case, quote: Quote) -> Sale:
    address = PostalAddress("Kim Jensen", "1", "Town", case.country)
    names = {line.part_number: (line.part_number, "toner", "black") for line in quote.lines}
    details = Details("kim@jensen.example", "private", address, address, case.service, "card")
    day = case.edition.since
    return sale(
        placement_key="simulated",
        account_id=None,
        details=details,
        country=case.country,
        language="en",
        quote=quote,
        voucher_code="",
        names=names,
        policy_edition=case.edition.id,
        terms_version="",
        days=(day, day, day),
    )


def _bill(sold: Sale) -> Bill:
    """What an order that copied this sale is invoiced for."""

    def amount(value: Decimal) -> Money:
        return money(value, sold.currency)

    nothing = amount(Decimal(0))
    lines = [
        BillLine(
            line.part_number,
            line.name,
            line.quantity,
            amount(line.unit_net),
            amount(line.discount),
            nothing,
            amount(line.net),
            amount(line.tax),
            line.tax_category,
            line.tax_rate,
        )
        for line in sold.lines
    ]
    if sold.shipping_net:
        net, tax = amount(sold.shipping_net), amount(sold.shipping_tax)
        rate = sold.shipping_tax_rate
        lines.append(BillLine("", "", 1, net, nothing, nothing, net, tax, sold.tax_category, rate))
    return Bill(sold.currency, tuple(lines))


def _credited(invoice: Bill, chance: Source) -> tuple[list[Bill], int]:
    """The whole invoice credited in parts of any size, and what was kept for lost value.

    A part that comes to nothing is credited together with the next one.
    """
    left = {line.part_number: line.quantity for line in invoice.lines}
    credits: list[Bill] = []
    kept = 0
    wanted: dict[str, int] = dict.fromkeys(left, 0)
    while any(left.values()):
        for number, units in left.items():
            if units and chance.random() < 0.7:
                taken = chance.randint(1, units) if chance.random() < 0.5 else units
                wanted[number] += taken
                left[number] -= taken
        credit = _credit(invoice, credits, wanted, {})
        if credit is None:
            continue
        goods = total(
            (line.gross for line in credit.lines if not line.is_delivery), invoice.currency
        )
        if chance.random() < 0.1 and _minor(goods) > 100:
            quarters = _quarters(credit)
            credit = _credit(invoice, credits, wanted, quarters)
            if credit is None:
                raise Differ("a credit less a quarter of its goods came to nothing")
            kept += sum(_minor(quarter) for quarter in quarters.values())
        credits.append(credit)
        wanted = dict.fromkeys(left, 0)
    return credits, kept


def _quarters(credit: Bill) -> dict[str, Money]:
    """A quarter of each product's price, with tax."""
    unit = minor_unit(credit.currency)
    return {
        line.part_number: money(line.gross.amount / 4 // unit * unit, credit.currency)
        for line in credit.lines
        if not line.is_delivery
    }


def _credit(
    invoice: Bill, before: Sequence[Bill], wanted: Mapping[str, int], kept: Mapping[str, Money]
) -> Bill | None:
    goods = {number: units for number, units in wanted.items() if number}
    try:
        return invoicing.credit(
            invoice, before, quantities=goods, shipping=bool(wanted.get("")), kept=kept
        )
    except Refusal as refusal:
        if refusal.code == "nothing_to_credit":
            return None
        raise


def _judge_credits(invoice: Bill, credits: Sequence[Bill], kept: int) -> None:
    back = sum(_minor(credit.gross) for credit in credits)
    _same("credits and what was kept", back + kept, _minor(invoice.gross))
    units: dict[str, int] = defaultdict(int)
    nets: dict[str, int] = defaultdict(int)
    taxes: dict[str, int] = defaultdict(int)
    for credit in credits:
        for line in credit.lines:
            if min(_minor(line.net), _minor(line.tax)) < 0:
                raise Differ(f"a credit of {line.part_number} is below nothing")
            units[line.part_number] += line.quantity
            nets[line.part_number] += _minor(line.net) + _minor(line.deduction)
            taxes[line.part_number] += _minor(line.tax)
    for line in invoice.lines:
        if units[line.part_number] > line.quantity:
            raise Differ(f"more units of {line.part_number} credited than were sold")
        _same(f"credited net of {line.part_number}", nets[line.part_number], _minor(line.net))
        if not kept:
            _same(f"credited VAT of {line.part_number}", taxes[line.part_number], _minor(line.tax))


def _judge_ledger(case: Case, invoice: Bill, credits: Sequence[Bill], kept: int) -> None:
    """Paid, invoiced and credited as the books do it: each document balances, nobody owes."""
    home, day = case.edition.dispatch.country, case.edition.since
    postings = []
    for at, bill in enumerate((invoice, *credits)):
        billed = _billed(case, bill, str(at), 1 if bill is invoice else -1)
        what = Moved.PAID if bill is invoice else Moved.REFUNDED
        moved = Movement(what, f"M{at}", day, bill.gross.amount, bill.currency, "")
        postings += accounting.post_document(billed, home) + accounting.post_movement(moved)
    if off := accounting.unbalanced(postings):
        raise Differ(f"the ledger is off by {off}")
    booked: dict[Account, int] = defaultdict(int)
    for (account, currency), balance in accounting.balances(postings).items():
        booked[account] += _minor(money(balance, currency))
    vat = _minor(invoice.tax) - sum(_minor(credit.tax) for credit in credits)
    _same("what customers owe by the ledger", booked.pop(Account.CUSTOMERS, 0), 0)
    _same("what the provider holds", booked.pop(Account.PROVIDER, 0), kept)
    booked_vat = booked.pop(Account.VAT_HOME, 0) + booked.pop(Account.VAT_OSS, 0)
    _same("VAT by the ledger", -booked_vat, vat)
    _same("sales by the ledger", -sum(booked.values()), kept - vat)


def _billed(case: Case, bill: Bill, number: str, sign: int) -> Billed:
    day, category = case.edition.since, case.tax.category
    destination = accounting.destination_of(
        case.country,
        case.edition.dispatch.country,
        case.tax.reason,
        is_xi=case.country == "GB" and category != "G",
    )
    taxed = tuple(
        Taxed(share.category, share.rate, share.net.amount, share.tax.amount)
        for share in bill.taxes
    )
    return Billed(number, "E", day, sign, bill.currency, destination, day, taxed)


def _drawn(chance: Source) -> Case:
    """A basket, its buyer, the way it is sent and its voucher, if it has one."""
    edition = policy.current().editions[-1]
    country, postcode = _destination(edition, chance)
    currency = edition.countries[country].currency
    tax = pricing.tax_for(
        edition, country=country, postcode=postcode, buyer=_buyer(chance), day=edition.since
    )
    lines = tuple(
        _line(at, currency, tax, chance) for at in range(chance.choice((1, 1, 2, 3, 5, 8)))
    )
    goods = total((line.unit_net * line.quantity for line in lines), currency)
    service = chance.choice(delivery.SERVICES)
    return Case(
        edition=edition,
        country=country,
        service=service,
        tax=tax,
        lines=lines,
        kinds={line.part_number: chance.choice(KINDS) for line in lines},
        shipping=delivery.service_price(edition, country, service, goods),
        terms=_terms(edition, currency, goods, chance),
        shopper=Shopper(country, "private", "kim@jensen.example"),
    )


def _destination(edition: Edition, chance: Source) -> tuple[str, str]:
    while True:
        special = chance.random() < 0.2
        country, postcode = (
            chance.choice(SPECIAL) if special else (chance.choice(sorted(edition.countries)), "")
        )
        if edition.outcome(country, postcode) is Outcome.SERVED:
            return country, postcode


def _buyer(chance: Source) -> Buyer:
    day = date(2026, 12, 1)
    kind = chance.choice(("private", "private", "company", "not_subject_to_vat"))
    if kind == "company" and chance.random() < 0.8:
        number = chance.choice(("DE136695976", "FR40303265045", "IT00743110157", "XI110305878"))
        return Buyer(kind, checked=Checked(number, chance.choice(list(Answer)), day))
    if kind == "not_subject_to_vat" and chance.random() < 0.8:
        return Buyer(kind, exemption=Exemption("R26", "agent", day, date(2099, 1, 1)))
    return Buyer(kind)


def _line(at: int, currency: str, tax: Tax, chance: Source) -> LineInput:
    minor = chance.choice(
        (chance.randint(1, 99), chance.randint(100, 9_999), chance.randint(1, 99_999))
    )
    own = None
    if tax.category == "S" and chance.random() < 0.15:
        own = Tax("S", Decimal(chance.choice(OTHER_RATES)), "destination")
    quantity = chance.choice((1, 1, 1, 2, 3, 7, chance.randint(1, 99)))
    return LineInput(f"P{at}", quantity, Money(minor * minor_unit(currency), currency), tax=own)


def _terms(edition: Edition, currency: str, goods: Money, chance: Source) -> Terms | None:
    if chance.random() < 0.4:
        return None
    gives = chance.choice(list(Gives))
    kinds = frozenset(chance.sample(KINDS, 2)) if chance.random() < 0.3 else frozenset()
    most = edition.vouchers.max_share_percent
    amount = Money(chance.randint(1, 5_000) * minor_unit(currency), currency)
    half = Money(goods.amount / 2, currency)
    return Terms(
        gives,
        edition.since,
        percent=Decimal(chance.randint(1, most * 100)) / 100 if gives is Gives.PERCENT else None,
        amounts={currency: amount} if gives is Gives.AMOUNT else {},
        minimums={currency: half} if chance.random() < 0.2 else {},
        kinds=kinds,
    )


def _minor(amount: Money) -> int:
    """An amount in whole minor units; one that is finer is a fault."""
    exact = amount.amount / minor_unit(amount.currency.code)
    whole = int(exact)
    if exact != whole:
        raise Differ(f"{amount} is finer than the minor unit")
    return whole


def _half_up(exact: Fraction) -> int:
    return int((exact * 2 + 1) // 2)


def _same(what: str, store: int, expected: int) -> None:
    if store != expected:
        raise Differ(f"{what}: the store says {store}, whole numbers say {expected}")


def _near(what: str, store: int, exact: Fraction) -> None:
    if abs(store - exact) >= 1:
        raise Differ(f"{what}: {store} is a minor unit or more from {float(exact):.3f}")


def _turns(count: int) -> Iterator[int]:
    for first in range(0, count, BASKETS_A_TURN):
        yield min(BASKETS_A_TURN, count - first)


def _tried(
    turns: Sequence[tuple[int, int, int]], processes: int
) -> Iterator[tuple[int, dict[str, int], Wrong | None]]:
    if processes == 1:
        yield from (try_turn(*turn) for turn in turns)
        return
    with ProcessPoolExecutor(processes) as pool:
        try:
            yield from pool.map(_turn, turns)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _turn(turn: tuple[int, int, int]) -> tuple[int, dict[str, int], Wrong | None]:
    return try_turn(*turn)

"""Reading what the rooms below hold about money, as the books see it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet

from encrier import policy
from encrier.accounting import rules
from encrier.accounting.models import DayReport, Finding
from encrier.accounting.types import (
    Billed,
    Claim,
    Found,
    Kind,
    Moved,
    Movement,
    OrderMoney,
    Posting,
    Taxed,
    VatReport,
)
from encrier.fulfilment.models import Parcel
from encrier.invoicing.models import Invoice
from encrier.kernel import clock
from encrier.orders.models import Order
from encrier.payments import bank_queries
from encrier.payments.models import Payment, ProviderTransaction, Refund, StatementEntry
from encrier.payments.rules import BANK, ONLINE
from encrier.payments.types import PaymentStatus

Outcome = StatementEntry.Outcome
FOR_AN_ORDER = (
    Outcome.EXACT,
    Outcome.SHORT,
    Outcome.OVER,
    Outcome.LATE,
    Outcome.DUPLICATE,
)
ZERO = Decimal("0.00")


def store_day(moment: datetime) -> date:
    """The day of a moment in store time."""
    return moment.astimezone(_zone()).date()


def postings(since: date, until: date) -> list[Posting]:
    """The ledger of some days, both included: documents and money, in the order of their days."""
    home = policy.current().at(until).dispatch.country
    lines = [line for each in billed(since, until) for line in rules.post_document(each, home)]
    lines += [line for each in movements(since, until) for line in rules.post_movement(each)]
    return sorted(lines, key=lambda line: (line.day, line.document))


def billed(since: date, until: date) -> list[Billed]:
    """Invoices and credit notes of some days."""
    found = Invoice.objects.filter(issued_on__range=(since, until)).order_by("id")
    found = found.defer("xml", "pdf", "snapshot").select_related("order", "corrects")
    return [_billed(each) for each in found.prefetch_related("lines")]


def movements(since: date, until: date) -> Iterator[Movement]:
    """Money that moved in some days, at the provider and on the account."""
    begin, end = _moments(since, until)
    paid = Payment.objects.filter(provider=ONLINE, status=PaymentStatus.PAID.value)
    for payment in paid.filter(settled_at__range=(begin, end)).select_related("order"):
        yield _moved(Moved.PAID, payment.reference, payment.settled_at, payment, payment.order)
    refunded = Refund.objects.filter(payment__provider=ONLINE, status=Refund.Status.DONE)
    for refund in refunded.filter(done_at__range=(begin, end)).select_related("payment__order"):
        yield _moved(Moved.REFUNDED, refund.reference, refund.done_at, refund, refund.payment.order)
    for moved in ProviderTransaction.objects.filter(booked_at__range=(begin, end)):
        yield from _at_provider(moved)
    booked = StatementEntry.objects.filter(booked_on__range=(since, until)).order_by("id")
    for entry in booked.select_related("payment__order", "transfer__refund__payment__order"):
        yield _on_account(entry)
    let_off = StatementEntry.objects.filter(
        decision=StatementEntry.Decision.ACCEPTED, decided_at__range=(begin, end)
    )
    for entry in let_off.select_related("payment__order"):
        if entry.payment and (missing := _let_off(entry.payment)):
            yield Movement(
                Moved.LET_OFF,
                f"{entry.payment.reference}-L",
                store_day(entry.decided_at or entry.imported_at),
                missing,
                entry.currency,
                f"{entry.payment.order.number} {entry.decided_by.removeprefix('agent:')}",
            )
    back = Refund.objects.filter(
        payment__entries__decision=StatementEntry.Decision.ACCEPTED,
        status=Refund.Status.DONE,
        done_at__range=(begin, end),
    )
    for refund in back.select_related("payment__order"):
        payment = refund.payment
        if (missing := _let_off(payment)) and _is_the_last_of_all(refund):
            document = f"{payment.reference}-E"
            yield _moved(
                Moved.LET_OFF_ENDS, document, refund.done_at, refund, payment.order, missing
            )


def findings_of(day: date, *, provider_read: bool) -> list[Found]:
    """All that does not add up at the end of a day, of what is not older than the look-back."""
    figures = policy.current().at(day).accounting
    since = day - timedelta(days=figures.look_back_days)
    found = [*_at_the_bank(since, day), *_orders(since, day, figures.invoice_days)]
    if provider_read:
        found += _at_the_provider(since, day, figures.payout_days)
    found += [
        Found(Kind.LEDGER_UNBALANCED, document, "", off, currency)
        for (document, currency), off in rules.unbalanced(postings(day, day)).items()
    ]
    return found


def figures_of(day: date) -> dict[str, dict[str, list[str]]]:
    """What moved and was billed on a day: name -> currency -> how many, and their sum."""
    sums: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(lambda: [0, ZERO]))
    facts = [(each.what.value, each.currency, each.amount) for each in movements(day, day)]
    facts += [
        ("invoiced" if each.sign > 0 else "credited", each.currency, abs(each.gross))
        for each in billed(day, day)
    ]
    facts += [
        ("debits", each.currency, each.amount) for each in postings(day, day) if each.amount > 0
    ]
    for name, currency, amount in facts:
        row = sums[name][currency]
        row[0] += 1
        row[1] += amount
    return {
        name: {currency: [str(n), str(amount)] for currency, (n, amount) in row.items()}
        for name, row in sums.items()
    }


def vat_report(quarter: str) -> VatReport:
    """The VAT of a quarter in euro. ValueError for what is no quarter."""
    first, last = rules.days_of(quarter)
    edition = policy.current().at(last)

    def rate_of(currency: str) -> tuple[Decimal, date]:
        rate = edition.invoicing.dated_rate_on(currency, last)
        return rate.per_euro, rate.since

    return rules.vat_report(
        billed(first, last),
        quarter=quarter.upper(),
        home=edition.dispatch.country,
        rate_of=rate_of,
    )


def reports() -> QuerySet[DayReport]:
    """The days that were looked at, newest first."""
    return DayReport.objects.order_by("-day")


def open_findings() -> QuerySet[Finding]:
    """What does not add up and is not settled, the oldest first."""
    return Finding.objects.filter(gone_at=None, resolved_at=None)


def next_report() -> datetime | None:
    """When the report of a day is to be made next: in the morning after it."""
    last = reports().values_list("day", flat=True).first()
    if last is None and not Payment.objects.exists():
        return None
    day = last + timedelta(days=1) if last else store_day(clock.now()) - timedelta(days=1)
    figures = policy.current().at(day).accounting
    return datetime.combine(day + timedelta(days=1), figures.report_at, _zone())


def _billed(found: Invoice) -> Billed:
    order = found.order
    taxed: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for line in found.lines.all():
        sums = taxed[line.tax_category, line.tax_rate]
        sums[0] += line.net
        sums[1] += line.tax
    country = order.shipping_address["country"]
    home = policy.current().at(found.issued_on).dispatch.country
    categories = {category for category, _rate in taxed}
    is_xi = country == "GB" and not categories <= {"G"}
    return Billed(
        number=found.number,
        order=order.number,
        day=found.issued_on,
        sign=-1 if found.kind == Invoice.Kind.CREDIT_NOTE else 1,
        currency=found.currency,
        destination=rules.destination_of(country, home, found.tax_reason, is_xi=is_xi),
        of_day=found.corrects.issued_on if found.corrects else found.issued_on,
        taxed=tuple(
            Taxed(category, rate, net, tax)
            for (category, rate), (net, tax) in sorted(taxed.items())
        ),
        vat_number=order.vat_number,
    )


def _at_provider(moved: ProviderTransaction) -> Iterator[Movement]:
    """Fees, payouts and what the provider did by itself; payments and refunds are ours to tell."""
    kinds = ProviderTransaction.Kind
    at, order = moved.booked_at, moved.payment.order if moved.payment else None
    if moved.fee:
        yield _moved(Moved.FEE, moved.identity, at, moved, order, -moved.fee)
    if moved.kind == kinds.PAYOUT:
        yield _moved(Moved.PAYOUT, moved.settlement or moved.identity, at, moved, None, -moved.net)
    elif moved.kind == kinds.CHARGEBACK:
        yield _moved(Moved.CHARGED_BACK, moved.identity, at, moved, order, -moved.gross)
    elif moved.kind == kinds.OTHER:
        yield _moved(Moved.PROVIDER_OTHER, moved.identity, at, moved, None, -moved.gross)


def _on_account(entry: StatementEntry) -> Movement:
    refund = entry.transfer.refund if entry.transfer else None
    is_customers = bool(refund) or (
        entry.payment is not None
        and entry.payment.currency == entry.currency
        and entry.outcome in {*FOR_AN_ORDER, Outcome.RETURNED}
    )
    if entry.outcome == Outcome.PAYOUT:
        what = Moved.PAYOUT_IN
    elif entry.is_credit:
        what = Moved.BANK_IN if is_customers else Moved.BANK_UNKNOWN_IN
    else:
        what = Moved.BANK_OUT if is_customers else Moved.BANK_UNKNOWN_OUT
    order = refund.payment.order if refund else entry.payment.order if entry.payment else None
    text = " ".join(filter(None, (order.number if order else "", entry.payer, entry.note)))
    return Movement(what, entry.bank_reference, entry.booked_on, entry.amount, entry.currency, text)


def _at_the_bank(since: date, until: date) -> Iterator[Found]:
    for entry in bank_queries.to_decide().filter(booked_on__lte=until):
        sign = 1 if entry.is_credit else -1
        yield Found(
            Kind.ENTRY_UNDECIDED,
            entry.bank_reference,
            entry.payment.order.number if entry.payment else "",
            sign * entry.amount,
            entry.currency,
            {"entry": str(entry.pk), "outcome": str(entry.outcome)},
        )
    _begin, end = _moments(since, until)
    for statement in bank_queries.doubted_statements().filter(imported_at__lte=end):
        yield Found(
            Kind.STATEMENT_DOUBTED,
            statement.identity,
            "",
            ZERO,
            statement.currency or "EUR",
            {"finding": str(statement.finding)},
        )
    for payment in Payment.objects.filter(parked_at__lte=end).select_related("order"):
        yield _claimed(Kind.PAYMENT_PARKED, _claim(payment, payment.created_at, payment.order))
    failed = Refund.objects.filter(status=Refund.Status.FAILED, requested_at__lte=end)
    for refund in failed.select_related("payment__order"):
        yield _claimed(
            Kind.REFUND_FAILED, _claim(refund, refund.requested_at, refund.payment.order)
        )


def _at_the_provider(since: date, until: date, payout_days: int) -> Iterator[Found]:
    begin, end = _moments(since, until)
    kinds = ProviderTransaction.Kind
    paid = Payment.objects.filter(provider=ONLINE, status=PaymentStatus.PAID.value)
    ours = [
        _claim(each, each.settled_at or each.created_at, each.order)
        for each in paid.filter(settled_at__range=(begin, end)).select_related("order")
    ]
    moved = ProviderTransaction.objects.filter(booked_at__lte=end)
    yield from rules.hold_payments(ours, _theirs(moved.filter(kind=kinds.PAYMENT), ours, begin))
    done = Refund.objects.filter(payment__provider=ONLINE, status=Refund.Status.DONE)
    back = [
        _claim(each, each.done_at or each.requested_at, each.payment.order)
        for each in done.filter(done_at__range=(begin, end)).select_related("payment__order")
    ]
    yield from rules.hold_refunds(back, _theirs(moved.filter(kind=kinds.REFUND), back, begin))
    sent = [
        Claim(each.settlement, "", -each.net, each.currency, store_day(each.booked_at))
        for each in moved.filter(kind=kinds.PAYOUT, booked_at__gte=begin)
    ]
    arrived = StatementEntry.objects.filter(outcome=Outcome.PAYOUT, booked_on__gte=since)
    on_account = [
        Claim(each.note, "", each.amount, each.currency, each.booked_on) for each in arrived
    ]
    yield from rules.hold_payouts(sent, on_account, today=until, days=payout_days)


def _theirs(
    moved: QuerySet[ProviderTransaction], ours: list[Claim], begin: datetime
) -> list[Claim]:
    """The provider's word: on what we claim, and on what we know nothing of."""
    references = [claim.reference for claim in ours]
    known = Q(payment__reference__in=references) | Q(refund__reference__in=references)
    unknown = Q(payment=None, refund=None, booked_at__gte=begin)
    return [
        Claim(
            _our_name(each) or each.identity,
            "",
            abs(each.gross),
            each.currency,
            store_day(each.booked_at),
        )
        for each in moved.filter(known | unknown).select_related("payment", "refund")
    ]


def _our_name(moved: ProviderTransaction) -> str:
    if moved.kind == ProviderTransaction.Kind.REFUND:
        return moved.refund.reference if moved.refund else ""
    return moved.payment.reference if moved.payment else ""


def _orders(since: date, until: date, invoice_days: int) -> Iterator[Found]:
    for money in order_moneys(since, until):
        yield from rules.judge_order(money, today=until, invoice_days=invoice_days)


def order_moneys(since: date, until: date) -> Iterator[OrderMoney]:
    """The money of every order that something happened to in some days, as it stands."""
    begin, end = _moments(since, until)
    touched = (
        Q(payments__settled_at__range=(begin, end))
        | Q(payments__entries__booked_on__range=(since, until))
        | Q(payments__refunds__requested_at__range=(begin, end))
        | Q(invoices__issued_on__range=(since, until))
    )
    ids = set(Order.objects.filter(touched).values_list("pk", flat=True))
    left = Parcel.objects.filter(order__in=ids, dispatched_at__lte=end).order_by()
    dispatched = dict(left.values_list("order").annotate(first=Min("dispatched_at")))
    orders = Order.objects.filter(pk__in=ids).order_by("pk")
    for order in orders.prefetch_related("payments__entries", "payments__refunds"):
        yield _order_money(order, dispatched.get(order.pk))


def _order_money(order: Order, dispatched_at: datetime | None) -> OrderMoney:
    payments = list(order.payments.all())
    documents = list(Invoice.objects.filter(order=order).values_list("kind", "gross"))
    invoiced = [gross for kind, gross in documents if kind == Invoice.Kind.INVOICE.value]
    credited = [gross for kind, gross in documents if kind != Invoice.Kind.INVOICE.value]
    return OrderMoney(
        number=order.number,
        status=order.status,
        currency=order.currency,
        gross=order.gross,
        paid=sum((_paid(each) for each in payments), ZERO),
        let_off=sum((_let_off(each) for each in payments), ZERO),
        refunded=sum((each.amount for each in _standing(payments)), ZERO),
        invoiced=sum(invoiced, ZERO),
        credited=sum(credited, ZERO),
        has_invoice=bool(invoiced),
        dispatched_on=store_day(dispatched_at) if dispatched_at else None,
    )


def _paid(payment: Payment) -> Decimal:
    """What came in under a payment: by bank what the statements say, else what it was for."""
    if payment.provider != BANK:
        return payment.amount if payment.status == PaymentStatus.PAID else ZERO
    return sum(
        (
            each.amount if each.is_credit else -each.amount
            for each in payment.entries.all()
            if each.transfer_id is None and each.currency == payment.currency
        ),
        ZERO,
    )


def _let_off(payment: Payment) -> Decimal:
    if not bank_queries.is_let_off(payment):
        return ZERO
    return payment.amount - bank_queries.received(payment)


def _is_the_last_of_all(refund: Refund) -> bool:
    """Whether with this refund all that came in under its payment has gone back."""
    done = list(refund.payment.refunds.filter(status=Refund.Status.DONE).order_by("done_at", "id"))
    gone = sum((each.amount for each in done), ZERO)
    return done[-1] == refund and gone == bank_queries.captured(refund.payment)


def _standing(payments: Iterable[Payment]) -> Iterator[Refund]:
    """Refunds that go or went back; one by bank that came back is asked about again."""
    for payment in payments:
        for refund in payment.refunds.all():
            if refund.status != Refund.Status.FAILED or payment.provider == BANK:
                yield refund


def _claim(row: Payment | Refund, at: datetime, order: Order) -> Claim:
    return Claim(row.reference, order.number, row.amount, row.currency, store_day(at))


def _claimed(kind: Kind, claim: Claim) -> Found:
    return Found(kind, claim.reference, claim.order, claim.amount, claim.currency)


def _moved(
    what: Moved,
    document: str,
    at: datetime | None,
    row: Any,
    order: Order | None,
    amount: Decimal | None = None,
) -> Movement:
    return Movement(
        what,
        document,
        store_day(at) if at else store_day(clock.now()),
        row.amount if amount is None else amount,
        row.currency,
        order.number if order else "",
    )


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """The first and the last moment of some days in store time."""
    zone = _zone()
    after = datetime.combine(until + timedelta(days=1), time(), zone)
    return datetime.combine(since, time(), zone), after - timedelta(microseconds=1)


def _zone() -> ZoneInfo:
    return policy.current().at(clock.now().date()).dispatch.zone

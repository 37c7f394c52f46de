"""The scenarios, played in a process of their own: ``python -m tests.races.play``.

Reads a scenario a line, ``["crowd", {"buyers": 2, …}]``, and answers with a line of JSON: what was
seen, for the tests to judge. Each scenario brings its own goods, so that none sees another's.
"""

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import (  # noqa: E402
    OperationalError,
    close_old_connections,
    connections,
    transaction,
)
from django.test import Client, override_settings  # noqa: E402

from encrier.cart.queries import find_cart  # noqa: E402
from encrier.checkout.commands import (  # noqa: E402
    cancel_order,
    place_order,
    retry_payment,
    start_payment,
    use_voucher,
)
from encrier.checkout.queries import quote_cart  # noqa: E402
from encrier.customers.models import Account  # noqa: E402
from encrier.fulfilment.commands import plan_dispatch  # noqa: E402
from encrier.fulfilment.models import DispatchOrder, Parcel  # noqa: E402
from encrier.inventory.models import Reservation, Stock  # noqa: E402
from encrier.invoicing.documents import checking, page  # noqa: E402
from encrier.invoicing.documents.sealing import seal  # noqa: E402
from encrier.invoicing.models import Counter, Invoice  # noqa: E402
from encrier.journal.commands import deliver_due  # noqa: E402
from encrier.journal.models import Delivery, Event  # noqa: E402
from encrier.kernel import clock  # noqa: E402
from encrier.kernel.actor import GUEST, SYSTEM, Actor  # noqa: E402
from encrier.kernel.money import money  # noqa: E402
from encrier.kernel.refusal import Refusal  # noqa: E402
from encrier.kernel.uploads import Upload  # noqa: E402
from encrier.mailroom.commands import send_due_letters  # noqa: E402
from encrier.mailroom.messages import message_id  # noqa: E402
from encrier.mailroom.models import Letter  # noqa: E402
from encrier.orders.commands import lock_order  # noqa: E402
from encrier.orders.models import Order  # noqa: E402
from encrier.payments import commands as payments  # noqa: E402
from encrier.payments.models import (  # noqa: E402  # noqa: E402
    Payment,
    Refund,
    StatementEntry,
    TransferBatch,
)
from encrier.payments.refusals import ProviderUnavailable  # noqa: E402
from encrier.reactions import worker  # noqa: E402
from encrier.returns import commands as returns  # noqa: E402
from encrier.returns.models import Return  # noqa: E402
from encrier.returns.types import Arrived, Condition, Wanted  # noqa: E402
from encrier.sandbox import alerts, carrier, provider  # noqa: E402
from encrier.sandbox.carrier_service import CarrierService  # noqa: E402
from encrier.sandbox.store import Habits, Store  # noqa: E402
from encrier.vat import commands as vat  # noqa: E402
from encrier.vat import queries as vat_known  # noqa: E402
from tests.makers import make_cart, make_details, make_goods, make_placed, make_voucher  # noqa: E402
from tests.rooms.payments.test_bank_transfer import entry_xml, statement  # noqa: E402
from tests.rooms.returns.making import deliver, send  # noqa: E402

# Who judges by the standard's rules does not outlive a fork, and a page takes its time: both are
# tried elsewhere.
checking.can_judge_by_the_standard = lambda: False
page.pdf = lambda document, xml: b"%PDF " + document.number.encode()

WORLD = Store(Path(os.environ["RACE_WORLD"]))
MINUTE = timedelta(minutes=1)
REST = 0.3


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each of several calls gives, all begun at the same moment; a refusal gives its code."""
    start = threading.Barrier(len(calls))
    seen: list[Any] = [None] * len(calls)

    def run(index: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            seen[index] = call()
        except Refusal as refusal:
            seen[index] = refusal.code
        except Exception as wrong:
            seen[index] = f"{type(wrong).__name__}: {wrong}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def crowd(*, part_number: str, buyers: int, units: int) -> dict[str, Any]:
    """Many buyers want one unit each of a product of which there are fewer."""
    make_goods(part_number, units=units)
    carts = [make_cart(**{f"_{part_number}": 1}) for _ in range(buyers)]
    seen = at_once(*(lambda cart=cart: make_placed(cart).order.number for cart in carts))
    stock = Stock.objects.get(pk=part_number)
    return {
        "orders": Order.objects.filter(lines__part_number=part_number).count(),
        "refused": seen.count("out_of_stock"),
        "reserved": stock.reserved,
        "available": stock.available,
    }


def crossing(*, one: str, other: str, buyers: int) -> dict[str, Any]:
    """Buyers of the same two products, put into the cart in opposite order, pay and give up."""
    make_goods(one, units=100)
    make_goods(other, units=100)
    orders = []
    for index in range(buyers):
        first, second = (one, other) if index % 2 else (other, one)
        orders.append(make_cart(**{f"_{first}": 1, f"_{second}": 1}))

    def buy_and_give_up(cart: Any) -> str:
        number = make_placed(cart).order.number
        return cancel_order(by=GUEST, order_number=number, now=clock.now()).status

    seen = at_once(*(lambda cart=cart: buy_and_give_up(cart) for cart in orders))
    stocks = Stock.objects.filter(pk__in=[one, other])
    return {"seen": seen, "reserved": [stock.reserved for stock in stocks]}


def double_click(*, part_number: str, clicks: int) -> dict[str, Any]:
    """The same cart is confirmed many times at once, and each click goes on to pay."""
    make_goods(part_number, units=50)
    cart = make_cart(**{f"_{part_number}": 2})
    shown = total(cart)

    def click() -> str:
        placed = confirm(cart, shown)
        start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
        return placed.order.number

    seen = at_once(*[click] * clicks)
    (order,) = Order.objects.filter(lines__part_number=part_number)
    return {"seen": seen, **state(order)}


def voucher_crowd(*, part_number: str, code: str, buyers: int, limit: int) -> dict[str, Any]:
    """Many buyers use a voucher that holds for fewer; the others see that it is used up."""
    make_goods(part_number, units=buyers)
    voucher = make_voucher(code, limit_total=limit)
    carts = [with_voucher(part_number, code) for _ in range(buyers)]
    shown = [total(cart) for cart in carts]
    seen = at_once(
        *(
            lambda cart=cart, shown=shown: confirm(cart, shown).order.number
            for cart, shown in zip(carts, shown, strict=True)
        )
    )
    orders = Order.objects.filter(voucher_code=code)
    return {
        "with_voucher": orders.count(),
        "used": voucher.redemptions.filter(counts=True).count(),
        "refused": sum(each in {"voucher_used_up", "price_changed"} for each in seen),
        "saved": sorted({str(line.discount) for order in orders for line in order.lines.all()}),
    }


def voucher_by_one(*, part_number: str, code: str, carts: int) -> dict[str, Any]:
    """One customer uses a voucher for one order each, in many carts at once, each clicked twice;
    one of them is given up afterwards, which frees it."""
    make_goods(part_number, units=50)
    voucher = make_voucher(code, limit_per_customer=1)
    filled = [with_voucher(part_number, code) for _ in range(carts)]
    shown = total(filled[0])
    clicks = [lambda cart=cart: confirm(cart, shown).order.number for cart in filled * 2]
    seen = at_once(*clicks)
    (order,) = Order.objects.filter(voucher_code=code)
    counted = voucher.redemptions.filter(counts=True).count()
    ways = [lambda: cancel_order(by=GUEST, order_number=order.number, now=clock.now()).status] * 3
    at_once(*ways)
    return {
        "orders": len({each for each in seen if each.startswith("E")}),
        "counted": counted,
        "after": voucher.redemptions.filter(counts=True).count(),
    }


def with_voucher(part_number: str, code: str) -> Any:
    """A cart of one unit that keeps a voucher."""
    cart = make_cart(**{f"_{part_number}": 1})
    use_voucher(by=GUEST, cart_id=cart.pk, typed=code, now=clock.now())
    return cart


def confirm(cart: Any, shown: Any) -> Any:
    """Confirm what was shown, whatever has become of the cart meanwhile."""
    return place_order(
        by=GUEST,
        cart_id=cart.pk,
        details=make_details(),
        shown_total=shown,
        terms_accepted=True,
        now=clock.now(),
    )


def total(cart: Any) -> Any:
    """The total that the review page shows."""
    found = find_cart(cart.pk)
    assert found
    return quote_cart(found, country="FR", service="standard", now=clock.now()).quote.gross


def notices(*, part_number: str, repeats: int) -> dict[str, Any]:
    """Webhooks, the browser's return and the sweep, all at once."""
    placed = started(part_number)
    pay(placed)
    reference = placed.payment.reference
    known = Payment.objects.get(reference=reference).provider_reference
    at_once(
        *[lambda: by_notice(known)] * repeats,
        lambda: by_return(reference),
        lambda: payments.sweep_open(clock.now() + MINUTE),
    )
    work()
    return state(placed.order)


def notice_first(*, part_number: str) -> dict[str, Any]:
    """The notice of the payment comes before our own call has stored where it is paid."""
    make_goods(part_number)
    placed = make_placed(make_cart(**{f"_{part_number}": 2}))
    opening = sys.modules["encrier.payments.commands.open_payment"]
    store_answer = opening._note_opened

    def after_the_notice(reference: str, opened: Any) -> Any:
        pay(placed)
        by_notice(opened.provider_reference)
        return store_answer(reference, opened)

    opening._note_opened = after_the_notice
    try:
        start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    finally:
        opening._note_opened = store_answer
    work()
    return state(placed.order)


def cancel_against_letter(*, part_number: str, hesitating: bool) -> dict[str, Any]:
    """The customer cancels while the confirmation begins to leave.

    ``hesitating``: cancelling rests between having looked at the letter and withdrawing it.
    """
    placed = started(part_number)
    pay(placed)
    by_return(placed.payment.reference)
    deliver_due(clock.now())
    number = placed.order.number

    def send() -> int:
        time.sleep(REST / 3 if hesitating else 0)
        return send_due_letters(clock.now())

    with withdrawing_rests(REST if hesitating else 0):
        cancelled, _ = at_once(
            lambda: cancel_order(by=GUEST, order_number=number, now=clock.now()).status, send
        )
    work()
    letter = Letter.objects.get(key=f"order_confirmation:{number}")
    return {"cancelled": cancelled, "letter": letter.state, **state(placed.order)}


@contextmanager
def withdrawing_rests(seconds: float) -> Iterator[None]:
    """A letter is withdrawn slowly: there is time between looking and writing."""
    true = Letter.save

    def slow(letter: Letter, *args: Any, **facts: Any) -> None:
        if facts.get("update_fields") == ["state"]:
            time.sleep(seconds)
        true(letter, *args, **facts)

    Letter.save = slow  # type: ignore[method-assign]
    try:
        yield
    finally:
        Letter.save = true  # type: ignore[method-assign]


def two_tries(*, part_number: str) -> dict[str, Any]:
    """Two tries to pay one order are both paid, and told at once."""
    placed = started(part_number)
    first = placed.payment.reference
    again = retry_payment(
        by=GUEST, order_number=placed.order.number, method="paypal", now=clock.now()
    )
    start_payment(by=GUEST, payment_reference=again.reference, now=clock.now())
    pay(placed)
    decide(again.reference, "paid")
    at_once(lambda: by_return(first), lambda: by_return(again.reference))
    work()
    return state(placed.order)


STEPS: dict[str, tuple[str, str, str]] = {
    # name: module, function, whether the process dies before or after it
    "order written": ("encrier.orders.commands", "record_order", "after"),
    "payment written": ("encrier.payments.commands", "create_payment", "after"),
    "units held": ("encrier.inventory.commands", "hold_units", "after"),
    "cart closed": ("encrier.cart.commands", "close_cart", "after"),
    "order placed": ("encrier.checkout.commands.pay_order", "start_payment", "before"),
    "provider asked": ("encrier.payments.commands.open_payment", "_note_opened", "before"),
    "answer stored": ("encrier.payments.commands.open_payment", "_note_opened", "after"),
    "report read": ("encrier.payments.commands.settle_payment", "settle_as_reported", "before"),
    "payment closed": ("encrier.orders.commands", "confirm_order", "before"),
    "order confirmed": ("encrier.orders.commands", "confirm_order", "after"),
    "settled": ("encrier.payments.commands.settle_payment", "settle_as_reported", "after"),
    "letter queued": ("encrier.reactions.writing", "queue_letter", "after"),
    "letter claimed": ("encrier.mailroom.commands", "_claim", "after"),
    "letter left": ("encrier.mailroom.commands", "_note_sent", "before"),
    "letter noted": ("encrier.mailroom.commands", "_note_sent", "after"),
    "work planned": ("encrier.fulfilment.commands.plan_dispatch", "record_dispatch_order", "after"),
    "parcel written": ("encrier.fulfilment.commands.pack_parcel", "refold", "before"),
    "packed": ("encrier.fulfilment.commands.dispatch_parcel", "pack_parcel", "after"),
    "label asked for": ("encrier.fulfilment.commands.buy_label", "_claim", "after"),
    "label made": ("encrier.fulfilment.commands.buy_label", "_note_label", "before"),
    "label stored": ("encrier.fulfilment.commands.buy_label", "_note_label", "after"),
    "units used": ("encrier.inventory.commands", "use_units", "after"),
    "number given": ("encrier.invoicing.commands.recording", "_next_position", "after"),
    "files made": ("encrier.invoicing.documents.sealing", "seal", "after"),
    "invoice written": ("encrier.invoicing.commands.issue_invoice", "record", "after"),
    "invoice told": ("encrier.invoicing.commands.issue_invoice", "announce", "after"),
    "invoiced": ("encrier.invoicing.commands.issue_invoice", "issue_invoice", "after"),
    "goods back in stock": ("encrier.inventory.commands", "receive_units", "after"),
    "credit note issued": ("encrier.returns.commands.paying_back", "request_refund", "before"),
    "refund asked for": ("encrier.returns.commands.paying_back", "request_refund", "after"),
    "goods received": ("encrier.returns.commands", "receive_parcel", "after"),
    "refund accepted": ("encrier.payments.commands.refund_payment", "_note", "before"),
    "refund noted": ("encrier.payments.commands.refund_payment", "_note", "after"),
    "message made": ("encrier.payments.commands.send_batch", "make_batch", "after"),
    "message taken": ("encrier.payments.commands.send_batch", "mark_handed_in", "before"),
    "message noted": ("encrier.payments.commands.send_batch", "mark_handed_in", "after"),
    "handed over": ("encrier.fulfilment.commands.dispatch_parcel", "dispatch_parcel", "after"),
    "pressed": ("encrier.web.desk.warehouse", "_made", "after"),
    "shipment asked for": ("encrier.sandbox.carrier", "make_shipment", "before"),
    "shipment made": ("encrier.sandbox.carrier", "make_shipment", "after"),
    "report written": ("encrier.fulfilment.commands.take_carrier_events", "_write", "after"),
    "standing written": ("encrier.fulfilment.commands.take_carrier_events", "refold", "after"),
    "report taken": ("encrier.web.webhooks.carriers", "take_notice", "after"),
}


def killed(*, part_number: str, step: str) -> dict[str, Any]:
    """A process buys, pays and works until it dies at a step; others then do what is theirs.

    The customer comes back to the same cart and confirms it again; timed work runs.
    """
    make_goods(part_number, units=10)
    cart = make_cart(**{f"_{part_number}": 2})
    shown = total(cart)
    connections.close_all()
    died = in_a_process_that_dies(step, lambda: live(cart, shown))

    placed = confirm(cart, shown)
    later = clock.now() + MINUTE
    payments.open_created(later)
    decide(placed.payment.reference, "paid")
    payments.sweep_open(later + 2 * MINUTE)
    work(later + 3 * MINUTE)
    return {"died": died, **state(placed.order)}


def killed_dispatching(*, part_number: str, step: str, by: str = "worker") -> dict[str, Any]:
    """Whoever packs dies at a step; others dispatch the order later, and the worker works."""
    hand = HANDS[by]
    number = sold(part_number)
    died = in_a_process_that_dies(step, lambda: hand(number, clock.now()))
    return dispatched_later(part_number, number, hand) | {"died": died}


def killed_carrier(*, part_number: str, step: str) -> dict[str, Any]:
    """The carrier dies while it is asked for a label, and comes back with what it had noted."""
    number = sold(part_number)
    with carrier_that_dies(step) as died:
        broke = ""
        try:
            dispatch(number, clock.now())
        except Refusal as refusal:
            broke = refusal.code
        parcel = Parcel.objects.get(order__number=number)
        told = {"refused": broke, "stood": parcel.status, "label": parcel.tracking_number}
    return dispatched_later(part_number, number, dispatch) | told | {"died": died()}


def killed_taking_a_report(*, part_number: str, step: str, again: str) -> dict[str, Any]:
    """The web dies while it takes a carrier's notice, which comes again, or never does."""
    number = sold(part_number)
    dispatch(number, clock.now())
    work()
    parcel = Parcel.objects.get(order__number=number)
    carrier.report(WORLD, parcel.tracking_number or "", "attempt_failed")
    (body,) = [each.body for each in alerts.due(WORLD) if parcel.tracking_number in each.body]
    connections.close_all()
    died = in_a_process_that_dies(step, lambda: tell(body))

    if again == "notice":
        tell(body)
        work()
    else:
        work(clock.now() + timedelta(hours=5))
    parcel.refresh_from_db()
    letters = Letter.objects.filter(about=number)
    return {
        "died": died,
        "status": parcel.status,
        "reports": parcel.events.filter(code="attempt_failed").count(),
        "told": Event.objects.filter(kind="fulfilment.attempt_failed", about=number).count(),
        "letters": letters.filter(key__startswith="parcel_waiting:").count(),
    }


def sold(part_number: str) -> str:
    """A paid order, whose work nobody has begun; its number."""
    placed = started(part_number)
    pay(placed)
    by_return(placed.payment.reference)
    connections.close_all()
    return str(placed.order.number)


def dispatched_later(part_number: str, number: str, hand: Callable[..., None]) -> dict[str, Any]:
    """What is seen when the worker works, somebody dispatches what is left, and it works again."""
    later = clock.now() + 3 * MINUTE
    work(later)
    with suppress(Refusal):  # nothing is left to dispatch
        hand(number, later)
    work(later)
    parcels = list(Parcel.objects.filter(order__number=number))
    references = [parcel.number for parcel in parcels]
    made = [each for each in WORLD.all("shipment") if each["reference"] in references]
    stock = Stock.objects.get(product_id=part_number)
    letters = Letter.objects.filter(about=number, key__startswith="dispatch_confirmation:")
    return {
        "parcels": [parcel.status for parcel in parcels],
        "labels": len(made),
        "on_hand": stock.on_hand,
        "reserved": stock.reserved,
        "letters": letters.count(),
        "stuck": Delivery.objects.filter(event__about=number, done_at=None).count(),
    }


def invoices_at_once(*, part_number: str, orders: int, threads: int) -> dict[str, Any]:
    """Processes that invoice at once die, each at another step; threads, some of them for the same
    orders, then invoice what these have left and all the others."""
    numbers = many_confirmed(part_number, orders)
    connections.close_all()
    dying = ["number given", "files made", "invoice written", "invoice told", "invoiced"]
    ours, theirs = numbers[10:], numbers[:10]
    children = [begin_dying(step, theirs[2 * i : 2 * i + 2]) for i, step in enumerate(dying)]
    died = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    shares = [theirs + ours[i::threads] + ours[:20] for i in range(threads)]
    seen = at_once(*(lambda share=share: [issue(each) for each in share] for share in shares))

    issued = Invoice.objects.filter(order__number__in=numbers).order_by("position")
    positions = list(issued.values_list("position", flat=True))
    return {
        "broke": [each for each in seen if isinstance(each, str)],
        "died": died.count(9),
        "invoices": len(positions),
        "orders": issued.values("order").distinct().count(),
        "gaps": positions[-1] - positions[0] + 1 - len(positions),
        "counter": Counter.objects.get(kind="invoice").last - positions[-1],
        "whole": sum(
            seal(each.snapshot, bytes(each.xml), bytes(each.pdf)) == each.sha256 for each in issued
        ),
        "told": Event.objects.filter(kind="invoicing.invoice_issued", about__in=numbers).count(),
    }


def issue(number: str) -> str:
    """Again, as a worker would, while SQLite lets others write first for longer than its time-out."""
    command = sys.modules["encrier.invoicing.commands.issue_invoice"].issue_invoice
    while True:
        with suppress(OperationalError):
            return str(command(by=SYSTEM, order_number=number, now=clock.now()).number)


def many_confirmed(part_number: str, orders: int) -> list[str]:
    """Paid orders, all alike: one is bought, the others are copies of its rows."""
    first = started(part_number).order
    Order.objects.filter(pk=first.pk).update(status="confirmed", confirmed_at=clock.now())
    order, line = Order.objects.get(pk=first.pk), first.lines.get()
    numbers = [f"{part_number}-{i}" for i in range(orders)]
    for number in numbers:
        order.pk, order.number, order.token, order.placement_key = None, number, number, number
        order.save(force_insert=True)
        line.pk, line.order_id = None, order.pk
        line.save(force_insert=True)
    return numbers


def begin_dying(step: str, numbers: list[str]) -> int:
    """A process that invoices one order and dies at a step of the next; its id."""
    child = os.fork()
    if child:
        return child
    try:
        issue(numbers[0])
        die_at(step)
        issue(numbers[1])
    finally:
        os._exit(0)


def refund_crowd(*, part_number: str, repeats: int) -> dict[str, Any]:
    """One claim is refunded many times at once, while others ask for quarters of the payment."""
    order = delivered(part_number)
    claim = returns.claim_damage(
        by=GUEST, order_number=order.number, lines=[Wanted(part_number, 2)], now=clock.now()
    )
    payment = order.payments.get()
    quarter = money(payment.amount / 4, payment.currency)

    def answer_claim() -> str:
        answered = returns.decide_claim(
            by=SYSTEM, number=claim.number, outcome="refunded", now=clock.now()
        )
        return answered.status

    def ask_a_quarter(index: int) -> str:
        with transaction.atomic():
            lock_order(order.number)
            asked = payments.request_refund(
                by=SYSTEM,
                payment=payment,
                amount=quarter,
                cause=f"quarter:{order.number}:{index}",
                now=clock.now(),
            )
        return asked.status

    answers = at_once(*[answer_claim] * repeats)
    quarters = at_once(*(lambda index=index: ask_a_quarter(index) for index in range(repeats)))
    send_money_back()
    return {"answers": sorted(set(answers)), "quarters": sorted(set(quarters)), **paid_back(order)}


def quarters_crowd(*, part_number: str, repeats: int) -> dict[str, Any]:
    """Many ask at once for a quarter of one payment, each for a cause of its own."""
    order = delivered(part_number)
    payment = order.payments.get()
    quarter = money(payment.amount / 4, payment.currency)

    def ask(index: int) -> str:
        with transaction.atomic():
            lock_order(order.number)
            payments.request_refund(
                by=SYSTEM,
                payment=payment,
                amount=quarter,
                cause=f"part:{order.number}:{index}",
                now=clock.now(),
            )
        return "asked"

    seen = at_once(*(lambda index=index: ask(index) for index in range(repeats)))
    send_money_back()
    return {"asked": seen.count("asked"), "refused": len(seen) - seen.count("asked")} | paid_back(
        order
    )


def refund_times_out(*, part_number: str) -> dict[str, Any]:
    """The provider takes a refund on, but its answer never arrives; it is asked again for hours."""
    order = delivered(part_number)
    with transaction.atomic():
        payments.cancel_payments(by=SYSTEM, order=order, now=clock.now())
    home = sys.modules["encrier.payments.commands.refund_payment"]
    true = home._ask

    def silent(refund: Any) -> Any:
        true(refund)
        raise ProviderUnavailable("no answer in time")

    home._ask = silent
    now = clock.now()
    for minutes in (0, 6, 12):
        payments.send_refunds(now + minutes * MINUTE)
    home._ask = true
    payments.send_refunds(now + 180 * MINUTE)
    payments.send_refunds(now + 190 * MINUTE)
    return paid_back(order)


def killed_paying_back(*, part_number: str, step: str) -> dict[str, Any]:
    """The warehouse's or the worker's process dies at a step; the parcel is scanned once more."""
    order = delivered(part_number)
    asked = returns.authorise_return(
        by=GUEST,
        order_number=order.number,
        way="voluntary",
        lines=[Wanted(part_number, 1)],
        now=clock.now(),
    )
    connections.close_all()

    def scan() -> None:
        close_old_connections()
        sys.modules["encrier.returns.commands"].receive_parcel(
            by=SYSTEM,
            return_number=asked.number,
            lines=[Arrived(part_number, 1, Condition.UNOPENED)],
            key=f"scan:{asked.number}",
            now=clock.now(),
        )

    def live() -> None:
        scan()
        payments.send_refunds(clock.now())

    died = in_a_process_that_dies(step, live)
    scan()
    send_money_back()
    notes = Invoice.objects.filter(order=order, kind="credit_note")
    return {
        "died": died,
        "on_hand": Stock.objects.get(pk=part_number).on_hand,
        "credit_notes": notes.count(),
        "status": Return.objects.get(pk=asked.pk).status,
        **paid_back(order),
    }


def delivered(part_number: str) -> Order:
    """Two units, paid at the provider, sent, invoiced and delivered."""
    placed = started(part_number)
    pay(placed)
    by_return(placed.payment.reference)
    deliver(send(placed.order))
    return Order.objects.get(pk=placed.order.pk)


def send_money_back() -> None:
    """Refunds are sent, and asked about until they are done."""
    now = clock.now()
    for minutes in (6, 12, 18):
        payments.send_refunds(now + minutes * MINUTE, limit=100)


def paid_back(order: Order) -> dict[str, Any]:
    """How much of an order has gone back, in the store and at the provider."""
    kept = Refund.objects.filter(payment__order=order)
    references = set(kept.values_list("reference", flat=True))
    at_provider = [
        Decimal(each["amount"]["value"])
        for each in WORLD.all("refund")
        if each["metadata"]["reference"] in references
    ]
    return {
        "refunds": sorted(kept.values_list("status", flat=True)),
        "share": str(sum(at_provider) / order.gross),
        "as_kept": sum(at_provider) == sum(each.amount for each in kept),
        "at_provider": len(at_provider),
    }


def same_statement(*, part_number: str, times: int) -> dict[str, Any]:
    """One statement, read by several at once."""
    make_goods(part_number)
    placed = make_placed(make_cart(**{f"_{part_number}": 2}), payment_method="bank_transfer")
    amount = placed.payment.amount
    rest = entry_xml(reference=placed.payment.creditor_reference, amount=1, bank_reference="R")
    first = entry_xml(
        reference=placed.payment.creditor_reference,
        amount=amount - 1,
        bank_reference=f"{part_number}-1",
    )
    camt = statement(first, rest.replace(">R<", f">{part_number}-2<"))

    def read() -> list[str]:
        found = payments.import_statement(by=SYSTEM, camt=camt, now=clock.now())
        return [str(entry.outcome) for entry in found]

    seen = at_once(*[read] * times)
    work()
    entries = StatementEntry.objects.filter(payment=placed.payment)
    return {
        "seen": seen,
        "entries": sorted(str(each) for each in entries.values_list("outcome", flat=True)),
        **state(placed.order),
    }


def killed_handing_in(*, part_number: str, step: str) -> dict[str, Any]:
    """A process dies while it hands a refund to the bank; another goes on."""
    make_goods(part_number)
    placed = make_placed(make_cart(**{f"_{part_number}": 2}), payment_method="bank_transfer")
    facts = {"reference": placed.payment.creditor_reference, "amount": placed.payment.amount}
    camt = statement(entry_xml(**facts, bank_reference=f"{part_number}-1"))
    payments.import_statement(by=SYSTEM, camt=camt, now=clock.now())
    cancel_order(by=SYSTEM, order_number=placed.order.number, now=clock.now())
    refund = Refund.objects.get(payment=placed.payment)
    transfer = payments.give_account(
        by=GUEST,
        refund_reference=refund.reference,
        holder="Camille Durand",
        iban="BE71096123456769",
        now=clock.now(),
    )
    later = clock.now() + timedelta(hours=1)
    connections.close_all()

    def hand_in() -> None:
        close_old_connections()
        payments.make_batch_due(later)
        payments.hand_in_due(later)

    died = in_a_process_that_dies(step, hand_in)
    later += timedelta(hours=1)
    hand_in()
    moved = [each for each in WORLD.all("movement") if each["end_to_end"] == transfer.reference]
    transfer.refresh_from_db()
    refund.refresh_from_db()
    return {
        "died": died,
        "booked": len(moved),
        "transfer": transfer.status,
        "refund": refund.status,
        "batches": TransferBatch.objects.filter(transfers=transfer).count(),
    }


def dispatch(number: str, now: Any) -> None:
    close_old_connections()
    sys.modules["encrier.fulfilment.commands.dispatch_parcel"].dispatch_order(
        by=SYSTEM, order_number=number, now=now
    )


def press(number: str, _now: Any) -> None:
    """An agent presses the desk's button for all work of an order."""
    close_old_connections()
    plan_dispatch(by=SYSTEM, order_number=number, now=clock.now())
    works = DispatchOrder.objects.filter(order__number=number)
    causes = list(works.values_list("cause", flat=True))
    agent, _ = Account.objects.get_or_create(email="agent@race.example", is_staff=True)
    desk = Client(SERVER_NAME="127.0.0.1", headers={"sec-fetch-site": "same-origin"})
    desk.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[-1])
    seen = desk.post("/desk/warehouse/steps/", {"do": "dispatch", "cause": causes})
    assert seen.headers["location"].startswith("/desk/"), seen.content


HANDS = {"worker": dispatch, "web": press}


def tell(body: str) -> None:
    """The carrier sends a notice."""
    close_old_connections()
    credential = {"credential": settings.UPS_WEBHOOK_CREDENTIAL}
    shop = Client(SERVER_NAME="127.0.0.1", headers=credential)
    seen = shop.post("/webhooks/carriers/ups/", body, content_type="application/json")
    assert seen.status_code == 200, seen.content


@contextmanager
def carrier_that_dies(step: str) -> Iterator[Callable[[], bool]]:
    """The carrier's door in a process of its own, which dies at a step; and whether it has."""
    connections.close_all()
    with make_server("127.0.0.1", 0, CarrierService(WORLD)) as server:
        child = os.fork()
        if child == 0:
            die_at(step)
            server.serve_forever()
        url = f"http://127.0.0.1:{server.server_port}"
    with override_settings(UPS_API_URL=url):
        yield lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def live(cart: Any, shown: Any) -> None:
    """One customer's whole way, and the worker's after it, in one process."""
    checkout = sys.modules["encrier.checkout.commands.pay_order"]
    placed = confirm(cart, shown)
    reference = placed.payment.reference
    checkout.start_payment(by=GUEST, payment_reference=reference, now=clock.now())
    decide(reference, "paid")
    by_return(reference)
    work()


def in_a_process_that_dies(step: str, life: Callable[[], None]) -> bool:
    """Whether a forked process died where it should."""
    child = os.fork()
    if child == 0:
        try:
            die_at(step)
            life()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def die_at(step: str) -> None:
    """Let this process end at a step as if its power was cut."""
    module, name, when = STEPS[step]
    home = sys.modules[module]
    true = getattr(home, name)

    def dying(*args: Any, **facts: Any) -> None:
        if when == "after":
            true(*args, **facts)
        os._exit(9)

    setattr(home, name, dying)


def started(part_number: str) -> Any:
    make_goods(part_number)
    placed = make_placed(make_cart(**{f"_{part_number}": 2}))
    start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    return placed


def pay(placed: Any) -> None:
    decide(placed.payment.reference, "paid")


def decide(reference: str, outcome: str) -> None:
    payment = provider.find(WORLD, reference)
    assert payment, f"the provider knows no {reference}"
    provider.decide(WORLD, payment["id"], outcome, Habits())


def by_notice(provider_reference: str) -> None:
    payments.settle_by_provider_reference(
        by=SYSTEM, provider="mollie", provider_reference=provider_reference, now=clock.now()
    )


def by_return(reference: str) -> None:
    payments.settle_payment(by=GUEST, reference=reference, now=clock.now())


def work(now: Any = None) -> None:
    close_old_connections()
    worker.run_until_idle(now or clock.now())


def mails(number: str) -> int:
    """How many times the confirmation of an order has arrived."""
    mark = message_id(f"order_confirmation:{number}").encode()
    return sum(mark in bytes(row["mime"]) for row in WORLD.read("SELECT mime FROM mails"))


def state(order: Order) -> dict[str, Any]:
    """All that is left of an order in the store and at the provider."""
    order.refresh_from_db()
    tries = Payment.objects.filter(order=order)
    references = set(tries.values_list("reference", flat=True))
    at_provider = [p for p in WORLD.all("payment") if p["metadata"]["reference"] in references]
    part_number = order.lines.get().part_number
    stock = Stock.objects.get(pk=part_number)
    held = Reservation.objects.filter(product_id=part_number, state="held")
    return {
        "status": order.status,
        "orders": Order.objects.filter(lines__part_number=part_number).count(),
        "payments": sorted(tries.values_list("status", flat=True)),
        "at_provider": len(at_provider),
        "confirmations": Event.objects.filter(
            kind="orders.order_confirmed", about=order.number
        ).count(),
        "letters": Letter.objects.filter(
            key=f"order_confirmation:{order.number}", state=Letter.State.SENT
        ).count(),
        "mails": mails(order.number),
        "refunds": sorted(
            cause.split(":")[0]
            for cause in Refund.objects.filter(payment__order=order).values_list("cause", flat=True)
        ),
        "reserved": stock.reserved,
        "held": sum(held.values_list("quantity", flat=True)),
        "stuck": Delivery.objects.filter(event__about=order.number, done_at=None).count(),
    }


def two_agents(*, email: str) -> dict[str, Any]:
    """Agents decide the same VAT review at once, one way and the other."""
    account = Account.objects.create_user(email, "x", customer_type="not_subject_to_vat")
    seen = at_once(*[lambda: _opened_review(account.pk)] * 6)
    number, now = seen[0], clock.now()
    vat.add_document(by=GUEST, number=number, upload=Upload("a.pdf", b"%PDF-1"), now=now)
    last_day = vat_known.store_day(now) + timedelta(days=30)

    def approve(name: str) -> str:
        by = Actor("agent", name)
        return vat.approve_review(by=by, number=number, last_day=last_day, now=now).status

    def refuse(name: str) -> str:
        return vat.refuse_review(
            by=Actor("agent", name), number=number, reason="no", now=now
        ).status

    decided = at_once(
        *(
            lambda way=way, name=f"{index}@demo.example": way(name)
            for index, way in enumerate((approve, refuse) * 4)
        )
    )
    events = Event.objects.filter(about=number).values_list("kind", flat=True)
    return {
        "reviews": len(set(seen)),
        "decided": [each for each in decided if each != "review_moved_on"],
        "late": decided.count("review_moved_on"),
        "stands": vat_known.find_review(number).status,
        "told": [kind for kind in events if kind.startswith("vat.exemption_")],
    }


def _opened_review(account_id: int) -> str:
    return vat.open_review(by=GUEST, account_id=account_id, now=clock.now()).number


SCENARIOS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        crowd,
        two_agents,
        crossing,
        double_click,
        notices,
        notice_first,
        cancel_against_letter,
        two_tries,
        killed,
        killed_dispatching,
        killed_carrier,
        killed_taking_a_report,
        same_statement,
        killed_handing_in,
        voucher_crowd,
        voucher_by_one,
        invoices_at_once,
        refund_crowd,
        quarters_crowd,
        refund_times_out,
        killed_paying_back,
    )
}


def answer(line: str) -> dict[str, Any]:
    """What a scenario shows, or how it broke."""
    name, facts = json.loads(line)
    try:
        return {"seen": SCENARIOS[name](**facts)}
    except Exception:
        return {"broke": traceback.format_exc()}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)

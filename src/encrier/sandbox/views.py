"""The page on which a visitor plays the outside world, and the same by JSON."""

import time
from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from encrier import policy
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.queries import dispatch_orders_to_do
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.orders.queries import find_order
from encrier.payments.commands import import_statement
from encrier.payments.queries import open_transfers
from encrier.reactions import worker
from encrier.returns.commands import receive_parcel
from encrier.returns.queries import open_returns
from encrier.returns.types import Arrived, Condition
from encrier.sandbox import (
    alerts,
    asking,
    bank,
    bank_service,
    carrier,
    clockwork,
    notices,
    postbox,
    provider,
    provider_balance,
    store,
    vies,
    warehouse,
)
from encrier.sandbox.asking import Problem, answering, done
from encrier.sandbox.postbox import Mail

IDLE_WITHIN = 10.0
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


@answering("GET", "HEAD")
def index(request: HttpRequest) -> HttpResponse:
    """The outside world on one page."""
    return page(request)


def page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    """The page, with what could not be done, if anything."""
    world = store.of_this_home()
    facts = {
        "problem": problem,
        "done": request.GET.get("done", ""),
        "now": clock.now(),
        "payments": [_shown(payment) for payment in world.all("payment")[:12]],
        "transfers": open_transfers(limit=12),
        "movements": bank.movements(world)[:24],
        "balance": next((each["balance"] for each in bank.movements(world)), bank.IN_HAND),
        "to_pay_out": provider_balance.held(world),
        "habits": world.habits(),
        "to_dispatch": dispatch_orders_to_do()[:12],
        "parcels": Parcel.objects.filter(dispatched_at__isnull=False)
        .select_related("order")
        .defer("label")
        .order_by("-id")[:12],
        "parcel_events": list(carrier.EVENTS),
        "returns": open_returns()[:12],
        "conditions": list(Condition),
        "messages": world.all("sms")[:12],
        "vat_numbers": vies.numbers(world).items(),
        "vies_manners": vies.manners(world),
        "mails": postbox.mails(world, limit=40),
    }
    return render(request, "sandbox/index.html", facts, status=problem.status if problem else 200)


@answering("GET")
def mailbox(request: HttpRequest) -> HttpResponse:
    """``mailbox.json``: letters that arrived, newest first."""
    found = [_as_json(mail) for mail in postbox.mails(store.of_this_home())]
    return JsonResponse(found, safe=False)


@csp_update({"frame-src": [SELF]})
@answering("GET")
def letter(request: HttpRequest, identity: int) -> HttpResponse:
    """One letter, as a mail program shows it."""
    return render(request, "sandbox/letter.html", {"mail": _mail(identity)})


@answering("GET")
def letter_body(request: HttpRequest, identity: int) -> HttpResponse:
    """The HTML of a letter, locked up: it runs nothing and reaches nothing."""
    html = _mail(identity).html.replace("<head>", '<head><base target="_blank">', 1)
    headers = {"Content-Security-Policy": LETTER_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(html, headers=headers)


@answering("GET")
def attachment(request: HttpRequest, identity: int, position: int, name: str) -> HttpResponse:
    """A file attached to a letter, to download."""
    files = _mail(identity).attachments()
    if position >= len(files):
        raise Problem(404, "unknown_file", f"no file {position}")
    file_name, kind, content = files[position]
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


@answering("POST")
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """What the customer does at the provider; ``notices`` may say how its webhooks behave."""
    wanted, world = asking.asked(request), store.of_this_home()
    outcome = wanted.get("outcome")
    if outcome not in provider.OUTCOMES:
        known = ", ".join(provider.OUTCOMES)
        raise Problem(422, "invalid", f"outcome: one of {known}")
    payment = provider.find(world, reference)
    if payment is None:
        raise Problem(404, "unknown_payment", f"the provider knows no payment {reference}")
    habits = _changed(world.habits(), wanted.get("notices") or {})
    try:
        payment = provider.decide(world, payment["id"], str(outcome), habits)
    except provider.Wrong as wrong:
        raise Problem(wrong.status, "already_settled", wrong.detail) from None
    return done(
        request,
        {"reference": reference, "provider_reference": payment["id"], "status": payment["status"]},
        "payments",
    )


@answering("POST")
def manners(request: HttpRequest) -> HttpResponse:
    """How the provider's webhooks behave from now on."""
    wanted, world = asking.asked(request), store.of_this_home()
    if asking.is_form(request):
        wanted = {
            **wanted,
            "lost": "lost" in wanted,
            "before_redirect": "before_redirect" in wanted,
        }
    habits = _changed(store.Habits(), wanted)
    world.set_habits(habits)
    return done(request, vars(habits), "payments")


@answering("GET", "POST")
def tell_vies(request: HttpRequest) -> HttpResponse:
    """What VIES says of a number (``answer``), and how it behaves (``how``), from now on."""
    world = store.of_this_home()
    if request.method == "POST":
        wanted = asking.asked(request)
        answer, how = wanted.get("answer"), wanted.get("how")
        if how is not None and how not in vies.MANNERS:
            raise Problem(422, "invalid", f"how: one of {', '.join(vies.MANNERS)}")
        if answer is not None and answer not in vies.ANSWERS:
            raise Problem(422, "invalid", f"answer: one of {', '.join(vies.ANSWERS)}")
        if answer is None and how is None:
            raise Problem(422, "invalid", "how, or number and answer, are needed")
        if answer is not None:
            number = asking.text(wanted, "number", longest=20).replace(" ", "").upper()
            vies.say(world, number, str(answer))
        if how is not None:
            vies.behave(world, str(how))
    answer_now = {"how": vies.manners(world), "numbers": vies.numbers(world)}
    return done(request, answer_now, "vies")


@answering("POST")
def bank_statement(request: HttpRequest) -> HttpResponse:
    """An account statement arrives; each line says what became of it."""
    wanted = asking.asked(request)
    lines = [wanted] if asking.is_form(request) else wanted.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= 1000:
        raise Problem(422, "invalid", "lines: a list of 1 to 1000 credits")
    now, world = clock.now(), store.of_this_home()
    iban = policy.current().at(now.date()).payment.iban
    bank.book_incoming(world, [_incoming(line) for line in lines])
    statement = bank.write_statement(world, iban=iban) or b""
    entries = import_statement(
        by=Actor("provider", "bank"), camt=statement, now=now, source="sandbox", own_account=iban
    )
    outcomes = [
        {
            "reference": entry.creditor_reference or entry.words,
            "bank_reference": entry.bank_reference,
            "amount": {"amount": f"{entry.amount:.2f}", "currency": entry.currency},
            "outcome": str(entry.outcome),
        }
        for entry in entries
    ]
    return done(request, {"lines": outcomes}, "bank")


@answering("POST")
def return_transfer(request: HttpRequest, identity: str) -> HttpResponse:
    """The customer's bank does not take a transfer of the store."""
    world = store.of_this_home()
    try:
        bank.send_back(world, identity)
    except bank.Wrong as wrong:
        raise Problem(wrong.status, "not_returned", wrong.detail) from None
    bank_service.deliver(world)
    return done(request, {"movement": identity, "returned": True}, "bank")


@answering("POST")
def pay_out(request: HttpRequest) -> HttpResponse:
    """The provider pays the store what it holds for it, less its fees."""
    world = store.of_this_home()
    try:
        settlement = provider_balance.pay_out(world)
    except provider.Wrong as wrong:
        raise Problem(wrong.status, "nothing_to_pay_out", wrong.detail) from None
    bank_service.deliver(world)
    answer = {"settlement": settlement["reference"], "amount": settlement["amount"]}
    return done(request, answer, "bank")


@answering("POST")
def stock(request: HttpRequest) -> HttpResponse:
    """A stock count: so many are there now."""
    wanted = asking.asked(request)
    counted = count_stock(
        by=Actor("warehouse", "sandbox"),
        part_number=asking.text(wanted, "part_number", longest=40),
        available=asking.whole(wanted, "available"),
        now=clock.now(),
    )
    answer = {"part_number": counted.product_id, "available": counted.available}
    return done(request, answer, "warehouse")


@answering("POST")
def dispatch(request: HttpRequest) -> HttpResponse:
    """The parcel of an order is packed and handed to the carrier."""
    number = asking.text(asking.asked(request), "order", longest=20)
    order = find_order(number)
    if order is None:
        raise Problem(404, "unknown_order", f"there is no order {number}")
    parcels = warehouse.dispatch(order.number, clock.now())
    shown = [{"number": each.number, "tracking_number": each.tracking_number} for each in parcels]
    first = parcels[0].tracking_number
    answer = {"order": order.number, "tracking_number": first, "parcels": shown}
    return done(request, answer, "parcels")


@answering("POST")
def receive(request: HttpRequest) -> HttpResponse:
    """Goods arrive back. What comes without a number that is waited for is held (RETURN-2)."""
    wanted = asking.asked(request)
    lines = [wanted] if asking.is_form(request) else wanted.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= 200:
        raise Problem(422, "invalid", "lines: a list of 1 to 200 products")
    number = wanted.get("return_number") or None
    if number is not None and not isinstance(number, str):
        raise Problem(422, "invalid", "return_number: a text, or null")
    received = receive_parcel(
        by=warehouse.WAREHOUSE,
        return_number=number,
        lines=[_arrived(line) for line in lines],
        sender=str(wanted.get("sender") or ""),
        sender_email=str(wanted.get("sender_email") or ""),
        now=clock.now(),
    )
    if received.status == received.Status.HELD:
        detail = f"parcel {received.number} is held: {received.because}; its sender is told"
        raise Problem(409, "return_number_required", detail)
    answer = {
        "reception": received.number,
        "return_number": number,
        "lines": [
            {
                "part_number": line.part_number,
                "quantity": line.quantity,
                "condition": line.condition,
                "verdict": line.verdict,
                "disposition": line.disposition,
                "reason": line.reason,
            }
            for line in received.lines.all()
        ],
        "paid_back": f"{received.paid_back:.2f}",
    }
    return done(request, answer, "warehouse")


@answering("POST")
def move_parcel(request: HttpRequest, tracking_number: str) -> HttpResponse:
    """The carrier reports something of a parcel."""
    event = asking.asked(request).get("event")
    if event not in carrier.EVENTS:
        raise Problem(422, "invalid", f"event: one of {', '.join(carrier.EVENTS)}")
    try:
        moved = carrier.report(store.of_this_home(), tracking_number, str(event))
    except carrier.Wrong as wrong:
        raise Problem(wrong.status, wrong.code, wrong.detail) from None
    happened = moved["activity"][-1]["moment"]
    answer = {"tracking_number": tracking_number, "event": event, "at": happened}
    return done(request, answer, "parcels")


@answering("GET", "POST")
def time_of_store(request: HttpRequest) -> HttpResponse:
    """The store's time, and moving it on; all that falls due on the way is done first."""
    if request.method == "POST":
        now, target = clock.now(), _target(asking.asked(request))
        if target < now:
            raise Problem(422, "backwards", f"the clock only goes forward; it is {now.isoformat()}")
        if target - now > clockwork.FARTHEST:
            raise Problem(422, "too_far", "ten years at most")
        clockwork.move_to(target, store.of_this_home())
    return done(request, {"now": clock.now().isoformat(timespec="seconds")}, "clock")


@answering("GET")
def idle(request: HttpRequest) -> HttpResponse:
    """Answers when no event, letter, webhook or job is left to do; 503 after ten seconds."""
    world, end = store.of_this_home(), time.monotonic() + IDLE_WITHIN
    while not (worker.is_idle(clock.now()) and not _is_waiting(world)):
        if time.monotonic() > end:
            raise Problem(503, "busy", "something is still to be done")
        time.sleep(0.05)
    return JsonResponse({"idle": True})


def _is_waiting(world: store.Store) -> bool:
    return bool(notices.waiting(world) or alerts.waiting(world))


def _shown(payment: dict[str, Any]) -> dict[str, Any]:
    return {**payment, "payment_page": f"{settings.SANDBOX_URL}/pay/{payment['id']}"}


def _changed(habits: store.Habits, wanted: Any) -> store.Habits:
    try:
        return habits.but(**wanted)
    except (ValueError, TypeError) as wrong:
        raise Problem(422, "invalid", f"notices: {wrong}") from None


def _incoming(line: Any) -> bank.Incoming:
    if not isinstance(line, dict):
        raise Problem(422, "invalid", "lines: each one an object")
    currency = str(line.get("currency", "EUR")).upper()
    if len(currency) != 3 or not currency.isalpha():
        raise Problem(422, "invalid", "currency: three letters such as EUR")
    return bank.Incoming(
        reference=asking.text(line, "reference"),
        amount=asking.amount(line, "amount"),
        currency=currency,
        payer=str(line.get("payer") or "Camille Durand")[:70],
        iban=str(line.get("iban") or bank.PAYER_IBAN)[:34],
    )


def _arrived(line: Any) -> Arrived:
    if not isinstance(line, dict):
        raise Problem(422, "invalid", "lines: each one an object")
    condition = line.get("condition", Condition.UNOPENED.value)
    if condition not in tuple(Condition):
        raise Problem(422, "invalid", f"condition: one of {', '.join(Condition)}")
    part_number = asking.text(line, "part_number", longest=40)
    return Arrived(part_number, asking.whole(line, "quantity"), Condition(condition))


def _target(wanted: dict[str, Any]) -> datetime:
    try:
        if "advance" in wanted:
            return clock.now() + clockwork.read_duration(str(wanted["advance"]))
        moment = datetime.fromisoformat(str(wanted["now"]))
    except KeyError:
        raise Problem(422, "invalid", "advance or now is needed") from None
    except (ValueError, OverflowError) as wrong:
        raise Problem(422, "invalid", str(wrong)) from None
    if moment.tzinfo is None:
        raise Problem(422, "invalid", "now: a moment with its time zone")
    return moment


def _mail(identity: int) -> Mail:
    mail = postbox.find_mail(store.of_this_home(), identity)
    if mail is None:
        raise Problem(404, "unknown_letter", f"no letter {identity}")
    return mail


def _as_json(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "attachments": [
            {
                "name": name,
                "url": settings.BASE_URL
                + reverse("sandbox-attachment", args=[mail.id, position, name]),
            }
            for position, (name, _kind, _content) in enumerate(mail.attachments())
        ],
        "sent_at": mail.received,
    }

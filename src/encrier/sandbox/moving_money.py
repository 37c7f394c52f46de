"""What customers, the payment provider, the bank and VIES do, by the page or by JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier import policy
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.payments.commands import import_statement
from encrier.sandbox import asking, bank, bank_service, provider, provider_balance, store, vies
from encrier.sandbox.asking import answering, done
from encrier.sandbox.problem import Problem


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

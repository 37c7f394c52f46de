"""The page on which a visitor plays the outside world."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from encrier.fulfilment.models import Parcel
from encrier.fulfilment.queries import dispatch_orders_to_do
from encrier.kernel import clock
from encrier.payments.queries import open_transfers
from encrier.returns.queries import open_returns
from encrier.returns.types import Condition
from encrier.sandbox import bank, carrier, postbox, provider_balance, store, vies
from encrier.sandbox.problem import Problem


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


def _shown(payment: dict[str, Any]) -> dict[str, Any]:
    return {**payment, "payment_page": f"{settings.SANDBOX_URL}/pay/{payment['id']}"}

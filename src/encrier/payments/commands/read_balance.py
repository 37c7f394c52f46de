"""What moved the store's balance at its payment provider is written down (PAY-4)."""

from datetime import datetime, timedelta

from django.db import transaction

from encrier.payments import bank_queries, rules
from encrier.payments.models import Payment, ProviderTransaction, Refund, StatementEntry
from encrier.payments.providers import provider
from encrier.payments.refusals import ProviderRefused, ProviderUnavailable
from encrier.payments.types import BalanceMovement

OVERLAP = timedelta(days=7)
"""So far back the provider is read again: a movement may be booked late."""
FIRST_READ = timedelta(days=90)


def read_balance(now: datetime) -> bool:
    """Read the provider's movements, each once; whether they could be read.

    A payout that is on the account already finds its credit.
    """
    last = ProviderTransaction.objects.order_by("-booked_at").first()
    since = last.booked_at - OVERLAP if last else now - FIRST_READ
    try:
        found = provider(rules.ONLINE).balance_movements(since)
    except (ProviderUnavailable, ProviderRefused):
        return False
    if found is None:
        return False
    for movement in found:
        _note(movement, now)
    _find_payouts()
    return True


@transaction.atomic
def _note(movement: BalanceMovement, now: datetime) -> None:
    """A movement exists once; what it is about may be known only later."""
    paid = Payment.objects.filter(provider_reference=movement.provider_reference)
    refund = Refund.objects.filter(provider_reference=movement.refund_reference).first()
    about = {"payment": refund.payment if refund else paid.first(), "refund": refund}
    ProviderTransaction.objects.update_or_create(
        identity=movement.identity,
        defaults=about,
        create_defaults={
            **about,
            "provider": rules.ONLINE,
            "kind": movement.kind,
            "provider_reference": movement.refund_reference or movement.provider_reference,
            "settlement": movement.settlement,
            "gross": movement.gross.amount,
            "fee": movement.fee.amount,
            "net": movement.net.amount,
            "currency": movement.net.currency.code,
            "booked_at": movement.booked_at,
            "read_at": now,
        },
    )


def _find_payouts() -> None:
    unknown = StatementEntry.objects.filter(
        outcome=StatementEntry.Outcome.UNKNOWN, decision="", is_credit=True
    )
    for entry in unknown:
        if settlement := bank_queries.settlement_in(f"{entry.words} {entry.end_to_end}"):
            StatementEntry.objects.filter(pk=entry.pk, decision="").update(
                outcome=StatementEntry.Outcome.PAYOUT, note=settlement, proposal=None
            )

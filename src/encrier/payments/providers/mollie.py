"""Mollie (API v2), through its official client: cards and PayPal.

Source: https://docs.mollie.com/reference/payments-api. An ``Idempotency-Key`` is remembered for an
hour; a payment opened again after that is another one, of which the customer never saw the first.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from mollie.api import error
from mollie.api.client import Client
from requests import exceptions as network

from encrier.customers.types import PostalAddress
from encrier.kernel.money import Money, money
from encrier.payments.refusals import ProviderRefused, ProviderUnavailable, UnknownAtProvider
from encrier.payments.types import (
    Approval,
    BalanceMovement,
    NewPayment,
    ProviderPayment,
    ProviderRefund,
    ProviderStatus,
)

TIMEOUT = 10
METHODS = {"card": "creditcard", "paypal": "paypal"}
STATUSES = {
    "open": ProviderStatus.OPEN,
    "pending": ProviderStatus.PENDING,
    "authorized": ProviderStatus.AUTHORIZED,
    "paid": ProviderStatus.PAID,
    "failed": ProviderStatus.FAILED,
    "canceled": ProviderStatus.CANCELLED,
    "expired": ProviderStatus.EXPIRED,
}
MOVEMENTS = {
    "payment": "payment",
    "capture": "payment",
    "refund": "refund",
    "chargeback": "chargeback",
    "outgoing-transfer": "payout",
}
PAGE = 250
LOCALES = {
    *("en_GB", "nl_NL", "nl_BE", "fr_FR", "fr_BE", "de_DE", "de_AT", "de_CH"),
    *("es_ES", "pt_PT", "it_IT", "nb_NO", "sv_SE", "fi_FI", "da_DK"),
}
FALLBACK_LOCALES = {"fr": "fr_FR", "de": "de_DE", "nl": "nl_NL", "it": "it_IT", "sv": "sv_SE"}

T = TypeVar("T")


class Mollie:
    """The provider port, spoken in Mollie's words."""

    def __init__(self, *, url: str, key: str, access_token: str = "") -> None:
        self._client = Client(api_endpoint=url, timeout=TIMEOUT, retry=0)
        self._client.set_api_key(key)
        self._accounts = None
        if access_token:
            self._accounts = Client(api_endpoint=url, timeout=TIMEOUT, retry=0)
            self._accounts.set_access_token(access_token)

    @classmethod
    def from_settings(cls) -> "Mollie":
        return cls(
            url=settings.MOLLIE_API_URL,
            key=settings.MOLLIE_API_KEY,
            access_token=settings.MOLLIE_ACCESS_TOKEN,
        )

    def open_payment(self, wanted: NewPayment) -> ProviderPayment:
        return self._ask(
            lambda: _payment(
                self._client.payments.create(_request(wanted), idempotency_key=wanted.reference)
            )
        )

    def look_up(self, provider_reference: str) -> ProviderPayment:
        return self._ask(lambda: _payment(self._client.payments.get(provider_reference)))

    def refund(self, *, provider_reference: str, reference: str, amount: Money) -> ProviderRefund:
        def send() -> ProviderRefund:
            payment = self._client.payments.get(provider_reference)
            for known in payment.refunds.list():  # a key is forgotten there after an hour
                if (known.get("metadata") or {}).get("reference") == reference:
                    return _refund(known)
            request = {
                "amount": _amount(amount),
                "description": reference,
                "metadata": {"reference": reference},
            }
            return _refund(payment.refunds.create(request, idempotency_key=reference))

        return self._ask(send)

    def look_up_refund(self, *, provider_reference: str, refund: str) -> ProviderRefund:
        return self._ask(
            lambda: _refund(self._client.payments.get(provider_reference).refunds.get(refund))
        )

    def open_approval(self, wanted: NewPayment) -> Approval:
        request = _request(wanted) | {"captureMode": "manual"}
        return self._ask(
            lambda: _approval(
                self._client.payments.create(request, idempotency_key=wanted.reference)
            )
        )

    def look_up_approval(self, provider_reference: str) -> Approval:
        return self._ask(lambda: _approval(self._client.payments.get(provider_reference)))

    def capture(self, *, provider_reference: str, reference: str, amount: Money) -> None:
        def take() -> None:
            payment = self._client.payments.get(provider_reference)
            request = {"amount": _amount(amount), "description": reference}
            payment.captures.create(request, idempotency_key=f"capture-{reference}")

        self._ask(take)

    def release(self, *, provider_reference: str, reference: str) -> None:
        self._ask(
            lambda: self._client.payments.release_authorization(
                provider_reference, idempotency_key=f"release-{reference}"
            )
        )

    def balance_movements(self, since: datetime) -> list[BalanceMovement] | None:
        """Needs an access token of the organisation: a payment key may not read balances."""
        if self._accounts is None:
            return None
        accounts, settlements = self._accounts, {}

        def reference_of(settlement: str) -> str:
            if settlement and settlement not in settlements:
                settlements[settlement] = accounts.settlements.get(settlement).reference
            return settlements.get(settlement) or ""

        def read() -> list[BalanceMovement]:
            found: list[BalanceMovement] = []
            page: Any = accounts.balances.get("primary").get_transactions(limit=PAGE)
            while page is not None:
                moved = [_movement(each, reference_of) for each in page]
                found += [each for each in moved if each.booked_at >= since]
                is_over = len(moved) != len([each for each in moved if each.booked_at >= since])
                page = page.get_next() if page.has_next() and not is_over else None
            return found

        return self._ask(read)

    def _ask(self, call: Callable[[], T]) -> T:
        """Make a call, once more if the connection failed; the idempotency key makes that safe."""
        try:
            return _translated(call)
        except ProviderUnavailable as failed:
            if not isinstance(_root(failed), network.ConnectionError):
                raise
        return _translated(call)


def _translated(call: Callable[[], T]) -> T:
    try:
        return call()
    except (error.NotFoundError, error.IdentifierError) as unknown:
        raise UnknownAtProvider(str(unknown)) from unknown
    except error.RequestSetupError as wrong:
        raise ProviderRefused(str(wrong)) from wrong
    except error.ResponseError as answer:
        status = int(answer.status or 500)
        if status in {409, 429} or status >= 500:
            raise ProviderUnavailable(str(answer)) from answer
        raise ProviderRefused(str(answer)) from answer
    except (error.Error, network.RequestException) as silence:
        raise ProviderUnavailable(str(silence)) from silence
    except (KeyError, TypeError, ValueError, ArithmeticError) as gibberish:
        raise ProviderUnavailable(f"unreadable answer: {gibberish!r}") from gibberish


def _root(failed: BaseException) -> BaseException:
    while failed.__cause__ or failed.__context__:
        failed = failed.__cause__ or failed.__context__  # type: ignore[assignment]
        if isinstance(failed, network.RequestException):
            break
    return failed


def _request(wanted: NewPayment) -> dict[str, Any]:
    return {
        "amount": _amount(wanted.amount),
        "description": wanted.order_number,
        "redirectUrl": wanted.redirect_url,
        "webhookUrl": wanted.webhook_url,
        "method": METHODS[wanted.method],
        "locale": _locale(wanted.locale),
        "metadata": {"reference": wanted.reference, "order": wanted.order_number},
    }


def _amount(amount: Money) -> dict[str, str]:
    return {"value": f"{amount.amount:.2f}", "currency": amount.currency.code}


def _locale(code: str) -> str:
    """``fr-lu`` as the nearest locale that Mollie's page speaks."""
    language, country = code.split("-")
    exact = f"{language}_{country.upper()}"
    return exact if exact in LOCALES else FALLBACK_LOCALES.get(language, "en_GB")


def _payment(answer: Any) -> ProviderPayment:
    return ProviderPayment(
        provider_reference=answer.id,
        reference=str((answer.metadata or {}).get("reference", "")),
        status=STATUSES[answer.status],
        amount=money(answer.amount["value"], answer.amount["currency"]),
        redirect_url=answer.checkout_url or "",
        paid_at=datetime.fromisoformat(answer.paid_at) if answer.paid_at else None,
    )


def _refund(answer: Any) -> ProviderRefund:
    return ProviderRefund(
        provider_reference=answer.id,
        done=answer.status == "refunded",
        failed=answer.status in {"failed", "canceled"},
    )


def _approval(answer: Any) -> Approval:
    payment = _payment(answer)
    details = answer.get("details") or {}
    return Approval(
        provider_reference=payment.provider_reference,
        reference=payment.reference,
        status=payment.status,
        amount=payment.amount,
        redirect_url=payment.redirect_url,
        email=details.get("consumerAccount") or "",
        shipping=_address(details.get("shippingAddress"), details.get("consumerName") or ""),
    )


def _movement(answer: Any, reference_of: Callable[[str], str]) -> BalanceMovement:
    context, result = answer.context or {}, answer.result_amount
    currency = result["currency"]
    gross = money((answer.initial_amount or result)["value"], currency)
    net = money(result["value"], currency)
    return BalanceMovement(
        identity=answer.id,
        kind=MOVEMENTS.get(answer.type, "other"),
        provider_reference=context.get("paymentId") or "",
        refund_reference=context.get("refundId") or "",
        settlement=reference_of(context.get("settlementId") or ""),
        gross=gross,
        fee=net - gross,
        net=net,
        booked_at=datetime.fromisoformat(answer.created_at),
    )


def _address(given: dict[str, str] | None, name: str) -> PostalAddress | None:
    if not given:
        return None
    own_name = f"{given.get('givenName', '')} {given.get('familyName', '')}".strip()
    return PostalAddress(
        name=own_name or name,
        company=given.get("organizationName", ""),
        line1=given.get("streetAndNumber", ""),
        line2=given.get("streetAdditional", ""),
        postcode=given.get("postalCode", ""),
        city=given.get("city", ""),
        country=given.get("country", ""),
        phone=given.get("phone", ""),
    )

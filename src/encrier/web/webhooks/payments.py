"""A payment provider says that something about a payment has changed.

The notice names a payment and nothing more; what holds is asked for at the provider. So a forged,
repeated or late notice can do no harm, and an unknown payment is answered like a known one.
"""

import hmac
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.payments.commands import settle_by_provider_reference
from encrier.payments.refusals import ProviderUnavailable


@csrf_exempt
@require_POST
def notice(request: HttpRequest, provider: str) -> HttpResponse:
    """Settle the payment that a notice names (ORDER-4). 503: the provider will send it again."""
    if provider not in _READERS:
        raise Http404
    is_genuine, read = _READERS[provider]
    if not is_genuine(request):
        return HttpResponse(status=403)
    provider_reference = read(request)
    if not provider_reference:
        return HttpResponse(status=400)
    try:
        settle_by_provider_reference(
            by=Actor("provider", provider),
            provider=provider,
            provider_reference=provider_reference,
            now=clock.now(),
        )
    except ProviderUnavailable:
        return HttpResponse(status=503)
    return HttpResponse(status=200)


def _is_signed_by_mollie(request: HttpRequest) -> bool:
    """``X-Mollie-Signature: sha256=…``, an HMAC of the body, where a secret was agreed."""
    secret = settings.MOLLIE_WEBHOOK_SECRET
    if not secret:
        return True
    given = request.headers.get("X-Mollie-Signature", "").removeprefix("sha256=")
    expected = hmac.new(secret.encode(), request.body, "sha256").hexdigest()
    return hmac.compare_digest(given.encode(), expected.encode())


def _mollie_payment(request: HttpRequest) -> str:
    named = request.POST.get("id", "")
    return named if named.isascii() and len(named) <= 80 and "/" not in named else ""


_READERS: dict[str, tuple[Callable[[HttpRequest], bool], Callable[[HttpRequest], str]]] = {
    "mollie": (_is_signed_by_mollie, _mollie_payment),
}

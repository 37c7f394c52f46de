"""A carrier says that something has happened to a parcel (UPS Track Alert).

The notice carries what happened. It is known to be the carrier's by the credential that was agreed
when the alerts were subscribed to; an unknown parcel is answered like a known one.
"""

import hmac
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from encrier.fulfilment.carriers import ups_words
from encrier.fulfilment.commands import take_notice
from encrier.kernel import clock
from encrier.kernel.actor import Actor


@csrf_exempt
@require_POST
def notice(request: HttpRequest, carrier: str) -> HttpResponse:
    """Add what a notice reports to the parcel's history (CARRIER-1); twice adds it once."""
    if carrier != "ups":
        raise Http404
    if not _is_genuine(request):
        return HttpResponse(status=403)
    try:
        tracking_number, reported = ups_words.alerted(json.loads(request.body))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return HttpResponse(status=400)
    take_notice(
        by=Actor("provider", carrier),
        carrier_name=carrier,
        tracking_number=tracking_number[:40],
        reported=reported,
        now=clock.now(),
    )
    return HttpResponse(status=200)


def _is_genuine(request: HttpRequest) -> bool:
    """The ``credential`` header; without one agreed, nobody is believed."""
    agreed = settings.UPS_WEBHOOK_CREDENTIAL
    given = request.headers.get("credential", "")
    return bool(agreed) and hmac.compare_digest(given.encode(), agreed.encode())

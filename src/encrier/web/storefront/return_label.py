"""The label under which a parcel comes back (RETURN-2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from encrier.returns import queries
from encrier.returns.labels import label_of
from encrier.returns.models import Return
from encrier.returns.types import ReturnStatus
from encrier.web import visitor


@never_cache
@require_safe
def return_label(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """For whoever holds the return's token, owns its order, or works here; to others nothing."""
    parent = queries.find_return(number)
    if parent is None or not _may_see(request, parent):
        raise Http404
    label = label_of(parent)
    headers = {"Content-Disposition": f'inline; filename="{label.name}"'}
    return HttpResponse(label.content, content_type="application/pdf", headers=headers)


def _may_see(request: HttpRequest, parent: Return) -> bool:
    if parent.status == ReturnStatus.UNVERIFIED:
        return False
    if constant_time_compare(request.GET.get("token", ""), parent.token):
        return True
    account = visitor.account_of(request)
    return account is not None and (account.is_staff or parent.order.account_id == account.pk)

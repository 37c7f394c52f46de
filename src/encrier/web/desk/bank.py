"""The bank at the desk: movements to decide, statements, refunds by transfer, messages (PAY-3)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encrier import policy
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders.queries import placed_under
from encrier.payments import bank_queries as bank
from encrier.payments import commands, rules
from encrier.payments.models import Refund, Statement, StatementEntry, TransferBatch
from encrier.payments.refusals import unreadable_statement
from encrier.payments.statements import LARGEST
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged

PAGE = 50


@for_agents
@require_safe
def bank_page(request: HttpRequest) -> HttpResponse:
    """What waits: movements to decide, refunds without an account, transfers to send."""
    waiting = list(bank.to_decide()[:PAGE])
    facts = {
        "section": "bank",
        "entries": [row(each) for each in waiting],
        "refunds": [_refund_row(each) for each in bank.bank_refunds()[:PAGE]],
        "to_send": [(each, _money(each)) for each in bank.waiting_transfers()[:PAGE]],
        "batches": [_batch_row(each) for each in bank.batches()[:10]],
        "statements": [_statement_row(each) for each in bank.statements()[:10]],
        "doubted": list(bank.doubted_statements()[:10]),
        "by_itself": bank.next_automatic_batch() is not None,
    }
    return render(request, "desk/bank.html", facts)


@for_agents
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """All movements, newest first; in or out, or of one outcome."""
    asked = request.GET.get("outcome", "")[:20]
    found = StatementEntry.objects.select_related("payment__order").order_by("-booked_on", "-id")
    if asked:
        found = found.filter(outcome=asked)
    facts = {
        "section": "bank",
        "asked_for": asked,
        "outcomes": StatementEntry.Outcome.values,
        **paged(found, request.GET.get("page", ""), PAGE, f"outcome={asked}" if asked else ""),
    }
    facts["rows"] = [row(each) for each in facts["shown"]]
    return render(request, "desk/bank_entries.html", facts)


@for_agents
@require_safe
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One movement, and what can be done about it."""
    return _entry_page(request, entry_id)


@for_agents
@require_POST
def decide(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An agent decides; what was typed stays if it is refused."""
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    try:
        deed(request, entry_id)
    except Refusal as refusal:
        if refusal.code == "unknown_entry":
            raise Http404 from None
        return _entry_page(request, entry_id, refusal)
    messages.success(request, _("Decided."))
    return redirect("desk-bank-entry", entry_id)


@for_agents
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A statement from a file; the same file again changes nothing."""
    file = request.FILES.get("statement")
    try:
        camt = file.read(LARGEST + 1) if file else b""
        if not camt or len(camt) > LARGEST:
            raise unreadable_statement()
        now = clock.now()
        iban = policy.current().at(now.date()).payment.iban
        found = commands.import_statement(
            by=agent_of(request),
            camt=camt,
            now=now,
            source=str(file.name) if file else "",
            own_account=iban,
        )
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))
    else:
        new = sum(each.imported_at == now for each in found)
        messages.success(
            request,
            _("Read: %(all)s movements, %(new)s of them new.") % {"all": len(found), "new": new},
        )
    return redirect("desk-bank")


@for_agents
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a refund goes: an agent may write the account down for a customer who calls."""
    found = Refund.objects.select_related("payment__order").filter(reference=reference).first()
    if found is None or found.payment.provider != rules.BANK:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            _give(request, found)
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, _("Recorded."))
            return redirect("desk-bank-refund", reference)
    facts = {
        "section": "bank",
        "row": _refund_row(found),
        "typed": request.POST,
        "refused": _sentence(refused) if refused else "",
        "wrong_field": refused.field if refused else "",
        "transfers": [(each, _money(each)) for each in found.transfers.select_related("batch")],
    }
    return render(request, "desk/bank_refund.html", facts, status=422 if refused else 200)


@for_agents
@require_POST
def make_batch(request: HttpRequest) -> HttpResponse:
    """All transfers that wait become one message."""
    _try(request, lambda: commands.make_batch(by=agent_of(request), now=clock.now()), _("Made."))
    return redirect("desk-bank")


@for_agents
@require_POST
def download(request: HttpRequest, reference: str) -> HttpResponse:
    """The message as a file; who fetched it first is written down."""
    _batch(reference)
    batch = commands.note_download(by=agent_of(request), reference=reference, now=clock.now())
    if not batch.message:
        raise Http404
    response = HttpResponse(bytes(batch.message), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="pain001-{batch.reference}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_agents
@require_POST
def handed_in(request: HttpRequest, reference: str) -> HttpResponse:
    """The bank has the message."""
    _batch(reference)
    _try(
        request,
        lambda: commands.mark_handed_in(by=agent_of(request), reference=reference, now=clock.now()),
        _("Recorded."),
    )
    return redirect("desk-bank")


def _give(request: HttpRequest, found: Refund) -> None:
    by, now = agent_of(request), clock.now()
    if request.POST.get("deed") == "ask":
        commands.ask_for_account(by=by, refund_reference=found.reference, now=now, again=True)
        return
    commands.give_account(
        by=by,
        refund_reference=found.reference,
        holder=request.POST.get("holder", ""),
        iban=request.POST.get("iban", ""),
        now=now,
    )


def _accept(request: HttpRequest, entry_id: int) -> None:
    commands.accept_entry(by=agent_of(request), entry_id=entry_id, now=clock.now())


def _assign(request: HttpRequest, entry_id: int) -> None:
    number = request.POST.get("order", "")[:20].replace("\x00", "").strip().upper()
    commands.assign_entry(
        by=agent_of(request), entry_id=entry_id, order_number=number, now=clock.now()
    )


def _reject(request: HttpRequest, entry_id: int) -> None:
    commands.reject_proposal(by=agent_of(request), entry_id=entry_id, now=clock.now())


def _wait(request: HttpRequest, entry_id: int) -> None:
    commands.wait_for_rest(by=agent_of(request), entry_id=entry_id, now=clock.now())


def _send_back(request: HttpRequest, entry_id: int) -> None:
    commands.send_back_entry(
        by=agent_of(request),
        entry_id=entry_id,
        holder=request.POST.get("holder", "").replace("\x00", ""),
        iban=request.POST.get("iban", "").replace("\x00", ""),
        now=clock.now(),
    )


def _note(request: HttpRequest, entry_id: int) -> None:
    note = request.POST.get("note", "").replace("\x00", "")
    commands.note_entry(by=agent_of(request), entry_id=entry_id, note=note, now=clock.now())


_DEEDS: dict[str, Callable[[HttpRequest, int], None]] = {
    "accept": _accept,
    "assign": _assign,
    "reject": _reject,
    "wait": _wait,
    "send_back": _send_back,
    "note": _note,
}


def _entry_page(
    request: HttpRequest, entry_id: int, refused: Refusal | None = None
) -> HttpResponse:
    found = bank.find_entry(entry_id)
    if found is None:
        raise Http404
    facts = {
        "section": "bank",
        **row(found),
        "is_open": bank.to_decide().filter(pk=found.pk).exists(),
        "typed": request.POST,
        "refused": _sentence(refused) if refused else "",
        "wrong_field": refused.field if refused else "",
        "to_a_customer": found.payment is not None and found.payment.currency == found.currency,
    }
    return render(request, "desk/bank_entry.html", facts, status=422 if refused else 200)


def row(found: StatementEntry) -> dict[str, Any]:
    """A movement with its money, and what is missing from the payment that it is for."""
    payment = found.payment
    missing = max(payment.amount - bank.received(payment), Decimal(0)) if payment else Decimal(0)
    return {
        "entry": found,
        "amount": _money(found),
        "wanted": Money(payment.amount, payment.currency) if payment else None,
        "missing": Money(missing, payment.currency)
        if payment and missing and missing > 0
        else None,
        "can_let_off": payment and rules.may_let_off(placed_under(payment.order), missing),
    }


def _refund_row(found: Refund) -> dict[str, Any]:
    account = getattr(found, "account", None)
    transfer = bank.live_transfer(found)
    return {
        "refund": found,
        "order": found.payment.order,
        "amount": _money(found),
        "account": account,
        "transfer": transfer,
        "days": max((clock.now() - found.requested_at).days, 0),
        "can_change": found.status != Refund.Status.DONE
        and (transfer is None or transfer.batch_id is None),
    }


def _statement_row(found: Statement) -> dict[str, Any]:
    def money(balance: Decimal | None) -> Money | None:
        return None if balance is None else Money(balance, found.currency or "EUR")

    return {"statement": found, "opening": money(found.opening), "closing": money(found.closing)}


def _batch_row(batch: TransferBatch) -> dict[str, Any]:
    transfers = list(batch.transfers.all())
    return {
        "batch": batch,
        "count": len(transfers),
        "total": sum((_money(each) for each in transfers[1:]), _money(transfers[0]))
        if transfers and len({each.currency for each in transfers}) == 1
        else None,
        "has_message": TransferBatch.objects.filter(pk=batch.pk).exclude(message=b"").exists(),
    }


def _batch(reference: str) -> None:
    if not TransferBatch.objects.filter(reference=reference.replace("\x00", "")).exists():
        raise Http404


def _money(row: Any) -> Money:
    return Money(row.amount, row.currency)


def _try(request: HttpRequest, command: Callable[[], Any], done: str) -> None:
    try:
        command()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))


def _sentence(refusal: Refusal) -> str:
    return refusals.sentence(refusal, get_language() or "en")

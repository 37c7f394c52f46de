"""Somebody settles what does not add up."""

from datetime import datetime

from django.db import transaction

from encrier.accounting import events
from encrier.accounting.models import Finding
from encrier.accounting.refusals import finding_note_missing, unknown_finding
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor


@transaction.atomic
def resolve_finding(*, by: Actor, finding_id: int, note: str, now: datetime) -> Finding:
    """Write down how a finding was settled; told once. Locks the finding.

    Refuses ``unknown_finding``, ``finding_note_missing``.
    """
    finding = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None:
        raise unknown_finding(finding_id)
    if finding.resolved_at is not None:
        return finding
    if not note.strip():
        raise finding_note_missing()
    finding.resolved_at, finding.resolved_by = now, str(by)[:120]
    finding.note = note.strip()[:200]
    finding.save()
    resolved = events.FindingResolved(
        about=finding.order_number or finding.reference[:64], finding=finding.key, note=finding.note
    )
    announce(resolved, by=by, now=now)
    return finding

"""Text messages: queued with the change that causes them, sent at least once (CARRIER-2)."""

from datetime import datetime

from encrier.fulfilment import sms
from encrier.fulfilment.models import ShortMessage
from encrier.journal import rules as journal_rules
from encrier.kernel.actor import Actor


def queue_message(
    *, by: Actor, key: str, about: str, to: str, text: str, now: datetime
) -> ShortMessage | None:
    """Queue a text message in the caller's transaction; the same key is the same message.

    Nothing without a gateway: the letter that goes beside it says the same.
    """
    if sms.gateway() is None:
        return None
    message, _ = ShortMessage.objects.get_or_create(
        key=key,
        defaults={"about": about, "to": to, "text": text, "due_at": now, "queued_at": now},
    )
    return message


def send_messages(now: datetime, limit: int = 20) -> int:
    """Send the messages whose time has come; how many were tried. For timed work."""
    gateway = sms.gateway()
    due = ShortMessage.objects.filter(due_at__lte=now).order_by("due_at", "id")
    tried = 0
    for message in due[:limit] if gateway else ():
        tried += 1
        claimed = ShortMessage.objects.filter(pk=message.pk, due_at=message.due_at)
        if not claimed.update(due_at=now + sms.PATIENCE, attempts=message.attempts + 1):
            continue
        try:
            assert gateway
            gateway.send(key=message.key, to=message.to, text=message.text)
        except sms.GatewayFailed as wrong:
            _note_failure(message, str(wrong), now)
        else:
            ShortMessage.objects.filter(pk=message.pk).update(
                state=ShortMessage.State.SENT, sent_at=now, due_at=None, last_error=""
            )
    return tried


def _note_failure(message: ShortMessage, wrong: str, now: datetime) -> None:
    again = journal_rules.next_try(message.attempts + 1, now)
    state = ShortMessage.State.QUEUED if again else ShortMessage.State.FAILED
    ShortMessage.objects.filter(pk=message.pk).update(
        state=state, due_at=again, last_error=wrong[:500]
    )

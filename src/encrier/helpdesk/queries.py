"""Reading tickets, for letters and for the desk."""

from django.db.models import Q, QuerySet

from encrier.helpdesk.models import Attachment, Message, Ticket
from encrier.helpdesk.types import TicketStatus


def find_ticket(number: str) -> Ticket | None:
    """A ticket by its number in any spelling, with what was said and attached."""
    plain = "".join(filter(str.isalnum, number)).upper()
    spelled = f"{plain[:3]}-{plain[3:7]}-{plain[7:]}" if len(plain) == 11 else plain
    return Ticket.objects.prefetch_related("messages__attachments").filter(number=spelled).first()


def find_message(message_id: int) -> Message | None:
    """Something that was said, with its ticket."""
    return Message.objects.select_related("ticket").filter(pk=message_id).first()


def find_attachment(number: str, attachment_id: int) -> Attachment | None:
    """A file of a ticket."""
    return Attachment.objects.filter(message__ticket__number=number, pk=attachment_id).first()


def queue() -> QuerySet[Ticket]:
    """Tickets that wait for an agent, the longest waiting first (HELP-4)."""
    return Ticket.objects.filter(status=TicketStatus.OPEN).order_by("moved_at", "id")


def recent(limit: int) -> list[Ticket]:
    """The tickets that an agent touched last."""
    rest = Ticket.objects.exclude(status=TicketStatus.OPEN)
    return list(rest.order_by("-moved_at", "-id")[:limit])


def tickets_about(
    *, emails: list[str] | None = None, order_numbers: list[str] | None = None
) -> list[Ticket]:
    """All tickets of somebody, or about some orders, newest first (ACC-2)."""
    wanted = Q(order_number__in=order_numbers or [])
    for email in emails or []:
        wanted |= Q(email__iexact=email)
    return list(Ticket.objects.filter(wanted))


def search(text: str, limit: int) -> list[Ticket]:
    """Tickets by number, e-mail, phone, name, order or product number, newest first (ACC-2)."""
    wanted = Q()
    for field in ("number", "email", "phone", "name", "order_number", "part_number"):
        wanted |= Q(**{f"{field}__icontains": text})
    return list(Ticket.objects.filter(wanted)[:limit])

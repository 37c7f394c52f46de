"""What travels about a ticket."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a ticket is about; the order is that of the contact form."""

    ORDER = "order"
    DELIVERY = "delivery"
    PAYMENT = "payment"
    INVOICE = "invoice"
    PRODUCT = "product"
    STATUS = "status"
    RETURN = "return"
    DAMAGE = "damage"
    NOT_WORKING = "not_working"
    DESTINATION = "destination"
    ACCOUNT = "account"
    CONTRACT = "contract"
    PRIVACY = "privacy"
    COMPLAINT = "complaint"
    OTHER = "other"


class TicketStatus(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Voice(StrEnum):
    """Who speaks in a message; a note is for agents only."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"


@dataclass(frozen=True)
class Concern:
    """What somebody writes to customer service."""

    topic: str
    name: str
    email: str
    text: str
    order_number: str = ""
    part_number: str = ""
    phone: str = ""

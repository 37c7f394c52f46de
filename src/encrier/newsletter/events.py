"""What happened to a subscription. ``about`` is ``subscriber:<id>``: no address in the journal."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class SubscriptionRequested(Fact):
    """Somebody typed an address; whoever reads its mail must say yes."""

    kind: ClassVar[str] = "newsletter.subscription_requested"
    subscriber: int


@dataclass(frozen=True)
class SubscriptionConfirmed(Fact):
    """The link of the letter was used: this is the consent."""

    kind: ClassVar[str] = "newsletter.subscription_confirmed"
    subscriber: int


@dataclass(frozen=True)
class Unsubscribed(Fact):
    """One click, and no letter more."""

    kind: ClassVar[str] = "newsletter.unsubscribed"
    subscriber: int


@dataclass(frozen=True)
class MailingWritten(Fact):
    """A letter to subscribers was composed, or changed: it can be looked at soon."""

    kind: ClassVar[str] = "newsletter.mailing_written"
    mailing: int


@dataclass(frozen=True)
class MailingStarted(Fact):
    """A letter goes to all subscribers; ``about`` is ``mailing:<id>``."""

    kind: ClassVar[str] = "newsletter.mailing_started"


@dataclass(frozen=True)
class MailingStopped(Fact):
    """Whoever has not got it yet will not; ``about`` is ``mailing:<id>``."""

    kind: ClassVar[str] = "newsletter.mailing_stopped"

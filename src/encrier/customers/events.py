"""What happened to customers."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class AccountRegistered(Fact):
    """Somebody opened an account; ``about`` is its id."""

    kind: ClassVar[str] = "customers.account_registered"

    about: str
    customer_type: str


@dataclass(frozen=True)
class CustomerTypeChanged(Fact):
    """A customer gave another type (ACC-5); ``about`` is the account's id."""

    kind: ClassVar[str] = "customers.customer_type_changed"

    about: str
    before: str
    after: str

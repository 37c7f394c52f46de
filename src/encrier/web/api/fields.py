"""Kinds of value that many calls share: plain text, countries, languages, money, moments."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from encrier.checkout.rules import CUSTOMER_TYPES
from encrier.inventory.types import StockState
from encrier.kernel import money as kernel
from encrier.kernel.refusal import Refusal
from encrier.orders.types import OrderStatus
from encrier.payments.types import Method

PLAIN = r"^[^\x00-\x1f\x7f]*$"
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
EARLIEST, LATEST = 2000, 2099


def _upper(text: str) -> str:
    return text.upper()


def _plus_again(value: Any) -> Any:
    """``…T15:00:00+01:00`` typed into an address loses its plus sign to a space."""
    return value.replace(" ", "+") if isinstance(value, str) and "T" in value else value


def _thinkable(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset from UTC")
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"a moment lies between {EARLIEST} and {LATEST}")
    return moment


Word = Annotated[str, StringConstraints(max_length=120, pattern=PLAIN)]
ShortWord = Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000, pattern=PROSE)]
PartNumber = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=PLAIN)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PLAIN)]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=PLAIN)]
Token = Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)]
IdempotencyKey = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")
]
Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z]{2}$"),
    AfterValidator(_upper),
    Field(description="ISO 3166-1 alpha-2", examples=["FR"]),
]
Language = Literal["fr", "en"]
Service = Literal["standard", "express"]
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
QuantityOrNone = Annotated[int, Field(ge=0, le=1_000_000)]
Instant = Annotated[datetime, BeforeValidator(_plus_again), AfterValidator(_thinkable)]


def said(*values: str) -> Any:
    """The only words that an answer says here; the rooms see to that, the description tells it."""
    return Field(json_schema_extra={"enum": [str(value) for value in values]})


ServiceSaid = Annotated[str, said("standard", "express")]
SoldSaid = Annotated[str, said("shop", "contract", "elsewhere")]
StockSaid = Annotated[str, said(*StockState)]
OrderStatusSaid = Annotated[str, said(*OrderStatus)]
MethodSaid = Annotated[str, said(*Method)]
CustomerTypeSaid = Annotated[str, said(*CUSTOMER_TYPES)]


class Money(Schema):
    """An amount and its currency (ISO 4217); never a binary fraction."""

    amount: Annotated[
        str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$"), Field(examples=["12.34"])
    ]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]

    @classmethod
    def of(cls, value: kernel.Money) -> "Money":
        """The store's money as JSON says it."""
        unit = kernel.minor_unit(value.currency.code)
        return cls(amount=str(value.amount.quantize(unit)), currency=value.currency.code)

    def in_store(self, field: str, currencies: set[str]) -> kernel.Money:
        """JSON's money as the store counts it; refuses a currency that the store does not use."""
        if self.currency not in currencies:
            raise Refusal("invalid_details", field=field, errors={f"{field}.currency": "invalid"})
        return kernel.money(Decimal(self.amount), self.currency)


class NetAndGross(Schema):
    """A price without VAT and with it."""

    net: Money
    gross: Money

"""Returns and claims by API: by the order's token, judged by the same rule as the pages."""

from datetime import date
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Router, Schema
from pydantic import Base64Bytes

from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.uploads import Upload
from encrier.orders.models import Order
from encrier.returns import commands, queries
from encrier.returns.models import Claim, Return
from encrier.returns.types import ReturnStatus, Statement, Wanted
from encrier.web.api import fields as f
from encrier.web.api.answers import Answer, answer_once
from encrier.web.api.carts import Key
from encrier.web.api.orders import TOKEN, order_by_token
from encrier.web.api.problems import declared_unsafe
from encrier.web.locale import Locale

router = Router(tags=["returns"])

Text = Annotated[str, Field(max_length=2000, pattern=f.PROSE)]
Cause = Literal["", "not_needed", "wrong_product", "does_not_fit", "late", "defective", "other"]


class Line(Schema):
    part_number: f.PartNumber
    quantity: f.Quantity


class NewReturn(Schema):
    """``lines`` may stay out for a withdrawal, which then is of the whole order."""

    reason: Literal["voluntary", "exchange", "withdrawal", "defect"]
    lines: Annotated[list[Line], Field(max_length=200)] = []
    cause: Cause = ""
    text: Text = ""


class Picture(Schema):
    """A PNG or JPEG; ``content`` is Base64."""

    name: f.ShortWord = "picture"
    content: Base64Bytes


class NewClaim(Schema):
    """What arrived damaged, or does not work; ``wish`` is what the customer would rather have."""

    kind: Literal["damage", "not_working"]
    lines: Annotated[list[Line], Field(max_length=200)]
    text: Text = ""
    wish: Literal["", "replacement", "refund"] = ""
    pictures: Annotated[list[Picture], Field(max_length=8)] = []


class Address(Schema):
    name: str
    lines: list[str]


class ReturnCreated(Schema):
    """``deadline`` is the day by which the goods are to be sent; of an order that could still be
    stopped nothing comes back, so there is none, and no label."""

    return_number: str
    status: str
    address: Address
    label_url: str | None
    deadline: date | None


class ClaimCreated(Schema):
    """``replaced``: the new goods are on their way; ``open``: somebody looks at it."""

    claim_number: str
    status: str
    way: str


@router.post(
    "/orders/{number}/returns",
    response={201: ReturnCreated} | declared_unsafe(404, 409, 429),
    summary="Send goods back, or withdraw from the contract",
)
def new_return(
    request: HttpRequest,
    number: f.PartNumber,
    payload: NewReturn,
    token: f.Token = TOKEN,
    key: Key = None,
) -> Any:
    """RETURN-1, RETURN-2, RETURN-5: the number at once. 409 ``return_window_closed`` says when."""

    def change() -> str:
        order = order_by_token(request, number, token)
        if payload.reason == "withdrawal":
            return _withdrawn(order, payload)
        return commands.authorise_return(
            by=GUEST,
            order_number=order.number,
            way=payload.reason,
            lines=_wanted(payload.lines),
            cause=payload.cause,
            text=payload.text,
            now=clock.now(),
        ).number

    return answer_once(request, key, change, lambda made: Answer(201, _created(made)))


@router.post(
    "/orders/{number}/claims",
    response={201: ClaimCreated} | declared_unsafe(404, 409, 429),
    summary="Report damaged goods, or goods that do not work",
)
def new_claim(
    request: HttpRequest,
    number: f.PartNumber,
    payload: NewClaim,
    token: f.Token = TOKEN,
    key: Key = None,
) -> Any:
    """DAMAGE-2, DAMAGE-3, XBRAND-1, RETURN-5; 409 ``complaint_window_closed`` too late."""
    report = {
        "damage": commands.claim_damage,
        "not_working": commands.report_not_working,
    }[payload.kind]

    def change() -> Claim:
        return report(
            by=GUEST,
            order_number=order_by_token(request, number, token).number,
            lines=_wanted(payload.lines),
            text=payload.text,
            wish=payload.wish,
            pictures=[Upload(each.name, each.content) for each in payload.pictures],
            now=clock.now(),
        )

    def finish(claim: Claim) -> Answer:
        made = ClaimCreated(claim_number=claim.number, status=claim.status, way=claim.way)
        return Answer(201, made)

    return answer_once(request, key, change, finish)


def label_url(parent: Return) -> str:
    """Where the label is; its token opens it without a log-in."""
    locale = Locale(parent.order.language, parent.order.country)
    path = reverse("return-label", args=[locale, parent.number])
    return f"{settings.BASE_URL}{path}?token={parent.token}"


def _withdrawn(order: Order, payload: NewReturn) -> str:
    notice = commands.withdraw_contract(
        by=GUEST,
        statement=Statement(
            name=order.shipping_address["name"] or order.email,
            contract=order.number,
            email=order.email,
            scope=payload.text,
        ),
        language=order.language,
        country=order.country,
        order_number=order.number,
        lines=_wanted(payload.lines),
        now=clock.now(),
    )
    assert notice.parent is not None
    return notice.parent.number


def _wanted(lines: list[Line]) -> list[Wanted]:
    return [Wanted(line.part_number, line.quantity) for line in lines]


def _created(number: str) -> ReturnCreated:
    parent = queries.find_return(number)
    assert parent is not None
    name, *lines = queries.return_address(parent.order)
    comes_back = parent.status != ReturnStatus.SETTLED
    return ReturnCreated(
        return_number=parent.number,
        status=parent.status,
        address=Address(name=name, lines=lines),
        label_url=label_url(parent) if comes_back else None,
        deadline=parent.send_by if comes_back else None,
    )

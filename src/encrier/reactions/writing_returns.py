"""Reactions that write about returns, claims and refunds: each letter once (MAIL-1, RETURN-2…5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from encrier import policy
from encrier.journal.models import Event
from encrier.kernel.money import Money, money
from encrier.mailroom.types import EnclosedFile
from encrier.orders.models import Order
from encrier.orders.queries import find_order, placed_under
from encrier.reactions.facts import letter_frame, order_context, shop_url
from encrier.reactions.writing import Addressed, queue
from encrier.returns import queries, rules
from encrier.returns.labels import label_of
from encrier.returns.models import Claim, Notice, Reception, RefundClock, Return
from encrier.returns.types import ClaimStatus, Disposition, ReturnStatus, Way

STAFF_LANGUAGE = "fr"


def write_withdrawal_acknowledged(event: Event, now: datetime) -> None:
    """RETURN-5: content, day and time of a withdrawal, at once (2011/83/EU, article 11a).

    To the address that it names, and telling nothing of the order. The link that proves it goes to
    the order's own mailbox, in the same letter if that is the same.
    """
    notice = queries.find_notice(event.about)
    if notice is None:
        raise LookupError(f"no declaration {event.about}")
    parent = notice.parent
    waits = parent is not None and parent.status == ReturnStatus.UNVERIFIED
    is_same = parent is not None and parent.order.email.lower() == notice.email.lower()
    frame = letter_frame(notice.language, notice.country, notice.name)
    facts = frame | _declared(notice) | {"waits": waits}
    if parent is not None and waits and is_same:
        facts["button_url"] = _confirm_url(parent)
    queue(
        Addressed(
            "withdrawal_acknowledged",
            notice.number,
            parent.order.number if parent and is_same else notice.number,
            notice.email,
            notice.language,
            notice.country,
        ),
        facts,
        now,
    )
    if parent is not None and waits and not is_same:
        asked = _declared(notice) | {"button_url": _confirm_url(parent)}
        _write("withdrawal_to_confirm", notice.number, parent.order, asked, now)


def write_return_authorised(event: Event, now: datetime) -> None:
    """RETURN-2: number, address, label, and by when the goods are to be sent."""
    parent = _return(event)
    if parent.status == ReturnStatus.AUTHORISED:
        label = f"{_page(parent)}label.pdf?token={parent.token}"
        facts = _of_return(parent) | {"label_url": label, "button_url": label}
        file = label_of(parent)
        enclosed = [EnclosedFile(file.name, "application/pdf", file.content)]
        _write("return_authorised", parent.number, parent.order, facts, now, enclosed)


def write_goods_received(event: Event, now: datetime) -> None:
    """RETURN-3: the goods are here; what was decided at once needs no such letter."""
    parent, reception = _return(event), _reception(event)
    if reception.settled_at is None:
        facts = _of_return(parent) | {"received": list(reception.lines.all())}
        _write("goods_received", reception.number, parent.order, facts, now)


def write_return_decided(event: Event, now: datetime) -> None:
    """RETURN-3, RETURN-4: what is paid back, what is not and why, what is sent anew."""
    parent, reception = _return(event), _reception(event)
    lines = list(reception.lines.all())
    facts = _of_return(parent) | {
        "accepted": [line for line in lines if line.verdict == line.Verdict.ACCEPTED],
        "refused": [line for line in lines if line.verdict == line.Verdict.REFUSED],
        "amount": _amount(event),
        "due_on": _due_on(queries.clock_of(reception.cause)),
        "maker_finding": parent.maker_finding,
    }
    goes_anew = Way(parent.way) in rules.SENDS_ANEW and not facts["amount"]
    facts["is_sent_anew"] = bool(facts["accepted"]) and goes_anew
    _write("return_decided", reception.number, parent.order, facts, now)


def write_return_expired(event: Event, now: datetime) -> None:
    """RETURN-2: no parcel came; what can still be done."""
    parent = _return(event)
    _write("return_expired", parent.number, parent.order, _of_return(parent), now)


def write_claim_received(event: Event, now: datetime) -> None:
    """DAMAGE-2, DAMAGE-3: the claim is here; one that was answered at once needs no such letter."""
    claim = _claim(event)
    if claim.status == ClaimStatus.OPEN:
        _write("claim_received", claim.number, claim.order, _of_claim(claim), now)


def write_claim_decided(event: Event, now: datetime) -> None:
    """DAMAGE-2, XBRAND-1: replaced, refunded, or refused with the reason.

    Goods that are asked back have a letter of their own, with the label.
    """
    claim, outcome = _claim(event), event.data["outcome"]
    if outcome != ClaimStatus.ASKED_BACK:
        facts = _of_claim(claim) | {"outcome": outcome, "amount": _amount(event)}
        facts["due_on"] = _due_on(queries.clock_of(claim.cause))
        _write("claim_decided", f"{claim.number}:{outcome}", claim.order, facts, now)


def write_parcel_held(event: Event, now: datetime) -> None:
    """RETURN-2: the sender is told that a parcel belongs to no return, and what to do."""
    _tell_sender("parcel_held", event, now)


def write_parcel_sent_back(event: Event, now: datetime) -> None:
    """RETURN-2: the sender is told that a held parcel comes back, and why."""
    _tell_sender("parcel_sent_back", event, now)


def write_goods_went_back(event: Event, now: datetime) -> None:
    """RETURN-2, RETURN-3: goods that we do not keep are on their way; the number to follow them."""
    reception = _reception(event)
    edition = placed_under(reception.order) if reception.order else policy.current().at(now.date())
    back = [line for line in reception.lines.all() if line.disposition == Disposition.BACK]
    number = reception.went_back_as
    _tell_sender(
        "goods_went_back",
        event,
        now,
        parent=reception.parent,
        received=back or list(reception.lines.all()),
        carrier=edition.carrier.name,
        button_url=edition.carrier.tracked_at(number),
    )


def write_refund_alarm(event: Event, now: datetime) -> None:
    """RETURN-4, RETURN-5: staff is warned before a refund's day, alarmed after it, and reminded of
    withdrawn goods that have not come."""
    clock, seller = queries.clock_of(event.data["cause"]), policy.current().at(now.date()).seller
    if clock is None or clock.stopped_at is not None:
        return
    kind = event.kind.removeprefix("returns.")
    refund = queries.refund_of(clock.cause)
    facts = letter_frame(STAFF_LANGUAGE, seller.country, "") | {
        "clock": clock,
        "number": clock.order.number,
        "is_over": kind == "refund_overdue",
        "is_awaited": kind == "goods_awaited",
        "document": clock.parent or clock.claim or clock.order,
        "amount": money(refund.amount, refund.currency) if refund else None,
    }
    key = f"{clock.cause}:{kind}"
    letter = Addressed(
        "refund_alarm", key, clock.order.number, seller.email, STAFF_LANGUAGE, seller.country
    )
    queue(letter, facts, now)


def _tell_sender(letter: str, event: Event, now: datetime, **more: Any) -> None:
    reception = _reception(event)
    order = reception.order
    to = reception.sender_email or (order.email if order else "")
    if not to:
        return
    language, country = (order.language, order.country) if order else _home()
    name = reception.sender or (order.shipping_address["name"] if order else "")
    frame = letter_frame(language, country, name)
    facts = frame | {
        "reception": reception,
        "received": list(reception.lines.all()),
        "button_url": f"{shop_url(language, country)}returns/",
    }
    facts |= more
    about = order.number if order else reception.number
    queue(Addressed(letter, reception.number, about, to, language, country), facts, now)


def _home() -> tuple[str, str]:
    """Where nothing tells of the sender: the store's first locale."""
    return "fr", "FR"


def _write(
    letter: str,
    key: str,
    order: Order,
    facts: dict[str, Any],
    now: datetime,
    enclosed: Sequence[EnclosedFile] = (),
) -> None:
    queue(
        Addressed(letter, key, order.number, order.email, order.language, order.country),
        order_context(order) | facts,
        now,
        enclosed,
    )


def _declared(notice: Notice) -> dict[str, Any]:
    edition = policy.current().at(notice.said_at.date())
    return {"notice": notice, "refund_days": edition.returns.refund_days}


def _of_return(parent: Return) -> dict[str, Any]:
    return {
        "parent": parent,
        "lines": list(parent.lines.all()),
        "address": queries.return_address(parent.order),
        "due_on": _first_due(parent.clocks.all()),
        "button_url": f"{_page(parent)}?token={parent.token}",
    }


def _of_claim(claim: Claim) -> dict[str, Any]:
    shop = shop_url(claim.order.language, claim.order.country)
    return {
        "claim": claim,
        "lines": list(claim.lines.all()),
        "button_url": f"{shop}returns/claims/{claim.number}/?token={claim.token}",
    }


def _page(parent: Return) -> str:
    return f"{shop_url(parent.order.language, parent.order.country)}returns/{parent.number}/"


def _confirm_url(parent: Return) -> str:
    shop = shop_url(parent.order.language, parent.order.country)
    return f"{shop}withdraw/confirm/{parent.token}/"


def _first_due(clocks: Iterable[RefundClock]) -> Any:
    return min((clock.due_on for clock in clocks if clock.stopped_at is None), default=None)


def _due_on(clock: RefundClock | None) -> Any:
    return clock.due_on if clock and clock.stopped_at is None else None


def _amount(event: Event) -> Money | None:
    amount = Money(event.data["amount"]["amount"], event.data["amount"]["currency"])
    return amount if amount.amount else None


def _return(event: Event) -> Return:
    found = queries.find_return(event.data["return_number"])
    if found is None or find_order(event.about) is None:
        raise LookupError(f"no return {event.data['return_number']}")
    return found


def _reception(event: Event) -> Reception:
    found = queries.find_reception(event.data["reception"])
    if found is None:
        raise LookupError(f"no reception {event.data['reception']}")
    return found


def _claim(event: Event) -> Claim:
    found = queries.find_claim(event.data["claim"])
    if found is None:
        raise LookupError(f"no claim {event.data['claim']}")
    return found

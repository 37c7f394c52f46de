"""The payment provider: what it keeps of a payment, and how that moves. Mollie's API v2, played.

Source of the shapes: https://docs.mollie.com/reference/payments-api. Times are the store's, so that
moving the clock lets a payment expire here as it would there.
"""

import json
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from encrier.kernel import chance, clock
from encrier.sandbox.store import Habits, Store, get, put

REFUND_TAKES = 1.0
"""Seconds from a refund to the notice that it is done."""
LIFETIMES = {"creditcard": timedelta(minutes=30), "paypal": timedelta(hours=3)}
OUTCOMES = {"paid": "paid", "declined": "failed", "abandoned": "canceled", "expired": "expired"}
STAMPS = {
    "paid": "paidAt",
    "authorized": "authorizedAt",
    "failed": "failedAt",
    "canceled": "canceledAt",
    "expired": "expiredAt",
}
AMOUNT = re.compile(r"\d{1,8}\.\d\d")
PAYER = {
    "consumerName": "Camille Durand",
    "consumerAccount": "camille.durand@exemple.example",
    "paypalReference": "9AL35361CF606152E",
    "paypalPayerId": "WDJJHEBZ4X2LY",
    "shippingAddress": {
        "givenName": "Camille",
        "familyName": "Durand",
        "streetAndNumber": "12 rue de la République",
        "postalCode": "69002",
        "city": "Lyon",
        "country": "FR",
        "phone": "+33478000000",
    },
}
CARD = {
    "cardNumber": "6787",
    "cardHolder": "Camille Durand",
    "cardLabel": "Visa",
    "feeRegion": "eu",
}


@dataclass
class Wrong(Exception):
    """What the provider will not do, as an HTTP status and a sentence."""

    status: int
    detail: str
    field: str = ""


def create_payment(store: Store, key: str, wanted: dict[str, Any], address: str) -> dict[str, Any]:
    """Open a payment; the same idempotency key gets the same answer and no second payment."""
    _check(wanted)
    with store.writing() as rows:
        return _once(rows, key, wanted, lambda: _new_payment(rows, key, wanted, address))


def look_up(store: Store, identity: str) -> dict[str, Any]:
    """A payment by its id; one whose time is over expires as it is looked at."""
    with store.writing() as rows:
        return _current(rows, store, identity)


def find(store: Store, reference: str) -> dict[str, Any] | None:
    """The newest payment under a shop's reference, or under the provider's own id."""
    for payment in store.all("payment"):
        if reference in {payment["id"], (payment.get("metadata") or {}).get("reference")}:
            return payment
    return None


def cancel_payment(store: Store, identity: str) -> dict[str, Any]:
    """The shop gives an open payment up."""
    with store.writing() as rows:
        payment = _current(rows, store, identity)
        if payment["status"] != "open":
            raise Wrong(422, "The payment can't be canceled")
        return _move(rows, store, payment, "canceled", store.habits())


def decide(store: Store, identity: str, outcome: str, habits: Habits) -> dict[str, Any]:
    """What the customer does on the hosted page. The same outcome again sends its notice again."""
    with store.writing() as rows:
        payment = _current(rows, store, identity)
        status = OUTCOMES[outcome]
        if status == "paid" and payment["captureMode"] == "manual":
            status = "authorized"
        if payment["status"] == status:
            _notify(rows, payment, habits)
            return payment
        if payment["status"] != "open":
            raise Wrong(409, f"The payment is already {payment['status']}")
        return _move(rows, store, payment, status, habits)


def capture(store: Store, key: str, identity: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Take the amount that a customer approved."""
    with store.writing() as rows:

        def take() -> dict[str, Any]:
            payment = _current(rows, store, identity)
            if payment["status"] != "authorized":
                raise Wrong(422, "The payment is not authorized")
            _move(rows, store, payment, "paid", store.habits())
            return {
                "resource": "capture",
                "id": f"cpt_{_name(12)}",
                "mode": "test",
                "paymentId": identity,
                "amount": wanted.get("amount") or payment["amount"],
                "status": "succeeded",
                "createdAt": _iso(clock.now()),
                "_links": {},
            }

        return _once(rows, key, wanted, take)


def release(store: Store, identity: str) -> None:
    """Give an approved amount free again."""
    with store.writing() as rows:
        payment = _current(rows, store, identity)
        if payment["status"] == "authorized":
            _move(rows, store, payment, "canceled", store.habits())


def refund(store: Store, key: str, identity: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Send money back: at most what is left. Under way at first; a notice says when it is done."""
    _check_amount(wanted)
    with store.writing() as rows:
        return _once(rows, key, wanted, lambda: _new_refund(rows, store, identity, wanted))


def look_up_refund(store: Store, payment: str, identity: str) -> dict[str, Any]:
    """A refund by its id."""
    with store.writing() as rows:
        found = get(rows, "refund", identity)
        if found is None or found["paymentId"] != payment:
            raise Wrong(404, f"No refund exists with token {identity}.")
        found["status"] = "refunded"
        put(rows, "refund", found)
        return found


def refunds_of(store: Store, payment: str) -> list[dict[str, Any]]:
    """All refunds of a payment, newest first."""
    return [each for each in store.all("refund") if each["paymentId"] == payment]


def expire_overdue(store: Store) -> int:
    """Let open payments whose time is over expire, with their notices; how many."""
    overdue = [each for each in store.all("payment") if _is_overdue(each)]
    for payment in overdue:
        look_up(store, payment["id"])
    return len(overdue)


def _check(wanted: dict[str, Any]) -> None:
    _check_amount(wanted)
    for field in ("description", "redirectUrl"):
        if not isinstance(wanted.get(field), str) or not wanted[field]:
            raise Wrong(422, f"The {field} is missing", field)
    if wanted.get("method") not in LIFETIMES:
        raise Wrong(422, "The payment method is not enabled", "method")


def _check_amount(wanted: dict[str, Any]) -> None:
    amount = wanted.get("amount")
    if not isinstance(amount, dict) or not AMOUNT.fullmatch(str(amount.get("value"))):
        raise Wrong(422, "The amount contains an invalid value", "amount")
    if not re.fullmatch("[A-Z]{3}", str(amount.get("currency"))):
        raise Wrong(422, "The amount contains an invalid currency", "amount")
    if Decimal(amount["value"]) <= 0:
        raise Wrong(422, "The amount is lower than the minimum", "amount")


def _once(
    rows: sqlite3.Connection, key: str, wanted: dict[str, Any], do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    request = json.dumps(wanted, sort_keys=True)
    seen = rows.execute("SELECT request, answer FROM answers WHERE key = ?", [key]).fetchone()
    if seen:
        if seen["request"] != request:
            raise Wrong(409, "The idempotency key was used for another request")
        answer: dict[str, Any] = json.loads(seen["answer"])
        return answer
    answer = do()
    if key:
        rows.execute("INSERT INTO answers VALUES (?, ?, ?)", [key, request, json.dumps(answer)])
    return answer


def _new_payment(
    rows: sqlite3.Connection, key: str, wanted: dict[str, Any], address: str
) -> dict[str, Any]:
    now, identity = clock.now(), f"tr_{_name(10)}"
    payment = {
        "resource": "payment",
        "id": identity,
        "mode": "test",
        "createdAt": _iso(now),
        "amount": wanted["amount"],
        "description": wanted["description"],
        "method": wanted["method"],
        "metadata": wanted.get("metadata"),
        "status": "open",
        "isCancelable": True,
        "locale": wanted.get("locale") or "en_GB",
        "expiresAt": _iso(now + LIFETIMES[wanted["method"]]),
        "captureMode": wanted.get("captureMode") or "automatic",
        "profileId": "pfl_encrier",
        "sequenceType": "oneoff",
        "redirectUrl": wanted["redirectUrl"],
        "webhookUrl": wanted.get("webhookUrl") or "",
        "_links": {
            "self": _link(f"{address}/v2/payments/{identity}", "application/hal+json"),
            "checkout": _link(f"{address}/pay/{identity}", "text/html"),
        },
    }
    put(rows, "payment", payment)
    return payment


def _current(rows: sqlite3.Connection, store: Store, identity: str) -> dict[str, Any]:
    payment = get(rows, "payment", identity)
    if payment is None:
        raise Wrong(404, f"No payment exists with token {identity}.")
    if _is_overdue(payment):
        return _move(rows, store, payment, "expired", store.habits())
    return payment


def _is_overdue(payment: dict[str, Any]) -> bool:
    over = datetime.fromisoformat(payment["expiresAt"]) <= clock.now()
    return bool(payment["status"] == "open" and over)


def _move(
    rows: sqlite3.Connection, store: Store, payment: dict[str, Any], status: str, habits: Habits
) -> dict[str, Any]:
    payment["status"] = status
    payment["isCancelable"] = False
    payment[STAMPS[status]] = _iso(clock.now())
    payment["_links"].pop("checkout", None)
    if status in {"paid", "authorized"}:
        payment["details"] = PAYER if payment["method"] == "paypal" else CARD
    if status == "paid":
        payment["amountRefunded"] = {**payment["amount"], "value": "0.00"}
        payment["amountRemaining"] = payment["amount"]
    put(rows, "payment", payment)
    _notify(rows, payment, habits)
    return payment


def _notify(rows: sqlite3.Connection, payment: dict[str, Any], habits: Habits) -> None:
    if habits.lost or not payment["webhookUrl"]:
        return
    for turn in range(habits.times):
        rows.execute(
            "INSERT INTO notices (payment, url, due) VALUES (?, ?, ?)",
            [payment["id"], payment["webhookUrl"], time.time() + habits.delay + turn * 0.02],
        )


def _new_refund(
    rows: sqlite3.Connection, store: Store, identity: str, wanted: dict[str, Any]
) -> dict[str, Any]:
    payment = _current(rows, store, identity)
    amount = Decimal(wanted["amount"]["value"])
    left = Decimal((payment.get("amountRemaining") or {"value": "0"})["value"])
    if payment["status"] != "paid" or wanted["amount"]["currency"] != payment["amount"]["currency"]:
        raise Wrong(422, "The payment cannot be refunded", "amount")
    if amount > left:
        raise Wrong(409, "The amount is higher than what remains of the payment", "amount")
    back = Decimal(payment["amountRefunded"]["value"]) + amount
    payment["amountRemaining"] = {**payment["amount"], "value": f"{left - amount:.2f}"}
    payment["amountRefunded"] = {**payment["amount"], "value": f"{back:.2f}"}
    put(rows, "payment", payment)
    given = {
        "resource": "refund",
        "id": f"re_{_name(10)}",
        "mode": "test",
        "paymentId": identity,
        "amount": wanted["amount"],
        "description": wanted.get("description") or "",
        "metadata": wanted.get("metadata"),
        "status": "pending",
        "createdAt": _iso(clock.now()),
        "_links": {},
    }
    put(rows, "refund", given)
    _notify(rows, payment, store.habits().but(delay=REFUND_TAKES))
    return given


def _link(address: str, kind: str) -> dict[str, str]:
    return {"href": address, "type": kind}


def _name(length: int) -> str:
    return chance.token(length).translate(str.maketrans("-_", "xy"))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

"""What the provider holds for the store: payments in, refunds and fees out, and its payouts.

Mollie's balances and settlements, played. Source: https://docs.mollie.com/reference/balances-api.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from encrier.kernel import chance, clock
from encrier.sandbox import bank, provider
from encrier.sandbox.store import Store, get, put

FIXED, SHARE = Decimal("0.25"), Decimal("0.018")
"""The fee of a payment: demonstration, in its currency."""
MERCHANT = "4711081"
IBAN = "NL62ABNA0000000000"


def balance() -> dict[str, Any]:
    """The one balance of the store."""
    return {"resource": "balance", "id": "bal_sandbox", "currency": "EUR", "status": "active"}


def page(store: Store, after: str, limit: int, address: str) -> dict[str, Any]:
    """Transactions newest first, from one on, as pages that name the next one."""
    found = transactions(store)
    start = next((at for at, each in enumerate(found) if each["id"] == after), 0) if after else 0
    shown, rest = found[start : start + limit], found[start + limit :]
    here = f"{address}/v2/balances/bal_sandbox/transactions"
    following = {"href": f"{here}?from={rest[0]['id']}&limit={limit}"} if rest else None
    return {
        "count": len(shown),
        "_embedded": {"balance_transactions": shown},
        "_links": {"next": following, "self": {"href": here}},
    }


def settlement(store: Store, identity: str) -> dict[str, Any]:
    """One payout."""
    found = store.find("settlement", identity)
    if found is None:
        raise provider.Wrong(404, f"No settlement exists with token {identity}.")
    return found


def transactions(store: Store) -> list[dict[str, Any]]:
    """All that moved the balance, newest first."""
    found = [_payment(each) for each in store.all("payment") if each["status"] == "paid"]
    found += [_refund(each) for each in store.all("refund") if each["status"] != "failed"]
    found += [_payout(each) for each in store.all("settlement")]
    return sorted(found, key=lambda each: (each["createdAt"], each["id"]), reverse=True)


def held(store: Store) -> Decimal:
    """What the provider owes the store, in euro."""
    return sum(
        (
            Decimal(each["resultAmount"]["value"])
            for each in transactions(store)
            if each["resultAmount"]["currency"] == "EUR"
        ),
        Decimal("0.00"),
    )


def pay_out(store: Store) -> dict[str, Any]:
    """Send the store all that is held for it, under a reference that its statement bears."""
    amount = held(store)
    if amount <= 0:
        raise provider.Wrong(409, "The provider holds nothing for the store")
    now = clock.now()
    with store.writing() as rows:
        number = 1
        while get(rows, "settlement", f"stl_sandbox{number}"):
            number += 1
        made = {
            "resource": "settlement",
            "id": f"stl_sandbox{number}",
            "reference": f"{MERCHANT}.{now:%y%m}.{number:02d}",
            "createdAt": now.isoformat(timespec="seconds"),
            "settledAt": now.isoformat(timespec="seconds"),
            "status": "paidout",
            "amount": {"value": f"{amount:.2f}", "currency": "EUR"},
            "_links": {},
        }
        put(rows, "settlement", made)
    words = f"Mollie {made['reference']} {chance.digits(4)}"
    bank.book_incoming(
        store, [bank.Incoming(words, amount, "EUR", "Stichting Mollie Payments", IBAN)]
    )
    return made


def _payment(payment: dict[str, Any]) -> dict[str, Any]:
    amount = Decimal(payment["amount"]["value"])
    fee = (amount * SHARE + FIXED).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _transaction(
        payment, "payment", payment["paidAt"], amount, fee, {"paymentId": payment["id"]}
    )


def _refund(refund: dict[str, Any]) -> dict[str, Any]:
    context = {"paymentId": refund["paymentId"], "refundId": refund["id"]}
    amount = -Decimal(refund["amount"]["value"])
    return _transaction(refund, "refund", refund["createdAt"], amount, Decimal(0), context)


def _payout(made: dict[str, Any]) -> dict[str, Any]:
    context = {"settlementId": made["id"], "transferId": made["id"].replace("stl_", "trf_")}
    amount = -Decimal(made["amount"]["value"])
    return _transaction(made, "outgoing-transfer", made["settledAt"], amount, Decimal(0), context)


def _transaction(
    about: dict[str, Any],
    kind: str,
    at: str,
    amount: Decimal,
    fee: Decimal,
    context: dict[str, str],
) -> dict[str, Any]:
    currency = about["amount"]["currency"]
    return {
        "resource": "balance_transaction",
        "id": f"baltr_{about['id']}",
        "type": kind,
        "initialAmount": {"value": f"{amount:.2f}", "currency": currency},
        "deductions": {"value": f"{-fee:.2f}", "currency": currency} if fee else None,
        "resultAmount": {"value": f"{amount - fee:.2f}", "currency": currency},
        "createdAt": at,
        "context": context,
    }

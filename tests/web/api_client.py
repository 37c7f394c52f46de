"""A program that talks to the API."""

from typing import Any

from django.test import Client

TYPE = "application/json"


class Program:
    """Calls under ``/api/v1/``; answers are checked to be JSON or a problem."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, expect: int = 200, **headers: str) -> Any:
        return self._read(self.client.get(f"/api/v1/{path}", headers=headers), expect)

    def post(self, path: str, body: Any = None, expect: int = 201, key: str = "") -> Any:
        return self._send("POST", path, body, expect, key)

    def put(self, path: str, body: Any = None, expect: int = 200, key: str = "") -> Any:
        return self._send("PUT", path, body, expect, key)

    def cart(self, *lines: tuple[str, int], country: str = "FR", lang: str = "en") -> Any:
        cart = self.post("carts", {"country": country, "lang": lang})
        for part_number, quantity in lines:
            body = {"part_number": part_number, "quantity": quantity}
            cart = self.post(f"carts/{cart['id']}/lines", body)
        return cart

    def _send(self, method: str, path: str, body: Any, expect: int, key: str) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.generic(
            method, f"/api/v1/{path}", _text(body), content_type=TYPE, headers=headers
        )
        return self._read(answer, expect)

    def _read(self, answer: Any, expect: int) -> Any:
        assert answer.status_code == expect, answer.content
        kind = "application/problem+json" if expect >= 400 else TYPE
        assert answer["Content-Type"].startswith(kind)
        said = answer.json()
        if expect >= 400:
            assert said["status"] == expect
            assert said["code"] and said["detail"] and said["title"] and said["type"]
        return said


def checkout_body(cart: Any, **facts: Any) -> dict[str, Any]:
    """A guest in Lyon who takes standard delivery and pays by transfer."""
    address = {
        "name": "Camille Durand",
        "line1": "12 rue de la République",
        "postcode": "69002",
        "city": "Lyon",
        "country": "FR",
    }
    return {
        "email": "camille@exemple.example",
        "shipping_address": address,
        "service": "standard",
        "payment_method": "bank_transfer",
        "total": cart["services"][0]["total"],
        "accept_terms": True,
        **facts,
    }


def _text(body: Any) -> str:
    import json

    return body if isinstance(body, str) else json.dumps(body) if body is not None else ""

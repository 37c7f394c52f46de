"""Provider and postbox as running servers: on the settings' ports, or on free ones for tests."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from encrier.sandbox import (
    alerts,
    bank,
    bank_service,
    carrier,
    notices,
    postbox,
    provider,
    smtp,
    store,
    vies,
)
from encrier.sandbox.bank_service import BankService
from encrier.sandbox.carrier_service import PREFIXES, CarrierService
from encrier.sandbox.postbox import Mail
from encrier.sandbox.provider_service import ProviderService
from encrier.sandbox.store import Habits, Store
from encrier.sandbox.vies import ViesService

LOOPBACK = "127.0.0.1"


def run(*, stopping: threading.Event) -> None:
    """Play the world on the ports that the settings name, until asked to stop."""
    from django.conf import settings

    world = store.of_this_home()
    port = urlsplit(settings.SANDBOX_URL).port or 8001
    with (
        _provider(world, port),
        _postbox(world, settings.EMAIL_PORT),
    ):
        _tell_the_shop(stopping, world)


def _tell_the_shop(stopping: threading.Event, world: Store) -> None:
    from django.conf import settings

    notices.send_until(
        stopping,
        world,
        settings.MOLLIE_WEBHOOK_SECRET,
        shop=settings.BASE_URL,
        credential=settings.UPS_WEBHOOK_CREDENTIAL,
    )


@dataclass
class World:
    """The outside world of a test."""

    store: Store
    url: str
    smtp_port: int

    def play(self, reference: str, outcome: str, **habits: Any) -> None:
        """The customer does something at the provider: paid, declined, abandoned, expired."""
        payment = provider.find(self.store, reference)
        assert payment, f"the provider knows no payment {reference}"
        provider.decide(self.store, payment["id"], outcome, Habits().but(**habits))

    def deliver_notices(self, client: Any) -> int:
        """Hand the waiting notices to the shop through Django's test client; how many it took."""
        from django.conf import settings

        taken = 0
        for notice in notices.due(self.store):
            answer = client.post(
                urlsplit(notice.url).path,
                data=notice.body(),
                content_type="application/x-www-form-urlencoded",
                headers={"X-Mollie-Signature": notice.signature(settings.MOLLIE_WEBHOOK_SECRET)},
            )
            notices.note(self.store, notice, answer.status_code < 300)
            taken += answer.status_code < 300
        return taken

    def report(self, tracking_number: str, event: str, *, notify: bool = True) -> None:
        """Something happens to a parcel at the carrier."""
        carrier.report(self.store, tracking_number, event, notify=notify)

    def deliver_alerts(self, client: Any) -> int:
        """Hand the carrier's waiting notices to the shop; how many it took."""
        from django.conf import settings

        taken = 0
        for alert in alerts.due(self.store):
            answer = client.post(
                "/webhooks/carriers/ups/",
                data=alert.body,
                content_type="application/json",
                headers={"credential": settings.UPS_WEBHOOK_CREDENTIAL},
            )
            alerts.note(self.store, alert, answer.status_code < 300)
            taken += answer.status_code < 300
        return taken

    def shipments(self) -> list[dict[str, Any]]:
        """What the carrier knows, newest first."""
        return self.store.all("shipment")

    def messages(self) -> list[dict[str, Any]]:
        """Text messages that arrived, newest first."""
        return self.store.all("sms")

    def vies(self, number: str, answer: str = "", *, how: str = "answers") -> None:
        """What VIES says of a number from now on, or how it behaves."""
        if answer:
            vies.say(self.store, number, answer)
        vies.behave(self.store, how)

    def mails(self) -> list[Mail]:
        """Letters that arrived, newest first."""
        return postbox.mails(self.store)

    def movements(self) -> list[dict[str, Any]]:
        """What moved on the store's account, newest first."""
        return bank.movements(self.store)

    def payments(self) -> list[dict[str, Any]]:
        """What the provider knows, newest first."""
        return self.store.all("payment")


@contextmanager
def running(*, notify: bool = False) -> Iterator[World]:
    """A fresh outside world on free ports, with the settings pointing at it (tests).

    With ``notify`` the webhooks are sent over HTTP as they fall due; without, a test hands them
    over with ``deliver_notices``.
    """
    from django.test import override_settings

    world = store.of_this_home()
    world.forget()
    with ExitStack() as stack:
        url = stack.enter_context(_provider(world, 0))
        smtp_port = stack.enter_context(_postbox(world, 0))
        stack.enter_context(
            override_settings(
                MOLLIE_API_URL=url,
                SANDBOX_URL=url,
                UPS_API_URL=url,
                SMS_API_URL=f"{url}/sms",
                VIES_API_URL=f"{url}/vies/rest-api",
                BANK_API_URL=f"{url}/bank/pain001",
                EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
                EMAIL_HOST=LOOPBACK,
                EMAIL_PORT=smtp_port,
            )
        )
        if notify:
            stack.enter_context(_notices(world))
        yield World(world, url, smtp_port)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: requests are seen in the pages."""


def _all(
    payments: ProviderService,
    parcels: CarrierService,
    transfers: BankService,
    numbers: ViesService,
) -> Callable[..., Any]:
    """Provider, carrier, bank and VIES behind one address."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(vies.PREFIX):
            return numbers(environ, start_response)
        if path.startswith(bank_service.PREFIX):
            return transfers(environ, start_response)
        return (parcels if path.startswith(PREFIXES) else payments)(environ, start_response)

    return answer


@contextmanager
def _provider(world: Store, port: int) -> Iterator[str]:
    with _Server((LOOPBACK, port), _Quiet) as server:
        url = f"http://{LOOPBACK}:{server.server_port}"
        server.set_app(
            _all(
                ProviderService(world, url),
                CarrierService(world),
                BankService(world),
                ViesService(world),
            )
        )
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _postbox(world: Store, port: int) -> Iterator[int]:
    listener = smtp.listener(world, LOOPBACK, port)
    listener.start()
    try:
        yield listener.port
    finally:
        listener.stop()


@contextmanager
def _notices(world: Store) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=_tell_the_shop, args=(stopping, world), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()

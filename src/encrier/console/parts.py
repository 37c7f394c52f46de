"""The processes of a store: web, worker, and the outside world played on loopback."""

import os
import signal
import threading

from encrier.console import preparing
from encrier.console.told import Told, say


def serve(address: str, port: int | None, workers: int, threads: int) -> int:
    """Answer the web until asked to stop."""
    if port is not None:
        os.environ["PORT"] = str(port)
    from encrier import settings

    port = port or settings.number("PORT", 8000)
    preparing.require_free_port(address, port, "web")
    if not _is_part_of_demo():
        _prepare_serving()
    _end_with_parent()
    from granian import Granian

    say(f"serving {settings.BASE_URL}/ on {address}:{port}")
    Granian(
        "encrier.web.wsgi:application",
        address=address,
        port=port,
        interface="wsgi",  # type: ignore[arg-type]
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        workers_kill_timeout=8,
    ).serve()
    return 0


def _prepare_serving() -> None:
    from django.db import connections

    preparing.set_up()
    preparing.require_tables()
    preparing.compile_words()
    preparing.collect_static()
    connections.close_all()


def work(*, until_idle: bool) -> int:
    """Work off what is due until asked to stop, or until nothing is left."""
    preparing.set_up()
    preparing.require_tables()
    if not _is_part_of_demo():
        preparing.compile_words()
    from encrier.kernel import clock
    from encrier.reactions import worker

    if until_idle:
        worker.run_until_idle(clock.now())
        return 0
    _end_with_parent()
    worker.run(stopping=_stopping())
    return 0


def play_the_world() -> int:
    """Be the payment provider and the mail server on loopback until asked to stop."""
    from django.conf import settings

    if not settings.SANDBOX:
        raise Told("the sandbox runs only with ENCRIER_SANDBOX=yes")
    from encrier.sandbox import service

    _end_with_parent()
    try:
        service.run(stopping=_stopping())
    except OSError as wrong:
        raise Told(f"the sandbox cannot listen: {wrong}") from None
    return 0


def _stopping() -> threading.Event:
    """Set when the process is asked to end, so that what is under way is finished first."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _end_with_parent() -> None:
    """A part of the demo ends when the demo does, however that died: its stdin is then closed."""
    if not _is_part_of_demo():
        return

    def wait() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _is_part_of_demo() -> bool:
    """Whether the demo started this process; it has prepared everything then."""
    return os.environ.get("ENCRIER_PART") == "yes"

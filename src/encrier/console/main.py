"""The command line: what can be asked, and who answers."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from encrier.console.told import Told

SETTINGS = """\
settings (from the environment, or lower-case in the file encrier.toml of the home; none is needed
for the demo):
  ENCRIER_HOME         where data live (~/.local/share/encrier)
  ENCRIER_CONFIG       another settings file than HOME/encrier.toml
  ENCRIER_POLICY       another policy file than the shipped one
  ENCRIER_SANDBOX      yes: the outside world is played on loopback; never with a public address
  DATABASE_URL         sqlite:///path (default: a file in the home) or postgresql://…
  BASE_URL             the shop's public address, https:// outside the sandbox
  PORT                 the port on loopback when BASE_URL is not set (8000)
  ALLOWED_HOSTS        further host names, separated by spaces
  BEHIND_PROXY         yes: trust X-Forwarded-Proto and -For of the proxy in front
  SECRET_KEY           else made at the first start and kept in the home
  SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_TLS, LETTERS_FROM
  MOLLIE_API_KEY, MOLLIE_ACCESS_TOKEN, MOLLIE_API_URL, MOLLIE_WEBHOOK_SECRET, PAYMENT_ORIGINS
  BANK_API_URL, BANK_API_TOKEN, BANK_STATEMENT_FOLDER
  UPS_API_URL, UPS_CLIENT_ID, UPS_CLIENT_SECRET, UPS_ACCOUNT, UPS_WEBHOOK_CREDENTIAL
  SMS_API_URL, SMS_API_TOKEN, VIES_API_URL
  STATIC_ROOT, SEARCH_INDEX, PAGE_CACHE_MB
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one call of ``encrier``; the exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encrier.settings")
    if arguments[:1] == ["manage"]:
        return _manage(arguments[1:])
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.answer(asked) or 0)
    except Told as told:
        print(f"encrier: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the usage."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="encrier",
        description="Encrier, a store for printer supplies.",
        epilog=SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serving(verbs)
    _add_catalogue(verbs)
    _add_prices(verbs)
    _add_money(verbs)
    _add_policy(verbs)
    _add_words(verbs)
    _add_simulate(verbs)
    _add_bench(verbs)
    verbs.add_parser("manage", help="Django's own commands: encrier manage migrate …")
    return parser


def _add_serving(verbs: Any) -> None:
    serve = verbs.add_parser("serve", help="answer the web")
    serve.add_argument("--address", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on (PORT, else 8000)")
    serve.add_argument("--workers", type=_count, default=1, help="processes (1)")
    serve.add_argument("--threads", type=_count, default=4, help="threads of each process (4)")
    serve.set_defaults(answer=_serve)
    worker = verbs.add_parser("worker", help="work off events, letters and timed work")
    worker.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")
    worker.set_defaults(answer=_worker)
    sandbox = verbs.add_parser("sandbox", help="play payment provider and mail server on loopback")
    sandbox.set_defaults(answer=_sandbox)
    demo = verbs.add_parser("demo", help="the whole store with its outside world on loopback")
    demo.set_defaults(answer=_demo)


def _add_catalogue(verbs: Any) -> None:
    catalogue = verbs.add_parser("catalogue", help="load or check a folder of catalogue files")
    deeds = catalogue.add_subparsers(metavar="DEED", required=True)
    for name, meaning, answer in (
        ("load", "load a folder of CSV files: all or nothing", _catalogue_load),
        ("check", "name every bad row of a folder; change nothing", _catalogue_check),
    ):
        deed = deeds.add_parser(name, help=meaning)
        deed.add_argument("directory", type=Path, metavar="DIR")
        deed.set_defaults(answer=answer)


def _add_prices(verbs: Any) -> None:
    prices = verbs.add_parser("prices", help="load a file of prices")
    deeds = prices.add_subparsers(metavar="DEED", required=True)
    load = deeds.add_parser("load", help="show what a CSV file changes; --apply changes it")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--apply", action="store_true", help="set the prices: all or nothing")
    load.set_defaults(answer=_prices_load)


def _add_money(verbs: Any) -> None:
    bank = verbs.add_parser("bank", help="read account statements")
    deeds = bank.add_subparsers(metavar="DEED", required=True)
    read = deeds.add_parser("import", help="book the movements of a camt.053 file, each once")
    read.add_argument("file", type=Path, metavar="FILE")
    read.set_defaults(answer=_bank_import)
    books = verbs.add_parser("accounting", help="hold the books against each other; export them")
    deeds = books.add_subparsers(metavar="DEED", required=True)
    reconcile = deeds.add_parser("reconcile", help="what does not add up; exit 1 if anything does")
    reconcile.add_argument("--day", type=_day, metavar="DAY", help="another day than today")
    reconcile.set_defaults(answer=_reconcile)
    ledger = deeds.add_parser("ledger", help="double entry, as CSV on standard output")
    ledger.add_argument("--from", dest="since", type=_day, metavar="DAY", required=True)
    ledger.add_argument("--to", dest="until", type=_day, metavar="DAY", required=True)
    ledger.set_defaults(answer=_ledger)
    vat = deeds.add_parser("vat", help="the VAT of a quarter by state and rate (OSS), as CSV")
    vat.add_argument("--quarter", metavar="QUARTER", required=True, help="such as 2026Q4")
    vat.set_defaults(answer=_vat)


def _add_policy(verbs: Any) -> None:
    policy = verbs.add_parser("policy", help="show or check the store's promises")
    deeds = policy.add_subparsers(metavar="DEED", required=True)
    show = deeds.add_parser("show", help="the policy in force, with the promises' ids")
    show.add_argument("--on", type=_day, metavar="DAY", help="the edition of another day")
    show.set_defaults(answer=_policy_show)
    check = deeds.add_parser("check", help="name every fault of a policy file")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(answer=_policy_check)


def _add_words(verbs: Any) -> None:
    words = verbs.add_parser("words", help="compile or check the shop's words")
    deeds = words.add_subparsers(metavar="DEED", required=True)
    for name, meaning in (
        ("compile", "make the catalogues that pages read"),
        ("check", "name every sentence that is not translated"),
    ):
        deed = deeds.add_parser(name, help=meaning)
        deed.set_defaults(answer=_words, deed=name)


def _add_simulate(verbs: Any) -> None:
    simulate = verbs.add_parser("simulate", help="try a promise of the store by the million")
    deeds = simulate.add_subparsers(metavar="PROMISE", required=True)
    promises = deeds.add_parser(
        "promises", help="every minute's delivery promise, against an oracle of its own"
    )
    promises.add_argument("--from", dest="first", type=_day, metavar="DAY", default="2027-01-01")
    promises.add_argument("--years", type=_count, default=2, help="how many years (2)")
    promises.add_argument("--countries", default="", help="FR,DE,… (all that are served)")
    promises.add_argument("--step", type=_count, default=1, help="minutes from one to the next (1)")
    promises.add_argument("--processes", type=_count, help="how many at once (one for each core)")
    promises.set_defaults(answer=_simulate_promises)
    baskets = deeds.add_parser(
        "baskets", help="random baskets sold, invoiced, credited and booked to the cent"
    )
    baskets.add_argument("--count", type=_many, default=1_000_000, help="how many (1000000)")
    baskets.add_argument("--seed", type=int, default=1, help="another run (1)")
    baskets.add_argument("--processes", type=_count, help="how many at once (one for each core)")
    baskets.set_defaults(answer=_simulate_baskets)
    invoices = deeds.add_parser(
        "invoices", help="made-up invoices and credit notes, judged by the rules of EN 16931"
    )
    invoices.add_argument("--count", type=_many, default=500, help="how many (500)")
    invoices.add_argument("--seed", type=int, default=1, help="another run (1)")
    invoices.set_defaults(answer=_simulate_invoices)


def _add_bench(verbs: Any) -> None:
    bench = verbs.add_parser("bench", help="measure a store made for it in a throw-away home")
    deeds = bench.add_subparsers(metavar="PAGES", required=True)
    desk = deeds.add_parser("desk", help="the desk's pages with many open parcels")
    desk.add_argument("--parcels", type=_many, default=10_000, help="how many (10000)")
    desk.add_argument("--requests", type=_many, default=40, help="of each page (40)")
    desk.set_defaults(answer=_bench_desk)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port from 1 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"a number from 1 to 256, not {text!r}")
    return int(text)


def _many(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError(f"a number from 1 to 1000000000, not {text!r}")
    return int(text)


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day such as 2026-12-24, not {text!r}") from None


def _manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["encrier manage", *arguments])
    return 0


def _serve(asked: argparse.Namespace) -> int:
    from encrier.console import parts

    return parts.serve(asked.address, asked.port, asked.workers, asked.threads)


def _worker(asked: argparse.Namespace) -> int:
    from encrier.console import parts

    return parts.work(until_idle=asked.until_idle)


def _sandbox(_asked: argparse.Namespace) -> int:
    from encrier.console import parts

    return parts.play_the_world()


def _demo(_asked: argparse.Namespace) -> int:
    from encrier.console import demo

    return demo.run()


def _catalogue_load(asked: argparse.Namespace) -> int:
    from encrier.console import data

    return data.load_catalogue(asked.directory)


def _catalogue_check(asked: argparse.Namespace) -> int:
    from encrier.console import data

    return data.check_catalogue(asked.directory)


def _bank_import(asked: argparse.Namespace) -> int:
    from encrier.console import money

    return money.import_statement(asked.file)


def _reconcile(asked: argparse.Namespace) -> int:
    from encrier.console import money

    return money.reconcile(asked.day)


def _ledger(asked: argparse.Namespace) -> int:
    from encrier.console import money

    return money.ledger(asked.since, asked.until)


def _vat(asked: argparse.Namespace) -> int:
    from encrier.console import money

    return money.vat(asked.quarter)


def _policy_show(asked: argparse.Namespace) -> int:
    from encrier.console import data

    return data.show_policy(asked.on)


def _policy_check(asked: argparse.Namespace) -> int:
    from encrier.console import data

    return data.check_policy(asked.file)


def _prices_load(asked: argparse.Namespace) -> int:
    from encrier.console import prices

    return prices.load_prices(asked.file, apply=asked.apply)


def _simulate_baskets(asked: argparse.Namespace) -> int:
    from encrier.console import preparing, promises

    preparing.set_up()
    from encrier.console import baskets

    return baskets.simulate(asked.count, asked.seed, asked.processes or promises.cores())


def _simulate_invoices(asked: argparse.Namespace) -> int:
    from encrier.console import preparing

    preparing.set_up()
    from encrier.console import invoices

    return invoices.simulate(asked.count, asked.seed)


def _simulate_promises(asked: argparse.Namespace) -> int:
    from encrier.console import promises

    countries = [name for name in asked.countries.upper().split(",") if name]
    processes = asked.processes or promises.cores()
    return promises.simulate(asked.first, asked.years, countries, asked.step, processes)


def _bench_desk(asked: argparse.Namespace) -> int:
    from encrier.console import bench

    return bench.desk(asked.parcels, asked.requests)


def _words(asked: argparse.Namespace) -> int:
    from encrier.console import data

    return data.compile_words() if asked.deed == "compile" else data.check_words()


if __name__ == "__main__":
    sys.exit(main())

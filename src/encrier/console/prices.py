"""Files of prices, from the command line: shown first, applied when asked to."""

import sys
from pathlib import Path

from encrier.console import preparing
from encrier.console.told import Told, say

SHOWN = 40


def load_prices(file: Path, *, apply: bool) -> int:
    """Show what a file of prices would change, and change it with ``apply``: all or nothing."""
    if not file.is_file():
        raise Told(f"no such file: {file}")
    preparing.set_up()
    preparing.require_tables()
    from encrier.kernel import clock
    from encrier.kernel.actor import Actor
    from encrier.kernel.refusal import Refusal
    from encrier.pricing import commands, price_queries
    from encrier.pricing.commands.load_price_list import rows_of

    by, now = Actor("system", "console"), clock.now()
    try:
        load = commands.upload_prices(by=by, name=file.name, content=file.read_bytes(), now=now)
    except Refusal as refusal:
        print("\n".join(refusal.facts["problems"]), file=sys.stderr)
        return 1
    told = price_queries.preview(rows_of(load, now), now)
    for move in sorted(told.moves, key=lambda move: not move.warnings)[:SHOWN]:
        say(_move(move))
    if len(told.moves) > SHOWN:
        say(f"  … and {len(told.moves) - SHOWN} more")
    for number, currency in told.missing[:SHOWN]:
        say(f"  {number}: no price in {currency}")
    say(", ".join(f"{name} {count}" for name, count in told.counts.items()))
    if not apply:
        say("nothing was changed; --apply does it")
        return 0
    commands.apply_prices(by=by, load_id=load.pk, digest=told.digest, now=clock.now())
    say("applied")
    return 0


def _move(move: object) -> str:
    from encrier.pricing.price_files import PriceMove

    assert isinstance(move, PriceMove)
    currency = move.after.currency.code
    if move.before is None:
        return f"  {move.part_number}: new, {move.after.amount} {currency}"
    warned = f"  ! {', '.join(move.warnings)}" if move.warnings else ""
    return (
        f"  {move.part_number}: {move.before.amount} → {move.after.amount} {currency}"
        f" ({move.percent:+} %){warned}"
    )

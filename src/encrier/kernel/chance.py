"""The store's only source of randomness, so that a run can be repeated."""

import random
import secrets

Source = random.Random
"""Where chance comes from; drawn from as the standard library's ``random.Random`` is."""

_source: Source = secrets.SystemRandom()


def repeatable(seed: object) -> Source:
    """A source of its own that a seed repeats, for made-up data."""
    return random.Random(str(seed))


def token(length: int = 32) -> str:
    """An unguessable name for a link: 6 bits a letter, URL-safe."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters(length, alphabet)


def digits(length: int) -> str:
    """Random decimal digits."""
    return letters(length, "0123456789")


def letters(length: int, alphabet: str) -> str:
    """Random letters of an alphabet."""
    return "".join(_source.choice(alphabet) for _ in range(length))


def use(source: Source) -> None:
    """Take another source: a seeded one makes a run repeatable."""
    global _source
    _source = source

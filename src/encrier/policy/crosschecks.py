"""What no single figure can tell: whether the figures of an edition agree with one another."""

from collections.abc import Iterable, Iterator

from encrier.policy.lines import Path
from encrier.policy.types import Edition, Outcome

Doubt = tuple[Path, str]

SERVED = (
    *("AT", "BE", "DK", "FI", "FR", "DE", "IE", "IT"),
    *("LU", "NL", "NO", "PT", "ES", "SE", "CH", "GB"),
)
"""SHIPTO-1: the countries whose prices, letters and pages the store is made for."""
NEVER_SERVED = ("AD", "MC", "SM", "VA")
"""SHIPTO-2."""


def doubts(edition: Edition) -> Iterator[Doubt]:
    """Each disagreement as the path of a key and a reason."""
    yield from _countries(edition)
    yield from _phones(edition)
    yield from _places(edition)
    yield from _named_countries(edition)
    yield from _euro_rates(edition)


def _countries(edition: Edition) -> Iterator[Doubt]:
    for code in SERVED:
        if code not in edition.countries:
            yield ("countries", code), "missing: SHIPTO-1 promises delivery there"
    for code in edition.countries:
        if code not in SERVED:
            yield ("countries", code), "unknown: SHIPTO-1 does not promise delivery there"


def _phones(edition: Edition) -> Iterator[Doubt]:
    import phonenumbers  # 0.1 s: only where a file is read

    for code, country in edition.countries.items():
        for index, line in enumerate(country.phone):
            try:
                valid = phonenumbers.is_valid_number(phonenumbers.parse(line.number, code))
            except phonenumbers.NumberParseException:
                valid = False
            if not valid:
                path = ("countries", code, "phone", index, "number")
                yield path, f"{line.number!r} is not a phone number of {code}"


def _places(edition: Edition) -> Iterator[Doubt]:
    for code in NEVER_SERVED:
        if edition.outcome(code) is not Outcome.NEVER:
            yield ("places",), f"SHIPTO-2 promises that {code} is never served"
    for index, place in enumerate(edition.places):
        for number, area in enumerate(place.areas):
            if not area.postcodes and area.country in edition.countries:
                path = ("places", index, "areas", number)
                yield path, f"needs postcodes, or the whole of {area.country} would be meant"


def _named_countries(edition: Edition) -> Iterator[Doubt]:
    tables: dict[Path, Iterable[str]] = {
        ("carrier", "attempts_by_country"): edition.carrier.attempts_by_country,
        ("returns", "guarantee_years_by_country"): edition.returns.guarantee_years_by_country,
        ("recycling", "programmes"): edition.recycling.programmes,
    }
    figures: dict[Path, str] = {
        ("dispatch", "country"): edition.dispatch.country,
        ("returns", "warehouse", "country"): edition.returns.warehouse.country,
    }
    named = [((*path, code), code) for path, table in tables.items() for code in table]
    for path, code in [*named, *figures.items()]:
        if code not in edition.countries:
            yield path, f"{code} is not a country that is served"


def _euro_rates(edition: Edition) -> Iterator[Doubt]:
    """Sales in another currency than the seller's own are declared in it: a rate must be known."""
    invoicing = edition.invoicing
    for code, country in edition.countries.items():
        needs = country.currency != invoicing.vat_currency
        if needs and country.currency not in invoicing.euro_rates:
            path = ("invoicing", "euro_rates")
            yield path, f"needs {country.currency}: {code} pays in it"

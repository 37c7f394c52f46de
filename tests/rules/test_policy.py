"""The figures of the shipped policy, and what is said of a file that is wrong."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from encrier import policy
from encrier.policy.checking import check
from encrier.policy.reading import SHIPPED
from encrier.policy.showing import show

TODAY = date(2026, 11, 26)
EDITION = policy.load().at(TODAY)

FIGURES = [
    ("FIND-1", "finding.prefix_min_letters", 3),
    ("FIND-1", "finding.typo_min_letters", 5),
    ("FIND-1", "finding.typos", 1),
    ("PAY-1", "payment.card_brands", ("American Express", "EuroCard", "MasterCard", "Visa")),
    ("PAY-1", "payment.debit_brands", ("Maestro", "Visa Debit")),
    ("PAY-1", "payment.wallets", ("PayPal", "PayPal Express")),
    ("PAY-3", "payment.transfer_days", 10),
    ("SHIP-1", "dispatch.country", "BE"),
    ("SHIP-1", "dispatch.time_zone", "Europe/Brussels"),
    ("SHIP-1", "dispatch.cutoff", time(15)),
    ("SHIP-2", "services.standard.min_days", 3),
    ("SHIP-2", "services.standard.max_days", 5),
    ("SHIP-2", "services.express.min_days", 1),
    ("SHIP-2", "services.express.max_days", 2),
    ("CARRIER-1", "carrier.name", "UPS"),
    ("CARRIER-1", "carrier.signature", True),
    ("CARRIER-2", "carrier.hold_days", 10),
    ("CARRIER-2", "carrier.attempts_by_country", {"FR": 1}),
    ("CARRIER-3", "carrier.hold_days", 10),
    ("CARRIER-3", "carrier.attempts", 2),
    ("CARRIER-3", "carrier.second_attempt_after_days", 1),
    ("DAMAGE-2", "complaints.damage_hours", 48),
    ("DAMAGE-3", "complaints.state_days", 90),
    ("RETURN-1", "returns.days", 90),
    ("RETURN-4", "returns.refund_days", 14),
    ("RETURN-4", "returns.warehouse.name", "Supplies Distributors S.A."),
    (
        "RETURN-4",
        "returns.warehouse.lines",
        ("Z.I. Trilogiport", "6 rue du Trilogiport", "B-4681 Hermalle-sous-Argenteau"),
    ),
    ("RETURN-4", "returns.warehouse.country", "BE"),
    ("RETURN-5", "returns.withdrawal_days", 14),
    ("RETURN-5", "returns.guarantee_years", 2),
    (
        "XBRAND-1",
        "store_brand.makers",
        ("HP", "Canon", "Brother", "Epson", "Kyocera", "Lexmark", "Oki", "Panasonic"),
    ),
    ("HELP-2", "service.hours.weekdays", (1, 2, 3, 4, 5)),
    ("HELP-2", "service.hours.opens", time(9)),
    ("HELP-2", "service.hours.closes", time(17)),
]
STANDARD_RATES = {
    "AT": "20",
    "BE": "21",
    "DK": "25",
    "FI": "25.5",
    "FR": "20",
    "DE": "19",
    "IE": "23",
    "IT": "22",
    "LU": "17",
    "NL": "21",
    "NO": "25",
    "PT": "23",
    "ES": "21",
    "SE": "25",
    "CH": "8.1",
    "GB": "20",
}
"""In 2026, of the sixteen countries of SHIPTO-1."""


def figure(edition: policy.Edition, key: str) -> Any:
    return reduce(getattr, key.split("."), edition)


@pytest.mark.parametrize(("promise", "key", "value"), FIGURES)
def test_each_promise_has_its_figure(promise: str, key: str, value: Any) -> None:
    assert figure(EDITION, key) == value
    assert promise in policy.promises.promises_of(key)


def test_SHIPTO_1_sixteen_countries_are_served() -> None:
    assert set(EDITION.countries) == set(STANDARD_RATES)
    assert {EDITION.outcome(code) for code in STANDARD_RATES} == {policy.Outcome.SERVED}


def test_SHIPTO_3_any_other_country_asks_first() -> None:
    assert {EDITION.outcome(code) for code in ("US", "PL", "IM", "FO", "XK")} == {"ask_first"}


def test_PRICE_3_duties_are_the_customers_in_three_countries_and_no_vat_is_charged() -> None:
    countries = EDITION.countries.values()
    assert {c.code for c in countries if c.import_duties} == {"CH", "NO", "GB"}
    assert {c.code for c in countries if not c.vat.charged} == {"CH", "NO", "GB"}
    assert {c.code for c in countries if not c.eu} == {"CH", "NO", "GB"}


def test_PRICE_1_each_country_has_its_currency() -> None:
    others = {"DK": "DKK", "NO": "NOK", "SE": "SEK", "CH": "CHF", "GB": "GBP"}
    for code, country in EDITION.countries.items():
        assert country.currency == others.get(code, "EUR")


def test_HELP_2_france_is_reached_by_two_real_numbers_and_all_others_are_demonstration() -> None:
    france = [(line.number, line.kind) for line in EDITION.countries["FR"].phone]
    assert france == [("0800 901 017", "free"), ("01 76 43 06 56", "landline")]
    for code, country in EDITION.countries.items():
        assert {line.demonstration for line in country.phone} == {code != "FR"}


def test_RETURN_5_the_guarantee_is_two_years_and_three_in_portugal() -> None:
    assert [EDITION.returns.guarantee_years_in(code) for code in ("FR", "PT")] == [2, 3]


def test_CARRIER_2_france_has_one_attempt_and_CARRIER_3_others_two() -> None:
    assert [EDITION.carrier.attempts_in(code) for code in ("FR", "BE")] == [1, 2]


@pytest.mark.parametrize(("country", "rate"), STANDARD_RATES.items())
def test_PRICE_5_each_country_has_its_standard_rate(country: str, rate: str) -> None:
    assert EDITION.countries[country].vat.rate_on(TODAY) == Decimal(rate)


@pytest.mark.parametrize(
    ("country", "changed_on", "before", "after"),
    [
        ("FI", date(2024, 9, 1), "24", "25.5"),
        ("CH", date(2024, 1, 1), "7.7", "8.1"),
        ("LU", date(2023, 1, 1), "17", "16"),
        ("LU", date(2024, 1, 1), "16", "17"),
        ("IE", date(2020, 9, 1), "23", "21"),
        ("IE", date(2021, 3, 1), "21", "23"),
        ("DE", date(2020, 7, 1), "19", "16"),
        ("DE", date(2021, 1, 1), "16", "19"),
    ],
)
def test_PRICE_5_a_rate_changes_on_its_day(
    country: str, changed_on: date, before: str, after: str
) -> None:
    vat = EDITION.countries[country].vat
    assert vat.rate_on(changed_on - timedelta(days=1)) == Decimal(before)
    assert vat.rate_on(changed_on) == Decimal(after)


@pytest.mark.parametrize(
    ("country", "postcode", "name", "outcome"),
    [
        ("FR", "98000", "Monaco", "never"),
        ("FR", "F-98 099", "Monaco", "never"),
        ("MC", "", "Monaco", "never"),
        ("MC", "75001", "Monaco", "never"),
        ("IT", "47890", "San Marino", "never"),
        ("IT", "47899", "San Marino", "never"),
        ("IT", "00120", "Vatican City", "never"),
        ("VA", "00120", "Vatican City", "never"),
        ("FR", "AD500", "Andorra", "never"),
        ("ES", "ad 100", "Andorra", "never"),
        ("AD", "AD700", "Andorra", "never"),
        ("FR", "98800", "French overseas territories", "ask_first"),
        ("FR", "97400", "French overseas territories", "ask_first"),
        ("ES", "35001", "Canary Islands", "ask_first"),
        ("ES", "51001", "Ceuta", "ask_first"),
        ("FI", "AX-22100", "Åland Islands", "ask_first"),
        ("DE", "D-27498", "Heligoland", "ask_first"),
        ("PT", "9500-150", "Azores", "ask_first"),
        ("PT", "9000-082", "Madeira", "ask_first"),
        ("NO", "9170", "Svalbard and Jan Mayen", "ask_first"),
        ("GB", "je2 4wd", "Jersey", "ask_first"),
        ("GB", "GY1 1AA", "Guernsey", "ask_first"),
        ("DK", "FO-100", "Faroe Islands", "ask_first"),
        ("GB", "BT1 5GS", "Northern Ireland", "served"),
        ("AT", "6691", "Jungholz and Mittelberg", "served"),
    ],
)
def test_SHIPTO_2_a_postcode_is_judged_by_the_place_it_lies_in(
    country: str, postcode: str, name: str, outcome: str
) -> None:
    place = EDITION.place(country, postcode)
    assert place is not None
    assert (place.name_en, EDITION.outcome(country, postcode)) == (name, outcome)


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        *[("FR", "75001"), ("FR", "06500"), ("FR", "20000"), ("IT", "47900"), ("IT", "00121")],
        *[("ES", "25700"), ("DK", "1000"), ("DK", "3993"), ("CH", "9484"), ("GB", "B1 1AA")],
        *[("GB", "G1 1AA"), ("PT", "8900-001"), ("NO", "9160"), ("DE", "78267"), ("FI", "21000")],
        *[("IT", "23030"), ("IT", "22060")],  # shared with Livigno and Campione of old
    ],
)
def test_a_postcode_beside_a_place_is_served(country: str, postcode: str) -> None:
    assert EDITION.place(country, postcode) is None
    assert EDITION.outcome(country, postcode) == "served"


def test_PRICE_5_a_served_place_can_have_a_rate_of_its_own() -> None:
    assert EDITION.vat("GB", "BT1 5GS").charged
    assert not EDITION.vat("GB", "SW1A 1AA").charged
    assert not EDITION.import_duties("GB", "BT1 5GS")
    assert EDITION.import_duties("GB", "SW1A 1AA")
    assert EDITION.vat("AT", "6991").rate_on(TODAY) == 19
    assert EDITION.vat("AT", "1010").rate_on(TODAY) == 20


def test_nothing_in_an_edition_can_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        EDITION.dispatch.cutoff = time(16)  # type: ignore[misc]
    with pytest.raises(TypeError):
        EDITION.countries["FR"] = EDITION.countries["BE"]  # type: ignore[index]


def test_every_key_of_the_promises_is_a_figure() -> None:
    for keys in policy.PROMISES.values():
        for key in keys:
            group = EDITION.countries["FR"] if key.startswith("countries.*") else EDITION
            path = key.removeprefix("countries.*").strip(".")
            assert not path or figure(group, path) is not None  # type: ignore[arg-type]


def test_a_policy_shown_names_each_figure_with_its_promise() -> None:
    lines = [line.split() for line in show(EDITION).splitlines()]
    assert ["dispatch.cutoff", "15:00", "SHIP-1"] in lines
    assert ["countries.FI.vat.standard"] in [line[:1] for line in lines]
    assert any(line[:3] == ["places:", "Monaco", "never:"] for line in lines)


# Editions


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(*changes: tuple[str, str], added: str = "") -> Path:
        text = SHIPPED.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "own.toml"
        path.write_text(text + added, "utf-8")
        return path

    return write


LATER_CUTOFF = """
[[amendments]]
from = 2027-03-01
[amendments.set]
"dispatch.cutoff" = "16:00"
"countries.FR.shipping.express" = 12.50

[[amendments]]
from = 2027-06-01
[amendments.set]
"returns.days" = 100
"""


def test_an_amendment_is_in_force_from_its_day(write: Callable[..., Path]) -> None:
    amended = policy.load(write(added=LATER_CUTOFF))
    before, after = amended.at(date(2027, 2, 28)), amended.at(date(2027, 3, 1))
    assert (before.id, before.dispatch.cutoff) == ("2026-11-01", time(15))
    assert (after.id, after.dispatch.cutoff) == ("2027-03-01", time(16))
    assert after.countries["FR"].shipping.express == Decimal("12.50")
    last = amended.at(date(2030, 1, 1))
    assert (last.id, last.dispatch.cutoff, last.returns.days) == ("2027-06-01", time(16), 100)


def test_days_before_the_first_edition_have_the_first() -> None:
    assert policy.load().at(date(2020, 1, 1)).id == "2026-11-01"


def test_another_policy_is_used_until_the_block_ends(write: Callable[..., Path]) -> None:
    with policy.use(policy.load().changed({"dispatch.cutoff": "16:00"})):
        assert policy.current().at(TODAY).dispatch.cutoff == time(16)
        with policy.use(write(("\ndays = 90", "\ndays = 30"))):
            assert policy.current().at(TODAY).returns.days == 30
        assert policy.current().at(TODAY).dispatch.cutoff == time(16)
    assert policy.current().at(TODAY).dispatch.cutoff == time(15)


def test_a_figure_that_does_not_exist_cannot_be_tried() -> None:
    with pytest.raises(ValueError, match=r"dispatch\.cutof\n"):
        policy.load().changed({"dispatch.cutof": "16:00"})


# Files that are wrong


def line_of(text: str) -> int:
    lines = SHIPPED.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('cutoff = "15:00"', 'cutoff = "25:00"', "dispatch.cutoff", "must be a time of day"),
        ('cutoff = "15:00"', "cutoff = 15", "dispatch.cutoff", "must be a time of day"),
        ('cutoff = "15:00"', 'cut_off = "15:00"', "dispatch.cut_off", "unknown key"),
        ("transfer_days = 10", "transfer_days = -1", "payment.transfer_days", "greater than 0"),
        ("transfer_days = 10", 'transfer_days = "10"', "payment.transfer_days", "valid integer"),
        ("transfer_days = 10", "transfer_days = true", "payment.transfer_days", "valid integer"),
        ('iban = "BE68', 'iban = "BE69', "payment.iban", "check digits"),
        ('bic = "DEMOBEBB"', 'bic = "DEMO"', "payment.bic", "not a BIC"),
        ("[services.express]", "[services.overnight]", "services.overnight", "unknown key"),
        ('"Europe/Lisbon"', '"Europe/Lisboa"', "countries.PT.time_zone", "unknown time zone"),
        ('currency = "NOK"', 'currency = "NKR"', "countries.NO.currency", "unknown currency"),
        ('["pt", "en"]', '["pt"]', "countries.PT.languages", 'must name "en"'),
        ("0808 157 0123", "0808 157", "countries.GB.phone[0].number", "not a phone number of GB"),
        ("percent = 25.5", "percent = 255", "countries.FI.vat.standard[1].percent", "100"),
        ("97*", "97-", "places[4].areas[0].postcodes[0]", "must be a postcode"),
        ("98000-98099", "98099-98000", "places[0].areas[1].postcodes[0]", "lower one first"),
        ("edition = 2026-11-01", 'edition = "soon"', "edition", "must be a day"),
    ],
)
def test_a_wrong_figure_is_named_with_its_line(
    write: Callable[..., Path], old: str, new: str, key: str, reason: str
) -> None:
    path = write((old, new))
    problem = next(problem for problem in check(path) if problem.key == key)
    assert reason in problem.reason
    assert str(problem).startswith(f"{path}:{line_of(old)}: {key}: ")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("min_days = 3", "min_days = 6", "services.standard", "min_days 6 is above max_days 5"),
        ('opens = "09:00"', 'opens = "18:00"', "service.hours", "opens must come before"),
        ("transfer_reminder_days = 5", "transfer_reminder_days = 10", "payment", "before"),
        ("standard = 6.90", "standard = 60.90", "countries.FR.shipping", "surcharge"),
        ("vat.charged = false", "vat.charged = true", "countries.CH", "import_duties"),
        ("[countries.PT]", "[countries.PL]", "countries.PT", "SHIPTO-1"),
        ("[countries.PT]", "[countries.PL]", "countries.PL", "SHIPTO-1"),
        (
            "{ PT = 3 }",
            "{ PL = 3 }",
            "returns.guarantee_years_by_country.PL",
            "PL is not a country",
        ),
        ('{ country = "MC" }', '{ country = "MX" }', "places", "MC is never served"),
        ('postcodes = ["00120"]', "postcodes = []", "places[2].areas[1]", "needs postcodes"),
        ("hold_days = 10", "", "carrier.hold_days", "missing"),
        ("from = 2024-09-01", "from = 2012-01-01", "countries.FI.vat.standard", "in the order"),
    ],
)
def test_figures_that_disagree_are_named(
    write: Callable[..., Path], old: str, new: str, key: str, reason: str
) -> None:
    problems = {problem.key: problem.reason for problem in check(write((old, new)))}
    assert reason in problems[key]


def test_all_problems_are_named_in_the_order_of_their_lines(write: Callable[..., Path]) -> None:
    path = write(('iban = "BE68', 'iban = "BE69'), ("\ndays = 90", "\ndays = 0"), ("low = 5", ""))
    problems = check(path)
    assert [p.key for p in problems] == ["payment.iban", "returns.days", "stock.low"]
    with pytest.raises(policy.PolicyError) as refused:
        policy.load(path)
    assert refused.value.problems == problems


def test_a_syntax_error_is_named_with_its_line(write: Callable[..., Path]) -> None:
    [problem] = check(write(('cutoff = "15:00"', "cutoff = = 15:00")))
    assert (problem.line, problem.key) == (line_of('cutoff = "15:00"'), "toml")


def test_a_text_that_ends_too_early_is_named_with_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("edition = 2026-11-01\n[dispatch]\ncutoff = [")
    [problem] = check(path)
    assert (problem.line, problem.key) == (3, "toml")


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"amendments = 3", b"countries = 3"])
def test_no_file_is_so_wrong_that_it_is_not_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    assert check(path)
    assert check(tmp_path)


@pytest.mark.parametrize(
    ("amendment", "key", "reason"),
    [
        ('from = 2027-01-01\nset = { "dispatch.cutof" = "16:00" }', "dispatch.cutof", "unknown"),
        ('from = 2027-01-01\nset = { "dispatch.cutoff" = "26:00" }', "dispatch.cutoff", "time"),
        ('from = 2027-01-01\nset = { "services.standard.min_days" = 9 }', "services.standard", "6"),
        ('from = 2026-01-01\nset = { "returns.days" = 9 }', "amendments[0].from", "after"),
        ('from = 2027-01-01\nset = { "since" = 9 }', "amendments[0].set.since", "unknown"),
        ('from = 2027-01-01\nset = { "countries.FR.code" = "BE" }', "countries.FR.code", "unknown"),
        ('set = { "returns.days" = 9 }', "amendments[0]", "needs a day"),
        ("from = 2027-01-01", "amendments[0]", "needs a day"),
        (
            'from = 2027-01-01\nuntil = 3\nset = { "returns.days" = 9 }',
            "amendments[0].until",
            "unk",
        ),
    ],
)
def test_a_wrong_amendment_is_named(
    write: Callable[..., Path], amendment: str, key: str, reason: str
) -> None:
    path = write(added=f"\n[[amendments]]\n{amendment}\n")
    problems = check(path)
    last = len(path.read_text("utf-8").splitlines())
    assert [problem.key for problem in problems] == [key]
    assert last - 3 <= problems[0].line <= last


def test_amendments_out_of_order_are_named(write: Callable[..., Path]) -> None:
    path = write(added=LATER_CUTOFF.replace("2027-06-01", "2027-02-01"))
    [problem] = check(path)
    lines = path.read_text("utf-8").splitlines()
    assert problem.key == "amendments[1].from"
    assert lines[problem.line - 1] == "from = 2027-02-01"


def test_an_amended_figure_is_named_with_the_line_of_the_amendment(
    write: Callable[..., Path],
) -> None:
    path = write(added=LATER_CUTOFF.replace("= 100", "= 0"))
    [problem] = check(path)
    assert path.read_text("utf-8").splitlines()[problem.line - 1] == '"returns.days" = 0'

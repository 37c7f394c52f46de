"""Addresses, phones and VAT numbers as each country writes them."""

from dataclasses import replace

import pytest

from encrier.customers.addressing import (
    check_address,
    form_fields,
    form_rows,
    tidy_address,
    tidy_phone,
    tidy_postcode,
    tidy_text,
    written,
)
from encrier.customers.rules import check_profile, tidy_vat_number
from encrier.customers.types import PostalAddress

PARIS = PostalAddress(
    name="Ada Martin", line1="3 rue des Écoles", postcode="75005", city="Paris", country="FR"
)
COUNTRIES = [
    "AT",
    "BE",
    "DK",
    "FI",
    "FR",
    "DE",
    "IE",
    "IT",
    "LU",
    "NL",
    "NO",
    "PT",
    "ES",
    "SE",
    "CH",
    "GB",
]
EXAMPLES = {
    "AT": "1010", "BE": "4681", "DK": "1566", "FI": "00550", "FR": "75005", "DE": "10115",
    "IE": "A65 F4E2", "IT": "00144", "LU": "4750", "NL": "1234 AB", "NO": "0025",
    "PT": "1250-096", "ES": "28039", "SE": "114 55", "CH": "8001", "GB": "EC1Y 8SY",
}  # fmt: skip


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_asks_for_what_a_parcel_needs(country):
    fields = {field.name: field for field in form_fields(country)}
    assert set(fields) == {
        "name", "company", "line1", "line2", "postcode", "city", "phone",
    }  # fmt: skip
    required = {name for name, field in fields.items() if field.required}
    expected = {"name", "line1", "postcode", "city"} - ({"postcode"} if country == "IE" else set())
    assert required == expected


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_right_address_has_nothing_wrong(country):
    address = replace(PARIS, country=country, postcode=EXAMPLES[country])
    assert check_address(address) == {}


def names_of(country: str) -> list[list[str]]:
    return [[field.name for field in row] for row in form_rows(country)]


def test_parts_are_asked_for_in_the_countrys_order():
    assert names_of("FR")[:2] == [["company"], ["name"]]
    assert names_of("DE")[:2] == [["name"], ["company"]]
    assert names_of("FR")[2:] == [["line1"], ["line2"], ["postcode", "city"], ["phone"]]
    assert names_of("GB")[-3:] == [["city"], ["postcode"], ["phone"]]


def test_parts_are_called_what_the_country_calls_them():
    labels = {c: {f.name: f.label for f in form_fields(c)} for c in ("FR", "IE", "SE", "GB")}
    assert labels["FR"]["postcode"] == "postcode"
    assert labels["IE"]["postcode"] == "eircode"
    assert labels["SE"]["city"] == labels["GB"]["city"] == "post_town"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "  "}, {"name": "required"}),
        ({"line1": "", "city": ""}, {"line1": "required", "city": "required"}),
        ({"postcode": ""}, {"postcode": "required"}),
        ({"postcode": "7500"}, {"postcode": "invalid_postcode"}),
        ({"postcode": "AD500"}, {"postcode": "invalid_postcode"}),
        ({"country": "GB", "postcode": "EC1Y 8SYX"}, {"postcode": "invalid_postcode"}),
        ({"country": "NL", "postcode": "0123 AB"}, {"postcode": "invalid_postcode"}),
        ({"country": "PT", "postcode": "1250"}, {"postcode": "invalid_postcode"}),
        ({"country": "IE", "postcode": ""}, {}),
        ({"phone": "12"}, {"phone": "invalid_phone"}),
        ({"phone": "call me"}, {"phone": "invalid_phone"}),
        ({"city": "x" * 81}, {"city": "too_long"}),
        ({"country": "ZZ"}, {"country": "unknown_country"}),
        ({"country": ""}, {"country": "unknown_country"}),
        ({"country": "../fr"}, {"country": "unknown_country"}),
        ({"line2": "Bât.\x00 B\n"}, {}),
    ],
)
def test_each_wrong_part_is_named_with_its_reason(changes, wrong):
    assert check_address(replace(PARIS, **changes)) == wrong


@pytest.mark.parametrize(
    ("country", "typed", "usual"),
    [
        ("FR", "75 005", "75005"), ("FR", "f-75005", "75005"), ("FR", "FR 75005", "75005"),
        ("DE", "D-10115", "10115"), ("LU", "L-4750", "4750"), ("FI", "fi-00550", "00550"),
        ("FI", "FIN-00550", "00550"), ("NL", "1234ab", "1234 AB"), ("NL", "NL-1234 AB", "1234 AB"),
        ("SE", "SE-11455", "114 55"), ("PT", "1250096", "1250-096"), ("GB", "ec1y8sy", "EC1Y 8SY"),
        ("GB", "m25bq", "M2 5BQ"), ("GB", "SE1 9GF", "SE1 9GF"), ("IE", "d6wxy00", "D6W XY00"),
        ("IE", "A65F4E2", "A65 F4E2"), ("FR", "７５００５", "75005"), ("FR", "nowhere", "NOWHERE"),
        ("FR", "", ""), ("FR", "AD500", "AD500"),
    ],
)  # fmt: skip
def test_a_postcode_is_put_into_its_usual_form(country, typed, usual):
    assert tidy_postcode(typed, country) == usual


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("01 76 43 06 56", "FR", "+33176430656"),
        ("+33 (0)1 76 43 06 56", "BE", "+33176430656"),
        ("0032 4 123 45 67", "FR", "+3241234567"),
        ("07700 900123", "GB", "+447700900123"),
        ("3", "FR", None),
        ("", "FR", None),
    ],
)
def test_a_phone_number_is_put_into_international_form(typed, country, number):
    assert tidy_phone(typed, country) == number


def test_an_address_is_tidied_as_a_whole():
    typed = PostalAddress(
        name=" Ada\t Martin ", line1="3  rue des E\u0301coles", postcode="f-75005", city="Paris\x00",
        country="fr", phone="01 76 43 06 56",
    )  # fmt: skip
    assert tidy_address(typed) == replace(PARIS, phone="+33176430656")
    assert tidy_address(tidy_address(typed)) == tidy_address(typed)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("Mar\u00adtin", "Martin"),
        ("Ada\u200b Martin\ud800", "Ada Martin"),
        ("Ada\nMartin\u00a0", "Ada Martin"),
        ("\x00", ""),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_text_loses_what_cannot_be_seen(typed, tidy):
    assert tidy_text(typed) == tidy


@pytest.mark.parametrize(
    ("country", "postcode", "last_lines"),
    [
        ("FR", "75005", ("75005 Paris",)),
        ("LU", "4750", ("L-4750 Paris",)),
        ("GB", "EC1Y 8SY", ("Paris", "EC1Y 8SY")),
        ("IE", "", ("3 rue des Écoles", "Paris")),
    ],
)
def test_an_address_is_written_as_its_country_writes_it(country, postcode, last_lines):
    address = replace(PARIS, country=country, postcode=postcode)
    assert written(address)[-len(last_lines) :] == last_lines


def test_the_company_stands_where_the_country_puts_it():
    french = replace(PARIS, company="Imprimerie Martin", line2="Bâtiment B")
    assert written(french)[:4] == (
        "Imprimerie Martin", "Ada Martin", "3 rue des Écoles", "Bâtiment B",
    )  # fmt: skip
    assert written(replace(french, country="DE"))[:2] == ("Ada Martin", "Imprimerie Martin")


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("FR 40 303265045", "FR", "FR40303265045"),
        ("40303265045", "FR", "FR40303265045"),
        ("be 0123.456.749", "FR", "BE0123456749"),
        ("FR41303265045", "FR", None),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("980780684", "GB", "GB980780684"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("NO 995 525 828 MVA", "NO", "NO995525828MVA"),
        ("995525828 MVA", "NO", "NO995525828MVA"),
        ("n/a", "FR", None),
        ("", "FR", None),
        ("ＦＲ", "FR", None),
    ],
)
def test_a_vat_number_is_put_into_its_official_spelling(typed, country, number):
    assert tidy_vat_number(typed, country) == number


def test_each_wrong_answer_of_a_profile_is_named():
    answers = {
        "name": "x" * 121, "phone": "12", "vat_number": "FR1", "customer_type": "robot",
    }  # fmt: skip
    assert check_profile(answers, "FR") == {
        "name": "too_long",
        "phone": "invalid_phone",
        "vat_number": "invalid_vat_number",
        "customer_type": "invalid_customer_type",
    }
    assert check_profile({"phone": "", "vat_number": ""}, "FR") == {}

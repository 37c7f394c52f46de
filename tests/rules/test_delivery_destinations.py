"""Where the store delivers, and at what price (SHIPTO-1…3, PRICE-2)."""

from decimal import Decimal

import pytest

from encrier import policy
from encrier.delivery.rules import judge_destination, require_served, service_price
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal

EDITION = policy.current().editions[0]


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("AT", "1010"), ("BE", "4681"), ("DK", "1566"), ("FI", "00550"), ("FR", "75001"),
        ("DE", "10115"), ("IE", "A65 F4E2"), ("IT", "00144"), ("LU", "L-4750"), ("NL", "1234 AB"),
        ("NO", "0025"), ("PT", "1250-096"), ("ES", "28039"), ("SE", "114 55"), ("CH", "8001"),
        ("GB", "EC1Y 8SY"), ("fr", "75001"), ("FR", ""), ("FR", "06500"), ("IT", "47921"),
        ("GB", "BT1 1AA"), ("AT", "6691"), ("FR", "20000"),
    ],
)  # fmt: skip
def test_SHIPTO_1_the_sixteen_countries_are_served(country, postcode):
    assert judge_destination(EDITION, country, postcode).is_served
    require_served(EDITION, country, postcode)


@pytest.mark.parametrize(
    ("country", "postcode", "place", "field"),
    [
        ("MC", "98000", "Monaco", "country"),
        ("MC", "", "Monaco", "country"),
        ("mc", "", "Monaco", "country"),
        ("FR", "98000", "Monaco", "postcode"),
        ("FR", " 98 000 ", "Monaco", "postcode"),
        ("FR", "MC-98000", "Monaco", "postcode"),
        ("FR", "mc98000", "Monaco", "postcode"),
        ("FR", "F-98000", "Monaco", "postcode"),
        ("FR", "98099", "Monaco", "postcode"),
        ("SM", "", "San Marino", "country"),
        ("IT", "47890", "San Marino", "postcode"),
        ("IT", "I-47899", "San Marino", "postcode"),
        ("IT", "sm-47891", "San Marino", "postcode"),
        ("VA", "00120", "Vatican City", "country"),
        ("IT", "00120", "Vatican City", "postcode"),
        ("IT", "V-00120", "Vatican City", "postcode"),
        ("AD", "AD500", "Andorra", "country"),
        ("FR", "AD500", "Andorra", "postcode"),
        ("ES", "ad 700", "Andorra", "postcode"),
        ("ES", "AD-100", "Andorra", "postcode"),
    ],
)
def test_SHIPTO_2_places_never_served_are_found_by_country_and_by_postcode(
    country, postcode, place, field
):
    with pytest.raises(Refusal) as refused:
        require_served(EDITION, country, postcode)
    assert refused.value.code == "country_never_served"
    assert refused.value.field == field
    assert refused.value.facts["place_en"] == place


@pytest.mark.parametrize(
    ("country", "postcode", "place", "field"),
    [
        ("US", "10001", "", "country"),
        ("PL", "00-001", "", "country"),
        ("XX", "", "", "country"),
        ("", "", "", "country"),
        ("ES", "35001", "Canary Islands", "postcode"),
        ("ES", "38 001", "Canary Islands", "postcode"),
        ("ES", "51001", "Ceuta", "postcode"),
        ("FI", "AX-22100", "Åland Islands", "postcode"),
        ("DE", "D-27498", "Heligoland", "postcode"),
        ("DE", "78266", "Büsingen", "postcode"),
        ("IT", "23041", "Livigno", "postcode"),
        ("FR", "97400", "French overseas territories", "postcode"),
        ("PT", "9500-001", "Azores", "postcode"),
        ("PT", "9000-001", "Madeira", "postcode"),
        ("NO", "9170", "Svalbard and Jan Mayen", "postcode"),
        ("GB", "je2 3ab", "Jersey", "postcode"),
        ("GB", "GY1 1AA", "Guernsey", "postcode"),
        ("CH", "9490", "Liechtenstein", "postcode"),
        ("LI", "9490", "Liechtenstein", "country"),
    ],
)
def test_SHIPTO_3_anywhere_else_the_customer_is_invited_to_ask_first(
    country, postcode, place, field
):
    with pytest.raises(Refusal) as refused:
        require_served(EDITION, country, postcode)
    assert (refused.value.code, refused.value.field) == ("country_not_served", field)
    assert refused.value.facts["place_en"] == place


@pytest.mark.parametrize(
    ("country", "service", "goods", "price"),
    [
        ("FR", "standard", "149.99", "6.90"),
        ("FR", "standard", "150.00", "0.00"),
        ("FR", "express", "149.99", "14.90"),
        ("FR", "express", "9999.00", "14.90"),
        ("CH", "standard", "9999.00", "14.90"),
        ("DK", "standard", "1500.00", "0.00"),
        ("NO", "express", "10.00", "279.00"),
    ],
)
def test_PRICE_2_delivery_has_a_net_price_in_the_countrys_currency(country, service, goods, price):
    currency = EDITION.countries[country].currency
    charged = service_price(EDITION, country, service, Money(goods, currency))
    assert charged == Money(Decimal(price), currency)

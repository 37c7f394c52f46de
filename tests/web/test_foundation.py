"""What every page stands on: locales, origins, refusals, health."""

import re

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import translation

from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.locale import Locale, all_locales, parse, suggested
from encrier.web.origin import is_ours
from encrier.web.templatetags import words
from encrier.web.words.refusals import SENTENCES
from tests.makers import make_goods

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("fr-BE,fr;q=0.9,en;q=0.8", "fr-be"),
        ("en-GB,en", "en-gb"),
        ("en-US,en;q=0.9", "en-ie"),
        ("nl-BE,nl;q=0.9", "fr-be"),
        ("nl-BE,nl;q=0.9,en;q=0.5", "en-be"),
        ("de-DE,de", "en-de"),
        ("de", "en-de"),
        ("ja", "fr-fr"),
        ("", "fr-fr"),
        ("*;q=0.1, ,;;;q=x", "fr-fr"),
        ("fr;q=0, en-IE", "en-ie"),
    ],
)
def test_the_browsers_languages_suggest_a_locale(header, code):
    assert str(suggested(header)) == code


def test_the_root_leads_home_by_choice_then_by_language(client):
    by_language = client.get("/", headers={"accept-language": "en-IE"})
    assert (by_language.status_code, by_language["Location"]) == (302, "/en-ie/")
    assert "Accept-Language" in by_language["Vary"]
    client.cookies["locale"] = "fr-lu"
    assert client.get("/", headers={"accept-language": "en-IE"})["Location"] == "/fr-lu/"


def test_a_nonsense_choice_in_the_cookie_is_as_none(client):
    client.cookies["locale"] = "xx-yy"
    assert client.get("/", headers={"accept-language": "fr-CH"})["Location"] == "/fr-ch/"


def test_all_sixteen_countries_can_be_chosen_in_both_languages():
    assert len(all_locales()) == 32
    assert parse("fr-no") == Locale("fr", "NO")
    assert parse("FR-fr") is None and parse("fr-us") is None and parse("de-de") is None


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/nl-be/staples/?printer=x", "/fr-be/staples/?printer=x"),
        ("/de-at/", "/en-at/"),
        ("/FR-FR/help/", "/fr-fr/help/"),
    ],
)
def test_an_unopened_language_leads_to_the_best_opened_one_of_its_country(client, asked, answered):
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (307, answered)


def test_a_country_of_no_shop_is_not_found(client):
    assert client.get("/fr-us/").status_code == 404


def test_choosing_a_locale_keeps_the_page_and_the_choice(client):
    page = client.get("/fr-fr/locale/", {"from": "/fr-fr/staples/?printer=a"})
    assert 'value="en-no"' in page.text
    response = client.post(
        "/fr-fr/locale/", {"locale": "en-no", "from": "/fr-fr/staples/?printer=a"}
    )
    assert (response.status_code, response["Location"]) == (303, "/en-no/staples/?printer=a")
    assert client.cookies["locale"].value == "en-no"


@pytest.mark.parametrize(
    "where", ["//evil.example/", "https://evil.example/", "/\\evil.example", ""]
)
def test_choosing_a_locale_never_leads_to_another_site(client, where):
    response = client.post("/fr-fr/locale/", {"locale": "en-no", "from": where})
    assert response["Location"] == "/en-no/"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://127.0.0.1:8000"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({}, True),
    ],
)
def test_TLS_1_a_form_is_taken_from_our_own_pages_only(headers, ours):
    assert is_ours(RequestFactory().post("/", headers=headers)) is ours


def test_TLS_1_another_sites_form_is_refused_and_does_nothing(client):
    make_goods()
    answer = client.post(
        "/en-fr/cart/add/", {"part_number": "106R03500"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "empty" in client.get("/en-fr/cart/").text


def test_every_refusal_has_its_sentence_in_both_languages():
    for name, sentence in SENTENCES.items():
        facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", str(sentence)), "fact")
        refusal = Refusal(name.split(":")[0], **{"country": "MC", **facts})
        english, french = (refusals.sentence(refusal, language) for language in ("en", "fr"))
        assert "%(" not in english + french, name
        assert english not in {"", french, "This is not possible."}, name


def test_a_refusals_sentence_is_filled_with_its_facts():
    refusal = Refusal("price_changed", total=money("1234.50", "EUR"))
    assert "1\u202f234,50\u00a0€" in refusals.sentence(refusal, "fr")
    assert "€1,234.50" in refusals.sentence(refusal, "en")
    place = Refusal("country_never_served", country="FR", place_fr="Monaco", place_en="Monaco")
    assert "Monaco" in refusals.sentence(place, "fr")
    assert "Only" not in refusals.sentence(
        Refusal("out_of_stock", part_number="A", available=0), "en"
    )


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refusal("unknown_order", number="E1"), 404),
        (Refusal("unknown_product", field="part_number", part_number="A"), 422),
        (Refusal("already_confirmed", number="E1"), 409),
        (Refusal("provider_unavailable", reason="x"), 503),
    ],
)
def test_a_refusal_knows_its_status(refusal, status):
    assert refusals.status(refusal) == status


def _refuse(request):
    raise Refusal("already_confirmed", number="E-1")


def _fail(request):
    raise RuntimeError("a bug")


def _conf():
    from encrier.web import urls

    return [path("refuse/", _refuse), path("fail/", _fail), *urls.urlpatterns]


class _Addresses:
    urlpatterns = property(lambda self: _conf())
    handler404 = "encrier.web.storefront.missing.not_found"
    handler500 = "encrier.web.storefront.missing.broken"


def test_a_refusal_that_no_view_caught_is_a_page_with_its_sentence():
    import sys

    sys.modules["tests.web.some_addresses"] = _Addresses()  # type: ignore[assignment]
    with override_settings(ROOT_URLCONF="tests.web.some_addresses"):
        client = Client(raise_request_exception=False, headers={"accept-language": "en-IE"})
        refused, broken = client.get("/refuse/"), client.get("/fail/")
    assert refused.status_code == 409 and "can no longer be cancelled" in refused.text
    assert broken.status_code == 500 and "on our side" in broken.text and "a bug" not in broken.text


def test_it_is_ready_only_with_a_catalogue(client):
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").json()["reason"] == "the catalogue is not loaded"
    make_goods()
    assert client.get("/healthz/ready").json() == {"status": "ready"}


def test_metrics_are_told(client):
    assert b"django_http_requests" in client.get("/metrics").content


def test_search_engines_find_every_product_and_printer_in_every_locale(client):
    make_goods()
    index = client.get("/sitemap.xml").text
    assert index.count("<sitemap>") == 32 * 3
    assert "/fr-no/products/106R03500/" in client.get("/sitemaps/fr-no-products.xml").text
    assert client.get("/sitemaps/fr-no-nonsense.xml").status_code == 404
    assert "/sitemap.xml" in client.get("/robots.txt").text


def test_TLS_1_every_page_forbids_what_it_does_not_need(client):
    headers = client.get(reverse("home", args=["fr-fr"])).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_says_its_language_and_its_other_locales(client):
    page = client.get("/fr-be/staples/")
    assert page["Content-Language"] == "fr"
    assert '<html lang="fr' in page.text
    assert 'hreflang="en-NO"' in page.text and "/fr-be/staples/" in page.text


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        ("1234.50", "EUR", "€1,234.50", "1\u202f234,50\u00a0€"),
        ("95.00", "CHF", "CHF\u00a095.00", "95,00\u00a0CHF"),
        ("139.00", "DKK", "DKK\u00a0139.00", "139,00\u00a0DKK"),
        ("9.90", "GBP", "£9.90", "9,90\u00a0£"),
    ],
)
def test_an_amount_is_written_as_its_language_writes_it(amount, currency, english, french):
    with translation.override("en"):
        assert words.money(money(amount, currency)) == english
    with translation.override("fr"):
        assert words.money(money(amount, currency)).replace("£GB", "£") == french

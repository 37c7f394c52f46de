"""HELP-1: the help centre says what the policy says, in each language, for each country."""

import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.utils.html import strip_tags

from encrier import policy
from encrier.web.locale import OPENED, all_locales
from encrier.web.storefront.help_topics import SLUGS

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[2] / "src/encrier/web/templates/storefront"


def said(client, path):
    """What a person reads in the main part of a page."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    return " ".join(unescape(strip_tags(main[0])).split())


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("locale", ["fr-fr", "en-ie", "fr-ch", "en-gb"])
def test_HELP_1_every_topic_has_an_answer(client, locale, slug):
    text = said(client, f"/{locale}/help/{slug}/")
    assert len(text) > 100
    assert "{{" not in text and "None" not in text


def test_HELP_1_every_country_has_every_topic_page(client):
    for locale in all_locales():
        assert client.get(f"/{locale}/help/").status_code == 200


CHANGES = [
    ("delivery-times", "dispatch.cutoff", "16:45", "16:45"),
    ("delivery-times", "services.standard.max_days", 9, "9"),
    ("delivery-times", "services.express.max_days", 7, "7"),
    ("carrier", "carrier.hold_days", 23, "23"),
    ("carrier", "carrier.name", "Poste", "Poste"),
    ("bank-transfer", "payment.transfer_days", 17, "17"),
    ("bank-transfer", "payment.transfer_reminder_days", 8, "8"),
    ("bank-transfer", "payment.bank_account_name", "Autre S.A.", "Autre S.A."),
    ("paying", "payment.card_brands", ["Carte Bleue"], "Carte Bleue"),
    ("paying", "payment.debit_brands", ["Girocard"], "Girocard"),
    ("paying", "payment.wallets", ["Lydia"], "Lydia"),
    ("ordering", "payment.online_payment_minutes", 47, "47"),
    ("ordering", "cart.max_quantity_per_line", 321, "321"),
    ("damage", "complaints.damage_hours", 73, "73"),
    ("complaints", "complaints.state_days", 61, "61"),
    ("returns", "returns.days", 77, "77"),
    ("cancelling", "returns.days", 77, "77"),
    ("refunds", "returns.refund_days", 11, "11"),
    ("withdrawal", "returns.withdrawal_days", 31, "31"),
    ("guarantee", "returns.guarantee_years", 6, "6"),
    ("store-brand", "store_brand.makers", ["Olivetti"], "Olivetti"),
    ("finding", "finding.prefix_min_letters", 4, "4"),
    ("newsletter", "newsletter.max_letters_a_month", 8, "8"),
    ("security", "security.order_lookups_per_hour", 44, "44"),
    ("contact", "countries.FR.phone", [{"number": "01 23 45 67 89", "kind": "landline"}], "01 23 45 67 89"),
    ("contact", "service.hours.opens", "08:15", "08:15"),
    ("contact", "countries.FR.email", "autre@exemple.example", "autre@exemple.example"),
    ("prices", "countries.FR.shipping", {"standard": Decimal("7.77"), "express": Decimal("19.99")}, "7,77"),
    ("terms", "seller.legal_name", "Autre S.A.", "Autre S.A."),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "figure", "value", "shown"), CHANGES)
@pytest.mark.parametrize("language", OPENED)
def test_HELP_1_a_figure_that_changes_in_the_policy_changes_on_the_page(
    client, language, slug, figure, value, shown
):
    path = f"/{language}-fr/help/{slug}/"
    shown = shown if language == "fr" else shown.replace(",", ".")
    before = said(client, path)
    with policy.use(policy.current().changed({figure: value})):
        after = said(client, path)
    assert re.search(rf"(?<!\d){re.escape(shown)}(?!\d)", after)
    assert after != before


def test_CARRIER_2_France_has_one_attempt_and_other_countries_two(client):
    assert "passe une fois" in said(client, "/fr-fr/help/carrier/")
    assert "2 fois en tout" in said(client, "/fr-be/help/carrier/")


def test_RETURN_5_Portugal_has_three_years_of_guarantee(client):
    assert "3 years" in said(client, "/en-pt/help/guarantee/")


def test_PRICE_3_an_export_country_learns_who_pays_the_duties(client):
    assert "import tax" in said(client, "/en-gb/help/prices/")
    assert "import tax" not in said(client, "/en-ie/help/prices/")


@pytest.mark.parametrize(
    ("locale", "asked", "question"),
    [
        ("fr-fr", "VIREMENT", "Comment payer par virement"),
        ("fr-fr", "retractation", "Puis-je me rétracter"),
        ("fr-fr", "mot de passe oublié", "J’ai oublié mon mot de passe"),
        ("en-ie", "forgot password", "I forgot my password"),
        ("en-ie", "parcel damaged", "The parcel or the product is damaged"),
        ("fr-be", "agrafes", "Quelles agrafes pour mon imprimante"),
    ],
)
def test_HELP_1_the_help_centre_is_searched_by_words(client, locale, asked, question):
    page = client.get(f"/{locale}/help/", {"q": asked}).content.decode()
    first = re.search(r"<summary>(.*?)</summary>", page)
    assert first and question in unescape(first[1])


def test_HELP_1_words_that_no_answer_holds_lead_to_customer_service(client):
    page = said(client, "/en-ie/help/?q=xylophone")
    assert "No answer holds these words" in page


def test_no_figure_is_written_into_the_words():
    """Figures of promises come from the policy: templates hold no digit outside their tags."""
    allowed = {"WCAG", "AA", "320", "200", "2.2", "16931"}
    for path in [*TEMPLATES.glob("help/fr/*.html"), *TEMPLATES.glob("help/en/*.html")]:
        text = re.sub(r"{[{%].*?[%}]}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
        digits = set(re.findall(r"[\w.]*\d[\w.]*", text))
        assert digits <= allowed, (path.name, digits)


@pytest.mark.parametrize("document", ["terms", "privacy", "imprint"])
@pytest.mark.parametrize("locale", ["fr-fr", "en-gb", "fr-ch"])
def test_LEGAL_1_each_legal_text_says_that_it_is_a_draft(client, locale, document):
    text = said(client, f"/{locale}/legal/{document}/")
    assert "Supplies Distributors S.A." in text
    assert ("Projet" if locale.startswith("fr") else "Draft") in text


def test_LEGAL_1_the_version_of_the_terms_is_the_policys(client):
    from datetime import date

    with policy.use(policy.current().changed({"legal.terms_version": date(2026, 12, 24)})):
        assert "Version of 24 December 2026" in said(client, "/en-ie/legal/terms/")


def test_CONTRACT_1_contract_customers_are_told_where_to_go(client):
    text = said(client, "/en-ie/contract/")
    assert "Neither the shop nor its agents can place an order under a contract." in text


@pytest.mark.parametrize("path", ["help/nothing/", "legal/nothing/"])
def test_an_unknown_topic_is_not_found(client, path):
    assert client.get(f"/en-ie/{path}").status_code == 404

"""Accounts: registration, log-in, passwords, and what stands under "My account"."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from encrier.customers.models import Account, Address
from encrier.journal.models import Event
from encrier.mailroom.models import Letter
from tests.makers import make_goods, make_printer
from tests.web.buying import PASSWORD, add, log_in, make_account, text

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "ein-neues-passwort"
SIGN_UP = {
    "customer_type": "private",
    "name": "Camille Durand",
    "email": "camille@exemple.example",
    "password1": PASSWORD,
}


def sign_up(client, **changes):
    return client.post("/en-fr/account/signup/", {**SIGN_UP, **changes})


def link_in(letter: Letter) -> str:
    """The address of the one link that a letter's text holds for its matter."""
    return re.search(r"http://[^/\s]+(/\S+/account/\S+)", letter.text)[1]


# --- registration ---------------------------------------------------------------------------


def test_ACC_5_registration_asks_the_customer_type_and_keeps_it(client):
    answer = sign_up(client, customer_type="not_subject_to_vat")
    account = Account.objects.get()
    assert answer.headers["Location"] == "/en-fr/account/"
    assert (account.customer_type, account.name) == ("not_subject_to_vat", "Camille Durand")
    assert account.locale == "en-fr"
    assert Event.objects.filter(kind="customers.account_registered").count() == 1


def test_ACC_5_a_company_must_give_its_name(client):
    page = text(sign_up(client, customer_type="company"))
    assert "Please enter the name of your company." in page
    assert not Account.objects.exists()


def test_ACC_1_the_address_is_asked_to_be_confirmed_by_a_letter(client):
    sign_up(client)
    letter = Letter.objects.get()
    assert letter.subject == "Welcome: please confirm your e-mail address"
    assert "Confirm my address" in letter.html
    page = client.post(link_in(letter))
    assert page.status_code == 302
    assert Account.objects.get().emailaddress_set.get().verified


def test_ORDER_1_registering_at_checkout_leads_back_there_with_the_cart(client):
    make_goods()
    add(client)
    answer = sign_up(client, next="/en-fr/checkout/address/")
    assert answer.headers["Location"] == "/en-fr/checkout/address/"
    assert "106R03500" in text(client.get("/en-fr/cart/"))


def test_a_known_address_is_sent_to_the_log_in(client):
    make_account()
    assert "Please log in." in text(sign_up(client, email="CAMILLE@exemple.example"))
    assert Account.objects.count() == 1


@pytest.mark.parametrize("password", ["kurz", "password12", "camille@exemple"])
def test_a_weak_password_is_refused_beside_its_field(client, password):
    page = text(sign_up(client, password1=password))
    assert 'id="id_password1_error"' in page
    assert not Account.objects.exists()


# --- logging in and out ---------------------------------------------------------------------


def test_ACC_1_the_user_name_is_the_email_address_in_any_case(client):
    make_account()
    answer = log_in(client, "Camille@Exemple.Example")
    assert answer.headers["Location"] == "/en-fr/account/"


def test_a_wrong_password_and_an_unknown_address_say_the_same(client):
    make_account()
    wrong = client.post(
        "/en-fr/account/login/", {"login": "camille@exemple.example", "password": "wrong-wrong"}
    )
    unknown = client.post(
        "/en-fr/account/login/", {"login": "nobody@exemple.example", "password": "wrong-wrong"}
    )
    said = "The e-mail address or the password is not right."
    assert said in text(wrong) and said in text(unknown)


def test_ten_wrong_passwords_are_enough(client):
    make_account()
    for _ in range(10):
        client.post("/en-fr/account/login/", {"login": "camille@exemple.example", "password": "x"})
    page = text(log_in(client))
    assert "Too many tries" in page
    assert "_auth_user_id" not in client.session


def test_axes_shuts_the_door_in_a_friendly_way(client, settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 2
    settings.ACCOUNT_RATE_LIMITS = False
    make_account()
    for _ in range(3):
        answer = client.post(
            "/en-fr/account/login/", {"login": "camille@exemple.example", "password": "x"}
        )
    assert answer.status_code == 429
    assert "wait a quarter of an hour" in text(answer)


def test_a_log_in_leads_only_to_pages_of_the_shop(client):
    make_account()
    answer = log_in(client, next="https://elsewhere.example/")
    assert answer.headers["Location"] == "/en-fr/account/"


def test_the_library_s_own_addresses_forward_to_the_visitor_s_locale(client):
    answer = client.get("/account/login/?next=/en-fr/cart/")
    assert answer.status_code == 307
    assert answer.headers["Location"] == "/fr-fr/account/login/?next=/en-fr/cart/"


def test_logging_out_takes_a_form_not_a_link(client):
    make_account()
    log_in(client)
    client.get("/en-fr/account/logout/")
    assert client.get("/en-fr/account/").status_code == 200
    assert client.post("/en-fr/account/logout/").headers["Location"] == "/en-fr/"
    assert client.get("/en-fr/account/").status_code == 302


# --- forgotten and changed passwords --------------------------------------------------------


def test_ACC_3_known_or_not_the_answer_is_the_same_and_a_letter_leaves(client):
    make_account()
    pages = []
    for email in ("camille@exemple.example", "nobody@exemple.example"):
        asked = client.post("/en-fr/account/password/reset/", {"email": email})
        pages.append((asked.status_code, asked.headers["Location"]))
    assert pages[0] == pages[1] == (302, "/en-fr/account/password/reset/done/")
    assert [letter.to for letter in Letter.objects.order_by("id")] == [
        "camille@exemple.example",
        "nobody@exemple.example",
    ]
    assert "Please look in your mailbox" in text(client.get(pages[0][1]))


def test_ACC_3_the_link_works_once_and_never_holds_the_password(client):
    account = make_account()
    client.post("/en-fr/account/password/reset/", {"email": account.email})
    letter = Letter.objects.get()
    assert PASSWORD not in letter.text
    form = client.get(link_in(letter)).headers["Location"]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    account.refresh_from_db()
    assert check_password(NEW_PASSWORD, account.password)
    again = text(Client().get(link_in(letter)))
    assert "used already or is too old" in again


def test_ACC_3_letters_are_in_the_visitor_s_language(client):
    client.post("/fr-be/account/password/reset/", {"email": "nobody@exemple.example"})
    letter = Letter.objects.get()
    assert letter.subject == "Aucun compte ne correspond à cette adresse e-mail"
    assert "/fr-be/account/signup/" in letter.text


def test_ACC_4_the_password_is_changed_with_the_old_one_and_a_letter_tells_of_it(client):
    account = make_account()
    log_in(client)
    client.post(
        "/en-fr/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    account.refresh_from_db()
    assert check_password(NEW_PASSWORD, account.password)
    assert Letter.objects.filter(subject="Your password was changed").exists()


def test_a_changed_address_counts_once_its_link_is_opened(client):
    account = make_account()
    log_in(client)
    client.post("/en-fr/account/email/", {"email": "new@exemple.example", "action_add": ""})
    account.refresh_from_db()
    assert account.email == "camille@exemple.example"
    client.post(link_in(Letter.objects.get(to="new@exemple.example")))
    account.refresh_from_db()
    assert account.email == "new@exemple.example"


# --- the second factor ----------------------------------------------------------------------


def test_ACC_4_two_step_log_in_is_switched_on_and_then_asked_for(client):
    from allauth.mfa.totp.internal.auth import (  # fmt: skip
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    account = make_account()
    account.emailaddress_set.create(email=account.email, verified=True, primary=True)
    log_in(client)
    asked = client.get("/en-fr/account/2fa/totp/activate/", follow=True)
    assert "Please confirm that it is you" in text(asked)
    client.post("/en-fr/account/reauthenticate/", {"password": PASSWORD})
    page = text(client.get("/en-fr/account/2fa/totp/activate/"))
    assert "data:image/svg+xml" in page
    secret = client.session["mfa.totp.secret"]

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post("/en-fr/account/2fa/totp/activate/", {"code": code()})
    assert "On: logging in also asks" in text(client.get("/en-fr/account/security/"))

    other = Client()
    assert log_in(other).headers["Location"] == "/en-fr/account/2fa/authenticate/"
    assert other.get("/en-fr/account/").status_code == 302
    assert "One more step" in text(other.get("/en-fr/account/2fa/authenticate/"))


def test_passkeys_bring_no_script_into_the_page_itself(client):
    page = text(client.get("/en-fr/account/login/"))
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
        assert "src=" in attributes or 'type="application/json"' in attributes, body


# --- my account -----------------------------------------------------------------------------

MINE = ("", "profile/", "addresses/", "addresses/add/", "printers/", "security/", "email/",
        "password/change/", "2fa/", "2fa/webauthn/")  # fmt: skip


@pytest.mark.parametrize("page", MINE)
def test_who_is_not_logged_in_is_asked_to_and_comes_back(client, page):
    answer = client.get(f"/en-fr/account/{page}")
    assert answer.headers["Location"].startswith("/en-fr/account/login/?next=")


@pytest.mark.parametrize("locale", ["en-fr", "fr-ch"])
@pytest.mark.parametrize("page", MINE)
def test_each_page_of_the_account_opens(client, page, locale):
    make_account()
    log_in(client)
    answer = client.get(f"/{locale}/account/{page}", follow=True)
    assert answer.status_code == 200


def test_ACC_1_the_profile_is_kept_in_its_official_spelling(client):
    account = make_account()
    log_in(client)
    given = {"customer_type": "company", "name": "Camille Durand", "company": "Atelier Lumen",
             "vat_number": "FR 40 303 265 045", "phone": "04 78 00 00 00"}  # fmt: skip
    assert client.post("/en-fr/account/profile/", given).status_code == 302
    account.refresh_from_db()
    assert (account.vat_number, account.phone) == ("FR40303265045", "+33478000000")


def test_a_wrong_profile_is_explained_beside_its_fields(client):
    make_account()
    log_in(client)
    given = {"customer_type": "private", "name": "C", "vat_number": "FR1", "phone": "12"}
    answer = client.post("/en-fr/account/profile/", given)
    assert answer.status_code == 422
    page = text(answer)
    assert "check digits do not agree" in page and "phone number is not complete" in page


def test_ACC_1_addresses_are_stored_changed_preferred_and_deleted(client):
    account = make_account()
    log_in(client)
    first = {"country": "FR", "name": "Camille", "line1": "12 rue de la République",
             "postcode": "69002", "city": "Lyon"}  # fmt: skip
    client.post("/en-fr/account/addresses/add/", first)
    client.post("/en-fr/account/addresses/add/", first | {"line1": "3 quai Perrache"})
    one, two = account.addresses.order_by("id")
    assert one.is_default and not two.is_default

    client.post(f"/en-fr/account/addresses/{two.pk}/default/")
    client.post(f"/en-fr/account/addresses/{one.pk}/", first | {"city": "Villeurbanne"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert two.is_default and one.city == "Villeurbanne"

    client.post(f"/en-fr/account/addresses/{two.pk}/delete/")
    assert list(account.addresses.all()) == [one]


def test_SHIPTO_2_a_place_never_served_is_not_stored_as_a_delivery_address(client):
    account = make_account()
    log_in(client)
    given = {"country": "FR", "name": "C", "line1": "1 rue", "postcode": "98000", "city": "Monaco"}
    page = text(client.post("/en-fr/account/addresses/add/", given))
    assert "We do not deliver to Monaco." in page
    assert client.post("/en-fr/account/addresses/add/?purpose=billing", given | {"country": "MC"})
    assert [a.purpose for a in account.addresses.all()] == ["billing"]


@pytest.mark.parametrize("verb", ["", "delete/", "default/"])
def test_nobody_touches_another_account_s_address(client, verb):
    theirs = Address.objects.create(
        account=make_account("other@exemple.example"), purpose="delivery", name="A", line1="1",
        postcode="75001", city="Paris", country="FR", is_default=True,
    )  # fmt: skip
    make_account()
    log_in(client)
    client.post(f"/en-fr/account/addresses/{theirs.pk}/{verb}", {"name": "B"})
    theirs.refresh_from_db()
    assert (theirs.name, theirs.is_default) == ("A", True)


def test_FIND_7_printers_are_kept_and_dropped(client):
    make_printer()
    make_account()
    log_in(client)
    client.post("/en-fr/account/printers/xerox-versalink-c400/keep/")
    assert "VersaLink C400" in text(client.get("/en-fr/account/printers/"))
    client.post("/en-fr/account/printers/xerox-versalink-c400/drop/")
    client.get("/en-fr/account/printers/")
    assert "VersaLink C400" not in text(client.get("/en-fr/account/printers/"))


def test_FIND_7_keeping_an_unknown_printer_is_explained(client):
    make_account()
    log_in(client)
    answer = client.post("/en-fr/account/printers/no-such-printer/keep/")
    assert answer.status_code in (404, 422)

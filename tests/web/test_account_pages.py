"""Accounts: registration, log-in, passwords, and what stands under "My account"."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client, RequestFactory

from encrier.cart.queries import open_cart_of
from encrier.customers.models import Account, Address
from encrier.journal.models import Event
from encrier.mailroom.models import Letter
from encrier.web.account.registering import RegistrationForm
from encrier.web.locale import Locale
from tests.makers import make_goods, make_printer
from tests.web.buying import PASSWORD, add, log_in, make_account, text
from tests.web.counting_hasher import CountingHasher

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "ein-neues-passwort"
CODE_PAGE = "/en-fr/account/confirm-email/"
SIGN_UP = {
    "customer_type": "private",
    "name": "Camille Durand",
    "email": "camille@exemple.example",
    "password1": PASSWORD,
}


def sign_up(client, **changes):
    return client.post("/en-fr/account/signup/", {**SIGN_UP, **changes})


def code_in(letter: Letter) -> str:
    """The code that stands alone on a line of the letter's text."""
    return re.search(r"^(\d{6})$", letter.text, re.MULTILINE)[1]


def link_in(letter: Letter) -> str:
    """The address of the one link that a letter's text holds for its matter."""
    return re.search(r"http://[^/\s]+(/\S+/account/\S+)", letter.text)[1]


# --- registration ---------------------------------------------------------------------------


def test_ACC_5_registration_asks_the_customer_type_and_keeps_it(client):
    answer = sign_up(client, customer_type="not_subject_to_vat")
    account = Account.objects.get()
    assert answer.headers["Location"] == CODE_PAGE
    assert (account.customer_type, account.name) == ("not_subject_to_vat", "Camille Durand")
    assert account.locale == "en-fr"
    assert Event.objects.filter(kind="customers.account_registered").count() == 1


def test_ACC_5_a_company_must_give_its_name(client):
    page = text(sign_up(client, customer_type="company"))
    assert "Please enter the name of your company." in page
    assert not Account.objects.exists()


def test_ACC_1_the_code_of_the_letter_confirms_the_address_and_logs_in(client):
    sign_up(client)
    letter = Letter.objects.get()
    assert letter.subject == "Your code to open the account"
    assert code_in(letter) in letter.html
    answer = client.post(CODE_PAGE, {"code": code_in(letter)})
    assert answer.headers["Location"] == "/en-fr/account/"
    assert client.get("/en-fr/account/").status_code == 200
    assert Account.objects.get().emailaddress_set.get().verified
    assert Letter.objects.count() == 1


def test_the_letter_with_the_code_is_in_the_visitor_s_language(client):
    client.post("/fr-be/account/signup/", SIGN_UP)
    letter = Letter.objects.get()
    assert letter.subject == "Votre code pour ouvrir le compte"
    assert "30\u00a0minutes" in letter.text


def test_ORDER_1_registering_at_checkout_leads_back_there_with_the_cart(client):
    make_goods()
    add(client)
    sign_up(client, next="/en-fr/checkout/address/")
    answer = client.post(CODE_PAGE, {"code": code_in(Letter.objects.get())})
    assert answer.headers["Location"] == "/en-fr/checkout/address/"
    assert "106R03500" in text(client.get("/en-fr/cart/"))
    assert open_cart_of(Account.objects.get().pk).lines.get().quantity == 1


def test_a_code_may_be_typed_with_spaces_and_is_offered_by_the_phone(client):
    sign_up(client)
    page = text(client.get(CODE_PAGE))
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    code = code_in(Letter.objects.get())
    answer = client.post(CODE_PAGE, {"code": f" {code[:3]} {code[3:]} "})
    assert answer.headers["Location"] == "/en-fr/account/"


def what_a_stranger_sees(address: str) -> list[object]:
    """All that the browser of somebody who registers with an address is told, step by step."""
    browser = Client()
    seen = [
        sign_up(browser, email=address, password1=NEW_PASSWORD),
        browser.get(CODE_PAGE),
        browser.get("/en-fr/account/login/"),
        browser.get("/en-fr/account/signup/"),
        browser.get("/en-fr/account/"),
        sign_up(browser, email=address, password1=NEW_PASSWORD),
        browser.post(CODE_PAGE, {"action": "resend"}),
        browser.get(CODE_PAGE),
        *(browser.post(CODE_PAGE, {"code": "wrong"}) for _ in range(6)),
        browser.get("/en-fr/account/login/"),
    ]
    return [
        (answer.status_code, answer.headers.get("Location"), text(answer).replace(address, "…"))
        for answer in seen
    ]


def test_ACC_3_registration_says_the_same_whether_or_not_the_address_is_known(client):
    make_account()
    known = what_a_stranger_sees("camille@exemple.example")
    assert known == what_a_stranger_sees("nobody@exemple.example")
    assert "If there is an account with this address already, the letter says so." in known[1][2]


def test_ACC_3_who_owns_a_known_address_is_told_by_letter_how_to_log_in(client):
    make_account()
    sign_up(client, email="CAMILLE@exemple.example", password1=NEW_PASSWORD)
    letter = Letter.objects.get(to="camille@exemple.example")
    assert letter.subject == "You already have an account"
    for page in ("login", "password/reset"):
        address = f"/en-fr/account/{page}/"
        assert address in letter.text and f'{address}"' in letter.html
        assert client.get(address).status_code in (200, 302)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("known", [True, False])
def test_ACC_3_a_known_address_takes_a_password_s_time_too(client, settings, known):
    settings.PASSWORD_HASHERS = ["tests.web.counting_hasher.CountingHasher"]
    if known:
        make_account()
    before = CountingHasher.times
    sign_up(client, password1=NEW_PASSWORD)
    assert CountingHasher.times == before + 1


def test_a_registration_sent_twice_is_one_and_its_latest_code_counts(client):
    sign_up(client)
    sign_up(Client())
    other = Client()
    assert sign_up(other).headers["Location"] == CODE_PAGE
    latest = Letter.objects.order_by("id").last()
    assert other.post(CODE_PAGE, {"code": code_in(latest)}).headers["Location"] == "/en-fr/account/"
    assert Account.objects.count() == 1


def test_of_two_registrations_at_the_same_moment_both_go_on(client):
    form = RegistrationForm(data=SIGN_UP)
    assert form.is_valid()
    sign_up(client)  # between the other's look and its writing
    request = RequestFactory().post("/en-fr/account/signup/")
    request.locale = Locale("en", "FR")
    assert form.try_save(request) == (Account.objects.get(), None)


def test_a_wrong_code_is_explained_and_tries_are_few(client):
    sign_up(client)
    right = code_in(Letter.objects.get())
    wrong = "000000" if right != "000000" else "111111"
    answer = client.post(CODE_PAGE, {"code": wrong})
    assert answer.status_code == 422
    assert "This code is not right. Please look at our latest letter again." in text(answer)
    for _ in range(4):
        answer = client.post(CODE_PAGE, {"code": wrong}, follow=True)
    assert "Those were too many wrong codes. Please log in: we send you a new one." in text(answer)
    client.post(CODE_PAGE, {"code": right})
    assert client.get("/en-fr/account/").status_code == 302


def test_an_old_code_is_refused_with_the_way_to_a_new_one(client):
    sign_up(client)
    session = client.session
    session["account_email_verification_code"]["at"] -= 31 * 60
    session.save()
    answer = client.post(CODE_PAGE, {"code": code_in(Letter.objects.get())}, follow=True)
    assert "This code is too old. Please log in: we send you a new one." in text(answer)


def test_a_new_code_makes_the_earlier_one_void(client):
    sign_up(client)
    client.post(CODE_PAGE, {"action": "resend"})
    first, second = Letter.objects.order_by("id")
    if code_in(first) != code_in(second):
        assert client.post(CODE_PAGE, {"code": code_in(first)}).status_code == 422
    assert client.post(CODE_PAGE, {"code": code_in(second)}).status_code == 302


def test_a_mistyped_address_leads_back_to_registration_and_the_cart_stays(client):
    make_goods()
    add(client)
    sign_up(client, email="camile@exemple.example")
    answer = client.post(CODE_PAGE, {"action": "restart", "next": "/en-fr/checkout/address/"})
    page = "/en-fr/account/signup/?next=%2Fen-fr%2Fcheckout%2Faddress%2F"
    assert answer.headers["Location"] == page
    assert "Open the account" in text(client.get(page))
    assert "106R03500" in text(client.get("/en-fr/cart/"))


def test_ACC_1_logging_in_with_an_unconfirmed_address_asks_for_the_code(client):
    sign_up(client)
    other = Client()
    answer = log_in(other, next="/en-fr/cart/")
    assert answer.headers["Location"] == CODE_PAGE
    assert other.get("/en-fr/account/").status_code == 302
    letter = Letter.objects.order_by("id").last()
    assert other.post(CODE_PAGE, {"code": code_in(letter)}).headers["Location"] == "/en-fr/cart/"


def test_letters_with_codes_to_one_address_are_few(client):
    answers = [sign_up(Client()) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429] * 2
    assert "Please wait a few minutes" in text(answers[-1])
    assert Letter.objects.count() == 6


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


def test_axes_counts_by_the_address_that_the_proxy_saw(client, settings):
    settings.AXES_ENABLED = settings.BEHIND_PROXY = True
    settings.AXES_FAILURE_LIMIT = 2
    settings.ACCOUNT_RATE_LIMITS = False
    make_account()
    wrong = {"login": "camille@exemple.example", "password": "x"}
    for _ in range(3):
        client.post(
            "/en-fr/account/login/", wrong, headers={"X-Forwarded-For": "1.2.3.4, 192.0.2.1"}
        )
    elsewhere = {"X-Forwarded-For": "192.0.2.1, 192.0.2.2"}
    right = wrong | {"password": PASSWORD}
    assert client.post("/en-fr/account/login/", right, headers=elsewhere).status_code == 302


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
    assert "Créer un compte\u00a0:\n" in letter.text
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


def test_a_changed_address_counts_once_its_code_is_typed(client):
    account = make_account()
    log_in(client)
    asked = {"email": "new@exemple.example", "action_add": ""}
    answer = client.post("/en-fr/account/email/", asked)
    assert answer.headers["Location"] == CODE_PAGE
    account.refresh_from_db()
    assert account.email == "camille@exemple.example"
    letter = Letter.objects.get(to="new@exemple.example")
    assert letter.subject == "Your code to confirm the e-mail address"
    client.post(CODE_PAGE, {"code": code_in(letter)})
    account.refresh_from_db()
    assert account.email == "new@exemple.example"
    assert Letter.objects.get(to="camille@exemple.example").subject.endswith("was changed")


def test_nobody_takes_the_address_of_another_account(client):
    make_account("new@exemple.example")
    account = make_account()
    log_in(client)
    client.post("/en-fr/account/email/", {"email": "new@exemple.example", "action_add": ""})
    letter = Letter.objects.get(to="new@exemple.example")
    client.post(CODE_PAGE, {"code": code_in(letter)})
    account.refresh_from_db()
    assert account.email == "camille@exemple.example"


# --- the second factor ----------------------------------------------------------------------


def test_ACC_4_two_step_log_in_is_switched_on_and_then_asked_for(client):
    from allauth.mfa.totp.internal.auth import (  # fmt: skip
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    make_account()
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

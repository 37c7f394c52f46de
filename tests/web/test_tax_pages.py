"""VAT where people see it: checkout, account, desk, API (PRICE-5, VAT-1)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from encrier.customers.models import Account
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.uploads import Upload
from encrier.orders.models import Order
from encrier.vat.commands import add_document, open_review
from encrier.vat.models import Document, Review, VatNumber
from tests.makers import make_goods
from tests.web.api_client import Program
from tests.web.buying import add, answer_address, answer_delivery, place, text

LYON, BERLIN = "FR40303265045", "DE136695976"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.7 certificate"
pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    return make_goods("106R03500")


@pytest.fixture
def hospital():
    return Account.objects.create_user(
        "achats@hopital.example", "x", name="Camille Durand", customer_type="not_subject_to_vat"
    )


@pytest.fixture
def review(hospital):
    return open_review(by=GUEST, account_id=hospital.pk, now=clock.now())


@pytest.fixture
def agent(client):
    account = Account.objects.create_user("agent@demo.example", "x", is_staff=True)
    client.force_login(account, backend=BACKEND)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def as_company(client, number=LYON, locale="en-fr"):
    add(client)
    return answer_address(
        client, locale, customer_type="company", vat_number=number,
        **{"shipping-company": "Atelier Lumen"},
    )  # fmt: skip


def to_review(client):
    answer_delivery(client)
    return text(client.get("/en-fr/checkout/review/"))


# --- checkout -------------------------------------------------------------------------------


def test_PRICE_5_a_confirmed_company_sees_both_prices_no_vat_and_the_wording_and_pays_what_it_saw(
    client, world, goods
):
    as_company(client)
    page = to_review(client)
    assert "No VAT: intra-community supply" in page
    assert "article 138(1) of Directive 2006/112/EC" in page
    assert re.search(r"Confirmed by VIES on .*, consultation WAPI\w+", page)
    place(client, client.get("/en-fr/checkout/review/").content.decode())
    order = Order.objects.get()
    assert (order.tax_category, order.gross) == ("K", order.net)
    shown = text(client.get(f"/en-fr/orders/{order.number}/"))
    assert "article 138(1)" in shown and LYON in shown


def test_PRICE_5_vies_is_asked_at_the_address_and_not_again_at_each_step(client, world, goods):
    as_company(client)
    first = VatNumber.objects.get().consultation_number
    to_review(client)
    place(client, client.get("/en-fr/checkout/review/").content.decode())
    assert Order.objects.get().tax_evidence["consultation_number"] == first


def test_PRICE_5_a_country_that_cannot_be_asked_stops_nobody_and_the_page_says_what_follows(
    client, world, goods
):
    world.vies(LYON, "unavailable")
    as_company(client)
    page = to_review(client)
    assert "VAT 20%" in page and "We ask again by ourselves" in page
    place(client, client.get("/en-fr/checkout/review/").content.decode())
    assert Order.objects.get().tax_reason == "vies_unknown"


def test_PRICE_5_a_number_that_vies_does_not_know_is_said(client, world, goods):
    world.vies(LYON, "invalid")
    as_company(client)
    assert "VIES does not know the VAT number" in to_review(client)


def test_PRICE_5_check_digits_are_judged_beside_the_field(client, world, goods):
    answer = as_company(client, "FR40303265046")
    assert answer.status_code == 422
    assert "its check digits do not agree" in text(answer)
    assert not VatNumber.objects.exists()


def test_PRICE_5_the_number_of_a_private_person_asks_nobody(client, world, goods):
    add(client)
    answer_address(client, vat_number=LYON)
    assert "VAT 20%" in to_review(client)
    assert not VatNumber.objects.exists()


# --- account --------------------------------------------------------------------------------


def test_PRICE_5_a_company_sees_in_its_account_and_cart_what_vies_said(client, world, goods):
    account = Account.objects.create_user("a@exemple.example", "x", locale="en-fr")
    client.force_login(account, backend=BACKEND)
    given = {"customer_type": "company", "name": "C", "company": "Atelier Lumen"}
    client.post("/en-fr/account/profile/", given | {"vat_number": "fr 40 303 265 045"})
    page = text(client.get("/en-fr/account/vat/"))
    assert "confirmed by VIES" in page and "ATELIER LUMEN SARL" in page
    add(client)
    assert "No VAT: intra-community supply" in text(client.get("/en-fr/cart/"))


def test_VAT_1_the_account_says_where_it_stands_and_takes_documents(client, hospital, review):
    client.force_login(hospital, backend=BACKEND)
    page = text(client.get("/en-fr/account/vat/"))
    assert f"File {review.number}" in page and "We call you by" in page
    assert "give us a phone number" in page
    upload = as_file("statuts.pdf", PDF)
    answer = client.post(f"/en-fr/account/vat/{review.number}/documents/", {"document": upload})
    assert answer.status_code == 302
    kept = Document.objects.get()
    shown = client.get(f"/en-fr/account/vat/{review.number}/documents/{kept.pk}/")
    assert b"".join(shown.streaming_content) == PDF
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_VAT_1_a_file_that_is_none_of_the_kinds_is_refused_beside_the_field(
    client, hospital, review
):
    client.force_login(hospital, backend=BACKEND)
    address = f"/en-fr/account/vat/{review.number}/documents/"
    answer = client.post(address, {"document": as_file("a.pdf", b"<html>")})
    assert answer.status_code == 422
    assert "Only PNG, JPEG and PDF files" in text(answer)
    assert client.post(address).status_code == 422


def test_VAT_1_documents_and_reviews_of_others_are_out_of_reach(client, hospital, review):
    document = add_document(
        by=GUEST, number=review.number, upload=Upload("a.pdf", PDF), now=clock.now()
    )
    address = f"/en-fr/account/vat/{review.number}/documents/"
    assert client.get(f"{address}{document.pk}/").status_code == 302
    other = Account.objects.create_user(
        "bob@exemple.example", "x", customer_type="not_subject_to_vat"
    )
    client.force_login(other, backend=BACKEND)
    assert client.get(f"{address}{document.pk}/").status_code == 404
    file = as_file("b.pdf", PDF + b"2")
    assert client.post(address, {"document": file}).status_code == 404
    assert Document.objects.count() == 1
    for page in (
        f"/desk/vat/{review.number}/",
        f"/desk/vat/{review.number}/documents/{document.pk}/",
    ):
        assert client.get(page).status_code == 404


def test_VAT_1_only_who_says_so_can_ask_for_a_review(client):
    account = Account.objects.create_user("a@exemple.example", "x")
    client.force_login(account, backend=BACKEND)
    client.post("/en-fr/account/vat/review/")
    assert not Review.objects.exists()


def test_VAT_1_asking_again_after_a_refusal_is_one_click_however_often(client, hospital):
    client.force_login(hospital, backend=BACKEND)
    for _ in range(2):
        client.post("/en-fr/account/vat/review/")
    assert Review.objects.count() == 1


# --- desk -----------------------------------------------------------------------------------


def test_HELP_4_the_queue_says_whom_to_call_by_when(agent, hospital, review):
    for page in ("/desk/vat/", "/desk/", f"/desk/people/?email={hospital.email}"):
        assert review.number in text(agent.get(page)), page


def test_VAT_1_called_seen_approved_step_by_step(agent, hospital, review):
    page = f"/desk/vat/{review.number}/"
    assert "Possible once a document is here." in text(agent.get(page))
    agent.post(f"{page}decision/", {"decision": "ask", "said": "Statuts"})
    agent.post(f"{page}documents/", {"document": as_file("s.pdf", PDF)})
    document = Document.objects.get()
    agent.get(f"{page}documents/{document.pk}/").close()
    assert Event.objects.filter(kind="vat.document_seen", about=review.number).exists()
    last_day = re.search(r'max="([\d-]+)"', agent.get(page).content.decode())[1]
    agent.post(f"{page}decision/", {"decision": "approve", "last_day": last_day})
    review.refresh_from_db()
    assert (review.status, review.decided_by) == ("approved", "agent@demo.example")
    shown = text(agent.get(page))
    assert "Decided on" in shown and 'value="approve"' not in shown
    assert "not subject to VAT" in text(agent.get(f"/desk/people/?email={hospital.email}"))


def test_VAT_1_the_second_agent_is_told_that_it_is_decided(agent, review):
    page = f"/desk/vat/{review.number}/decision/"
    agent.post(page, {"decision": "refuse", "said": "Rien"})
    answer = agent.post(page, {"decision": "refuse", "said": "Autre chose"})
    assert answer.status_code == 409
    assert "has been decided already" in text(answer)
    review.refresh_from_db()
    assert review.reason == "Rien"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"decision": "approve", "last_day": "soon"}, "Nothing is approved before a document"),
        ({"decision": "refuse", "said": " "}, "the customer reads it"),
    ],
)
def test_VAT_1_what_is_missing_is_said_and_nothing_is_lost(agent, review, sent, said):
    answer = agent.post(f"/desk/vat/{review.number}/decision/", sent)
    assert answer.status_code == 409
    assert said in text(answer)


# --- API ------------------------------------------------------------------------------------


def test_PRICE_5_the_api_quotes_and_orders_without_vat_for_a_confirmed_company(world, goods):
    program = Program()
    cart = program.cart(("106R03500", 1))
    priced = program.get(f"carts/{cart['id']}?vat_number={BERLIN}")
    assert priced["totals"]["tax_reason"]["category"] == "K"
    assert "article 138(1)" in priced["totals"]["tax_reason"]["note"]
    assert priced["totals"]["gross"] == priced["totals"]["net"] == priced["services"][0]["total"]

    body = {
        "email": "a@exemple.example", "customer_type": "company", "vat_number": BERLIN,
        "shipping_address": {"name": "Camille", "company": "A", "line1": "1 rue A",
                             "postcode": "69002", "city": "Lyon", "country": "FR"},
        "service": "standard", "payment_method": "bank_transfer",
        "total": priced["totals"]["gross"], "accept_terms": True,
    }  # fmt: skip
    placed = program.post(f"carts/{cart['id']}/checkout", body)["order"]
    order = program.get(f"orders/{placed['number']}?token={placed['token']}")
    assert order["totals"]["tax_reason"]["reason"] == "reverse_charge"
    assert order["vat_number"] == BERLIN


def test_PRICE_5_the_api_refuses_a_number_without_a_form_at_its_field(world, goods):
    program = Program()
    cart = program.cart(("106R03500", 1))
    problem = program.get(f"carts/{cart['id']}?vat_number=DE1", expect=422)
    assert problem["code"] == "invalid_details"


def test_PRICE_5_the_sandbox_says_what_vies_answers(client, world):
    answer = client.post(
        "/sandbox/vies", {"number": BERLIN, "answer": "invalid"}, content_type="application/json"
    ).json()
    assert answer["numbers"][BERLIN] == "invalid"
    wrong = client.post("/sandbox/vies", {"how": "sings"}, content_type="application/json")
    assert wrong.status_code == 422


def as_file(name, content):
    return SimpleUploadedFile(name, content)

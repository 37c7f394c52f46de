"""Something is wrong with my order: the door, each way, the pages of returns and claims."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from encrier.returns.models import Claim, Return
from encrier.returns.queries import ways_of
from encrier.returns.refusals import way_closed
from encrier.web.refusals import sentence
from tests.makers import make_placed
from tests.rooms.returns.making import TONER, later, make_delivered, make_order, send
from tests.web.buying import log_in, make_account, text
from tests.web.returning import PNG, UNITS, ask, door, make_claim, make_return, page_of

pytestmark = pytest.mark.django_db


# The door


def test_the_door_asks_which_order_it_is_and_says_what_is_possible(client):
    page = text(client.get("/en-fr/returns/"))
    assert "Which order is it?" in page and 'name="number"' in page and 'name="email"' in page
    assert "within 90 days of the invoice" in page


def test_an_account_chooses_its_order_at_the_door(client):
    order = make_delivered()
    order.account = make_account()
    order.save()
    log_in(client)
    assert order.number in text(client.get("/en-fr/returns/"))
    assert client.get(f"/en-fr/returns/orders/{order.number}/").status_code == 200


def test_GUEST_1_number_and_e_mail_bring_a_fresh_link_and_tell_nothing(client):
    order = make_delivered()
    asked = {"number": order.number, "email": order.email}
    known = client.post("/en-fr/orders/lookup/link/", asked)
    unknown = client.post("/en-fr/orders/lookup/link/", asked | {"number": "E26-0000-0000"})
    assert text(known) == text(unknown)


def test_a_letter_s_link_to_the_door_opens_its_order(client):
    order = make_delivered()
    answer = client.get(f"/en-fr/returns/?order={order.number}&token={order.token}", follow=True)
    assert answer.status_code == 200 and "What has happened?" in text(answer)


@pytest.mark.parametrize("way", ["", "voluntary", "damage", "not_working"])
def test_somebody_else_s_order_has_no_door(client, way):
    order = make_delivered()
    path = door(order, way).split("?")[0]
    for address in (path, f"{path}?token={'x' * 43}"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert order.email not in text(answer) and TONER not in text(answer)
    make_account("other@exemple.example")
    log_in(client, "other@exemple.example")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("days", [0, 13, 20, 88, 95, 800])
@pytest.mark.parametrize("customer", ["private", "company"])
def test_the_page_shows_exactly_what_the_rule_says(client, days, customer):
    order = make_delivered(customer_type=customer)
    now = later(days)
    page = text(client.get(door(order)))
    for option in ways_of(order, now):
        if not option.is_open and option.way != "store_brand":
            said = sentence(way_closed(option), "en").replace("\u00a0", " ").replace("\u202f", " ")
            assert said in page, option
        address = f"/orders/{order.number}/{option.way}/"
        if option.way not in ("cancel", "withdrawal", "store_brand"):
            assert (address in page) == option.is_open, option


def test_an_order_that_is_not_paid_can_be_cancelled_and_nothing_else(client):
    order = make_placed().order
    page = text(client.get(door(order)))
    assert "everything can still be stopped" in page
    assert f"{order.number}/voluntary/" not in page


# Return and exchange


def test_RETURN_2_a_return_gets_number_address_label_and_deadline_at_once(client):
    parent = make_return(client, 2)
    page = text(client.get(page_of(parent) + "&new"))
    assert parent.number in page and "6 rue du Trilogiport" in page
    assert "Print the label" in page and "14 days left" in page
    label = client.get(f"/en-fr/returns/{parent.number}/label.pdf?token={parent.token}")
    assert label["Content-Type"] == "application/pdf" and label.content.startswith(b"%PDF")
    calendar = client.get(f"/en-fr/returns/{parent.number}/send-by.ics?token={parent.token}")
    assert b"BEGIN:VEVENT" in calendar.content and parent.token.encode() not in calendar.content


def test_the_same_form_sent_twice_is_one_return(client):
    order = make_delivered()
    first, second = ask(client, order, "voluntary"), ask(client, order, "voluntary")
    assert first["Location"] == second["Location"]
    assert Return.objects.count() == 1


def test_RETURN_3_opened_boxes_do_not_go_this_way(client):
    order = make_delivered()
    answer = ask(client, order, "voluntary", unopened="")
    assert answer.status_code == 422
    assert "We can take back only unopened boxes this way" in text(answer)
    assert not Return.objects.exists()


@pytest.mark.parametrize("units", ["0", "4", "-1", "x", ""])
def test_impossible_units_are_refused_beside_the_form_and_nothing_typed_is_lost(client, units):
    order = make_delivered()
    answer = ask(client, order, "voluntary", units=units, text="Please be quick")
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer) and "Please be quick" in text(answer)
    assert not Return.objects.exists()


def test_RETURN_1_after_its_days_the_form_says_why_and_the_command_was_not_asked(client):
    order = make_delivered(customer_type="company")
    later(91)
    for answer in (client.get(door(order, "voluntary")), ask(client, order, "voluntary")):
        assert answer.status_code == 409
        assert "90 days" in text(answer)
    assert not Return.objects.exists()


def test_an_exchange_says_that_the_new_goods_are_held(client):
    parent = make_return(client, way="exchange")
    assert parent.is_exchange
    assert "we hold the new goods" in text(client.get(door(parent.order, "exchange"))).lower()


def test_what_was_sent_is_noted_and_an_empty_number_is_refused(client):
    parent = make_return(client)
    address = f"/en-fr/returns/{parent.number}/sent/"
    answer = client.post(address, {"token": parent.token, "tracking_number": ""})
    assert answer.status_code == 422
    answer = client.post(address, {"token": parent.token, "tracking_number": "1z 999"}, follow=True)
    assert "Your parcel is on its way to us." in text(answer) and "1Z999" in text(answer)


def test_a_return_can_be_called_off_once_nothing_has_come(client):
    parent = make_return(client)
    gone = {"token": parent.token}
    answer = client.post(f"/en-fr/returns/{parent.number}/kept/", gone, follow=True)
    assert "You keep the goods" in text(answer)
    assert (
        client.get(f"/en-fr/returns/{parent.number}/label.pdf?token={parent.token}").status_code
        == 404
    )


def test_the_order_s_page_tells_of_its_returns_and_leads_to_the_door(client):
    parent = make_return(client)
    page = text(client.get(f"/en-fr/orders/{parent.order.number}/?token={parent.order.token}"))
    assert parent.number in page and "waiting for the goods" in page
    assert f"/returns/orders/{parent.order.number}/" in page


def test_TRACK_1_my_returns_and_claims_stand_in_a_list(client):
    parent = make_return(client)
    parent.order.account = make_account()
    parent.order.save()
    assert client.get("/en-fr/returns/mine/").status_code == 302
    log_in(client)
    page = text(client.get("/en-fr/returns/mine/"))
    assert parent.number in page and parent.order.number in page


# Claims


def test_DAMAGE_2_a_damage_is_claimed_with_a_picture_that_only_its_people_see(client):
    claim = make_claim(client)
    page = text(client.get(page_of(claim)))
    assert "The corner is crushed" in page and "We are looking at it" in page
    picture = claim.pictures.get()
    address = f"/en-fr/returns/pictures/{picture.token}/"
    seen = client.get(f"{address}?token={claim.token}")
    assert seen["Content-Type"] == "image/png" and seen["X-Content-Type-Options"] == "nosniff"
    assert b"".join(seen.streaming_content) == PNG
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?token={picture.token}").status_code == 404


def test_what_is_no_picture_is_refused_beside_its_field(client):
    order = make_delivered()
    file = SimpleUploadedFile("virus.png", b"MZ not a picture", content_type="image/png")
    answer = ask(client, order, "damage", pictures=[file], text="crushed")
    assert answer.status_code == 422 and "crushed" in text(answer)
    assert 'id="id_pictures_error"' in text(answer)
    assert not Claim.objects.exists()


def test_more_pictures_can_be_added_while_the_claim_is_open(client):
    claim = make_claim(client)
    more = SimpleUploadedFile("b.png", PNG + b"2")
    address = f"/en-fr/returns/claims/{claim.number}/pictures/"
    client.post(address, {"token": claim.token, "pictures": [more]})
    assert claim.pictures.count() == 2
    assert client.post(address, {"token": claim.token}).status_code == 422


def test_XBRAND_1_the_store_s_own_toner_asks_one_question_and_is_replaced(client):
    brand = {"brand": "Encrier", "stands_in_for": "HP CE505A"}
    order = make_delivered(1, product=brand)
    page = text(client.get(door(order, "not_working")))
    form = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([\w-]+)"', form))
    assert asked == {UNITS, "once", "token"}
    answer = ask(client, order, "not_working")
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert claim.status == "replaced"
    assert "A replacement is on its way to you." in text(client.get(page_of(claim)))


def test_someone_else_s_return_and_claim_are_never_reached_by_guessing(client):
    parent = make_return(client)
    make_account("other@exemple.example")
    log_in(client, "other@exemple.example")
    paths = [
        f"/en-fr/returns/{parent.number}/",
        f"/en-fr/returns/{parent.number}/?token={'a' * 43}",
        f"/en-fr/returns/{parent.number}/?token={parent.order.token}",
        f"/en-fr/returns/{parent.number}/label.pdf",
        f"/en-fr/returns/{parent.number}/send-by.ics",
        "/en-fr/returns/R26-0000-0000/",
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert TONER not in text(answer)
    for path in ("sent", "kept"):
        assert client.post(f"/en-fr/returns/{parent.number}/{path}/").status_code == 404


def test_someone_else_s_claim_is_never_reached_by_guessing(client):
    claim = make_claim(client)
    path = f"/en-fr/returns/claims/{claim.number}/"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}?token={claim.order.token}").status_code == 404
    file = SimpleUploadedFile("b.png", PNG + b"2")
    assert client.post(f"{path}pictures/", {"pictures": [file]}).status_code == 404
    assert claim.pictures.count() == 1


def test_a_page_opened_by_a_link_tells_no_other_site_of_it(client):
    parent = make_return(client)
    for path in (page_of(parent), door(parent.order), door(parent.order, "voluntary")):
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "way", ["voluntary", "exchange", "defect", "damage", "guarantee", "not_working"]
)
def test_every_way_speaks_french(client, way):
    order = make_delivered()
    page = text(client.get(door(order, way, "fr-fr")))
    assert "Quels produits, et combien" in page


def test_what_has_not_arrived_offers_to_end_the_contract(client):
    order = make_order()
    send(order)
    page = text(client.get(door(order)))
    assert "End the contract" in page and "Set a last day" in page


# The withdrawal function

STATEMENT = {"name": "Camille Durand", "email": "camille@exemple.example", "once": "xyz"}


def declare(client, order=None, **more):
    given = STATEMENT | {"contract": order.number if order else "E26-4829-1735"} | more
    return client.post("/en-fr/withdraw/", given | {"confirmed": "yes"})


def test_RETURN_5_a_withdrawal_asks_to_confirm_before_anything_is_done(client):
    order = make_delivered()
    page = text(client.post("/en-ie/withdraw/", STATEMENT | {"contract": order.number}))
    assert "Confirm withdrawal" in page and order.number in page
    assert not Return.objects.exists()


def test_RETURN_5_name_contract_and_email_are_all_that_is_asked(client):
    page = text(client.get("/fr-fr/withdraw/"))
    form = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]*name="(\w+)"', form))
    assert asked == {"name", "contract", "email", "once"}


@pytest.mark.parametrize(
    ("locale", "first", "second"),
    [
        ("en-ie", "Withdraw from the contract here", "Confirm withdrawal"),
        ("fr-fr", "Renoncer au contrat ici", "Confirmer la rétractation"),
    ],
)
def test_RETURN_5_the_function_bears_the_words_of_the_law(client, locale, first, second):
    page = text(client.get(f"/{locale}/withdraw/"))
    assert f"<h1>{first}</h1>" in page
    assert first in page.split("<footer")[1]
    page = text(client.post(f"/{locale}/withdraw/", STATEMENT | {"contract": "E26-4829-1735"}))
    assert re.search(rf"<button[^>]*>{second}</button>", page)


def test_RETURN_5_every_page_leads_to_the_withdrawal_function(client):
    for path in ("", "cart/", "help/", "orders/lookup/", "account/login/"):
        assert 'href="/fr-fr/withdraw/"' in text(client.get(f"/fr-fr/{path}"))


def test_RETURN_5_known_and_unknown_contracts_are_answered_alike(client):
    order = make_delivered()
    known = declare(client, order)
    page = text(client.get("/en-fr/withdraw/sent/"))
    unknown = declare(client, once="another")
    other = text(client.get("/en-fr/withdraw/sent/"))
    assert known["Location"] == unknown["Location"]
    strip = re.compile(r"[EW]\d\d-\d{4}-\d{4}|\d\d:\d\d")
    assert strip.sub("", page) == strip.sub("", other)


def test_RETURN_5_the_acknowledgement_names_content_day_and_time(client):
    order = make_delivered()
    declare(client, order)
    page = text(client.get("/en-fr/withdraw/sent/"))
    assert f"withdraw from the contract of order {order.number}" in page
    assert re.search(r"Received on \d+ \w+ \d{4} at \d\d:\d\d", page)


def test_RETURN_5_a_guest_s_withdrawal_is_proven_by_the_letter_s_link_alone(client):
    order = make_delivered()
    declare(client, order)
    parent = Return.objects.get()
    assert parent.status == "unverified"
    address = f"/en-fr/withdraw/confirm/{parent.token}/"
    assert "Is this withdrawal yours?" in text(client.get(address))
    assert Return.objects.get().status == "unverified"
    answer = client.post(address, follow=True)
    assert Return.objects.get().status == "authorised"
    assert "Print the label" in text(answer)
    assert client.post(address).status_code == 302
    assert client.get(f"/en-fr/withdraw/confirm/{'x' * 43}/").status_code == 404


def test_RETURN_5_an_unproven_withdrawal_has_no_page_yet(client):
    declare(client, make_delivered())
    parent = Return.objects.get()
    assert client.get(page_of(parent)).status_code == 404


def test_RETURN_5_pressed_twice_it_is_one_withdrawal(client):
    order = make_delivered()
    declare(client, order)
    declare(client, order)
    assert Return.objects.count() == 1


def test_RETURN_5_who_has_opened_the_order_may_choose_lines_and_is_believed_at_once(client):
    order = make_delivered()
    page = text(client.get(f"/en-fr/withdraw/?order={order.number}&token={order.token}"))
    assert order.number in page and UNITS in page
    answer = declare(client, order, opened=order.number, token=order.token, **{UNITS: 1})
    assert answer.status_code == 302
    parent = Return.objects.get()
    assert parent.status == "authorised" and parent.lines.get().quantity == 1
    assert parent.number in text(client.get("/en-fr/withdraw/sent/"))


def test_RETURN_5_another_order_s_number_in_an_opened_form_is_not_believed(client):
    mine, other = make_delivered(), make_placed(email="other@exemple.example").order
    declare(client, other, opened=mine.number, token=mine.token)
    assert all(each.status == "unverified" for each in Return.objects.all())


def test_RETURN_5_after_its_time_who_has_opened_the_order_is_told_why(client):
    order = make_delivered()
    later(40)
    answer = declare(client, order, opened=order.number, token=order.token)
    assert answer.status_code == 409
    assert "14 days" in text(answer)


def test_a_withdrawal_without_an_order_is_refused_at_its_field(client):
    answer = client.post("/en-ie/withdraw/", STATEMENT | {"contract": "", "confirmed": "yes"})
    assert answer.status_code == 422
    assert 'id="id_contract_error"' in text(answer)


def test_going_back_from_the_confirmation_loses_nothing(client):
    answer = client.post("/en-ie/withdraw/", STATEMENT | {"contract": "E26-1", "change": "yes"})
    assert "Camille Durand" in text(answer) and "E26-1" in text(answer)


def test_withdrawals_are_throttled(client):
    answers = [declare(client, once=f"n{n}").status_code for n in range(11)]
    assert answers[0] == 302 and answers[-1] == 429

"""What customers see of their parcels, and what they can have done with them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from encrier.fulfilment.commands import resolve_case
from encrier.fulfilment.models import Case, Instruction
from encrier.fulfilment.types import Code
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.web.templatetags.words import weekday
from tests.web.buying import log_in, make_account, text
from tests.web.delivering import (
    HAMBURG,
    POINT,
    again,
    day,
    make_confirmed,
    make_parcel,
    plan,
    report,
)

pytestmark = pytest.mark.django_db
FAILED, HELD = (Code.ATTEMPT_FAILED, 1), (Code.HELD, 1)


def order_page(client, parcel, locale="en-fr"):
    order = parcel.order
    return text(client.get(f"/{locale}/orders/{order.number}/?token={order.token}"))


def answer_page(parcel, locale="en-de"):
    return f"/{locale}/parcels/{parcel.token}/"


def failed_twice():
    """A parcel to Hamburg that nobody could take, twice."""
    return report(make_parcel(address=HAMBURG), FAILED, (Code.ATTEMPT_FAILED, 2), (Code.HELD, 2))


def calendar(client, order):
    """The calendar file, unfolded."""
    answer = client.get(f"/en-fr/orders/{order.number}/delivery.ics?token={order.token}")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content.decode().replace("\r\n ", "")


def test_TRACK_1_what_is_planned_says_when_it_leaves(client):
    order = make_confirmed()
    plan(order)
    page = text(client.get(f"/en-fr/orders/{order.number}/?token={order.token}"))
    assert "Being prepared: it leaves on" in page


def test_TRACK_1_a_parcel_under_way_says_when_it_comes_and_under_which_number(client):
    parcel = make_parcel()
    page = order_page(client, parcel)
    assert f"expected between {weekday(parcel.dispatch_order.earliest)}" in page.replace("\n", "")
    assert parcel.tracking_number in page and "It left our distribution centre with UPS" in page
    assert "On its way" in page


def test_CARRIER_2_in_france_the_page_says_where_it_waits_and_until_when(client):
    parcel = report(make_parcel(), FAILED, HELD, place=POINT)
    page = order_page(client, parcel)
    assert f"It waits for you: {POINT}" in page
    assert f"Kept until {text_of(day(parcel, 11))}" in page
    assert "Delivery attempt 1: nobody could take it." in page


def text_of(moment):
    return weekday(moment).replace("\u00a0", " ")


def test_CARRIER_3_elsewhere_the_second_attempt_is_told_with_its_day(client):
    parcel = report(make_parcel(address=HAMBURG), FAILED)
    page = order_page(client, parcel)
    assert f"UPS comes again on {text_of(day(parcel, 2))}" in page


def test_CARRIER_3_after_the_second_failure_the_one_button_asks_what_to_do(client):
    page = order_page(client, failed_twice())
    assert "Say what should happen" in page and "It could not be handed over, 2 times." in page
    section = re.search(r'<section class="parcel.*?</section>', page, re.S).group()
    assert section.count('class="button') == 1


def test_CARRIER_1_proof_of_delivery_names_who_signed(client):
    parcel = report(make_parcel(), (Code.DELIVERED, 2), by="C. DURAND")
    order = parcel.order
    assert "C. DURAND signed for it" in order_page(client, parcel)
    proof = client.get(f"/en-fr/orders/{order.number}/parcels/{parcel.number}/?token={order.token}")
    assert "C. DURAND" in text(proof) and "12:00" in text(proof)


def test_there_is_no_proof_of_what_was_not_delivered(client):
    order = (parcel := make_parcel()).order
    address = f"/en-fr/orders/{order.number}/parcels/{parcel.number}/?token={order.token}"
    assert client.get(address).status_code == 404


def test_a_proof_opens_only_with_its_own_order(client):
    mine, other = make_parcel(), make_parcel(email="other@exemple.example")
    report(other, (Code.DELIVERED, 2))
    order = mine.order
    address = f"/en-fr/orders/{order.number}/parcels/{other.number}/?token={order.token}"
    assert client.get(address).status_code == 404
    stranger = f"/en-fr/orders/{other.order.number}/parcels/{other.number}/"
    assert Client().get(stranger).status_code == 404


@pytest.mark.parametrize("token", ["wrong", "a" * 43, "%00", "x" * 3000])
def test_nobody_opens_a_parcel_without_its_link(client, token):
    make_parcel()
    assert client.get(f"/en-fr/parcels/{token}/").status_code == 404
    assert client.post(f"/en-fr/parcels/{token}/", {"choice": "give_back"}).status_code == 404
    assert not Instruction.objects.exists()


def test_the_page_for_the_answer_needs_no_log_in_and_is_kept_by_nobody(client):
    answer = client.get(answer_page(failed_twice()))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = text(answer)
    for choice in ("new_date", "pickup", "other_address", "give_back"):
        assert f'value="{choice}"' in page


def test_CARRIER_3_a_new_date_is_taken_and_told_back(client):
    parcel = failed_twice()
    wanted = day(parcel, 4)
    answer = client.post(
        answer_page(parcel), {"choice": "new_date", "on": wanted.isoformat()}, follow=True
    )
    assert "Noted: bring it again on another day" in text(answer)
    said = Instruction.objects.get()
    assert (said.choice, said.on, said.given_by) == (
        "new_date",
        wanted,
        "customer:camille@exemple.example",
    )


def test_CARRIER_3_a_day_that_is_none_is_refused_beside_the_form(client):
    parcel = failed_twice()
    for on in ("", "yesterday", "2020-01-01", "2026-02-31", (day(parcel, 40)).isoformat()):
        answer = client.post(answer_page(parcel), {"choice": "new_date", "on": on})
        assert answer.status_code == 409, on
        assert "cannot be brought on this day" in text(answer)
    assert not Instruction.objects.exists()


OTHER = {
    "choice": "other_address",
    "address-name": "Petra Petersen",
    "address-line1": "Mönckebergstraße 7",
    "address-postcode": "20095",
    "address-city": "Hamburg",
}


def test_CARRIER_3_another_address_stays_in_the_same_country(client):
    parcel = failed_twice()
    client.post(answer_page(parcel), {**OTHER, "address-country": "FR"})
    assert Instruction.objects.get().address["country"] == "DE"


def test_CARRIER_3_an_address_that_is_not_whole_is_refused_and_nothing_typed_is_lost(client):
    parcel = failed_twice()
    answer = client.post(answer_page(parcel), {**OTHER, "address-postcode": "2"})
    assert answer.status_code == 422
    assert "Mönckebergstraße 7" in text(answer) and "postcode" in text(answer)
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("choice", ["", "burn_it", "new_date"])
def test_CARRIER_2_only_what_the_country_offers_can_be_chosen(client, choice):
    parcel = report(make_parcel(), FAILED, HELD, place=POINT)
    assert client.post(answer_page(parcel, "en-fr"), {"choice": choice}).status_code == 422
    assert not Instruction.objects.exists()


def test_a_delivered_parcel_asks_for_nothing_and_takes_no_answer(client):
    parcel = report(failed_twice(), (Code.DELIVERED, 3))
    assert "What should happen" not in text(client.get(answer_page(parcel)))
    answer = client.post(answer_page(parcel), {"choice": "give_back"})
    assert answer.status_code == 409
    assert not Instruction.objects.exists()


def test_another_site_cannot_answer_for_a_customer(client):
    parcel = failed_twice()
    answer = client.post(
        answer_page(parcel), {"choice": "give_back"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_CARRIER_4_what_was_sent_again_shows_the_new_parcel_first(client):
    parcel = report(make_parcel(), FAILED, (Code.RETURNING, 12), (Code.RETURNED, 14))
    case = Case.objects.get()
    assert "It is back with us." in order_page(client, parcel)
    resolve_case(by=SYSTEM, number=case.number, outcome="sent_again", now=clock.now())
    page = order_page(client, again(parcel))
    assert page.index("We send it again: it leaves on") < page.index("has been sent again")


def test_DAMAGE_1_a_refused_parcel_leaves_the_customer_nothing_to_do(client):
    parcel = report(make_parcel(), (Code.REFUSED, 2))
    assert "as soon as it is back with us, we send your order again" in order_page(client, parcel)


def test_SHIP_2_a_late_parcel_says_so_before_anybody_asks(client):
    parcel = make_parcel()
    late = parcel.dispatch_order.latest - clock.now().date() + timedelta(days=2)
    clock.shift_by(lambda: late)
    page = order_page(client, parcel)
    assert "Late: it should have been with you by" in page and "We are sorry." in page


def test_SHIP_2_the_calendar_file_holds_the_whole_window(client):
    order = make_confirmed()
    file = calendar(client, order)
    assert file.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert f"DTSTART;VALUE=DATE:{order.earliest:%Y%m%d}\r\n" in file
    assert f"DTEND;VALUE=DATE:{order.latest + timedelta(days=1):%Y%m%d}\r\n" in file
    assert "LOCATION:Camille Durand\\, 12 rue de la République" in file
    assert order.token not in file


def test_the_calendar_file_moves_with_the_parcel_under_one_name(client):
    parcel = make_parcel()
    before = calendar(client, parcel.order)
    parcel = report(parcel, FAILED, HELD, place=POINT)
    after = calendar(client, parcel.order)
    uid, sequence = re.compile("UID:.*"), re.compile(r"SEQUENCE:(\d+)")
    assert uid.search(before).group() == uid.search(after).group()
    assert int(sequence.search(before)[1]) < int(sequence.search(after)[1])
    assert "Collect order" in after and f"{day(parcel, 11) + timedelta(days=1):%Y%m%d}" in after


def test_lines_of_the_calendar_file_are_no_longer_than_75_octets(client):
    order = report(make_parcel(), FAILED, HELD, place=POINT + " é" * 60).order
    answer = client.get(f"/en-fr/orders/{order.number}/delivery.ics?token={order.token}")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    answer.content.decode()


def test_the_calendar_file_is_for_who_may_see_the_order(client):
    order = make_confirmed()
    assert client.get(f"/en-fr/orders/{order.number}/delivery.ics").status_code == 404
    make_account("other@exemple.example")
    log_in(client, "other@exemple.example")
    assert client.get(f"/en-fr/orders/{order.number}/delivery.ics").status_code == 404


def test_an_order_that_is_cancelled_is_in_no_calendar(client):
    order = make_confirmed()
    type(order).objects.update(status="cancelled")
    address = f"/en-fr/orders/{order.number}/delivery.ics?token={order.token}"
    assert client.get(address).status_code == 404


def test_the_pages_of_a_parcel_ask_the_database_a_bounded_number_of_times(
    client, django_assert_max_num_queries
):
    parcel = failed_twice()
    client.get(answer_page(parcel))
    with django_assert_max_num_queries(6):
        client.get(answer_page(parcel))
    for place in range(3, 20):
        report(parcel, (Code.IN_TRANSIT, place))
    with django_assert_max_num_queries(6):
        client.get(answer_page(parcel))

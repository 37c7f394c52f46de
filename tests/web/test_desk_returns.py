"""Returns at the desk: the queue by deadline, decisions with their reason, reception, figures."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encrier.journal.models import Event
from encrier.returns.models import Notice, Reception, Return
from encrier.web.desk.return_figures import safe
from tests.rooms.returns.making import TONER, later, make_delivered
from tests.web.buying import log_in, make_account, text
from tests.web.delivering import agent
from tests.web.returning import PNG, UNITS, ask, make_claim, make_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return agent(Client())


def receive(desk, number="", **units):
    """Count a parcel as the warehouse does; ``opened=1`` is one toner found opened."""
    counted = {f"units-{TONER}-{condition}": n for condition, n in units.items()}
    return desk.post(f"/desk/receptions/new/?number={number}", counted | {"once": number or "x"})


def found_in(desk, parent):
    return Return.objects.get(pk=parent.pk).receptions.get().lines.get()


def test_HELP_4_nobody_but_staff_sees_or_does_anything_here(client):
    parent, visitor = make_return(client), Client()
    pages = [
        "/desk/returns/",
        f"/desk/returns/{parent.number}/",
        "/desk/returns/figures/",
        "/desk/receptions/",
        "/desk/receptions/new/",
    ]
    make_account()
    log_in(visitor)
    for page in pages:
        assert client.get(page).status_code == 302
        assert visitor.get(page).status_code == 404
    assert receive(visitor, parent.number, unopened=1).status_code == 404
    assert not Reception.objects.exists()


def test_HELP_4_the_queue_stands_by_deadline_and_colours_what_is_over(client, desk):
    parent = make_return(client)
    receive(desk, parent.number, opened=1)
    page = text(desk.get("/desk/returns/"))
    assert parent.number in page and "in 14 days" in page and "Goods to judge" in page
    later(15)
    page = text(desk.get("/desk/returns/"))
    assert "due--late" in page and "1 day over" in page
    assert "Goods to judge" in text(desk.get("/desk/"))


def test_the_queue_without_anything_says_so(desk):
    assert "Nothing waits here." in text(desk.get("/desk/returns/"))


def test_RETURN_3_unopened_goods_are_decided_by_the_rule_and_paid_back(client, desk):
    parent = make_return(client)
    answer = receive(desk, parent.number.lower().replace("-", " "), unopened=1)
    assert answer["Location"].startswith("/desk/receptions/")
    parent.refresh_from_db()
    assert parent.status == "settled"
    page = text(client.get(f"/en-fr/returns/{parent.number}/?token={parent.token}"))
    assert "Goes back to you" in page and "120.00" in page


def test_RETURN_3_opened_goods_of_a_voluntary_return_are_refused_with_the_reason(client, desk):
    parent = make_return(client)
    answer = receive(desk, parent.number, opened=1)
    assert answer["Location"] == f"/desk/returns/{parent.number}/#lines"
    line = found_in(desk, parent)
    judge = f"/desk/returns/{parent.number}/lines/{line.pk}/"
    page = text(desk.post(judge, {"verdict": "refused"}, follow=True))
    assert 'role="alert"' in page
    desk.post(judge, {"verdict": "refused", "reason": "The seal is broken."})
    parent.refresh_from_db()
    assert parent.status == "refused"
    page = text(client.get(f"/en-fr/returns/{parent.number}/?token={parent.token}"))
    assert "The seal is broken." in page


def test_RETURN_5_a_withdrawal_may_bear_a_reasoned_deduction(client, desk):
    order = make_delivered(3)
    given = {"name": "C", "email": order.email, "contract": order.number, "once": "w"}
    known = {"opened": order.number, "token": order.token, UNITS: 1}
    client.post("/en-fr/withdraw/", given | known | {"confirmed": "yes"})
    parent = Return.objects.get()
    receive(desk, parent.number, opened=1)
    line = found_in(desk, parent)
    assert "Deduct" in text(desk.get(f"/desk/returns/{parent.number}/"))
    decision = {
        "verdict": "accepted",
        "percent": "25",
        "reason": "Half empty",
        "disposition": "scrap",
    }
    desk.post(f"/desk/returns/{parent.number}/lines/{line.pk}/", decision)
    page = text(client.get(f"/en-fr/returns/{parent.number}/?token={parent.token}"))
    assert "90.00" in page and "Half empty" in page


@pytest.mark.parametrize("percent", ["x", "-5", "101", "1e9", "NaN"])
def test_an_impossible_deduction_is_refused_in_a_sentence(client, desk, percent):
    parent = make_return(client)
    receive(desk, parent.number, opened=1)
    line = found_in(desk, parent)
    decision = {"verdict": "accepted", "percent": percent, "reason": "r"}
    answer = desk.post(f"/desk/returns/{parent.number}/lines/{line.pk}/", decision, follow=True)
    assert answer.status_code == 200 and 'role="alert"' in text(answer)
    line.refresh_from_db()
    assert line.verdict == ""


def test_RETURN_1_the_maker_s_finding_decides_a_defect(client, desk):
    parent = make_return(client, way="defect")
    receive(desk, parent.number, opened=1)
    act = f"/desk/returns/{parent.number}/steps/"
    desk.post(act, {"do": "maker"})
    assert "Maker’s finding" in text(desk.get("/desk/returns/"))
    desk.post(act, {"do": "finding", "is_defect": "yes", "finding": "A cracked blade."})
    parent.refresh_from_db()
    assert (parent.status, parent.maker_finding) == ("settled", "A cracked blade.")
    assert desk.post(act, {"do": "nonsense"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_goods_can_be_pictured_and_opening_a_picture_is_written_down(client, desk):
    parent = make_return(client)
    counted = {f"units-{TONER}-damaged": 1, f"pictures-{TONER}": SimpleUploadedFile("a.png", PNG)}
    desk.post(f"/desk/receptions/new/?number={parent.number}", counted)
    picture = found_in(desk, parent).pictures.get()
    assert desk.get(f"/desk/returns/pictures/{picture.token}/")["Content-Type"] == "image/png"
    assert Event.objects.filter(kind="returns.file_seen", by__startswith="agent").exists()
    link = f"/en-fr/returns/pictures/{picture.token}/"
    assert client.get(f"{link}?token={parent.token}").status_code == 200
    assert client.get(link).status_code == 404


# Claims


@pytest.mark.parametrize("outcome", ["replaced", "refunded", "refused", "ask_back"])
def test_DAMAGE_2_a_claim_is_answered_and_the_customer_sees_it(client, desk, outcome):
    claim = make_claim(client)
    page = text(desk.get(f"/desk/claims/{claim.number}/"))
    assert "The corner is crushed" in page and "in time for the carrier" in page
    decide = f"/desk/claims/{claim.number}/decision/"
    desk.post(decide, {"outcome": outcome, "reason": "As seen in the pictures"})
    claim.refresh_from_db()
    assert claim.status == ("asked_back" if outcome == "ask_back" else outcome)
    link = f"/en-fr/returns/claims/{claim.number}/?token={claim.token}"
    says = {
        "replaced": "A replacement is on its way",
        "refunded": "You get your money back",
        "refused": "As seen in the pictures",
        "ask_back": "How to send them",
    }
    assert says[outcome] in text(client.get(link))


def test_a_claim_is_not_refused_without_a_reason(client, desk):
    claim = make_claim(client)
    desk.post(f"/desk/claims/{claim.number}/decision/", {"outcome": "refused", "reason": " "})
    claim.refresh_from_db()
    assert claim.status == "open"


@pytest.mark.django_db(transaction=True)
def test_the_evidence_for_the_carrier_is_one_file_and_its_answer_is_noted(client, desk):
    claim = make_claim(client)
    file = desk.get(f"/desk/claims/{claim.number}/evidence.zip")
    assert file.content.startswith(b"PK")
    carrier = f"/desk/claims/{claim.number}/carrier/"
    desk.post(carrier, {"state": "filed", "reference": "UPS-77"})
    claim.refresh_from_db()
    assert (claim.carrier_claim, claim.carrier_reference) == ("filed", "UPS-77")


# Reception


def test_RETURN_2_a_parcel_without_a_number_is_held_recorded_and_can_be_matched(client, desk):
    order = make_delivered()
    free = {
        "free-0-number": TONER,
        "free-0-units": "1",
        "free-0-condition": "unopened",
        "sender": "Camille Durand, Lyon",
        "order": order.number,
        "once": "p1",
    }
    first = desk.post("/desk/receptions/new/?number=", free)
    again = desk.post("/desk/receptions/new/?number=", free)
    assert first["Location"] == again["Location"]
    held = Reception.objects.get()
    assert (held.status, held.because) == ("held", "no_number")
    assert held.number in text(desk.get("/desk/receptions/"))
    assert "Parcel held" in text(desk.get("/desk/returns/"))
    ask(client, order, "voluntary")
    parent = Return.objects.get()
    decide = f"/desk/receptions/{held.number}/decision/"
    desk.post(decide, {"do": "take_in", "return_number": "R26-0000-0000"})
    held.refresh_from_db()
    assert held.status == "held"
    desk.post(decide, {"do": "take_in", "return_number": parent.number})
    parent.refresh_from_db()
    assert parent.status == "settled"


def test_RETURN_2_a_parcel_without_a_number_can_be_refused_with_the_reason(desk):
    free = {"free-0-number": "UNKNOWN-1", "free-0-units": "2", "once": "p2"}
    desk.post("/desk/receptions/new/?number=R26-0000-0000", free)
    held = Reception.objects.get()
    decide = f"/desk/receptions/{held.number}/decision/"
    desk.post(decide, {"do": "send_back", "reason": ""})
    held.refresh_from_db()
    assert held.status == "held"
    desk.post(decide, {"do": "send_back", "reason": "Not our goods."})
    held.refresh_from_db()
    assert held.status == "sent_back"


@pytest.mark.parametrize("units", ["-1", "x", "1.5", "9999", ""])
def test_what_is_no_count_is_refused_and_nothing_typed_is_lost(client, desk, units):
    parent = make_return(client)
    page = f"/desk/receptions/new/?number={parent.number}"
    answer = desk.post(page, {f"units-{TONER}-unopened": units, "note": "wet carton"})
    assert answer.status_code == 422 and "wet carton" in text(answer)
    assert not Reception.objects.exists()


def test_a_file_that_is_no_picture_stops_the_reception_before_it_is_counted(client, desk):
    parent = make_return(client)
    counted = {f"units-{TONER}-damaged": 1, f"pictures-{TONER}": SimpleUploadedFile("a.png", b"MZ")}
    answer = desk.post(f"/desk/receptions/new/?number={parent.number}", counted)
    assert answer.status_code == 422
    assert not Reception.objects.exists()


# For a caller, search, notices, figures


def test_HELP_4_an_agent_acts_for_a_caller_through_the_same_door(desk):
    order = make_delivered()
    assert f"/returns/orders/{order.number}/" in text(desk.get(f"/desk/orders/{order.number}/"))
    page = text(desk.get(f"/en-fr/returns/orders/{order.number}/"))
    assert f"You are acting for {order.email}." in page
    given = {UNITS: 1, "unopened": "on", "once": "phone"}
    answer = desk.post(f"/en-fr/returns/orders/{order.number}/voluntary/", given)
    parent = Return.objects.get()
    assert answer["Location"].startswith(f"/desk/returns/{parent.number}/")
    assert parent.asked_by.startswith("agent")


def test_ACC_2_a_return_and_a_claim_are_found_by_their_numbers(client, desk):
    parent = make_return(client)
    answer = desk.get("/desk/search/", {"q": parent.number.replace("-", "")})
    assert answer["Location"] == f"/desk/returns/{parent.number}/"
    assert parent.number in text(desk.get(f"/desk/people/?email={parent.order.email}"))


def test_a_withdrawal_of_an_unknown_contract_is_matched_by_staff(client, desk):
    order = make_delivered()
    given = {"name": "C", "email": "c@exemple.example", "contract": "my toner", "once": "n"}
    client.post("/en-fr/withdraw/", given | {"confirmed": "yes"})
    notice = Notice.objects.get()
    assert "my toner" in text(desk.get("/desk/returns/?kind=notice"))
    desk.post(f"/desk/notices/{notice.number}/", {"order": order.number})
    notice.refresh_from_db()
    assert notice.parent.order == order


def test_why_goods_come_back_stands_by_product_and_cause(client, desk):
    assert "Nothing has come back" in text(desk.get("/desk/returns/figures/"))
    order = make_delivered()
    ask(client, order, "voluntary", 2, cause="does_not_fit")
    page = text(desk.get("/desk/returns/figures/?days=30"))
    assert "does not fit the printer" in page and TONER in page and "<svg" in page
    file = desk.get("/desk/returns/figures/?days=30&format=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[1] == [TONER, "voluntary", "does_not_fit", "2"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_the_file_holds_no_formula(cell):
    assert safe(cell) == "'" + cell
    assert safe("106R03500") == "106R03500"


def test_RETURN_3_goods_that_are_not_kept_leave_again_under_a_number_noted_at_the_desk(
    client, desk
):
    parent = make_return(client)
    receive(desk, parent.number, opened=1)
    line = found_in(desk, parent)
    assert "Nothing waits here." in text(desk.get("/desk/receptions/back/"))
    judge = f"/desk/returns/{parent.number}/lines/{line.pk}/"
    desk.post(judge, {"verdict": "refused", "reason": "The seal is broken."})
    came = line.reception
    assert f"/desk/receptions/back/#{came.number}" in text(desk.get("/desk/returns/?kind=back"))
    page = text(desk.get("/desk/receptions/back/"))
    for said in (
        parent.number,
        TONER,
        "The seal is broken.",
        parent.order.shipping_address["city"],
    ):
        assert said in page
    leave = f"/desk/receptions/{came.number}/back/"
    assert Client().post(leave, {"tracking_number": "1Z5"}).status_code == 302
    assert 'role="alert"' in text(desk.post(leave, {"tracking_number": " "}, follow=True))
    assert "It has left" in text(desk.post(leave, {"tracking_number": "1z 5"}, follow=True))
    assert Reception.objects.get().went_back_as == "1Z5"
    assert "Nothing waits here." in text(desk.get("/desk/returns/?kind=back"))

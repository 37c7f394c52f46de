"""What customers are told about their parcels: one letter for each thing that happened."""

from datetime import timedelta
from html import unescape

import pytest

from encrier.fulfilment import queries
from encrier.fulfilment.models import DispatchOrder, Milestone
from encrier.kernel import clock
from encrier.reactions import worker
from encrier.web.words_tool import compile_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def words():
    compile_words()


@pytest.fixture
def happen(world, client):
    """The carrier reports things, and the shop does what follows."""

    def report(parcel, *happenings):
        for event in happenings:
            world.report(parcel.tracking_number, event)
            world.deliver_alerts(client)
            worker.run_until_idle(clock.now())
        parcel.refresh_from_db()

    return report


def plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def mails(world) -> list:
    """What was written about parcels: the invoice that follows the first one is another's matter."""
    return [mail for mail in world.mails() if not mail.attachments()]


def subjects(world) -> list[str]:
    return [plain(mail.subject) for mail in mails(world)]


def test_MAIL_1_the_dispatch_confirmation_tells_tracking_and_the_promised_days(world, sent):
    parcel = sent("FR")
    worker.run_until_idle(clock.now())
    letter = mails(world)[0]
    assert "est en route" in letter.subject and letter.to == parcel.order.email
    for text in (letter.text, letter.html):
        said = plain(text)
        assert parcel.tracking_number in said and "106R03500" in said
        for day in (parcel.dispatch_order.earliest, parcel.dispatch_order.latest):
            assert f"{day.day} " in said
        assert "10 jours ouvrables" in said and "contre signature" in said
    worker.run_until_idle(clock.now() + timedelta(seconds=5))
    assert len([s for s in subjects(world) if "en route" in s]) == 1


def test_CARRIER_2_in_France_the_place_is_told_once_by_letter_and_by_text_message(
    world, sent, happen
):
    parcel = sent("FR", phone="06 12 34 56 78")
    happen(parcel, "attempt_failed", "held_at_pickup_point")
    waiting = [mail for mail in mails(world) if "vous attend" in mail.subject]
    assert len(waiting) == 1
    said, until = plain(waiting[0].text), queries.hold_until(parcel)
    assert "Papeterie du Centre" in said and str(until.day) in said and "pièce d’identité" in said
    assert f"/fr-fr/parcels/{parcel.token}/" in said
    (message,) = world.messages()
    assert message["to"] == "+33612345678" and "Papeterie du Centre" in message["text"]


def test_CARRIER_2_without_a_telephone_the_letter_alone_tells(world, sent, happen):
    happen(sent("FR"), "attempt_failed")
    assert world.messages() == []
    assert "vous attend" in subjects(world)[0]


def test_CARRIER_3_a_second_attempt_is_told_then_the_customer_is_asked(world, sent, happen):
    parcel = sent("DE")
    happen(parcel, "attempt_failed")
    assert "UPS revient le" in subjects(world)[0]
    happen(parcel, "attempt_failed")
    letter = mails(world)[0]
    assert "que devons-nous faire" in plain(letter.subject)
    assert f"/parcels/{parcel.token}/" in letter.text
    happen(parcel, "held_at_pickup_point")
    assert mails(world)[0].subject == letter.subject, "being held is no news by then"


def test_CARRIER_4_a_returned_parcel_is_told(world, sent, happen):
    happen(sent("DE"), "attempt_failed", "attempt_failed", "returned_to_sender")
    assert "nous est revenu" in subjects(world)[0]
    assert "renvoyons ou nous remboursons" in plain(mails(world)[0].text)


def test_DAMAGE_1_a_refused_damaged_parcel_goes_again_and_the_customer_knows(world, sent, happen):
    happen(sent("DE"), "refused_damaged", "returned_to_sender")
    assert "nouveau numéro de suivi" in plain(mails(world)[0].text)


def test_SHIP_2_a_late_parcel_gets_an_honest_letter_before_the_customer_asks(world, sent):
    parcel = sent("DE")
    worker.run_until_idle(parcel.dispatch_order.late_at + timedelta(seconds=1))
    letter = mails(world)[0]
    assert "a du retard" in letter.subject
    ending = f"/withdraw/?order={parcel.order.number}&token={parcel.order.token}"
    assert "UPS a du retard" in plain(letter.text) and ending in letter.text
    worker.run_until_idle(parcel.dispatch_order.late_at + timedelta(days=1))
    assert len([s for s in subjects(world) if "a du retard" in s]) == 1


def test_a_late_parcel_to_Switzerland_names_no_right_that_its_law_does_not_give(world, sent):
    parcel = sent("DE")
    DispatchOrder.objects.update(country="CH")
    worker.run_until_idle(parcel.dispatch_order.late_at + timedelta(seconds=1))
    assert "a du retard" in mails(world)[0].subject
    assert "/withdraw/?order=" not in mails(world)[0].text


def test_a_parcel_delivered_meanwhile_gets_no_letter_about_a_failed_attempt(world, client, sent):
    parcel = sent("DE")
    worker.run_until_idle(clock.now())
    before = len(mails(world))
    for event in ("attempt_failed", "delivered"):
        world.report(parcel.tracking_number, event)
    world.deliver_alerts(client)
    worker.run_until_idle(clock.now())
    assert Milestone.objects.filter(name="attempt:1").exists()
    assert len(mails(world)) == before


def test_letters_about_parcels_speak_English_too(world, sent, happen):
    parcel = sent("DE")
    parcel.order.language = "en"
    parcel.order.save(update_fields=["language"])
    happen(parcel, "attempt_failed", "attempt_failed", "returned_to_sender")
    assert "has come back to us" in subjects(world)[0]
    assert "what shall we do?" in subjects(world)[1]
    assert "comes again on" in subjects(world)[2]

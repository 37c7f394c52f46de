"""VIES is asked once, its silence never stops anybody, and waiting orders hear of it (PRICE-5)."""

from datetime import timedelta

import pytest

from encrier import policy, sandbox
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.vat import queries
from encrier.vat.commands import ask_again_due, ask_vies, await_answer
from encrier.vat.models import VatNumber
from encrier.vat.refusals import RegisterSilent
from encrier.vat.registers.vies import Vies
from encrier.vat.types import Answer, Buyer

BERLIN = "DE136695976"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with sandbox.running() as world:
        yield world


class Counting:
    """A register that counts how often it is asked."""

    def __init__(self, monkeypatch, error=None):
        self.asked, self.error = [], error
        monkeypatch.setattr(Vies, "look_up", self.look_up)

    def look_up(self, number, *, timeout):
        self.asked.append((number, timeout))
        raise self.error or RegisterSilent("ConnectTimeout", is_down=True)


def ask(number=BERLIN, now=None):
    return ask_vies(by=GUEST, number=number, now=now or clock.now())


def figures():
    return policy.current().at(clock.now().date()).taxation


def proved():
    return Event.objects.filter(kind="vat.number_proved_valid", about=BERLIN)


def test_PRICE_5_a_valid_number_comes_with_the_proof_that_it_was_asked(world):
    checked = ask()
    assert (checked.answer, checked.name) == (Answer.VALID, "BERLINER PAPIERHAUS GMBH")
    assert checked.consultation_number.startswith("WAPI")
    kept = queries.buyer_of(customer_type="company", vat_number=BERLIN, now=clock.now())
    assert kept == Buyer("company", checked=checked)


def test_PRICE_5_a_number_that_vies_does_not_have_is_invalid(world):
    assert ask("FR83404833048").answer is Answer.INVALID


def test_PRICE_5_a_greek_number_is_asked_for_as_EL_and_one_of_switzerland_is_not(world):
    world.vies("EL094259216", "valid")
    assert ask("GR094259216").answer is Answer.VALID
    assert ask("CHE107787577MWST") is None


def test_PRICE_5_a_country_that_cannot_be_asked_is_unknown(world):
    world.vies(BERLIN, "unavailable")
    checked = ask()
    assert (checked.answer, checked.consultation_number) == (Answer.UNKNOWN, "")


def test_PRICE_5_an_answer_is_not_asked_for_again_while_it_stands(world):
    first, now = ask(), clock.now()
    world.vies(BERLIN, "invalid")
    assert ask(now=now + timedelta(hours=figures().vies_valid_hours - 1)) == first
    later = ask(now=now + timedelta(hours=figures().vies_valid_hours, seconds=1))
    assert later.answer is Answer.INVALID


def test_PRICE_5_silence_slows_one_page_and_is_remembered_for_some_minutes(monkeypatch):
    register, now = Counting(monkeypatch), clock.now()
    minutes = figures().vies_unknown_minutes
    for passed in (0, 1, minutes - 1):
        assert ask(now=now + timedelta(minutes=passed)).answer is Answer.UNKNOWN
    assert register.asked == [(BERLIN, float(figures().vies_timeout_seconds))]
    ask(now=now + timedelta(minutes=minutes, seconds=1))
    assert len(register.asked) == 2


def test_PRICE_5_silence_does_not_take_back_an_answer_that_another_page_got_meanwhile(
    world, monkeypatch
):
    valid = ask()
    Counting(monkeypatch)
    from encrier.vat.commands.ask_vies import _asked

    _asked(GUEST, BERLIN, clock.now())
    assert queries.checked(BERLIN, clock.now()) == valid


def test_PRICE_5_an_order_that_waits_has_vies_asked_again_until_it_answers(world):
    now = clock.now()
    world.vies(BERLIN, "unavailable")
    ask(now=now)
    await_answer(by=GUEST, number=BERLIN, now=now)
    following = now + timedelta(minutes=figures().vies_retry_minutes)
    assert queries.next_ask() == following

    assert ask_again_due(following) == 0
    assert not proved().exists()
    world.vies(BERLIN, "valid")
    assert ask_again_due(following) == 0, "not due again yet"
    assert ask_again_due(queries.next_ask()) == 1
    assert proved().count() == 1
    assert queries.next_ask() is None


def test_PRICE_5_a_number_nobody_waits_for_is_not_asked_about_again(world):
    world.vies(BERLIN, "unavailable")
    ask()
    assert queries.next_ask() is None


def test_PRICE_5_a_customer_who_asks_in_between_is_news_for_the_order_that_waits(world):
    now = clock.now()
    world.vies(BERLIN, "unavailable")
    ask(now=now)
    await_answer(by=GUEST, number=BERLIN, now=now)
    world.vies(BERLIN, "valid")
    ask(now=now + timedelta(minutes=figures().vies_unknown_minutes, seconds=1))
    assert proved().count() == 1


def test_PRICE_5_a_number_that_proves_invalid_is_let_go(world):
    now = clock.now()
    world.vies(BERLIN, "unavailable")
    ask(now=now)
    await_answer(by=GUEST, number=BERLIN, now=now)
    world.vies(BERLIN, "invalid")
    assert ask_again_due(queries.next_ask()) == 1
    assert (queries.next_ask(), proved().exists()) == (None, False)


def test_PRICE_5_asking_again_ends_after_the_days_of_the_policy(monkeypatch):
    Counting(monkeypatch, RegisterSilent("MS_UNAVAILABLE", is_down=False))
    now = clock.now()
    await_answer(by=GUEST, number=BERLIN, now=now)
    end = now + timedelta(days=figures().vies_retry_days)
    VatNumber.objects.update(ask_again_at=end)
    ask_again_due(end)
    assert queries.next_ask() is None


def test_PRICE_5_a_vies_that_is_down_is_not_tried_for_every_number_that_waits(monkeypatch):
    register, now = Counting(monkeypatch), clock.now()
    for number in (BERLIN, "FR40303265045", "ATU13585627"):
        await_answer(by=GUEST, number=number, now=now)
    assert ask_again_due(queries.next_ask()) == 0
    assert len(register.asked) == 1


@pytest.mark.parametrize("how", ["nowhere", "nonsense"])
def test_PRICE_5_whatever_vies_sends_the_order_goes_on(world, settings, how):
    settings.VIES_API_URL = {
        "nowhere": "http://127.0.0.1:9/vies", "nonsense": f"{world.url}/pay.css?"
    }[how]  # fmt: skip
    assert ask().answer is Answer.UNKNOWN


def test_PRICE_5_a_number_that_was_never_asked_about_is_unknown(db):
    buyer = queries.buyer_of(customer_type="company", vat_number=BERLIN, now=clock.now())
    assert buyer.checked.answer is Answer.UNKNOWN
    private = queries.buyer_of(customer_type="private", vat_number=BERLIN, now=clock.now())
    assert private == Buyer("private")

"""Profile (ACC-1, ACC-5) and the printers a customer keeps (FIND-7)."""

import pytest

from encrier.customers.commands import (
    drop_printer,
    keep_printer,
    register_account,
    update_profile,
)
from encrier.customers.models import Account
from encrier.customers.queries import find_account, keeps_printer, kept_printers
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from tests.makers import make_printer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Account:
    return Account.objects.create_user("ada@exemple.example", name="Ada")


def profile(account: Account, **answers: str) -> Account:
    return update_profile(by=GUEST, account_id=account.pk, now=clock.now(), **answers)


def keep(account: Account, slug: str) -> None:
    keep_printer(by=GUEST, account_id=account.pk, printer_slug=slug, now=clock.now())


def test_ACC_1_answers_are_kept_in_their_official_spelling_and_the_others_stay(ada):
    profile(ada, phone="01 76 43 06 56", vat_number="40 303 265 045", company=" Martin  SARL ")
    kept = find_account(ada.pk)
    assert (kept.name, kept.company) == ("Ada", "Martin SARL")
    assert (kept.phone, kept.vat_number) == ("+33176430656", "FR40303265045")


def test_phone_and_vat_number_are_read_as_the_country_of_the_locale_writes_them(ada):
    profile(ada, locale="en-gb", phone="07700 900123", vat_number="980 7806 84")
    kept = find_account(ada.pk)
    assert (kept.phone, kept.vat_number) == ("+447700900123", "GB980780684")


def test_a_wrong_answer_is_refused_and_nothing_is_kept(ada):
    with pytest.raises(Refusal) as refused:
        profile(ada, name="Ada Martin", vat_number="FR1", customer_type="robot")
    assert refused.value.code == "invalid_profile"
    assert refused.value.facts["errors"] == {
        "vat_number": "invalid_vat_number",
        "customer_type": "invalid_customer_type",
    }
    assert find_account(ada.pk).name == "Ada"


def test_an_answer_can_be_taken_back(ada):
    profile(ada, phone="01 76 43 06 56")
    profile(ada, phone="")
    assert find_account(ada.pk).phone == ""


def test_ACC_5_another_customer_type_is_told_and_the_same_one_is_not(ada):
    profile(ada, customer_type="company")
    profile(ada, customer_type="company")
    event = Event.objects.get(kind="customers.customer_type_changed")
    assert (event.about, event.data) == (str(ada.pk), {"before": "private", "after": "company"})


def test_ACC_5_a_registration_is_told_with_its_customer_type(ada):
    register_account(by=GUEST, account_id=ada.pk, now=clock.now())
    event = Event.objects.get(kind="customers.account_registered")
    assert (event.about, event.data) == (str(ada.pk), {"customer_type": "private"})


def test_an_account_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match="unknown_account"):
        update_profile(by=GUEST, account_id=404, name="Nobody", now=clock.now())


def test_FIND_7_printers_are_kept_once_each_and_the_latest_comes_first(ada):
    for model in ("VersaLink C400", "Phaser 6510"):
        make_printer(model)
    for slug in ("xerox-versalink-c400", "xerox-phaser-6510", "xerox-versalink-c400"):
        keep(ada, slug)
    assert [p.slug for p in kept_printers(ada.pk)] == ["xerox-phaser-6510", "xerox-versalink-c400"]
    assert keeps_printer(ada.pk, "xerox-phaser-6510")


def test_FIND_7_a_dropped_printer_is_gone_for_this_customer_only(ada):
    grace = Account.objects.create_user("grace@exemple.example")
    make_printer()
    keep(ada, "xerox-versalink-c400")
    keep(grace, "xerox-versalink-c400")
    for _ in range(2):
        drop_printer(
            by=GUEST, account_id=ada.pk, printer_slug="xerox-versalink-c400", now=clock.now()
        )
    assert kept_printers(ada.pk) == []
    assert len(kept_printers(grace.pk)) == 1


def test_FIND_7_an_unknown_printer_is_refused(ada):
    with pytest.raises(Refusal) as refused:
        keep(ada, "xerox-telepathy")
    assert (refused.value.code, refused.value.facts) == (
        "unknown_printer",
        {"slug": "xerox-telepathy"},
    )

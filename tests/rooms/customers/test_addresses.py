"""Stored addresses make retyping unnecessary (ACC-1)."""

from dataclasses import replace

import pytest

from encrier.customers.commands import (
    add_address,
    change_address,
    delete_address,
    set_default_address,
)
from encrier.customers.models import Account, Address
from encrier.customers.queries import addresses_of, default_address, find_address
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db
PARIS = PostalAddress(
    name="Ada Martin", line1="3 rue des Écoles", postcode="75005", city="Paris", country="FR"
)
LYON = replace(PARIS, line1="12 rue de la République", postcode="69002", city="Lyon")


@pytest.fixture
def ada() -> Account:
    return Account.objects.create_user("ada@exemple.example")


def add(account: Account, address: PostalAddress, purpose: str = "delivery", **facts: bool):
    return add_address(
        by=GUEST,
        account_id=account.pk,
        purpose=purpose,
        address=address,
        now=clock.now(),
        **facts,
    )


def test_ACC_1_the_first_address_of_a_purpose_is_its_default(ada):
    add(ada, PARIS)
    add(ada, LYON)
    add(ada, LYON, "billing")
    assert default_address(ada.pk, "delivery") == PARIS
    assert default_address(ada.pk, "billing") == LYON
    assert [a.city for a in addresses_of(ada.pk, "delivery")] == ["Paris", "Lyon"]
    assert len(addresses_of(ada.pk)) == 3


def test_ACC_1_an_address_is_stored_tidied_and_once(ada):
    typed = replace(PARIS, postcode="f-75005", city=" Paris ", phone="01 76 43 06 56")
    one, two = add(ada, typed), add(ada, replace(PARIS, phone="+33176430656"))
    assert one.pk == two.pk
    assert (one.postcode, one.city, one.phone) == ("75005", "Paris", "+33176430656")


def test_a_wrong_address_is_refused_with_every_wrong_part(ada):
    with pytest.raises(Refusal) as refused:
        add(ada, replace(PARIS, name="", postcode="7500"))
    assert refused.value.code == "invalid_address"
    assert refused.value.facts["errors"] == {"name": "required", "postcode": "invalid_postcode"}
    assert not Address.objects.exists()


def test_another_default_takes_the_place_of_the_first(ada):
    paris, lyon = add(ada, PARIS), add(ada, LYON)
    set_default_address(by=GUEST, account_id=ada.pk, address_id=lyon.pk, now=clock.now())
    assert default_address(ada.pk, "delivery") == LYON
    add(ada, PARIS, is_default=True)
    assert default_address(ada.pk, "delivery") == PARIS
    assert Address.objects.filter(is_default=True).get().pk == paris.pk


def test_a_changed_address_keeps_its_place(ada):
    paris = add(ada, PARIS)
    change_address(
        by=GUEST,
        account_id=ada.pk,
        address_id=paris.pk,
        address=replace(PARIS, line2="Bâtiment B"),
        now=clock.now(),
    )
    assert default_address(ada.pk, "delivery") == replace(PARIS, line2="Bâtiment B")
    assert len(addresses_of(ada.pk)) == 1


def test_when_the_default_is_deleted_the_oldest_takes_over(ada):
    paris, lyon = add(ada, PARIS), add(ada, LYON)
    for _ in range(2):
        delete_address(by=GUEST, account_id=ada.pk, address_id=paris.pk, now=clock.now())
    assert default_address(ada.pk, "delivery") == LYON
    delete_address(by=GUEST, account_id=ada.pk, address_id=lyon.pk, now=clock.now())
    assert addresses_of(ada.pk) == []


def test_nobody_reaches_somebody_elses_address(ada):
    grace = Account.objects.create_user("grace@exemple.example")
    paris = add(ada, PARIS)
    assert find_address(grace.pk, paris.pk) is None
    facts = {"by": GUEST, "account_id": grace.pk, "address_id": paris.pk, "now": clock.now()}
    with pytest.raises(Refusal, match="unknown_address"):
        set_default_address(**facts)
    with pytest.raises(Refusal, match="unknown_address"):
        change_address(address=LYON, **facts)
    delete_address(**facts)
    assert default_address(ada.pk, "delivery") == PARIS

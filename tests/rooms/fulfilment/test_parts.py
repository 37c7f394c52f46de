"""Something is missing on the shelf: all waits, unless the customer has the rest sent ahead."""

from datetime import timedelta

import pytest
from django.test import Client

from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.mailroom.models import Letter
from encrier.orders.models import Order
from encrier.reactions import worker
from tests.makers import make_cart, make_goods, make_paid
from tests.rooms.fulfilment.conftest import STAFF

pytestmark = pytest.mark.django_db


def two_products(world, **facts) -> DispatchOrder:
    make_goods("106R03500")
    make_goods("106R03501")
    order = make_paid(world, cart=make_cart(_106R03500=2, _106R03501=1), **facts).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    assert work
    return work


def pick(work: DispatchOrder, *missing: str) -> DispatchOrder:
    return commands.pick_order(by=STAFF, cause=work.cause, missing=missing, now=clock.now())


def stages() -> list[tuple[str, list[str]]]:
    works = DispatchOrder.objects.order_by("id")
    return [(w.stage, [line.part_number for line in w.lines.all()]) for w in works]


def test_who_agreed_at_checkout_gets_what_is_there_at_once(world):
    work = two_products(world, may_split=True)
    assert work.may_split
    pick(work, "106R03501")
    assert stages() == [("picked", ["106R03500"]), ("short", ["106R03501"])]
    commands.dispatch_order(by=STAFF, order_number=work.order.number, now=clock.now())
    (parcel,) = Parcel.objects.all()
    assert [line.part_number for line in parcel.lines.all()] == ["106R03500"]


def test_who_was_not_asked_waits_is_asked_by_letter_and_answers_on_the_page(world, client: Client):
    work = two_products(world)
    pick(work, "106R03501")
    count_stock(
        by=STAFF,
        part_number="106R03501",
        available=0,
        restock_on=clock.now().date() + timedelta(days=20),
        now=clock.now(),
    )
    worker.run_until_idle(clock.now())
    assert stages() == [("short", ["106R03500", "106R03501"])]
    letter = Letter.objects.get(key__startswith="goods_missing")
    assert "106R03501" in letter.text and "Envoyer d’abord" in letter.text
    page = f"/fr-fr/orders/{work.order.number}/"
    token = work.order.token
    seen = client.get(page, {"token": token}).content.decode()
    parts = queries.parts_of(DispatchOrder.objects.get(), clock.now())
    assert parts and parts.rest_on and parts.latest < parts.rest_on
    assert "Envoyer d’abord ce qui est disponible" in seen
    for _ in range(2):
        answer = client.post(f"{page}parts/", {"token": token}, follow=True)
        assert answer.status_code == 200
    assert stages() == [("picked", ["106R03500"]), ("short", ["106R03501"])]
    assert Order.objects.get().may_split
    shown = answer.content.decode()
    assert "Comme convenu" in shown and "Envoyer d’abord" not in shown


def test_only_who_may_see_the_order_has_it_parted(world, client: Client):
    work = two_products(world)
    pick(work, "106R03501")
    answer = client.post(f"/fr-fr/orders/{work.order.number}/parts/", {"token": "guessed"})
    assert answer.status_code == 404
    assert not Order.objects.get().may_split


def test_nothing_is_parted_when_nothing_is_missing_or_all_is(world):
    work = two_products(world)
    for missing in ((), ("106R03500", "106R03501")):
        with pytest.raises(Refusal, match="nothing_to_dispatch"):
            commands.agree_to_parts(by=GUEST, order_number=work.order.number, now=clock.now())
        if not missing:
            pick(work, "106R03500", "106R03501")
    assert not Order.objects.get().may_split


def test_the_rest_follows_when_it_is_found_under_the_same_promise(world):
    work = two_products(world, may_split=True)
    pick(work, "106R03501")
    rest = DispatchOrder.objects.get(stage="short")
    assert (rest.promised_on, rest.latest) == (work.promised_on, work.latest)
    pick(rest)
    commands.dispatch_order(by=STAFF, order_number=work.order.number, now=clock.now())
    assert Parcel.objects.count() == 2

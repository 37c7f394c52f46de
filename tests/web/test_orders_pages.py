"""Orders: whose they are, who may see what, and what can still be done."""

import pytest
from django.test import Client

from encrier import policy
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.mailroom.models import Letter
from encrier.orders.commands import note_confirmation_sent
from encrier.orders.models import Order
from encrier.payments.commands import settle_payment
from encrier.payments.commands.open_payment import open_payment
from tests.makers import make_goods, make_placed
from tests.web.buying import log_in, make_account, text

pytestmark = pytest.mark.django_db


def make_paid(world, **facts) -> Order:
    """An order that is paid and confirmed."""
    placed = make_placed(**facts)
    now = clock.now()
    open_payment(by=GUEST, reference=placed.payment.reference, now=now)
    world.play(placed.payment.reference, "paid")
    settle_payment(by=GUEST, reference=placed.payment.reference, now=now)
    return Order.objects.get(pk=placed.order.pk)


def at_home(order: Order) -> str:
    return f"/en-fr/orders/{order.number}/"


def test_GUEST_1_the_link_opens_the_whole_order(client):
    order = make_placed().order
    page = text(client.get(f"{at_home(order)}?token={order.token}"))
    assert "12 rue de la République" in page and "106R03500" in page


@pytest.mark.parametrize("token", ["", "wrong", "a" * 5000, "%00"])
def test_GUEST_1_without_the_link_nothing_is_shown(client, token):
    order = make_placed().order
    answer = client.get(f"{at_home(order)}?token={token}")
    assert answer.status_code == 404
    assert "Lyon" not in text(answer)


def test_a_link_opens_only_its_own_order(client):
    order = make_placed().order
    other = make_placed(email="other@exemple.example").order
    assert client.get(f"{at_home(other)}?token={order.token}").status_code == 404


def test_an_order_that_does_not_exist_looks_the_same(client):
    there = client.get(at_home(make_placed().order))
    nowhere = client.get("/en-fr/orders/E26-0000-0000/")
    assert there.status_code == nowhere.status_code == 404
    assert text(there).replace(Order.objects.get().number, "E26-0000-0000") == text(nowhere)


def test_the_owner_sees_the_order_and_others_do_not(client):
    make_account()
    make_account("other@exemple.example")
    order = make_placed().order
    Order.objects.update(account=make_account("owner@exemple.example"))
    log_in(client, "owner@exemple.example")
    assert client.get(at_home(order)).status_code == 200
    stranger = Client()
    log_in(stranger, "other@exemple.example")
    assert stranger.get(at_home(order)).status_code == 404


def test_the_page_of_an_order_is_kept_by_no_cache_and_no_search_engine(client):
    order = make_placed().order
    answer = client.get(f"{at_home(order)}?token={order.token}")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_GUEST_1_number_and_email_show_the_status_and_nothing_more(client):
    order = make_placed().order
    given = {"number": order.number.lower().replace("-", " "), "email": order.email.upper()}
    page = text(client.post("/en-fr/orders/lookup/", given))
    assert "Waiting for the payment" in page
    assert "Lyon" not in page and "106R03500" not in page


@pytest.mark.parametrize("wrong", [{"email": "else@exemple.example"}, {"number": "E26-0000-0000"}])
def test_GUEST_1_a_wrong_pair_says_one_and_the_same_thing(client, wrong):
    order = make_placed().order
    answer = client.post(
        "/en-fr/orders/lookup/", {"number": order.number, "email": order.email, **wrong}
    )
    assert answer.status_code == 404
    assert "We find no order with this number and this e-mail address." in text(answer)


def test_looking_up_is_limited_by_the_policy(client):
    limit = policy.current().at(clock.now().date()).security.order_lookups_per_hour
    order = make_placed().order
    pair = {"number": order.number, "email": "else@exemple.example"}
    for _ in range(limit):
        assert client.post("/en-fr/orders/lookup/", pair).status_code == 404
    answer = client.post("/en-fr/orders/lookup/", pair | {"email": order.email})
    assert answer.status_code == 429
    assert "Waiting for the payment" not in text(answer)


def test_GUEST_1_a_fresh_link_is_sent_and_the_old_one_ends(client):
    order = make_placed().order
    pair = {"number": order.number, "email": order.email}
    page = text(client.post("/en-fr/orders/lookup/link/", pair))
    assert "The link is on its way" in page
    assert Event.objects.filter(kind="orders.link_requested", about=order.number).count() == 1
    assert client.get(f"{at_home(order)}?token={order.token}").status_code == 404


def test_asking_for_a_link_with_a_wrong_pair_looks_the_same_and_does_nothing(client):
    order = make_placed().order
    right = client.post(
        "/en-fr/orders/lookup/link/", {"number": "E26-0000-0000", "email": order.email}
    )
    assert right.status_code == 200 and "The link is on its way" in text(right)
    assert not Event.objects.filter(kind="orders.link_requested").exists()


def test_CANCEL_1_an_order_can_be_cancelled_until_the_confirmation_has_gone_out(client, world):
    order = make_paid(world)
    page = text(client.get(f"{at_home(order)}?token={order.token}"))
    assert "Cancel the order" in page
    answer = client.post(f"{at_home(order)}cancel/", {"token": order.token})
    assert answer.status_code == 302
    page = text(client.get(answer.headers["Location"]))
    assert "is being paid back to you" in page and "Cancelled" in page


def test_CANCEL_1_afterwards_the_page_explains_the_return_instead(client, world):
    order = make_paid(world)
    Letter.objects.update_or_create(
        key=f"order_confirmation:{order.number}",
        defaults={
            "about": order.number, "to": order.email, "state": Letter.State.SENT,
            "due_at": clock.now(), "queued_at": clock.now(),
        },
    )  # fmt: skip
    note_confirmation_sent(by=SYSTEM, number=order.number, now=clock.now())
    page = text(client.get(f"{at_home(order)}?token={order.token}"))
    assert "Cancel the order" not in page
    assert "within 90 days of the invoice" in page and "within 14 days of delivery" in page
    answer = client.post(f"{at_home(order)}cancel/", {"token": order.token})
    assert answer.status_code == 409
    assert "has gone out" in text(answer)
    order.refresh_from_db()
    assert order.status == "confirmed"


@pytest.mark.parametrize("action", ["cancel", "pay", "again"])
def test_nobody_acts_on_an_order_that_is_not_theirs(client, action):
    order = make_placed().order
    assert client.post(f"{at_home(order)}{action}/").status_code == 404
    order.refresh_from_db()
    assert order.status == "awaiting_payment"


def test_FIND_7_an_order_is_bought_again_in_one_step(client):
    make_goods(units=50)
    order = make_placed().order
    answer = client.post(f"{at_home(order)}again/", {"token": order.token})
    assert answer.headers["Location"] == "/en-fr/cart/"
    assert 'value="2"' in text(client.get("/en-fr/cart/"))


def test_EOL_4_buying_again_names_what_is_withdrawn(client):
    product = make_goods(units=50)
    order = make_placed().order
    product.withdrawn_on = clock.now().date()
    product.save()
    client.post(f"{at_home(order)}again/", {"token": order.token})
    assert "106R03500 is no longer sold." in text(client.get("/en-fr/cart/"))


def test_TRACK_1_my_orders_lists_mine_only(client):
    mine, other = make_placed().order, make_placed(email="other@exemple.example").order
    Order.objects.filter(pk=mine.pk).update(account=make_account())
    log_in(client)
    page = text(client.get("/en-fr/orders/"))
    assert mine.number in page and other.number not in page


def test_without_a_log_in_the_orders_page_offers_the_look_up(client):
    page = text(client.get("/en-fr/orders/"))
    assert "Ordered as a guest" in page and 'name="number"' in page


def test_TRACK_1_the_timeline_tells_what_has_happened(client, world):
    order = make_paid(world)
    page = text(client.get(f"{at_home(order)}?token={order.token}"))
    assert page.index("You placed the order.") < page.index("Your payment arrived.")

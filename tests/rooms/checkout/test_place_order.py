"""A cart becomes an order: all of it, or nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from encrier import policy
from encrier.cart.models import Cart
from encrier.catalogue.commands import withdraw_product
from encrier.checkout.commands import place_order
from encrier.customers.types import PostalAddress
from encrier.inventory.models import Reservation, Stock
from encrier.inventory.queries import available
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.pricing.commands import set_price
from tests.makers import make_cart, make_details, make_goods, make_placed, make_product

pytestmark = pytest.mark.django_db


def test_ORDER_2_the_order_copies_what_was_shown_at_review():
    make_goods("106R03500", net="100.00", name_fr="Toner noir", units=5)

    placed = make_placed(make_cart(_106R03500=2))

    order, line = placed.order, placed.order.lines.get()
    assert (line.part_number, line.name, line.quantity) == ("106R03500", "Toner noir", 2)
    assert (line.unit_net, line.tax_rate, line.net) == (Decimal(100), Decimal(20), Decimal(200))
    assert order.net == line.net + order.shipping_net
    assert order.gross == order.net + order.tax == placed.payment.amount
    assert order.status == "awaiting_payment"
    assert order.shipping_address["city"] == "Lyon"
    assert (
        order.terms_version
        == policy.current().at(clock.now().date()).legal.terms_version.isoformat()
    )


def test_ORDER_5_the_units_are_held_and_no_longer_for_sale():
    make_goods("106R03500", units=5)
    make_placed(make_cart(_106R03500=2))
    assert available(["106R03500"]) == {"106R03500": 3}


def test_ORDER_4_placing_a_cart_twice_gives_the_same_order():
    make_goods("106R03500", units=5)
    cart = make_cart(_106R03500=2)
    first = make_placed(cart)

    second = place_order(
        by=GUEST,
        cart_id=cart.pk,
        details=make_details(email="other@exemple.example"),
        shown_total=money(1, "EUR"),
        terms_accepted=False,
        now=clock.now(),
    )

    assert (second.order, second.payment) == (first.order, first.payment)
    assert second.order.email == "camille@exemple.example"
    assert Order.objects.count() == Payment.objects.count() == 1
    assert available(["106R03500"]) == {"106R03500": 3}


def test_the_history_begins_with_the_order_placed():
    placed = make_placed()
    event = Event.objects.get(kind="orders.order_placed")
    assert event.about == placed.order.number
    assert event.data == {"payment": placed.payment.reference, "method": "card"}


def test_PRICE_4_a_total_that_is_no_longer_true_is_told_with_the_new_one():
    make_goods("106R03500", net="100.00")
    cart = make_cart(_106R03500=1)
    shown = make_total(cart)
    set_price(by=SYSTEM, part_number="106R03500", net=money("110.00", "EUR"), now=clock.now())

    refusal = refused(cart, shown_total=shown)

    assert refusal.code == "price_changed"
    assert refusal.facts["total"] == make_total(cart) == shown + money("12.00", "EUR")


def test_PRICE_4_a_total_in_another_currency_is_another_total():
    make_goods("106R03500")
    cart = make_cart(_106R03500=1)
    shown = make_total(cart)
    assert refused(cart, shown_total=money(shown.amount, "CHF")).code == "price_changed"


def test_LEGAL_1_without_the_terms_there_is_no_order():
    make_goods("106R03500")
    assert refused(make_cart(_106R03500=1), terms_accepted=False).code == "terms_not_accepted"


def test_an_empty_cart_is_not_an_order():
    assert refused(make_cart()).code == "empty_cart"


def test_an_unknown_cart_is_not_an_order():
    cart = Cart(country="FR", language="fr")
    assert refused(cart).code == "unknown_cart"


def test_EOL_1_a_product_withdrawn_meanwhile_cannot_be_bought():
    make_goods("106R03500")
    make_product("106R03999")
    cart = make_cart(_106R03500=1)
    withdraw_product(
        by=SYSTEM,
        part_number="106R03500",
        withdrawn_on=date(2026, 1, 2),
        replaced_by="106R03999",
        now=clock.now(),
    )

    refusal = refused(cart)

    assert refusal.code == "withdrawn_product"
    assert refusal.facts["replaced_by"] == "106R03999"


def test_CONTRACT_1_a_contract_product_is_refused_even_in_an_old_cart():
    product = make_goods("106R03500")
    cart = make_cart(_106R03500=1)
    product.channel = "contract"
    product.save()
    assert refused(cart).code == "contract_only"


def test_ORDER_5_more_than_there_is_cannot_be_ordered():
    make_goods("106R03500", units=1)
    refusal = refused(make_cart(_106R03500=2))
    assert (refusal.code, refusal.facts["available"]) == ("out_of_stock", 1)


@pytest.mark.parametrize(
    ("country", "postcode", "code", "field"),
    [
        ("FR", "98000", "country_never_served", "postcode"),
        ("MC", "98000", "country_never_served", "country"),
        ("US", "10001", "country_not_served", "country"),
        ("FR", "97400", "country_not_served", "postcode"),
    ],
)
def test_SHIPTO_places_that_are_not_served_are_refused(country, postcode, code, field):
    make_goods("106R03500")
    address = PostalAddress("A. Martin", "1 quai", "Ville", country, postcode)
    refusal = refused(make_cart(_106R03500=1), address=address)
    assert (refusal.code, refusal.field) == (code, field)


def test_every_wrong_answer_is_named_at_its_field():
    make_goods("106R03500")
    address = PostalAddress("", "1 quai", "Lyon", "FR", "6900")
    refusal = refused(
        make_cart(_106R03500=1),
        address=address,
        email="nobody",
        payment_method="cheque",
        customer_type="",
        service="pigeon",
    )
    assert refusal.code == "invalid_details"
    assert refusal.facts["errors"] == {
        "customer_type": "required",
        "payment_method": "invalid_choice",
        "email": "invalid",
        "service": "invalid_choice",
        "shipping_address.name": "required",
        "shipping_address.postcode": "invalid_postcode",
        "billing_address.name": "required",
        "billing_address.postcode": "invalid_postcode",
    }


def test_PRICE_3_an_export_is_sold_without_vat_in_its_own_currency():
    make_goods("106R03500", net="100.00")
    set_price(by=SYSTEM, part_number="106R03500", net=money("110.00", "CHF"), now=clock.now())
    address = PostalAddress("A. Muster", "Bahnhofstrasse 1", "Zürich", "CH", "8001")
    order = make_placed(make_cart("CH", "fr", _106R03500=1), address=address).order
    assert (order.currency, order.tax, order.tax_category) == ("CHF", 0, "G")


def test_PAY_3_a_bank_transfer_is_open_at_once_under_its_reference():
    payment = make_placed(payment_method="bank_transfer").payment
    assert (payment.status, payment.provider) == ("open", "bank")
    assert payment.creditor_reference.startswith("RF")
    assert payment.creditor_reference.endswith(payment.reference.replace("-", ""))


def test_SHIP_1_the_promise_that_was_shown_is_kept_on_the_order():
    just_too_late = datetime(2026, 12, 24, 14, 0, 1, tzinfo=UTC)  # 15:00:01 in Brussels
    clock.shift_by(lambda: just_too_late - datetime.now(UTC))
    order = make_placed().order
    assert order.dispatch_on == date(2026, 12, 28)
    assert order.latest == date(2027, 1, 5)


def make_total(cart):
    from encrier.cart.queries import find_cart
    from encrier.checkout.queries import quote_cart

    offer = quote_cart(find_cart(cart.pk), country="FR", service="standard", now=clock.now())
    return offer.quote.gross


def refused(cart, *, shown_total=None, terms_accepted=True, **facts):
    """The refusal of an order, of which nothing is left behind."""
    before = Event.objects.count(), dict(Stock.objects.values_list("pk", "reserved"))
    with pytest.raises(Refusal) as refusal:
        place_order(
            by=GUEST,
            cart_id=cart.pk,
            details=make_details(**facts),
            shown_total=shown_total or money("133.99", "EUR"),
            terms_accepted=terms_accepted,
            now=clock.now(),
        )
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    assert not Reservation.objects.exists()
    assert (Event.objects.count(), dict(Stock.objects.values_list("pk", "reserved"))) == before
    assert not Cart.objects.filter(state="ordered").exists()
    return refusal.value

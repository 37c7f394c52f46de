"""Each way from asking to its end: exchange, withdrawal, claims, guarantee, late and stray parcels."""

import io
import zipfile
from decimal import Decimal

import pytest

from encrier.catalogue.models import Product
from encrier.fulfilment.models import DispatchOrder
from encrier.inventory.models import Reservation, Stock
from encrier.invoicing.commands import correct_tax
from encrier.invoicing.models import Invoice
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import Upload
from encrier.orders.models import Order
from encrier.payments.models import Refund
from encrier.pricing.types import Tax
from encrier.returns import commands, queries
from encrier.returns.labels import carrier_file
from encrier.returns.models import Claim, ReceivedLine, RefundClock, Return
from encrier.returns.types import Statement
from tests.rooms.returns.making import (
    CUSTOMER,
    STAFF,
    TONER,
    WAREHOUSE,
    found,
    later,
    make_delivered,
    make_order,
    react,
    some,
)

pytestmark = pytest.mark.django_db


def authorise(order: Order, way: str = "voluntary", units: int = 1, key: str | None = None):
    return commands.authorise_return(
        by=CUSTOMER,
        order_number=order.number,
        way=way,
        lines=some(units),
        key=key,
        now=clock.now(),
    )


def receive(parent: Return, units: int = 1, condition: str = "unopened", key: str | None = None):
    return commands.receive_parcel(
        by=WAREHOUSE,
        return_number=parent.number,
        lines=found(units, condition),
        key=key,
        now=clock.now(),
    )


def withdraw(order: Order, lines=()):
    statement = Statement("Camille Durand", order.number, order.email)
    return commands.withdraw_contract(
        by=CUSTOMER,
        statement=statement,
        language="fr",
        country="FR",
        order_number=order.number,
        lines=lines,
        now=clock.now(),
    ).parent


def status(parent: Return) -> str:
    parent.refresh_from_db()
    return parent.status


def test_RETURN_1_an_exchange_holds_the_new_goods_and_sends_them_when_the_old_ones_came():
    order = make_delivered(3)
    parent = authorise(order, "exchange")
    assert Reservation.objects.get(order_number=parent.number).state == "held"
    received = receive(parent)
    sent = DispatchOrder.objects.get(cause=received.cause)
    assert [line.quantity for line in sent.lines.all()] == [1]
    assert (status(parent), Refund.objects.count()) == ("settled", 0)
    assert Reservation.objects.get(order_number=parent.number).state == "freed"
    assert Reservation.objects.get(order_number=received.cause).quantity == 1
    (clock_,) = RefundClock.objects.all()
    assert clock_.stopped_at


def test_an_exchange_whose_parcel_never_comes_frees_what_it_held():
    order = make_delivered(3)
    parent = authorise(order, "exchange")
    assert commands.expire_due(clock.now()) == 0
    later(30)
    assert commands.expire_due(clock.now()) == 1
    assert status(parent) == "expired"
    assert Reservation.objects.get(order_number=parent.number).state == "freed"
    react()


def test_an_exchange_without_stock_pays_back_and_the_units_are_gone():
    order = make_delivered(1)
    parent = authorise(order, "exchange")
    later(30)
    commands.expire_due(clock.now())
    Stock.objects.update(on_hand=0, reserved=0)
    held = receive(parent, 1, "opened")
    commands.take_in_held(
        by=STAFF, number=held.number, return_number=parent.number, now=clock.now()
    )
    line = ReceivedLine.objects.get()
    commands.judge_line(by=STAFF, line_id=line.pk, verdict="accepted", now=clock.now())
    assert Refund.objects.get().amount == order.lines.get().gross
    with pytest.raises(Refusal, match="nothing_left_to_return"):
        authorise(order)


def test_RETURN_2_a_parcel_that_comes_too_late_is_held_and_can_be_taken_in_after_all():
    order = make_delivered(3)
    parent = authorise(order)
    later(30)
    commands.expire_due(clock.now())
    held = receive(parent)
    assert (held.status, held.because, held.parent) == ("held", "expired", None)
    commands.take_in_held(
        by=STAFF, number=held.number, return_number=parent.number, now=clock.now()
    )
    assert status(parent) == "settled" and Refund.objects.count() == 1
    react()


def test_RETURN_2_a_parcel_without_a_number_is_matched_once_its_return_is_found():
    order = make_delivered(3)
    held = commands.receive_parcel(by=WAREHOUSE, return_number=None, lines=found(), now=clock.now())
    parent = authorise(order)
    commands.take_in_held(
        by=STAFF, number=held.number, return_number=parent.number, now=clock.now()
    )
    assert status(parent) == "settled"
    with pytest.raises(Refusal, match="reception_decided"):
        commands.take_in_held(
            by=STAFF, number=held.number, return_number=parent.number, now=clock.now()
        )


def test_RETURN_3_each_parcel_of_a_return_is_settled_by_itself_and_the_parts_make_the_whole():
    order = make_delivered(3)
    parent = authorise(order, units=3)
    first = receive(parent, 1)
    assert status(parent) == "authorised"
    second = receive(parent, 2)
    assert status(parent) == "settled"
    assert (first.position, second.position) == (1, 2)
    back = sum(each.amount for each in Refund.objects.all())
    assert back == order.lines.get().gross
    with pytest.raises(Refusal, match="nothing_left_to_return"):
        authorise(order)


def test_RETURN_3_goods_that_are_no_part_of_the_return_are_refused_with_the_reason():
    order = make_delivered(3)
    parent = authorise(order)
    received = receive(parent, 2)
    seen = received.lines.values_list("quantity", "verdict", "because", "disposition")
    assert sorted(seen) == [
        (1, "accepted", "", "restock"),
        (1, "refused", "too_many", "back_to_customer"),
    ]
    assert Refund.objects.get().amount == order.lines.get().gross / 3


def test_the_same_scan_and_the_same_form_count_once():
    order = make_delivered(3)
    parent = authorise(order, key="form")
    assert authorise(order, key="form") == parent
    assert receive(parent, key="scan") == receive(parent, key="scan")
    assert Refund.objects.count() == Invoice.objects.filter(kind="credit_note").count() == 1


def test_units_under_a_return_cannot_be_returned_or_claimed_a_second_time():
    order = make_delivered(3)
    authorise(order, units=2)
    with pytest.raises(Refusal, match="too_many_units"):
        authorise(order, units=2)
    commands.claim_damage(by=CUSTOMER, order_number=order.number, lines=some(), now=clock.now())
    with pytest.raises(Refusal, match="nothing_left_to_return"):
        authorise(order)


def test_RETURN_5_opened_goods_are_taken_back_less_a_reasoned_share():
    order = make_delivered(3)
    parent = withdraw(order)
    receive(parent, 3, "opened")
    line = ReceivedLine.objects.get()
    asked = {"by": STAFF, "line_id": line.pk, "verdict": "accepted", "now": clock.now()}
    with pytest.raises(Refusal, match="reason_required"):
        commands.judge_line(percent=Decimal(25), **asked)
    commands.judge_line(percent=Decimal(25), reason="Cartouche entamée.", **asked)
    goods = order.lines.get().gross
    assert Refund.objects.get().amount == order.gross - (goods / 4).quantize(Decimal("0.01"))
    assert Invoice.objects.get(kind="credit_note").gross == Refund.objects.get().amount
    with pytest.raises(Refusal, match="already_judged"):
        commands.judge_line(**asked)


def test_RETURN_3_the_voluntary_offer_bears_no_deduction():
    parent = authorise(make_delivered(3))
    receive(parent, 1, "opened")
    with pytest.raises(Refusal, match="impossible_deduction"):
        commands.judge_line(
            by=STAFF,
            line_id=ReceivedLine.objects.get().pk,
            verdict="accepted",
            percent=Decimal(10),
            reason="Ouvert.",
            now=clock.now(),
        )


@pytest.mark.parametrize(("service", "units"), [("standard", 1), ("express", 1), ("express", 2)])
def test_RETURN_5_standard_delivery_goes_back_with_the_whole_order_the_surcharge_does_not(
    service, units
):
    order = make_delivered(units, service=service)
    parent = withdraw(order)
    receive(parent, units)
    goods, back = order.lines.get().gross, Refund.objects.get().amount
    assert back >= goods
    if service == "standard":
        assert back == order.gross
    else:
        assert back < order.gross


def test_RETURN_5_who_ends_a_late_order_gets_back_all_that_express_delivery_cost():
    order = make_delivered(1, service="express")
    order.dispatch_orders.update(outcome="missed", cause_of_miss="carrier")
    receive(withdraw(order), 1)
    assert Refund.objects.get().amount == order.gross


def test_RETURN_5_a_part_of_the_order_is_withdrawn_without_its_delivery():
    order = make_delivered(1, more={"008R13061": 1})
    parent = withdraw(order, some())
    receive(parent)
    assert Refund.objects.get().amount == order.lines.get(part_number=TONER).gross


def test_RETURN_5_what_has_not_left_is_stopped_and_paid_back_though_its_confirmation_has_gone():
    order = make_order(3)
    Order.objects.filter(pk=order.pk).update(confirmation_sent_at=clock.now())
    parent = withdraw(order)
    order.refresh_from_db()
    assert (order.status, status(parent)) == ("cancelled", "settled")
    assert Refund.objects.get().amount == order.gross
    assert Stock.objects.get(pk=TONER).reserved == 0
    react()


def test_a_strangers_declaration_keeps_nobody_from_returning():
    order = make_delivered(3)
    stranger = Statement("X", order.number, "x@exemple.example")
    notice = commands.withdraw_contract(
        by=GUEST, statement=stranger, language="fr", country="FR", now=clock.now()
    )
    assert status(notice.parent) == "unverified" and queries.returns_of(order) == []
    authorise(order, units=3)
    with pytest.raises(Refusal, match="nothing_left_to_return"):
        commands.verify_withdrawal(by=GUEST, token=notice.parent.token, now=clock.now())


def test_RETURN_1_after_90_days_the_makers_finding_decides():
    order = make_delivered(3)
    later(200)
    parent = authorise(order, "defect")
    receive(parent, 1, "opened")
    commands.send_to_maker(by=STAFF, number=parent.number, now=clock.now())
    commands.note_finding(
        by=STAFF, number=parent.number, is_defect=True, finding="Puce.", now=clock.now()
    )
    assert status(parent) == "settled"
    assert Refund.objects.get().amount == order.lines.get().gross / 3
    react()


def test_RETURN_1_no_defect_no_money_and_the_finding_is_the_reason():
    order = make_delivered(3)
    parent = authorise(order, "defect")
    receive(parent, 1, "opened")
    commands.note_finding(
        by=STAFF, number=parent.number, is_defect=False, finding="Vide.", now=clock.now()
    )
    assert status(parent) == "refused" and not Refund.objects.exists()
    assert ReceivedLine.objects.get().reason == "Vide."


def store_brand_order() -> Order:
    order = make_delivered(2)
    Product.objects.update(brand="Encrier", stands_in_for="HP CF410A")
    return order


def not_working(order: Order, **facts) -> Claim:
    return commands.report_not_working(
        by=CUSTOMER, order_number=order.number, lines=some(), now=clock.now(), **facts
    )


def test_XBRAND_1_a_call_is_enough_and_the_replacement_is_planned_at_once():
    claim = not_working(store_brand_order())
    assert (claim.way, claim.status) == ("store_brand", "replaced")
    assert DispatchOrder.objects.filter(cause=claim.cause).exists()
    again = not_working(claim.order)
    assert again.status == "replaced" and again != claim
    react()


def test_XBRAND_1_without_stock_the_claim_waits_for_somebody():
    order = store_brand_order()
    Stock.objects.update(on_hand=0, reserved=0)
    assert not_working(order).status == "open"
    assert queries.open_claims().count() == 1


def test_RETURN_5_the_guarantee_replaces_first_and_pays_back_when_that_has_failed():
    order = make_delivered(2)
    later(400)
    first = not_working(order)
    assert (first.way, first.status) == ("guarantee", "open")
    answer = {"by": STAFF, "now": clock.now()}
    with pytest.raises(Refusal, match="replacement_first"):
        commands.decide_claim(number=first.number, outcome="refunded", **answer)
    commands.decide_claim(number=first.number, outcome="replaced", **answer)
    second = not_working(order)
    commands.decide_claim(number=second.number, outcome="refunded", **answer)
    assert Refund.objects.get().amount == order.lines.get().gross / 2
    react()


def test_a_companys_toner_that_does_not_work_goes_back_to_the_maker():
    order = make_delivered(2, customer_type="company")
    claim = not_working(order)
    assert claim.way == "defect"
    parent = commands.ask_goods_back(by=STAFF, number=claim.number, now=clock.now())
    assert parent == commands.ask_goods_back(by=STAFF, number=claim.number, now=clock.now())
    claim.refresh_from_db()
    assert (claim.status, parent.way, parent.claim) == ("asked_back", "defect", claim)


def test_DAMAGE_2_the_evidence_for_the_carrier_is_one_file_with_the_pictures():
    order = make_delivered(2)
    later(hours=47)
    pictures = [Upload("box.png", b"\x89PNG\r\n\x1a\n" + bytes([n])) for n in (1, 2, 2)]
    claim = commands.claim_damage(
        by=CUSTOMER,
        order_number=order.number,
        lines=some(),
        pictures=pictures,
        now=clock.now(),
    )
    assert (claim.in_time, claim.carrier_claim, claim.pictures.count()) == (True, "to_file", 2)
    file = carrier_file(queries.find_claim(claim.number))
    names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert names == ["claim.json", "01-box.png", "02-box.png"]
    assert carrier_file(queries.find_claim(claim.number)) == file


def test_DAMAGE_3_a_claim_after_48_hours_is_handled_but_not_the_carriers():
    order = make_delivered(2)
    later(hours=49)
    claim = commands.claim_damage(
        by=CUSTOMER, order_number=order.number, lines=some(), now=clock.now()
    )
    assert (claim.in_time, claim.carrier_claim) == (False, "")
    with pytest.raises(Refusal, match="reason_required"):
        commands.decide_claim(by=STAFF, number=claim.number, outcome="refused", now=clock.now())


def test_RETURN_5_a_surcharge_stays_paid_at_the_rate_of_the_invoice_that_stands():
    """An order whose VAT went back: its faster delivery is kept without VAT too."""
    order = make_delivered(1, service="express")
    exempt = Tax("E", Decimal(0), "exempt")
    standing = {"by": STAFF, "order_number": order.number, "tax": exempt, "evidence": {}}
    correct_tax(cause="vat:1", now=clock.now(), **standing)
    parent = withdraw(order)
    receive(parent)
    stands = Invoice.objects.filter(kind="invoice").latest("id")
    note = Invoice.objects.get(cause=parent.receptions.get().cause)
    assert note.tax == 0 and note.gross < stands.gross
    assert Refund.objects.get(cause=note.cause).amount == note.gross


def test_DAMAGE_2_damaged_goods_are_paid_back_with_all_that_their_delivery_cost():
    order = make_delivered(1, service="express")
    claim = commands.claim_damage(
        by=CUSTOMER, order_number=order.number, lines=some(), now=clock.now()
    )
    commands.decide_claim(by=STAFF, number=claim.number, outcome="refunded", now=clock.now())
    assert Refund.objects.get().amount == order.gross

"""A card that is declined, a payment given up, and everything done twice (ORDER-4)."""

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_PAY_1_a_declined_card_leaves_the_order_waiting_for_another_means(visitor: Visitor) -> None:
    purchase.buy(visitor, "106R03519", "refusee@example.fr", means="Carte")
    visitor.reads("Payer par carte")
    visitor.press("Ma banque refuse")
    visitor.reads("Le paiement n’a pas abouti")
    visitor.sees("Votre banque ou PayPal a refusé. Rien n’a été débité.")

    visitor.picks("PayPal")
    visitor.press("Payer")
    purchase.pay_at_the_provider(visitor, "Payer avec PayPal")

    visitor.sees("Payée, en préparation")
    _one_order_one_letter(visitor, "refusee@example.fr")


def test_a_payment_given_up_can_be_taken_up_again(visitor: Visitor) -> None:
    purchase.buy(visitor, "106R03519", "hesite@example.fr", means="Carte")
    visitor.reads("Payer par carte")
    visitor.press("Annuler et revenir")
    visitor.reads("Le paiement n’a pas abouti")
    visitor.sees("Vous avez interrompu le paiement. Rien n’a été débité.")

    visitor.picks("Carte")
    visitor.press("Payer")
    purchase.pay_at_the_provider(visitor)

    _one_order_one_letter(visitor, "hesite@example.fr")


def test_ORDER_4_reloading_and_going_back_after_paying_change_nothing(visitor: Visitor) -> None:
    purchase.buy(visitor, "106R03519", "recharge@example.fr", means="Carte")
    purchase.pay_at_the_provider(visitor)
    number = purchase.order_number(visitor)

    visitor.page.reload()
    assert purchase.order_number(visitor) == number
    visitor.page.go_back()
    visitor.go("/fr-fr/cart/")
    visitor.reads("Votre panier est vide")

    _one_order_one_letter(visitor, "recharge@example.fr")


def test_ORDER_4_a_double_click_on_the_button_makes_one_order(visitor: Visitor) -> None:
    purchase.put_into_cart(visitor, "106R03519")
    purchase.go_to_checkout(visitor)
    purchase.tell_who_and_where(visitor, "doubleclic@example.fr")
    purchase.choose_how(visitor)
    visitor.agrees("J’accepte")
    visitor.page.get_by_role("button", name="Commander avec obligation de paiement").dblclick()
    purchase.pay_at_the_provider(visitor)

    _one_order_one_letter(visitor, "doubleclic@example.fr")


def test_ORDER_4_the_order_form_sent_again_leads_to_the_same_order(visitor: Visitor) -> None:
    """As a browser sends it that runs no script and is clicked twice, or a tab left open."""
    purchase.put_into_cart(visitor, "106R03519")
    purchase.go_to_checkout(visitor)
    purchase.tell_who_and_where(visitor, "deuxonglets@example.fr")
    purchase.choose_how(visitor)
    other_tab = Visitor(visitor.page.context.new_page(), visitor.store)
    other_tab.go("/fr-fr/checkout/review/")

    purchase.order_with_obligation_to_pay(visitor)
    visitor.reads("Payer par carte")
    purchase.order_with_obligation_to_pay(other_tab)
    other_tab.reads("Payer par carte")
    assert other_tab.page.url == visitor.page.url

    purchase.pay_at_the_provider(visitor)
    _one_order_one_letter(visitor, "deuxonglets@example.fr")


def test_ORDER_4_a_notice_that_comes_late_and_twice_confirms_once(visitor: Visitor) -> None:
    visitor.outside("provider", delay=0.3, times=3)
    try:
        purchase.buy(visitor, "106R03519", "tardif@example.fr", means="Carte")
        purchase.pay_at_the_provider(visitor)
        _one_order_one_letter(visitor, "tardif@example.fr")
    finally:
        visitor.outside("provider")


def _one_order_one_letter(visitor: Visitor, address: str) -> None:
    letters = [each for each in visitor.letters_to(address) if "confirmée" in each["subject"]]
    assert len(letters) == 1, [each["subject"] for each in letters]


def test_a_guest_who_lost_the_letter_asks_for_a_fresh_link(
    visitor: Visitor, other_visitor: Visitor
) -> None:
    """GUEST-1: order number and e-mail show where it stands; the rest comes by mail."""
    purchase.buy(visitor, "106R03519", "perdue@example.fr", means="Carte")
    purchase.pay_at_the_provider(visitor)
    number = purchase.order_number(visitor)

    other_visitor.go("/fr-fr/orders/lookup/")
    other_visitor.type(number=number, email="perdue@example.fr")
    other_visitor.press("Afficher l’état")
    other_visitor.sees("Payée, en préparation")
    other_visitor.does_not_see("Lyon")
    other_visitor.press("M’envoyer le lien")
    other_visitor.reads("Le lien est en route")
    expect(other_visitor.page).to_have_url(f"{visitor.store}/fr-fr/orders/lookup/link/")
    newest = visitor.letters_to("perdue@example.fr")[0]
    assert f"/orders/{number}/?token=" in newest["text"]
    assert requests.get(f"{visitor.store}/fr-fr/orders/{number}/", timeout=10).status_code != 200

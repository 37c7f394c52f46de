"""Checkout: each step its own address, what was typed kept in the draft (ORDER-1, ORDER-2)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encrier.cart.models import Cart
from encrier.cart.queries import view_cart
from encrier.checkout import commands, queries
from encrier.checkout.models import CheckoutDraft
from encrier.checkout.types import Offer
from encrier.customers import commands as customers
from encrier.customers.addressing import written
from encrier.customers.models import Account, Address
from encrier.customers.queries import addresses_of, find_address, postal_address
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.vat.commands import ask_vies
from encrier.vat.rules import is_worth_asking
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront.cart import voucher_facts
from encrier.web.storefront.checkout_forms import AddressStep, DeliveryForm

Step = Callable[[HttpRequest, Locale, Cart, Any], HttpResponse]
NEEDED = {
    "delivery": ("email", "customer_type", "shipping_address", "billing_address"),
    "review": ("service", "payment_method"),
}
"""What a step needs to have been answered; a later step needs what the earlier ones do."""


@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, locale: Locale, step: str = "start") -> HttpResponse:
    """One step of the checkout; without something to order there is nothing to check out."""
    if step not in STEPS:
        raise Http404
    cart = visitor.cart_in_this_country(request)
    if cart is None or not _can_be_ordered(cart):
        return redirect("cart", locale)
    draft = queries.find_draft(cart.id)
    if missing := first_unanswered(step, draft):
        return redirect("checkout", locale, missing)
    return STEPS[step](request, locale, cart, draft)


def start(
    request: HttpRequest, locale: Locale, cart: Cart, draft: CheckoutDraft | None
) -> HttpResponse:
    """Log in, register, or go on as a guest."""
    if request.user.is_authenticated:
        return redirect("checkout", locale, "address")
    return render(
        request, "storefront/checkout/start.html", {"step": "start"} | _aside(cart, draft)
    )


def address(
    request: HttpRequest, locale: Locale, cart: Cart, draft: CheckoutDraft | None
) -> HttpResponse:
    """Who buys, where it goes, where the bill goes; refused places are refused here (SHIPTO-2)."""
    account = visitor.account_of(request)
    answers = AddressStep(request.POST or None, account, draft, locale.country)
    if request.method == "POST" and "format" in request.POST:
        answers = answers.reformatted()
    elif (
        request.method == "POST" and answers.is_valid() and _addresses_kept(request, cart, answers)
    ):
        return _on_to_delivery(request, locale, cart, answers)
    elif stored := _stored_address(request):
        answers.shipping.initial = {**answers.shipping.initial, **stored.as_json()}
    facts = {
        "step": "address",
        "answers": answers,
        "stored": addresses_of(account.pk, Address.Purpose.DELIVERY) if account else [],
        "forms_with_errors": [form for form in answers.forms if form.is_bound and form.errors],
    }
    status = 422 if facts["forms_with_errors"] else 200
    page = "storefront/checkout/address.html"
    return render(request, page, facts | _aside(cart, draft), status=status)


def delivery(
    request: HttpRequest, locale: Locale, cart: Cart, draft: CheckoutDraft
) -> HttpResponse:
    """By which service with which dates and price, and how it is paid (SHIP-2, PAY-1)."""
    form = DeliveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.save_draft(
            by=visitor.actor_of(request), cart_id=cart.id, now=clock.now(), **form.cleaned_data
        )
        return redirect("checkout", locale, "review")
    facts = {
        "step": "delivery",
        "form": form,
        "chosen_service": draft.service or "standard",
        "chosen_method": draft.payment_method or "card",
    }
    page = "storefront/checkout/delivery.html"
    status = 422 if form.is_bound else 200
    return render(request, page, facts | _aside(cart, draft), status=status)


def review(request: HttpRequest, locale: Locale, cart: Cart, draft: CheckoutDraft) -> HttpResponse:
    """All that is ordered, before the obligation to pay (ORDER-2)."""
    ask_vies_about(request, cart)
    return review_page(request, cart, draft)


STEPS: dict[str, Step] = {
    "start": start,
    "address": address,
    "delivery": delivery,
    "review": review,
}


def review_page(
    request: HttpRequest,
    cart: Cart,
    draft: CheckoutDraft,
    refusal: Refusal | None = None,
    **facts: Any,
) -> HttpResponse:
    """The review, with what was refused and why if the order could not be placed."""
    offer = offer_of(cart, draft)
    products = {line.product_id: line.product for line in cart.lines.all()}
    seen = {line.part_number: line for line in _view(cart).lines}
    shown = {
        "step": "review",
        "lines": [(products[q.part_number], q, seen[q.part_number]) for q in offer.quote.lines],
        "terms_version": queries.edition_at(clock.now()).legal.terms_version,
        "duties": offer.quote.shipping.taxed_as.category == "G",
        "total_to_confirm": f"{offer.quote.currency} {offer.quote.gross.amount}",
    }
    if refusal:
        shown["refused"] = refusals.sentence(refusal, get_language() or "en")
        shown["refused_code"] = refusal.code
    page = "storefront/checkout/review.html"
    status = facts.pop("status", 409 if refusal else 200)
    return render(request, page, shown | _aside(cart, draft) | facts, status=status)


def offer_of(cart: Cart, draft: CheckoutDraft | None) -> Offer:
    """What the cart costs and when it arrives, with the answers given so far."""
    place = (draft and draft.shipping_address) or {"country": cart.country}
    return queries.quote_cart(
        cart,
        country=place["country"],
        postcode=place.get("postcode", ""),
        buyer=queries.buyer_of_cart(cart, clock.now()),
        service=(draft and draft.service) or "standard",
        email=(draft and draft.email) or "",
        now=clock.now(),
    )


def _aside(cart: Cart, draft: CheckoutDraft | None) -> dict[str, Any]:
    """The summary that is always in sight."""
    facts: dict[str, Any] = {
        "cart": cart,
        "draft": draft,
        "offer": (offer := offer_of(cart, draft)),
        "voucher": voucher_facts(offer.voucher),
        "with_shipping": bool(draft and draft.service),
    }
    for name in ("shipping", "billing"):
        if draft and (stored := getattr(draft, f"{name}_address")):
            facts[f"{name}_lines"] = written(PostalAddress(**stored))
            facts[f"{name}_country"] = stored["country"]
    return facts


def _view(cart: Cart) -> Any:
    now = clock.now()
    return view_cart(cart, queries.edition_at(now), now, queries.buyer_of_cart(cart, now))


def _can_be_ordered(cart: Cart) -> bool:
    return bool(_view(cart).can_be_ordered)


def first_unanswered(step: str, draft: CheckoutDraft | None) -> str | None:
    """The step to go back to, if something that this one needs was not answered yet."""
    before = {"delivery": ["address"], "review": ["address", "delivery"]}.get(step, [])
    needs = {"address": NEEDED["delivery"], "delivery": NEEDED["review"]}
    for earlier in before:
        if draft is None or not all(getattr(draft, name) for name in needs[earlier]):
            return earlier
    return None


def _stored_address(request: HttpRequest) -> PostalAddress | None:
    """The stored address that the customer picked for this parcel (ACC-1)."""
    account, picked = visitor.account_of(request), request.GET.get("use", "")
    stored = find_address(account.pk, int(picked)) if account and picked.isdecimal() else None
    return postal_address(stored) if stored else None


def _addresses_kept(request: HttpRequest, cart: Cart, answers: AddressStep) -> bool:
    account, by, now = visitor.account_of(request), visitor.actor_of(request), clock.now()
    buyer = answers.buyer.cleaned_data
    try:
        commands.save_draft(
            by=by,
            cart_id=cart.id,
            now=now,
            email=account.email if account else buyer["email"],
            customer_type=buyer["customer_type"],
            vat_number=buyer["vat_number"],
            shipping_address=answers.shipping.address,
            billing_address=answers.billing_address,
        )
    except Refusal as refusal:
        answers.shipping.add_error(None, refusals.sentence(refusal, get_language() or "en"))
        return False
    ask_vies_about(request, cart)
    if account and buyer.get("keep"):
        for purpose, address in (
            (Address.Purpose.DELIVERY, answers.shipping.address),
            (Address.Purpose.BILLING, answers.billing_address),
        ):
            customers.add_address(
                by=by, account_id=account.pk, purpose=purpose, address=address, now=now
            )
    return True


def ask_vies_about(request: HttpRequest, cart: Cart) -> None:
    """Have VIES asked where its answer can change the tax; its silence stops nobody (PRICE-5)."""
    now, draft = clock.now(), queries.find_draft(cart.id)
    if draft is None or draft.customer_type != Account.Type.COMPANY or not draft.shipping_address:
        return
    where, number = draft.shipping_address, draft.vat_number
    country, postcode = where["country"], where["postcode"]
    edition = queries.edition_at(now)
    if is_worth_asking(edition, country=country, postcode=postcode, number=number):
        ask_vies(by=visitor.actor_of(request), number=number, now=now)


def _on_to_delivery(
    request: HttpRequest, locale: Locale, cart: Cart, answers: AddressStep
) -> HttpResponse:
    """The next step; in the country of delivery, whose prices and services then apply (PRICE-1)."""
    country = answers.shipping.address.country
    return redirect("checkout", replace(locale, country=country), "delivery")

"""Orders: mine, looked up by a guest, and the page of one order (TRACK-1, GUEST-1, CANCEL-1)."""

import base64
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from encrier.checkout import commands as checkout
from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment.queries import parcels_of
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders import commands, queries
from encrier.orders.models import Order
from encrier.orders.types import OrderStatus
from encrier.payments import queries as payments
from encrier.payments.models import Payment
from encrier.payments.types import Method, PaymentStatus, Transfer
from encrier.returns.queries import claims_of, returns_of
from encrier.web import documents, refusals, visitor
from encrier.web.account.address_form import edition_now
from encrier.web.storefront import parcel_words
from encrier.web.throttle import spend

UNPAID = {OrderStatus.AWAITING_PAYMENT, OrderStatus.PAYMENT_FAILED}


class LookupForm(forms.Form):
    """What a guest knows of an order."""

    number = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=20,
        help_text=gettext_lazy("It stands in our letters and begins with E."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the order"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@never_cache
def orders(request: HttpRequest, locale: Any) -> HttpResponse:
    """My orders, newest first; who is not logged in may log in or look one up."""
    account = visitor.account_of(request)
    if account is None:
        return render(request, "storefront/orders/anonymous.html", {"form": LookupForm()})
    mine = [
        _summary(order) | {"documents": documents.shown(order)}
        for order in queries.orders_of(account.pk)
    ]
    return render(request, "storefront/orders/list.html", {"orders": mine, "section": "orders"})


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest, locale: Any) -> HttpResponse:
    """Order number and e-mail show the status, nothing more (GUEST-1)."""
    form = LookupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _looked_up(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "storefront/orders/lookup.html", {"form": form}, status=status)


def _looked_up(request: HttpRequest, form: LookupForm) -> HttpResponse:
    number, email = form.cleaned_data["number"], form.cleaned_data["email"]
    limit = edition_now().security.order_lookups_per_hour
    if not (spend(request, "lookup", limit) and spend(request, "lookup", limit, subject=number)):
        form.add_error(None, _("Too many tries. Please try again in an hour, or call us."))
        return render(request, "storefront/orders/lookup.html", {"form": form}, status=429)
    order = queries.look_up(number, email)
    if order is None:
        form.add_error(None, _("We find no order with this number and this e-mail address."))
        return render(request, "storefront/orders/lookup.html", {"form": form}, status=404)
    facts = {"form": form, "order": order, **parcel_words.delivery_of(order)}
    return render(request, "storefront/orders/lookup.html", facts)


@require_POST
def send_link(request: HttpRequest, locale: Any) -> HttpResponse:
    """A fresh link to the order, by mail to the address it was placed with (GUEST-1)."""
    form = LookupForm(request.POST)
    if not form.is_valid():
        return render(request, "storefront/orders/lookup.html", {"form": form}, status=422)
    number, email = form.cleaned_data["number"], form.cleaned_data["email"]
    limit = edition_now().security.order_links_per_hour
    within = spend(request, "link", limit) and spend(request, "link", limit, subject=email)
    if within and (order := queries.look_up(number, email)):
        commands.renew_token(by=visitor.actor_of(request), number=order.number, now=clock.now())
    return render(request, "storefront/orders/link_sent.html", {"email": email})


@never_cache
def order(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """The whole order: for its owner, who holds its link, and the browser that placed it."""
    found = open_order(request, number)
    if found is None:
        return redirect_to_door(request)
    response = render(request, "storefront/orders/order.html", page_of(request, found))
    response["Referrer-Policy"] = "no-referrer" if request.GET.get("token") else "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def pay_again(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """Another try to pay, by the same or another means."""
    found = _required(request, number)
    try:
        payment = checkout.retry_payment(
            by=visitor.actor_of(request),
            order_number=found.number,
            method=request.POST.get("payment_method", ""),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    visitor.remember_order(request, found)
    if payment.method == Method.BANK_TRANSFER:
        return redirect(order_address(request, found))
    return redirect("checkout-pay", locale, payment.reference)


@require_POST
def cancel(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """Cancel, as long as the confirmation has not gone out (CANCEL-1)."""
    found = _required(request, number)
    try:
        checkout.cancel_order(
            by=visitor.actor_of(request), order_number=found.number, now=clock.now()
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Your order is cancelled."))
    return redirect(order_address(request, found))


@require_POST
def send_parts(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """Something is missing: the customer has what is there sent ahead."""
    found = _required(request, number)
    try:
        fulfilment.agree_to_parts(
            by=visitor.actor_of(request), order_number=found.number, now=clock.now()
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("What is there goes ahead; the rest follows."))
    return redirect(order_address(request, found))


@require_POST
def buy_again(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """Put what an order held into the cart (FIND-7); what could not be is named there."""
    found = _required(request, number)
    cart = visitor.cart_for_writing(request)
    left_out = checkout.reorder(
        by=visitor.actor_of(request), order_number=found.number, cart_id=cart.id, now=clock.now()
    )
    for each in left_out:
        why = refusals.sentence(
            Refusal(each.code, part_number=each.part_number, replaced_by=each.replaced_by),
            get_language() or "en",
        )
        messages.warning(request, f"{each.name}: {why}")
    return redirect("cart", locale)


def open_order(request: HttpRequest, number: str) -> Order | None:
    """The order, if this request may see all of it: by link, by account, or as who placed it."""
    if token := request.GET.get("token") or request.POST.get("token"):
        by_link = queries.order_by_token(token)
        if by_link and by_link.number == number:
            return by_link
    found = queries.find_order(number)
    account = visitor.account_of(request)
    if found and account and found.account_id == account.pk:
        return found
    return found if found and visitor.placed_here(request, found.number) else None


def redirect_to_door(request: HttpRequest) -> HttpResponse:
    """Who may not see an order is not told whether it exists: log in, or look it up."""
    response = render(request, "storefront/orders/anonymous.html", {"form": LookupForm()})
    response.status_code = 404
    return response


def order_address(request: HttpRequest, order: Order) -> str:
    """The page of an order, with the link's token if the visitor came by it."""
    address = reverse("order", args=[visitor.locale_of(request), order.number])
    token = request.GET.get("token") or request.POST.get("token")
    return f"{address}?{urlencode({'token': token})}" if token else address


def page_of(request: HttpRequest, order: Order) -> dict[str, Any]:
    """All that the page of an order shows."""
    payment = payments.latest_payment(order)
    transfer = _awaited_transfer(order, payment)
    facts = _summary(order) | parcel_words.delivery_of(order)
    facts |= {
        "timeline": queries.timeline(order),
        "payment": payment,
        "documents": documents.shown(order),
        "refunds": [(r, Money(r.amount, r.currency)) for r in payments.refunds_of(order)],
        "shipping_lines": _written(order.shipping_address),
        "billing_lines": _written(order.billing_address),
        "shipping_country": order.shipping_address["country"],
        "billing_country": order.billing_address["country"],
        "may_pay": order.status in UNPAID and transfer is None,
        "may_cancel": _may_cancel(order),
        "returns": returns_of(order),
        "claims": claims_of(order),
        "policy_then": queries.placed_under(order),
        "token": request.GET.get("token", ""),
        "just_placed": "placed" in request.GET,
        "methods": Method,
    }
    if transfer:
        picture = base64.b64encode(transfer.qr_svg.encode()).decode() if transfer.qr_svg else ""
        facts |= {
            "transfer": transfer,
            "transfer_qr": picture,
            "iban": _in_fours(transfer.iban),
            "reference": _in_fours(transfer.creditor_reference),
        }
    return facts


def _awaited_transfer(order: Order, payment: Payment | None) -> Transfer | None:
    if payment is None or order.status not in UNPAID or payment.status != PaymentStatus.OPEN:
        return None
    is_transfer = payment.method == Method.BANK_TRANSFER
    return payments.transfer_instructions(payment) if is_transfer else None


def _summary(order: Order) -> dict[str, Any]:
    def amount(value: Any) -> Money:
        return Money(value, order.currency)

    lines = [
        {
            "line": line,
            "unit_net": amount(line.unit_net),
            "discount": amount(line.discount),
            "net": amount(line.net),
            "tax": amount(line.tax),
            "gross": amount(line.gross),
        }
        for line in order.lines.all()
    ]
    return {
        "order": order,
        "lines": lines,
        "discount": amount(sum(line.discount for line in order.lines.all())),
        "net": amount(order.net),
        "gross": amount(order.gross),
        "shipping": {
            "net": amount(order.shipping_net),
            "gross": amount(order.shipping_net + order.shipping_tax),
        },
        "taxes": _taxes(order),
    }


def _in_fours(number: str) -> str:
    """A long number as banks print it: ``BE68 5390 0754 7034``."""
    plain = number.replace(" ", "")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _taxes(order: Order) -> list[tuple[Decimal, Money]]:
    """The VAT by rate; that of delivery goes with the lines' own rate."""
    rates = {line.tax_rate for line in order.lines.all()}
    return [(max(rates, default=Decimal(0)), Money(order.tax, order.currency))]


def _may_cancel(order: Order) -> bool:
    if order.status in UNPAID:
        return True
    if order.status != OrderStatus.CONFIRMED or order.confirmation_sent_at:
        return False
    return not any(parcel.dispatched_at for parcel in parcels_of(order))


def _written(address: dict[str, Any]) -> tuple[str, ...]:
    return written(PostalAddress(**address))


def _required(request: HttpRequest, number: str) -> Order:
    found = open_order(request, number)
    if found is None:
        raise Http404
    return found


def _refused(request: HttpRequest, order: Order, refusal: Refusal) -> HttpResponse:
    """The order's page again, with what was refused and why."""
    fresh = queries.find_order(order.number) or order
    facts = page_of(request, fresh) | {
        "refused": refusals.sentence(refusal, get_language() or "en"),
        "refused_code": refusal.code,
        "token": request.POST.get("token", ""),
    }
    return render(request, "storefront/orders/order.html", facts, status=409)

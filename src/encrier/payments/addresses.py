"""Where providers send customers and notices back to."""

from django.conf import settings

from encrier.orders.models import Order


def locale_of(order: Order) -> str:
    """The locale in whose pages the order was made, e.g. ``fr-be``."""
    return f"{order.language}-{order.country}".lower()


def return_url(order: Order, reference: str) -> str:
    """The page to which the provider sends the customer after paying."""
    return f"{settings.BASE_URL}/{locale_of(order)}/checkout/return/{reference}/"


def webhook_url(provider: str) -> str:
    """Where a provider says that a payment has changed."""
    return f"{settings.BASE_URL}/webhooks/payments/{provider}/"

"""Reading subscriptions."""

from encrier.newsletter.models import Subscriber


def find_by_token(token: str) -> Subscriber | None:
    """The subscription that a link opens."""
    return Subscriber.objects.filter(token=token).first() if token else None


def find_subscriber(subscriber_id: int) -> Subscriber | None:
    """A subscription by its id, for its letters."""
    return Subscriber.objects.filter(pk=subscriber_id).first()


def is_subscribed(email: str) -> bool:
    """Whether an address has confirmed the newsletter and not left it."""
    found = Subscriber.objects.filter(email=email.strip().lower())
    return found.filter(state=Subscriber.State.SUBSCRIBED).exists()

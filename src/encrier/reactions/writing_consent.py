"""Reactions that write what the law makes of somebody's will: a consent."""

from datetime import datetime

from encrier import policy
from encrier.journal.models import Event
from encrier.newsletter.models import Subscriber
from encrier.newsletter.queries import find_subscriber
from encrier.reactions.facts import letter_frame
from encrier.reactions.writing import Addressed, queue


def write_newsletter_confirm(event: Event, now: datetime) -> None:
    """NEWS-1: the address itself must say yes; one that has said so since gets no letter."""
    subscriber = find_subscriber(event.data["subscriber"])
    if subscriber is None or subscriber.state != Subscriber.State.PENDING:
        return
    language, country = subscriber.language, subscriber.country
    frame = letter_frame(language, country, "")
    facts = frame | {
        "button_url": f"{frame['shop_url']}newsletter/confirm/{subscriber.token}/",
        "most": policy.current().at(now.date()).newsletter.max_letters_a_month,
    }
    key = f"{subscriber.pk}:{event.pk}"
    letter = Addressed("newsletter_confirm", key, event.about, subscriber.email, language, country)
    queue(letter, facts, now)

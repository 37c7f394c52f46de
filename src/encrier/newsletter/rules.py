"""Pure decisions of the newsletter."""


def offer_key(mailing_id: int, subscriber_id: int) -> str:
    """The key under which a subscriber's copy of a mailing exists once in the mailroom."""
    return f"offer:{mailing_id}:{subscriber_id}"

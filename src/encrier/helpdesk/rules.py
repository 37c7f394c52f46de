"""Pure decisions about tickets."""

import re

from encrier.helpdesk.types import Concern, TicketStatus, Topic

LONGEST = {"name": 120, "email": 254, "order_number": 20, "part_number": 40, "phone": 30}
LONGEST_TEXT = 5000
REQUIRED = ("topic", "name", "email", "text")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

MOVES = {
    "answer": {TicketStatus.OPEN, TicketStatus.ANSWERED},
    "close": {TicketStatus.OPEN, TicketStatus.ANSWERED},
    "reopen": {TicketStatus.ANSWERED, TicketStatus.CLOSED},
}
"""From which states each move is allowed."""


def may(move: str, status: str) -> bool:
    """Whether a ticket of a status can make a move."""
    return TicketStatus(status) in MOVES[move]


def tidy(concern: Concern) -> Concern:
    """As typed, with stray spaces and invisible letters gone; line breaks only in the text."""
    given = {name: CONTROL.sub("", value).strip() for name, value in vars(concern).items()}
    one_line = {name: " ".join(value.split()) for name, value in given.items() if name != "text"}
    return Concern(**(given | one_line))


def check(concern: Concern) -> dict[str, str]:
    """What is wrong: field -> code."""
    given = vars(concern)
    errors = {name: "too_long" for name, longest in LONGEST.items() if len(given[name]) > longest}
    if len(concern.text) > LONGEST_TEXT:
        errors["text"] = "too_long"
    if concern.email and not EMAIL.fullmatch(concern.email):
        errors["email"] = "invalid_email"
    if concern.topic and concern.topic not in tuple(Topic):
        errors["topic"] = "invalid_choice"
    return errors | {name: "required" for name in REQUIRED if not given[name]}

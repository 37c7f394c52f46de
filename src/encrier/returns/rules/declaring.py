"""What is wrong with what a customer declares or shows."""

import re
from collections.abc import Sequence

from encrier.kernel.uploads import CheckedUpload, Upload, check_upload
from encrier.returns.types import (
    Statement,
)

MAX_PICTURES = 8

LONGEST = {"name": 120, "contract": 120, "email": 254, "scope": 2000, "text": 2000, "reason": 500}

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


def check_statement(statement: Statement) -> dict[str, str]:
    """What is wrong with a declaration of withdrawal: field -> code. It asks for no more (11a)."""
    given = vars(statement)
    errors = {name: "too_long" for name, value in given.items() if len(value) > LONGEST[name]}
    if statement.email and not EMAIL.fullmatch(statement.email):
        errors["email"] = "invalid_email"
    missing = [name for name in ("name", "contract", "email") if not given[name].strip()]
    return errors | dict.fromkeys(missing, "required")


def check_pictures(
    uploads: Sequence[Upload], already: int = 0
) -> tuple[list[CheckedUpload], str | None]:
    """The pictures among files, and the code of what is wrong with them, if anything is."""
    if already + len(uploads) > MAX_PICTURES:
        return [], "too_many_attachments"
    judged = [check_upload(upload) for upload in uploads]
    wrong = next((each for each in judged if isinstance(each, str)), None)
    pictures = [each for each in judged if isinstance(each, CheckedUpload)]
    if wrong is None and any(not each.media_type.startswith("image/") for each in pictures):
        wrong = "not_a_picture"
    return ([], wrong) if wrong else (pictures, None)

"""Document numbers that people can read over the phone, and their check digits."""

from datetime import datetime

from stdnum.iso7064 import mod_11_10, mod_97_10

from encrier.kernel import chance


def document_number(prefix: str, now: datetime) -> str:
    """A fresh number such as ``E26-4829-1735``: prefix, year, seven random digits, check digit.

    The check digit (ISO 7064, Mod 11,10) catches every single wrong digit and almost all swaps.
    Uniqueness is the table's: draw again when the number is taken.
    """
    year = f"{now:%y}"
    body = chance.digits(7)
    body += mod_11_10.calc_check_digit(year + body)
    return f"{prefix}{year}-{body[:4]}-{body[4:]}"


def is_document_number(number: str) -> bool:
    """Whether the digits of a document number agree with their check digit."""
    return bool(mod_11_10.is_valid("".join(filter(str.isdigit, number))))


def creditor_reference(number: str) -> str:
    """The structured creditor reference (ISO 11649, ``RF…``) of a document number."""
    body = "".join(filter(str.isalnum, number)).upper()
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"

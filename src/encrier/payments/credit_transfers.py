"""Writing credit transfers: one ISO 20022 pain.001.001.09 message for the bank.

Source: https://www.europeanpaymentscouncil.eu (SEPA credit transfer, customer-to-bank guidelines).
Accounts in euro go by SEPA; each other currency is a payment of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from encrier.payments.types import TransferOrder

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
"""What the SEPA character set does not hold."""
SPELLED = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "’": "'"}
)


@dataclass(frozen=True)
class Debtor:
    """The store's own account."""

    name: str
    iban: str
    bic: str


def write_message(
    reference: str, transfers: Sequence[TransferOrder], *, debtor: Debtor, day: date, now: datetime
) -> bytes:
    """The message of one batch: its reference is the MsgId, each transfer's its EndToEndId.

    Every transfer is booked by itself (no batch booking), so that the statement names it.
    """
    from lxml import etree

    document = etree.Element("Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    message = etree.SubElement(document, "CstmrCdtTrfInitn")
    header = etree.SubElement(message, "GrpHdr")
    _leaves(header, MsgId=reference, CreDtTm=now.isoformat(timespec="seconds"))
    _counted(header, transfers)
    _leaves(etree.SubElement(header, "InitgPty"), Nm=written(debtor.name, 70))
    for turn, (currency, group) in enumerate(_by_currency(transfers), 1):
        _payment(message, f"{reference}-{turn}", currency, group, debtor, day)
    written_out: bytes = etree.tostring(document, xml_declaration=True, encoding="UTF-8")
    return written_out


def written(text: str, longest: int) -> str:
    """A text in the signs that every bank takes; never empty."""
    ascii_only = unicodedata.normalize("NFKD", text.translate(SPELLED)).encode("ascii", "ignore")
    plain = " ".join(NOT_ALLOWED.sub(" ", ascii_only.decode()).split())
    return plain.lstrip("/")[:longest].strip() or "-"


def _payment(
    message: Any,
    reference: str,
    currency: str,
    transfers: Sequence[TransferOrder],
    debtor: Debtor,
    day: date,
) -> None:
    from lxml import etree

    payment = etree.SubElement(message, "PmtInf")
    _leaves(payment, PmtInfId=reference, PmtMtd="TRF", BtchBookg="false")
    _counted(payment, transfers)
    if currency == "EUR":
        kind = etree.SubElement(payment, "PmtTpInf")
        _leaves(etree.SubElement(kind, "SvcLvl"), Cd="SEPA")
    _leaves(etree.SubElement(payment, "ReqdExctnDt"), Dt=day.isoformat())
    _leaves(etree.SubElement(payment, "Dbtr"), Nm=written(debtor.name, 70))
    _account(payment, "DbtrAcct", debtor.iban)
    agent = etree.SubElement(etree.SubElement(payment, "DbtrAgt"), "FinInstnId")
    _leaves(agent, BICFI=debtor.bic)
    _leaves(payment, ChrgBr="SLEV" if currency == "EUR" else "SHAR")
    for transfer in transfers:
        _transfer(payment, transfer)


def _transfer(payment: Any, transfer: TransferOrder) -> None:
    from lxml import etree

    one = etree.SubElement(payment, "CdtTrfTxInf")
    _leaves(etree.SubElement(one, "PmtId"), EndToEndId=transfer.reference)
    currency = transfer.amount.currency.code
    amount = etree.SubElement(etree.SubElement(one, "Amt"), "InstdAmt", Ccy=currency)
    amount.text = f"{transfer.amount.amount:.2f}"
    _leaves(etree.SubElement(one, "Cdtr"), Nm=written(transfer.holder, 70))
    _account(one, "CdtrAcct", transfer.iban)
    _leaves(etree.SubElement(one, "RmtInf"), Ustrd=written(transfer.words, 140))


def _counted(parent: Any, transfers: Iterable[TransferOrder]) -> None:
    amounts = [each.amount.amount for each in transfers]
    _leaves(parent, NbOfTxs=str(len(amounts)), CtrlSum=f"{sum(amounts, Decimal(0)):.2f}")


def _account(parent: Any, name: str, iban: str) -> None:
    from lxml import etree

    account = etree.SubElement(etree.SubElement(parent, name), "Id")
    _leaves(account, IBAN="".join(iban.split()))


def _by_currency(
    transfers: Sequence[TransferOrder],
) -> Iterable[tuple[str, list[TransferOrder]]]:
    def code(transfer: TransferOrder) -> str:
        return str(transfer.amount.currency.code)

    return (
        (currency, list(group)) for currency, group in groupby(sorted(transfers, key=code), code)
    )


def _leaves(parent: Any, **texts: str) -> None:
    from lxml import etree

    for name, text in texts.items():
        etree.SubElement(parent, name).text = text

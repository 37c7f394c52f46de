"""The bank: writes an account statement (ISO 20022 camt.053) as a bank would send it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from stdnum.iso11649 import is_valid as is_creditor_reference

from encrier.kernel import chance

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


@dataclass(frozen=True)
class Incoming:
    """Money that somebody sent to the store's account."""

    reference: str
    amount: Decimal
    currency: str
    payer: str


def write_statement(incoming: list[Incoming], *, iban: str, now: datetime) -> bytes:
    """The statement of a day; every entry has a bank reference of its own."""
    document = Element("Document", xmlns=NAMESPACE)
    message = SubElement(document, "BkToCstmrStmt")
    name = f"STMT{chance.digits(10)}"
    _leaves(SubElement(message, "GrpHdr"), MsgId=name, CreDtTm=_moment(now))
    statement = SubElement(message, "Stmt")
    _leaves(statement, Id=name, CreDtTm=_moment(now))
    account = SubElement(statement, "Acct")
    _leaves(SubElement(account, "Id"), IBAN=iban.replace(" ", ""))
    for money in incoming:
        _entry(statement, money, now)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(document, encoding="utf-8")


def _entry(statement: Element, money: Incoming, now: datetime) -> None:
    bank_reference = f"SBX{chance.digits(12)}"
    entry = SubElement(statement, "Ntry")
    _amount(entry, money)
    _leaves(entry, CdtDbtInd="CRDT", Sts="BOOK")
    for day in ("BookgDt", "ValDt"):
        _leaves(SubElement(entry, day), Dt=f"{now:%Y-%m-%d}")
    _leaves(entry, AcctSvcrRef=bank_reference)
    details = SubElement(SubElement(entry, "NtryDtls"), "TxDtls")
    _leaves(
        SubElement(details, "Refs"),
        AcctSvcrRef=bank_reference,
        EndToEndId="NOTPROVIDED",
        TxId=bank_reference,
    )
    _amount(details, money)
    _leaves(SubElement(SubElement(details, "RltdPties"), "Dbtr"), Nm=money.payer)
    _remittance(SubElement(details, "RmtInf"), money.reference)


def _remittance(parent: Element, reference: str) -> None:
    if not is_creditor_reference(reference):
        _leaves(parent, Ustrd=reference)
        return
    reference = "".join(reference.split()).upper()
    creditor = SubElement(SubElement(parent, "Strd"), "CdtrRefInf")
    _leaves(SubElement(SubElement(creditor, "Tp"), "CdOrPrtry"), Cd="SCOR")
    _leaves(creditor, Ref=reference)


def _amount(parent: Element, money: Incoming) -> None:
    SubElement(parent, "Amt", Ccy=money.currency).text = f"{money.amount:.2f}"


def _leaves(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="seconds")

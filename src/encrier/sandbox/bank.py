"""The bank: keeps the store's account to the cent, takes pain.001 messages, writes camt.053."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from stdnum.iso11649 import is_valid as is_creditor_reference

from encrier.kernel import chance, clock
from encrier.sandbox.store import Store, get, put

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
IN_HAND = Decimal("25000.00")
"""What the account holds before anything moves."""
PAYER_IBAN = "FR7630006000011234567890189"
"""A customer's account, as banks' own examples have it."""
LARGEST = 1_000_000


class Wrong(Exception):
    """What the bank will not do, as an HTTP status and a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True)
class Incoming:
    """Money that somebody sends to the store's account."""

    reference: str
    amount: Decimal
    currency: str
    payer: str
    iban: str = PAYER_IBAN


def book_incoming(store: Store, incoming: list[Incoming]) -> None:
    """Credits on the store's account, not on a statement yet."""
    with store.writing() as rows:
        for money in incoming:
            _book(
                rows,
                amount=money.amount,
                currency=money.currency,
                name=money.payer,
                iban=money.iban,
                words=money.reference,
            )


def take_message(store: Store, message: bytes) -> str:
    """Book the transfers of a pain.001 message; one of the same MsgId is taken once."""
    root = _read(message)
    identity = root.findtext(".//{*}GrpHdr/{*}MsgId") or ""
    transfers = root.findall(".//{*}CdtTrfTxInf")
    if not identity or not transfers:
        raise Wrong(400, "The message names no MsgId or no transfer")
    with store.writing() as rows:
        known = rows.execute("SELECT 1 FROM answers WHERE key = ?", [f"bank:{identity}"])
        if known.fetchone():
            return identity
        rows.execute("INSERT INTO answers VALUES (?, ?, ?)", [f"bank:{identity}", "", "{}"])
        for transfer in transfers:
            amount = transfer.find("{*}Amt/{*}InstdAmt")
            if amount is None or not amount.text:
                raise Wrong(400, "A transfer names no amount")
            _book(
                rows,
                amount=-Decimal(amount.text),
                currency=amount.get("Ccy", ""),
                name=transfer.findtext("{*}Cdtr/{*}Nm") or "",
                iban=transfer.findtext("{*}CdtrAcct/{*}Id/{*}IBAN") or "",
                words=transfer.findtext("{*}RmtInf/{*}Ustrd") or "",
                end_to_end=transfer.findtext("{*}PmtId/{*}EndToEndId") or "",
            )
    return identity


def send_back(store: Store, identity: str) -> None:
    """The other bank does not take a transfer: the money comes back, once."""
    with store.writing() as rows:
        sent = get(rows, "movement", identity)
        if sent is None or Decimal(sent["amount"]) >= 0 or sent.get("came_back"):
            raise Wrong(409, "Only a transfer of the store comes back, and only once")
        put(rows, "movement", {**sent, "came_back": True})
        _book(
            rows,
            amount=-Decimal(sent["amount"]),
            currency=sent["currency"],
            name=sent["name"],
            iban=sent["iban"],
            words=sent["words"],
            end_to_end=sent["end_to_end"],
            returned="AC04",
        )


def write_statement(store: Store, *, iban: str) -> bytes | None:
    """The next statement, with all that is on none yet; ``None`` if nothing has moved."""
    now = clock.now()
    with store.writing() as rows:
        found = rows.execute("SELECT data FROM things WHERE kind = 'movement' ORDER BY rowid")
        movements = [json.loads(row["data"]) for row in found.fetchall()]
        fresh = [each for each in movements if not each["statement"]]
        if not fresh:
            return None
        earlier = [each for each in movements if each["statement"]]
        number = max((each["statement"] for each in earlier), default=0) + 1
        for each in fresh:
            put(rows, "movement", {**each, "statement": number})
    opening = IN_HAND + sum((Decimal(each["amount"]) for each in earlier), Decimal(0))
    return _written(number, fresh, opening, iban, now)


def deliver_statement(store: Store, *, folder: Path | None, iban: str) -> None:
    """Put the next statement into the folder that the store reads, whole or not at all."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    statement = write_statement(store, iban=iban)
    if statement is None:
        return
    name = f"camt053-{clock.now():%Y%m%dT%H%M%S}-{chance.digits(6)}"
    being_written = folder / f"{name}.part"
    being_written.write_bytes(statement)
    being_written.rename(folder / f"{name}.xml")


def movements(store: Store) -> list[dict[str, Any]]:
    """What moved on the account, newest first, each with the balance after it."""
    balance, shown = IN_HAND, []
    for each in reversed(store.all("movement")):
        balance += Decimal(each["amount"])
        shown.append({**each, "balance": balance, "is_credit": Decimal(each["amount"]) > 0})
    return shown[::-1]


def _book(
    rows: sqlite3.Connection,
    *,
    amount: Decimal,
    currency: str,
    name: str,
    iban: str,
    words: str,
    end_to_end: str = "",
    returned: str = "",
) -> None:
    movement = {
        "id": f"SBX{chance.digits(12)}",
        "at": clock.now().isoformat(timespec="seconds"),
        "amount": f"{amount:.2f}",
        "currency": currency,
        "name": name,
        "iban": iban,
        "words": words,
        "end_to_end": end_to_end,
        "returned": returned,
        "statement": 0,
    }
    put(rows, "movement", movement)


def _read(message: bytes) -> Any:
    from lxml import etree

    if not 0 < len(message) <= LARGEST:
        raise Wrong(413, "The message is too large")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root: Any = etree.fromstring(message, parser=parser)
    except (SyntaxError, ValueError):
        raise Wrong(400, "The message is not XML") from None
    if "pain.001" not in root.tag:
        raise Wrong(400, "The message is no pain.001")
    return root


def _written(
    number: int, moved: list[dict[str, Any]], opening: Decimal, iban: str, now: datetime
) -> bytes:
    document = Element("Document", xmlns=NAMESPACE)
    message = SubElement(document, "BkToCstmrStmt")
    name = f"STMT-{chance.digits(6)}-{number}"
    _leaves(SubElement(message, "GrpHdr"), MsgId=name, CreDtTm=_moment(now))
    statement = SubElement(message, "Stmt")
    _leaves(statement, Id=name, ElctrncSeqNb=str(number), CreDtTm=_moment(now))
    account = SubElement(statement, "Acct")
    _leaves(SubElement(account, "Id"), IBAN=iban.replace(" ", ""))
    _leaves(account, Ccy="EUR")
    closing = opening + sum((Decimal(each["amount"]) for each in moved), Decimal(0))
    for kind, balance in (("OPBD", opening), ("CLBD", closing)):
        _balance(statement, kind, balance, now)
    for each in moved:
        _entry(statement, each)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(document, encoding="utf-8")


def _balance(statement: Element, kind: str, balance: Decimal, now: datetime) -> None:
    found = SubElement(statement, "Bal")
    _leaves(SubElement(SubElement(found, "Tp"), "CdOrPrtry"), Cd=kind)
    _amount(found, balance, "EUR")
    _leaves(found, CdtDbtInd="CRDT" if balance >= 0 else "DBIT")
    _leaves(SubElement(found, "Dt"), Dt=f"{now:%Y-%m-%d}")


def _entry(statement: Element, moved: dict[str, Any]) -> None:
    amount = Decimal(moved["amount"])
    entry = SubElement(statement, "Ntry")
    _amount(entry, amount, moved["currency"])
    _leaves(entry, CdtDbtInd="CRDT" if amount > 0 else "DBIT", Sts="BOOK")
    for day in ("BookgDt", "ValDt"):
        _leaves(SubElement(entry, day), Dt=moved["at"][:10])
    _leaves(entry, AcctSvcrRef=moved["id"])
    details = SubElement(SubElement(entry, "NtryDtls"), "TxDtls")
    _leaves(
        SubElement(details, "Refs"),
        AcctSvcrRef=moved["id"],
        EndToEndId=moved["end_to_end"] or "NOTPROVIDED",
        TxId=moved["id"],
    )
    _amount(SubElement(SubElement(details, "AmtDtls"), "TxAmt"), amount, moved["currency"])
    is_debtor = amount > 0 and not moved["returned"]
    who = "Dbtr" if is_debtor else "Cdtr"
    parties = SubElement(details, "RltdPties")
    _leaves(SubElement(parties, who), Nm=moved["name"])
    _leaves(SubElement(SubElement(parties, f"{who}Acct"), "Id"), IBAN=moved["iban"])
    _remittance(SubElement(details, "RmtInf"), moved["words"])
    if moved["returned"]:
        _leaves(SubElement(SubElement(details, "RtrInf"), "Rsn"), Cd=moved["returned"])


def _remittance(parent: Element, reference: str) -> None:
    if not is_creditor_reference(reference):
        _leaves(parent, Ustrd=reference)
        return
    reference = "".join(reference.split()).upper()
    creditor = SubElement(SubElement(parent, "Strd"), "CdtrRefInf")
    _leaves(SubElement(SubElement(creditor, "Tp"), "CdOrPrtry"), Cd="SCOR")
    _leaves(creditor, Ref=reference)


def _amount(parent: Element, amount: Decimal, currency: str) -> None:
    SubElement(parent, "Amt", Ccy=currency).text = f"{abs(amount):.2f}"


def _leaves(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="seconds")

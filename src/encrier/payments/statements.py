"""Reading account statements: ISO 20022 camt.053, every version, into plain facts.

Source: https://www.iso20022.org/iso-20022-message-definitions (BankToCustomerStatement). Only
booked movements are money; a batch booking is read by its parts, where the bank tells them.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from encrier.payments.refusals import unreadable_statement
from encrier.payments.types import AccountStatement, Booked

LARGEST = 20_000_000
"""Bytes of a statement; one of a busy day has less than a tenth of it."""
OUR_REFERENCE = re.compile(r"RF\d{2}P\d{10}")
NO_REFERENCE = {"NOTPROVIDED", "NONREF"}
CENT = Decimal("0.01")


def read_statements(camt: bytes) -> list[AccountStatement]:
    """The statements of a file, in its order. Refuses ``unreadable_statement``."""
    try:
        root = _root(camt)
        found = [_statement(each) for each in root.iterfind("./{*}BkToCstmrStmt/{*}Stmt")]
    except (SyntaxError, ValueError, TypeError, InvalidOperation) as wrong:
        raise unreadable_statement() from wrong
    if not found:
        raise unreadable_statement()
    return found


def _root(camt: bytes) -> Any:
    """The document, read without entities and without reaching for anything outside of it."""
    from lxml import etree

    if not 0 < len(camt) <= LARGEST:
        raise unreadable_statement()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root: Any = etree.fromstring(camt, parser=parser)
    if root.getroottree().docinfo.doctype or "camt.053" not in str(root.tag):
        raise unreadable_statement()
    return root


def _statement(found: Any) -> AccountStatement:
    balances = {_text(each, "Tp/CdOrPrtry/Cd"): each for each in found.iterfind("{*}Bal")}
    account = _text(found, "Acct/Id/IBAN") or _text(found, "Acct/Id/Othr/Id")
    closing = balances.get("CLBD")
    sequence = _text(found, "ElctrncSeqNb") or _text(found, "LglSeqNb")
    return AccountStatement(
        identity=_text(found, "Id")[:70],
        account="".join(account.split())[:34],
        currency=_text(found, "Acct/Ccy"),
        booked=tuple(_numbered(found)),
        sequence=int(sequence) if sequence.isdigit() else None,
        opening=_balance(balances.get("OPBD", balances.get("PRCD"))),
        closing=_balance(closing),
        closes_on=_day(closing, "Dt") if closing is not None else None,
    )


def _numbered(statement: Any) -> Iterator[Booked]:
    """The movements; the parts of one bank reference are told apart by their turn."""
    seen: dict[str, int] = {}
    for entry in statement.iterfind("{*}Ntry"):
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) not in {"", "BOOK"}:
            continue
        for part in _parts(entry):
            known_as = _bank_reference(entry, part)
            seen[known_as] = turn = seen.get(known_as, 0) + 1
            yield _booked(entry, part, known_as if turn == 1 else f"{known_as}/{turn}")


def _parts(entry: Any) -> list[Any]:
    """The parts of an entry; an entry whose parts bear no amounts of their own is one movement."""
    parts = list(entry.iterfind("{*}NtryDtls/{*}TxDtls"))
    if len(parts) > 1 and any(_amount_of(part) is None for part in parts):
        return [None]
    return parts or [None]


def _amount_of(part: Any) -> Any:
    """Where a part says its amount; version 02 puts it one level deeper."""
    return next((each for each in (part, _inner(part, "AmtDtls/TxAmt")) if _has(each, "Amt")), None)


def _booked(entry: Any, part: Any, bank_reference: str) -> Booked:
    amount, currency = _money(entry if (own := _amount_of(part)) is None else own)
    sign = _text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    is_credit = {"CRDT": True, "DBIT": False}[sign] if sign in {"CRDT", "DBIT"} else _refuse()
    them = ("Dbtr", "UltmtDbtr") if is_credit else ("Cdtr", "UltmtCdtr")
    returned = _is_return(entry, part)
    if returned:  # the parties of a return stand as they stood in what is given back
        them = ("Cdtr", "Dbtr") if is_credit else ("Dbtr", "Cdtr")
    words = " ".join(_texts(part, "RmtInf/Ustrd")) or _text(entry, "AddtlNtryInf")
    end_to_end = _text(part, "Refs/EndToEndId")
    return Booked(
        bank_reference=bank_reference[:80],
        is_credit=is_credit,
        amount=amount,
        currency=currency,
        booked_on=_day(entry, "BookgDt"),
        creditor_reference=_creditor_reference(part, words),
        end_to_end="" if end_to_end in NO_REFERENCE else end_to_end[:35],
        counterparty=next(filter(None, (_name(part, each) for each in them)), "")[:140],
        iban=_text(part, f"RltdPties/{them[0]}Acct/Id/IBAN")[:34],
        words=words[:280],
        is_return=returned,
        why_returned=_why(part)[:140],
    )


def _is_return(entry: Any, part: Any) -> bool:
    """The bank says so: a reversal, return information, or the code of a returned transfer."""
    codes = {_text(each, "BkTxCd/Domn/Fmly/SubFmlyCd") for each in (entry, part)}
    is_reversal = _text(entry, "RvslInd") in {"true", "1"}
    return is_reversal or _has(part, "RtrInf") or "RRTN" in codes


def _bank_reference(entry: Any, part: Any) -> str:
    """The bank's name for a movement; a fingerprint where it gave none, the same for the same."""
    given = _text(part, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    given = given or _text(part, "Refs/TxId")
    if given and given not in NO_REFERENCE:
        return given[:70]
    from lxml import etree

    whole = etree.tostring(entry, method="c14n") + (
        b"" if part is None else etree.tostring(part, method="c14n")
    )
    return sha256(whole).hexdigest()[:40]


def _creditor_reference(part: Any, words: str) -> str:
    """Our reference, structured or somewhere in the payer's own words."""
    structured = [_plain(each) for each in _texts(part, "RmtInf/Strd/CdtrRefInf/Ref")]
    for text in (*structured, _plain(words), _plain(_text(part, "Refs/EndToEndId"))):
        if ours := OUR_REFERENCE.search(text):
            return ours.group()
    return structured[0][:40] if structured else ""


def _why(part: Any) -> str:
    said = [_text(part, "RtrInf/Rsn/Cd") or _text(part, "RtrInf/Rsn/Prtry")]
    said += _texts(part, "RtrInf/AddtlInf")
    return " ".join(filter(None, said))


def _name(part: Any, who: str) -> str:
    """A party's name; it moved one level down in later versions."""
    return _text(part, f"RltdPties/{who}/Nm") or _text(part, f"RltdPties/{who}/Pty/Nm")


def _money(found: Any) -> tuple[Decimal, str]:
    amount = found.find("{*}Amt")
    value = Decimal(str(amount.text).strip()) if amount is not None else _refuse()
    exact = value.quantize(CENT)
    if exact != value or value < 0 or not amount.get("Ccy"):
        raise unreadable_statement()
    return exact, str(amount.get("Ccy"))


def _balance(found: Any) -> Decimal | None:
    if found is None:
        return None
    amount, _currency = _money(found)
    return -amount if _text(found, "CdtDbtInd") == "DBIT" else amount


def _day(found: Any, where: str) -> date:
    text = _text(found, f"{where}/Dt") or _text(found, f"{where}/DtTm")
    return date.fromisoformat(text[:10])


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _text(found: Any, path: str) -> str:
    texts = _texts(found, path)
    return texts[0] if texts else ""


def _texts(found: Any, path: str) -> list[str]:
    if found is None:
        return []
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return [each.text.strip() for each in found.iterfind(steps) if each.text and each.text.strip()]


def _inner(found: Any, path: str) -> Any:
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return None if found is None else found.find(steps)


def _has(found: Any, name: str) -> bool:
    return found is not None and found.find(f"{{*}}{name}") is not None


def _refuse() -> Any:
    raise unreadable_statement()

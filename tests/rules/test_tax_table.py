"""The tax decision as a commentary on the law: who buys, where to, on which day (PRICE-3, PRICE-5,
VAT-1, SHIPTO-2, SHIPTO-3).

Articles are of Directive 2006/112/EC. The goods leave from Belgium. ``not served`` and ``ask first``
are the outcomes of ``delivery``: such a place has no tax of the store, and the rule refuses to
invent one.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from encrier import policy
from encrier.delivery.rules import judge_destination
from encrier.policy.types import Outcome
from encrier.pricing.rules import tax_for
from encrier.pricing.types import Tax
from encrier.vat.types import CONSUMER, Answer, Buyer, Checked, Exemption

TODAY = date(2026, 12, 1)
PRIVATE = CONSUMER
PLAIN_COMPANY = Buyer("company")
NOT_APPROVED = Buyer("not_subject_to_vat")


def company(number: str, answer: str = "valid") -> Buyer:
    return Buyer("company", checked=Checked(number, Answer(answer), TODAY, "WAPIAAAA1", "ACME"))


def approved(last_day: str = "2027-06-30") -> Buyer:
    exemption = Exemption(
        "V26-0000-0001", "agent@demo.example", date(2026, 1, 5), date.fromisoformat(last_day)
    )
    return Buyer("not_subject_to_vat", exemption=exemption)


FRENCH, GERMAN, BELGIAN = "FR40303265045", "DE136695976", "BE0428759497"
NORTHERN_IRISH, GREEK = "XI110305878", "EL094259216"


@dataclass(frozen=True)
class Case:
    """One sentence of the commentary."""

    says: str
    where: str
    outcome: str
    buyer: Buyer = PRIVATE
    on: date = TODAY
    reason: str = ""
    evidence: tuple[str, ...] = field(default=())

    @property
    def country(self) -> str:
        return self.where[:2]

    @property
    def postcode(self) -> str:
        return self.where[3:]


def on(text: str) -> date:
    return date.fromisoformat(text)


AT_HOME = [
    Case("a consumer in Belgium pays Belgian VAT", "BE 1000", "S 21", reason="destination"),
    Case("a Belgian company in Belgium pays Belgian VAT: no border is crossed (32)",
         "BE 1000", "S 21", company(BELGIAN), reason="destination"),
    Case("a Belgian company in Belgium pays it also while VIES is silent",
         "BE 1000", "S 21", company(BELGIAN, "unknown"), reason="destination"),
    Case("a French company that has its goods sent to Belgium pays Belgian VAT: nothing leaves for another state (138)",
         "BE 4000", "S 21", company(FRENCH), reason="destination"),
    Case("a German company that collects in Belgium pays it too, whatever VIES says of it",
         "BE 4000", "S 21", company(GERMAN, "invalid"), reason="destination"),
    Case("a company without a number in Belgium pays Belgian VAT", "BE 2000", "S 21", PLAIN_COMPANY,
         reason="destination"),
    Case("a Northern Irish company with goods to Belgium pays Belgian VAT",
         "BE 9000", "S 21", company(NORTHERN_IRISH), reason="destination"),
    Case("a body not subject to VAT in Belgium pays it until it is approved", "BE 1000", "S 21",
         NOT_APPROVED, reason="destination"),
    Case("approved, it pays none in Belgium either (151)", "BE 1000", "E 0", approved(),
         reason="exempt", evidence=("review", "approved_by", "approved_on", "last_day")),
]  # fmt: skip

RATES_TODAY = {
    "AT": "20", "BE": "21", "DE": "19", "DK": "25", "ES": "21", "FI": "25.5", "FR": "20", "IE": "23",
    "IT": "22", "LU": "17", "NL": "21", "PT": "23", "SE": "25",
}  # fmt: skip
CONSUMERS = [
    Case(f"a consumer in {country} pays the standard rate of {country} (33)", f"{country} ", f"S {rate}",
         reason="destination")
    for country, rate in RATES_TODAY.items()
]  # fmt: skip
PLAIN_COMPANIES = [
    Case(f"a company in {country} that gives no number pays as a consumer does", f"{country} ",
         f"S {rate}", PLAIN_COMPANY, reason="destination")
    for country, rate in RATES_TODAY.items()
]  # fmt: skip

NUMBERS = {
    "AT": "ATU13585627", "DE": GERMAN, "DK": "DK13585628", "ES": "ESX2482300W", "FI": "FI20774740",
    "FR": FRENCH, "IE": "IE6433435F", "IT": "IT00743110157", "LU": "LU15027442",
    "NL": "NL010000446B01", "PT": "PT501964843", "SE": "SE123456789701",
}  # fmt: skip
COMPANIES_AT_THEIR_PLACE = [
    Case(f"a company of {country} with a valid number buys without VAT: intra-community supply (138)",
         f"{country} ", "K 0", company(number), reason="reverse_charge",
         evidence=("vat_number", "vies", "asked_on", "consultation_number", "name"))
    for country, number in NUMBERS.items()
]  # fmt: skip
SILENCE = [
    Case(f"VIES is silent about {number}: VAT of {country} is charged, and the order says why",
         f"{country} ", f"S {RATES_TODAY[country]}", company(number, "unknown"),
         reason="vies_unknown", evidence=("vat_number", "vies"))
    for country, number in NUMBERS.items()
]  # fmt: skip
INVALID = [
    Case(f"VIES does not know {number}: VAT of {country} is charged (138 asks for a number)",
         f"{country} ", f"S {RATES_TODAY[country]}", company(number, "invalid"),
         reason="destination", evidence=("vat_number", "vies"))
    for country, number in NUMBERS.items()
]  # fmt: skip

ACROSS = [
    Case("a French number, goods to Berlin: the buyer is identified in another state than Belgium (138)",
         "DE 10115", "K 0", company(FRENCH), reason="reverse_charge"),
    Case("a German number, goods to Lyon", "FR 69002", "K 0", company(GERMAN), reason="reverse_charge"),
    Case("a Greek number, which VIES writes EL, goods to Milan", "IT 20121", "K 0", company(GREEK),
         reason="reverse_charge"),
    Case("a Northern Irish number, goods to Dublin: it counts as a member state's", "IE D02", "K 0",
         company(NORTHERN_IRISH), reason="reverse_charge"),
    Case("a Belgian number, goods to Berlin: no exemption (138), no distance sale (33): Belgian VAT (32)",
         "DE 10115", "S 21", company(BELGIAN), reason="dispatch"),
    Case("a Belgian number, goods to Lyon: Belgian VAT", "FR 69002", "S 21", company(BELGIAN),
         reason="dispatch"),
    Case("a Belgian number, goods to Copenhagen: Belgian VAT, below the Danish", "DK 1050", "S 21",
         company(BELGIAN), reason="dispatch"),
    Case("a Belgian number of which VIES is silent, goods to Berlin: taxed as a consumer's for now",
         "DE 10115", "S 19", company(BELGIAN, "unknown"), reason="vies_unknown"),
    Case("a Belgian number that is invalid, goods to Berlin: a consumer's rate", "DE 10115", "S 19",
         company(BELGIAN, "invalid"), reason="destination"),
    Case("a French number of which VIES is silent, goods to Berlin: German VAT for now", "DE 10115",
         "S 19", company(FRENCH, "unknown"), reason="vies_unknown"),
    Case("a private person who has a valid number buys as a private person", "DE 10115", "S 19",
         Buyer("private", checked=Checked(GERMAN, Answer.VALID, TODAY)), reason="destination"),
    Case("somebody not subject to VAT is not exempt by a number", "DE 10115", "S 19",
         Buyer("not_subject_to_vat", checked=Checked(GERMAN, Answer.VALID, TODAY)),
         reason="destination"),
]  # fmt: skip

EXPORTS = [
    Case("a consumer in Zürich: export, no VAT (146)", "CH 8001", "G 0", reason="export"),
    Case("a company in Geneva: export", "CH 1201", "G 0", PLAIN_COMPANY, reason="export"),
    Case("a French company with goods to Geneva: export, whatever its number", "CH 1201", "G 0",
         company(FRENCH), reason="export"),
    Case("a French company with goods to Geneva while VIES is silent: export all the same", "CH 1201",
         "G 0", company(FRENCH, "unknown"), reason="export"),
    Case("a Belgian company with goods to Oslo: export", "NO 0150", "G 0", company(BELGIAN),
         reason="export"),
    Case("an approved buyer in Bern: export goes before exemption", "CH 3003", "G 0", approved(),
         reason="export"),
    Case("a consumer in Oslo: export", "NO 0150", "G 0", reason="export"),
    Case("a consumer in London: export", "GB EC1Y 8SY", "G 0", reason="export"),
    Case("a consumer in Edinburgh: export", "GB EH1 1YZ", "G 0", reason="export"),
    Case("a company in Leeds with a valid Northern Irish number: the goods still leave for Great Britain",
         "GB LS1 4AP", "G 0", company(NORTHERN_IRISH), reason="export"),
    Case("Basel is Swiss: export", "CH 4001", "G 0", reason="export"),
    Case("Samnaun is Swiss, also for this", "CH 7563", "G 0", reason="export"),
]  # fmt: skip

NORTHERN_IRELAND = [
    Case("a consumer in Belfast pays 20%: in the EU for goods (Windsor Framework, article 8)",
         "GB BT1 5GS", "S 20", reason="destination"),
    Case("the postcode may be written in any way", "GB bt15gs", "S 20", reason="destination"),
    Case("Derry is there too", "GB BT48 6HQ", "S 20", reason="destination"),
    Case("a company in Belfast with a valid XI number: intra-community supply", "GB BT1 5GS", "K 0",
         company(NORTHERN_IRISH), reason="reverse_charge"),
    Case("its XI number, VIES silent: VAT for now", "GB BT1 5GS", "S 20",
         company(NORTHERN_IRISH, "unknown"), reason="vies_unknown"),
    Case("its XI number, invalid", "GB BT1 5GS", "S 20", company(NORTHERN_IRISH, "invalid"),
         reason="destination"),
    Case("a company in Belfast with a GB number only, which VIES does not know: VAT", "GB BT1 5GS",
         "S 20", PLAIN_COMPANY, reason="destination"),
    Case("a German company with goods to Belfast: intra-community supply", "GB BT1 5GS", "K 0",
         company(GERMAN), reason="reverse_charge"),
    Case("a Belgian company with goods to Belfast: Belgian VAT", "GB BT1 5GS", "S 21",
         company(BELGIAN), reason="dispatch"),
    Case("an approved buyer in Belfast is exempt", "GB BT1 5GS", "E 0", approved(), reason="exempt"),
    Case("without its postcode Northern Ireland cannot be told from Great Britain", "GB ", "G 0",
         reason="export"),
]  # fmt: skip

TERRITORIES = [
    Case("the Canaries are outside the VAT area (6): ask first", "ES 35001", "ask first"),
    Case("Tenerife too", "ES 38001", "ask first"),
    Case("also for a company with a valid number", "ES 35001", "ask first", company("ESX2482300W")),
    Case("Ceuta is outside (6): ask first", "ES 51001", "ask first"),
    Case("Melilla is outside (6): ask first", "ES 52001", "ask first"),
    Case("the Balearics are inside", "ES 07001", "S 21", reason="destination"),
    Case("Åland is outside (6): ask first", "FI 22100", "ask first"),
    Case("Åland under its own code", "AX 22100", "ask first"),
    Case("Åland with its prefix", "FI AX-22100", "ask first"),
    Case("Turku, next to it, is inside", "FI 20100", "S 25.5", reason="destination"),
    Case("Livigno is outside (6): ask first", "IT 23041", "ask first"),
    Case("Bormio, next to it, is inside", "IT 23032", "S 22", reason="destination"),
    Case("Valdisotto kept the old postcode of Livigno and is inside", "IT 23030", "S 22",
         reason="destination"),
    Case("Campione is outside the VAT area: ask first", "IT 22061", "ask first"),
    Case("Campione under its old Swiss postcode", "CH 6911", "ask first"),
    Case("Lugano, across the lake, is an export", "CH 6900", "G 0", reason="export"),
    Case("Büsingen is outside (6): ask first", "DE 78266", "ask first"),
    Case("Büsingen under its Swiss postcode", "CH 8238", "ask first"),
    Case("Singen, next to it, is inside", "DE 78224", "S 19", reason="destination"),
    Case("Heligoland is outside (6): ask first", "DE 27498", "ask first"),
    Case("Heligoland with a prefix", "DE D-27498", "ask first"),
    Case("Cuxhaven, from where one sails there, is inside", "DE 27472", "S 19", reason="destination"),
    Case("Guadeloupe is outside for VAT (6): ask first", "FR 97110", "ask first"),
    Case("Réunion too", "FR 97400", "ask first"),
    Case("French Guiana too", "FR 97300", "ask first"),
    Case("Nouméa too", "FR 98800", "ask first"),
    Case("Corsica is inside, at the standard rate for what the store sells", "FR 20000", "S 20",
         reason="destination"),
    Case("the Azores have rates of their own but lie beyond the promised days: ask first", "PT 9500-150",
         "ask first"),
    Case("Madeira likewise", "PT 9000-082", "ask first"),
    Case("Lisbon pays the mainland's rate", "PT 1100-148", "S 23", reason="destination"),
    Case("Jungholz pays the Austrian rate of its own", "AT 6691", "S 19", reason="destination"),
    Case("Mittelberg too", "AT 6993", "S 19", reason="destination"),
    Case("a company in Jungholz buys as any Austrian one", "AT 6691", "K 0", company("ATU13585627"),
         reason="reverse_charge"),
    Case("a company in Jungholz, VIES silent: the rate of the place", "AT 6691", "S 19",
         company("ATU13585627", "unknown"), reason="vies_unknown"),
    Case("Reutte, next to Jungholz, pays the Austrian rate", "AT 6600", "S 20", reason="destination"),
    Case("Jersey is no part of the United Kingdom's VAT: ask first", "GB JE2 3AB", "ask first"),
    Case("Guernsey: ask first", "GB GY1 1WR", "ask first"),
    Case("Man is for VAT with the United Kingdom, but not reached in the promised days: ask first",
         "GB IM1 1AA", "ask first"),
    Case("Man under its own code", "IM IM1 1AA", "ask first"),
    Case("Gibraltar: ask first", "GB GX11 1AA", "ask first"),
    Case("Svalbard is outside Norway's VAT: ask first", "NO 9170", "ask first"),
    Case("Svalbard under its own code", "SJ 9170", "ask first"),
    Case("Tromsø, on the mainland, is an export", "NO 9008", "G 0", reason="export"),
    Case("the Faroes are outside: ask first", "DK 100", "ask first"),
    Case("Greenland is outside: ask first", "DK 3900", "ask first"),
    Case("Bornholm is Danish in all", "DK 3700", "S 25", reason="destination"),
    Case("Liechtenstein: ask first", "CH 9490", "ask first"),
    Case("Monaco is for VAT with France (7), and never served all the same", "MC 98000", "not served"),
    Case("Monaco under France's code", "FR 98000", "not served"),
    Case("Monaco is refused to a company with a valid number too", "FR 98000", "not served",
         company(FRENCH)),
    Case("Beausoleil, next to it, is French", "FR 06240", "S 20", reason="destination"),
    Case("San Marino: never", "SM 47890", "not served"),
    Case("San Marino under Italy's code", "IT 47890", "not served"),
    Case("Rimini, next to it, is Italian", "IT 47921", "S 22", reason="destination"),
    Case("the Vatican: never", "VA 00120", "not served"),
    Case("the Vatican under Italy's code", "IT 00120", "not served"),
    Case("Rome, around it, is Italian", "IT 00193", "S 22", reason="destination"),
    Case("Andorra: never", "AD AD500", "not served"),
    Case("Andorra under Spain's code", "ES AD500", "not served"),
    Case("Andorra under France's code", "FR AD500", "not served"),
    Case("Greece is in the EU, and not among the countries delivered to: ask first", "GR 10431", "ask first"),
    Case("the United States: ask first", "US 10001", "ask first"),
]  # fmt: skip

EXEMPTIONS = [
    Case("approved: no VAT in France", "FR 75001", "E 0", approved(), reason="exempt"),
    Case("approved: no VAT in Germany", "DE 10115", "E 0", approved(), reason="exempt"),
    Case("the last day is included", "FR 75001", "E 0", approved("2026-12-01"), reason="exempt"),
    Case("the day after it, VAT is charged", "FR 75001", "S 20", approved("2026-11-30"),
         reason="destination"),
    Case("an exemption of a long time ago does not count", "DE 10115", "S 19", approved("2025-12-31"),
         reason="destination"),
    Case("not approved: French VAT", "FR 75001", "S 20", NOT_APPROVED, reason="destination"),
    Case("an approved account that buys as a company buys as a company", "FR 75001", "S 20",
         Buyer("company", exemption=approved().exemption), reason="destination"),
    Case("an approved account that buys as a private person pays VAT", "FR 75001", "S 20",
         Buyer("private", exemption=approved().exemption), reason="destination"),
]  # fmt: skip

DAYS = [
    Case("Germany before its half year", "DE ", "S 19", on=on("2020-06-30"), reason="destination"),
    Case("Germany's half year begins", "DE ", "S 16", on=on("2020-07-01"), reason="destination"),
    Case("Germany's half year ends", "DE ", "S 16", on=on("2020-12-31"), reason="destination"),
    Case("Germany after it", "DE ", "S 19", on=on("2021-01-01"), reason="destination"),
    Case("VIES silent in that half year: the rate of the day", "DE ", "S 16",
         company(GERMAN, "unknown"), on=on("2020-08-01"), reason="vies_unknown"),
    Case("a valid number in that half year: no VAT", "DE ", "K 0", company(GERMAN), on=on("2020-08-01"),
         reason="reverse_charge"),
    Case("Ireland's half year begins", "IE ", "S 21", on=on("2020-09-01"), reason="destination"),
    Case("Ireland's half year ends", "IE ", "S 21", on=on("2021-02-28"), reason="destination"),
    Case("Ireland after it", "IE ", "S 23", on=on("2021-03-01"), reason="destination"),
    Case("Luxembourg's year begins", "LU ", "S 16", on=on("2023-01-01"), reason="destination"),
    Case("Luxembourg's year ends", "LU ", "S 16", on=on("2023-12-31"), reason="destination"),
    Case("Luxembourg after it", "LU ", "S 17", on=on("2024-01-01"), reason="destination"),
    Case("Finland's last day at 24", "FI ", "S 24", on=on("2024-08-31"), reason="destination"),
    Case("Finland's first day at 25.5", "FI ", "S 25.5", on=on("2024-09-01"), reason="destination"),
    Case("France in 2014", "FR ", "S 20", on=on("2014-01-01"), reason="destination"),
    Case("a Belgian number to Finland in 2024: Belgium's rate of the day, not Finland's", "FI ", "S 21",
         company(BELGIAN), on=on("2024-09-01"), reason="dispatch"),
    Case("Switzerland changed its rate in 2024: nothing of it is charged here", "CH ", "G 0",
         on=on("2024-01-01"), reason="export"),
]  # fmt: skip

TABLE = [
    *AT_HOME, *CONSUMERS, *PLAIN_COMPANIES, *COMPANIES_AT_THEIR_PLACE, *SILENCE, *INVALID, *ACROSS,
    *EXPORTS, *NORTHERN_IRELAND, *TERRITORIES, *EXEMPTIONS, *DAYS,
]  # fmt: skip
REFUSED = {"ask first": Outcome.ASK_FIRST, "not served": Outcome.NEVER}


@pytest.mark.parametrize("case", TABLE, ids=[case.says for case in TABLE])
def test_PRICE_5_tax_table(case):
    edition = policy.current().at(case.on)
    outcome = judge_destination(edition, case.country, case.postcode).outcome
    if case.outcome in REFUSED:
        assert outcome is REFUSED[case.outcome]
        with pytest.raises(ValueError, match="not served"):
            tax_of(case)
        return
    category, rate = case.outcome.split()
    tax = tax_of(case)
    assert outcome is Outcome.SERVED
    assert tax == Tax(category, Decimal(rate), case.reason)
    assert set(case.evidence) <= set(tax.evidence)


def test_PRICE_5_the_table_is_a_table():
    assert len(TABLE) >= 150
    assert len({case.says for case in TABLE}) == len(TABLE)


def test_PRICE_5_evidence_is_what_vies_said_and_when():
    tax = tax_of(Case("", "DE 10115", "", company(GERMAN)))
    assert tax.evidence == {
        "vat_number": GERMAN, "vies": "valid", "asked_on": "2026-12-01",
        "consultation_number": "WAPIAAAA1", "name": "ACME",
    }  # fmt: skip


def test_PRICE_5_rates_are_figures_of_the_policy():
    dearer = policy.current().changed(
        {"countries.FR.vat.standard": [{"from": date(2020, 1, 1), "percent": Decimal("33")}]}
    )
    tax = tax_for(dearer.at(TODAY), country="FR", buyer=company(FRENCH, "unknown"), day=TODAY)
    assert tax.rate == Decimal("33")


def tax_of(case: Case) -> Tax:
    return tax_for(
        policy.current().at(case.on),
        country=case.country,
        postcode=case.postcode,
        buyer=case.buyer,
        day=case.on,
    )

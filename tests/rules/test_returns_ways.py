"""Which ways back are open: a commentary in cases, each line a customer, a day and an answer.

A line reads: who, countries, way, when the goods left (and were invoiced), when they arrived (a dash
while they are under way), when it is asked, and the answer: ``open``, or the code of why not. Days
and hours are those of the customer. ``also`` names what else is so: ``awaiting``, ``cancelled``,
``expired``, ``unsent``, ``mailed`` (its confirmation has gone), ``brand`` (the store's toner for
another maker's printer), ``gone`` (all of it is back already).
"""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from encrier import policy
from encrier.returns import rules
from encrier.returns.types import BoughtLine, Closed, OrderFacts, Way

EDITION = policy.current().at(date(2026, 11, 1))
EU = "AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE"
ALL = f"{EU},NO,GB,CH"

COMMENTARY = """
# CANCEL-1. Who has not paid may cancel at any time; who has, until the confirmation has gone.
private FR,CH cancel 2026-12-01 - 2026-12-01T09:00 open also awaiting unsent
company FR,GB cancel 2026-12-01 - 2026-12-08T09:00 open also awaiting unsent
private FR,DE cancel 2026-12-01 - 2026-12-01T09:00 open also unsent
company FR,DE cancel 2026-12-01 - 2026-12-01T09:00 open also unsent
private FR,DE cancel 2026-12-01 - 2026-12-01T09:01 already_confirmed also mailed unsent
company FR,DE cancel 2026-12-01 - 2026-12-01T09:01 already_confirmed also mailed unsent
# A parcel that has left cannot be called back, even if no letter has gone.
private FR cancel 2026-12-01 - 2026-12-01T17:00 already_confirmed
company FR cancel 2026-12-01 2026-12-03T10:00 2026-12-04T10:00 already_confirmed
# What is over cannot be cancelled once more.
private FR cancel 2026-12-01 - 2026-12-02T10:00 order_closed also cancelled unsent
private FR cancel 2026-12-01 - 2026-12-20T10:00 order_closed also expired unsent

# RETURN-5, withdrawal. It can be declared from the order on, before anything has left or arrived.
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,NO,PT,ES,SE,GB withdrawal 2026-12-01 - 2026-12-01T08:00 open also unsent
private FR,DE withdrawal 2026-12-01 - 2026-12-01T08:00 open also awaiting unsent
private FR,DE withdrawal 2026-12-01 - 2026-12-01T08:00 open also mailed unsent
private FR,DE withdrawal 2026-12-01 - 2026-12-02T08:00 open
# However long the goods are under way: the period has not begun.
private FR,SE withdrawal 2026-12-01 - 2027-03-01T08:00 open
# It ends 14 days after the day on which the last parcel came, with the last hour of that day.
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,NO,PT,ES,SE,GB withdrawal 2026-11-27 2026-12-01T10:00 2026-12-15T23:59 open
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,NO,PT,ES,SE,GB withdrawal 2026-11-27 2026-12-01T10:00 2026-12-16T00:00 withdrawal_window_closed
# The hour of delivery changes nothing: the day itself is not counted.
private FR withdrawal 2026-11-27 2026-12-01T00:01 2026-12-15T23:59 open
private FR withdrawal 2026-11-27 2026-12-01T23:59 2026-12-15T23:59 open
private FR withdrawal 2026-11-27 2026-12-01T23:59 2026-12-16T00:00 withdrawal_window_closed
# A last day that is a Saturday or a Sunday moves to Monday (Regulation 1182/71, article 3 (4)).
private FR,DE,BE,PT withdrawal 2026-12-01 2026-12-05T10:00 2026-12-21T23:59 open
private FR,DE,BE,PT withdrawal 2026-12-01 2026-12-05T10:00 2026-12-22T00:00 withdrawal_window_closed
private FR,ES withdrawal 2026-12-01 2026-12-06T10:00 2026-12-21T23:59 open
private FR,ES withdrawal 2026-12-01 2026-12-06T10:00 2026-12-22T00:00 withdrawal_window_closed
# A public holiday of the customer's country moves it too: Christmas to Monday the 28th.
private FR,DE,IT,BE withdrawal 2026-12-08 2026-12-11T10:00 2026-12-28T23:59 open
private FR,DE,IT,BE withdrawal 2026-12-08 2026-12-11T10:00 2026-12-29T00:00 withdrawal_window_closed
# The eighth of May is a holiday in France and none in Germany or Belgium.
private FR withdrawal 2029-04-20 2029-04-24T10:00 2029-05-08T23:59 open
private FR withdrawal 2029-04-20 2029-04-24T10:00 2029-05-09T23:59 open
private FR withdrawal 2029-04-20 2029-04-24T10:00 2029-05-10T00:00 withdrawal_window_closed
private DE,BE withdrawal 2029-04-20 2029-04-24T10:00 2029-05-08T23:59 open
private DE,BE withdrawal 2029-04-20 2029-04-24T10:00 2029-05-09T00:00 withdrawal_window_closed
# The fourteenth of July, and the twenty-first in Belgium.
private FR withdrawal 2027-06-25 2027-06-30T10:00 2027-07-15T23:59 open
private FR withdrawal 2027-06-25 2027-06-30T10:00 2027-07-16T00:00 withdrawal_window_closed
private BE withdrawal 2027-06-25 2027-06-30T10:00 2027-07-15T00:00 withdrawal_window_closed
private BE withdrawal 2027-07-02 2027-07-07T10:00 2027-07-22T23:59 open
private FR withdrawal 2027-07-02 2027-07-07T10:00 2027-07-22T00:00 withdrawal_window_closed
# It is a right of consumers: not of companies, nor of others who order for an organisation.
company AT,BE,FR,DE,GB,NO withdrawal 2026-11-27 2026-12-01T10:00 2026-12-02T10:00 consumers_only
not_subject_to_vat FR,BE,DE withdrawal 2026-11-27 2026-12-01T10:00 2026-12-02T10:00 consumers_only
# Swiss law knows none; the store's own offer stands beside (see below).
private CH withdrawal 2026-11-27 2026-12-01T10:00 2026-12-02T10:00 no_statutory_withdrawal
private CH withdrawal 2026-11-27 - 2026-12-02T10:00 no_statutory_withdrawal
# Of an order that is over, or all of which is back, there is nothing to withdraw from.
private FR withdrawal 2026-11-27 - 2026-12-02T10:00 order_closed also cancelled unsent
private FR withdrawal 2026-11-27 - 2026-12-20T10:00 order_closed also expired unsent
private FR withdrawal 2026-11-27 2026-12-01T10:00 2026-12-05T10:00 nothing_left_to_return also gone

# RETURN-1, the store's own 90 days, from the invoice: for everybody, everywhere.
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE,NO,GB,CH voluntary 2026-12-01 2026-12-03T10:00 2027-02-28T10:00 open
private FR,CH,GB voluntary 2026-12-01 2026-12-03T10:00 2027-03-01T23:59 open
private FR,CH,GB voluntary 2026-12-01 2026-12-03T10:00 2027-03-02T00:00 return_window_closed
company AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE,NO,GB,CH voluntary 2026-12-01 2026-12-03T10:00 2027-03-01T23:59 open
company AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE,NO,GB,CH voluntary 2026-12-01 2026-12-03T10:00 2027-03-02T00:00 return_window_closed
not_subject_to_vat FR,BE voluntary 2026-12-01 2026-12-03T10:00 2027-03-01T23:59 open
not_subject_to_vat FR,BE voluntary 2026-12-01 2026-12-03T10:00 2027-03-02T00:00 return_window_closed
# After 89 days yes, after 91 no.
private FR voluntary 2026-12-01 2026-12-01T18:00 2027-02-28T09:00 open
private FR voluntary 2026-12-01 2026-12-01T18:00 2027-03-02T09:00 return_window_closed
# Over a leap day: 2028 has one.
company FR voluntary 2027-12-15 2027-12-17T10:00 2028-03-14T23:59 open
company FR voluntary 2027-12-15 2027-12-17T10:00 2028-03-15T00:00 return_window_closed
# Over the change of the clocks: the day ends where the customer is.
company FR voluntary 2027-01-10 2027-01-12T10:00 2027-04-10T23:59 open
company FR voluntary 2027-01-10 2027-01-12T10:00 2027-04-11T00:00 return_window_closed
company PT voluntary 2027-01-10 2027-01-12T10:00 2027-04-10T23:59 open
company FI voluntary 2027-01-10 2027-01-12T10:00 2027-04-11T00:00 return_window_closed
# The last day is not moved by a weekend: it is an offer, not a term of law.
company FR voluntary 2026-12-01 2026-12-03T10:00 2027-03-01T12:00 open
company BE voluntary 2026-12-07 2026-12-09T10:00 2027-03-07T23:59 open
company BE voluntary 2026-12-07 2026-12-09T10:00 2027-03-08T00:00 return_window_closed
# Goods that have left can be announced before they arrive; goods that have not, cannot.
company FR,DE voluntary 2026-12-01 - 2026-12-02T10:00 open
company FR,DE voluntary 2026-12-01 - 2026-12-01T10:00 goods_not_sent also unsent mailed
private FR,DE voluntary 2026-12-01 - 2026-12-01T10:00 goods_not_sent also unsent mailed
company FR voluntary 2026-12-01 - 2026-12-01T10:00 order_not_paid also awaiting unsent
company FR voluntary 2026-12-01 - 2026-12-01T10:00 order_closed also cancelled unsent
company FR voluntary 2026-12-01 2026-12-03T10:00 2026-12-20T10:00 nothing_left_to_return also gone
# For consumers, the later of the 90 days and the term of law: goods that came on the 85th day.
private FR voluntary 2026-12-01 2027-02-24T10:00 2027-03-02T09:00 open
private FR voluntary 2026-12-01 2027-02-24T10:00 2027-03-10T23:59 open
private FR voluntary 2026-12-01 2027-02-24T10:00 2027-03-11T00:00 return_window_closed
company FR voluntary 2026-12-01 2027-02-24T10:00 2027-03-02T09:00 return_window_closed
private CH voluntary 2026-12-01 2027-02-24T10:00 2027-03-02T09:00 return_window_closed
# And while they are still under way, however late.
private DE voluntary 2026-12-01 - 2027-03-20T09:00 open
company DE voluntary 2026-12-01 - 2027-03-20T09:00 return_window_closed
# An exchange is the same offer.
private FR,CH,GB exchange 2026-12-01 2026-12-03T10:00 2027-03-01T23:59 open
private FR,CH,GB exchange 2026-12-01 2026-12-03T10:00 2027-03-02T00:00 return_window_closed
company FR,DE exchange 2026-12-01 2026-12-03T10:00 2027-03-01T23:59 open
company FR,DE exchange 2026-12-01 2026-12-03T10:00 2027-03-02T00:00 return_window_closed
company FR exchange 2026-12-01 - 2026-12-01T10:00 goods_not_sent also unsent mailed

# DAMAGE-2 and DAMAGE-3: the state on arrival, 90 days from delivery, whoever bought.
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE,NO,GB,CH damage 2026-12-01 2026-12-03T10:00 2026-12-05T09:00 open
company AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,PT,ES,SE,NO,GB,CH damage 2026-12-01 2026-12-03T10:00 2026-12-05T11:00 open
private FR damage 2026-12-01 2026-12-03T10:00 2027-03-03T23:59 open
private FR damage 2026-12-01 2026-12-03T10:00 2027-03-04T00:00 complaint_window_closed
company FR,DE,CH,GB damage 2026-12-01 2026-12-03T10:00 2027-03-03T23:59 open
company FR,DE,CH,GB damage 2026-12-01 2026-12-03T10:00 2027-03-04T00:00 complaint_window_closed
# Not before anything has arrived: a parcel that looks damaged is refused at the door (DAMAGE-1).
private FR damage 2026-12-01 - 2026-12-02T10:00 goods_not_delivered
company FR damage 2026-12-01 - 2026-12-01T10:00 goods_not_delivered also unsent
private FR damage 2026-12-01 - 2026-12-01T10:00 order_not_paid also awaiting unsent
private FR damage 2026-12-01 2026-12-03T10:00 2026-12-04T10:00 nothing_left_to_return also gone

# XBRAND-1: the store's toner for other makers' printers, for whatever reason, without an end.
private FR,DE,CH store_brand 2026-12-01 2026-12-03T10:00 2026-12-04T10:00 open also brand
company FR,DE,CH store_brand 2026-12-01 2026-12-03T10:00 2026-12-04T10:00 open also brand
company FR store_brand 2026-12-01 2026-12-03T10:00 2029-12-04T10:00 open also brand
company FR,DE store_brand 2026-12-01 2026-12-03T10:00 2026-12-04T10:00 not_store_brand
private FR store_brand 2026-12-01 - 2026-12-02T10:00 goods_not_delivered also brand

# RETURN-5, the guarantee: two years from delivery, three in Portugal, for consumers.
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,ES,SE,NO,GB,CH guarantee 2026-12-01 2026-12-03T10:00 2028-12-03T23:59 open
private AT,BE,DK,FI,FR,DE,IE,IT,LU,NL,ES,SE,NO,GB,CH guarantee 2026-12-01 2026-12-03T10:00 2028-12-04T00:00 guarantee_over
private PT guarantee 2026-12-01 2026-12-03T10:00 2028-12-04T00:00 open
private PT guarantee 2026-12-01 2026-12-03T10:00 2029-12-03T23:59 open
private PT guarantee 2026-12-01 2026-12-03T10:00 2029-12-04T00:00 guarantee_over
# Delivered on a leap day, it ends with the last day of February.
private FR guarantee 2028-02-25 2028-02-29T10:00 2030-02-28T23:59 open
private FR guarantee 2028-02-25 2028-02-29T10:00 2030-03-01T00:00 guarantee_over
company FR,DE,PT guarantee 2026-12-01 2026-12-03T10:00 2026-12-10T10:00 consumers_only
not_subject_to_vat BE guarantee 2026-12-01 2026-12-03T10:00 2026-12-10T10:00 consumers_only
private FR guarantee 2026-12-01 - 2026-12-02T10:00 goods_not_delivered

# RETURN-1, after the 90 days: what the maker finds to be a defect, whenever that is.
company FR,DE,CH,GB defect 2026-12-01 2026-12-03T10:00 2027-06-01T10:00 open
private FR,CH defect 2026-12-01 2026-12-03T10:00 2030-06-01T10:00 open
company FR defect 2026-12-01 - 2026-12-02T10:00 goods_not_delivered
company FR defect 2026-12-01 2026-12-03T10:00 2027-06-01T10:00 nothing_left_to_return also gone
"""

STATUS = {"awaiting": "awaiting_payment", "cancelled": "cancelled", "expired": "expired"}


@dataclass(frozen=True)
class Case:
    """One line of the commentary, in one country."""

    who: str
    country: str
    way: Way
    sent: str
    arrived: str
    asked: str
    answer: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        also = "+".join(self.also)
        return f"{self.who}-{self.country}-{self.way}-{self.arrived}-{self.asked}-{also}"

    def facts(self) -> OrderFacts:
        status = next((STATUS[each] for each in self.also if each in STATUS), "confirmed")
        sent = None if "unsent" in self.also else date.fromisoformat(self.sent)
        arrived = None if self.arrived == "-" else self.local(self.arrived)
        line = BoughtLine(
            "106R03500",
            3,
            gone=3 if "gone" in self.also else 0,
            is_store_brand="brand" in self.also,
        )
        return OrderFacts(
            number="E26-1234-5678",
            customer_type=self.who,
            country=self.country,
            status=status,
            is_confirmation_sent="mailed" in self.also,
            lines=(line,),
            invoiced_on=sent,
            sent_on=sent,
            first_delivered_at=arrived,
            delivered_at=arrived,
        )

    def local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=EDITION.countries[self.country].zone)


def cases() -> list[Case]:
    found = []
    for line in COMMENTARY.splitlines():
        if not line or line.startswith("#"):
            continue
        said, _, also = line.partition(" also ")
        who, countries, way, *rest = said.split()
        found += [
            Case(who, country, Way(way), *rest, tuple(also.split()))
            for country in countries.split(",")
        ]
    return found


def test_the_commentary_has_at_least_two_hundred_cases_and_knows_every_answer():
    found = cases()
    assert len(set(found)) == len(found) >= 200
    assert {case.answer for case in found} == {"open", *Closed}
    assert {case.way for case in found} == set(Way)
    assert {case.country for case in found} == set(ALL.split(","))


@pytest.mark.parametrize("case", cases(), ids=str)
def test_CANCEL_1_RETURN_1_5_DAMAGE_2_3_XBRAND_1_the_way_is_as_the_commentary_says(case):
    option = rules.way(case.way, case.facts(), EDITION, case.local(case.asked))
    assert (option.closed or "open") == case.answer
    assert option.is_open == bool(option.lines) == (case.answer == "open")


@pytest.mark.parametrize("case", [c for c in cases() if c.arrived != "-"], ids=str)
def test_what_is_shown_as_the_end_is_the_first_moment_that_is_refused(case):
    """The page tells ``until``, the command goes by the clock: they cannot disagree."""
    facts, now = case.facts(), case.local(case.asked)
    for option in rules.ways(facts, EDITION, now):
        if option.is_open and option.until:
            assert now < option.until
            again = rules.way(option.way, facts, EDITION, option.until)
            assert not again.is_open or again.until != option.until


def test_DAMAGE_2_the_carrier_answers_for_48_hours_from_delivery():
    case = Case(
        "company", "FR", Way.DAMAGE, "2026-12-01", "2026-12-03T10:00", "2026-12-04T10:00", ""
    )
    option = rules.way(Way.DAMAGE, case.facts(), EDITION, case.local(case.asked))
    assert option.carrier_until == case.local("2026-12-05T10:00")


def test_an_order_is_judged_by_the_edition_it_was_placed_under():
    other = policy.current().changed({"returns.days": 30, "returns.withdrawal_days": 30})
    edition = other.at(date(2026, 11, 1))
    told = ("FR", Way.VOLUNTARY, "2026-12-01", "2026-12-03T10:00", "2027-01-01T00:00", "")
    firm, person = Case("company", *told), Case("private", *told)
    now = firm.local(firm.asked)
    assert rules.way(Way.VOLUNTARY, firm.facts(), EDITION, now).is_open
    refused = rules.way(Way.VOLUNTARY, firm.facts(), edition, now)
    assert (refused.closed, refused.facts["days"]) == ("return_window_closed", 30)
    assert not rules.way(Way.WITHDRAWAL, person.facts(), EDITION, now).is_open
    assert rules.way(Way.WITHDRAWAL, person.facts(), edition, now).is_open


def test_until_the_last_parcel_has_come_the_withdrawal_has_not_begun():
    case = Case(
        "private", "FR", Way.WITHDRAWAL, "2026-12-01", "2026-12-03T10:00", "2027-01-20T10:00", ""
    )
    split = OrderFacts(**(vars(case.facts()) | {"delivered_at": None}))
    now = case.local(case.asked)
    assert rules.way(Way.WITHDRAWAL, split, EDITION, now).is_open
    assert rules.way(Way.DAMAGE, split, EDITION, now).is_open
    assert not rules.way(Way.WITHDRAWAL, case.facts(), EDITION, now).is_open


@pytest.mark.parametrize(
    ("who", "brand", "country", "expected"),
    [
        ("private", True, "FR", Way.STORE_BRAND),
        ("company", True, "FR", Way.STORE_BRAND),
        ("private", False, "FR", Way.GUARANTEE),
        ("company", False, "FR", Way.DEFECT),
        ("not_subject_to_vat", False, "BE", Way.DEFECT),
    ],
)
def test_what_does_not_work_goes_the_best_way_that_is_open(who, brand, country, expected):
    also = ("brand",) if brand else ()
    case = Case(
        who, country, Way.DEFECT, "2026-12-01", "2026-12-03T10:00", "2027-06-01T10:00", "", also
    )
    now = case.local(case.asked)
    found = rules.way_for_what_does_not_work(case.facts(), EDITION, now, ["106R03500"])
    assert (found.way, found.is_open) == (expected, True)


@pytest.mark.parametrize(
    ("brand", "kind", "stands_in_for", "is_one"),
    [
        ("Encrier", "toner", "HP CF410A", True),
        ("Encrier", "toner", "Panasonic KX-1", True),
        ("Encrier", "toner", "Xerox 106R03500", False),
        ("Encrier", "ink", "HP 912XL", False),
        ("HP", "toner", "", False),
    ],
)
def test_XBRAND_1_is_for_the_stores_toner_for_the_makers_that_the_policy_names(
    brand, kind, stands_in_for, is_one
):
    assert rules.is_store_brand(EDITION, brand, kind, stands_in_for) is is_one

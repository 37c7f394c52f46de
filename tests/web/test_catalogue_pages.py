"""The catalogue's pages, as a buyer sees them."""

import re
from datetime import UTC, date, datetime

import pytest

from encrier import policy
from encrier.catalogue import search
from encrier.catalogue.commands import withdraw_product
from encrier.catalogue.models import Product
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.pricing.commands import set_price
from tests.makers import make_finisher, make_fit, make_goods, make_printer, make_product
from tests.web.buying import add, log_in, make_account, text

pytestmark = pytest.mark.django_db


def withdraw(part_number, replaced_by=None):
    withdraw_product(
        by=SYSTEM, part_number=part_number, withdrawn_on=date(2026, 11, 1), replaced_by=replaced_by, now=clock.now()
    )  # fmt: skip


# Home and selector


def test_FIND_4_the_selector_leads_from_maker_to_family_to_model_without_javascript(client):
    make_fit(make_goods(), make_printer())
    assert 'value="xerox"' in client.get("/en-fr/").text
    families = client.get("/en-fr/selector/", {"brand": "xerox"}).text
    assert '<option value="VersaLink"' in families
    models = client.get("/en-fr/selector/", {"brand": "xerox", "family": "VersaLink"}).text
    assert 'value="xerox-versalink-c400"' in models
    chosen = {"brand": "xerox", "family": "VersaLink", "model": "xerox-versalink-c400"}
    assert (
        client.get("/en-fr/selector/", chosen)["Location"]
        == "/en-fr/printers/xerox-versalink-c400/"
    )


@pytest.mark.parametrize(
    "query", ["brand=nobody", "brand=xerox&family=none", "brand=xerox&family=VersaLink&model=other"]
)
def test_FIND_4_a_choice_that_does_not_exist_is_as_none(client, query):
    make_fit(make_goods(), make_printer())
    assert client.get(f"/en-fr/selector/?{query}").status_code == 200


def test_FIND_3_a_tab_has_the_families_of_its_products(client):
    make_fit(make_goods(), make_printer())
    page = client.get("/en-fr/").text
    assert "/en-fr/categories/toner/?family=Xerox+VersaLink" in page


def test_CONTRACT_1_home_shows_contract_customers_their_door(client):
    assert "/en-fr/contract/" in client.get("/en-fr/").text


def test_FIND_7_own_printers_come_with_the_visitors_fragment(client):
    printer = make_printer("Phaser 6510")
    log_in(client, make_account())
    client.post(f"/en-fr/account/printers/{printer.slug}/keep/")
    assert "Phaser 6510" not in client.get("/en-fr/").text
    fragment = client.get("/en-fr/visitor/?printers=yes")
    assert "Xerox Phaser 6510" in fragment.text
    assert fragment["Cache-Control"] == "private, no-store"


# The visitor's fragment


def test_HELP_2_the_fragment_says_whether_service_is_open_now(client):
    at_noon = datetime(2026, 11, 26, 11, tzinfo=UTC) - datetime.now(UTC)
    clock.shift_by(lambda: at_noon)
    assert "Open now" in client.get("/en-fr/visitor/").text
    at_night = datetime(2026, 11, 27, 20, tzinfo=UTC) - datetime.now(UTC)
    clock.shift_by(lambda: at_night)
    assert "open again Monday 30 November 09:00" in client.get("/en-fr/visitor/").text


def test_SHIP_3_the_fragment_brings_the_cut_off_as_an_instant(client):
    clock.shift_by(lambda: datetime(2026, 11, 26, 10, tzinfo=UTC) - datetime.now(UTC))
    fragment = client.get("/en-ie/visitor/?cut-off=yes").text
    assert 'datetime="2026-11-26T14:00:00Z"' in fragment and ">14:00<" in fragment


def test_the_fragment_counts_the_cart(client):
    make_goods()
    add(client, quantity=3)
    assert re.search(r"visitor__count\">3<", client.get("/en-fr/visitor/").text)


# Categories


def test_FIND_2_a_category_shows_its_products_with_prices_counts_and_filters(client):
    make_fit(make_goods("106R03500"), make_printer())
    make_goods("106R03502", colour="cyan")
    make_goods("108R01121", kind="drum", colour="none")
    page = text(client.get("/en-fr/categories/toner/"))
    assert "2 products" in page and "€120.00" in page and "108R01121" not in page
    narrowed = text(client.get("/en-fr/categories/toner/?colour=cyan"))
    assert "1 product" in narrowed and "106R03500" not in narrowed


def test_FIND_2_nothing_left_says_so_and_how_to_go_on(client):
    make_goods()
    assert (
        "Nothing matches all of these filters"
        in client.get("/en-fr/categories/toner/?colour=puce").text
    )


def test_FIND_2_a_long_list_comes_in_pages_and_any_page_number_is_answered(client):
    for number in range(30):
        make_product(f"106R{number:05}")
    assert 'rel="next"' in client.get("/en-fr/categories/toner/").text
    assert 'rel="prev"' in client.get("/en-fr/categories/toner/?page=2").text
    for nonsense in ("0", "-1", "999", "two", "9" * 50):
        assert client.get(f"/en-fr/categories/toner/?page={nonsense}").status_code == 200


def test_a_category_that_does_not_exist_is_not_found(client):
    assert client.get("/en-fr/categories/hats/").status_code == 404


def test_EOL_2_a_replacement_stands_in_the_category_where_the_withdrawn_product_stood(client):
    make_fit(make_goods("106R03500"), make_printer())
    make_goods("106R09999")
    withdraw("106R03500", replaced_by="106R09999")
    page = text(client.get("/en-fr/categories/toner/?family=Xerox+VersaLink"))
    assert "106R09999" in page and "106R03500" not in page


def test_FIND_2_printers_stand_by_maker_and_family(client):
    make_fit(make_goods(), make_printer())
    assert "?family=Xerox%20VersaLink" in client.get("/en-fr/categories/printers/").text
    assert (
        "/printers/xerox-versalink-c400/"
        in client.get("/en-fr/categories/printers/?family=Xerox+VersaLink").text
    )
    assert client.get("/en-fr/categories/printers/?family=Nobody").status_code == 404


# Printers


def make_four_inks(printer):
    for number, colour in enumerate(("black", "cyan", "magenta", "yellow")):
        make_fit(make_goods(f"106R0350{number}", colour=colour, net="50.00"), printer)
        make_fit(
            make_goods(f"106R0351{number}", colour=colour, net="80.00", yield_pages=8000, capacity_class="high"), printer
        )  # fmt: skip


def test_FIND_4_a_printer_shows_all_that_fits_grouped_by_kind_and_colour(client):
    printer = make_printer()
    make_four_inks(printer)
    make_fit(make_goods("108R01121", kind="drum", colour="none", yield_pages=60000), printer)
    page = client.get("/en-fr/printers/xerox-versalink-c400/").text
    for colour in ("black", "cyan", "magenta", "yellow"):
        assert f"ink-row__colour--{colour}" in page
    assert page.index("106R03510") < page.index("108R01121")
    assert "€20.00 per 1,000 pages" in page and "€10.00 per 1,000 pages" in page


def test_the_cheapest_page_of_each_colour_is_marked_and_makes_the_usual_set(client):
    make_four_inks(make_printer())
    page = client.get("/en-fr/printers/xerox-versalink-c400/").text
    assert page.count("offer--better") == 4
    usual = re.search(r'aria-labelledby="usual-set".*?</section>', page, re.S)
    assert usual and usual[0].count('name="part_number" value="106R0351') == 4
    assert "€320.00" in usual[0]


def test_the_usual_set_takes_only_what_is_in_stock(client):
    printer = make_printer()
    make_fit(make_goods("A1", net="50.00"), printer)
    make_fit(make_goods("A2", net="10.00", units=0), printer)
    make_fit(make_goods("B1", colour="cyan", net="50.00"), printer)
    usual = re.search(
        r'aria-labelledby="usual-set".*?</section>',
        client.get(f"/en-fr/printers/{printer.slug}/").text,
        re.S,
    )
    assert usual and 'value="A1"' in usual[0] and 'value="A2"' not in usual[0]


def test_a_printer_of_one_colour_has_no_usual_set(client):
    printer = make_printer()
    make_fit(make_goods("A1"), printer)
    assert "usual-set" not in client.get(f"/en-fr/printers/{printer.slug}/").text


def test_a_variant_leads_to_its_base_model(client):
    make_fit(make_goods(), make_printer())
    assert client.get("/en-fr/printers/xerox-versalink-c400dn/")["Location"].endswith(
        "/xerox-versalink-c400/"
    )
    assert client.get("/en-fr/printers/xerox-nothing-9/").status_code == 404


def test_a_printer_that_nothing_fits_says_so(client):
    make_printer("Strange 1")
    assert (
        "Nothing in the shop fits this printer"
        in client.get("/en-fr/printers/xerox-strange-1/").text
    )


def test_EOL_2_a_printer_shows_the_replacement_and_what_it_replaces(client):
    printer = make_printer()
    make_fit(make_goods("106R03500"), printer)
    make_goods("106R09999")
    withdraw("106R03500", replaced_by="106R09999")
    page = text(client.get(f"/en-fr/printers/{printer.slug}/"))
    assert "106R09999" in page and "replaces 106R03500" in page


def test_EOL_3_a_printer_lists_what_is_gone_for_good(client):
    printer = make_printer()
    make_fit(make_goods("106R03500"), printer)
    withdraw("106R03500")
    page = text(client.get(f"/en-fr/printers/{printer.slug}/"))
    assert "No longer sold" in page and "withdrawn on 1 November 2026" in page


def test_STAPLE_1_a_printer_shows_its_staples_by_finisher(client):
    printer = make_printer()
    make_finisher(
        printer, "Office Finisher", make_goods("008R12964", kind="staples", colour="none")
    )
    page = text(client.get(f"/en-fr/printers/{printer.slug}/"))
    assert "Office Finisher" in page and "008R12964" in page


# Products


def test_FIND_5_a_product_page_shows_all_that_is_promised(client):
    make_fit(make_goods(net="100.00"), make_printer())
    clock.shift_by(lambda: datetime(2026, 11, 26, 10, tzinfo=UTC) - datetime.now(UTC))
    page = text(client.get("/en-fr/products/106R03500/"))
    for said in (
        "106R03500", "Xerox black toner", "Black", "2,500 pages", "Xerox VersaLink C400", "€100.00", "€120.00",
        "In stock", "Dispatched on Thursday 26 November", "15:00", "Tue 1 Dec", "Fri 27 Nov", "2 years of conformity",
        "When it is empty", "Safety", "Supplies Distributors S.A.", "€40.00 per 1,000 pages",
    ):  # fmt: skip
        assert said in page, said
    assert "/en-fr/pictures/products/106R03500.svg" in client.get("/en-fr/products/106R03500/").text


def test_a_product_page_takes_four_queries_or_fewer(client, django_assert_max_num_queries):
    make_fit(make_goods(), make_printer())
    client.get("/en-fr/")
    with django_assert_max_num_queries(4):
        assert client.get("/en-fr/products/106R03500/").status_code == 200


@pytest.mark.parametrize("written", ["106r03500", "106R-03500", "106 R 03500"])
def test_FIND_1_another_spelling_of_the_number_leads_to_its_page(client, written):
    make_goods()
    assert client.get(f"/en-fr/products/{written}/")["Location"] == "/en-fr/products/106R03500/"


def test_PRICE_3_outside_the_vat_area_no_vat_is_shown_and_duties_are_named(client):
    make_goods()
    set_price(by=SYSTEM, part_number="106R03500", net=money("95.00", "CHF"), now=clock.now())
    page = text(client.get("/en-ch/products/106R03500/"))
    assert "CHF" in page and page.count("95.00") >= 2 and "Customs duties" in page


def test_EOL_1_a_withdrawn_product_stays_reachable_and_cannot_be_bought(client):
    make_goods("106R03500")
    make_goods("106R09999")
    withdraw("106R03500", replaced_by="106R09999")
    page = client.get("/en-fr/products/106R03500/").text
    assert "No longer sold since 1 November 2026" in page and "106R09999" in page
    assert "cart/add" not in page


def test_EOL_3_without_a_replacement_a_status_enquiry_is_offered(client):
    make_goods("106R03500")
    withdraw("106R03500")
    page = client.get("/en-fr/products/106R03500/").text
    assert "probably no longer made" in page
    assert "/contact/?topic=status&amp;product=106R03500" in page


def test_CONTRACT_1_a_contract_number_says_where_it_is_ordered(client):
    make_product("106R09", channel=Product.Channel.CONTRACT)
    page = client.get("/en-fr/products/106R09/").text
    assert "contract portal" in page and "cart/add" not in page


def test_a_number_of_another_region_offers_the_european_one(client):
    printer = make_printer()
    make_fit(make_product("106R01", channel=Product.Channel.ELSEWHERE, region="NA"), printer)
    make_fit(make_goods("106R02"), printer)
    page = text(client.get("/en-fr/products/106R01/"))
    assert "Not sold here" in page and "106R02" in page


def test_a_doubtful_fact_is_called_so(client):
    make_goods("A1", note="yield: knowledge, unverified")
    make_goods("A2", source="KN")
    assert "has not been verified" in client.get("/en-fr/products/A1/").text
    assert "rests on general knowledge" in client.get("/en-fr/products/A2/").text


def test_what_is_out_of_stock_cannot_be_put_into_the_cart(client):
    make_goods(units=0)
    page = client.get("/en-fr/products/106R03500/").text
    assert "Out of stock" in page and "cart/add" not in page


def test_figures_on_a_product_page_are_the_policys(client):
    make_goods()
    with policy.use(policy.current().changed({"returns.guarantee_years": 7})):
        assert "7 years of conformity" in client.get("/en-fr/products/106R03500/").text


def test_an_unknown_product_offers_what_it_may_have_meant(client):
    make_goods("106R03500")
    search.rebuild_index()
    page = client.get("/en-fr/products/106R0350/")
    assert page.status_code == 404 and "There is nothing at this address" in page.text


def test_a_products_name_is_shown_and_never_run(client):
    make_goods("X1", name_en="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/en-fr/products/X1/").text


# Staples


def test_STAPLE_1_printer_then_finisher_gives_the_staple_numbers(client):
    printer = make_printer("AltaLink B8145")
    make_finisher(
        printer, "Office Finisher", make_goods("008R12964", kind="staples", colour="none")
    )
    first = client.get("/en-fr/staples/", {"printer": printer.slug}).text
    assert 'value="office-finisher"' in first
    answer = client.get("/en-fr/staples/", {"printer": printer.slug, "finisher": "office-finisher"})
    assert "Staples for Xerox AltaLink B8145 with Office Finisher" in answer.text


def test_STAPLE_1_an_unverified_match_says_so(client):
    printer = make_printer("AltaLink B8145")
    make_finisher(printer, "Office", make_goods("S1", kind="staples", colour="none"), source="KN")
    answer = client.get("/en-fr/staples/", {"printer": printer.slug, "finisher": "office"})
    assert "has not been verified" in answer.text


def test_STAPLE_2_the_page_shows_where_a_report_names_the_finisher(client):
    page = client.get("/en-fr/staples/").text
    assert "/en-fr/pictures/report.svg" in page and "Configuration Report" in page
    assert client.get("/en-fr/pictures/report.svg")["Content-Type"].startswith("image/svg+xml")


def test_STAPLE_3_a_pasted_report_is_read(client):
    printer = make_printer("AltaLink B8145")
    make_finisher(
        printer, "Office Finisher", make_goods("008R12964", kind="staples", colour="none")
    )
    pasted = (
        "Configuration Report\nMachine Model: Xerox AltaLink B8145\nFinisher: Office Finisher\n"
    )
    page = client.post("/en-fr/staples/report/", {"report": pasted})
    assert page.status_code == 200 and "008R12964" in page.text and "Your report names" in page.text


@pytest.mark.parametrize("pasted", ["", "nothing to be seen here", "\x00\x01\x02"])
def test_STAPLE_3_an_unreadable_report_gets_a_message_and_the_manual_choice(client, pasted):
    page = client.post("/en-fr/staples/report/", {"report": pasted})
    assert page.status_code == 422 and 'id="staple-finder"' in page.text
    assert "choose" in page.text.lower()


def test_STAPLE_3_a_report_is_asked_for_by_post_alone(client):
    assert client.get("/en-fr/staples/report/")["Location"] == "/en-fr/staples/"


# Search


def test_FIND_1_a_number_in_any_spelling_is_found_first(client):
    make_goods("106R03500")
    search.rebuild_index()
    assert "/en-fr/products/106R03500/" in client.get("/en-fr/search/", {"q": "106 r 03500"}).text


def test_FIND_6_nothing_found_says_so_and_gives_the_channels(client):
    search.rebuild_index()
    page = client.get("/en-fr/search/", {"q": "zzqq"}).text
    assert "Nothing found for “zzqq”" in page
    assert "0800 901 017" in page and "Monday to Friday, 09:00–17:00" in page


def test_searching_for_nothing_asks_for_words(client):
    assert "Type the name of your printer" in client.get("/en-fr/search/").text


def test_FIND_1_suggestions_are_options_of_a_list(client):
    make_goods("106R03500")
    search.rebuild_index()
    assert 'role="option"' in client.get("/en-fr/search/suggest/", {"q": "106R0"}).text
    assert client.get("/en-fr/search/suggest/", {"q": "1"}).text.strip() == ""


def test_a_question_is_shown_and_never_run(client):
    page = client.get("/en-fr/search/", {"q": '"><script>x</script>'}).text
    assert "<script>x" not in page


# Every page


PAGES = [
    "/",
    "/categories/toner/",
    "/categories/printers/",
    "/staples/",
    "/search/?q=x",
    "/locale/",
    "/nowhere/",
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_TLS_1_no_page_has_an_inline_script_style_or_handler(client, language, path):
    page = client.get(f"/{language}-fr{path}").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", page)
    assert "<title>" in page and page.count("<h1") == 1


@pytest.mark.parametrize("number", ["106R03500"])
def test_a_picture_is_a_drawing_that_says_what_it_is(client, number):
    make_goods(number)
    small = client.get("/pictures/supplies/toner-cyan.svg")
    large = client.get(f"/fr-fr/pictures/products/{number}.svg")
    assert small["Cache-Control"] == "public, max-age=86400" and "<title" in small.text
    assert "2\u202f500" in large.text
    assert client.get("/pictures/supplies/hat-cyan.svg").status_code == 404

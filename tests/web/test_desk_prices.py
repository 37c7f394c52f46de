"""Prices, vouchers and letters to subscribers at the desk."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.newsletter.models import Mailing
from encrier.pricing.models import PriceChange, PriceLoad, Voucher, VoucherCode
from encrier.pricing.queries import net_prices
from encrier.reactions import worker
from tests.makers import make_goods, make_product, make_voucher
from tests.web.buying import text
from tests.web.delivering import agent as log_in_agent

pytestmark = pytest.mark.django_db
TERMS = {
    "name": "Autumn",
    "code": "encre-10",
    "gives": "percent",
    "percent": "10",
    "starts_on": "2026-01-01",
    "audience": "everybody",
}
LETTER = {
    "subject_fr": "Moins dix",
    "text_fr": "Bonjour.\n\nDix pour cent.",
    "subject_en": "Ten less",
    "text_en": "Hello.\n\nTen <b>per</b> cent.",
}


@pytest.fixture
def agent(client):
    log_in_agent(client)
    return client


def upload(client, body):
    given = SimpleUploadedFile("list.csv", b"part_number,currency,net\n" + body.encode())
    return client.post("/desk/prices/loads/", {"file": given})


PAGES = ["prices/", "prices/?missing=yes&currency=CHF", "vouchers/", "vouchers/new/", "letters/"]


@pytest.mark.parametrize("page", [*PAGES, "letters/new/", "prices/products/106R03500/"])
def test_a_page_opens_for_an_agent_and_for_nobody_else(client, page):
    make_goods()
    assert client.get(f"/desk/{page}").status_code == 302
    log_in_agent(client)
    assert client.get(f"/desk/{page}").status_code == 200


def test_PRICE_4_a_file_is_shown_then_applied_once_and_the_log_says_by_whom(agent):
    make_goods(net="100.00")
    shown = agent.get(upload(agent, "106R03500,EUR,50.00\n").headers["Location"])
    page = text(shown)
    assert "€100.00" in page and "€50.00" in page and "more than 25%" in page
    load = PriceLoad.objects.get()
    assert net_prices(None, "EUR") == {"106R03500": Money("100.00", "EUR")}
    for _ in range(2):
        agent.post(f"/desk/prices/loads/{load.pk}/apply/", {"digest": load.digest})
    assert net_prices(None, "EUR") == {"106R03500": Money("50.00", "EUR")}
    assert PriceChange.objects.filter(net="50.00").count() == 1
    assert "agent:" in text(agent.get("/desk/prices/products/106R03500/"))


def test_PRICE_4_a_broken_file_is_refused_with_its_lines(agent):
    make_goods()
    answer = upload(agent, "106R03500,EUR,1.00\nNOPE,EUR,2.00\n")
    assert answer.status_code == 422
    assert "list.csv:3: unknown product" in text(answer) and not PriceLoad.objects.exists()
    assert agent.post("/desk/prices/loads/").status_code == 422


def test_PRICE_4_a_list_goes_out_as_the_file_that_comes_in(agent):
    make_goods(net="12.50")
    make_product("106R03501")
    told = agent.get("/desk/prices/list.csv?currency=EUR").content.decode()
    assert list(csv.reader(StringIO(told)))[1] == ["106R03500", "EUR", "12.50"]
    assert "106R03501" in text(agent.get("/desk/prices/?missing=yes"))


def test_NEWS_2_a_voucher_is_made_changed_and_stopped(agent):
    made = agent.post("/desk/vouchers/new/", TERMS)
    voucher = Voucher.objects.get()
    assert made.headers["Location"] == f"/desk/vouchers/{voucher.pk}/"
    assert VoucherCode.objects.get().code == "ENCRE10"
    changed = TERMS | {"code": "", "percent": "15", "minimum_EUR": "50", "kinds": ["toner"]}
    agent.post(f"/desk/vouchers/{voucher.pk}/", changed)
    voucher.refresh_from_db()
    assert (voucher.percent, voucher.minimums, voucher.kinds) == (15, {"EUR": "50"}, ["toner"])
    agent.post(f"/desk/vouchers/{voucher.pk}/stop/")
    assert "stopped" in text(agent.get("/desk/vouchers/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"percent": "95"}, "Please check this."),
        ({"percent": ""}, "Please fill this in."),
        ({"gives": "amount"}, "Please fill this in."),
        ({"audience": "one_customer"}, "Please fill this in."),
        ({"ends_on": "2025-01-01"}, "Please check this."),
        ({"part_numbers": "NOPE"}, "Choose one of those offered."),
        ({"code": "x"}, "Please check this."),
        ({"code": "TAKEN1"}, "already has the code"),
    ],
)
def test_NEWS_2_terms_that_cannot_be_are_refused_beside_their_field(agent, wrong, said):
    make_voucher("TAKEN1")
    answer = agent.post("/desk/vouchers/new/", TERMS | wrong)
    assert answer.status_code == 422 and said in text(answer)
    assert Voucher.objects.count() == 1


def test_NEWS_2_unique_codes_are_made_and_leave_as_a_file_that_no_sheet_runs(agent):
    voucher = make_voucher("")
    VoucherCode.objects.create(
        voucher=voucher, code="MINE", email="=cmd@exemple.example", made_at=clock.now()
    )
    agent.post(f"/desk/vouchers/{voucher.pk}/codes/", {"count": "250", "prefix": "herbst"})
    rows = list(
        csv.reader(StringIO(agent.get(f"/desk/vouchers/{voucher.pk}/codes.csv").content.decode()))
    )
    assert rows[1] == ["MINE", "'=cmd@exemple.example", "0"]
    made = [row[0] for row in rows[2:]]
    assert len(set(made)) == 250
    assert all(code.isalnum() and code.startswith("HERBST") for code in made)
    for wrong in ("0", "10001", "many"):
        agent.post(f"/desk/vouchers/{voucher.pk}/codes/", {"count": wrong})
    assert VoucherCode.objects.count() == 251


def test_NEWS_2_a_letter_is_composed_looked_at_and_sent(agent):
    voucher = make_voucher("")
    made = agent.post("/desk/letters/new/", LETTER | {"voucher": str(voucher.pk)})
    page = made.headers["Location"]
    mailing = Mailing.objects.get()
    assert agent.get(page).headers["Refresh"]
    assert agent.get(f"{page}preview/fr/").status_code == 404
    worker.run_until_idle(clock.now())
    shown = agent.get(f"{page}preview/en/")
    assert "Ten &lt;b&gt;per&lt;/b&gt; cent." in text(shown) and "XXXX" in text(shown)
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    agent.post(f"{page}send/")
    agent.post(f"{page}send/")
    mailing.refresh_from_db()
    assert mailing.state == "sending"
    worker.run_until_idle(clock.now())
    assert "sent" in text(agent.get("/desk/letters/"))


def test_NEWS_2_a_letter_without_a_text_is_refused(agent):
    answer = agent.post("/desk/letters/new/", LETTER | {"text_fr": " "})
    assert answer.status_code == 422 and not Mailing.objects.exists()

"""Whatever is thrown at the API: no fault of ours, and no answer that its description hides."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi

from tests.makers import make_finisher, make_fit, make_goods, make_printer

CHECKS = (
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.unsupported_method,
)


CALLS = [
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/products/{part_number}"),
    ("GET", "/api/v1/printers/{slug}"),
    ("GET", "/api/v1/printers/{slug}/supplies"),
    ("GET", "/api/v1/staples"),
    ("GET", "/api/v1/delivery-promise"),
    ("POST", "/api/v1/carts"),
    ("GET", "/api/v1/carts/{cart_id}"),
    ("POST", "/api/v1/carts/{cart_id}/lines"),
    ("PUT", "/api/v1/carts/{cart_id}/lines/{part_number}"),
    ("PUT", "/api/v1/carts/{cart_id}/lines/{part_number}/replacement"),
    ("POST", "/api/v1/carts/{cart_id}/voucher"),
    ("DELETE", "/api/v1/carts/{cart_id}/voucher"),
    ("POST", "/api/v1/carts/{cart_id}/checkout"),
    ("GET", "/api/v1/orders/{number}"),
    ("POST", "/api/v1/orders/{number}/payments"),
    ("POST", "/api/v1/orders/{number}/cancellation"),
    ("POST", "/api/v1/orders/{number}/returns"),
    ("POST", "/api/v1/orders/{number}/claims"),
    ("POST", "/api/v1/tickets"),
]


@pytest.fixture
def described(db):
    """The API over a small catalogue, so that some of the guesses find something."""
    printer = make_printer()
    make_fit(make_goods("106R03500"), printer)
    make_finisher(printer, "Office Finisher", make_goods("008R12964", kind="staples"))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def test_every_call_is_tried_below(described):
    assert sorted(CALLS) == sorted(
        (found.ok().method.upper(), found.ok().path) for found in described.get_all_operations()
    )


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_answer_is_one_that_the_description_names(described, method, path, mode):
    @given(described[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=10,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def try_call(case):
        case.call_and_validate(checks=CHECKS)

    try_call()

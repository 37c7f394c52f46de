"""Open parcels in the order of their days (HELP-4)."""

from datetime import date

import pytest

from encrier.fulfilment import queries
from encrier.fulfilment.models import Parcel
from encrier.inventory.models import Stock
from tests.web.delivering import make_parcel

pytestmark = pytest.mark.django_db


def test_what_has_no_day_comes_last_on_every_database():
    dated = make_parcel()
    Stock.objects.update(on_hand=10, reserved=0)
    undated = make_parcel()
    Parcel.objects.filter(pk=dated.pk).update(step="delivery", step_by=date(2026, 12, 1))
    Parcel.objects.filter(pk=undated.pk).update(step="come_back", step_by=None)
    assert list(queries.open_parcels()) == [dated, undated]
    assert "NULLS LAST" in str(queries.open_parcels().query)

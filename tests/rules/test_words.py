"""How the shop writes days, in the language of the page."""

from datetime import date

import pytest
from django.utils import translation

from encrier.web.templatetags import words


@pytest.mark.parametrize(
    ("language", "day", "written", "short", "with_weekday"),
    [
        ("fr", date(2026, 12, 24), "24 décembre 2026", "jeu. 24 déc.", "jeudi 24 décembre"),
        ("fr", date(2026, 12, 1), "1er décembre 2026", "mar. 1er déc.", "mardi 1er décembre"),
        ("en", date(2026, 12, 1), "1 December 2026", "Tue 1 Dec", "Tuesday 1 December"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language, day, written, short, with_weekday):
    with translation.override(language):
        said = (words.day(day), words.short_day(day), words.weekday(day))
    assert said == (written, short, with_weekday)

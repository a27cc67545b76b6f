"""Words that no row can hold are looked for without an error."""

from __future__ import annotations

import pytest

from adapters.database import SqlWorks
from socdomain.incidents.alert_filter import AlertFilter, CaseFilter
from socdomain.pages import Page, PageRequest
from tests.builders import EVERYONE


@pytest.mark.parametrize("word", ["ab\0c", "ab\ud800c"])
@pytest.mark.parametrize("field", ["source", "customer", "assignee", "tag", "asset", "observable", "technique", "text"])
def test_alerts_are_not_found_by_a_word_that_cannot_be_stored(works: SqlWorks, field: str, word: str) -> None:
    with works.reading(EVERYONE) as work:
        assert work.alerts.page(AlertFilter(**{field: word}), PageRequest(), reach=EVERYONE) == Page(())  # type: ignore[arg-type]  # all of them are texts


@pytest.mark.parametrize("word", ["ab\0c", "ab\ud800c"])
@pytest.mark.parametrize("field", ["customer", "assignee"])
def test_cases_are_not_found_by_a_word_that_cannot_be_stored(works: SqlWorks, field: str, word: str) -> None:
    with works.reading(EVERYONE) as work:
        assert work.cases.page(CaseFilter(**{field: word}), PageRequest(), reach=EVERYONE) == Page(())  # type: ignore[arg-type]  # both are texts

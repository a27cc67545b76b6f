"""Lists are read page after page, up to what is wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from entrypoints.cli.listing import walked
from socdomain.pages import Page, PageRequest, Position

AT = datetime(2026, 1, 1, tzinfo=UTC)


class Numbers:
    """A list of numbers, which notes what is asked of it."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[int] = []

    def read(self, page: PageRequest) -> Page[int]:
        self.asked.append(page.limit)
        start = 0 if page.after is None else page.after.id.int
        end = min(start + page.limit, self.count)
        return Page(tuple(range(start, end)), Position(AT, UUID(int=end)) if end < self.count else None)


@pytest.mark.parametrize(
    ("limit", "found", "asked", "is_more_said"),
    [
        (50, 50, [50], True),
        (200, 200, [200], True),
        (300, 300, [200, 100], True),
        (450, 450, [200, 200, 50], False),
        (1_000, 450, [200, 200, 200], False),
        (None, 450, [200, 200, 200], False),
    ],
)
def test_a_list_is_read_up_to_what_is_wanted(
    limit: int | None, found: int, asked: list[int], is_more_said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = Numbers(450)

    assert list(walked(numbers.read, limit)) == list(range(found))
    assert numbers.asked == asked
    said = capsys.readouterr()
    assert ("There are more" in said.err) == is_more_said
    assert said.out == ""

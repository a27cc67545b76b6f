"""What every ``Outbox`` does."""

from __future__ import annotations

from uuid import UUID

import pytest

from socdomain.job_request import JobRequest
from socdomain.jobs.ports import OutboxEntry
from tests.builders import EVERYONE, NOW, hours
from tests.contracts.backends import Backend, Works, committed

REQUESTS = [JobRequest("prune_outbox", {"n": number, "yes": True, "none": None, "text": "ä"}) for number in range(5)]


@pytest.fixture
def entries(works: Works) -> tuple[OutboxEntry, ...]:
    """Five requests that were committed."""
    with committed(works) as work:
        for request in REQUESTS[:2]:
            work.after_commit(request)
    with committed(works) as work:
        for request in REQUESTS[2:]:
            work.after_commit(request)
    return waiting(works)


def waiting(works: Works, limit: int = 10) -> tuple[OutboxEntry, ...]:
    with works(EVERYONE) as work:
        return work.outbox.waiting(limit)


def test_what_was_asked_for_waits_in_its_order(works: Works, entries: tuple[OutboxEntry, ...]) -> None:
    assert [entry.request for entry in entries] == REQUESTS
    assert [entry.id.int for entry in entries] == sorted({entry.id.int for entry in entries})
    assert all(entry.at.utcoffset() is not None for entry in entries)
    assert waiting(works, 2) == entries[:2]


def test_what_was_not_committed_does_not_wait(works: Works) -> None:
    with works(EVERYONE) as work:
        work.after_commit(REQUESTS[0])
    assert waiting(works) == ()


def test_what_was_sent_waits_no_longer(backend: Backend, entries: tuple[OutboxEntry, ...]) -> None:
    with committed(backend.works) as work:
        work.outbox.sent([entries[0].id, entries[3].id, UUID(int=7)], NOW)
        work.outbox.sent([], NOW)
        assert work.outbox.waiting(10) == (*entries[1:3], entries[4])
    assert waiting(backend.works) == (*entries[1:3], entries[4])
    # It is still there to be looked at.
    assert backend.jobs() == REQUESTS


def test_what_was_not_said_to_be_sent_by_a_commit_waits(works: Works, entries: tuple[OutboxEntry, ...]) -> None:
    with works(EVERYONE) as work:
        work.outbox.sent([entries[0].id], NOW)
    assert waiting(works) == entries


def test_what_was_sent_long_ago_is_removed_the_first_sent_first(
    backend: Backend, entries: tuple[OutboxEntry, ...]
) -> None:
    with committed(backend.works) as work:
        for place, hour in ((1, 1), (0, 2), (3, 0)):
            work.outbox.sent([entries[place].id], NOW + hours(hour))
        # It was sent when it was sent first.
        work.outbox.sent([entries[3].id], NOW + hours(9))
    with committed(backend.works) as work:
        assert work.outbox.prune(NOW, limit=10) == 0
        assert work.outbox.prune(NOW + hours(2), limit=1) == 1
    assert backend.jobs() == [REQUESTS[0], REQUESTS[1], REQUESTS[2], REQUESTS[4]]
    with committed(backend.works) as work:
        assert work.outbox.prune(NOW + hours(2), limit=10) == 1
        assert work.outbox.prune(NOW + hours(3), limit=10) == 1
    assert backend.jobs() == [REQUESTS[2], REQUESTS[4]]
    assert waiting(backend.works) == (entries[2], entries[4])


def test_new_requests_come_after_what_was_removed(works: Works, entries: tuple[OutboxEntry, ...]) -> None:
    with committed(works) as work:
        work.outbox.sent([entry.id for entry in entries[:4]], NOW)
        work.outbox.prune(NOW + hours(1), limit=10)
    with committed(works) as work:
        work.after_commit(REQUESTS[0])
    assert [entry.request for entry in waiting(works)] == [REQUESTS[4], REQUESTS[0]]

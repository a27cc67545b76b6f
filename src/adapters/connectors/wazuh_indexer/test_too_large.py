"""Searches that come to a document which alone is more than is taken at once."""

from __future__ import annotations

import pytest

from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from adapters.connectors.wazuh_indexer.test_searching import POINT, QUERY, WITH_POINTS, WITHOUT_POINTS, event
from adapters.connectors.wazuh_indexer.test_wazuh_indexer import client_of
from socdomain.connectors.verification import ConnectorAnswerError


@pytest.mark.parametrize("release", [WITHOUT_POINTS, WITH_POINTS])
def test_one_is_said_and_keeps_nobody_from_the_others(release: str) -> None:
    with WazuhIndexerSimulator(alerts=0, release=release) as indexer:
        large = (3, 4, 8)
        indexer.load(event(f"e{number}", number, text="x" * (12_000 if number in large else 9)) for number in range(9))
        with client_of(indexer, KitLimits(answer_bytes=10_000)) as client:
            found = list(client.search_events(QUERY))
    assert [one.id for one in found] == [f"e{number}" for number in range(9)]
    assert [one.id for one in found if one.is_too_large] == ["e3", "e4", "e8"]
    assert [one.id for one in found if not one.source] == ["e3", "e4", "e8"]


def test_answers_that_are_too_large_whatever_is_asked_are_refused() -> None:
    with WazuhIndexerSimulator(alerts=0, release=WITH_POINTS) as indexer:
        indexer.next_replies.extend([POINT, *(Reply(200, b"x" * 12_000) for _ in range(9))])
        with (
            client_of(indexer, KitLimits(answer_bytes=10_000)) as client,
            pytest.raises(ConnectorAnswerError, match="10,000"),
        ):
            list(client.search_events(QUERY))

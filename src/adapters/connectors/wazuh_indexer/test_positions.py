"""How far a search has come."""

from __future__ import annotations

import pytest

from adapters.connectors.wazuh_indexer.payloads import Hit
from adapters.connectors.wazuh_indexer.searching import MOST_OF_ONE_TIME, Position
from socdomain.connectors.verification import ConnectorAnswerError


def test_documents_of_one_moment_are_told_apart_up_to_a_bound() -> None:
    position = Position()
    position.move([Hit("i", f"e{number}", {}, (1,)) for number in range(MOST_OF_ONE_TIME)])
    with pytest.raises(ConnectorAnswerError, match="50,000"):
        position.move([Hit("i", "one more", {}, (1,))])


def test_a_page_is_not_earlier_than_the_one_before() -> None:
    with pytest.raises(ConnectorAnswerError, match="same page"):
        Position(2).move([Hit("i", "e", {}, (1,))])

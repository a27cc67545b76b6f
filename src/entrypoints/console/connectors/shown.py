"""Connectors as pages show them; a secret never is, but for that there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.api.connectors.shapes import ConnectorOut
from entrypoints.api.connectors.showing import shown
from entrypoints.console.catalog import TEXT
from entrypoints.console.connectors.latency import MOST_TRIALS, LatencyLine, failures_in_a_row, latency_line
from entrypoints.container import Container
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.verification import Outcome
from socdomain.principal import Principal

MOST_ENTRIES = 2 * MOST_TRIALS
"""So many entries of a history are looked through for trials; others come between them."""


_TROUBLE: Final = 2


@frozen
class State:
    """How a connector is.

    Attributes:
        kind: ``good``, ``warn``, ``bad`` or empty, as pages mark it.
        word: What was found, or that nothing was.
        advice: What to do now, in a sentence.
        at: When that was found; None where it was not tried as it is now.
        latency_ms: How long it took then, in milliseconds.
        in_a_row: How often it failed since it last worked; at most as often as is looked back.
        product_version: The version that was found; empty for none.
        rank: Smaller ones want somebody more.
    """

    kind: str
    word: str
    advice: str
    at: datetime | None
    latency_ms: int
    in_a_row: int
    product_version: str
    rank: int


@frozen
class ConnectorCard:
    """A connector in the list, and above its page.

    Attributes:
        id: Its identifier.
        name: What people call it.
        title: What people call the product.
        customer: Code of whose its finds are where nothing says so; None for nobody's.
        is_enabled: Whether it is used.
        is_default: Whether it is meant where its kind is.
        state: How it is.
        line: Its last trials; None where there are none.
    """

    id: UUID
    name: str
    title: str
    customer: str | None
    is_enabled: bool
    is_default: bool
    state: State
    line: LatencyLine | None

    @property
    def is_in_trouble(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state.rank < _TROUBLE


@frozen
class Value:
    """What a connector was given for a field.

    Attributes:
        label: Of the field.
        text: What was given; for a secret and for a file only that it was; empty where nothing was.
    """

    label: str
    text: str


def card_of(out: ConnectorOut, trials: Sequence[HistoryEntry]) -> ConnectorCard:
    """Returns a connector as a card.

    Args:
        out: It, as the API shows it.
        trials: The last times that it was tried, the latest first.
    """
    state = _state(out, failures_in_a_row(trials))
    line = latency_line(trials)
    return ConnectorCard(out.id, out.name, out.title, out.customer, out.enabled, out.is_default, state, line)


def one_card(
    container: Container, connector: Connector, trials: Sequence[HistoryEntry], by: Principal
) -> ConnectorCard:
    """Returns a single connector as a card; see ``card_of``."""
    (out,) = shown(container, [connector], by)
    return card_of(out, trials)


def values_of(connector: Connector, kind: ConnectorKind | None) -> tuple[Value, ...]:
    """Returns what a connector was given, field by field.

    Args:
        connector: It.
        kind: Its kind; None where that is a plugin's which is not loaded now.
    """
    fields = _fields_of(connector) if kind is None else kind.fields
    return tuple(Value(asked.label, _text(asked, connector)) for asked in fields)


def capability_words(names: Sequence[str]) -> tuple[str, ...]:
    """Returns what something can do, in words; what a plugin brings along is called by its name."""
    words: Mapping[str, str] = TEXT.connectors.capabilities
    return tuple(words.get(name, name.replace("_", " ")) for name in names)


def _fields_of(connector: Connector) -> list[AskedField]:
    names = sorted({*connector.values, *connector.secrets})
    return [AskedField(name, name, is_secret=name in connector.secrets) for name in names]


def _text(asked: AskedField, connector: Connector) -> str:
    given = connector.values.get(asked.name, "")
    if asked.name in connector.secrets:
        return TEXT.connectors.secret_given
    if given and asked.form is FieldForm.FILE:
        return TEXT.connectors.file_given.of(len(given))
    return TEXT.connectors.flags.get(given, given) if asked.form is FieldForm.FLAG else given


def _state(out: ConnectorOut, in_a_row: int) -> State:
    found = out.verification
    if found is None:
        return State("", TEXT.connectors.untried, TEXT.connectors.untried_next, None, 0, 0, "", 2 if out.enabled else 4)
    works = Outcome(found.outcome).works
    kind = {Outcome.OK: "good", Outcome.SLOW: "warn"}.get(Outcome(found.outcome), "bad")
    rank = {"bad": 0, "warn": 1, "good": 3}[kind] if out.enabled else 4
    word, version = TEXT.connectors.outcomes[found.outcome], found.product_version or ""
    # One that was changed has failed as it is at most as often as it was tried since; it did at least once.
    row = 0 if works else max(1, in_a_row)
    return State(kind, word, found.advice, found.at, found.latency_ms, row, version, rank)

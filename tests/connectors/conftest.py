"""A trial of each kind that is reached by HTTP, after which nothing may be left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.connector_kit.kind import Kind
from tests.connectors.trials import HTTP_KINDS, Trial, nothing_left


@pytest.fixture(params=HTTP_KINDS, ids=lambda kind: str(kind.name))
def trial(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Trial]:
    kind: Kind = request.param
    with nothing_left():
        yield Trial(kind, caplog)

"""Every secret that a test of the API makes is looked for in all that the test writes, logs included."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, Final

import pytest

from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.secret_maker import RandomSecrets
from adapters.secrets.token_signer import JwtSigner
from socdomain.memory import MemoryTokenSigner, UnsafePasswordMaker, UnsafeSecretMaker
from tests.api.driving import PASSWORD
from tests.canaries import Canaries

MADE: Final = pytest.StashKey[Canaries]()

_MAKERS: Final[tuple[tuple[type[Any], str], ...]] = (
    (RandomPasswords, "new"),
    (RandomSecrets, "new"),
    (JwtSigner, "sign"),
    (UnsafePasswordMaker, "new"),
    (UnsafeSecretMaker, "new"),
    (MemoryTokenSigner, "sign"),
)


@pytest.fixture(autouse=True)
def made_secrets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canaries]:
    """The secrets that this test makes."""
    canaries = request.node.stash[MADE] = Canaries()
    canaries.add("the password of everybody", PASSWORD)
    for client in ("httpx", "httpcore"):
        # It writes down the addresses that it calls, and is no part of the product.
        monkeypatch.setattr(logging.getLogger(client), "disabled", True)
    for kind, name in _MAKERS:
        monkeypatch.setattr(kind, name, _noting(canaries, kind.__name__, getattr(kind, name)))
    yield canaries
    assert canaries.names, "what makes secrets is watched"


def _noting(canaries: Canaries, name: str, make: Callable[..., str]) -> Callable[..., str]:
    def noted(*args: Any, **kwargs: Any) -> str:
        secret = make(*args, **kwargs)
        canaries.add(f"from {name}", secret)
        return secret

    return noted


def written(sections: Iterable[tuple[str, str]], canaries: Canaries) -> list[str]:
    """Returns which secrets are in what a test has written."""
    return sorted({name for _, text in sections for name in canaries.found_in(text)})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that has written a secret, once all of it has ended."""
    report = yield
    if report.when == "teardown":
        told = written(report.sections, item.stash.get(MADE, Canaries()))
        if told:
            report.outcome = "failed"
            report.longrepr = f"the test's output holds secrets: {', '.join(told)}"
            # Of what is shown about a failure, this would be the secret itself.
            report.sections.clear()
    return report

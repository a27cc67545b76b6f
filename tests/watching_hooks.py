"""Has every test watched: which secrets it makes, and what comes out of the product's parts meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from typing import Any, Final

import pytest
from litestar import Litestar
from litestar.types import Message

from adapters.database.audit import SqlAuditLog
from adapters.secrets.argon2_hasher import Argon2Hasher
from adapters.secrets.password_maker import RandomPasswords
from adapters.secrets.secret_maker import RandomSecrets
from adapters.secrets.token_signer import JwtSigner
from socdomain.memory import MemoryTokenSigner, UnsafePasswordHasher, UnsafePasswordMaker, UnsafeSecretMaker
from socdomain.memory.audit import MemoryAuditLog
from tests.canaries import SHORTEST
from tests.watching import WATCHES, Watch, cookies_of, watch

_OF_A_TEST: Final = pytest.StashKey[Watch]()


def pytest_configure() -> None:
    """Puts an ear to the parts of the product that make secrets, are given them, or write."""
    for maker in (RandomPasswords, RandomSecrets, UnsafePasswordMaker, UnsafeSecretMaker):
        _notes_result(maker, "new")
    for signer in (JwtSigner, MemoryTokenSigner):
        _notes_result(signer, "sign")
    for hasher in (Argon2Hasher, UnsafePasswordHasher):
        _notes_password(hasher)
    for log in (MemoryAuditLog, SqlAuditLog):
        _hears_records(log)
    _hears_answers()
    # It writes down the addresses that it calls, and is no part of the product.
    logging.getLogger("httpx").addFilter(lambda _: False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watches each test by itself."""
    WATCHES.append(item.stash.setdefault(_OF_A_TEST, Watch()))
    try:
        return (yield)
    finally:
        WATCHES.pop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Looks at what a test leaves in its folder, before it is cleared."""
    if (folder := getattr(item, "funcargs", {}).get("tmp_path")) is not None:
        item.stash[_OF_A_TEST].hear_files(folder)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that has written a secret, once all of it has ended."""
    report = yield
    if report.when == "teardown":
        watched = item.stash[_OF_A_TEST]
        # Tests stay until the run ends; all that they heard would be gigabytes.
        del item.stash[_OF_A_TEST]
        for name, text in report.sections:
            watched.hear(name, text)
        if told := watched.told():
            report.outcome = "failed"
            report.longrepr = f"secrets came out: {'; '.join(sorted(set(told)))}"
            # Of what is shown about a failure, this would be the secret itself.
            report.sections.clear()
    return report


def _notes_result(kind: type[Any], name: str) -> None:
    make: Callable[..., str] = getattr(kind, name)

    def noted(*args: Any, **kwargs: Any) -> str:
        secret = make(*args, **kwargs)
        watch().hides(f"from {kind.__name__}", secret)
        return secret

    setattr(kind, name, noted)


def _notes_password(kind: type[Any]) -> None:
    make: Callable[[Any, str], str] = kind.hash

    def noted(self: Any, password: str) -> str:
        if len(password) >= SHORTEST:
            watch().hides(f"given to {kind.__name__}", password)
        return make(self, password)

    kind.hash = noted


def _hears_records(kind: type[Any]) -> None:
    add: Callable[[Any, Any], None] = kind.add

    def heard(self: Any, record: Any) -> None:
        watch().hear(f"record {record.action}", str(record))
        add(self, record)

    kind.add = heard


def _hears_answers() -> None:
    call = Litestar.__call__

    async def heard(self: Litestar, scope: Any, receive: Any, send: Any) -> None:
        messages: list[Any] = []

        async def hearing(message: Message) -> None:
            messages.append(message)
            await send(message)

        try:
            await call(self, scope, receive, hearing)
        finally:
            if messages and messages[0]["type"] == "http.response.start":
                _hear(f"{scope['method']} {scope['path']}", messages)

    Litestar.__call__ = heard  # type: ignore[method-assign]  # whatever calls an application in a test comes by here


def _hear(where: str, messages: list[Any]) -> None:
    start, *parts = messages
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"]]
    body = b"".join(bytes(part.get("body", b"")) for part in parts).decode("utf-8", "replace")
    cookies = cookies_of(value for name, value in headers if name == "set-cookie")
    watch().hear_answer(where, f"{start['status']} {headers}", body, cookies)

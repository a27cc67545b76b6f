"""What every call of a product keeps to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from attrs import evolve, field, frozen

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.credentials import basic, bearer, checked_token
from adapters.connector_kit.http import HttpClient, segment
from adapters.connector_kit.http_fields import url_field
from adapters.connector_kit.kind import Kind
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation import Simulator
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome, ProductFound
from socdomain.ids import ConnectorId
from tests.connectors.faulty_server import A_WHILE_S, FaultyServer, faulty_server

QUICK = KitLimits(backoff_s=0.001)
GONE = Reply(503, {})


class Echo(Simulator):
    """Answers with what it was asked."""

    def answer(self, request: SimulatedRequest) -> Reply:
        return Reply(200, {"path": request.path, "query": dict(request.query)}, {"Set-Cookie": "session=1; Path=/"})


@frozen
class Asking:
    """A client that is nothing but its HTTP."""

    http: HttpClient

    def verify(self) -> ProductFound:
        self.http.get("/")
        return ProductFound("1")


KIND = Kind(
    name="echo",
    title="Echo",
    fields=(url_field(""),),
    capabilities=(),
    build=lambda kit: Asking(kit.http({"X-Key": "k"})),
    simulator=Echo,
    package=__name__,
)


@frozen
class Opened:
    """Opens one connector of a process again and again."""

    setup: Setup
    opens: ClientsByKind = field(
        factory=lambda: ClientsByKind(lambda: {"echo": KIND}, AddressRules(allows_loopback=True), QUICK)
    )

    @contextmanager
    def __call__(self, *, is_trial: bool = False, within_s: float | None = None) -> Iterator[HttpClient]:
        with self.opens(self.setup, is_trial=is_trial, within_s=within_s) as client:
            assert isinstance(client, Asking)
            yield client.http

    def limited(self, limits: KitLimits) -> Opened:
        return evolve(self, opens=evolve(self.opens, limits=limits))


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as simulator:
        yield simulator


@pytest.fixture
def opened(echo: Echo) -> Opened:
    return Opened(Setup(ConnectorId(uuid4()), 1, "echo", {"url": echo.url}))


def failing(*outcomes: Outcome) -> AbstractContextManager[pytest.ExceptionInfo[ConnectorError]]:
    return pytest.raises(ConnectorError, check=lambda error: error.outcome in outcomes)


def test_a_call_carries_its_own_headers_and_those_of_the_client(echo: Echo, opened: Opened) -> None:
    with opened() as http:
        answer = http.get("/a", parameters={"q": "ä&b", "n": ["1", "2"]}, headers={"X-Call": "c"})

    assert answer.json() == {"path": "/a", "query": {"q": ["ä&b"], "n": ["1", "2"]}}
    (asked,) = echo.requests
    expected = {"x-key": "k", "x-call": "c", "accept": "application/json", "accept-encoding": "identity"}
    assert expected.items() <= asked.headers.items()


def test_no_session_outlives_a_call(echo: Echo, opened: Opened) -> None:
    with opened() as http:
        http.get("/")
        http.get("/")
    assert ["cookie" in request.headers for request in echo.requests] == [False, False]


def test_the_environment_has_no_say(echo: Echo, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with opened() as http:
        assert http.get("/").status == 200


@pytest.mark.parametrize("failures", [1, 3])
def test_what_is_safe_is_sent_again(failures: int, echo: Echo, opened: Opened) -> None:
    with opened() as http:
        echo.next_replies.extend([GONE] * failures)
        assert http.get("/").status == 200
        echo.next_replies.extend([GONE] * failures)
        assert http.post("/_search", json={"q": 1}, is_repeatable=True).status == 200
    assert len(echo.requests) == 2 * (failures + 1)


def test_after_four_attempts_it_is_given_up(echo: Echo, opened: Opened) -> None:
    echo.next_replies.extend([GONE] * 9)
    with opened() as http, failing(Outcome.ERROR):
        http.get("/")
    assert len(echo.requests) == 4


@pytest.mark.parametrize("reply", [GONE, Reply(429), Reply(502), Reply(500)])
def test_what_may_change_something_is_sent_once(reply: Reply, echo: Echo, opened: Opened) -> None:
    echo.next_replies.append(reply)
    with opened() as http, failing(Outcome.ERROR):
        http.post("/orders", json={})
    assert len(echo.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500])
def test_what_will_be_refused_again_is_asked_once(status: int, echo: Echo, opened: Opened) -> None:
    echo.next_replies.append(Reply(status))
    with opened() as http, failing(*Outcome):
        http.get("/")
    assert len(echo.requests) == 1


def test_a_status_that_is_expected_is_an_answer(echo: Echo, opened: Opened) -> None:
    echo.next_replies.append(Reply(404, {"why": "not there"}))
    with opened() as http:
        answer = http.get("/agents/7", allowed=(404,))
    assert (answer.status, answer.json()) == (404, {"why": "not there"})


def test_who_asks_for_more_time_than_there_is_is_not_waited_for(echo: Echo, opened: Opened) -> None:
    echo.next_replies.extend([Reply(429, headers={"Retry-After": "3600"})] * 2)
    with opened(within_s=60) as http, failing(Outcome.ERROR):
        http.get("/")
    assert len(echo.requests) == 1


def test_nothing_is_asked_after_the_deadline(echo: Echo, opened: Opened) -> None:
    with opened(within_s=0) as http, failing(Outcome.UNREACHABLE):
        http.get("/")
    assert echo.requests == []


def test_one_call_ends_in_time_without_a_deadline_as_well(echo: Echo, opened: Opened) -> None:
    echo.next_replies.append(Reply(429, headers={"Retry-After": "2"}))
    with opened.limited(KitLimits(request_s=1.0))() as http, failing(Outcome.ERROR):
        http.get("/")


def drips(server: FaultyServer, connection: socket.socket) -> None:
    """Sends a whole answer, a byte at a time."""
    server.hear(connection)
    server.say(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n")
    for byte in b"{}".rjust(200):
        if server.closing.wait(A_WHILE_S):
            return
        server.say(connection, bytes([byte]))


def answers_late(server: FaultyServer, connection: socket.socket) -> None:
    """Says nothing for longer than a call may take, and less long than anybody may be silent."""
    server.hear(connection)
    server.closing.wait(4.0)
    server.say(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")


@pytest.mark.parametrize("behaviour", [drips, answers_late])
def test_a_call_ends_in_time_though_each_step_of_its_answer_does(
    behaviour: Callable[[FaultyServer, socket.socket], None], opened: Opened
) -> None:
    with faulty_server(behaviour) as server:
        slow = evolve(opened, setup=evolve(opened.setup, values={"url": server.url}))
        with slow.limited(evolve(QUICK, request_s=0.3))() as http, failing(Outcome.UNREACHABLE):
            http.get("/")


@pytest.mark.parametrize("url", ["http://ann:b@{}", "http://ann@{}", "ftp://{}", "{}", "//{}", "file:///etc/passwd"])
def test_what_leads_elsewhere_than_to_a_product_is_not_asked(url: str, echo: Echo, opened: Opened) -> None:
    """Whoever gave it: a kind of somebody else may take its URL as any text."""
    place = urlsplit(echo.url).netloc
    elsewhere = evolve(opened, setup=evolve(opened.setup, values={"url": url.format(place)}))
    with elsewhere() as http, failing(Outcome.UNREACHABLE):
        http.get("/")
    assert echo.requests == []


def test_a_connector_that_was_changed_is_asked_at_once(echo: Echo, opened: Opened) -> None:
    echo.next_replies.extend([Reply(502)] * QUICK.failures * QUICK.attempts)
    with opened() as http:
        for _ in range(QUICK.failures):
            with failing(Outcome.ERROR):
                http.get("/")
        with failing(Outcome.UNREACHABLE):
            http.get("/")
    with evolve(opened, setup=evolve(opened.setup, version=2))() as http:
        assert http.get("/").status == 200


def test_clients_of_a_connector_leave_it_alone_together(echo: Echo, opened: Opened) -> None:
    """Until somebody tries it, who is told the truth, and finds that it works again."""
    for _ in range(QUICK.failures):
        echo.next_replies.extend([GONE] * QUICK.attempts)
        with opened() as http, failing(Outcome.ERROR):
            http.get("/")
    asked = len(echo.requests)
    with opened() as http, failing(Outcome.UNREACHABLE):
        http.get("/")
    assert len(echo.requests) == asked

    with opened(is_trial=True) as http:
        http.get("/")
    with opened() as http:
        assert http.get("/").status == 200


def test_to_be_refused_is_no_failure_of_the_product(echo: Echo, opened: Opened) -> None:
    with opened() as http:
        for _ in range(QUICK.failures * 2):
            echo.next_replies.append(Reply(403))
            with failing(Outcome.FORBIDDEN):
                http.get("/")
        assert http.get("/").status == 200


@pytest.mark.parametrize("text", ["a/../b", "ä b", "a?b=c#d", "%2e%2e", "...", "a\\b"])
def test_an_identifier_stays_one_part_of_a_path(text: str, echo: Echo, opened: Opened) -> None:
    with opened() as http:
        assert http.get(f"/agents/{segment(text)}/rules").json() == {"path": f"/agents/{text}/rules", "query": {}}


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_an_identifier_that_leads_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(ConnectorAnswerError):
        segment(text)


def test_a_token_that_no_header_can_carry_is_refused_unquoted() -> None:
    for token in ("a\r\nb", "a b", "schlüssel", "", "a\x00"):
        with pytest.raises(ConnectorError, match="characters") as caught:
            checked_token(token)
        assert caught.value.outcome is Outcome.REFUSED_CREDENTIALS
    assert bearer("glsa_x") == {"Authorization": "Bearer glsa_x"}


def test_a_user_with_a_colon_cannot_sign_in() -> None:
    with pytest.raises(ConnectorError, match="colon"):
        basic("a:b", "c")


def test_neither_a_client_nor_a_kit_shows_its_secrets(opened: Opened) -> None:
    seen: list[ClientKit] = []

    def build(kit: ClientKit) -> Asking:
        seen.append(kit)
        return Asking(kit.http({"X-Key": "secret-key"}))

    kind = evolve(KIND, build=build)
    setup = evolve(opened.setup, values={**opened.setup.values, "password": "secret-word"})
    with evolve(opened.opens, kinds=lambda: {"echo": kind})(setup) as client:
        assert "secret" not in f"{client} {seen}"

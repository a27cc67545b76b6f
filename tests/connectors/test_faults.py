"""Whatever is wrong with a product or the way to it, a trial ends in time and says what, for every kind.

A new kind is tried here without being named.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

import pytest

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.simulated_messages import Reply
from socdomain.connectors.verification import Outcome
from tests.connectors.faulty_server import (
    FaultyServer,
    answers,
    breaks_off,
    drips_its_body,
    drips_its_head,
    faulty_server,
    hangs,
    hangs_up,
    never_ends,
    speaks_no_http,
)
from tests.connectors.trials import HURRIED, PATIENT, Trial

Behaviour = Callable[[FaultyServer, socket.socket], None]

SAID: Final = "words-of-the-vendor"
PAGE: Final = f"<html><title>{SAID}</title></html>".encode()
OTHER: Final = f'{{"printer": "{SAID}", "state": "ready", "trays": [1, 2]}}'.encode()
MANY_BYTES: Final = 200_000_000

FAULTS: Final[dict[str, tuple[Behaviour, Outcome]]] = {
    "401": (answers("401 Unauthorized", OTHER), Outcome.REFUSED_CREDENTIALS),
    "403": (answers("403 Forbidden", OTHER), Outcome.FORBIDDEN),
    "404": (answers("404 Not Found", OTHER), Outcome.WRONG_PRODUCT),
    "429": (answers("429 Too Many Requests", OTHER), Outcome.ERROR),
    "429 for an hour": (answers("429 Too Many Requests", OTHER, "Retry-After: 3600"), Outcome.ERROR),
    "429 until a day": (
        answers("429 Too Many Requests", OTHER, "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT"),
        Outcome.ERROR,
    ),
    "500": (answers("500 Internal Server Error", OTHER), Outcome.ERROR),
    "502 with a page": (answers("502 Bad Gateway", PAGE, content_type="text/html"), Outcome.ERROR),
    "a page": (answers("200 OK", PAGE, content_type="text/html"), Outcome.WRONG_PRODUCT),
    "a page that says it is JSON": (answers("200 OK", PAGE), Outcome.WRONG_PRODUCT),
    "nothing": (answers("200 OK", b""), Outcome.WRONG_PRODUCT),
    "an empty object": (answers("200 OK", b"{}"), Outcome.WRONG_PRODUCT),
    "an empty list": (answers("200 OK", b"[]"), Outcome.WRONG_PRODUCT),
    "another product": (answers("200 OK", OTHER), Outcome.WRONG_PRODUCT),
    "JSON that breaks off": (answers("200 OK", OTHER[:-5]), Outcome.ERROR),
    "JSON without end": (answers("200 OK", b"[" * 100_000), Outcome.ERROR),
    "JSON that is not UTF-8": (answers("200 OK", b'{"name": "\xff\xfe"}'), Outcome.ERROR),
    "an answer that breaks off": (breaks_off, Outcome.ERROR),
    "an answer that was compressed unasked": (answers("200 OK", OTHER, "Content-Encoding: gzip"), Outcome.ERROR),
    "no HTTP": (speaks_no_http, Outcome.ERROR),
    "hanging up": (hangs_up, Outcome.ERROR),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_from_others_without_the_vendor_s_words(fault: str, trial: Trial) -> None:
    behaviour, outcome = FAULTS[fault]
    with faulty_server(behaviour) as server:
        tried = trial(trial.values_for(server.url))

        assert (tried.outcome, tried.product_version) == (outcome, "")
        assert server.connections > 0
    assert "raised" not in tried.advice, "an error came through that nobody expects"
    assert SAID not in f"{tried} {trial.logs.text}"


@pytest.mark.parametrize("behaviour", [hangs, drips_its_head, drips_its_body])
def test_what_never_ends_is_not_waited_for(behaviour: Behaviour, trial: Trial) -> None:
    """Nor is anything left that still waits: each byte comes in time, and the whole never."""
    with faulty_server(behaviour) as server:
        tried = trial(trial.values_for(server.url), HURRIED)

        assert tried.outcome is Outcome.UNREACHABLE
        assert server.heard


def test_what_is_announced_too_large_is_not_read(trial: Trial) -> None:
    with faulty_server(answers("200 OK", b"{", length=MANY_BYTES)) as server:
        tried = trial(trial.values_for(server.url))

    assert (tried.outcome, "larger" in tried.advice) == (Outcome.ERROR, True)


def test_who_is_only_asked_who_it_is_fills_no_memory(trial: Trial) -> None:
    """An answer of this form takes thirty times its size once it is read, beside those of all others that are tried."""
    much = b"[" + b"{}," * 699_050 + b"{}]"
    with faulty_server(answers("200 OK", much)) as server:
        tried = trial(trial.values_for(server.url))

    assert (tried.outcome, "larger than the 1,048,576 bytes" in tried.advice) == (Outcome.ERROR, True)


def test_what_is_too_large_is_given_up_early(trial: Trial) -> None:
    with faulty_server(never_ends) as server:
        tried = trial(trial.values_for(server.url), KitLimits(answer_bytes=1_000_000, backoff_s=0.001))

        assert (tried.outcome, "larger" in tried.advice) == (Outcome.ERROR, True)
        # Beside what is taken, whatever lies in the buffers of both ends.
        assert server.sent_bytes < MANY_BYTES / 4


def test_where_nobody_listens_it_is_unreachable(trial: Trial) -> None:
    with faulty_server(hangs) as server:
        url = server.url

    assert trial(trial.values_for(url)).outcome is Outcome.UNREACHABLE


def test_a_host_that_has_no_address_is_unreachable(trial: Trial) -> None:
    nowhere = AddressRules(resolve=lambda *_: ())
    tried = trial(trial.values_for("http://nowhere.example.org"), addresses=nowhere)

    assert (tried.outcome, "name" in tried.advice) == (Outcome.UNREACHABLE, True)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Moved"])
def test_nobody_is_sent_on_to_another_host(status: str, trial: Trial) -> None:
    with faulty_server(hangs) as elsewhere:
        location = f"Location: {elsewhere.url}/api"
        with faulty_server(answers(status, b"{}", location)) as server:
            tried = trial(trial.values_for(server.url))

        assert tried.outcome is Outcome.WRONG_PRODUCT
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429),
        Reply(429, headers={"Retry-After": "0"}),
        Reply(429, headers={"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"}),
        Reply(503, headers={"Retry-After": "1"}),
        Reply(502, b"<html>"),
    ],
    ids=["429", "429 for now", "429 until a moment that is past", "503 for a second", "502"],
)
def test_trouble_that_passes_is_waited_out(reply: Reply, trial: Trial) -> None:
    with trial.simulator() as simulator:
        simulator.next_replies.append(reply)

        assert trial(simulator.values).outcome is Outcome.OK


def test_who_takes_long_and_works_is_called_slow(trial: Trial) -> None:
    with trial.simulator() as simulator:
        tried = trial(simulator.values, KitLimits(slow_after_s=-1.0))

    assert tried.outcome is Outcome.SLOW
    assert tried.product_version


def test_a_product_that_works_is_asked_and_changed_in_nothing(trial: Trial) -> None:
    with trial.simulator() as simulator:
        tried = trial(simulator.values, PATIENT)
        asked = {request.method for request in simulator.requests}

    assert tried.outcome is Outcome.OK
    assert tried.product_version
    # By POST only what signs in, or reads.
    assert asked <= {"GET", "HEAD", "POST"}

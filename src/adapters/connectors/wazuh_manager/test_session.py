"""Signing in, once and again, and being asked to wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_manager.client import PAGE_SIZE
from adapters.connectors.wazuh_manager.fixtures.managers import QUICK, TOKEN, asked, client_of
from adapters.connectors.wazuh_manager.session import AUTHENTICATE, SPARE_S
from adapters.connectors.wazuh_manager.simulated_fleet import fleet
from adapters.connectors.wazuh_manager.simulator import MOST_FAILED_SIGN_INS, WazuhManagerSimulator
from socdomain.connectors.verification import ConnectorError, Outcome


@pytest.fixture
def manager() -> Iterator[WazuhManagerSimulator]:
    with WazuhManagerSimulator() as simulator:
        yield simulator


def test_a_client_signs_in_once(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        client.verify()
        list(client.agents())
        list(client.rules())
    assert asked(manager, AUTHENTICATE) == 1


def test_tokens_that_end_between_pages_are_renewed() -> None:
    with WazuhManagerSimulator(fleet(3 * PAGE_SIZE)) as manager, client_of(manager) as client:
        found = []
        for one in client.agents():
            found.append(one.vendor_id)
            if len(found) in (10, PAGE_SIZE + 10):
                manager.revoke_tokens()
    assert found == [one.id for one in fleet(3 * PAGE_SIZE)]
    assert asked(manager, AUTHENTICATE) == 3


def test_a_token_is_renewed_once_for_a_call(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        client.verify()
        manager.next_replies.extend([Reply(401), TOKEN, Reply(401), TOKEN, Reply(401)])
        with pytest.raises(ConnectorError) as raised:
            client.agent("001")
    assert raised.value.outcome is Outcome.REFUSED_CREDENTIALS
    assert len(manager.next_replies) == 2


def test_a_password_that_is_changed_meanwhile_is_refused(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        client.verify()
        manager.password = "another one since"
        manager.revoke_tokens()
        with pytest.raises(ConnectorError) as raised:
            list(client.agents())
    assert raised.value.outcome is Outcome.REFUSED_CREDENTIALS


def test_a_token_that_would_end_a_header_is_not_sent(manager: WazuhManagerSimulator) -> None:
    manager.next_replies.append(Reply(200, {"data": {"token": "a\r\nX-Injected: yes"}}))
    with client_of(manager) as client, pytest.raises(UnknownFormError, match="token"):
        client.verify()
    assert len(manager.requests) == 1


def test_who_is_shut_out_after_wrong_passwords_is_told_so(manager: WazuhManagerSimulator) -> None:
    right, manager.password = manager.password, "another one since"
    with client_of(manager) as client:
        manager.password = right
        refusals = []
        for _ in range(MOST_FAILED_SIGN_INS + 1):
            with pytest.raises(ConnectorError) as raised:
                client.verify()
            refusals.append(raised.value)
    assert {one.outcome for one in refusals[:-1]} == {Outcome.REFUSED_CREDENTIALS}
    assert (refusals[-1].outcome, "too many" in refusals[-1].advice) == (Outcome.FORBIDDEN, True)


def test_a_limit_of_requests_is_waited_out() -> None:
    """The manager does not say for how long."""
    with WazuhManagerSimulator(requests_a_minute=3, minute_s=0.5) as manager, client_of(manager) as client:
        # Twice as many: for a token, the version, the agent, and each of its three groups.
        assert client.agent("001") is not None


@pytest.mark.parametrize("reply", [Reply(429), Reply(429, headers={"Retry-After": "0"})])
def test_being_refused_often_is_no_reason_to_leave_the_manager_alone(
    reply: Reply, manager: WazuhManagerSimulator
) -> None:
    manager.next_replies.extend([reply] * 25)
    with client_of(manager) as client:
        assert client.agent("001") is not None


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "30"}])
def test_a_limit_is_not_waited_out_beyond_the_deadline(headers: dict[str, str], manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([Reply(429, headers=headers)] * 10_000)
    with client_of(manager, SPARE_S + 0.3) as client, pytest.raises(ConnectorError, match="429") as raised:
        client.agent("001")
    assert raised.value.outcome is Outcome.ERROR
    assert (len(manager.requests) > 2) is (not headers)


def test_a_trial_asks_as_often_as_every_kind(manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([Reply(429)] * 10_000)
    with client_of(manager, 10.0, is_trial=True) as client, pytest.raises(ConnectorError, match="429"):
        client.verify()
    assert len(manager.requests) == QUICK.attempts

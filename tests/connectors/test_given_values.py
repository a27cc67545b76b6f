"""What people give for a connector reaches its product unchanged, or nobody, for every kind."""

from __future__ import annotations

import pytest

from adapters.connector_kit.addresses import AddressRules
from socdomain.connectors.catalogue import FieldForm
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.verification import Outcome
from socdomain.errors import InvalidInputError
from tests.connectors.faulty_server import answers, faulty_server
from tests.connectors.trials import Trial

INJECTED = "secret\r\nX-Injected: yes\r\n\r\nGET /injected HTTP/1.1"


def test_what_a_simulator_says_is_taken(trial: Trial) -> None:
    with trial.simulator() as simulator:
        for values in simulator.ways:
            assert checked_values(trial.kind, values) == values


def test_a_password_with_signs_of_every_sort_signs_in(trial: Trial) -> None:
    with trial.simulator(password="pä@ss/wo:rd?#%41é\u65e5\u672c\U0001f511") as simulator:
        assert trial(simulator.values).outcome is Outcome.OK


def test_the_very_credential_is_tried(trial: Trial) -> None:
    with trial.simulator() as simulator:
        ways = simulator.ways
        assert [trial(values).outcome for values in ways] == [Outcome.OK] * len(ways)
        simulator.password = "another one since"

        assert [trial(values).outcome for values in ways] == [Outcome.REFUSED_CREDENTIALS] * len(ways)


def test_a_header_in_a_credential_is_never_sent(trial: Trial) -> None:
    with trial.simulator() as simulator:
        fields = [asked.name for asked in trial.kind.fields if asked.form is FieldForm.TEXT]
        for values in simulator.ways:
            for name in values.keys() & fields:
                tried = trial({**values, name: INJECTED})
                assert (tried.outcome, "raised" in tried.advice) == (Outcome.REFUSED_CREDENTIALS, False), name
        assert [one for one in simulator.requests if "x-injected" in one.headers or "injected" in one.path] == []


def test_a_path_before_the_api_is_kept(trial: Trial) -> None:
    with trial.simulator(prefix="/behind/a-proxy") as simulator:
        assert trial(simulator.values).outcome is Outcome.OK
        assert trial({**simulator.values, "url": f"{simulator.url}/"}).outcome is Outcome.OK
        assert {request.path.startswith("/behind/a-proxy/") for request in simulator.requests} == {True}


def test_a_url_with_a_user_is_refused_and_not_asked(trial: Trial) -> None:
    with faulty_server(answers("200 OK")) as server:
        url = server.url.replace("//", "//somebody:sec-ret-in-url@")
        values = trial.values_for(url)
        with pytest.raises(InvalidInputError):
            checked_values(trial.kind, values)
        tried = trial(values)

        assert (tried.outcome.works, server.connections) == (False, 0)
    assert "sec-ret-in-url" not in f"{tried} {trial.logs.text}"


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "unix:/run/docker.sock", "127.0.0.1:80", ""])
def test_only_http_and_https_are_spoken(url: str, trial: Trial) -> None:
    tried = trial(trial.values_for(url))

    assert not tried.outcome.works


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "0.1.2.3", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "2852039166", "100.100.100.200"],
)
def test_the_metadata_of_a_cloud_is_not_asked(host: str, trial: Trial) -> None:
    tried = trial(trial.values_for(f"http://{host}"))

    assert (tried.outcome, "metadata" in tried.advice) == (Outcome.UNREACHABLE, True)


def test_loopback_takes_a_setting(trial: Trial) -> None:
    with trial.simulator() as simulator:
        tried = trial(simulator.values, addresses=AddressRules())

        assert (tried.outcome, simulator.requests) == (Outcome.UNREACHABLE, [])


def test_our_own_parts_are_not_asked(trial: Trial) -> None:
    with trial.simulator() as simulator:
        port = int(simulator.url.rpartition(":")[2])
        rules = AddressRules(allows_loopback=True, own=(("localhost", port),))
        for host in ("127.0.0.1", "127.0.0.2", "localhost"):
            tried = trial({**simulator.values, "url": f"http://{host}:{port}"}, addresses=rules)
            assert (tried.outcome, "itself" in tried.advice) == (Outcome.UNREACHABLE, True)
        assert simulator.requests == []

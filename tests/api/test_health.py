"""For load balancers."""

from typing import Any

import pytest
from attrs import evolve

from entrypoints.api.api_settings import Dependency
from socdomain.errors import StorageUnavailableError
from socdomain.principal import Reach
from tests.api.driving import SETTINGS, Api, memory_api, ok, refused

SECRET = "connection to 10.1.2.3 failed for user wf"


def fail(_reach: Reach | None = None) -> Any:
    raise StorageUnavailableError(SECRET)


def break_off() -> None:
    raise OSError(13, "Permission denied", "/srv/watchfloor/keys/cursor.key")


def test_a_process_that_can_work_is_ready(any_api: Api) -> None:
    del any_api.http.headers["Authorization"]
    assert ok(any_api.http.get("/health/live")) == {"status": "ok"}
    answer = ok(any_api.http.get("/health/ready"))
    assert answer["status"] == "ok"
    (database,) = answer["dependencies"]
    assert (database["name"], database["ok"]) == ("database", True)
    assert database["latency_ms"] >= 0


def test_without_its_database_a_process_lives_and_is_not_ready(api: Api) -> None:
    object.__setattr__(api.container, "reading", fail)
    ok(api.http.get("/health/live"))
    answer = api.http.get("/health/ready")
    problem = refused(answer, 503, "not-ready")
    assert answer.headers["retry-after"] == "1"
    assert [(one["name"], one["ok"], one["reason"]) for one in problem["dependencies"]] == [
        ("database", False, "does not answer")
    ]
    assert "10.1.2.3" not in answer.text


@pytest.mark.parametrize("check", [fail, break_off])
def test_each_dependency_says_how_it_is_and_nothing_that_helps_a_stranger(check: Any) -> None:
    dependencies = (Dependency("object store", check, "cannot be used"), Dependency("keys", lambda: None, "are gone"))
    api = memory_api(evolve(SETTINGS, dependencies=dependencies))
    with api.http:
        answer = api.http.get("/health/ready")

    problem = refused(answer, 503, "not-ready")
    assert [(one["name"], one["ok"], one["reason"]) for one in problem["dependencies"]] == [
        ("database", True, ""),
        ("object store", False, "cannot be used"),
        ("keys", True, ""),
    ]
    assert problem["detail"] == "object store: cannot be used"
    for told in (SECRET, "/srv", "Permission"):
        assert told not in answer.text

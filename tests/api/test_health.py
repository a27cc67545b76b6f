"""For load balancers."""

from typing import Any

from socdomain.errors import StorageUnavailableError
from socdomain.principal import Reach
from tests.api.driving import Api, ok, refused


def test_a_process_that_can_work_is_ready(any_api: Api) -> None:
    del any_api.http.headers["Authorization"]
    assert ok(any_api.http.get("/health/live")) == ok(any_api.http.get("/health/ready")) == {"status": "ok"}


def test_without_its_database_a_process_lives_and_is_not_ready(api: Api) -> None:
    def fail(_reach: Reach) -> Any:
        raise StorageUnavailableError("the database does not answer")

    object.__setattr__(api.container, "reading", fail)
    ok(api.http.get("/health/live"))
    answer = api.http.get("/health/ready")
    refused(answer, 503, "storage-unavailable")
    assert answer.headers["retry-after"] == "1"

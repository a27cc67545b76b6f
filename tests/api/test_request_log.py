"""What is logged about requests, and what is not."""

from structlog.testing import capture_logs

from socdomain.principal import Reach
from tests.api.driving import ALERTS, PASSWORD, Api, ok


def test_a_request_is_one_event_with_its_route_and_not_its_path_or_query(api: Api) -> None:
    alert = api.alert()
    with capture_logs() as logs:
        ok(api.http.get(f"{ALERTS}/{alert['id']}", headers={"X-Other": "x"}))
        api.http.get(f"{ALERTS}?text=confidential")
    assert [(one["event"], one["method"], one["route"], one["status"]) for one in logs] == [
        ("request answered", "GET", f"{ALERTS}/{{alert_id}}", 200),
        ("request answered", "GET", ALERTS, 200),
    ]


def test_no_password_and_no_token_is_ever_logged(api: Api) -> None:
    form = {"grant_type": "password", "username": "anna", "password": PASSWORD}
    with capture_logs() as logs:
        token = ok(api.http.post("/api/auth/token", data=form))["access_token"]
        api.http.post("/api/auth/token", data=form | {"password": "wrong-secret"})
        api.http.get(ALERTS, headers={"Authorization": f"Bearer {token}"})
        api.http.get(ALERTS, headers={"Authorization": "Bearer not-a-token"})
        api.http.get(f"{ALERTS}?access_token={token}")
    text = repr(logs)
    assert len(logs) == 5
    for secret in (PASSWORD, "wrong-secret", token, "not-a-token", "anna"):
        assert secret not in text


def test_a_failure_is_logged_with_the_id_that_its_answer_names(api: Api) -> None:
    def fail(_reach: Reach) -> None:
        raise RuntimeError("the cause")

    object.__setattr__(api.container, "reading", fail)
    with capture_logs() as logs:
        error_id = api.http.get("/health/ready").json()["error_id"]
    failure = next(one for one in logs if one["event"] == "request failed")
    assert (failure["error_id"], failure["log_level"]) == (error_id, "error")
    assert "the cause" in repr(failure["exc_info"])

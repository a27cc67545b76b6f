"""How calls reach the API: encrypted unless they come from the same machine; who says where from is not believed."""

import asyncio
from typing import Any, cast

import httpx
import pytest
from attrs import evolve

from tests.api.driving import ALERTS, SETTINGS, Api, memory_api, ok, refused

STRICT = evolve(SETTINGS, allow_plain_http=False)


def called(address: str, scheme: str, path: str = ALERTS, *, api: Api | None = None) -> httpx.Response:
    """Calls an application that insists on encryption, from an address."""
    api = api or memory_api(STRICT)
    transport = httpx.ASGITransport(cast("Any", api.app), client=(address, 50_000))

    async def call() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://testserver.local") as http:
            return await http.get(path, headers=api.user("carl"))

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("address", "scheme"), [("192.0.2.1", "https"), ("127.0.0.1", "http"), ("::1", "http"), ("127.8.8.8", "http")]
)
def test_a_call_is_answered_that_nobody_can_read_on_its_way(address: str, scheme: str) -> None:
    ok(called(address, scheme))


@pytest.mark.parametrize("path", [ALERTS, "/schema", "/schema/openapi.json"])
def test_a_call_from_another_machine_without_tls_is_refused(path: str) -> None:
    refused(called("192.0.2.1", "http", path), 403, "encryption-needed")


def test_calls_without_tls_are_counted() -> None:
    """A token that went over the wire in the clear is for somebody to know of."""
    api = memory_api(STRICT)
    called("192.0.2.1", "http", api=api)

    (count,) = api.container.audit.refused.take()
    assert (count.address, count.count) == ("192.0.2.1", 1)


def test_a_load_balancer_may_ask_without_tls() -> None:
    ok(called("192.0.2.1", "http", "/health/ready"))


def test_a_setting_lets_plain_calls_in(api: Api) -> None:
    assert api.http.base_url.scheme == "http"
    ok(api.http.get(ALERTS))


def test_under_tls_browsers_are_told_to_stay_with_it() -> None:
    assert "max-age=31536000" in called("192.0.2.1", "https").headers["strict-transport-security"]
    assert "strict-transport-security" not in called("127.0.0.1", "http").headers


def test_no_answer_may_be_shown_in_a_frame_or_taken_for_something_else(api: Api) -> None:
    for answer in (
        api.http.get(ALERTS),
        api.http.get("/schema"),
        api.http.get("/nowhere"),
        api.http.get("/health/live"),
    ):
        assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def preflight(api: Api, origin: str) -> httpx.Response:
    return api.http.options(ALERTS, headers={"Origin": origin, "Access-Control-Request-Method": "GET"})


def test_pages_of_other_origins_are_told_nothing(api: Api) -> None:
    for answer in (
        preflight(api, "https://evil.example"),
        api.http.get(ALERTS, headers={"Origin": "https://evil.example"}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_pages_of_a_named_origin_may_call() -> None:
    api = memory_api(evolve(SETTINGS, allowed_origins=("https://soc.example",)))
    with api.http:
        api.sign_in()
        for origin, is_allowed in (("https://soc.example", True), ("https://evil.example", False)):
            answer = api.http.get(ALERTS, headers={"Origin": origin})
            assert (answer.headers.get("access-control-allow-origin") == origin) is is_allowed
            assert "access-control-allow-credentials" not in answer.headers
        asked = {
            "Origin": "https://soc.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization, last-event-id",
        }
        assert api.http.options(ALERTS, headers=asked).is_success

"""A test that has a secret come out is red; here is what is looked at."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from tests.api.driving import PASSWORD, Api, ok
from tests.api.running import running_process
from tests.flows.floors import Floor
from tests.watching import Watch, watch


def planted(content: str | bytes) -> list[str]:
    """Returns which secrets of this test are in something."""
    return Watch(watch().canaries, [("here", content)]).told()


def test_the_secrets_of_a_test_are_known_as_they_are_made(api: Api) -> None:
    api.user("carl")
    form = {"grant_type": "password", "username": "carl", "password": PASSWORD}
    token = ok(api.http.post("/api/auth/token", data=form))
    key = ok(api.http.post("/api/auth/keys", json={"name": "x", "scopes": ["alerts:read"], "customers": None}), 201)
    user = ok(api.http.post("/api/auth/users", json={"login": "x", "role": "analyst", "customers": None}), 201)
    for secret in (PASSWORD, token["access_token"], token["refresh_token"], key["token"], user["password"]):
        for form_written in (secret, b64encode(f"a:{secret}".encode()).decode()):
            assert planted(f"event {form_written}")
    assert planted("event carl answered") == []
    heard = [where for where, _ in watch().heard]
    for where in ("POST /api/auth/token", "POST /api/auth/keys", "record key.created", "record user.created"):
        assert where in heard, heard


def test_a_program_is_listened_to_and_what_it_works_with_is_secret(tmp_path: Path) -> None:
    floor = Floor("", tmp_path / "data")
    assert floor.run("up", "--help", environment={"X": "postgresql://a:a%20password@h/d"}).returncode == 0
    assert floor.run("migrate").returncode == 0
    shown = floor.run("users", "reset-password", "admin").stdout.rsplit(": ", 1)[1].strip()
    watch().hear_files(tmp_path)
    for secret in (shown, "a password", (tmp_path / "data" / "keys" / "cursor.key").read_bytes().hex()):
        assert planted(f"event {secret}")
    log = tmp_path / "one.log"
    with running_process(floor, log) as (_, http):
        token = ok(
            http.post("/api/auth/token", data={"grant_type": "password", "username": "admin", "password": shown})
        )
        assert planted(token["access_token"])
    heard = dict(watch().heard)
    assert b"/api/auth/token" in heard["the log one.log"]
    for where in ("watchfloor migrate, standard output", "watchfloor migrate, standard error", "POST /api/auth/token"):
        assert where in heard

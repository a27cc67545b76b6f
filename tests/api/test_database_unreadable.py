"""The file of the embedded database cannot be read: nobody is told more than that, and it is no end."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
from litestar.testing import TestClient

from adapters.database import migrate
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.app import create_app
from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from tests.api.driving import ok, refused
from tests.api.running import ME, REFRESH, TOKEN, bearer, failures, running_api
from tests.flows.floors import Floor

CUSTOMERS = "/api/customers"


def told_nothing(answer: httpx.Response) -> None:
    """Looks that an answer tells a stranger nothing but to come again."""
    assert refused(answer, 503, "storage-unavailable")["detail"] == "What keeps the data does not answer"
    assert answer.headers["retry-after"] == "1"
    assert not [word for word in ("sqlite", "malformed", "/tmp", ".db", "file") if word in answer.text.lower()]


def test_a_file_that_is_damaged_under_a_running_process(tmp_path: Path) -> None:
    with running_api(Floor("", tmp_path / "data"), tmp_path) as real:
        shown, file = bearer(real.sign_in()), real.folder / "watchfloor.db"
        before, whole = real.log.stat().st_size, file.read_bytes()
        ok(real.http.get(ME, headers=shown))

        _overwrite(file, b"\xa5" * len(whole))
        for _ in range(3):
            told_nothing(real.http.get(CUSTOMERS, headers=shown))
        assert real.http.get("/health/live").is_success
        _overwrite(file, whole)

        ok(real.http.get(CUSTOMERS, headers=shown))
        log = real.log.read_text()[before:]
        assert failures(log) == []
        assert '"reason": "the database failed: database disk image is malformed"' in log


def _overwrite(file: Path, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.write(content)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A folder in its place stands for every reason: the superuser may read any file."""
    url = f"sqlite:///{tmp_path / 'floor.db'}"
    (tmp_path / "floor.db").mkdir()
    with closing(build(Settings(data_dir=tmp_path / "data", database_url=url))) as platform:
        app = create_app(platform.container, ApiSettings(cursor_key=platform.cursor_key, allow_plain_http=True))
        with TestClient(app, raise_server_exceptions=False) as http:
            form = {"grant_type": "password", "username": "admin", "password": "anything"}
            key = {"Authorization": f"Bearer wfk_{'0' * 32}_{'A' * 43}"}
            told_nothing(http.post(TOKEN, data=form))
            told_nothing(http.post(REFRESH, data={"refresh_token": "anything"}))
            told_nothing(http.get(CUSTOMERS, headers=key))
            refused(http.get("/health/ready"), 503, "not-ready")

            (tmp_path / "floor.db").rmdir()
            migrate(url)
            assert http.post(TOKEN, data=form).status_code == 400
            refused(http.get(CUSTOMERS, headers=key), 401, "not-signed-in")

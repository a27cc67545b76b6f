"""The process of ``osmem-server``, which keeps and searches what the simulator has."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.connector_kit.simulated_messages import Reply
from socdomain.errors import WatchfloorError

STARTS_WITHIN_S: Final = 20.0
STOPS_WITHIN_S: Final = 5.0
ANSWERS_WITHIN_S: Final = 120.0

NDJSON: Final = "application/x-ndjson"
JSON: Final = "application/json"


class SimulatorMissingError(WatchfloorError):
    """What the simulator runs on is not installed, or does not start here."""


def program() -> str:
    """Returns where the program is.

    Raises:
        SimulatorMissingError: It is not installed.
    """
    try:
        # Not above: who has no simulators is not asked to have it.
        from osmem_server import OsmemError, resolve_binary
    except ImportError:
        raise SimulatorMissingError(
            "the simulator of Wazuh's indexer runs on the package osmem-server, which is not installed: "
            "install watchfloor[simulators]"
        ) from None
    try:
        return str(resolve_binary())
    except OsmemError:
        raise SimulatorMissingError("the package osmem-server has no program for this machine") from None


class Osmem:
    """A process of ``osmem-server`` on a free port, which ends with this one whatever becomes of it.

    Raises:
        SimulatorMissingError: It is not installed, or does not start.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # the program of a package that was installed for this
            [program(), "-addr", "127.0.0.1:0", "-no-ja", "-parent-pid", str(os.getpid())],
            # It ends once this is closed, and the system closes it for a process that was killed.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._address = self._first_line()
        except SimulatorMissingError:
            self.stop()
            raise

    def ask(self, method: str, target: str, body: bytes = b"", content_type: str = JSON) -> Reply:
        """Returns what it answers.

        Args:
            method: The HTTP method.
            target: Path and query, encoded.
            body: What is sent.
            content_type: Of the body.
        """
        connection = HTTPConnection(*self._address, timeout=ANSWERS_WITHIN_S)
        try:
            connection.request(method, target, body or None, {"Content-Type": content_type})
            response = connection.getresponse()
            return Reply(
                response.status, response.read(), {"Content-Type": response.headers.get("Content-Type") or JSON}
            )
        except (OSError, HTTPException):
            return Reply(503, {"error": {"type": "no_shard_available_action_exception"}, "status": 503})
        finally:
            connection.close()

    def told(self, method: str, target: str, value: Any) -> None:
        """Has it do something that it has to do.

        Raises:
            SimulatorMissingError: It does not.
        """
        self._has_done(self.ask(method, target, json.dumps(value).encode()))

    def load(self, lines: bytes) -> None:
        """Has it take documents, as ``_bulk`` has them.

        Raises:
            SimulatorMissingError: It does not take each of them.
        """
        reply = self.ask("POST", "/_bulk", lines, NDJSON)
        self._has_done(reply)
        answer: Mapping[str, Any] = json.loads(reply.body)
        if answer["errors"]:
            raise SimulatorMissingError("osmem-server does not take the documents of the simulator")

    def stop(self) -> None:
        """Ends it, and waits until it has ended."""
        assert self._process.stdin is not None  # noqa: S101  # as it was started
        assert self._process.stdout is not None  # noqa: S101  # as it was started
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _first_line(self) -> tuple[str, int]:
        assert self._process.stdout is not None  # noqa: S101  # as it was started
        # One that never says where it is would be waited for without end.
        limit = Timer(STARTS_WITHIN_S, self._process.kill)
        limit.start()
        try:
            said = json.loads(self._process.stdout.readline())
            parts = urlsplit(said["url"])
        except (ValueError, KeyError, TypeError):
            raise SimulatorMissingError("osmem-server does not start on this machine") from None
        finally:
            limit.cancel()
            limit.join()
        return parts.hostname or "127.0.0.1", parts.port or 0

    def _has_done(self, reply: Reply) -> None:
        if reply.status >= 300:
            raise SimulatorMissingError(f"osmem-server answers the simulator with HTTP status {reply.status}")

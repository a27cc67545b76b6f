"""Asks Velociraptor's API: gRPC over mutual TLS, to an address that has been looked at."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.deadline import present_deadline
from adapters.connector_kit.errors import PassingError, UnknownFormError
from adapters.connector_kit.waiting import backoff_s
from adapters.connectors.velociraptor.api_file import ApiClientFile
from adapters.connectors.velociraptor.grpc_errors import failure_of_call
from adapters.connectors.velociraptor.ids import OrgId
from adapters.connectors.velociraptor.protocol import QUERY, SERVICE, messages
from adapters.connectors.velociraptor.questions import Question
from adapters.connectors.velociraptor.way import SERVER_NAME, checked_target
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

PAGE_ROWS: Final = 500
MOST_MESSAGES_OF_FULL_SIZE: Final = 4
"""How many messages of ``KitLimits.answer_bytes`` one answer may hold."""

_WAIT_S: Final = 1
"""How long the server gathers rows for a message."""
_USER: Final = "watchfloor"

_DENIED: Final = re.compile(r"permission ?denied", re.IGNORECASE)
_TIMED_OUT: Final = re.compile(r"Timeout Error")
_ABSENT: Final = re.compile(r"not (?:know|found)", re.IGNORECASE)
_FAILED: Final = re.compile(r"VQL Error|\bERROR:|\b(?:info|orgs|clients|artifact_definitions): ")


@define
class VelociraptorApi:
    """Asks one server; every call ends in time, and raises nothing but ``ConnectorError``.

    Attributes:
        kit: What it is made with.
        file: Where the server is, and who we are.
    """

    kit: ClientKit = field(repr=False)
    file: ApiClientFile = field(repr=False)
    _call: Any = field(default=None, init=False, repr=False)

    def pages(
        self, question: Question, environment: Mapping[str, str] | None = None, org: OrgId | None = None
    ) -> Iterator[list[dict[str, Any]]]:
        """Asks, and yields the rows of the answer, a page of it parsed at a time.

        The answer has come, and is bounded, before the first page is yielded: whoever takes long over a page keeps the
        server from nothing.

        Args:
            question: What to ask.
            environment: What varies in it, by the names that the question has for it.
            org: Of which organisation; None for the one that the server takes by itself.

        Raises:
            ConnectorError: It cannot be asked, or does not answer as it should.
        """
        with self.kit.asking():
            answered = self._again(question, environment or {}, org)
        for text in answered:
            yield _rows(text)

    def _again(self, question: Question, environment: Mapping[str, str], org: OrgId | None) -> list[str]:
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(question, environment, org)
            except PassingError:
                wait_s = backoff_s(attempt, self.kit.limits)
                # Whatever is asked only reads, so that asking twice changes nothing.
                if attempt == self.kit.limits.attempts or wait_s >= present_deadline().left_s():
                    raise
                time.sleep(wait_s)

    def _once(self, question: Question, environment: Mapping[str, str], org: OrgId | None) -> list[str]:
        import grpc

        call = self._stub()
        left_s = _left_s()
        request = messages().request(
            Query=[{"Name": _USER, "VQL": str(question)}],
            env=[{"key": key, "value": value} for key, value in environment.items()],
            max_row=PAGE_ROWS,
            max_wait=_WAIT_S,
            timeout=math.ceil(left_s),
            org_id=org or "",
        )
        try:
            return self._answered(call(request, timeout=left_s))
        except grpc.RpcError as error:
            trouble = failure_of_call(error)
        # Not chained: what gRPC raises quotes what the server said.
        raise trouble

    def _answered(self, responses: Any) -> list[str]:
        texts: list[str] = []
        left = self.kit.limits.answer_bytes * MOST_MESSAGES_OF_FULL_SIZE
        try:
            for response in responses:
                left -= response.ByteSize()
                if left < 0:
                    raise ConnectorAnswerError("Its answer is larger than what is taken.")
                _check_log(response.log)
                if response.Response:
                    texts.append(response.Response)
        finally:
            responses.cancel()
        return texts

    def _stub(self) -> Any:
        if self._call is None:
            import grpc

            target = checked_target(self.kit, self.file)
            channel = self.kit.until_end(
                grpc.secure_channel(
                    target,
                    grpc.ssl_channel_credentials(
                        root_certificates=self.file.ca_certificate.encode(),
                        private_key=self.file.client_key.encode(),
                        certificate_chain=self.file.client_certificate.encode(),
                    ),
                    options=self._options(),
                )
            )
            self._call = channel.unary_stream(
                f"/{SERVICE}/{QUERY}",
                request_serializer=messages().request.SerializeToString,
                response_deserializer=messages().response.FromString,
            )
        return self._call

    def _options(self) -> Sequence[tuple[str, Any]]:
        return (
            ("grpc.ssl_target_name_override", SERVER_NAME),
            ("grpc.max_receive_message_length", self.kit.limits.answer_bytes),
            # Of the environment nothing is taken, and nobody else's connection is used.
            ("grpc.enable_http_proxy", 0),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.service_config_disable_resolution", 1),
            ("grpc.enable_retries", 0),
            # It is asked again from above, soon at first.
            ("grpc.initial_reconnect_backoff_ms", 100),
        )


def _left_s() -> float:
    return present_deadline().left_s()


def _check_log(line: str) -> None:
    """Looks at what the server logs beside an answer: a question that failed has no rows, and no error else."""
    if _DENIED.search(line):
        raise ConnectorError(
            Outcome.FORBIDDEN, "It knows the user and does not let them ask this: grant them what the guide says."
        )
    if _TIMED_OUT.search(line):
        raise PassingError(Outcome.UNREACHABLE, "It does not come to the end of its answer in time: look at its load.")
    if _FAILED.search(line) and not _ABSENT.search(line):
        raise ConnectorAnswerError("It could not do what it was asked: look at its own log, and at its version.")


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnknownFormError("a page", "is no list of rows")
    return rows

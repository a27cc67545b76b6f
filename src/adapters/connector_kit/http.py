"""The only maker of HTTP clients: what every call of a product keeps to, whatever the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
from attrs import frozen

from adapters.connector_kit.breaker import Breaker
from adapters.connector_kit.deadline import Deadline, kept, present_deadline
from adapters.connector_kit.errors import TRANSPORT_ERRORS, PassingError, TooLargeError, failure_of, refusal_of
from adapters.connector_kit.http_answer import Answer
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.waiting import backoff_s, retry_after_s
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

SAFE: Final = ("GET", "HEAD")
Parameters = Mapping[str, str | int | list[str]]


def segment(text: str) -> str:
    """Returns one part of a path, such as an identifier that a product gave.

    Raises:
        ConnectorAnswerError: It would lead to another path.
    """
    if text in ("", ".", ".."):
        raise ConnectorAnswerError("An identifier of it is none: it would lead to another path.")
    return quote(text, safe="")


@frozen
class HttpClient:
    """Asks one product; every call ends in time, and raises nothing but ``ConnectorError``.

    Attributes:
        url: Where the product is, with any path that it stands under.
        headers: What is sent with each call, credentials too.
        client: What carries the calls.
        breaker: Leaves the product alone while it fails.
        limits: How long to wait, and how much to take.
        deadline: By when all calls have to be done.
        is_trial: Whether it is asked even while it is left alone.
    """

    url: str
    headers: Mapping[str, str]
    client: httpx.Client
    breaker: Breaker
    limits: KitLimits
    deadline: Deadline
    is_trial: bool = False

    def __repr__(self) -> str:
        """Says nothing: what it holds is secret."""
        return "HttpClient()"

    def get(
        self,
        path: str,
        *,
        parameters: Parameters | None = None,
        headers: Mapping[str, str] | None = None,
        allowed: Collection[int] = (),
    ) -> Answer:
        """Asks for something; see ``send``."""
        return self.send("GET", path, parameters=parameters, headers=headers, allowed=allowed)

    def post(
        self,
        path: str,
        *,
        parameters: Parameters | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        allowed: Collection[int] = (),
        is_repeatable: bool = False,
    ) -> Answer:
        """Posts something; see ``send``."""
        return self.send(
            "POST",
            path,
            parameters=parameters,
            headers=headers,
            json=json,
            content=content,
            allowed=allowed,
            is_repeatable=is_repeatable,
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        parameters: Parameters | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        allowed: Collection[int] = (),
        is_repeatable: bool = False,
    ) -> Answer:
        """Calls the product, again where that is safe and may help, and returns what it answered.

        Args:
            method: The HTTP method.
            path: Below the product's URL, from ``/``; what comes from elsewhere has passed ``segment``.
            parameters: Of the query.
            headers: Further ones for this call.
            json: A value to send; None for none.
            content: A body to send instead.
            allowed: Statuses beside those of success that are returned instead of raised.
            is_repeatable: Whether sending it twice does what sending it once does, as with a search by POST; GET and
                HEAD always may be.

        Raises:
            ConnectorError: It cannot be asked, or does not answer with success.
        """
        request = self._request(method, path, parameters, headers, json, content)
        attempts = self.limits.attempts if is_repeatable or method in SAFE else 1
        if not self.is_trial:
            self.breaker.ask()
        with kept(self.deadline.narrowed(self.limits.request_s)):
            try:
                answer = _again(lambda: self._once(request, allowed), attempts, self.limits)
            except ConnectorError as error:
                self.breaker.raised(error)
                raise
        self.breaker.succeeded()
        return answer

    def _request(
        self,
        method: str,
        path: str,
        parameters: Parameters | None,
        headers: Mapping[str, str] | None,
        json: Any,
        content: bytes | None,
    ) -> httpx.Request:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ConnectorError(
                Outcome.UNREACHABLE, "Its URL is none that is asked: it has to be http or https, without a user in it."
            )
        try:
            return self.client.build_request(
                method,
                self.url.rstrip("/") + path,
                params=dict(parameters) if parameters else None,
                headers={**self.headers, **(headers or {})},
                json=json,
                content=content,
            )
        except (*TRANSPORT_ERRORS, ValueError):
            # Not chained: it may quote a header, and with it a secret.
            trouble = ConnectorError(
                Outcome.ERROR, "It cannot be asked with what was given: look at the URL and the credential."
            )
        raise trouble

    def _once(self, request: httpx.Request, allowed: Collection[int]) -> Answer:
        try:
            response = self.client.send(request, stream=True)
            try:
                return self._answer(response, allowed)
            finally:
                response.close()
        except TRANSPORT_ERRORS as error:
            trouble = failure_of(error)
        # Not chained: what libraries raise quotes headers, and what the product sent.
        raise trouble

    def _answer(self, response: httpx.Response, allowed: Collection[int]) -> Answer:
        status = response.status_code
        if not (response.is_success or status in allowed):
            raise refusal_of(status, retry_after_s(response.headers.get("Retry-After")))
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ConnectorAnswerError("It compresses its answer although it was asked not to.")
        most = self.limits.answer_bytes
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced[:18]) > most:
            raise TooLargeError(most)
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > most:
                raise TooLargeError(most)
        return Answer(status, {name.lower(): value for name, value in response.headers.items()}, bytes(body))


def _again(once: Callable[[], Answer], attempts: int, limits: KitLimits) -> Answer:
    for attempt in range(1, attempts + 1):
        try:
            return once()
        except PassingError as error:
            wait_s = backoff_s(attempt, limits) if error.wait_s is None else error.wait_s
            if attempt == attempts or wait_s >= present_deadline().left_s():
                raise
            time.sleep(wait_s)
    raise AssertionError("there is at least one attempt")

"""Asks Wazuh's manager API as somebody who signed in, and signs in again when that has run out."""

from __future__ import annotations

import time
from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from attrs import define, field

from adapters.connector_kit.credentials import basic, issued_bearer
from adapters.connector_kit.errors import refusal_of
from adapters.connector_kit.http import HttpClient, Parameters
from adapters.connector_kit.http_answer import Answer
from adapters.connector_kit.waiting import backoff_s, retry_after_s
from adapters.connectors.wazuh_manager.payloads import ApiInfoAnswer, TokenAnswer
from socdomain.connectors.verification import ConnectorError, Outcome

AUTHENTICATE: Final = "/security/user/authenticate"
OLDEST_MAJOR: Final = 4

PATIENCE_S: Final = 75.0
"""How long, in seconds, a call waits for the manager to count anew; it counts the requests of each minute."""

SPARE_S: Final = 1.0
"""How much of what is left until a deadline, in seconds, is for a call itself rather than for waiting."""

_MOST_DOUBLINGS: Final = 16

_TOO_OLD: Final = "Wazuh before 4.0 cannot be used: bring the manager to 4.0 or later."
_BLOCKED: Final = (
    "It lets nobody sign in from here for some minutes, mostly after too many wrong passwords: give the right one, "
    "and wait."
)


@define
class Session:
    """Asks one manager with the token that it gave.

    Attributes:
        http: Asks it; sends no credential by itself.
        username: Who signs in.
        password: With what.
    """

    http: HttpClient
    username: str
    password: str = field(repr=False)
    _token: str = field(default="", init=False, repr=False)

    def get(self, path: str, parameters: Parameters | None = None, allowed: Collection[int] = ()) -> Answer:
        """Asks for something, with a new token if need be.

        Args:
            path: As ``HttpClient.send`` has it.
            parameters: Of the query; the manager refuses those that it does not know.
            allowed: Statuses beside those of success that are returned instead of raised.

        Raises:
            ConnectorError: It cannot be asked, or does not answer with success.
        """
        answer = self._asked(path, parameters, allowed) if self._token else None
        if answer is None or answer.status == HTTPStatus.UNAUTHORIZED:
            # Tokens last 15 minutes, and all end at once when somebody changes the manager's security settings.
            self._token = self._new_token()
            answer = self._asked(path, parameters, allowed)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
            raise refusal_of(answer.status, None)
        return answer

    def _asked(self, path: str, parameters: Parameters | None, allowed: Collection[int]) -> Answer:
        wanted = (*allowed, HTTPStatus.UNAUTHORIZED)
        return self._patiently("GET", path, issued_bearer(self._token), parameters, wanted)

    def _new_token(self) -> str:
        told_apart = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
        credential = basic(self.username, self.password)
        answer = self._patiently("POST", AUTHENTICATE, credential, None, told_apart)
        match answer.status:
            case HTTPStatus.FORBIDDEN:
                raise ConnectorError(Outcome.FORBIDDEN, _BLOCKED)
            case HTTPStatus.NOT_FOUND:
                raise self._refusal_of_who_gives_no_tokens()
            case HTTPStatus.UNAUTHORIZED:
                raise refusal_of(answer.status, None)
        token = answer.read_as(TokenAnswer).data.token
        issued_bearer(token)
        return token

    def _refusal_of_who_gives_no_tokens(self) -> ConnectorError:
        """Returns what it means: before 4.0 nobody signed in, and the version was told for the password."""
        credential = basic(self.username, self.password)
        try:
            major = self._patiently("GET", "/", credential, None, ()).read_as(ApiInfoAnswer).data.major
        except ConnectorError:
            major = OLDEST_MAJOR
        is_too_old = major is not None and major < OLDEST_MAJOR
        return too_old() if is_too_old else refusal_of(HTTPStatus.NOT_FOUND, None)

    def _patiently(
        self,
        method: str,
        path: str,
        credential: dict[str, str],
        parameters: Parameters | None,
        allowed: Collection[int],
    ) -> Answer:
        """Asks until it no longer answers that it was asked too often; it does not say when it will."""
        until = self.http.deadline.narrowed(PATIENCE_S)
        attempt = 0
        while True:
            attempt += 1
            answer = self.http.send(
                method,
                path,
                headers=credential,
                parameters=parameters,
                allowed=(*allowed, HTTPStatus.TOO_MANY_REQUESTS),
                is_repeatable=True,
            )
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return answer
            asked_s = retry_after_s(answer.headers.get("retry-after"))
            wait_s = backoff_s(min(attempt, _MOST_DOUBLINGS), self.http.limits) if asked_s is None else asked_s
            # Whoever tries a connector wants to know how it is now.
            is_last = self.http.is_trial and attempt >= self.http.limits.attempts
            if is_last or wait_s >= until.left_s() - SPARE_S:
                raise refusal_of(answer.status, asked_s)
            time.sleep(wait_s)


def too_old() -> ConnectorError:
    """Returns the refusal of a version that is not supported."""
    return ConnectorError(Outcome.UNSUPPORTED_VERSION, _TOO_OLD)

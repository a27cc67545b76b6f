"""What a product answered over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from adapters.connector_kit.payloads import structured
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

T = TypeVar("T")


@frozen
class Answer:
    """What a product answered.

    Attributes:
        status: The HTTP status.
        headers: Its headers, by name in lower case.
        body: All of its body.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Returns the body's value.

        Raises:
            ConnectorError: It is a page, or some other text: another product answers, or what stands before it.
            ConnectorAnswerError: It is broken off, or no JSON.
        """
        if not self.body.lstrip(b" \t\r\n\xef\xbb\xbf").startswith((b"{", b"[")):
            raise ConnectorError(
                Outcome.WRONG_PRODUCT,
                "It answers with a page or a text where its API has JSON: check the URL, its port and its path.",
            )
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            # Not chained: the error holds what was sent.
            trouble = ConnectorAnswerError(
                "Its answer is no whole JSON: it broke off, or what lies between changed it."
            )
        raise trouble

    def read_as(self, kind: type[T]) -> T:
        """Returns the body as a class.

        Args:
            kind: What ``payloads.structured`` takes.

        Raises:
            UnknownFormError: What is needed is not there, or of another shape.
            ConnectorError: As ``json``.
        """
        return structured(self.json(), kind)

"""Request bodies: JSON into the class that a route declares."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from entrypoints.api.api_errors import BodyFault, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.strict_converter import structured

JSON = "application/json"
IDENTITY = "identity"

# An escape, or two that are one character; a half alone is the first group that matches.
_ESCAPES = re.compile(
    rb"\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}"
    rb"|(?P<half>\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2})|\\.",
    re.DOTALL,
)

T = TypeVar("T")


class JsonBody(AbstractDTO[T]):
    """Reads a route's body: ``dto=JsonBody[CommentBody]`` beside ``data: JSONBody[CommentBody]``."""

    def decode_bytes(self, value: bytes) -> T:
        """Reads a body.

        Raises:
            UnsupportedMediaError: It is not said to be JSON, or is compressed.
            InvalidBodyError: It is not what the route takes.
        """
        return structured(self.decoded(value), self.model_type)

    def decoded(self, value: bytes) -> Any:
        """Reads a body as JSON, whatever it holds.

        Raises:
            UnsupportedMediaError: It is not said to be JSON, or is compressed.
            InvalidBodyError: It is not JSON.
        """
        headers = self.asgi_connection.headers
        if media_type(headers.get("content-type", "")) != JSON:
            raise UnsupportedMediaError(JSON)
        if content_coding(headers.get("content-encoding", "")) != IDENTITY:
            raise UnsupportedMediaError(JSON)
        return decoded(value)

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: object = None
    ) -> None:
        """Prepares nothing: the class is read by a converter, not by generated code."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        schema_creator: Any,
    ) -> Reference | Schema:
        """Describes the class as it is."""
        schema: Reference | Schema = schema_creator.for_field_definition(field_definition)
        return schema

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        """Generates nothing: see ``create_for_field_definition``."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Finds nothing: see ``create_for_field_definition``."""
        return False


def media_type(header: str) -> str:
    """Returns the type in a ``Content-Type``, without its parameters (RFC 9110 section 8.3.1)."""
    return header.partition(";")[0].strip().lower()


def content_coding(header: str) -> str:
    """Returns the coding in a ``Content-Encoding``; ``x-gzip`` is ``gzip`` (RFC 9110 section 8.4.1)."""
    coding = header.strip().lower()
    return {"": IDENTITY, "x-gzip": "gzip"}.get(coding, coding)


def decoded(body: bytes) -> Any:
    """Reads JSON.

    Raises:
        InvalidBodyError: It is not JSON in UTF-8, or nested deeper than can be read.
    """
    try:
        # As text, since the decoder says of bytes only where in a string they are not UTF-8.
        return msgspec.json.decode(body.decode())
    except UnicodeDecodeError as error:
        raise InvalidBodyError(BodyFault("$", f"must be JSON in UTF-8 (byte {error.start})")) from error
    except msgspec.DecodeError as error:
        raise InvalidBodyError(BodyFault("$", _fault_of_json(body, error))) from error
    except RecursionError as error:
        raise InvalidBodyError(BodyFault("$", "is nested too deep")) from error


def _fault_of_json(body: bytes, error: msgspec.DecodeError) -> str:
    # The decoder stops at the first half of a pair, and calls it an end that comes too early.
    half = next((found.start() for found in _ESCAPES.finditer(body) if found["half"]), None)
    if half is not None and ("surrogate" in str(error) or "truncated" in str(error)):
        return f"must not hold half of a surrogate pair (byte {half})"
    return f"must be JSON: {error}"

"""Request bodies: JSON into the class that a route declares."""

from __future__ import annotations

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

T = TypeVar("T")


class JsonBody(AbstractDTO[T]):
    """Reads a route's body: ``dto=JsonBody[CommentBody]`` beside ``data: JSONBody[CommentBody]``."""

    def decode_bytes(self, value: bytes) -> T:
        """Reads a body.

        Raises:
            UnsupportedMediaError: It is not said to be JSON, or is compressed.
            InvalidBodyError: It is not what the route takes.
        """
        headers = self.asgi_connection.headers
        if media_type(headers.get("content-type", "")) != JSON or headers.get("content-encoding"):
            raise UnsupportedMediaError(JSON)
        return structured(decoded(value), self.model_type)

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


def decoded(body: bytes) -> Any:
    """Reads JSON.

    Raises:
        InvalidBodyError: It is not JSON in UTF-8, or nested deeper than can be read.
    """
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise InvalidBodyError(BodyFault("$", f"must be JSON: {error}")) from error
    except RecursionError as error:
        raise InvalidBodyError(BodyFault("$", "is nested too deep")) from error

"""How the body of a part is described, which is read as it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema


@dataclass
class PartOperation(Operation):
    """Describes a part."""

    def __post_init__(self) -> None:
        """Adds the body."""
        schema = Schema(
            type=OpenAPIType.STRING,
            format=OpenAPIFormat.BINARY,
            description="5 to 16 MiB of the file, in bytes; the last part may have less.",
        )
        self.request_body = RequestBody(
            required=True, content={"application/octet-stream": OpenAPIMediaType(schema=schema)}
        )

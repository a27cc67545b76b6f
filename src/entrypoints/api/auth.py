"""``/api/auth``: a token for a login name and a password (RFC 6749 section 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs

from attrs import frozen
from litestar import Request, Response, Router, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import SkipValidation
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from entrypoints.api.api_errors import BodyTooLargeError, TokenRequestError
from entrypoints.api.bodies import JSON, media_type
from entrypoints.api.caller import PUBLIC
from entrypoints.api.problem_docs import refusals
from entrypoints.api.problems import TOKEN_REFUSED
from entrypoints.api.wired import UseCases
from socdomain.errors import NotSignedInError

FORM = "application/x-www-form-urlencoded"
LARGEST_FORM_BYTES = 16 * 1024
_FIELDS = {
    "grant_type": Schema(type=OpenAPIType.STRING, enum=["password"]),
    "username": Schema(type=OpenAPIType.STRING, description="The login name."),
    "password": Schema(type=OpenAPIType.STRING, description="At most 256 characters."),
}

_REFUSAL = Schema(
    type=OpenAPIType.OBJECT,
    required=["error", "error_description"],
    properties={
        "error": Schema(type=OpenAPIType.STRING, enum=["invalid_request", "invalid_grant", "unsupported_grant_type"]),
        "error_description": Schema(type=OpenAPIType.STRING),
    },
)


@frozen
class TokenForm:
    """What is sent for a token; its password is in no text made of it."""

    username: str
    password: str

    def __repr__(self) -> str:
        return "TokenForm(...)"


class TokenOut(Struct):
    """A token (RFC 6749 section 5.1)."""

    access_token: Annotated[str, Meta(description="Send it as `Authorization: Bearer ...`.")]
    token_type: Annotated[str, Meta(description="`Bearer`.", examples=["Bearer"])]
    expires_in: Annotated[int, Meta(description="Seconds for which it is good.", examples=[900])]


@dataclass
class TokenOperation(Operation):
    """Describes the form, which is read by hand: the framework's own reader remembers what it has read."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.OBJECT, properties=_FIELDS, required=list(_FIELDS))  # type: ignore[arg-type]  # dict is invariant
        self.request_body = RequestBody(content={FORM: OpenAPIMediaType(schema=schema)}, required=True)
        refusal = (self.responses or {})[str(int(TOKEN_REFUSED))]
        if isinstance(refusal, OpenAPIResponse) and refusal.content is not None:
            refusal.content[JSON] = OpenAPIMediaType(schema=_REFUSAL)
            refusal.description = "No token for this (RFC 6749 section 5.2); or a parameter that is not known."


async def token_form(request: Request[Any, Any, Any]) -> TokenForm:
    """Provides the form.

    Raises:
        TokenRequestError: It is not one, or lacks a field.
    """
    if media_type(request.headers.get("content-type", "")) != FORM:
        raise TokenRequestError("invalid_request", f"the body must be {FORM}")
    return read_form(await request.body())


def read_form(body: bytes) -> TokenForm:
    """Reads a form.

    Raises:
        TokenRequestError: A field is missing or comes twice, or the grant is another one.
    """
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise TokenRequestError("invalid_request", "the body is not a form in UTF-8") from error
    grant = _only(fields, "grant_type")
    if grant != "password":
        raise TokenRequestError("unsupported_grant_type", "grant_type must be password")
    return TokenForm(_only(fields, "username"), _only(fields, "password"))


def _only(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name, [])
    if len(values) != 1 or not values[0] or "\x00" in values[0]:
        raise TokenRequestError("invalid_request", f"{name} must be given once")
    return values[0]


@post(
    "/token",
    summary="Sign in",
    **PUBLIC,
    status_code=HTTP_200_OK,
    operation_class=TokenOperation,
    dependencies={"form": Provide(token_form)},
    request_max_body_size=LARGEST_FORM_BYTES,
    response_headers=[ResponseHeader(name="Cache-Control", documentation_only=True, description="`no-store`.")],
    responses=refusals(BodyTooLargeError, is_public=True),
    sync_to_thread=True,
)
def create_token(form: NamedDependency[SkipValidation[TokenForm]], container: UseCases) -> Response[TokenOut]:
    """Gives a token for a login name and a password, good for 15 minutes.

    Refusals have the form of RFC 6749 section 5.2, with `error` and `error_description`.
    """
    try:
        token = container.sign_in.execute(form.username, form.password)
    except NotSignedInError as error:
        raise TokenRequestError("invalid_grant", "the login name and the password do not belong together") from error
    return Response(TokenOut(token.text, "Bearer", token.lifetime_s), headers={"Pragma": "no-cache"})


ROUTER = Router("/api/auth", route_handlers=[create_token], tags=["auth"])

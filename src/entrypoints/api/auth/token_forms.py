"""The forms that are sent for tokens (RFC 6749 sections 4.3 and 6)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qs

from attrs import field, frozen
from litestar import Request
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, RequestBody, Schema

from entrypoints.api.api_errors import TokenRequestError
from entrypoints.api.bodies import JSON, media_type
from entrypoints.api.problems import TOKEN_REFUSED
from entrypoints.api.wired import SignIns

FORM = "application/x-www-form-urlencoded"
LARGEST_FORM_BYTES = 16 * 1024
PASSWORD_GRANT = "password"  # noqa: S105 - the name of a grant
REFRESH_GRANT = "refresh_token"

_GRANTS = {
    "grant_type": Schema(type=OpenAPIType.STRING, enum=[PASSWORD_GRANT, REFRESH_GRANT]),
    "username": Schema(type=OpenAPIType.STRING, description="With `password`: the login name."),
    "password": Schema(type=OpenAPIType.STRING, description="With `password`: at most 256 characters."),
    "refresh_token": Schema(type=OpenAPIType.STRING, description="With `refresh_token`: the last one given."),
}
_REFRESH = {"refresh_token": Schema(type=OpenAPIType.STRING, description="The last one that was given.")}

_REFUSAL = Schema(
    type=OpenAPIType.OBJECT,
    required=["error", "error_description"],
    properties={
        "error": Schema(
            type=OpenAPIType.STRING, enum=["invalid_request", "invalid_grant", "slow_down", "unsupported_grant_type"]
        ),
        "error_description": Schema(type=OpenAPIType.STRING),
    },
)


@frozen
class PasswordForm:
    """A login name and a password; neither is in any text made of it, since people mix them up."""

    username: str = field(repr=False)
    password: str = field(repr=False)


@frozen
class RefreshForm:
    """A refresh token; it is in no text made of it."""

    refresh_token: str = field(repr=False)


TokenForm = PasswordForm | RefreshForm


@dataclass
class TokenOperation(Operation):
    """Describes a form, which is read by hand: the framework's own reader remembers what it has read."""

    form: ClassVar[dict[str, Schema]] = _GRANTS
    required: ClassVar[list[str]] = ["grant_type"]

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.OBJECT, properties=self.form, required=self.required)  # type: ignore[arg-type]  # dict is invariant
        self.request_body = RequestBody(content={FORM: OpenAPIMediaType(schema=schema)}, required=True)
        refusal = (self.responses or {})[str(int(TOKEN_REFUSED))]
        if isinstance(refusal, OpenAPIResponse) and refusal.content is not None:
            refusal.content[JSON] = OpenAPIMediaType(schema=_REFUSAL)
            refusal.description = "No token for this (RFC 6749 section 5.2); or a parameter that is not known."


@dataclass
class RefreshOperation(TokenOperation):
    """Describes the form with a refresh token alone."""

    form: ClassVar[dict[str, Schema]] = _REFRESH
    required: ClassVar[list[str]] = ["refresh_token"]


async def token_form(request: Request[Any, Any, Any], sign_ins: SignIns) -> AsyncGenerator[TokenForm, None]:
    """Provides the form; one with a password when it has been read and its turn has come.

    Raises:
        TokenRequestError: It is not one, or lacks a field.
    """
    form = read_form(await _fields(request))
    async with sign_ins if isinstance(form, PasswordForm) else nullcontext():
        yield form


async def refresh_form(request: Request[Any, Any, Any]) -> RefreshForm:
    """Provides the form with a refresh token.

    Raises:
        TokenRequestError: It is not one, or lacks the token.
    """
    return RefreshForm(_only(await _fields(request), "refresh_token"))


def read_form(fields: Mapping[str, list[str]]) -> TokenForm:
    """Reads what was sent for a token.

    Raises:
        TokenRequestError: A field is missing or comes twice, or the grant is another one.
    """
    grant = _only(fields, "grant_type")
    if grant == PASSWORD_GRANT:
        return PasswordForm(_only(fields, "username"), _only(fields, "password"))
    if grant == REFRESH_GRANT:
        return RefreshForm(_only(fields, "refresh_token"))
    raise TokenRequestError("unsupported_grant_type", f"grant_type must be {PASSWORD_GRANT} or {REFRESH_GRANT}")


async def _fields(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    if media_type(request.headers.get("content-type", "")) != FORM:
        raise TokenRequestError("invalid_request", f"the body must be {FORM}")
    body = await request.body()
    try:
        return parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise TokenRequestError("invalid_request", "the body is not a form in UTF-8") from error


def _only(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name, [])
    if len(values) != 1 or not values[0] or "\x00" in values[0]:
        raise TokenRequestError("invalid_request", f"{name} must be given once")
    return values[0]

"""What a browser sends: JSON, or the fields of a form."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

from litestar import Request

from entrypoints.api.api_errors import BodyFault, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.bodies import IDENTITY, JSON, content_coding, decoded, media_type

FORM: Final = "application/x-www-form-urlencoded"
CSRF_FIELD: Final = "csrf_token"
_MOST_FIELDS: Final = 100


def is_form(request: Request[Any, Any, Any]) -> bool:
    """Tells whether the body is said to be a form."""
    return media_type(request.headers.get("content-type", "")) == FORM


async def sent_fields(request: Request[Any, Any, Any]) -> Any:
    """Returns what was sent, but for the CSRF token of a form.

    Raises:
        UnsupportedMediaError: It is not said to be JSON or a form, or is compressed.
        InvalidBodyError: It is not what it is said to be.
    """
    if content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(JSON, FORM)
    if is_form(request):
        return {name: value for name, value in (await form_fields(request)).items() if name != CSRF_FIELD}
    if media_type(request.headers.get("content-type", "")) != JSON:
        raise UnsupportedMediaError(JSON, FORM)
    return decoded(await request.body())


async def form_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Returns the fields of a form.

    Raises:
        InvalidBodyError: It is not one, or a field comes twice.
    """
    # Not by the framework, whose reader remembers what it has read.
    body = await request.body()
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InvalidBodyError(BodyFault("$", f"must be a form in UTF-8 with at most {_MOST_FIELDS} fields")) from error
    if twice := [name for name, values in fields.items() if len(values) > 1]:
        raise InvalidBodyError(*(BodyFault(f"$.{name}", "must be given once") for name in twice))
    return {name: values[0] for name, values in fields.items()}

"""What the console's forms take, as the classes say that they are read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_type_hints

import attrs
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.auth.own import PasswordBody
from entrypoints.console import connectors, jobs
from entrypoints.console.artifacts import uploads
from entrypoints.console.forms import CSRF_FIELD, SHAPE
from entrypoints.console.session import passwords
from entrypoints.console.signing_in import Credentials, credentials
from tests.api.tenancy.parameters import Parameter, UnknownPartError, unwrapped

PLACE: Final = "form"
_SENT: Final = "sent"
_HOME: Final = "entrypoints.console."

Fields = tuple[Parameter, ...]


def _fields(owner: str, *required: str, optional: tuple[str, ...] = (), files: tuple[str, ...] = ()) -> Fields:
    named = [*((name, True) for name in required), *((name, False) for name in optional)]
    texts = (Parameter(PLACE, (name,), (owner,), (False,), str, is_needed) for name, is_needed in named)
    sent = (Parameter("file", (name,), (owner,), (False,), bytes, False) for name in files)
    return (*texts, *sent)


_OF_CONNECTOR: Final = ("customer", "org_customers")
BY_HAND: Final[Mapping[str, Fields]] = {
    # What is asked for is said by the kind of connector or of job, and tried with one of each.
    str(connectors.adding.add): _fields(
        "connectors.adding", "name", "values.url", optional=_OF_CONNECTOR, files=("file.ca",)
    ),
    str(connectors.changing.change): _fields(
        "connectors.changing", "version", "name", optional=("values.username", *_OF_CONNECTOR), files=("file.ca",)
    ),
    str(jobs.adding.add): _fields("jobs.adding", "name", "interval", optional=("by", "cron", "zone", "paused")),
    str(jobs.changing.change): _fields("jobs.changing", "version", "interval", optional=("by", "cron", "zone")),
    # Files are read as they arrive.
    str(uploads.upload): _fields("artifacts.uploads", CSRF_FIELD, optional=("notes",), files=("file",)),
}
"""What takes a form that no class describes, and what is sent to it."""

READ_BY: Final[Mapping[Any, type]] = {credentials: Credentials, passwords: PasswordBody}
"""What reads a form or JSON by itself, and as what."""


def form_parameters(handler: HTTPRouteHandler) -> Iterator[Parameter]:
    """Yields the fields of the form that a route of the console takes; none where it takes none.

    Raises:
        UnknownPartError: It reads what is sent in a way that is not known here.
    """
    if str(handler) in BY_HAND:
        yield from BY_HAND[str(handler)]
        return
    provided = handler.resolve_dependencies().get(_SENT)
    if provided is None:
        return
    reader = provided.dependency
    shape = getattr(reader, SHAPE, None) or READ_BY.get(reader)
    if shape is None:
        raise UnknownPartError(f"{handler}: say in forms.py what {reader} reads")
    yield from _fields_of(shape)


def _fields_of(shape: type) -> Iterator[Parameter]:
    hints = get_type_hints(shape, include_extras=True)
    for member in attrs.fields(shape):
        kind, is_list = unwrapped(hints[member.name])
        is_required = member.default is attrs.NOTHING
        yield Parameter(PLACE, (member.name,), (owner_of(shape),), (is_list,), kind, is_required)


def owner_of(shape: type) -> str:
    """What declares a form's fields; pages have forms of the same name."""
    return f"{shape.__module__.removeprefix(_HOME)}.{shape.__name__}"

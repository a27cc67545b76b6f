"""Forms whose fields are known only when they are read, such as those of a kind of connector; with files or without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen
from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from multipart import parse_options_header

from entrypoints.api.api_errors import BodyFault, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.bodies import IDENTITY, content_coding
from entrypoints.api.uploads import MULTIPART, read_parts
from entrypoints.console.forms import CSRF_FIELD, FORM, form_fields, is_form

TAKES_PARTS: Final = "takes_parts"
"""Option of a route that takes a form with small files; its whole body is held, and so it names a limit."""
FILE: Final = "file."
"""What the name of a field begins with that takes a file."""

_MOST_PARTS: Final = 60


@frozen
class OpenForm:
    """What was sent as a form.

    Attributes:
        texts: The fields, by name, with the line breaks of Unix; those that were left empty too.
        files: The files, by the name of their field without ``file.``; those that were left out are not there.
    """

    texts: Mapping[str, str] = field(repr=False)
    files: Mapping[str, bytes] = field(factory=dict, repr=False)

    def text(self, name: str) -> str:
        """Returns what was written into a field; empty where it is not there."""
        return self.texts.get(name, "")

    def below(self, prefix: str) -> dict[str, str]:
        """Returns what was written into the fields whose names begin so, by what follows."""
        return {name.removeprefix(prefix): text for name, text in self.texts.items() if name.startswith(prefix)}

    def version(self) -> int:
        """Returns the version that was changed, as the form carries it.

        Raises:
            InvalidBodyError: It carries none.
        """
        text = self.text("version")
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            raise InvalidBodyError(BodyFault("$.version", "must be a whole number"))
        return int(text)


OpenlySent = NamedDependency[SkipValidation[OpenForm]]
"""As ``sent``: what was sent as a form."""


async def sent_form(request: Request[Any, Any, Any]) -> OpenForm:
    """Provides what was sent as a form, without files.

    Raises:
        UnsupportedMediaError: It is not said to be one.
        InvalidBodyError: It is none, or a field comes twice.
    """
    if not is_form(request):
        raise UnsupportedMediaError(FORM)
    return OpenForm(_texts(await form_fields(request)))


async def sent_form_with_files(request: Request[Any, Any, Any]) -> OpenForm:
    """Provides what was sent as a form, with files or without; see ``sent_form``."""
    if is_form(request):
        return await sent_form(request)
    parts = await form_parts(request)
    files = {name.removeprefix(FILE): content for name, content in parts.items() if name.startswith(FILE) and content}
    texts = {name: _text(name, content) for name, content in parts.items() if not name.startswith(FILE)}
    return OpenForm(_texts(texts), files)


async def form_parts(request: Request[Any, Any, Any]) -> dict[str, bytes]:
    """Returns the parts of a form with files, by name.

    Raises:
        UnsupportedMediaError: It is not said to be one, or is compressed.
        InvalidBodyError: It is none, or two parts have a name.
        BodyTooLargeError: A part is too long.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != MULTIPART or content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(FORM, MULTIPART)
    return read_parts(await request.body(), options.get("boundary", ""), _MOST_PARTS)


def taking_parts(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the decorator arguments of a route that takes a form with files, beside who may call it."""
    return {**declared, "opt": {**declared["opt"], TAKES_PARTS: True}}


OPENLY: Final = {"sent": Provide(sent_form)}
OPENLY_WITH_FILES: Final = {"sent": Provide(sent_form_with_files)}
"""The dependencies of a route that takes such a form."""


def _texts(fields: Mapping[str, str]) -> dict[str, str]:
    for name, text in fields.items():
        if "\x00" in text:
            raise InvalidBodyError(BodyFault(f"$.{name}", "must not hold a NUL"))
    # What browsers make of a line break in a text area (HTML, section 4.10.21.8).
    return {name: text.replace("\r\n", "\n") for name, text in fields.items() if name != CSRF_FIELD}


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        # Not chained: it holds what was sent.
        raise InvalidBodyError(BodyFault(f"$.{name}", "must be text in UTF-8")) from None

"""What pages load: the stylesheet, the modules and htmx, held in memory and named by what they are."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.caller import PUBLIC
from entrypoints.console.guard import PATH
from socdomain.errors import NotFoundError

_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"


@frozen
class Asset:
    """A file that pages load.

    Attributes:
        content: Its bytes.
        gzipped: The same, as most browsers take it.
        media_type: What it is.
    """

    content: bytes
    gzipped: bytes
    media_type: str


@frozen
class Assets:
    """All files that pages load.

    They name each other by relative addresses, so that one digest over all of them stands in all addresses: a browser
    keeps what it has until any file changes.

    Attributes:
        by_name: The files.
        digest: 16 hexadecimal digits that change with any of them.
    """

    by_name: Mapping[str, Asset]
    digest: str

    @classmethod
    def read(cls) -> Assets:
        """Reads those that this package holds."""
        found = dict(sorted(_files()))
        digest = sha256(repr(sorted(found.items())).encode()).hexdigest()[:16]
        return cls({name: _asset(name, content) for name, content in found.items()}, digest)

    def url(self, name: str) -> str:
        """Returns where a file is; a misspelt name is an error of ours."""
        if name not in self.by_name:
            raise LookupError(name)
        return f"{PATH}/static/{self.digest}/{name}"


def _files() -> Iterator[tuple[str, bytes]]:
    for one in files("entrypoints.console").joinpath("static").iterdir():
        if one.is_file():
            yield one.name, one.read_bytes()


def _asset(name: str, content: bytes) -> Asset:
    return Asset(content, gzip.compress(content, mtime=0), _TYPES[name[name.rindex(".") :]])


def takes_gzip(request: Request[Any, Any, Any]) -> bool:
    """Tells whether a browser takes what is compressed (RFC 9110 section 12.5.3)."""
    offered = ",".join(request.headers.getall("accept-encoding", [])).split(",")
    return any(one.partition(";")[0].strip().lower() == "gzip" and "q=0" not in one for one in offered)


@get("/{digest:str}/{name:str}", **PUBLIC, sync_to_thread=False)
def serve(
    request: Request[Any, Any, Any],
    digest: FromPath[str],
    name: FromPath[str],
    assets: NamedDependency[SkipValidation[Assets]],
) -> Response[bytes]:
    """Gives a file that pages load."""
    found = assets.by_name.get(name)
    if found is None:
        raise NotFoundError("file", name)
    headers = {"Vary": "Accept-Encoding"}
    if digest == assets.digest:
        headers["Cache-Control"] = _FOR_A_YEAR
    if takes_gzip(request):
        return Response(found.gzipped, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)


HANDLERS: list[HTTPRouteHandler] = [serve]

"""Leading a browser to another page."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER


def see(location: str, *cookies: Cookie) -> Response[Any]:
    """Returns the answer that leads to another page, which a browser then gets (RFC 9110 section 15.4.4)."""
    return Redirect(location, status_code=HTTP_303_SEE_OTHER, cookies=list(cookies))

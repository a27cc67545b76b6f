"""Pages out of templates: everything that is not ours is escaped, whatever it is."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from markupsafe import Markup

from entrypoints.api.equipment import equipment_of
from entrypoints.console import times
from entrypoints.console.assets import Assets, takes_gzip
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.copying import copyable
from entrypoints.console.shell import Shell, shell_of

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may do: nothing that does not come from here, and nothing that stands in the page itself."""
_QUICK: Final = 4


@frozen
class Pages:
    """Makes pages.

    Attributes:
        templates: The templates.
        assets: What pages load.
    """

    templates: Environment
    assets: Assets

    @classmethod
    def read(cls) -> Pages:
        """Reads the templates and what they load."""
        assets, templates = _read()
        return cls(templates, assets)

    def answer(
        self,
        request: Request[Any, Any, Any],
        template: str,
        page: object = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response[bytes]:
        """Returns a page, or a part of one.

        Args:
            request: What is answered.
            template: Its name.
            page: What it shows, as ``page``.
            status: Of the answer.
            headers: Beside those that every page has.
        """
        shell = shell_of(request, equipment_of(request).container.clock.now())
        body = (
            self.templates.get_template(template)
            .render(page=page, shell=shell, text=TEXT, is_part=is_partial(request))
            # Half a surrogate pair has no bytes in UTF-8, and events may hold some: it is shown as it would be written.
            .encode(errors="backslashreplace")
        )
        kept = {
            "Content-Security-Policy": POLICY,
            # Under `no-referrer` browsers say of no form whose page it is on (Fetch, "append a request Origin header").
            "Referrer-Policy": "same-origin",
            "Vary": "Accept-Encoding, Cookie, HX-Request",
            **(headers or {}),
        }
        if takes_gzip(request):
            body = gzip.compress(body, _QUICK, mtime=0)
            kept["Content-Encoding"] = "gzip"
        return Response(body, status_code=status, media_type="text/html", headers=kept)


Rendered = NamedDependency[SkipValidation[Pages]]
"""As ``pages``: what makes pages."""


def is_partial(request: Request[Any, Any, Any]) -> bool:
    """Tells whether a part of a page is wanted, to be put into one that is there."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") != "full"


@lru_cache(maxsize=1)
def _read() -> tuple[Assets, Environment]:
    """Reads what is the same for all of a process; templates are compiled when they are first used."""
    assets = Assets.read()
    return assets, _environment(assets)


def _environment(assets: Assets) -> Environment:
    made = Environment(
        loader=PackageLoader("entrypoints.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals["asset"] = assets.url
    made.filters |= {"fill": filled, "when": _when, "local": _local, "exact": times.exact, "span": times.span}
    made.filters["copyable"] = copyable
    return made


@pass_context
def _when(context: Context, at: datetime) -> Markup:
    shell: Shell = context["shell"]
    return times.time_element(at, shell.zone, shell.now)


@pass_context
def _local(context: Context, text: str) -> str:
    """Returns a time of an address as a field of a form shows it, in the reader's zone."""
    shell: Shell = context["shell"]
    return f"{times.in_zone(datetime.fromisoformat(text), shell.zone):%Y-%m-%dT%H:%M}" if text else ""

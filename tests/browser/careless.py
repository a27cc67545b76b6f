"""A page that takes every text for markup, for tests that have to see what then happens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from jinja2 import Environment

from tests.browser.payloads import CORPUS, Payload, Sink

_STATIC: Final = Path(__file__).parents[2] / "src" / "entrypoints" / "console" / "static"
_PLACES: Final[dict[Sink, str]] = {
    Sink.HTML: "<div>{}</div>",
    Sink.DOUBLE: '<input value="{}">',
    Sink.SINGLE: "<input value='{}'>",
    Sink.BARE: "<input value={}>",
    Sink.LINK: '<a href="{}">a link</a>',
    Sink.COMMENT: "<!-- {} -->",
    Sink.TITLE: "<title>{}</title>",
    Sink.TEXTAREA: "<textarea>{}</textarea>",
    Sink.SCRIPT: '<script>const text = [{{"it": "{}"}}];</script>',
    Sink.STYLE: "<style>body {{ color: {} }}</style>",
    Sink.STYLE_ATTRIBUTE: '<p style="{}">x</p>',
}


def careless(payload: Payload) -> str:
    """Returns a page with a payload where it is made for."""
    match payload.sink:
        case Sink.LATE:
            text = json.dumps(payload.text).replace("</", "<\\/")
            body = f"<p id=late></p><script>document.getElementById('late').innerHTML = {text}</script>"
        case Sink.FILTERED:
            body = payload.text.replace("<script>", "")
        case Sink.HTMX:
            body = f"<script src=/htmx.js></script>{payload.text}"
        case Sink.TEMPLATE:
            # As careless as a page can be, which is what this is for.
            body = Environment(autoescape=False).from_string(payload.text).render()  # noqa: S701  # on purpose
        case Sink.ESCAPED:
            body = _PLACES[Sink.SCRIPT].format(payload.text.replace('"', '\\"'))
        case sink:
            body = _PLACES[sink].format(payload.text)
    return f"<!doctype html><html lang=en><head><meta charset=utf-8></head><body>{body}</body></html>"


@contextmanager
def served(page_of: Callable[[str], str]) -> Iterator[str]:
    """Serves pages on a free port of the loopback, and gives their origin.

    Args:
        page_of: Returns the page at a path.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_htmx = self.path == "/htmx.js"
            text = next(_STATIC.glob("htmx-*.min.js")).read_text("utf-8") if is_htmx else page_of(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_htmx else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode("utf-8", "surrogatepass"))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the base class calls it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def careless_page(path: str) -> str:
    """Returns the page at ``/N``, which has the payload of that number; an empty one elsewhere."""
    found = re.fullmatch(r"/(\d+)", path)
    payload = {one.number: one for one in CORPUS}.get(int(found[1])) if found else None
    return careless(payload) if payload else "<!doctype html><html lang=en><title>nothing</title></html>"

"""httpx over our own network: by the parts of httpx and httpcore that both describe for this."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpcore
import httpx

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.bounded_network import BoundedNetwork
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.trust import Trust
from socdomain.version import __version__

_HEADERS: Final = {
    "Accept": "application/json",
    # An answer's size is bounded while it comes, which what is compressed would get around.
    "Accept-Encoding": "identity",
    "User-Agent": f"watchfloor/{__version__}",
}


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: httpcore.Response) -> None:
        self._response = stream

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Transport(httpx.BaseTransport):
    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        response = self._pool.handle_request(asked)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        self._pool.close()


def make_client(trust: Trust, rules: AddressRules, limits: KitLimits) -> httpx.Client:
    """Returns a client that connects where it may, believes whom it may, and keeps nothing but its connections."""
    pool = httpcore.ConnectionPool(
        ssl_context=trust.context(),
        max_connections=limits.connections,
        network_backend=BoundedNetwork(rules, trust),
    )
    return httpx.Client(
        transport=_Transport(pool),
        timeout=httpx.Timeout(
            connect=limits.connect_s, read=limits.read_s, write=limits.write_s, pool=limits.connect_s
        ),
        headers=_HEADERS,
        follow_redirects=False,
        trust_env=False,
        # A session that a cookie carried would hide that the credential is refused by now.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )

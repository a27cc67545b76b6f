"""A line to a server that is spoken to by TLS on the near side, as behind a proxy that ends TLS.

The server that comes along speaks none itself (``Failed finding TLS support``).
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from threading import Event, Thread

from tests.servers.certificate import Certificate


@contextlib.contextmanager
def tls_line(port: int, certificate: Certificate) -> Iterator[int]:
    """Yields a port of the loopback behind which is, by TLS, what listens at another."""
    is_open, ports, ends = Event(), list[int](), list[asyncio.Event]()
    loops: list[asyncio.AbstractEventLoop] = []

    async def connected(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        async with _closed_in_the_end(near_out):
            far_in, far_out = await asyncio.open_connection("127.0.0.1", port)
            async with _closed_in_the_end(far_out):
                await asyncio.gather(_pass_on(near_in, far_out), _pass_on(far_in, near_out))

    async def listen() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
        ports.append(listening.sockets[0].getsockname()[1])
        ends.append(asyncio.Event())
        loops.append(asyncio.get_running_loop())
        is_open.set()
        await ends[0].wait()
        listening.close()

    # ``asyncio.run`` ends, with the listening, every connection that still is there.
    thread = Thread(target=lambda: asyncio.run(listen()), daemon=True)
    thread.start()
    assert is_open.wait(10)
    try:
        yield ports[0]
    finally:
        loops[0].call_soon_threadsafe(ends[0].set)
        thread.join(10)
    assert not thread.is_alive()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while content := await source.read(65_536):
            target.write(content)
            await target.drain()
    target.close()


@contextlib.asynccontextmanager
async def _closed_in_the_end(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Also where the connection is given up.

    What is left open is told by a warning in whichever test runs when it is collected.
    """
    try:
        yield
        with contextlib.suppress(OSError):
            await asyncio.wait_for(writer.wait_closed(), 1)
    finally:
        writer.transport.abort()

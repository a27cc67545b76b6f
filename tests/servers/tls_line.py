"""A line to a server that is spoken to by TLS on the near side, as behind a proxy that ends TLS.

The server that comes along speaks none itself (``Failed finding TLS support``).
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from threading import Event, Thread

from tests.servers.certificate import Certificate


@contextlib.contextmanager
def tls_line(port: int, certificate: Certificate) -> Iterator[int]:
    """Yields a port of the loopback behind which is, by TLS, what listens at another."""
    loop, is_open, ports = asyncio.new_event_loop(), Event(), list[int]()

    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while content := await source.read(65_536):
                target.write(content)
                await target.drain()
        target.close()

    async def connected(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pass_on(near_in, far_out), pass_on(far_in, near_out))

    async def listen() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
        ports.append(listening.sockets[0].getsockname()[1])
        is_open.set()
        with contextlib.suppress(asyncio.CancelledError):
            await listening.serve_forever()

    def run() -> None:
        loop.run_until_complete(listen())
        for task in asyncio.all_tasks(loop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                loop.run_until_complete(task)
        loop.close()

    thread = Thread(target=run, daemon=True)
    thread.start()
    assert is_open.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(10)

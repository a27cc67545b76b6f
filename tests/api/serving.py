"""The application behind a real server, on the loopback."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import uvicorn

from entrypoints.api.http_protocol import BoundedHttpProtocol
from tests.api.driving import Api

WAIT_S = 20
"""How long a test waits for something that is on its way."""


@contextmanager
def served(api: Api) -> Iterator[int]:
    """Serves an application on a free port of the loopback."""
    # asyncio sends small answers at once only where a socket says that it is TCP.
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            api.app, http=BoundedHttpProtocol, ws="none", log_config=None, access_log=False, lifespan="on"
        )
        server = uvicorn.Server(config)
        thread = Thread(target=asyncio.run, args=(server.serve(sockets=[listener]),))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(WAIT_S)

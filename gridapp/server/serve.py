"""Running a server: on a port of its own thread (a demonstration, a test) or until it is told to end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.server.app import Centre, create_app


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises WorldFailed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full: only then does asyncio send small answers at once instead of waiting for more (TCP_NODELAY).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise WorldFailed(tr("The server cannot listen"), f"{host}:{port}: {error}") from error
    return listener


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def run(centre: Centre, listener: socket.socket) -> None:
    """Serve until the process is asked to end."""
    _server(create_app(centre)).run(sockets=[listener])


@contextmanager
def running(centre: Centre, port: int = 0) -> Iterator[str]:
    """A server on loopback in a thread of its own while the block lasts; gives its address."""
    listener = bind("127.0.0.1", port)
    app = create_app(centre)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
    listener.listen()  # from here on a client can connect: it is answered as soon as the server is up
    thread.start()
    try:
        yield address(listener)
    finally:
        app.state.bell.stop()
        server.should_exit = True
        thread.join()
        listener.close()


def _server(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    return uvicorn.Server(config)

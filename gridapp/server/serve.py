"""Running a server: on a port of its own thread (a demonstration, a test) or until it is told to end."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.i18n import tr
from gridapp.server.app import create_app
from gridapp.server.calls import Centre

_GOODBYE_SECONDS = 0.5


def bind(host: str, port: int, encrypted: bool = False) -> socket.socket:
    """A socket to listen on; port 0 takes a free one. Raises WorldFailed, or Refused for a host that other computers
    can reach where nothing is `encrypted`: tokens and residents' matters would be read on the way."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full: only then does asyncio send small answers at once instead of waiting for more (TCP_NODELAY).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise WorldFailed(tr("The server cannot listen"), f"{host}:{port}: {error}") from error
    if not encrypted and not ip_address(listener.getsockname()[0]).is_loopback:
        listener.close()
        raise Refused(
            tr("Without a certificate the server listens to its own computer only"),
            tr(
                "Please give --tls-cert and --tls-key (gridapp server certificate makes them), or leave --host out and "
                "put a reverse proxy with a certificate before it, on the same computer."
            ),
        )
    return listener


def address(listener: socket.socket, encrypted: bool = False) -> str:
    host, port = listener.getsockname()[:2]
    return f"{'https' if encrypted else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def run(centre: Centre, listener: socket.socket, tls: ssl.SSLContext | None = None) -> None:
    """Serve until the process is asked to end."""
    _server(create_app(centre), tls).run(sockets=[listener])


@contextmanager
def running(centre: Centre, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on loopback in a thread of its own while the block lasts; gives its address."""
    listener = bind("127.0.0.1", port)
    app = create_app(centre)
    server = _server(app, tls)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
    listener.listen()  # from here on a client can connect: it is answered as soon as the server is up
    thread.start()
    try:
        yield address(listener, tls is not None)
    finally:
        app.state.bell.stop()
        server.should_exit = True
        thread.join()
        listener.close()


class _Server(uvicorn.Server):
    """A server whose end does not wait for resting computers: a TLS connection that is closed waits for the other
    side's goodbye, and one on which nobody reads at the moment never sends it."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hanging_up = asyncio.create_task(self._hang_up())
        try:
            await super().shutdown(sockets)
        finally:
            hanging_up.cancel()

    async def _hang_up(self) -> None:
        while True:
            await asyncio.sleep(_GOODBYE_SECONDS)
            for connection in list(self.server_state.connections):
                if (transport := getattr(connection, "transport", None)) and transport.is_closing():
                    transport.abort()


def _server(app: FastAPI, tls: ssl.SSLContext | None) -> _Server:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=False,  # X-Forwarded-…, which anybody can send: nothing here goes by where a request comes from
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
    )
    return _Server(config)

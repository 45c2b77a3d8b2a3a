"""A relay on loopback that counts what passes: bytes each way, and requests by their path."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """`up` and `down` are bytes of HTTP, headers included, TCP's own left out; a request is a client's turn."""

    up: int = 0
    down: int = 0
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def bytes(self) -> int:
        return self.up + self.down

    def __str__(self) -> str:
        paths = ", ".join(f"{count} {path}" for path, count in self.requests.items())
        return f"up {self.up:,} B, down {self.down:,} B; {paths}"


class Relay:
    """Passes every connection on to `port` of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._counts = Counts()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def take(self) -> Counts:
        """What passed since the last time."""
        with self._lock:
            counts, self._counts = self._counts, Counts()
            return counts

    def close(self) -> None:
        for each in (self._listener, *self._open):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            turn = _Turn()
            for source, target, up in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, target, up, turn), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, up: bool, turn: _Turn) -> None:
        try:
            while piece := source.recv(1 << 18):
                with self._lock:
                    self._count(piece, up, turn)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _count(self, piece: bytes, up: bool, turn: _Turn) -> None:
        if not up:
            self._counts.down += len(piece)
            turn.clients = True
            return
        self._counts.up += len(piece)
        if turn.clients:
            line = piece.split(b"\r\n", 1)[0].decode("latin-1")
            self._counts.requests["/".join(line.split(" HTTP")[0].split("/")[:3])] += 1
            turn.clients = False


@dataclass
class _Turn:
    """Whether the next bytes from the client of a connection begin a request."""

    clients: bool = True

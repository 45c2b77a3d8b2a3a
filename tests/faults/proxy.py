"""A network at its worst between real programs: a proxy on loopback that cuts, stalls, slices, delays, loses, doubles
and reorders whole HTTP exchanges, as one function decides.

It reads a message to its end before it passes anything on, so that "cut at byte N" is exact and repeatable.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import requests

_NAMED = re.compile(r"[0-9a-f]{16,}")
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_BODYLESS = re.compile(rb"HTTP/1\.\d (1\d\d|204|304) ")
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


@dataclass(frozen=True)
class Exchange:
    """A request as it came from the client: `kind` is its method and path with file names left out."""

    number: int
    kind: str
    target: str
    request: bytes
    body: int  # bytes of the request after its head


Do = Literal["pass", "cut", "double", "late"]


@dataclass(frozen=True)
class Fate:
    """What happens to one exchange.

    cut: of the request (`way` up) or the answer (down) only the first `at` of 1 arrives, rounded down to a byte
    (`edge` counts from the end instead, when it is given), then the connection ends as `how` says: "fin", "rst", or
    "stall" (nothing more comes until the client gives up). double: the server gets the request twice. late: the client
    is cut off, and the request reaches the server only after the client's next one. Each message goes in slices of
    `slice` bytes (0: whole) with `delay` seconds before each.
    """

    do: Do = "pass"
    way: Literal["up", "down"] = "up"
    at: float = 0.0
    edge: int | None = None
    how: Literal["fin", "rst", "stall"] = "fin"
    slice: int = 0
    delay: float = 0.0

    def bytes_of(self, length: int) -> int:
        return max(0, length - self.edge) if self.edge is not None else min(length, int(self.at * length))


PASS = Fate()
Choose = Callable[[Exchange], Fate]


@dataclass(frozen=True)
class Passed:
    """What became of an exchange: bytes that reached the server and the client; `answered` is how many bytes the
    server's answer had after its head, `status` its number."""

    exchange: Exchange
    fate: Fate
    up: int
    down: int
    answered: int = 0
    status: int = 0


class _Over(Exception):
    """This connection has ended, by fault or by wish."""


@dataclass
class Proxy:
    """In front of the server at `server`; `choose` decides each exchange's fate. Use as a context manager."""

    server: str
    choose: Choose = lambda exchange: PASS
    log: list[Passed] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self._late: list[bytes] = []
        self._numbers = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Proxy:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._listener = self._wait(asyncio.start_server(self._connected, "127.0.0.1", 0))
        port = self._listener.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _close(self) -> None:
        self._listener.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._listener.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio runs it in one"
        self._tasks.add(task)
        client = _Peer(reader, writer)
        server = _Peer(*await self._dial())
        try:
            while True:
                await self._exchange(client, server)
        except (_Over, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            client.end("fin")
            server.end("fin")
            self._tasks.discard(task)

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self.server)
        return await asyncio.open_connection(parts.hostname, parts.port, limit=2**26)

    async def _exchange(self, client: _Peer, server: _Peer) -> None:
        request, sent = await client.message()
        method, path = request.split(b" ", 2)[:2]
        self._numbers += 1
        target = path.decode()
        kind = f"{method.decode()} {_NAMED.sub('*', target)}"
        exchange = Exchange(self._numbers, kind, target, request, sent)
        fate = self.choose(exchange)
        if fate.do == "late":
            self._late.append(request)
            self.log.append(Passed(exchange, fate, 0, 0))
            client.end("rst")
            raise _Over
        if fate.do == "double":
            await self._deliver(request)
        if fate.do == "cut" and fate.way == "up" and (part := fate.bytes_of(len(request))) < len(request):
            await server.send(request[:part], fate)
            self.log.append(Passed(exchange, fate, part, 0))
            await self._cut(client, server, fate)
        await server.send(request, fate)
        answer, body = await server.message(head_only=method == b"HEAD")
        passed = fate.bytes_of(len(answer)) if fate.do == "cut" and fate.way == "down" else len(answer)
        passed = 0 if fate.do == "cut" and fate.way == "up" else passed
        status = int(answer.split(b" ", 2)[1])
        self.log.append(Passed(exchange, fate, len(request), passed, body, status))
        while self._late:
            await self._deliver(self._late.pop())
        await client.send(answer[:passed], fate)
        if fate.do == "cut":
            await self._cut(client, server, fate)

    async def _deliver(self, request: bytes) -> None:
        """Give the server a request whose answer nobody waits for."""
        peer = _Peer(*await self._dial())
        try:
            await peer.send(request, PASS)
            await peer.message(head_only=request.startswith(b"HEAD"))
        finally:
            peer.end("fin")

    async def _cut(self, client: _Peer, server: _Peer, fate: Fate) -> None:
        if fate.how == "stall":
            await client.gone()
        server.end("rst" if fate.how == "rst" else "fin")
        client.end("rst" if fate.how == "rst" else "fin")
        raise _Over


@dataclass
class _Peer:
    """One side of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def message(self, head_only: bool = False) -> tuple[bytes, int]:
        """One whole message, and how many bytes of it come after its head."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if head_only or _BODYLESS.match(head) or length is None:
            return head, 0
        body = await self.reader.readexactly(int(length[1]))
        return head + body, len(body)

    async def send(self, data: bytes, fate: Fate) -> None:
        step = fate.slice or max(1, len(data))
        for start in range(0, len(data), step):
            if fate.delay:
                await asyncio.sleep(fate.delay)
            self.writer.write(data[start : start + step])
            await self.writer.drain()

    async def gone(self) -> None:
        """Until the other side has closed."""
        with contextlib.suppress(OSError):
            while await self.reader.read(65536):
                pass

    def end(self, how: str) -> None:
        if how == "rst":
            raw = self.writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.writer.transport.abort()
        else:
            self.writer.close()


class Impatient(requests.Session):
    """Gives up after `seconds` without a byte, where the program would wait a minute: a stalled line is a fault like
    any other, only slower."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def request(self, *args: Any, **options: Any) -> requests.Response:
        return super().request(*args, **{**options, "timeout": self._seconds})


def weather(dice: random.Random, share: float = 0.3) -> Choose:
    """A line on which `share` of the exchanges meets some fault, as the dice say."""

    def choose(exchange: Exchange) -> Fate:
        if dice.random() >= share:
            return Fate(slice=dice.choice((0, 0, 0, 700)))
        do: Do = dice.choice(("cut", "cut", "double", "late"))
        return Fate(do, dice.choice(("up", "down")), dice.random(), None, dice.choice(("fin", "rst")))

    return choose

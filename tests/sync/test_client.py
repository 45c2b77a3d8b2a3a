"""The client against everything that is not our server: nothing is lost, and it is said in words."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gridapp.actions import entries, status
from gridapp.domain.errors import GridAppError, WorldFailed
from gridapp.store import checks
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from tests.office import VOLUNTEER, Office, make


class Stranger(BaseHTTPRequestHandler):
    """Answers everything the same way."""

    status, body, kind = 200, b"", "text/html"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_HEAD = do_PATCH = do_POST

    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""


@pytest.fixture
def stranger() -> Iterator[tuple[str, type[Stranger]]]:
    handler = type("Handler", (Stranger,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


ANSWERS = {
    "a captive portal": (200, b"<html>Welcome to Village Wi-Fi</html>"),
    "a redirect": (302, b""),
    "a proxy that is down": (502, b"<html>Bad Gateway</html>"),
    "an error": (500, b"oops"),
    "too many requests": (429, b"slow down"),
    "a server that does not know us": (401, b'{"title":"Not allowed","message":"x","code":""}'),
    "one that forbids": (403, b'{"title":"Not allowed","message":"x","code":""}'),
    "a conflict": (409, b'{"title":"x","message":"x","code":""}'),
    "half an answer": (200, b'{"before":'),
    "another answer": (200, b'{"hello":1}'),
    "nothing at all": (200, b""),
}


@pytest.mark.parametrize(("code", "body"), ANSWERS.values(), ids=ANSWERS)
def test_strange_answers_delete_nothing(
    stranger: tuple[str, type[Stranger]], small_office: Office, dice: random.Random, code: int, body: bytes
) -> None:
    url, handler = stranger
    handler.status, handler.body = code, body
    desk = small_office.desk(VOLUNTEER)
    hazard = make(desk, "hazard", dice)
    with pytest.raises(GridAppError) as caught:
        run_round(Direct(desk.vault), Client(url, "token"))
    assert caught.value.title
    assert caught.value.message
    assert entries.get(desk, hazard.id).pending
    assert status.status(desk).unsent_total == 1
    assert checks.findings(desk.vault) == []
    assert small_office.sync(desk).verdicts == {"stored": 1}  # the same frozen batch, once a server is there


def test_no_server_at_all(small_office: Office, dice: random.Random) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    with pytest.raises(WorldFailed, match="safe on this computer"):
        run_round(Direct(desk.vault), Client("http://127.0.0.1:9", "token"))
    assert status.status(desk).unsent_total == 1


@pytest.mark.parametrize("address", ["not a url", "ftp://x", "http://", ""])
def test_an_address_that_is_none(small_office: Office, address: str) -> None:
    with pytest.raises(WorldFailed):
        Client(address, "token").receipt("a" * 64)

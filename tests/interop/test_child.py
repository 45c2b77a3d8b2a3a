"""The reading process: what it may, what it may not, and what becomes of its answers."""

from __future__ import annotations

import ast
import io
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

import gridapp.interop.child as child
from gridapp.domain.errors import BadFile, WorldFailed
from gridapp.domain.world import CHINA
from gridapp.i18n import use_language
from gridapp.interop.child import read_in_child
from gridapp.interop.photos import prepare
from gridapp.interop.pixels import Pixels
from gridapp.interop.tables import read_table
from gridapp.interop.tracks import read_track
from gridapp.interop.wire import READ_FILE, Done, Job, Limits, Part, Ready, send
from tests.hostile.books import far_apart

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "open a file": "open('/etc/hostname')",
    "write a file": "open('evil', 'w')",
    "write to a file that is open": "os.write(given, b'x') and os.fsync(given)",
    "remove a file": "os.unlink(kept)",
    "rename a file": "os.rename(kept, kept + 'x')",
    "make a folder": "os.mkdir('evil')",
    "list a folder": "os.listdir('/')",
    "connect": "socket.socket()",
    "start a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "fork": "os.fork()",
    "end another process": "os.kill(os.getppid(), 0)",
    "read a link": "os.readlink('/proc/self/exe')",
    "take more memory": "bytearray(400_000_000)",
    "raise the limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))",
}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the cage is whole on Linux only")


def attempt(code: str, kept: Path, shut: bool) -> str:
    """What comes of `code` in a process of its own, which has shut itself in or not."""
    lines = ["import os, resource, socket, sys", "from gridapp.interop.cage import shut_in"]
    lines += ["from gridapp.interop.wire import Limits", f"kept = {str(kept)!r}"]
    lines += ["given = os.dup2(os.open(kept, os.O_WRONLY), 2)", "os.chdir(os.path.dirname(kept))"]
    lines += ["shut_in(Limits())"] if shut else []
    lines += [
        "try:",
        f"    {code}",
        "except (OSError, MemoryError, ValueError) as error:",
        "    os.write(1, b'refused')",
    ]
    lines += ["else:", "    os.write(1, b'done')"]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, cwd=ROOT
    ).stdout.decode()


@LINUX
@pytest.mark.parametrize("code", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_reading_process_can_do_nothing_else(code: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"")
    assert attempt(code, kept, shut=True) in ("refused", "")  # "": the system ended it
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]
    assert kept.read_bytes() == b""


@LINUX
@pytest.mark.parametrize("code", FORBIDDEN.values(), ids=FORBIDDEN)
def test_without_being_shut_in_it_could(code: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"")
    assert "done" in attempt(code, kept, shut=False)


@LINUX
def test_processor_time_has_an_end() -> None:
    code = "from gridapp.interop.cage import *; shut_in(Limits(cpu=1))\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode in (
        -signal.SIGXCPU,
        -signal.SIGKILL,
    )


def photo(side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side)).save(out, "JPEG")
    return out.getvalue()


def test_a_process_that_dies_is_a_file_that_cannot_be_read_and_the_next_one_can() -> None:
    with pytest.raises(BadFile, match=r"far\.xlsx: could not be read within the limits"):
        read_table("far.xlsx", far_apart("A1", "ALL30000"))
    assert read_table("next.csv", b"a,b\n1,2\n").rows == (("1", "2"),)


def test_a_heic_photo_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadFile, match=r"IMG_1\.HEIC: .*JPEG"):
        prepare("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), CHINA)


@pytest.mark.parametrize(
    ("job", "data"), [("photo", b""), ("track", b"<gpx/>"), ("table", b"\x81\xff"), ("columns", b"")]
)
def test_a_refusal_is_in_the_persons_language(job: Job, data: bytes) -> None:
    use_language("zh_CN")
    with pytest.raises(BadFile) as refused:
        read_in_child(job, "x", data, object)
    assert re.search("[一-鿿]", refused.value.message)


def test_kml_is_a_track_too() -> None:
    line = "<LineString><coordinates>107.9,35.5,1200 107.8,35.6</coordinates></LineString>"
    mark = "<Placemark><name>桥</name><Point><coordinates>107.7,35.7</coordinates></Point></Placemark>"
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>北线</name>{line}</Placemark>{mark}</kml>'
    track = read_track("way.kml", text.encode())
    assert [(point.lat, point.lon) for point in track.points] == [(35.5, 107.9), (35.6, 107.8)]
    assert (track.name, track.marks[0].name) == ("北线", "桥")


def test_kml_with_times() -> None:
    when = "<when>2026-11-17T08:00:00Z</when><when>2026-11-17T09:00:00Z</when>"
    text = f"<kml><Placemark><Track>{when}<coord>107 35 0</coord><coord>107 36 0</coord></Track></Placemark></kml>"
    times = read_track("way.kml", text.encode()).times
    assert times is not None
    assert (times[1] - times[0]).total_seconds() == 3600


class Liar:
    """A reading process that was taken over: it answers what it likes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.file = tmp_path / "answer"
        self.then = "pass"
        monkeypatch.setattr(child, "_command", self.command)

    def command(self) -> list[str]:
        code = (
            f"import sys; sys.stdout.buffer.write(open({str(self.file)!r}, 'rb').read()); sys.stdout.flush()"
        )
        return [sys.executable, "-I", "-S", "-c", f"{code}; {self.then}"]

    def says(self, *messages: msgspec.Struct | bytes) -> None:
        out = io.BytesIO()
        for each in messages:
            if isinstance(each, bytes):
                out.write(each)
            else:
                send(out, each)
        self.file.write_bytes(out.getvalue())


@pytest.fixture
def liar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Liar:
    return Liar(monkeypatch, tmp_path)


def part(value: object) -> Part:
    return Part(msgspec.Raw(msgspec.msgpack.encode(value)))


def test_what_is_no_answer_is_refused(liar: Liar) -> None:
    lies: list[tuple[msgspec.Struct | bytes, ...]] = [
        (Ready(), b"\xff\xff\xff\xff" + bytes(50)),
        (Ready(), b"\0\0\0\x04cos\n"),
        (Ready(), part({"points": "many"}), Done()),
        (Ready(), part({"name": "x", "points": [], "marks": []}), Done()),
        (Ready(), part([]), part([]), Done()),
        (Ready(), part(b"\x80\x04\x95pickled")),
        (Ready(), b"\0\0\x08\0" + b"\x91" * 2048),
        (Ready(), Done()),
    ]
    for messages in lies:
        liar.says(*messages)
        with pytest.raises(BadFile, match=r"x\.gpx"):
            read_track("x.gpx", b"<gpx/>")


def test_pixels_that_do_not_fit_their_size_are_refused(liar: Liar) -> None:
    for lie in (Pixels(3000, 1, bytes(9000)), Pixels(2, 2, b"xx"), Pixels(-1, -1, b"xxx"), Pixels(0, 0, b"")):
        liar.says(Ready(), part(lie), Done())
        with pytest.raises(BadFile):
            prepare("x.jpg", photo(), CHINA)
    liar.says(Ready(), part(Pixels(2, 2, bytes(12))), Done())
    assert prepare("x.jpg", photo(), CHINA).width == 2


def test_an_endless_answer_is_cut_short(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_ANSWER", 1000)
    liar.says(Ready(), *[part([("x" * 100,)])] * 20, Done())
    with pytest.raises(BadFile, match="divide"):
        read_table("x.csv", b"a\n1\n")


def test_waiting_has_an_end(liar: Liar) -> None:
    liar.says(Ready())
    liar.then = "import time; time.sleep(600)"
    with pytest.raises(BadFile, match=r"x\.gpx: could not be read within the limits"):
        read_track("x.gpx", b"<gpx/>", Limits(wall=2))


def test_a_process_that_never_runs_is_not_the_files_fault(liar: Liar) -> None:
    liar.says(b"")
    with pytest.raises(WorldFailed):
        read_track("x.gpx", b"<gpx/>")


def test_the_frozen_programs_own_argument_makes_it_the_reading_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-m", "ui", READ_FILE])
    assert read_in_child("columns", "m.json", b'{"kind": "a"}', dict[str, str]) == [{"kind": "a"}]


def test_the_command_of_a_frozen_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child._command() == [sys.executable, READ_FILE]


def test_only_the_reading_process_unpacks() -> None:
    """Who reads a file from outside goes through the doors: no other module knows a parser or its libraries."""
    parsing = ("gridapp.interop.parsers", "python_calamine", "defusedxml", "xml", "zipfile", "csv")
    for file in imported(("gridapp", "ui")):
        inside = file.parent.name == "parsers" or file.name == "worker.py"
        allowed = {"csv"} if file.parent.name == "exports" else set()  # writing is not reading
        for name in names(file):
            taken = [each for each in parsing if name == each or name.startswith(f"{each}.")]
            assert inside or set(taken) <= allowed, f"{file} imports {name}"


def imported(packages: tuple[str, ...]) -> Iterator[Path]:
    for package in packages:
        yield from (ROOT / package).rglob("*.py")


def names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{each.name}" for each in node.names))

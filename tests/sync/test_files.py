"""Photos on their way: what goes first, what comes by itself, what happens when the line or a photo is bad."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from PIL import Image

from gridapp.actions import entries, photos, status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.domain.photo import THUMB_MOST, Photo
from gridapp.domain.world import CHINA
from gridapp.interop.photos import prepare
from gridapp.store import checks, filing
from gridapp.store.seal import PIECE
from gridapp.sync import files
from gridapp.sync.engine import Direct
from gridapp.sync.protocol import Receipt
from tests.office import COORDINATOR, VOLUNTEER, Line, Office, make


def picture(dice: random.Random, side: int = 900) -> Photo:
    """A photo as a camera makes it: full of detail, so it stays large."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)).save(out, "PNG")
    return prepare("photo.png", out.getvalue(), CHINA)


def plain(dice: random.Random, size: int) -> Photo:
    """A photo from an older program: without a thumbnail."""
    return Photo(dice.randbytes(size), 10, 10)


def state(desk: Desk, entry: str) -> dict[str, str]:
    with desk.vault.reading() as connection:
        return filing.states(connection, entry)


class Watched(Line):
    """Notes what is asked of the server; `before` may break it."""

    def __init__(self, office: Office, desk: Desk) -> None:
        inner = office.line(desk)
        super().__init__(office.centre, inner._files._caller)
        self.asked: list[tuple[str, str, int]] = []
        self.before: Callable[[str, str], None] = lambda what, sha: None

    def push(self, push: Any) -> Any:
        self.asked.append(("push", "", len(push.ops)))
        return super().push(push)

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        self.asked.append(("upload", sha, len(piece)))
        self.before("upload", sha)
        return super().upload(sha, offset, piece)

    def download(self, sha: str, offset: int, most: int) -> bytes:
        self.asked.append(("download", sha, offset))
        self.before("download", sha)
        return super().download(sha, offset, most)

    def order(self) -> list[tuple[str, str]]:
        """What was moved, each file once."""
        return list(dict.fromkeys((what, sha) for what, sha, _ in self.asked))


def test_a_thumbnail_is_small_and_clean(dice: random.Random) -> None:
    photo = picture(dice, 2500)
    assert 0 < len(photo.thumb) <= THUMB_MOST < len(photo.data)
    with Image.open(io.BytesIO(photo.thumb)) as small:
        assert small.format == "JPEG"
        assert max(small.size) == 320
        assert not small.getexif()


def test_a_small_photo_is_its_own_thumbnail() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "PNG")
    assert prepare("small.png", out.getvalue(), CHINA).thumb == b""


def test_text_then_thumbnails_then_photos_smallest_first(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    large, small = photos.keep(volunteer, picture(dice, 900)), photos.keep(volunteer, picture(dice, 600))
    make(volunteer, "hazard", dice, photos=[large])
    make(volunteer, "hazard", dice, photos=[small])
    assert status.status(volunteer).unsent_files == 2
    line = Watched(small_office, volunteer)
    assert small_office.sync(volunteer, line).files_sent == 4
    assert status.status(volunteer).unsent_files == 0
    order = line.order()
    assert order[0] == ("push", "")
    assert {sha for _, sha in order[1:3]} == {large["thumb"], small["thumb"]}
    assert [sha for _, sha in order[3:]] == [small["sha"], large["sha"]]


def test_thumbnails_come_at_once_and_photos_when_opened(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    photo = photos.keep(volunteer, picture(dice))
    hazard = make(volunteer, "hazard", dice, photos=[photo])
    small_office.sync(volunteer)
    report = small_office.sync(coordinator)
    assert (report.files_received, report.bytes_received < THUMB_MOST + 1) == (1, True)
    assert state(coordinator, hazard.id) == {photo["thumb"]: "kept", photo["sha"]: "offered"}
    assert photos.read_small(coordinator, photo) == photos.read(volunteer, photo["thumb"])
    assert checks.findings(coordinator.vault) == []
    assert small_office.sync(coordinator).files_received == 0
    with pytest.raises(NotFound):
        photos.read(coordinator, photo["sha"])
    files.fetch(Direct(coordinator.vault), small_office.line(coordinator), photo["sha"])
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
    assert state(coordinator, hazard.id)[photo["sha"]] == "kept"
    assert checks.findings(coordinator.vault) == []


def test_a_photo_that_was_wanted_comes_with_the_next_round(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    kept = [photos.keep(volunteer, picture(dice, side)) for side in (500, 600, 700)]
    make(volunteer, "hazard", dice, photos=kept)
    for desk in (volunteer, coordinator):
        small_office.sync(desk)
    photos.want(coordinator, kept[1]["sha"])
    assert small_office.sync(coordinator).files_received == 1
    assert photos.read(coordinator, kept[1]["sha"])
    photos.want(coordinator)
    assert small_office.sync(coordinator).files_received == 2


def test_what_is_small_or_has_no_thumbnail_comes_by_itself(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    old = photos.keep(volunteer, plain(dice, 300_000))
    little = photos.keep(volunteer, Photo(dice.randbytes(filing.SMALL), 9, 9, thumb=dice.randbytes(900)))
    make(volunteer, "hazard", dice, photos=[old, little])
    for desk in (volunteer, coordinator):
        small_office.sync(desk)
    for sha in (old["sha"], little["sha"], little["thumb"]):
        assert photos.read(coordinator, sha)


def test_one_photo_that_fails_holds_up_no_other(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    kept = [photos.keep(volunteer, plain(dice, size)) for size in (1000, 2000, 3000, 4000, 5000)]
    make(volunteer, "hazard", dice, photos=kept)
    for bad in kept[:3]:  # damaged on this computer's disk: the smallest, which are tried first
        file = volunteer.vault.files.folder / bad["sha"][:2] / bad["sha"]
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    for _ in range(2):
        report = small_office.sync(volunteer)
        assert len(report.file_problems) == 3
        assert all("damaged" in each for each in report.file_problems)
    assert status.status(volunteer).unsent_files == 3


def test_a_line_that_breaks_is_gone_on_with_at_the_byte(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    photo = photos.keep(volunteer, plain(dice, 5 * PIECE))
    make(volunteer, "hazard", dice, photos=[photo])
    line = Watched(small_office, volunteer)
    asked = count()

    def breaking(what: str, sha: str) -> None:
        if next(asked) % 2:
            raise WorldFailed("No connection to the server", "cut")

    line.before = breaking
    for _round in range(50):
        if not small_office.sync(volunteer, line).file_problems:
            break
    assert status.status(volunteer).unsent_files == 0
    sent = [size for what, _, size in line.asked if what == "upload"]
    assert sent[0] == PIECE
    assert min(sent[:-1]) < PIECE  # a bad line is asked for less at once
    line = Watched(small_office, coordinator)
    line.before = breaking
    for _round in range(50):
        if not small_office.sync(coordinator, line).file_problems:
            break
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
    offsets = [offset for what, _, offset in line.asked if what == "download"]
    assert offsets == sorted(offsets)  # nothing that had arrived was asked for again
    assert len(set(offsets)) == 6


def test_without_a_connection_not_every_photo_is_tried(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice, photos=[photos.keep(volunteer, plain(dice, 999 + n)) for n in range(8)])
    line = Watched(small_office, volunteer)

    def gone(what: str, sha: str) -> None:
        raise WorldFailed("No connection to the server", "gone")

    line.before = gone
    report = small_office.sync(volunteer, line)
    assert len(report.file_problems) == 2
    assert len(line.order()) == 3  # the text, and two photos
    assert small_office.sync(volunteer).files_sent == 8


def test_a_receipt_for_something_else_is_none(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    photo = photos.keep(volunteer, plain(dice, 1000))
    make(volunteer, "hazard", dice, photos=[photo])
    line = small_office.line(volunteer)
    for wrong in (Receipt("ab" * 32, 1000, "2026"), Receipt(photo["sha"], 999, "2026")):
        line.receipt = lambda sha, wrong=wrong: wrong  # type: ignore[method-assign]
        report = small_office.sync(volunteer, line)
        assert (report.files_sent, len(report.file_problems)) == (0, 1)
        assert status.status(volunteer).unsent_files == 1


def test_what_comes_altered_is_fetched_again(small_office: Office, dice: random.Random) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    photo = photos.keep(volunteer, plain(dice, PIECE + 9))
    make(volunteer, "hazard", dice, photos=[photo])
    small_office.sync(volunteer)
    line = small_office.line(coordinator)
    right = line.download
    line.download = lambda sha, offset, most: right(sha, offset, most)[:-1] + b"?"  # type: ignore[method-assign]
    report = small_office.sync(coordinator, line)
    assert report.files_received == 0
    assert "altered" in report.file_problems[0]
    assert small_office.sync(coordinator).files_received == 1
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])


def test_text_saved_meanwhile_goes_before_the_rest_of_the_photos(
    small_office: Office, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    photo = photos.keep(volunteer, plain(dice, 4 * PIECE))
    make(volunteer, "hazard", dice, photos=[photo])
    line = Watched(small_office, volunteer)
    written: list[str] = []

    def meanwhile(what: str, sha: str) -> None:
        if not written:
            written.append(make(volunteer, "patrol", dice).id)

    line.before = meanwhile
    first = small_office.sync(volunteer, line)
    assert (first.files_sent, first.file_problems) == (0, [])
    second = small_office.sync(volunteer, line)
    assert (second.verdicts, second.files_sent) == ({"stored": 1}, 1)
    assert [what for what, _, _ in line.asked] == ["push", "upload", "push", "upload", "upload", "upload"]
    assert entries.get(volunteer, written[0]).seq


def test_a_photo_added_here_that_others_offered_is_ours(small_office: Office, dice: random.Random) -> None:
    """The same bytes from a second phone: they are here now, and the server is asked whether it has them."""
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    taken = picture(dice)
    make(volunteer, "hazard", dice, photos=[photos.keep(volunteer, taken)])
    for desk in (volunteer, coordinator):
        small_office.sync(desk)
    mine = make(coordinator, "hazard", dice, photos=[photos.keep(coordinator, taken)])
    line = Watched(small_office, coordinator)
    small_office.sync(coordinator, line)
    assert set(state(coordinator, mine.id).values()) == {"kept"}
    assert [each for each in line.asked if each[0] == "upload"] == []

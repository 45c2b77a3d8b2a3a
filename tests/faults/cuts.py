"""Row `cuts`: the connection is cut at byte N of every message of a round, in either direction, over real HTTP."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from gridapp.actions import entries, photos
from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError, WorldFailed
from gridapp.domain.photo import Photo
from gridapp.store import checks
from gridapp.store.seal import PIECE
from gridapp.sync import engine
from gridapp.sync.client import Client
from tests.conftest import FakeClock
from tests.faults import bugs, compare
from tests.faults.proxy import PASS, Exchange, Fate, Impatient, Proxy
from tests.faults.table import Outcome, Plan, row
from tests.office import COORDINATOR, GRID_WORKER, Office, make

CUTS_IN_A_BURST = 25
PATIENCE = (
    1.5  # seconds before a client gives up on a stalled line: more than a busy machine takes for an answer
)
ROUNDS_TO_CONVERGE = 2
_NAME = re.compile(r"[0-9a-f]{64}")


@row("cuts", ci=500, long=20_000)
def cuts(plan: Plan) -> Outcome:
    """A trial is one cut; a burst of them shares a server and two computers, and is replayed as a whole."""
    numbers = sorted({number // CUTS_IN_A_BURST for number in plan.numbers()})
    failures, struck = [], 0
    for number in numbers:
        burst = run_burst(plan.folder / str(number), plan.dice("burst", number))
        struck += burst.struck
        failures += [f"trial {number * CUTS_IN_A_BURST}: {words}" for words in burst.failures]
    if struck < plan.trials and plan.only is None:
        failures.append(f"only {struck} of {plan.trials} cuts struck")
    return Outcome(struck, failures, _controls(plan) if plan.with_controls else {})


@dataclass
class Burst:
    """Two computers and a server behind a proxy, and what was found wrong."""

    office: Office
    proxy: Proxy
    desks: list[Desk]
    dice: random.Random
    struck: int = 0
    failures: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # entry -> the text it must have in the end
    photos: dict[str, bytes] = field(default_factory=dict)
    cut_files: Counter[str] = field(default_factory=Counter)  # file -> cuts of messages about it

    def round(self, who: int) -> None:
        """One round as the program makes it. Raises WorldFailed."""
        desk = self.desks[who]
        session = Impatient(PATIENCE if self.proxy.choose is not calm else 30)
        try:
            engine.run_round(engine.Direct(desk.vault), Client(self.proxy.url, desk.identity.token, session))
        finally:
            session.close()

    def check_receipts(self) -> None:
        for desk in self.desks:
            self.failures += compare.false_receipts(self.office, desk)


def calm(exchange: Exchange) -> Fate:
    """No faults."""
    return PASS


def run_burst(folder: Path, dice: random.Random, wanted: int = CUTS_IN_A_BURST) -> Burst:
    """So many cuts, with a calm now and then; stops at the first thing found wrong."""
    with _opened(folder, dice) as burst:
        targets = _scout(burst)
        deck: list[tuple[int, str]] = []
        while burst.struck < wanted and not burst.failures:
            deck = deck or dice.sample(targets, len(targets))
            _cut(burst, *deck.pop())
            burst.check_receipts()
            if dice.random() < 0.3:
                _converge(burst)
        _converge(burst)
        for desk in burst.desks:
            burst.failures += checks.findings(desk.vault)
        return burst


@contextmanager
def _opened(folder: Path, dice: random.Random) -> Iterator[Burst]:
    with ExitStack() as stack:
        office = Office(folder, FakeClock(), random.Random(dice.random()), "")
        stack.callback(office.close)
        proxy = stack.enter_context(Proxy(stack.enter_context(office.online()), calm))
        yield Burst(office, proxy, [office.desk(GRID_WORKER), office.desk(COORDINATOR)], dice)


def _scout(burst: Burst) -> list[tuple[int, str]]:
    """Every message of a round of either computer that has everything to say: (who sends it, its kind)."""
    targets = []
    _work(burst, 0, with_photo=True)
    for who in (0, 1, 0):
        burst.proxy.log.clear()
        burst.round(who)
        targets += [(who, passed.exchange.kind) for passed in burst.proxy.log]
    return sorted(set(targets))


def _work(burst: Burst, who: int, with_photo: bool) -> None:
    """Something new to send: an entry, with or without a photo, or a change to one."""
    dice, desk = burst.dice, burst.desks[who]
    text = f"字{dice.getrandbits(40):x}"
    values: dict[str, Any] = {"description": text}
    if with_photo:
        size = dice.choice((900, 4000, 4000, PIECE + 5000, 2 * PIECE + 10))
        data = dice.randbytes(size)
        photo = photos.keep(desk, Photo(data, 10, 10))
        burst.photos[photo["sha"]] = data
        values["photos"] = [photo]
    mine = [name for name, each in compare.on_desk(desk).items() if each.author == desk.person.id]
    if with_photo or not mine or dice.random() < 0.3:
        burst.texts[make(desk, "hazard", dice, **values).id] = text
    else:
        name = dice.choice(mine)
        entries.edit(desk, name, values)
        burst.texts[name] = text


def _cut(burst: Burst, who: int, kind: str) -> None:
    """Work that makes `who` send a message of this kind, and a round in which the line is cut there."""
    dice = burst.dice
    downloads = kind.startswith("GET") and "receipt" not in kind
    about_files = "/uploads" in kind or "/files" in kind
    _work(burst, 1 - who if downloads else who, with_photo=about_files)
    burst.proxy.choose = calm
    if downloads:
        burst.round(1 - who)
    burst.proxy.choose = _once(burst, kind, _fate(dice))
    try:
        burst.round(who)
    except WorldFailed:
        pass
    except GridAppError as error:
        burst.failures.append(f"a cut of {kind} became {type(error).__name__}: {error}")
    finally:
        burst.proxy.choose = calm


def _fate(dice: random.Random) -> Fate:
    edge = dice.choice((None, None, None, 0, 1, 2))
    how: Any = dice.choices(("fin", "rst", "stall"), (47, 47, 6))[0]
    pieces = dice.choice((0, 0, 0, 97))
    return Fate("cut", dice.choice(("up", "down")), dice.random() ** 2, edge, how, pieces)


def _once(burst: Burst, kind: str, fate: Fate) -> Callable[[Exchange], Fate]:
    left = [PASS] * burst.dice.choice((0, 0, 1)) + [
        fate
    ]  # at times the second of its kind: of a photo's pieces

    def choose(exchange: Exchange) -> Fate:
        if exchange.kind != kind or not left:
            return PASS
        chosen = left.pop(0)
        if chosen is fate:
            burst.struck += 1
            burst.cut_files.update(_NAME.findall(exchange.target))
        return chosen

    return choose


def _converge(burst: Burst) -> None:
    """The cuts are over: two rounds each, and everything is everywhere, once."""
    for _ in range(ROUNDS_TO_CONVERGE):
        for who in (0, 1):
            burst.round(who)
    server = compare.on_server(burst.office)
    for desk in burst.desks:
        burst.failures += [*compare.unsent(desk), *compare.differences(burst.office, desk)]
    burst.failures += compare.repeated(burst.office)
    burst.failures += [
        f"{name} lost its text {text}"
        for name, text in burst.texts.items()
        if name not in server or text not in server[name].body
    ]
    burst.failures += [f"{name} was made by nobody" for name in server.keys() - burst.texts.keys()]
    _check_photos(burst)
    burst.check_receipts()


def _check_photos(burst: Burst) -> None:
    """Every photo is everywhere, and each cut cost at most one piece sent again; and one more that was refused, when
    the server had meanwhile taken in what came before the cut: nobody could know."""
    moved: Counter[tuple[str, str]] = Counter()
    refused: Counter[str] = Counter()
    for passed in burst.proxy.log:
        for sha in _NAME.findall(passed.exchange.target):
            moved["up", sha] += passed.exchange.body
            refused[sha] += passed.status == HTTPStatus.CONFLICT
            if passed.exchange.kind == "GET /v1/files/*" and passed.status == 206:
                moved["down", sha] += passed.answered
    for sha, data in burst.photos.items():
        for place in (burst.office.centre.files, *(desk.vault.files for desk in burst.desks)):
            if _read(place, sha) != data:
                burst.failures.append(f"photo {sha[:12]} did not arrive everywhere")
        cuts_of_it = burst.cut_files[sha]
        pieces = cuts_of_it + min(cuts_of_it, refused[sha])
        allowed = len(data) + pieces * min(PIECE, len(data))
        for way in ("up", "down"):
            if moved[way, sha] > allowed:
                burst.failures.append(
                    f"photo {sha[:12]} of {len(data)} bytes took {moved[way, sha]} bytes {way}"
                )


def _read(place: Any, sha: str) -> bytes:
    try:
        data: bytes = place.read(sha)
    except GridAppError:
        return b""
    return data


def _controls(plan: Plan) -> dict[str, bool]:
    return {
        "counts as sent before the answer came": _caught(plan, "sent", bugs.counts_as_sent),
        "an upload that begins again from nothing": _caught(plan, "upload", bugs.begins_again),
        "a server that forgets which ops it has": _caught(plan, "twice", bugs.forgets_ops),
    }


def _caught(plan: Plan, name: str, broken: Callable[[], Any]) -> bool:
    """Whether a few bursts notice the planted bug, as a failure or by breaking down."""
    for number in range(8):
        try:
            with broken():
                burst = run_burst(plan.folder / f"{name}-{number}", plan.dice(name, number))
        except GridAppError:  # a calm round that breaks off is noticed as well
            return True
        if burst.failures:
            return True
    return False

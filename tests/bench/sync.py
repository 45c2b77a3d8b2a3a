"""Sync beside Anki's and beside a bare insert, in one run: `python -m tests.bench.sync [--quick] [--only NAME]`.

Records of 15 fields with Chinese text, checked in full by our server; WAL and FULL on both sides; real HTTP on
loopback; server and client in processes of their own. Every repetition begins with the same folders. Anki is
found by import, or in the environment of `--anki-python`; without it only our own figures are printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench import raw
from tests.bench.anki_site import AnkiSite
from tests.bench.anki_trials import Anki
from tests.bench.ours import Ours
from tests.bench.sites import CROWD, PostgresSite, Site, make_start, postgres
from tests.bench.trials import CHANGED, Run, Trials

GOALS = {
    ("push", "SQLite"): 2.5,
    ("push", "PostgreSQL"): 1.25,
    ("pull", "SQLite"): 3.0,
    ("pull", "PostgreSQL"): 3.0,
    ("first", "SQLite"): 1.5,
    ("first", "PostgreSQL"): 1.5,
    ("crowd", "SQLite"): 0.6,
    ("crowd", "PostgreSQL"): 0.6,
}
"""How many times Anki's records per second in the same run."""

MOST_MS = {"SQLite": 15.0, "PostgreSQL": 30.0}
MOST_SERVER_MB, MOST_DESKTOP_MB = 300, 250
MOST_BYTES_EACH, MOST_IDLE_BYTES = 125, 1000


class Bench:
    """The sides to compare, and how often."""

    def __init__(self, sides: Sequence[Trials], peer: Trials | None, repeats: int) -> None:
        self._sides = sides
        self._peer = peer
        self._repeats = repeats

    @property
    def _all(self) -> list[Trials]:
        return [*self._sides, *([self._peer] if self._peer else [])]

    def push(self) -> None:
        for side in self._sides:
            counted = side.push(counted=True)
            _wire(f"push, {side.name}", counted)
            each = counted.wire.bytes / counted.records
            _goal(
                f"  on the wire per record: {each:.0f} B", f"≤ {MOST_BYTES_EACH} B", each <= MOST_BYTES_EACH
            )
            _goal(f"  own records that came back: {counted.pulled}", "0", counted.pulled == 0)
        if self._peer:
            _wire("push, Anki", self._peer.push(counted=True))
        self._compare("push", lambda side: side.push())

    def pull(self) -> None:
        for side in self._all:
            _wire(f"pull, {side.name}", side.pull(counted=True))
        self._compare("pull", lambda side: side.pull())

    def first(self) -> None:
        """A fresh computer, against Anki's download of the whole file."""
        runs = {side.name: side.first(self._repeats) for side in self._all}
        for name, (counted, *_) in runs.items():
            _wire(f"first, {name}", counted)
        self._print("first", {name: timed for name, (_, *timed) in runs.items()})

    def steady(self) -> None:
        for side in self._all:
            taken = side.steady(5 if self._repeats == 1 else 20)
            push, pull = (statistics.median(each) * 1000 for each in zip(*taken, strict=True))
            changed, idle = side.wires()
            words = f"{CHANGED} changed, {side.name:<10} push {push:5.1f} ms + pull {pull:5.1f} ms"
            if most := MOST_MS.get(side.name):
                _goal(f"{words} = {push + pull:5.1f} ms", f"≤ {most:.0f} ms", push + pull <= most)
            else:
                print(f"{words} = {push + pull:5.1f} ms")
            print(f"  wire, push: {changed}")
            one = idle.requests.total() == 1 and idle.bytes < MOST_IDLE_BYTES
            if side is self._peer:
                print(f"  nothing to do: {idle}")
            else:
                _goal(f"  nothing to do: {idle}", f"1 request, < {MOST_IDLE_BYTES} B", one)

    def crowd(self) -> None:
        """Twenty computers at once, each of another village: what one of them is sent can only be its own."""
        runs = self._compare("crowd", lambda side: side.crowd())
        for side in self._sides:
            back = max(run.pulled for run in runs[side.name])
            _goal(f"  own records that came back, {side.name}: {back}", "0", back == 0)

    def _compare(self, case: str, once: Callable[[Trials], Run]) -> dict[str, list[Run]]:
        """The sides take turns, so that whatever else the machine does meets all of them."""
        runs: dict[str, list[Run]] = {side.name: [] for side in self._all}
        for _ in range(self._repeats):
            for side in self._all:
                runs[side.name].append(once(side))
        self._print(case, runs)
        return runs

    def _print(self, case: str, runs: dict[str, list[Run]]) -> None:
        rates = {name: statistics.median(run.rate for run in each) for name, each in runs.items()}
        theirs = rates.get("Anki")
        for name, rate in rates.items():
            spread = f"{min(run.rate for run in runs[name]):,.0f}-{max(run.rate for run in runs[name]):,.0f}"
            last = runs[name][-1]
            took = f"CPU {last.cpu[0]:.1f}/{last.cpu[1]:.1f} s, peak {last.peak[0]:.0f}/{last.peak[1]:.0f} MB"
            words = f"{case:<6} {name:<10} {rate:>8,.0f} records/s ({spread}); {took}"
            goal = GOALS.get((case, name))
            if goal and theirs:
                ratio = rate / theirs
                _goal(f"{words}; {ratio:.2f} x Anki", f"≥ {goal} x", ratio >= goal)
            else:
                print(words, f"; goal {goal} x Anki, not measured" if goal else "")


def _raw(folder: Path, url: str, count: int, repeats: int) -> None:
    rows = raw.lines(count)
    ways: dict[str, Callable[[], float]] = {
        "SQLite, plain": lambda: raw.sqlite(folder, rows),
        "SQLite, what a push writes, encrypted": lambda: raw.server(folder, rows),
        "SQLite, what a pull writes, encrypted": lambda: raw.vault(folder, rows),
    }
    if url:
        ways["PostgreSQL, COPY"] = lambda: raw.postgres(url, rows)
    for name, way in ways.items():
        rate = count / statistics.median(way() for _ in range(repeats))
        print(f"raw    {name}: {rate:,.0f} rows/s", flush=True)


def _wire(name: str, run: Run) -> None:
    print(f"{name}: {run.wire.bytes / run.records:.0f} B per record ({run.wire})", flush=True)


def _goal(words: str, goal: str, met: bool) -> None:
    print(f"{words}   [goal {goal}: {'met' if met else 'MISSED'}]", flush=True)


def _profile(ours: Ours, case: str) -> None:
    client, server = ours.profile(case)
    print(f"---- the computer, {case}, {ours.name}\n{client}")
    print(f"---- the server, {case}, {ours.name}\n{server}")


def _million(ours: Ours, count: int) -> None:
    runs = ours.million(count)
    filling = next(runs)
    print(f"filling, {ours.name}: {filling.rate:,.0f} records/s, server {filling.peak[1]:.0f} MB", flush=True)
    first = next(runs)
    print(f"a new computer, {ours.name}: {first.rate:,.0f} records/s")
    runs.close()
    desktop, server = first.peak
    _goal(f"  rounds that broke off: {first.broken}", "0", first.broken == 0)
    _goal(f"  server, peak: {server:.0f} MB", f"< {MOST_SERVER_MB} MB", server < MOST_SERVER_MB)
    _goal(
        f"  desktop without its window, peak: {desktop:.0f} MB",
        f"< {MOST_DESKTOP_MB} MB",
        desktop < MOST_DESKTOP_MB,
    )


def main() -> None:
    options = _options()
    repeats = 1 if options.quick else 5
    with ExitStack() as stack:
        folder = Path(options.folder or stack.enter_context(tempfile.TemporaryDirectory()))
        embedded = Site(folder / "sqlite")
        make_start(embedded, *((1, 1) if options.million else (options.count, options.each)))
        sites: list[Site] = [embedded]
        url = ""
        if not options.no_postgres:
            url = stack.enter_context(postgres(folder / "cluster"))
            other = PostgresSite(folder / "postgres", url)
            other.take_over(embedded)
            sites.append(other)
        sides = [Ours(site, options.count, options.each) for site in sites]
        if options.profile:
            for side in sides:
                _profile(side, options.profile)
            return
        if options.million:
            for side in sides:
                _million(side, options.million)
            return
        peer = _peer(folder / "anki", options)
        bench = Bench(sides, peer, repeats)
        cases = {"push": bench.push, "pull": bench.pull, "first": bench.first, "steady": bench.steady}
        cases |= {"crowd": bench.crowd, "raw": lambda: _raw(folder, url, options.count, repeats)}
        for name, case in cases.items():
            if options.only in ("", name):
                case()


def _peer(folder: Path, options: argparse.Namespace) -> Anki | None:
    if not options.anki_python:
        return None
    site = AnkiSite(folder, options.anki_python, len(CROWD) + 1)
    mean = site.write_notes(max(options.count, len(CROWD) * options.each))
    print(f"records of {mean:.0f} B of JSON on average; a note of Anki's has the same text", flush=True)
    site.make_start(options.count, options.each, len(CROWD))
    return Anki(site, options.count, options.each)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.sync", description=__doc__)
    found = sys.executable if importlib.util.find_spec("anki") else ""
    parser.add_argument("--quick", action="store_true", help="once instead of the median of five")
    parser.add_argument("--only", default="", choices=("push", "pull", "first", "steady", "crowd", "raw"))
    parser.add_argument(
        "--profile",
        nargs="?",
        const="push",
        default="",
        choices=("push", "pull", "first", "steady"),
        help="only a profile of both sides, of a push unless named",
    )
    parser.add_argument(
        "--million", type=int, nargs="?", const=1_000_000, default=0, help="only memory at so many records"
    )
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--count", type=int, default=50_000, help="records of the push and the pull")
    parser.add_argument("--each", type=int, default=500, help="records of each computer of the crowd")
    parser.add_argument("--anki-python", default=found, metavar="PATH", help="an interpreter that has anki")
    parser.add_argument("--folder", default="", help="keep the folders here, an empty one")
    return parser.parse_args()


if __name__ == "__main__":
    main()

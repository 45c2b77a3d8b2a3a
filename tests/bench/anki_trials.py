"""Anki's side of the sync benchmark: its normal sync, and its download of the whole file."""

from __future__ import annotations

from contextlib import ExitStack

from tests.bench.anki_site import AnkiSite
from tests.bench.sites import CROWD
from tests.bench.trials import CHANGED, Run, at_once, changed_and_idle, counting, require, together
from tests.bench.wire import Counts


class Anki:
    """Anki's normal sync, and for `first` its download of the whole file."""

    name = "Anki"

    def __init__(self, site: AnkiSite, count: int, each: int) -> None:
        self._site = site
        self._count = count
        self._each = each

    def push(self, counted: bool = False) -> Run:
        run = self._round("start", "pusher", counted)
        self._site.keep("pushed")
        return run

    def pull(self, counted: bool = False) -> Run:
        if not self._site.has("pushed"):
            self.push()
        run = self._round("pushed", "reader", counted)
        self._site.keep("level")
        return run

    def first(self, times: int) -> list[Run]:
        if not self._site.has("pushed"):
            self.push()
        self._site.bring("pushed")
        with self._site.serving():
            return [self._first(number) for number in range(times + 1)]

    def _first(self, number: int) -> Run:
        with (
            counting(self._site.url, number == 0) as (url, relay),
            self._site.collection(f"fresh-{number}", 0, url) as child,
        ):
            if relay:
                relay.take()  # signing in
            done = child.ask("download")
            wire = relay.take() if relay else Counts()
            require(child.ask("reopen")["notes"] == self._count, "not every note came")
            child.ask("close")
        return Run(self._count, done["seconds"], wire)

    def steady(self, times: int) -> list[tuple[float, float]]:
        self._bring_level()
        taken = []
        with (
            self._site.serving(),
            self._site.collection("pusher") as writer,
            self._site.collection("reader") as reader,
        ):
            for number in range(times + 1):
                writer.ask("edit", CHANGED, number)
                taken.append((writer.ask("round")["seconds"], reader.ask("round")["seconds"]))
            writer.ask("close")
            reader.ask("close")
        return taken[1:]

    def wires(self) -> tuple[Counts, Counts]:
        self._bring_level()
        with (
            self._site.serving(),
            counting(self._site.url, True) as (url, relay),
            self._site.collection("pusher", 0, url) as child,
        ):
            counts = changed_and_idle(child, relay)
            child.ask("close")
        return counts

    def crowd(self) -> Run:
        self._site.bring("start")
        users = range(1, len(CROWD) + 1)
        with self._site.serving(), ExitStack() as stack:
            children = [stack.enter_context(self._site.collection(f"crowd-{user}", user)) for user in users]
            answers = at_once(children)
            for child in children:
                child.ask("close")
        return together(answers, self._each * len(CROWD))

    def _bring_level(self) -> None:
        if not self._site.has("level"):
            self.pull()
        self._site.bring("level")

    def _round(self, state: str, name: str, counted: bool) -> Run:
        self._site.bring(state)
        with (
            self._site.serving(),
            counting(self._site.url, counted) as (url, relay),
            self._site.collection(name, 0, url) as child,
        ):
            if relay:
                relay.take()  # signing in
            done = child.ask("round")
            wire = relay.take() if relay else Counts()
            require(done["notes"] == self._count, f"{done['notes']} notes, not {self._count}")
            child.ask("close")
        return Run(
            self._count,
            done["seconds"],
            wire,
            cpu=(done["cpu"], self._site.server_cpu),
            peak=(done["peak_mb"], 0.0),
        )

"""A person's computer as a child process: `python -m tests.bench.computer FOLDER URL`. See `Commands`."""

from __future__ import annotations

import random
import sys
from dataclasses import asdict
from pathlib import Path

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.domain.record import record_type
from gridapp.store.home import Home
from gridapp.store.lists import Query
from gridapp.sync import engine, enrolment
from gridapp.sync.client import Client
from tests.bench import filling, made_up
from tests.bench.children import Answer, obey
from tests.bench.profiling import Profiles
from tests.office import PASSWORD

AT_ONCE = 500
TRIES = 20


class Commands:
    """What the benchmark can ask of a computer. It is warm: a program that has run for a while."""

    def __init__(self, folder: Path, url: str) -> None:
        home = Home(folder)
        self._shared = home.shared()
        known = home.vaults()
        vault = home.open_vault(known[0], PASSWORD) if known else home.create_vault(self._shared, PASSWORD)
        self._desk = Desk(vault, self._shared)
        self._url = url
        self._client = Client(url, self._desk.identity.token)
        self._profiles = Profiles()
        record_type(made_up.TYPE).words(made_up.stored(random.Random(0), self._desk.world))

    def ready(self) -> None:
        """Answers when everything is opened."""

    def enrol(self, code: str) -> None:
        enrolment.enrol(self._desk.vault, self._client, code, "bench")
        self._desk.reload()
        self._client = Client(self._url, self._desk.identity.token)

    def add(self, count: int, seed: int) -> None:
        """Record offline, in the villages below the person's own unit, in turn."""
        desk, dice = self._desk, random.Random(seed)
        below = [each for each in desk.org.units.values() if desk.org.within(each.id, desk.person.unit)]
        places = [each.id for each in below if each.kind == "village"] or [desk.person.unit]
        for start in range(0, count, AT_ONCE):
            numbers = range(start, min(count, start + AT_ONCE))
            made = [made_up.body(dice, desk.world.now()) for _ in numbers]
            news = [
                entries.New(each, places[number % len(places)])
                for number, each in zip(numbers, made, strict=True)
            ]
            entries.add_all(desk, made_up.TYPE, news)

    def edit(self, count: int, seed: int) -> None:
        """Change a field of `count` of the person's own entries, picked from everywhere."""
        found = entries.find(self._desk, Query(record_type(made_up.TYPE), limit=100_000))
        own = [each for each in found if each.author.id == self._desk.person.id]
        dice = random.Random(seed)
        for entry in dice.sample(own, count):
            values = made_up.body(dice, self._desk.world.now())
            entries.edit(self._desk, entry.id, {"note": f"{values['note']}{seed}"})

    def fill(self, count: int) -> Answer:
        """Very many records straight to the server, without a trace on this computer."""
        return dict(filling.fill(self._desk, self._client, count))

    def round(self) -> Answer:
        """One sync, as `gridapp sync` does it: what it did, from its report."""
        report = asdict(engine.run_round(engine.Direct(self._desk.vault), self._client))
        return {"verdicts": report["verdicts"], "pulled": report["pulled"]}

    def rounds(self) -> Answer:
        """Rounds until one comes to its end, as the program goes on by itself after a failure: "broken" counts those
        before it, "pulled" what is in the store in the end."""
        for broken in range(TRIES):
            try:
                done = self.round()
            except WorldFailed as failed:
                print(f"a round broke off: {failed.title}", file=sys.stderr)
                continue
            with self._desk.vault.reading() as connection:
                pulled = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
            return {**done, "broken": broken, "pulled": pulled}
        raise RuntimeError("no round came to its end")

    def profiled_round(self) -> Answer:
        self._profiles.start()
        done = self.round()
        return {**done, "profile": self._profiles.finish()}

    def close(self) -> None:
        self._desk.vault.close()
        self._shared.close()


def main() -> None:
    commands = Commands(Path(sys.argv[1]), sys.argv[2])
    names = ("ready", "enrol", "add", "edit", "fill", "round", "rounds", "profiled_round", "close")
    obey({name: getattr(commands, name) for name in names})


if __name__ == "__main__":
    main()

"""`gridapp demo`: the main job on real input, from recording offline to the second computer holding it all."""

from __future__ import annotations

import json
import re
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from gridapp.actions import entries, imports, photos, status
from gridapp.actions.desk import Desk
from gridapp.cli.computer import sync_once
from gridapp.cli.context import Context, print_json
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.org import COUNTY
from gridapp.domain.record import record_type, record_types
from gridapp.i18n import tr
from gridapp.interop.incoming import read_rows
from gridapp.interop.photos import prepare
from gridapp.server import centre, rows, serve, sights
from gridapp.server.calls import Centre
from gridapp.server.tables import county, entry
from gridapp.store.home import Home
from gridapp.store.lists import Query
from gridapp.sync.client import Client
from gridapp.sync.enrolment import enrol

_DAY = re.compile(r"@(-?\d+) ")


@dataclass
class Stage:
    """The computers of the demonstration: one desk per person, and the server they share."""

    folder: Path
    centre: Centre
    desks: dict[str, Desk]
    say: Any
    named: dict[str, Entry] = field(default_factory=dict)


def add_commands(command: Any) -> None:
    demo = command("demo", run_demo, tr("The main job on real input: record offline, sync, compare"))
    demo.add_argument("--offscreen", action="store_true", help=tr("Only report, open no window"))
    demo.add_argument("--shots", metavar="DIR", help=tr("Save a picture of every page"))
    demo.add_argument("--json", action="store_true")


def run_demo(context: Context, options: Namespace) -> int:
    if options.shots and context.window is None:
        raise WorldFailed(
            tr("There is no window here"),
            tr("Pictures need the program with its window: gridapp demo --shots DIR"),
        )
    with ExitStack() as stack:
        chosen = context.folder if options.home else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if (chosen / "server").exists():
            raise Refused(
                tr("This folder is in use"),
                tr("Please give the demonstration an empty one: {folder}", folder=chosen),
            )
        say = (lambda *words: None) if options.json else print
        started = time.monotonic()
        stage = stack.enter_context(_stage(chosen, say))
        result = _perform(stage)
        result["seconds"] = round(time.monotonic() - started, 2)
        if options.json:
            print_json(result)
        else:
            _report(result)
        for desk in stage.desks.values():
            desk.vault.close()
            desk.shared.close()
        computer, password = chosen / "computer-1", _script()["password"]
        if options.home:
            say(tr("Everyone's password here: {password}", password=password))
        if options.shots and context.window:
            for file in context.window.shoot(computer, password, Path(options.shots)):
                say(file)
        if not options.offscreen and not options.json and context.window and context.window.has_display():
            context.window.open(computer, _script()["window"], password)
    return 0 if result["equal"] else 1


def _perform(stage: Stage) -> dict[str, Any]:
    script = _script()
    stage.say(tr("1. Units of the county are added and reach both computers."))
    for step in script["shared"]:
        _step(stage, step)
    for desk in stage.desks.values():
        _sync(desk)
    before = _journal_length(stage.centre)
    stage.say(tr("2. Offline: a real track, real reports, photos, duty and outreach are recorded."))
    for step in script["offline"]:
        _step(stage, step)
    waiting = sum(status.status(desk).unsent_total for desk in stage.desks.values())
    if _journal_length(stage.centre) != before:
        raise WorldFailed(
            tr("The demonstration failed"), tr("Something left the computer while it was offline.")
        )
    stage.say(tr("   {count} entries wait on two computers; the server has none of them.", count=waiting))
    stage.say(tr("3. Connected: each computer sends what it has and takes what is new."))
    for _ in range(2):  # the second time each gets what the others sent
        for desk in stage.desks.values():
            _sync(desk)
    stage.say(
        tr("4. A day of the county: gate, round, gas, a dispute, the hotline with a whistle, an evening.")
    )
    for step in script["day"]:
        _step(stage, step)
    stage.say(
        tr("5. Two people change the same things offline; the first to arrive stands, the other is asked.")
    )
    for step in script["meanwhile"]:
        _step(stage, step)
    for desk in reversed(stage.desks.values()):
        sync_once(desk)
    for desk in stage.desks.values():
        sync_once(desk, all_photos=True)
    asked = sum(status.status(desk).attention for desk in stage.desks.values())
    stage.say(tr("   {count} decisions wait; nothing that was typed is gone.", count=asked))
    stage.say(tr("6. Every entry and every photo is compared."))
    return _compare(stage)


def _report(result: dict[str, Any]) -> None:
    equal = tr("yes") if result["equal"] else tr("NO")
    words = tr(
        "{entries} entries and {files} photos ({bytes} bytes), the same on the server and both computers: "
        "{equal}. {seconds} s",
        **{**result, "equal": equal},
    )
    print(words)


@contextmanager
def _stage(folder: Path, say: Any) -> Iterator[Stage]:
    """An embedded server on a free port, two computers, three people, all enrolled."""
    script = _script()
    opened = centre.open_centre(folder / "server")
    centre.set_up(opened)
    try:
        with serve.running(opened) as url:
            desks: dict[str, Desk] = {}
            for person in script["people"]:
                home = Home(folder / f"computer-{person['computer']}")
                shared = home.shared()
                desk = Desk(home.create_vault(shared, script["password"]), shared)
                code, _ = centre.enrolment_code(opened, person["name"], person["role"], person["unit"])
                enrol(desk.vault, Client(url), code, home.folder.name)
                desk.reload()
                desk.put_tile()
                desks[person["name"]] = desk
            yield Stage(folder, opened, desks, say)
    finally:
        opened.close()


def _step(stage: Stage, step: dict[str, Any]) -> None:
    if "sync" in step:
        for desk in (*stage.desks.values(), *stage.desks.values()):
            _sync(desk)
        return
    desk = stage.desks[step["who"]]
    if "import" in step:
        _import(stage, desk, step)
        return
    if "find" in step:
        _change(desk, step)
        return
    values = _with_names(_with_days(step["values"], desk.world.now()), stage.named)
    if "photos" in step:
        values["photos"] = [_photo(desk, name) for name in step["photos"]]
    made = entries.add(desk, step["add"], values, step.get("unit", ""))
    stage.named[step.get("name", "")] = made
    for name, asked in step.get("moves", []):
        entries.move(desk, made.id, name, _with_days(asked, desk.world.now()))


def _change(desk: Desk, step: dict[str, Any]) -> None:
    """Change an entry, or make a step with it, that is found by its words."""
    (found,) = entries.find(desk, Query(record_type(step["as"]), words=step["find"], limit=2))
    if "change" in step:
        entries.edit(desk, found.id, step["change"])
    for name, asked in step.get("moves", []):
        entries.move(desk, found.id, name, asked)


def _import(stage: Stage, desk: Desk, step: dict[str, Any]) -> None:
    record, name = record_type(step["as"]), step["import"]
    data = (_files() / name).read_bytes()
    column_map = (step["map"], (_files() / step["map"]).read_bytes()) if "map" in step else None
    found = read_rows(record, name, data, desk.person.author.stored(), column_map)
    report = imports.import_rows(desk, record.type, found, unit=step.get("unit", ""))
    stage.say(
        tr("   {file}: {good} of {total} rows taken in, {bad} listed with what is wrong.",
           file=name, good=report.good, total=len(found), bad=len(report.bad))
    )  # fmt: skip


def _photo(desk: Desk, name: str) -> dict[str, Any]:
    photo = prepare(name, (_files() / "photos" / name).read_bytes(), desk.world.zone)
    return photos.keep(desk, photo)


def _sync(desk: Desk) -> None:
    desk.org = desk.shared.org()
    report = sync_once(desk, all_photos=True)
    if report.verdicts.get("held") or report.file_problems:
        raise WorldFailed(tr("The demonstration failed"), f"{report.verdicts} {report.file_problems}")


def _compare(stage: Stage) -> dict[str, Any]:
    """Every entry of every desk equals the server's, the coordinator's computer has all of them, photos too."""
    on_server, shas = _on_server(stage.centre)
    sizes: dict[str, int] = {}
    thumbs: set[str] = set()
    equal = True
    for desk in stage.desks.values():
        here = {
            e.id: e
            for record in record_types().values()
            for e in entries.find(desk, Query(record, limit=None))
        }
        equal &= all(
            on_server.get(e.id) == (e.type, e.number, e.state, e.unit, e.body) for e in here.values()
        )
        if desk.org.county(desk.person.unit) == desk.person.unit:
            equal &= set(here) == set(on_server)
        for e in here.values():
            thumbs |= set(e.record.thumbs(e.body))
            for sha in e.record.files(e.body):
                sizes[sha] = len(photos.read(desk, sha))  # reading checks the hash
    equal &= set(sizes) == shas and all(
        len(stage.centre.files.read(sha)) == size for sha, size in sizes.items()
    )
    return {
        "entries": len(on_server),
        "files": len(sizes.keys() - thumbs),
        "bytes": sum(sizes.values()),
        "seconds": 0.0,
        "equal": equal,
    }


def _on_server(opened: Centre) -> tuple[dict[str, tuple[Any, ...]], set[str]]:
    with opened.database.transaction(sights.in_county(COUNTY)) as connection:
        found = {
            row.id: (row.type, row.number, row.state, row.unit, json.loads(row.body))
            for row in connection.execute(entry.select().where(entry.c.deleted.is_(False)))
        }
        return found, rows.files(connection)


def _journal_length(opened: Centre) -> int:
    with opened.database.transaction(sights.in_county(COUNTY)) as connection:
        return int(connection.execute(county.select()).one().seq)


def _with_days(value: Any, now: datetime) -> Any:
    """`@-1 16:30` in the script means that time yesterday."""
    if isinstance(value, dict):
        return {key: _with_days(each, now) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_days(each, now) for each in value]
    if isinstance(value, str):
        return _DAY.sub(lambda found: f"{(now + timedelta(days=int(found[1]))).date().isoformat()} ", value)
    return value


def _with_names(values: dict[str, Any], named: Mapping[str, Entry]) -> dict[str, Any]:
    """`=hotline` in the script means the entry that was made under this name."""
    found = {
        key: named.get(each[1:]) for key, each in values.items() if isinstance(each, str) and each[:1] == "="
    }
    return {**values, **{key: {"id": each.id, "number": each.number} for key, each in found.items() if each}}


def _script() -> dict[str, Any]:
    """Who there is, who records what, and who sits there when the window opens."""
    script: dict[str, Any] = json.loads((_files() / "demo.json").read_text("utf-8"))
    return script


def _files() -> Traversable:
    return resources.files("resources") / "demo"

"""types, add, edit, move, delete, list, show."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from typing import Any, cast

from gridapp.actions import entries
from gridapp.actions.entries import New
from gridapp.cli.context import Context, as_json, print_json
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid, NotFound, Problem, Refused
from gridapp.domain.record import RecordType, record_type, record_types
from gridapp.i18n import tr
from gridapp.store.lists import COLUMNS, Comparison, Query, Where

_PAIR = re.compile(r"(\w+)(=)(.*)", re.DOTALL)
_CONDITION = re.compile(r"(\w+)\s*(!=|<=|>=|=|<|>|~)\s*(.*)", re.DOTALL)


def add_commands(command: Any) -> None:
    types = command("types", run_types, tr("The kinds of record, with their fields"))
    types.add_argument("--json", action="store_true")
    add = command("add", run_add, tr("Record something new"))
    add.add_argument("type", metavar="TYPE")
    add.add_argument("values", metavar="FIELD=VALUE", nargs="*")
    add.add_argument(
        "--json", metavar="FILE", dest="source", help=tr("Read one object, or a list of them; - is the input")
    )
    add.add_argument("--unit", default="", help=tr("Where it belongs; your own unit unless given"))
    edit = command("edit", run_edit, tr("Change fields of an entry"))
    edit.add_argument("id", metavar="ID")
    edit.add_argument("values", metavar="FIELD=VALUE", nargs="+")
    move = command("move", run_move, tr("Make a step of the workflow"))
    move.add_argument("id", metavar="ID")
    move.add_argument("move", metavar="MOVE")
    move.add_argument("values", metavar="FIELD=VALUE", nargs="*")
    delete = command("delete", run_delete, tr("Take an entry out of every list"))
    delete.add_argument("id", metavar="ID")
    listing = command("list", run_list, tr("List entries of a type"))
    listing.add_argument("type", metavar="TYPE")
    listing.add_argument(
        "--where", metavar="CONDITION", action="append", default=[], help="field=value, state!=closed, …"
    )
    listing.add_argument("--text", default="", help=tr("Words to find, Chinese or pinyin initials"))
    listing.add_argument("--limit", type=int, default=None)
    listing.add_argument("--json", action="store_true")
    show = command("show", run_show, tr("Everything about one entry"))
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true")


def run_types(context: Context, options: Namespace) -> int:
    if options.json:
        print_json([_described(each) for each in record_types().values()])
        return 0
    for name, record in record_types().items():
        print(f"{name}  {tr(record.singular)}")
        for field in record.fields().values():
            mark = "*" if field.required else " "
            print(f"  {mark} {field.name:<22} {field.kind:<10} {tr(field.label)}")
    return 0


def run_add(context: Context, options: Namespace) -> int:
    """Print id and number of each new entry: a line, or JSON where JSON came in."""
    if options.source is None:
        entry = entries.add(context.desk, options.type, parse_pairs(options.values), options.unit)
        print(f"{entry.id} {entry.number}")
        return 0
    given = _read_json(options.source)
    many = given if isinstance(given, list) else [given]
    for number, each in enumerate(many, start=1):
        if not isinstance(each, dict):
            raise Refused(tr("This is not a record"), tr("Item {number} is not an object.", number=number))
    added = entries.add_all(
        context.desk, options.type, [_new(record_type(options.type), each, options) for each in many]
    )
    out = [{"id": entry.id, "number": entry.number} for entry in added]
    print_json(out if isinstance(given, list) else out[0])
    return 0


def run_edit(context: Context, options: Namespace) -> int:
    return _print(entries.edit(context.desk, options.id, parse_pairs(options.values)))


def run_move(context: Context, options: Namespace) -> int:
    return _print(entries.move(context.desk, options.id, options.move, parse_pairs(options.values)))


def run_delete(context: Context, options: Namespace) -> int:
    return _print(entries.delete(context.desk, options.id))


def run_list(context: Context, options: Namespace) -> int:
    record = record_type(options.type)
    where = tuple(parse_condition(context, record, each) for each in options.where)
    found = entries.find(context.desk, Query(record, where, options.text, limit=options.limit))
    found = [entry for entry in found if context.desk.may("view", entry)]
    if options.json:
        print_json([as_json(entry) for entry in found])
        return 0
    for entry in found:
        state = tr(record.workflow.state(entry.state).label)
        print(f"{entry.number}  {state}  {record.title(entry.body, context.desk.world)}")
    return 0


def run_show(context: Context, options: Namespace) -> int:
    entry = entries.get(context.desk, options.id)
    if options.json:
        print_json(as_json(entry) | {"history": entries.history(context.desk, entry.id)})
        return 0
    world, record = context.desk.world, entry.record
    print(f"{entry.number}  {tr(record.singular)}  {tr(record.workflow.state(entry.state).label)}")
    print(f"{entry.author.name}  {world.org.label(entry.unit)}  {entry.recorded_at}")
    for name, field in record.fields().items():
        if entry.body.get(name) is not None:
            print(f"{tr(field.label)}: {field.show(entry.body[name], world)}")
    return 0


def parse_pairs(pairs: list[str]) -> dict[str, Any]:
    """field=value arguments. A value that begins like JSON's list or object is read as such."""
    values: dict[str, Any] = {}
    for pair in pairs:
        found = _PAIR.fullmatch(pair)
        if found is None:
            raise Refused(tr("Bad usage"), tr("“{text}” is not of the form FIELD=VALUE.", text=pair[:60]))
        name, _, text = found.groups()
        values[name] = _parsed(name, text)
    return values


def parse_condition(context: Context, record: RecordType, text: str) -> Where:
    found = _CONDITION.fullmatch(text.strip())
    if found is None:
        raise Refused(tr("Bad usage"), tr("“{text}” is not a condition such as state=found.", text=text[:60]))
    name, value = found[1], found[3]
    comparison = cast(Comparison, found[2])
    if name in COLUMNS and name not in record.fields():
        return Where(name, comparison, _header_value(context, name, value))
    if comparison == "~":
        return Where(record.field(name).name, "~", value)
    try:
        return Where(name, comparison, record.field(name).operand(value, context.desk.world))
    except BadValue as bad:
        raise Invalid([Problem(name, tr(record.field(name).label), bad.message)]) from None


def _header_value(context: Context, name: str, value: str) -> Any:
    if name in ("open", "pending"):
        return value.lower() in ("1", "true", "yes")
    if name == "unit":
        found = context.desk.org.find(value)
        if not found:
            raise NotFound(tr("there is no unit called “{text}”", text=value))
        return [
            each.id
            for each in context.desk.org.units.values()
            if context.desk.org.within(each.id, found[0].id)
        ]
    if name == "author":
        known = context.desk.person_named(value)
        return known["id"] if known else value
    return value


def _parsed(name: str, text: str) -> Any:
    if text[:1] in "[{" and text:
        try:
            return json.loads(text)
        except ValueError as error:
            raise Refused(tr("This is not JSON"), f"{name}: {error}") from None
    return text


def _read_json(source: str) -> Any:
    try:
        if source == "-":
            return json.loads(sys.stdin.buffer.read().decode("utf-8-sig"))
        with open(source, encoding="utf-8-sig") as stream:
            return json.load(stream)
    except ValueError as error:
        raise Refused(tr("This is not JSON"), str(error)[:200]) from None


def _new(record: RecordType, given: dict[str, Any], options: Namespace) -> New:
    """An object from JSON; "unit" and "state" stand beside the fields, unless the type has fields of that name."""
    header = {
        name: str(given.pop(name))
        for name in ("unit", "state")
        if name in given and name not in record.fields()
    }
    return New(given, header.get("unit", options.unit), header.get("state", ""))


def _described(record: RecordType) -> dict[str, Any]:
    return {
        "type": record.type,
        "name": tr(record.singular),
        "fields": [
            {
                "name": field.name,
                "kind": field.kind,
                "label": tr(field.label),
                "required": field.required,
                "privacy": str(field.privacy),
            }
            for field in record.fields().values()
        ],
        "states": list(record.workflow.states),
        "moves": list(record.workflow.moves),
    }


def _print(entry: Entry) -> int:
    print(f"{entry.id} {entry.number} {entry.state}")
    return 0

"""types, add, edit, move, delete, list, show."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import Any

from gridapp.actions import disclosures, entries
from gridapp.actions.conditions import condition
from gridapp.actions.entries import New
from gridapp.actions.past import past
from gridapp.cli.context import Context, as_json, print_json
from gridapp.cli.linting import linted
from gridapp.cli.reading import read_json, read_pairs
from gridapp.domain.deadline_words import reasons
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.privacy_rules import masked_body
from gridapp.domain.record import RecordType, record_type, record_types
from gridapp.i18n import tr
from gridapp.store.lists import Query

_MOST_LISTED = 1_000_000_000


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
    masking = tr("Cover identity, card and mobile numbers and plates in free text before it is saved")
    add.add_argument("--mask", action="store_true", help=masking)
    edit = command("edit", run_edit, tr("Change fields of an entry"))
    edit.add_argument("id", metavar="ID")
    edit.add_argument("values", metavar="FIELD=VALUE", nargs="+")
    edit.add_argument("--mask", action="store_true", help=masking)
    move = command("move", run_move, tr("Make a step of the workflow"))
    move.add_argument("id", metavar="ID")
    move.add_argument("move", metavar="MOVE")
    move.add_argument("values", metavar="FIELD=VALUE", nargs="*")
    move.add_argument("--mask", action="store_true", help=masking)
    delete = command("delete", run_delete, tr("Take an entry out of every list"))
    delete.add_argument("id", metavar="ID")
    listing = command("list", run_list, tr("List entries of a type"))
    listing.add_argument("type", metavar="TYPE")
    listing.add_argument(
        "--where", metavar="CONDITION", action="append", default=[], help="field=value, state!=closed, …"
    )
    listing.add_argument("--text", default="", help=tr("Words to find, Chinese or pinyin initials"))
    listing.add_argument("--limit", type=_limit, default=None)
    listing.add_argument("--json", action="store_true")
    show = command("show", run_show, tr("Everything about one entry"))
    show.add_argument("id", metavar="ID")
    show.add_argument(
        "--reveal", action="store_true", help=tr("Personal fields in full; it is noted that you looked")
    )
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
    record = record_type(options.type)
    if options.source is None:
        values = linted(record, read_pairs(record, options.values), options.mask)
        entry = entries.add(context.desk, record.type, values, options.unit)
        print(f"{entry.id} {entry.number}")
        return 0
    if options.values:
        raise Refused(tr("Bad usage"), tr("Please give the fields as FIELD=VALUE or with --json, not both."))
    given = read_json(options.source)
    many = given if isinstance(given, list) else [given]
    for number, each in enumerate(many, start=1):
        if not isinstance(each, dict):
            raise Refused(tr("This is not a record"), tr("Item {number} is not an object.", number=number))
    added = entries.add_all(context.desk, record.type, [_new(record, each, options) for each in many])
    out = [{"id": entry.id, "number": entry.number} for entry in added]
    print_json(out if isinstance(given, list) else out[0])
    return 0


def run_edit(context: Context, options: Namespace) -> int:
    record = entries.get(context.desk, options.id).record
    values = linted(record, read_pairs(record, options.values), options.mask)
    return _print(entries.edit(context.desk, options.id, values))


def run_move(context: Context, options: Namespace) -> int:
    record = entries.get(context.desk, options.id).record
    values = linted(record, read_pairs(record, options.values), options.mask)
    return _print(entries.move(context.desk, options.id, options.move, values))


def run_delete(context: Context, options: Namespace) -> int:
    return _print(entries.delete(context.desk, options.id))


def run_list(context: Context, options: Namespace) -> int:
    record = record_type(options.type)
    where = tuple(condition(context.desk, record, each) for each in options.where)
    found = entries.find(context.desk, Query(record, where, options.text, limit=options.limit))
    found = [entry for entry in found if context.desk.may("view", entry)]
    if options.json:
        print_json([as_json(entry, masked_body(entry)) for entry in found])
        return 0
    for entry in found:
        state = tr(record.workflow.state(entry.state).label)
        print(f"{entry.number}  {state}  {record.title(entry.body, context.desk.world)}")
    return 0


def run_show(context: Context, options: Namespace) -> int:
    entry = entries.get(context.desk, options.id)
    if options.reveal:
        disclosures.reveal(context.desk, entry)
    body = entry.body if options.reveal else masked_body(entry)
    if options.json:
        steps = [step.as_json() for step in past(context.desk, entry.id)]
        print_json(as_json(entry, body) | {"history": steps})
        return 0
    world, record = context.desk.world, entry.record
    print(f"{entry.number}  {tr(record.singular)}  {tr(record.workflow.state(entry.state).label)}")
    print(f"{entry.author.name}  {world.org.label(entry.unit)}  {entry.recorded_at}")
    for name, field in record.fields().items():
        if body.get(name) is not None:
            print(f"{tr(field.label)}: {field.show(body[name], world)}")
    for words in reasons(entry, world):
        print(words)
    return 0


def _new(record: RecordType, given: dict[str, Any], options: Namespace) -> New:
    """An object from JSON; "unit" and "state" stand beside the fields, unless the type has fields of that name."""
    header = {
        name: str(given.pop(name))
        for name in ("unit", "state")
        if name in given and name not in record.fields()
    }
    return New(linted(record, given, options.mask), header.get("unit", options.unit), header.get("state", ""))


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


def _limit(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:20]) <= _MOST_LISTED:
        raise ArgumentTypeError(tr("must be a number of entries, not “{text}”", text=text[:40]))
    return int(text)

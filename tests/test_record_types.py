"""What must hold of every record type, written once, run for each: adding a type adds its tests."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from gridapp.actions import entries, imports
from gridapp.actions.entries import New
from gridapp.domain import codes
from gridapp.domain.fields import Choice, Lines, Tally
from gridapp.domain.privacy import REFUSED
from gridapp.domain.record import Record, example, record_types
from gridapp.domain.world import World
from gridapp.exports.table import csv_bytes
from gridapp.i18n import use_language
from gridapp.interop.columnmap import ColumnMap
from gridapp.interop.tables import read_table
from gridapp.store import indexes, lists
from gridapp.store.lists import Query, Where
from tests.office import COORDINATOR, Office

TYPES = list(record_types().values())
every_type = pytest.mark.parametrize("record", TYPES, ids=lambda record: record.type)
RecordType = type[Record]


@every_type
def test_the_declaration_is_whole(record: RecordType) -> None:
    fields = record.fields()
    assert len([f for f in fields.values() if f.required]) <= 6
    for name in (record.heading, *record.columns, *record.filters):
        assert name in fields
    for name in (record.when, record.where, record.due, record.level):
        assert not name or name in fields
    assert not record.under or record.under in {each.type for each in TYPES if not each.under}
    assert len(record.letters) == 2
    assert len({each.letters for each in TYPES}) == len(TYPES)
    for field in fields.values():
        if isinstance(field, Choice | Tally):
            assert codes.table(field.scheme).codes
        assert field.label
        assert field.name


@every_type
def test_refuses_to_store_what_may_never_be_stored(record: RecordType) -> None:
    names = list(record.fields())
    for field in record.fields().values():
        names += list(field.parts) if isinstance(field, Lines) else []
    for refused in REFUSED:
        assert not [name for name in names if refused in name.split("_") or refused == name], refused


@every_type
def test_an_example_is_valid_and_survives_cleaning_and_json(record: RecordType, world: World) -> None:
    for seed in range(5):
        body = example(record, world, random.Random(seed))
        assert record.clean(body, world) == body
        assert json.loads(json.dumps(body)) == body
        record.check(body, world)


@every_type
def test_every_field_shows_in_both_languages(record: RecordType, world: World) -> None:
    body = example(record, world, random.Random(1))
    for language in ("en", "zh_CN"):
        use_language(language)
        assert record.title(body, world)
        for name, field in record.fields().items():
            assert (field.show(body.get(name), world) != "") == (name in body)


@every_type
def test_every_state_can_be_reached_and_every_move_asks_for_real_fields(record: RecordType) -> None:
    workflow = record.workflow
    assert workflow.reachable() == set(workflow.states)
    for move in workflow.moves.values():
        assert set(move.needs) <= set(move.asks)
        assert set(move.asks) <= set(record.fields())
        assert move.by


@every_type
def test_missing_required_fields_are_all_named(record: RecordType, small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    required = {name for name, f in record.fields().items() if f.required and f.default(desk.world) is None}
    assert {each.field for each in entries.problems(desk, record.type, New({}))} == required


@every_type
def test_round_trip_through_the_store(record: RecordType, small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    body = example(record, desk.world, random.Random(2))
    added = entries.add(desk, record.type, body)
    assert entries.get(desk, added.number) == added
    assert {name: value for name, value in added.body.items() if name in record.fields()} == body
    assert entries.find(desk, Query(record)) == [added]
    words = record.words(body).split()
    assert entries.find(desk, Query(record, words=words[0])) == [added]


@every_type
def test_reaches_a_second_person(record: RecordType, small_office: Office) -> None:
    first, second = small_office.desk(COORDINATOR), small_office.desk(COORDINATOR)
    added = entries.add(first, record.type, example(record, first.world, random.Random(3)))
    assert small_office.sync(first).verdicts == {"stored": 1}
    assert small_office.sync(second).pulled == 1
    arrived = entries.get(second, added.id)
    assert (arrived.body, arrived.number, arrived.state, arrived.unit) == (
        added.body,
        added.number,
        added.state,
        added.unit,
    )


@every_type
def test_csv_out_and_in_again(record: RecordType, small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    added = [
        entries.add(desk, record.type, example(record, desk.world, random.Random(seed))) for seed in (4, 5)
    ]
    table = read_table("back.csv", csv_bytes(record, added, desk.world))
    mapping = ColumnMap.guessed(table.columns, record)
    mapping.sources.pop("state", None)
    elsewhere = small_office.desk(COORDINATOR)  # where it is not there already
    report = imports.import_rows(elsewhere, record.type, list(mapping.read(table.lines(), record)))
    assert not report.bad
    again = [entries.get(elsewhere, each).body for each in report.added]
    assert [comparable(record, each) for each in again] == [comparable(record, each.body) for each in added]


@every_type
def test_every_filter_is_found_by_an_index(record: RecordType, small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    with desk.vault.reading() as connection:
        for name in record.filters:
            found = lists.selection(Query(record, (Where(name, "=", "x"),)))
            words = str(found.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}"))
            assert indexes.name(record, name) in plan
            assert "TEMP B-TREE" not in plan


def comparable(record: RecordType, body: dict[str, Any]) -> dict[str, Any]:
    """What a table can carry: no photos, of a person the name by which they are looked up again."""
    kinds = {name: field.kind for name, field in record.fields().items()}
    carried = {name: value for name, value in body.items() if kinds.get(name, "photos") != "photos"}
    return {n: value["name"] if kinds[n] == "person" else value for n, value in carried.items()}

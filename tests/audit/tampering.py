"""What an owner of the database can do to single places of a table, with plain SQL: each gives what has to be named."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from gridapp.server import tables
from gridapp.server.hashes import audit_hash

Place = tuple[str, str, int]
"""County, table and number of a line."""

Tamper = Callable[["Hand", int], set[Place]]
FOREIGN = "610000000000"
APART = 6
"""Lines between two tampered places at least: what lies beside a change must not be named."""


class Hand:
    """The owner's hand in one table of one county."""

    def __init__(
        self, connection: Connection, table: str, county: str, last: int, dice: random.Random
    ) -> None:
        self.connection, self.table, self.county, self.last, self.dice = connection, table, county, last, dice
        self.columns = [column.name for column in tables.server.tables[table].columns]
        self._beyond = last + 10

    def run(self, statement: str, *values: Any) -> Any:
        return self.connection.exec_driver_sql(statement.replace("TABLE", self.table), values)

    def row(self, seq: int) -> dict[str, Any]:
        found = (
            self.run("SELECT * FROM TABLE WHERE county = ? AND seq = ?", self.county, seq).mappings().one()
        )
        return dict(found)

    def set(self, seq: int, /, **values: Any) -> None:
        names = ", ".join(f'"{name}" = ?' for name in values)
        self.run(f"UPDATE TABLE SET {names} WHERE county = ? AND seq = ?", *values.values(), self.county, seq)

    def put(self, row: dict[str, Any]) -> None:
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        self.run(f"INSERT INTO TABLE ({names}) VALUES ({marks})", *row.values())

    def place(self, seq: int) -> Place:
        return self.county, self.table, seq

    def beyond(self) -> int:
        """A number that no line has."""
        self._beyond += self.dice.randrange(1, 5)
        return self._beyond


def other(value: Any, dice: random.Random) -> Any:
    """Nearly the same value."""
    if isinstance(value, int):
        return value + dice.choice((-1, 1)) * dice.randrange(1, 1000)
    if not value:
        return "0"
    at = dice.randrange(len(value))
    return (
        value[:at] + dice.choice([each for each in "0123456789abcdef" if each != value[at]]) + value[at + 1 :]
    )


def changed(column: str) -> Tamper:
    def tamper(hand: Hand, seq: int) -> set[Place]:
        hand.set(seq, **{column: other(hand.row(seq)[column], hand.dice)})
        return {hand.place(seq)}

    return tamper


def emptied(column: str) -> Tamper:
    def tamper(hand: Hand, seq: int) -> set[Place]:
        hand.set(seq, **{column: None})
        return {hand.place(seq)}

    return tamper


def to_another_county(hand: Hand, seq: int) -> set[Place]:
    hand.set(seq, county=FOREIGN)
    return {hand.place(seq), (FOREIGN, hand.table, seq)}


def to_another_number(hand: Hand, seq: int) -> set[Place]:
    number = hand.beyond()
    hand.set(seq, seq=number)
    return {hand.place(seq), hand.place(number)}


def removed(hand: Hand, seq: int) -> set[Place]:
    count = hand.dice.choice((1, 1, 1, 2, 3))
    hand.run("DELETE FROM TABLE WHERE county = ? AND seq BETWEEN ? AND ?", hand.county, seq, seq + count - 1)
    return {hand.place(seq + each) for each in range(count)}


def exchanged_with_the_next(hand: Hand, seq: int) -> set[Place]:
    return _exchange(hand, seq, seq + 1)


def exchanged_nearby(hand: Hand, seq: int) -> set[Place]:
    return _exchange(hand, seq, seq + 2)


def there_twice(hand: Hand, seq: int) -> set[Place]:
    hand.put(hand.row(seq))
    return {hand.place(seq)}


def over_another(hand: Hand, seq: int) -> set[Place]:
    """A copy of an earlier line in the place of this one."""
    row = hand.row(seq - 2)
    hand.set(seq, **{name: value for name, value in row.items() if name not in ("county", "seq")})
    return {hand.place(seq)}


def put_in_between(hand: Hand, seq: int) -> set[Place]:
    """A line of the owner's own under a number that is taken, the hash made for it."""
    row = hand.row(seq)
    row["at"] = "2026-11-18T04:00:00.000+00:00"
    row["hash"] = other(row["hash"], hand.dice)
    hand.put(row)
    return {hand.place(seq)}


def with_a_fitting_digest(hand: Hand, seq: int) -> set[Place]:
    """The journal: other words, and the digest made anew for them."""
    data = hand.row(seq)["data"].replace("Z", "z").replace("2026", "2025")
    hand.set(seq, data=data, digest=hashlib.sha256(data.encode()).hexdigest())
    return {hand.place(seq)}


def with_a_fitting_hash(hand: Hand, seq: int) -> set[Place]:
    """The audit log: another actor, and the hash of that line made anew."""
    row = hand.row(seq)
    row["actor"] = other(row["actor"], hand.dice)
    row["hash"] = audit_hash(
        row["before"], row["county"], seq, row["at"], row["actor"], row["role"], row["device"], row["act"],
        row["object"], row["outcome"], row["reason"],
    )  # fmt: skip
    hand.set(seq, actor=row["actor"], hash=row["hash"])
    return {hand.place(seq)}


def kinds(table: str) -> dict[str, Tamper]:
    """Every kind of tampering with single places of a table."""
    found: dict[str, Tamper] = {
        "to another county": to_another_county,
        "to another number": to_another_number,
        "removed": removed,
        "exchanged with the next": exchanged_with_the_next,
        "exchanged nearby": exchanged_nearby,
        "there twice": there_twice,
        "over another": over_another,
        "put in between": put_in_between,
    }
    for column in tables.server.tables[table].columns:
        if column.name not in ("county", "seq"):
            found[f"{column.name} changed"] = changed(column.name)
            found[f"{column.name} emptied"] = emptied(column.name)
    if table == "audit":
        found["changed, with a fitting hash"] = with_a_fitting_hash
    else:
        found["changed, with a fitting digest"] = with_a_fitting_digest
    return found


def places(last: int, count: int, dice: random.Random) -> Iterator[int]:
    """So many numbers that lie far enough apart."""
    slots = dice.sample(range(1, (last - 2 * APART) // APART), count)
    return (slot * APART + dice.randrange(2) for slot in sorted(slots))


def apply(hand: Hand, count: int) -> dict[int, tuple[str, set[Place]]]:
    """Tamper with so many places, each in a way of its own; by number, which way and what has to be named."""
    ways = kinds(hand.table)
    turns: Sequence[str] = [name for _ in range(count // len(ways) + 1) for name in ways][:count]
    done = {}
    for seq, name in zip(places(hand.last, count, hand.dice), hand.dice.sample(turns, count), strict=True):
        done[seq] = (name, ways[name](hand, seq))
    return done


def _exchange(hand: Hand, one: int, two: int) -> set[Place]:
    hand.run("UPDATE TABLE SET seq = -1 WHERE county = ? AND seq = ?", hand.county, one)
    hand.run("UPDATE TABLE SET seq = ? WHERE county = ? AND seq = ?", one, hand.county, two)
    hand.run("UPDATE TABLE SET seq = ? WHERE county = ? AND seq = -1", two, hand.county)
    return {hand.place(one), hand.place(two)}

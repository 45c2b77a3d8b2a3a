"""A short past, tampered with as a whole: everything made anew behind a change, ends cut off, marks forged, entries
changed. Each trial is one database.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from sqlalchemy import Connection

from gridapp.domain.checksum import as_text, checksum
from gridapp.domain.op import GENESIS, chain, digest_of
from gridapp.domain.org import COUNTY
from gridapp.server import rows
from gridapp.server import verify as verification
from gridapp.server.findings import Finding
from gridapp.server.hashes import audit_hash
from gridapp.sync.protocol import DayMark, SignedMark
from tests.audit.county import County, Tampered
from tests.audit.outcome import Outcome
from tests.audit.tampering import other

CHAINS = ("journal", "audit")
Lines = list[dict[str, Any]]


def prove(county: County, folder: Path, dice: random.Random, asked: argparse.Namespace) -> Iterator[Outcome]:
    """Each row so many times, in turn on both chains where it is about chains."""
    owner = Tampered(county, folder)
    owner.unlock()
    try:
        with owner.transaction() as connection:
            query = "SELECT data, signature FROM daily ORDER BY n"
            kept = [SignedMark(*row) for row in connection.exec_driver_sql(query)]
        honest = owner.verify(kept)
        words = [f"{each.table} {each.row}: {each.what}" for each in honest.findings.found]
        yield Outcome("honest, with kept marks", honest.journal + honest.audit, words)
        for name, trial in TRIALS.items():
            outcome = Outcome(name)
            for number in range(asked.trials):
                outcome.trials += 1
                with owner.trial() as connection:
                    whole = Whole(owner, connection, CHAINS[number % 2], dice, kept)
                    if not trial(whole):
                        outcome.failures.append(f"{whole.told}: {whole.found[:3]}")
            if name in CONTROLS:
                words, misses = CONTROLS[name]
                with owner.trial() as connection:
                    outcome.controls[words] = misses(Whole(owner, connection, "journal", dice, kept))
            yield outcome
    finally:
        owner.close()


class Whole:
    """One database in the owner's hand, and what a verification says of it."""

    def __init__(
        self, owner: Tampered, connection: Connection, table: str, dice: random.Random, kept: list[SignedMark]
    ) -> None:
        self.owner, self.connection, self.table, self.dice, self.kept = owner, connection, table, dice, kept
        self.signed = max(json.loads(each.data)[table]["seq"] for each in kept)
        self.told = table
        self.found: list[Finding] = []

    def run(self, statement: str, *values: Any) -> Any:
        return self.connection.exec_driver_sql(statement.replace("TABLE", self.table), values)

    def lines(self) -> Lines:
        return [dict(row) for row in self.run("SELECT * FROM TABLE ORDER BY seq").mappings()]

    def write(self, lines: Lines, anew_from: int | None = None) -> None:
        """Put these in the place of all lines, numbered anew, the head on the last; with `anew_from` also all hashes
        from that place on."""
        for seq, line in enumerate(lines, 1):
            line["seq"] = seq
            if anew_from is not None and seq >= anew_from:
                before = lines[seq - 2]["hash"] if seq > 1 else GENESIS
                line["hash"] = _hash(self.table, line, before)
        names = list(lines[0])
        self.run("DELETE FROM TABLE")
        marks = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        statement = f"INSERT INTO {self.table} ({quoted}) VALUES ({marks})"
        self.connection.exec_driver_sql(statement, [tuple(line[name] for name in names) for line in lines])
        self.put_head(len(lines), lines[-1]["hash"])

    def put_head(self, seq: int, hash_: str) -> None:
        head = ("county", "id") if self.table == "journal" else ("audit_head", "county")
        self.run(f"UPDATE {head[0]} SET seq = ?, hash = ? WHERE {head[1]} = ?", seq, hash_, COUNTY)

    def verify(self, kept: bool = False) -> list[Finding]:
        self.found = self.owner.verify(self.kept if kept else ()).findings.found
        return self.found

    def says(self, what: set[str], seq: int, kept: bool = False, table: str = "") -> bool:
        """Whether a verification names this line for one of these reasons."""
        found = self.verify(kept)
        table = table or self.table
        return any(
            each.table == table and each.what in what and each.first <= seq <= each.last for each in found
        )


def _hash(table: str, line: dict[str, Any], before: str) -> str:
    if table == "journal":
        return chain(before, line["digest"])
    line["before"] = before
    return audit_hash(
        before, line["county"], line["seq"], line["at"], line["actor"], line["role"], line["device"], line["act"],
        line["object"], line["outcome"], line["reason"],
    )  # fmt: skip


def _alter(table: str, line: dict[str, Any], dice: random.Random) -> None:
    """Other words in a line, with whatever of it has to fit them."""
    if table == "journal":
        line["data"] = line["data"].replace("2026", "2025", 1).replace("第", "弟")
        line["digest"] = digest_of(line["data"].encode())
    else:
        line["actor"] = other(line["actor"], dice)


def rewritten(whole: Whole) -> bool:
    """A line changed, and all hashes behind it made anew: the first signed mark behind it says so."""
    lines = whole.lines()
    seq = whole.dice.randrange(1, whole.signed + 1)
    _alter(whole.table, lines[seq - 1], whole.dice)
    whole.write(lines, anew_from=seq)
    whole.told = f"{whole.table} {seq}"
    return whole.says({"signed"}, seq)


def rewritten_without_marks(whole: Whole) -> bool:
    """The same, and the signed marks and receipts thrown away: those that were kept elsewhere say so."""
    lines = whole.lines()
    seq = whole.dice.randrange(1, whole.signed + 1)
    _alter(whole.table, lines[seq - 1], whole.dice)
    whole.write(lines, anew_from=seq)
    whole.run("DELETE FROM daily")
    whole.run("DELETE FROM batch")
    whole.told = f"{whole.table} {seq}"
    return whole.says({"signed"}, seq, kept=True)


def cut_off(whole: Whole) -> bool:
    """The newest lines removed; with the head set back as well, only the marks know of them."""
    lines = whole.lines()
    left = whole.dice.randrange(max(1, whole.signed - 80), len(lines))
    whole.run("DELETE FROM TABLE WHERE seq > ?", left)
    if left < whole.signed and whole.dice.random() < 0.7:
        whole.put_head(left, lines[left - 1]["hash"])
    whole.told = f"{whole.table} after {left}"
    found = whole.verify()
    return any(
        each.table == whole.table and each.what in ("missing", "cut") and each.first == left + 1
        for each in found
    )


def put_in_between(whole: Whole) -> bool:
    """A line of the owner's own, with a hash that follows, and all lines behind it numbered anew."""
    lines = whole.lines()
    place = whole.dice.randrange(1, len(lines) - 3)
    forged = dict(lines[place])
    forged["seq"] = place + 1
    _alter(whole.table, forged, whole.dice)
    forged["hash"] = _hash(whole.table, forged, lines[place - 1]["hash"])
    whole.write([*lines[:place], forged, *lines[place:]])
    whole.told = f"{whole.table} {place + 1}"
    return whole.says({"inserted"}, place + 1)


def taken_out(whole: Whole) -> bool:
    """Some lines removed, and all behind them numbered anew."""
    lines = whole.lines()
    place, count = whole.dice.randrange(1, len(lines) - 50), whole.dice.randrange(1, 40)
    whole.write([*lines[:place], *lines[place + count :]])
    whole.told = f"{whole.table} {count} before {place + 1}"
    return whole.says({"gone", "hash"}, place + 1)


def marks_forged(whole: Whole) -> bool:
    """A signed mark changed, exchanged, removed or signed by somebody else."""
    n = whole.dice.randrange(1, len(whole.kept))
    way = whole.dice.choice(("data", "signature", "removed", "exchanged", "stranger"))
    mark = whole.kept[n - 1]
    whole.told = f"daily {n} {way}"
    if way == "data":
        at = mark.data.index('"hash":"') + 8 + whole.dice.randrange(64)
        digit = "0" if mark.data[at] != "0" else "1"
        whole.run("UPDATE daily SET data = ? WHERE n = ?", mark.data[:at] + digit + mark.data[at + 1 :], n)
    elif way == "signature":
        whole.run("UPDATE daily SET signature = ? WHERE n = ?", other(mark.signature, whole.dice), n)
    elif way == "removed":
        whole.run("DELETE FROM daily WHERE n = ?", n)
    elif way == "exchanged":
        whole.run(
            "UPDATE daily SET n = CASE n WHEN ? THEN ? ELSE ? END WHERE n IN (?, ?)", n, n + 1, n, n, n + 1
        )
    else:
        whole.run("UPDATE daily SET signature = ? WHERE n = ?", "ab" * 64, n)
    return whole.says({"signature", "missing", "renumbered"}, n, table="daily")


def kept_marks_forged(whole: Whole) -> bool:
    """A forged proof must not pass for one: what was kept elsewhere is believed by its signature only."""
    n = whole.dice.randrange(len(whole.kept))
    mark, forged = whole.kept[n], list(whole.kept)
    at = whole.dice.randrange(len(mark.data))
    character = whole.dice.choice([each for each in "0123456789abcdef{}" if each != mark.data[at]])
    forged[n] = (
        SignedMark(mark.data[:at] + character + mark.data[at + 1 :], mark.signature)
        if whole.dice.random() < 0.5
        else SignedMark(mark.data, other(mark.signature, whole.dice))
    )
    whole.kept, whole.told = forged, f"kept mark {n + 1}"
    return [each.what for each in whole.verify(kept=True)] == ["signature"]


def set_back(whole: Whole) -> bool:
    """The whole database put back to an older, honest state: only what was kept elsewhere knows of the rest."""
    day = whole.dice.randrange(1, len(whole.kept))
    mark = json.loads(whole.kept[day - 1].data)
    for table in CHAINS:
        whole.table = table
        seq, hash_ = mark[table]["seq"], mark[table]["hash"]
        whole.run("DELETE FROM TABLE WHERE seq > ?", seq)
        whole.put_head(seq, hash_)
    whole.run("DELETE FROM daily WHERE n > ?", day)
    whole.run("DELETE FROM batch WHERE json_extract(answer, '$.after.seq') > ?", mark["journal"]["seq"])
    whole.told = f"to day {day}"
    chains = [each for each in whole.verify() if each.table not in ("entry", "checksum")]
    return not chains and whole.says({"cut"}, day + 1, kept=True, table="daily")


def entry_changed(whole: Whole) -> bool:
    """An entry changed behind the journal's back, its checksum and its unit's sum made to fit."""
    ids = [row[0] for row in whole.run("SELECT id FROM entry WHERE county = ? ORDER BY id", COUNTY)]
    name = whole.dice.choice(ids)
    way = whole.dice.choice(
        ("body", "state", "unit", "author", "number", "type", "seq", "deleted", "gone", "stamps")
    )
    row = whole.run("SELECT * FROM entry WHERE county = ? AND id = ?", COUNTY, name).mappings().one()
    whole.told = f"entry {name} {way}"
    here = "WHERE county = ? AND id = ?"
    if way == "gone":
        whole.run(f"DELETE FROM entry {here}", COUNTY, name)
    elif way == "body":
        body = {**json.loads(row["body"]), "description": "别的话"}
        whole.run(f"UPDATE entry SET body = ? {here}", json.dumps(body), COUNTY, name)
    elif way == "stamps":
        elsewhere = json.dumps([[1, "x", ["description"]]])
        whole.run(f"UPDATE entry SET stamps = ? {here}", elsewhere, COUNTY, name)
    else:
        value = {"state": "closed", "type": "patrol", "deleted": 1, "unit": COUNTY}.get(way)
        whole.run(f"UPDATE entry SET {way} = ? {here}", value or other(row[way], whole.dice), COUNTY, name)
    if way != "gone":
        known = rows.read(whole.connection, COUNTY, [name])[name]
        whole.run(f"UPDATE entry SET checksum = ? {here}", as_text(checksum(known.entry)), COUNTY, name)
    return any(each.table == "entry" and each.name == name for each in whole.verify())


TRIALS: dict[str, Callable[[Whole], bool]] = {
    "rewritten with all hashes": rewritten,
    "rewritten, marks thrown away": rewritten_without_marks,
    "newest lines cut off": cut_off,
    "put in between": put_in_between,
    "taken out, numbered anew": taken_out,
    "daily marks forged": marks_forged,
    "kept marks forged": kept_marks_forged,
    "database set back": set_back,
    "entries changed": entry_changed,
}


def _misses_without_marks(whole: Whole) -> bool:
    """A chain by itself cannot tell that it was made anew."""
    rewritten_without_marks(whole)
    return not any(each.table in CHAINS for each in whole.verify())


def _misses_without_signatures(whole: Whole) -> bool:
    """Whoever believes what is not signed takes a forged mark for a proof, and then has nothing to say against it."""
    lines = whole.lines()
    _alter(whole.table, lines[0], whole.dice)
    whole.write(lines, anew_from=1)
    whole.run("DELETE FROM daily")
    whole.run("DELETE FROM batch")
    mark = json.loads(whole.kept[-1].data)
    mark["journal"]["hash"] = lines[mark["journal"]["seq"] - 1]["hash"]
    whole.kept = [SignedMark(json.dumps(mark), whole.kept[-1].signature)]
    with mock.patch.object(
        verification, "mark_of", lambda key, kept: msgspec.json.decode(kept.data, type=DayMark)
    ):
        return not any(each.table in CHAINS for each in whole.verify(kept=True))


def _misses_by_checksum(whole: Whole) -> bool:
    """An owner makes the checksum of an entry anew as well."""
    return not all(
        entry_changed(whole) and any(each.what == "checksum" for each in whole.found) for _ in range(5)
    )


CONTROLS: dict[str, tuple[str, Callable[[Whole], bool]]] = {
    "rewritten with all hashes": ("a verifier without signed marks", _misses_without_marks),
    "kept marks forged": ("a verifier that checks no signature", _misses_without_signatures),
    "entries changed": ("a verifier that looks at checksums only", _misses_by_checksum),
}

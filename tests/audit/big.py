"""A long past, and thousands of places of it tampered with one by one."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from gridapp.domain.org import COUNTY
from gridapp.server.findings import Finding
from gridapp.server.verify import verify
from tests.audit.county import County, Tampered
from tests.audit.outcome import Outcome, named
from tests.audit.tampering import Hand, Place, apply

CHAINS = ("journal", "audit")


def prove(county: County, folder: Path, dice: random.Random, asked: argparse.Namespace) -> Iterator[Outcome]:
    """Honest lines first; then so many places of each chain, spread over a few databases."""
    centre = county.office.centre
    done = verify(centre.database, centre.signer.public)
    yield Outcome("honest lines", done.journal + done.audit, [each.words() for each in done.findings.found])
    outcomes = {table: Outcome(f"places of the {table}") for table in CHAINS}
    overlooked = dict.fromkeys(CHAINS, 0)
    per_round = asked.places // asked.rounds
    for _ in range(asked.rounds):
        owner = Tampered(county, folder)
        try:
            _one_round(owner, dice, per_round, outcomes, overlooked)
        finally:
            owner.close()
    for table, outcome in outcomes.items():
        outcome.controls["a verifier that looks at the newest hash only"] = overlooked[table] > 0
        yield outcome


def _one_round(
    owner: Tampered,
    dice: random.Random,
    count: int,
    outcomes: dict[str, Outcome],
    overlooked: dict[str, int],
) -> None:
    owner.unlock()
    expected: dict[str, dict[int, tuple[str, set[Place]]]] = {}
    with owner.transaction() as connection:
        for table in CHAINS:
            last = connection.exec_driver_sql(f"SELECT max(seq) FROM {table}").scalar()
            expected[table] = apply(Hand(connection, table, COUNTY, int(last or 0), dice), count)
    found = owner.verify().findings.found
    newest = _newest_only(owner)
    for table in CHAINS:
        outcomes[table].trials += count
        outcomes[table].failures += _judge(expected[table], found, table)
        overlooked[table] += len(_judge(expected[table], newest, table))


def _judge(expected: dict[int, tuple[str, set[Place]]], findings: list[Finding], table: str) -> list[str]:
    """Every place must be named, and nothing else of this table."""
    said = named(findings, (table,))
    wanted = {place for _, places in expected.values() for place in places}
    failures = [
        f"{kind} at {seq}: not named: {sorted(places - said.keys())}"
        for seq, (kind, places) in expected.items()
        if places - said.keys()
    ]
    for place in sorted(said.keys() - wanted):
        near = min(expected, key=lambda seq: abs(seq - place[2]))
        failures.append(f"named though untouched: {place} {said[place]}; near {expected[near][0]} at {near}")
    return failures


def _newest_only(owner: Tampered) -> list[Finding]:
    """The broken verifier: does the head name the hash of the last line?"""
    found = []
    with owner.transaction() as connection:
        for table, head in (("journal", "SELECT seq, hash FROM county WHERE id = ?"),
                            ("audit", "SELECT seq, hash FROM audit_head WHERE county = ?")):  # fmt: skip
            seq, hash_ = connection.exec_driver_sql(head, (COUNTY,)).one()
            query = f"SELECT hash FROM {table} WHERE county = ? AND seq = ?"
            if connection.exec_driver_sql(query, (COUNTY, seq)).scalar() != hash_:
                found.append(Finding(COUNTY, table, "head", seq, seq))
    return found

"""Walking along the two chains of a county line by line, and naming the line that is not what it was.

Journal and audit log are walked alike: numbers from 1 without a gap, each line hashed over the one before. A change
seldom breaks one place only (what is put elsewhere is missed where it was), so a walk tells the line that was changed
from its neighbours, which only do not fit it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from gridapp.domain.op import GENESIS, chain, digest_of
from gridapp.server.findings import Finding, Findings
from gridapp.server.given import Given
from gridapp.server.hashes import audit_hash
from gridapp.sync.protocol import Checkpoint


@dataclass(frozen=True)
class Place:
    """A hash that was signed, or written down, for a number of a chain: `note` says by whom and when; `since` is the
    number of the place before."""

    hash: str
    note: str
    since: int


Places = Mapping[int, Sequence[Place]]
NEAR = 64
"""So many lines in a row may have been taken out, and the others numbered anew, for the place to be named."""


class Glance(msgspec.Struct):
    """As much of an op as a walk needs of every one."""

    id: str = ""
    entry: str = ""
    kind: str = ""
    settles: str = ""


_glance = msgspec.json.Decoder(Glance).decode


class Walk:
    """What both chains have in common: numbers, the head, and the places that are known from elsewhere."""

    table = ""

    def __init__(self, county: str, findings: Findings, places: Places) -> None:
        self.county = county
        self.walked = 0
        self._findings = findings
        self._places = places
        self._last = 0  # the number of the newest line
        self._hash: str | None = GENESIS  # its hash; None after a gap
        self._before: str | None = None  # the hash before that
        self._named = 0  # the number that was named last
        self._differs = False  # from the newest of the places

    def take(self, row: Any, head: int) -> None:
        """The next line in the order of numbers; `head` is the number that the county's head names."""
        if type(row.seq) is not int:
            self._name("number", self._last + 1)
        elif row.seq == self._last > 0:
            self._name("twice", row.seq)
        elif row.seq < 1:
            self._name("stray", row.seq)
        else:
            self._step(row, head)

    def end(self, head: Checkpoint) -> None:
        """No more lines: does the head name the last one, and is everything there that was known to be?"""
        if self._last < head.seq:
            self._miss(head.seq)
        elif self._last == head.seq and self._hash not in (None, head.hash) and self._named != self._last:
            self._name("head", self._last)
        for seq in sorted(each for each in self._places if each > max(self._last, head.seq)):
            self._findings.add(
                Finding(self.county, self.table, "cut", self._last + 1, seq, note=self._places[seq][0].note)
            )

    def _step(self, row: Any, head: int) -> None:
        self.walked += 1
        if row.seq > head:
            self._name("beyond", row.seq)
            return
        if row.seq > self._last + 1:
            self._miss(row.seq - 1)
            self._before, self._hash = None, None
        try:
            self._check(row)
        except (TypeError, ValueError, AttributeError):  # what no program of ours wrote
            self._name("unreadable", row.seq)
        self._before, self._hash, self._last = self._hash, row.hash, row.seq
        self._compare(row)

    def _check(self, row: Any) -> None:
        """Name what is wrong with a line, given the hashes before it."""
        raise NotImplementedError

    def _compare(self, row: Any) -> None:
        """With what was signed or written down; a line that is named already contradicts it of course."""
        for place in self._places.get(row.seq, ()):
            differs = place.hash != row.hash and self._named != row.seq
            if differs and not self._differs:  # then all later ones do
                self._findings.add(
                    Finding(self.county, self.table, "signed", place.since + 1, row.seq, note=place.note)
                )
            self._differs = differs

    def _miss(self, until: int) -> None:
        self._findings.add(Finding(self.county, self.table, "missing", self._last + 1, until))

    def _name(self, what: str, seq: int) -> None:
        self._findings.add(Finding(self.county, self.table, what, int(seq), int(seq)))
        self._named = int(seq)


class AuditWalk(Walk):
    """Along the audit log, whose lines name the hash before them: each can be checked by itself."""

    table = "audit"

    def __init__(self, county: str, findings: Findings, places: Places) -> None:
        super().__init__(county, findings, places)
        self._original = 0  # the number that the newest line was given

    def _check(self, row: Any) -> None:
        self._original, before = self._number_of(row), self._original
        well_before = self._named != self._last or self._last == 0
        if self._original == row.seq:
            if well_before and self._hash not in (None, row.before):
                self._name("inserted" if row.before == self._before else "rewritten", self._last or row.seq)
        elif self._original:
            if well_before and row.before == self._before and self._last:
                self._name("inserted", self._last)
            elif self._original > before + 1:
                self._name("gone", row.seq)
            self._name("renumbered", row.seq)
        else:
            self._original = before + 1
            self._name("changed", row.seq)

    def _number_of(self, row: Any) -> int:
        """The number that this line was given, which its hash is over; 0 when something else of it was changed."""
        if _audit_hash(row, self.county, row.seq) == row.hash:
            return int(row.seq)
        for number in range(self._original - 1, self._original + NEAR):
            if _audit_hash(row, self.county, number) == row.hash:
                return number
        return 0


class JournalWalk(Walk):
    """Along the journal, with the receipts that were given for its batches: they are signed, and name what no hash of
    a line covers, because it is another when a restored server gets the same ops again: device, time and skew.
    `each` is handed every line whose data is what was accepted, with the op's kind.
    """

    table = "journal"

    def __init__(
        self, county: str, findings: Findings, places: Places, given: Given, each: Callable[[Any, str], None]
    ) -> None:
        super().__init__(county, findings, places)
        self.uncovered = 0
        self._given = given
        self._each = each
        self._row: Any = None  # the newest line
        self._loose = False  # it does not follow from what is before it
        self._instead: list[str] = []  # the hashes it should have had
        self._foreign = (
            ""  # the op in it, when it came from another device than its batch: somebody released it
        )

    def _check(self, row: Any) -> None:
        digest = digest_of(row.data.encode())
        glance = Glance()
        if digest != row.digest:
            self._name("digest", row.seq)
        else:
            glance = self._look_into(row)
        self._check_hash(row, digest)
        self._hold_against_receipt(row, glance)

    def _check_hash(self, row: Any, digest: str) -> None:
        before, self._row = self._row, row
        was_loose, self._loose = self._loose, False
        if self._hash is None or _follows(row, self._hash, digest):
            return
        if was_loose and any(_follows(row, each, digest) for each in self._instead):
            return  # of the line before only the hash was changed
        if self._before is not None and _follows(row, self._before, digest):
            if not was_loose:
                self._name("inserted", self._last)
            elif _follows(before, row.hash, before.digest):
                self._loose, self._instead = True, []
                self._name("order", row.seq)
            return
        if was_loose:
            return  # what it followed from is not there any more: that is why
        self._loose = True
        self._instead = [_chained(self._hash, each) for each in (digest, row.digest)]
        if self._named != row.seq:
            self._name("hash", row.seq)

    def _look_into(self, row: Any) -> Glance:
        try:
            glance = _glance(row.data)
        except msgspec.DecodeError:
            glance = Glance()
        if (glance.id, glance.entry) != (row.op, row.entry):
            self._name("names", row.seq)
        else:
            self._each(row, glance.kind)
        return glance

    def _hold_against_receipt(self, row: Any, glance: Glance) -> None:
        foreign, self._foreign = self._foreign, ""
        if foreign and not (glance.kind == "release" and glance.settles == foreign):
            self._name("receipt", self._last)
        receipt = self._given.of(row.seq)
        if receipt is None:
            self.uncovered += 1
        elif (row.at, row.skew) != (receipt.at, receipt.skew):
            self._name("receipt", row.seq)
        elif row.device != receipt.device:
            self._foreign = row.op  # right, when the next line releases it

    def end(self, head: Checkpoint) -> None:
        if self._foreign:
            self._name("receipt", self._last)
        super().end(head)


def _follows(row: Any, hash_: str, digest: str) -> bool:
    """Whether the line's hash is made of this one and of what the line says."""
    return row.hash in (_chained(hash_, digest), _chained(hash_, row.digest))


def _chained(hash_: str, digest: str) -> str:
    """The next hash; "" after one that somebody spoilt, from which nothing follows."""
    try:
        return chain(hash_, digest)
    except (TypeError, ValueError):
        return ""


def _audit_hash(row: Any, county: str, number: int) -> str:
    return audit_hash(row.before, county, number, row.at, row.actor, row.role, row.device, row.act, row.object,
                      row.outcome, row.reason)  # fmt: skip

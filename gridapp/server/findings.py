"""What a verification found: which row of which table, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gridapp.i18n import N_, tr

MOST = 10_000
"""So many findings are kept; more are counted only."""

WHAT: Mapping[str, str] = {
    "unreadable": N_("it holds something that no line holds"),
    "number": N_("its number is none"),
    "stray": N_("its number or its county is one that no line can have"),
    "missing": N_("the line is missing"),
    "twice": N_("its number is there twice"),
    "beyond": N_("it lies beyond the head"),
    "head": N_("the head does not name the last line"),
    "digest": N_("its digest does not fit its data"),
    "names": N_("its act or entry is not the one in its data"),
    "receipt": N_("its device, time or skew is not what the receipt for its batch says"),
    "changed": N_("its hash does not fit what it says"),
    "hash": N_("it does not follow from the line before; the one of the two that was changed is this one, or the "
               "one before together with its hash"),
    "order": N_("it stands in another place than it was written in"),
    "inserted": N_("it was put in between afterwards"),
    "rewritten": N_("it was put in the place of another"),
    "gone": N_("lines before it were taken out, and all behind them numbered anew"),
    "renumbered": N_("it carries another number than it was given"),
    "signed": N_("something in here was changed, and all hashes behind it made anew: {note} names another hash"),
    "cut": N_("the line was there: {note} names it"),
    "signature": N_("it is not signed by this server"),
    "contradicts": N_("it says something else than {note}"),
    "no entry": N_("there is no entry for it"),
    "newest": N_("the entry's number is not that of the newest line about it"),
    "checksum": N_("its checksum does not fit what it says"),
    "header": N_("its type, number, author or time is not what line {note} says"),
    "standing": N_("its state or unit is not what line {note} says"),
    "value": N_("a field is not what line {note} says"),
    "sum": N_("the checksums of its entries do not add up"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something wrong with the rows `first` to `last` of a table; `name` is the id of a row that has no number."""

    county: str
    table: str
    what: str
    first: int = 0
    last: int = 0
    name: str = ""
    note: str = ""

    @property
    def row(self) -> str:
        if self.name:
            return self.name
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    def words(self) -> str:
        return tr(WHAT[self.what], note=self.note) if "{note}" in WHAT[self.what] else tr(WHAT[self.what])


@dataclass
class Findings:
    """Gathers findings; what is wrong in the same way with rows in a row is one finding."""

    found: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def add(self, finding: Finding) -> None:
        if self.found and _goes_on(self.found[-1], finding):
            self.found[-1] = replace(self.found[-1], last=finding.last)
            return
        if len(self.found) < MOST:
            self.found.append(finding)
        else:
            self.left_out += 1


def _goes_on(last: Finding, finding: Finding) -> bool:
    alike = replace(last, first=0, last=0) == replace(finding, first=0, last=0)
    return alike and not finding.name and finding.first == last.last + 1

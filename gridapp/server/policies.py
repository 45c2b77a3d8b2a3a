"""Who sees which rows on PostgreSQL, as data: every table of the server has its line here.

The words are SQL. What a person gets follows `scopes.in_scope`; the values it compares with come from `scopes.sight`.
A setting is read once per query (a scalar subquery), not once per row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from gridapp.domain.checksum import SHARED
from gridapp.server.sights import PREFIX


def _setting(name: str) -> str:
    return f"(SELECT current_setting('{PREFIX}{name}', true))"


def _any(name: str) -> str:
    return f"ANY ((SELECT string_to_array(current_setting('{PREFIX}{name}', true), ','))::text[])"


_PERSON = _setting("person")
_UNITS = f"(SELECT unnest(string_to_array(current_setting('{PREFIX}units', true), ',')))"
_PATHS = f"unnest(string_to_array({_setting('paths')}, ','))"
ALL = "true"
NOBODY = "false"


@dataclass(frozen=True)
class Rule:
    """`person`: which of their county's rows a person is shown. `door`: what may be done while nobody is known yet
    ("", "SELECT" or "ALL"). `grants`: what the server's role may do at all; lines of a chain are never changed."""

    person: str
    door: str = ""
    grants: str = "SELECT, INSERT, UPDATE, DELETE"
    county: str = "county"


_CHAIN = "SELECT, INSERT"

RULES: Mapping[str, Rule] = {
    "county": Rule(ALL, "ALL", county="id"),  # its name, and numbers and hashes of its newest lines
    "account": Rule(f"id = {_PERSON}", "SELECT"),
    "code": Rule(NOBODY, "ALL"),
    "device": Rule(f"account = {_PERSON}", "ALL"),
    "entry": Rule(
        f"path ^@ {_any('paths')} OR type = {_any('shared')} OR author = {_PERSON} OR subject = {_PERSON}"
        f" OR (concerned <> '' AND EXISTS (SELECT FROM {_PATHS} AS mine WHERE strpos(concerned, mine) > 0))"
    ),
    "journal": Rule(NOBODY, grants=_CHAIN),  # ops hold what an entry was before it came to a unit
    "left": Rule(f"path ^@ {_any('paths')}", grants=_CHAIN),
    "matter": Rule(
        f"(kind <> 'told' AND author = {_PERSON}) OR other = {_PERSON}"
        f" OR (kind = 'held' AND {_setting('supervises')} = 'yes' AND unit IN {_UNITS})"
    ),
    "checksum": Rule(f"unit = '{SHARED}' OR unit IN {_UNITS}"),
    "snapshot": Rule(f"root = '{SHARED}' OR root = '@' || {_PERSON} OR root IN {_UNITS}"),
    "ask": Rule(NOBODY),  # places are given by the push itself
    "batch": Rule(NOBODY),  # answers are given again by the push itself
    "upload": Rule(
        "EXISTS (SELECT 1 FROM file_use WHERE file_use.county = upload.county AND file_use.sha = upload.sha)"
    ),
    "file_use": Rule(  # the entry's own policy holds within it
        "EXISTS (SELECT 1 FROM entry WHERE entry.county = file_use.county AND entry.id = file_use.entry)"
    ),
    "audit": Rule(NOBODY, grants=_CHAIN),
    "audit_head": Rule(NOBODY),
    "recovery": Rule(NOBODY),  # shares of second locks
    "totp": Rule(NOBODY),
    "guess": Rule(NOBODY),
    "feed": Rule(NOBODY, "SELECT"),  # looked up by the secret that a calendar program shows
    "admin": Rule(NOBODY, grants="SELECT, INSERT, UPDATE"),
    "request": Rule(NOBODY, grants="SELECT, INSERT, UPDATE"),  # decided, never taken back
    "daily": Rule(ALL, grants=_CHAIN),  # signed numbers and hashes, which every computer is to keep
}

UNLOCKED: Mapping[str, str] = {
    "migration": "it holds the names of the steps that brought the tables up to date, and is read before any county"
}
"""Tables without row security, and why."""


@dataclass(frozen=True)
class Policy:
    """One policy of a table; several of a table add up."""

    name: str
    command: str
    condition: str

    def fingerprint(self, understood: str) -> str:
        """Of what is written here and what PostgreSQL made of it: neither can change unnoticed."""
        said = "\n".join((self.name, self.command, self.condition, understood))
        return hashlib.sha256(said.encode()).hexdigest()


def policies(table: str) -> list[Policy]:
    """The policies of a table. Raises KeyError for one without a rule."""
    rule, sight = RULES[table], _setting("sight")
    mine = f"{rule.county} = {_setting('county')}"
    found = [
        Policy("gridapp_county", "ALL", f"{sight} = 'county' AND {mine}"),
        Policy("gridapp_person", "SELECT", f"{sight} = 'person' AND {mine} AND ({rule.person})"),
        Policy("gridapp_everything", "SELECT", f"{sight} = 'everything'"),
    ]
    if rule.door:
        found.append(Policy("gridapp_door", rule.door, f"{sight} = 'door'"))
    return found

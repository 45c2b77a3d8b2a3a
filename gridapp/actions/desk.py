"""A desk: one person signed in at one computer, with everything an action needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection

from gridapp.domain.county_rules import county_deadlines, setting_types
from gridapp.domain.deadlines import Deadlines, shipped_deadlines
from gridapp.domain.entry import Entry
from gridapp.domain.org import Org
from gridapp.domain.permissions import Person, may
from gridapp.domain.record import record_types, type_standing_for
from gridapp.domain.units import stands_for_unit
from gridapp.domain.world import World
from gridapp.store import lists, narrowed, rows
from gridapp.store.grants import Countdown, Standing
from gridapp.store.lists import Query, Where
from gridapp.store.shared import Shared, Tile
from gridapp.store.vault import Identity, Vault


class Desk:
    """Opened by signing in; `changes` gathers the types that actions touched until somebody takes them."""

    def __init__(self, vault: Vault, shared: Shared) -> None:
        self.vault = vault
        self.shared = shared
        self.identity: Identity = vault.identity()
        self.org: Org = shared.org()
        self._changes: set[str] = set()
        self._countdown = Countdown(vault)
        self.grant: Standing = self._countdown.look()
        self.deadlines: Deadlines = shipped_deadlines()
        self.refresh_county()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for looking at what this person may see on this computer now. Raises WorldFailed."""
        with self.vault.reading() as connection:
            if self.grant.shut:
                narrowed.narrow(connection, self.person.id)
            yield connection

    def look_at_grant(self) -> None:
        """Take up what time has passed, or that the server was reached: then every list is another."""
        before, self.grant = self.grant, self._countdown.look()
        if before.shut != self.grant.shut:
            self.note_types(set(record_types()))

    @property
    def person(self) -> Person:
        return self.identity.person

    @property
    def world(self) -> World:
        return World(self.org, self.vault.clock, person_named=self.person_named, deadlines=self.deadlines)

    def reload(self) -> None:
        """Take up what enrolment or a sync changed: who the person is, which units and rules there are."""
        self.identity = self.vault.identity()
        self.org = self.shared.org()
        self.look_at_grant()
        self.refresh_county()

    def note(self, entries: list[Entry]) -> None:
        """Remember what changed; units go into the tree that everyone on this computer sees."""
        self._changes |= {each.type for each in entries}
        if any(stands_for_unit(each) or each.record.sets for each in entries):
            self.refresh_county()

    def refresh_county(self) -> None:
        """Bring the shared tree and the deadlines up to what this person's own store knows of the county: after a
        save, after every round, also one that broke off, and at sign-in."""
        with self.vault.reading() as connection:
            entries = rows.of_type(connection, type_standing_for("unit").type)
            settings = [each for name in setting_types() for each in rows.of_type(connection, name)]
        self.deadlines = county_deadlines(settings)
        if self.shared.note_units(entries):
            self.org = self.shared.org()

    def note_types(self, types: set[str]) -> None:
        self._changes |= types

    def take_changes(self) -> set[str]:
        changes, self._changes = self._changes, set()
        return changes

    def may(self, act: str, entry: Entry) -> bool:
        if self.grant.shut and not narrowed.is_seen(entry, self.person.id):
            return False
        return may(self.person, act, entry, self.org)

    def person_named(self, name: str) -> dict[str, str] | None:
        """One of our people by name or number, when exactly one is called so."""
        if name == self.person.name:
            return self.person.author.stored()
        people = type_standing_for("person")
        with self.reading() as connection:
            numbered = rows.numbered(connection, name)
            found = [numbered] if numbered and numbered.type == people.type else []
            found += lists.page(connection, Query(people, (Where(people.heading, "=", name),), limit=2))
        return {"id": found[0].id, "name": found[0].body[people.heading]} if len(found) == 1 else None

    def put_tile(self) -> None:
        """Show the person's name on the sign-in page, as last used now."""
        tile = Tile(self.vault.name, self.person.name, self.person.role, self.person.unit)
        tile = replace(tile, server=self.identity.server)
        self.shared.put_tile(replace(tile, last_used=self.vault.now()))

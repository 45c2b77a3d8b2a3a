"""A desk: one person signed in at one computer, with everything an action needs."""

from __future__ import annotations

from dataclasses import replace

from gridapp.domain.entry import Entry
from gridapp.domain.org import Org
from gridapp.domain.permissions import Person, may
from gridapp.domain.record import type_standing_for
from gridapp.domain.world import World
from gridapp.store import lists
from gridapp.store.lists import Query, Where
from gridapp.store.shared import Shared, Tile, stands_for_unit
from gridapp.store.vault import Identity, Vault


class Desk:
    """Opened by signing in; `changes` gathers the types that actions touched until somebody takes them."""

    def __init__(self, vault: Vault, shared: Shared) -> None:
        self.vault = vault
        self.shared = shared
        self.identity: Identity = vault.identity()
        self.org: Org = shared.org()
        self._changes: set[str] = set()

    @property
    def person(self) -> Person:
        return self.identity.person

    @property
    def world(self) -> World:
        return World(self.org, self.vault.clock, person_named=self.person_named)

    def reload(self) -> None:
        """Take up what enrolment or a sync changed: who the person is, which units there are."""
        self.identity = self.vault.identity()
        self.org = self.shared.org()

    def note(self, entries: list[Entry]) -> None:
        """Remember what changed; units go into the tree that everyone on this computer sees."""
        self._changes |= {each.type for each in entries}
        units = [each for each in entries if stands_for_unit(each)]
        if units:
            self.shared.note_units(units)
            self.org = self.shared.org()

    def note_types(self, types: set[str]) -> None:
        self._changes |= types

    def take_changes(self) -> set[str]:
        changes, self._changes = self._changes, set()
        return changes

    def may(self, act: str, entry: Entry) -> bool:
        return may(self.person, act, entry, self.org)

    def person_named(self, name: str) -> dict[str, str] | None:
        """One of our people by name or number, when exactly one is called so."""
        if name == self.person.name:
            return self.person.author.stored()
        people = type_standing_for("person")
        with self.vault.reading() as connection:
            found = [
                each
                for field in (people.heading, "number")
                for each in lists.page(connection, Query(people, (Where(field, "=", name),), limit=2))
            ]
        return {"id": found[0].id, "name": found[0].body[people.heading]} if len(found) == 1 else None

    def put_tile(self) -> None:
        """Show the person's name on the sign-in page, as last used now."""
        tile = Tile(self.vault.name, self.person.name, self.person.role, self.person.unit)
        self.shared.put_tile(replace(tile, last_used=self.vault.now()))

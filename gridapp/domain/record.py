"""`Record`, base of every type, and the list of types.

A record type is one file in `domain/records/`: fields, columns, workflow. Store, search, sync, form, list,
export and the tests that hold for every type read the declaration; nothing else names a type.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Literal

from gridapp.domain.announcement import Announcement
from gridapp.domain.appointment import Appointment
from gridapp.domain.duty import Duty
from gridapp.domain.errors import BadValue, Invalid, NotFound, Problem, Refused
from gridapp.domain.exclusive import Exclusive
from gridapp.domain.fields.base import Field, Json
from gridapp.domain.fields.reckoning import Pauses, Reckoning
from gridapp.domain.fields.references import Reference
from gridapp.domain.fields.sameness import Sameness
from gridapp.domain.fields.steps import Steps
from gridapp.domain.placing import Placing
from gridapp.domain.reminder import Reminder
from gridapp.domain.sealing import Sealing
from gridapp.domain.statement import Statement
from gridapp.domain.track import Track
from gridapp.domain.workflow import Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr


class Record:
    """What a type declares. A subclass with a `type` of its own is a record type.

    `letters` begin its human numbers; `heading` names the field that titles an entry, `when` the one that dates it,
    `where` the one that places it, `category` the one that sorts it, `due` its deadline, `ended` when it came to
    its end; `columns` and `filters` are those of its list; `adders` are the roles that may make one (empty:
    everyone); `stands_for` says that its entries are people or units of ours; `work` that they tell of work done,
    which is what one records day by day, `daily_for` the roles to whom it is offered first; `shelf` the place in
    the rail that it shares with others (`domain.shelf`); `under` names the type from whose page its entries are
    reached, where they have none of their own in the rail; `shared` that everyone in the county sees them;
    `subject` names the person field that says whom an entry is about, `speaks_for` the one who speaks in it, whom
    only a leader may name in another's stead; `sets` that its entries are what the whole county goes by: a deadline
    or a day of its calendar; `tells` that the subject, or else the author, is told when somebody else brings one to
    its end; `placing` that its entries ask for places at others; `exclusive` which of them may not overlap for one
    person; `unique` names the fields whose value only one of its entries may have; `stepwise` that a state is only
    ever reached step by step, also by older records; `sealing` that the server signs what its entries state;
    `concerned` names the fields, or columns of lines as "lines.column", whose units see them besides the one they
    belong to.

    `reminds` says which moment its entries remind of, `appointment` that they stand in a person's calendar, `duty` how
    they note that somebody was there, `announces` that they stand on the first page.

    Five fields are every type's, and kept by the program: `same_as` says which entry this one reports again,
    `closed_with` together with which one it was closed, `steps` what brought it to its state, `reckoned` by which
    rules it is due, `pauses` when its deadlines stood still. No form, list or table shows them.
    """

    type: ClassVar[str] = ""
    letters: ClassVar[str]
    singular: ClassVar[str]
    plural: ClassVar[str]
    hint: ClassVar[str] = ""
    icon: ClassVar[str] = "notes"
    tone: ClassVar[str] = "grey"
    schema: ClassVar[int] = 1
    workflow: ClassVar[Workflow]
    heading: ClassVar[str]
    when: ClassVar[str] = ""
    where: ClassVar[str] = ""
    category: ClassVar[str] = ""
    due: ClassVar[str] = ""
    ended: ClassVar[str] = ""
    level: ClassVar[str] = ""
    columns: ClassVar[tuple[str, ...]]
    filters: ClassVar[tuple[str, ...]] = ()
    adders: ClassVar[tuple[str, ...]] = ()
    stands_for: ClassVar[Literal["", "person", "unit"]] = ""
    sets: ClassVar[Literal["", "deadline", "day"]] = ""
    work: ClassVar[bool] = True
    daily_for: ClassVar[tuple[str, ...]] = ()
    shelf: ClassVar[str] = ""
    under: ClassVar[str] = ""
    shared: ClassVar[bool] = False
    subject: ClassVar[str] = ""
    speaks_for: ClassVar[str] = ""
    tells: ClassVar[bool] = False
    concerned: ClassVar[tuple[str, ...]] = ()
    placing: ClassVar[Placing | None] = None
    exclusive: ClassVar[Exclusive | None] = None
    unique: ClassVar[tuple[str, ...]] = ()
    stepwise: ClassVar[bool] = False
    sealing: ClassVar[Sealing | None] = None
    reminds: ClassVar[Reminder | None] = None
    appointment: ClassVar[Appointment | None] = None
    duty: ClassVar[Duty | None] = None
    announces: ClassVar[Announcement | None] = None

    same_as = Sameness(N_("Same as"))
    closed_with = Reference(N_("Closed together with"))
    steps = Steps(N_("Course"))
    reckoned = Reckoning(N_("How it is due"))
    pauses = Pauses(N_("Deadline stood still"))

    _types: ClassVar[dict[str, RecordType]] = {}
    _kept: ClassVar[dict[str, Field]] = {
        "same_as": same_as,
        "closed_with": closed_with,
        "steps": steps,
        "reckoned": reckoned,
        "pauses": pauses,
    }
    _fields: ClassVar[dict[str, Field]] = {}
    _every: ClassVar[dict[str, Field]] = _kept
    _worded: ClassVar[dict[str, Field]] = {}
    _filed: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        cls._fields = {**cls._fields, **{n: f for n, f in vars(cls).items() if isinstance(f, Field)}}
        cls._every = {**cls._fields, **Record._kept}
        cls._worded = {n: f for n, f in cls._every.items() if f.overrides("words")}
        cls._filed = {n: f for n, f in cls._fields.items() if f.overrides("files")}
        if cls.type:
            Record._types[cls.type] = cls

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """The declared fields by name, in the order they are filled in."""
        return cls._fields

    @classmethod
    def every_field(cls) -> dict[str, Field]:
        """Those, and the ones that the program itself keeps of every type."""
        return cls._every

    @classmethod
    def repeats(cls) -> bool:
        """Whether two people can report the same thing without knowing of each other."""
        return bool(cls.where and cls.when and cls.category)

    @classmethod
    def field(cls, name: str) -> Field:
        try:
            return cls._fields[name]
        except KeyError:
            raise NotFound(
                tr("{type} has no field called “{name}”; it has {fields}",
                   type=tr(cls.singular), name=name, fields=", ".join(cls._fields))
            ) from None  # fmt: skip

    @classmethod
    def clean(cls, raw: Mapping[str, Json], world: World) -> dict[str, Json]:
        """Check `raw` field by field; give the stored values. Raises Invalid with every problem found.

        Fields this version does not know pass through untouched: a newer version wrote them.
        """
        values: dict[str, Json] = {}
        problems: list[Problem] = []
        for name, value in raw.items():
            field = cls._every.get(name)
            try:
                values[name] = field.clean(value, world) if field else value
            except BadValue as bad:
                problems.append(Problem(name, tr(field.label) if field else name, bad.message))
        if problems:
            raise Invalid(problems)
        return values

    @classmethod
    def complete(cls, values: Mapping[str, Json], world: World) -> dict[str, Json]:
        """Stored values with defaults and derived values filled in, ready to be a new entry's body.

        Raises Invalid when a required field is missing.
        """
        defaults = {name: field.default(world) for name, field in cls._fields.items()}
        body = {**{n: v for n, v in defaults.items() if v is not None}, **values}
        body = {n: v for n, v in cls.derive(body, world).items() if v is not None}
        cls.check(body, world)
        return body

    @classmethod
    def check(cls, body: Mapping[str, Json], world: World) -> None:
        """Raise Invalid unless every required field is there and the fields agree with each other."""
        missing = [
            Problem(name, tr(field.label), tr("is missing"))
            for name, field in cls._fields.items()
            if field.required and body.get(name) is None
        ]
        problems = [*missing, *cls.disagreements(body, world)]
        if problems:
            raise Invalid(problems)

    @classmethod
    def derive(cls, body: dict[str, Json], world: World) -> dict[str, Json]:
        """A place for a type to fill in what follows from the rest (a deadline from the kind)."""
        return body

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """A place for a type to say which fields do not fit each other."""
        return []

    @classmethod
    def from_track(cls, track: Track, author: dict[str, str], keep_track: bool) -> dict[str, Json]:
        """A place for a type that can be made from a recorded way to say how. Raises Refused."""
        raise Refused(tr("Not possible"), tr("{type} cannot be made from a track.", type=tr(cls.singular)))

    @classmethod
    def statement(cls, county: str, entry: str, number: str, body: Mapping[str, Json]) -> Statement:
        """A place for a type with `sealing` to say what is signed."""
        raise NotImplementedError

    @classmethod
    def title(cls, body: Mapping[str, Json], world: World) -> str:
        """One line that says which entry this is."""
        shown = cls._fields[cls.heading].show(body.get(cls.heading), world).replace("\n", " ")
        return shown if len(shown) <= 60 else f"{shown[:59]}…"

    @classmethod
    def words(cls, body: Mapping[str, Json]) -> str:
        """Everything full-text search finds the entry by."""
        return " ".join(each for n, f in cls._worded.items() if n in body and (each := f.words(body[n])))

    @classmethod
    def units_concerned(cls, body: Mapping[str, Json]) -> tuple[str, ...]:
        """Ids of the units that see the entry besides its own, each once, in the order of `concerned`."""
        return tuple(
            dict.fromkeys(each["id"] for name in cls.concerned for each in _named(body, name) if each)
        )

    @classmethod
    def files(cls, body: Mapping[str, Json]) -> list[str]:
        """SHA-256 names of all files the entry refers to."""
        return [sha for name, field in cls._filed.items() for sha in field.files(body.get(name))]

    @classmethod
    def thumbs(cls, body: Mapping[str, Json]) -> dict[str, tuple[str, int]]:
        """The thumbnails among the files: name -> name and bytes of the file it stands for."""
        return {k: v for name, field in cls._fields.items() for k, v in field.thumbs(body.get(name)).items()}


RecordType = type[Record]


def _named(body: Mapping[str, Json], name: str) -> list[Json]:
    """The values of a field, or of a column in each of its lines."""
    field, _, column = name.partition(".")
    return [line.get(column) for line in body.get(field) or []] if column else [body.get(field)]


def record_types() -> dict[str, RecordType]:
    """Every declared type by name, in the order of their files."""
    _load()
    return Record._types


def record_type(name: str) -> RecordType:
    """The type called `name`. Raises NotFound, naming those that exist."""
    try:
        return record_types()[name]
    except KeyError:
        raise NotFound(
            tr(
                "There is no record type “{name}”; there are {types}",
                name=name,
                types=", ".join(record_types()),
            )
        ) from None


def type_standing_for(what: Literal["person", "unit"]) -> RecordType:
    """The type whose entries are our people, or our units."""
    return next(each for each in record_types().values() if each.stands_for == what)


def example(of: RecordType, world: World, dice: Any, everything: bool = False) -> dict[str, Json]:
    """A valid body of this type, as anybody may record it; with `everything` also what only some may fill in."""
    fields = {name: field for name, field in of.fields().items() if everything or not field.writers}
    return of.complete({name: field.example(world, dice) for name, field in fields.items()}, world)


@cache
def _load() -> None:
    for name in _modules():
        importlib.import_module(name)


def _modules() -> Iterator[str]:
    package = importlib.import_module("gridapp.domain.records")
    for module in pkgutil.iter_modules(package.__path__, "gridapp.domain.records."):
        yield module.name

"""Every route by everybody on everything: what each is asked, and what the tables say must come of it.

The requests and what is expected follow from `app.ROUTES`, `ways.WAYS` and the policy table; a route whose reach is
not known here cannot be asked, and fails.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import requests
from msgspec.structs import replace

from gridapp.domain.entry import Entry
from gridapp.domain.op import digest_of, digest_of_all
from gridapp.domain.workflow import STAFF
from gridapp.server import app
from gridapp.server.accounts import RECOVER
from gridapp.server.calls import Route
from gridapp.server.ways import WAYS, Reach, Way
from gridapp.sync import protocol
from gridapp.sync.feed import Feed
from gridapp.sync.known_computers import Approve, SeenComputer
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Compared,
    Enrol,
    Enrolled,
    KeepRecovery,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Recover,
    Recovered,
    Refetch,
    Refetched,
    Row,
    Snapshot,
)
from gridapp.sync.unsaid import verdicts_of
from tests.rights.acts import Case, expected, said
from tests.rights.county import HERE, ORG, THERE, VILLAGE_HERE, VILLAGE_THERE, Caller, County

Check = Callable[[requests.Response], str]
OPEN_TO_ALL = (Reach.NOTHING, Reach.CODE, Reach.PAPER, Reach.FEED)
_NOWHERE = "0" * 64
_PARTS = 256  # of a unit: all of them


@dataclass(frozen=True)
class Ask:
    """A request about `object`; `wanted` is the status that the tables give a caller with rights, `check` says what
    is wrong with a good answer, or ""."""

    object: str
    wanted: int
    path: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    check: Check = lambda _answer: ""


@dataclass
class Things:
    """What requests can be about: entries by whose they are, files and half uploads by owner, parts of snapshots."""

    entries: dict[str, Entry]
    files: dict[str, bytes]
    uploads: dict[str, bytes]
    chunks: dict[str, str]


def walk(county: County, things: Things) -> Iterator[str]:
    """Ask everything of everybody; give what was answered unexpectedly."""
    for route in app.ROUTES:
        way = WAYS[f"{route.method} {route.path}"]
        for caller in [*county.known.values(), *county.unknown.values()]:
            for ask in _ASKS[way.reach](county, things, route, way, caller):
                yield from _unexpected(county, route, way, caller, ask)


def count(county: County, things: Things) -> int:
    """How many requests a walk makes."""
    everybody = [*county.known.values(), *county.unknown.values()]
    return sum(
        1
        for route in app.ROUTES
        for way in [WAYS[f"{route.method} {route.path}"]]
        for caller in everybody
        for _ in _ASKS[way.reach](county, things, route, way, caller)
    )


def _unexpected(county: County, route: Route, way: Way, caller: Caller, ask: Ask) -> Iterator[str]:
    refused = caller in county.unknown.values() and way.reach not in OPEN_TO_ALL
    refused = refused and not (_takes_work(route, way, ask) and _was_taken_off(county, caller))
    wanted = 401 if refused else ask.wanted
    path = route.path.format(**ask.path) if ask.path else route.path
    answer = county.http.request(
        route.method, county.url + path, data=ask.body, headers={**caller.headers, **ask.headers}, timeout=60
    )
    name = f"{route.method} {path} by {caller.name} about {ask.object}"
    if answer.status_code != wanted:
        yield f"{name}: {answer.status_code}, not {wanted}"
    elif answer.ok and (wrong := ask.check(answer)):
        yield f"{name}: {wrong}"


def _takes_work(route: Route, way: Way, ask: Ask) -> bool:
    """Whether it is for handing work in. Files are taken only where that work names them, which none here does."""
    return route.needs == "any device" and (way.reach is not Reach.UPLOAD or ask.wanted == 422)


def _was_taken_off(county: County, caller: Caller) -> bool:
    """Its computer may still hand in what it has not sent; all of it is held."""
    return caller is county.unknown.get("revoked computer")


def sees(caller: Caller, entry: Entry) -> bool:
    """Whether the table lets them see it."""
    assert caller.person is not None
    own, near = entry.author.id == caller.person.id, ORG.within_any(entry.unit, caller.person.units)
    whose = {(True, True): "own", (True, False): "own, elsewhere", (False, True): "a colleague's"}
    return said(
        Case(caller.person.role, entry.type, "view", entry.state, whose.get((own, near), "a stranger's"))
    )


# --- what is asked, by what a way reaches ---


def _nothing(_county: County, _things: Things, _route: Route, way: Way, _caller: Caller) -> Iterator[Ask]:
    yield Ask("nothing", way.done)


def _paper(_county: County, _things: Things, _route: Route, way: Way, _caller: Caller) -> Iterator[Ask]:
    """Nobody's word makes the page say that it is genuine, nor shows anything that does not stand on the paper."""

    def is_unknown(answer: requests.Response) -> str:
        return "" if 'class="unknown"' in answer.text else "it knows what nobody signed"

    for text in ("GA1.bm8.bm8", _NOWHERE):
        yield Ask("what nobody signed", way.done, {"text": text}, check=is_unknown)


def _code(county: County, _things: Things, _route: Route, way: Way, _caller: Caller) -> Iterator[Ask]:
    yield from _recovering(county) if way.takes is Recover else _enrolling(county)


def _recovering(county: County) -> Iterator[Ask]:
    whose, mark, secret = county.known["volunteer"], "ab" * 16, county.dice.randbytes(32).hex()
    county.keep_share(whose, KeepRecovery(mark, secret))

    def is_theirs(answer: requests.Response) -> str:
        return "" if _read(answer, Recovered).secret == secret else "another share"

    asked = Recover(county.code(whose, RECOVER), whose.device, mark)
    body = msgspec.json.encode(asked)
    yield Ask("a code", 200, body=body, check=is_theirs)
    yield Ask("a code used before", 422, body=body)
    other = replace(asked, code=county.code(county.known["colleague"], RECOVER))
    yield Ask("a colleague's code", 422, body=msgspec.json.encode(other))
    yield Ask("nothing that can be read", 422, body=b"{")


def _enrolling(county: County) -> Iterator[Ask]:
    whose = county.known["volunteer"]
    assert whose.person is not None
    person = whose.person.id

    def is_theirs(answer: requests.Response) -> str:
        return "" if _read(answer, Enrolled).person == person else "a token for somebody else"

    code = msgspec.json.encode(Enrol(county.code(whose), "电脑"))
    yield Ask("a code", 200, body=code, check=is_theirs)
    yield Ask("a code used before", 422, body=code)
    yield Ask("a code that is none", 422, body=msgspec.json.encode(Enrol("AAAAA-AAAAA", "电脑")))
    yield Ask("nothing that can be read", 422, body=b"{")


def _self(_county: County, _things: Things, _route: Route, _way: Way, caller: Caller) -> Iterator[Ask]:
    def is_mine(answer: requests.Response) -> str:
        assert caller.person is not None
        given = _read(answer, Enrolled)
        mine = (caller.person.id, caller.person.role, list(caller.person.units))
        return "" if (given.person, given.role, given.units) == mine else "somebody else's rights"

    yield Ask("own computer", 200, body=b"{}", check=is_mine)


def _share(county: County, _things: Things, _route: Route, _way: Way, _caller: Caller) -> Iterator[Ask]:
    kept = KeepRecovery(county.dice.randbytes(16).hex(), county.dice.randbytes(32).hex())
    yield Ask("own computer", 200, body=msgspec.json.encode(kept))
    yield Ask("nothing that can be read", 422, body=b"{")


def _address(county: County, _things: Things, _route: Route, way: Way, caller: Caller) -> Iterator[Ask]:
    def is_own(answer: requests.Response) -> str:
        given = _read(answer, Feed).path
        others = {each for whose, each in county.feeds.items() if whose != caller.name}
        county.feeds[caller.name] = given
        return "somebody else's address" if given and given in others else ""

    yield Ask("own calendar", 200, check=is_own)


def _feed(county: County, _things: Things, _route: Route, _way: Way, _caller: Caller) -> Iterator[Ask]:
    """Whoever has the address is answered, and whoever made one up is not."""
    whose = county.known["volunteer"]
    answer = county.http.post(f"{county.url}/v1/feed", headers=whose.headers, timeout=60)
    token = _read(answer, Feed).path.rpartition("/")[2].removesuffix(".ics")
    yield Ask("an address", 200, {"text": token})
    county.office.centre.strangers._came.clear()  # the clock of this county stands still
    yield Ask("one that was made up", 404, {"text": _NOWHERE})
    yield Ask("malformed", 404, {"text": "..%5Ckeys"})


def _computers(county: County, _things: Things, _route: Route, way: Way, caller: Caller) -> Iterator[Ask]:
    """Staff are told of the computers of their own people, and approve those alone."""
    staff = caller.person is not None and caller.person.role in STAFF
    if way.takes is None:
        yield Ask("the list", 200 if staff else 401, check=lambda answer: _of_own_people(caller, answer))
        return
    yield Ask("no computer", 404, body=msgspec.json.encode(Approve("0" * 32, "")))
    for whose in ("volunteer", "stranger: volunteer"):
        owner = county.known[whose]
        assert owner.person is not None
        near = caller.person is not None and ORG.within_any(owner.person.unit, caller.person.units)
        body = msgspec.json.encode(Approve(owner.device, ""))
        yield Ask(f"the computer of the {whose}", 422 if staff and near else 401, body=body)


def _of_own_people(caller: Caller, answer: requests.Response) -> str:
    assert caller.person is not None
    units = [unit for each in _read(answer, list[SeenComputer]) for unit in each.units]
    return (
        "" if all(ORG.within_any(unit, caller.person.units) for unit in units) else "somebody else's computer"
    )


def _packet(_county: County, _things: Things, _route: Route, way: Way, _caller: Caller) -> Iterator[Ask]:
    if way.takes is None:
        yield Ask("the key", 200)
    else:
        yield Ask("what is no packet", 422, body=b"no packet")


def _history(_county: County, _things: Things, route: Route, way: Way, _caller: Caller) -> Iterator[Ask]:
    if way.takes is not None:
        yield Ask("a place", 200, body=msgspec.json.encode([Checkpoint()]))
        yield Ask("a place nobody knows", 200, body=msgspec.json.encode([Checkpoint(7, "f" * 64)]))
        yield Ask("nothing that can be read", 422, body=b"[{")
    elif "{seq}" in route.path:
        yield Ask("a number", 200, {"seq": "0"})
        yield Ask("no number", 422, {"seq": "x"})
    else:
        yield Ask("the newest", 200)


def _acts(county: County, things: Things, _route: Route, _way: Way, caller: Caller) -> Iterator[Ask]:
    yield Ask("nothing that can be read", 422, body=b"{}")
    for whose, entry in things.entries.items():
        acting = caller if caller.person else county.known["coordinator"]
        assert acting.person is not None
        op = county.op(acting, entry, "set", fields={"responsible_org_name": "县物业"})
        raw = op.encoded()
        push = Push(county.name(), digest_of_all([digest_of(raw)]), [msgspec.Raw(raw)], Checkpoint())
        wanted = "held" if _was_taken_off(county, caller) else _outcome(acting, whose, entry)

        def is_so(answer: requests.Response, of: str = op.id, wanted: str = wanted) -> str:
            given = verdicts_of(_read(answer, PushAnswer), [of])[0].outcome
            return "" if given == wanted else f"{given}, not {wanted}"

        yield Ask(whose, 200, body=msgspec.json.encode(push), check=is_so)


def _outcome(caller: Caller, whose: str, entry: Entry) -> str:
    assert caller.person is not None
    if whose == "unknown":
        return "retry"
    near = ORG.within_any(entry.unit, caller.person.units)
    own = entry.author.id == caller.person.id
    relation = ("own" if near else "own, elsewhere") if own else "a colleague's" if near else "a stranger's"
    return (
        "stored" if expected(Case(caller.person.role, entry.type, "set", entry.state, relation)) else "held"
    )


def _rows(county: County, _things: Things, route: Route, way: Way, caller: Caller) -> Iterator[Ask]:
    def right(answer: requests.Response) -> str:
        visible = {each.id for each in county.entries.values() if sees(caller, each)}
        if way.gives is Snapshot:
            rows = _chunks(county, caller, _read(answer, Snapshot))
        elif way.gives is Compared:
            units = set(_read(answer, Compared).parts)
            strange = {unit for unit in units if unit in ORG and not _within(caller, unit)}
            return f"sums of {strange}" if strange else ""
        else:
            rows = {row.id for row in _read(answer, PullAnswer).rows}
        return "" if rows == visible else f"{len(rows - visible)} too many, {len(visible - rows)} missing"

    if way.takes is None:
        yield Ask("everything", 200, check=right)
        return
    head = _head(county)
    message = (
        Pull(Checkpoint()) if way.takes is Pull else Compare(head, {HERE: "", THERE: "", VILLAGE_THERE: "f"})
    )
    yield Ask("everything", 200, body=msgspec.json.encode(message), check=right)
    yield Ask("nothing that can be read", 422, body=b'{"checkpoint": 7}')


def _unit(county: County, _things: Things, _route: Route, _way: Way, caller: Caller) -> Iterator[Ask]:
    for name, unit in (
        ("own", VILLAGE_HERE),
        ("another's", VILLAGE_THERE),
        ("unknown", "9" * 12),
        ("malformed", "/"),
    ):

        def right(answer: requests.Response, unit: str = unit) -> str:
            given = {row.id for row in _read(answer, Refetched).rows}
            inside = unit in ORG and _within(caller, unit)
            due = {
                each.id for each in county.entries.values() if each.unit == unit and not each.record.shared
            }
            return "" if given == (due if inside else set()) else f"{len(given)} rows, not {len(due)}"

        message = Refetch(_head(county), unit, list(range(_PARTS)))
        yield Ask(name, 200, body=msgspec.json.encode(message), check=right)
    yield Ask("nothing that can be read", 422, body=b"[]")


def _chunk(_county: County, things: Things, _route: Route, _way: Way, caller: Caller) -> Iterator[Ask]:
    for place, sha in things.chunks.items():
        mine = place == "everyone's" or (caller.person is not None and place in caller.person.units)
        yield Ask(f"a part of {place}", 200 if mine else 404, {"sha": sha})
    yield Ask("unknown", 404, {"sha": _NOWHERE})
    yield Ask("malformed", 404, {"sha": "..%5Ckeys"})


def _upload(county: County, things: Things, route: Route, way: Way, caller: Caller) -> Iterator[Ask]:
    headers = dict(way.asks)
    if "{sha}" not in route.path:
        for name, sha, wanted in (
            ("new", county.dice.randbytes(32).hex(), 201),
            ("malformed", "../etc", 422),
        ):
            said_so = {"Upload-Metadata": "sha " + base64.b64encode(sha.encode()).decode()}
            yield Ask(name, wanted, headers={**headers, **said_so})
        return
    receipt = route.path.endswith("receipt")
    body = b"x" if route.method == "PATCH" else None
    for whose, data in (things.files if receipt else things.uploads).items():
        sha = hashlib.sha256(data).hexdigest()
        if route.method == "DELETE":  # each drops one of its own, made for it
            sha = _begun(county, county.dice.randbytes(40))
        wanted = (
            409 if route.method == "PATCH" else way.done
        )  # a byte in the wrong place, so that it stays half
        yield Ask(
            whose,
            wanted,
            {"sha": sha},
            b"x" if route.method == "PATCH" else None,
            {**headers, "Upload-Offset": "3"},
        )
    for name, sha in (("unknown", _NOWHERE), ("malformed", "x" * 64)):
        yield Ask(name, 404, {"sha": sha}, body, headers)


def _file(_county: County, things: Things, _route: Route, _way: Way, caller: Caller) -> Iterator[Ask]:
    for whose, data in things.files.items():
        seen = caller.person is not None and sees(caller, things.entries[whose])
        yield Ask(whose, 200 if seen else 404, {"sha": hashlib.sha256(data).hexdigest()})
    yield Ask("unknown", 404, {"sha": _NOWHERE})
    yield Ask("malformed", 404, {"sha": "..%5Ckeys"})


_ASKS: dict[Reach, Callable[[County, Things, Route, Way, Caller], Iterator[Ask]]] = {
    Reach.NOTHING: _nothing,
    Reach.CODE: _code,
    Reach.PAPER: _paper,
    Reach.SELF: _self,
    Reach.SHARE: _share,
    Reach.ADDRESS: _address,
    Reach.FEED: _feed,
    Reach.PACKET: _packet,
    Reach.HISTORY: _history,
    Reach.ACTS: _acts,
    Reach.ROWS: _rows,
    Reach.UNIT: _unit,
    Reach.CHUNK: _chunk,
    Reach.COMPUTERS: _computers,
    Reach.UPLOAD: _upload,
    Reach.FILE: _file,
}


# --- what the requests need ---


def prepare(county: County) -> Things:
    """A hazard with a photo of each kind of owner, half uploads, and snapshots of both townships."""
    volunteer, stranger = county.known["volunteer"], county.known["stranger: volunteer"]
    owners = {"own": (volunteer, VILLAGE_HERE), "a colleague's": (county.known["colleague"], VILLAGE_HERE),
              "a stranger's": (stranger, VILLAGE_THERE)}  # fmt: skip
    files = {whose: county.dice.randbytes(300) for whose in owners}
    entries = {}
    for whose, (owner, unit) in owners.items():
        assert owner.person is not None
        photo = {"sha": hashlib.sha256(files[whose]).hexdigest(), "width": 4, "height": 3, "size": 300}
        entries[whose] = county.entry("hazard", unit, owner.person, photos=[photo])
    assert volunteer.person is not None
    everywhere = [
        county.entry(type_, unit, owner.person, **({"parent": {"id": unit, "name": ""}} if type_ == "unit" else {}))
        for type_ in ("hazard", "patrol", "member", "unit")
        for owner, unit in ((volunteer, VILLAGE_HERE), (stranger, VILLAGE_THERE), (volunteer, VILLAGE_THERE))
        if owner.person is not None
    ]  # fmt: skip
    county.put([*entries.values(), *everywhere])
    for whose, data in files.items():
        _send(county, owners[whose][0], data)
    uploads = {"own": county.dice.randbytes(50), "another's": county.dice.randbytes(60)}
    for data in uploads.values():
        _begun(county, data)
    unknown = county.entry("hazard", VILLAGE_HERE, volunteer.person)
    found = {
        unit: _snapshot(county, caller).chunks for unit, caller in ((HERE, volunteer), (THERE, stranger))
    }
    common = {each.sha for each in found[HERE]} & {each.sha for each in found[THERE]}
    chunks = {
        unit: next(each.sha for each in parts if each.sha not in common) for unit, parts in found.items()
    }
    return Things(
        {**entries, "unknown": unknown}, files, uploads, chunks | {"everyone's": next(iter(common))}
    )


def _begun(county: County, data: bytes) -> str:
    sha = hashlib.sha256(data).hexdigest()
    _announce(county, county.known["colleague"], sha, len(data))
    return sha


def _announce(county: County, caller: Caller, sha: str, size: int) -> dict[str, str]:
    headers = {**caller.headers, "Tus-Resumable": "1.0.0"}
    named = {"Upload-Length": str(size), "Upload-Metadata": "sha " + base64.b64encode(sha.encode()).decode()}
    answer = county.http.post(f"{county.url}/v1/uploads", headers=headers | named, timeout=60)
    assert answer.status_code == 201, answer.text
    return headers


def _send(county: County, caller: Caller, data: bytes) -> None:
    sha = hashlib.sha256(data).hexdigest()
    headers = _announce(county, caller, sha, len(data))
    more = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = county.http.patch(f"{county.url}/v1/uploads/{sha}", data, headers=headers | more, timeout=60)
    assert answer.status_code == 204, answer.text


def _snapshot(county: County, caller: Caller) -> Snapshot:
    answer = county.http.get(f"{county.url}/v1/snapshot", headers=caller.headers, timeout=60)
    return _read(answer, Snapshot)


def _chunks(county: County, caller: Caller, snapshot: Snapshot) -> set[str]:
    found: set[str] = set()
    for each in snapshot.chunks:
        answer = county.http.get(f"{county.url}/v1/snapshot/{each.sha}", headers=caller.headers, timeout=60)
        found |= {row.id for row in _read(answer, list[Row])}
    return found


def _head(county: County) -> Checkpoint:
    return county.ask(county.known["coordinator"], "/v1/pull", Pull(Checkpoint()), PullAnswer).to


def _within(caller: Caller, unit: str) -> bool:
    return caller.person is not None and ORG.within_any(unit, caller.person.units)


def _read(answer: requests.Response, kind: Any) -> Any:
    return protocol.unpack(answer.content, answer.headers.get("X-Packed", ""), kind)

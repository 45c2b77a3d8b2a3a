"""The server's end of a packet: what a computer sealed is dealt with as if it had come over the network, and the answer
is sealed to whoever wrote it. Who brought it does not matter: the letter carries its writer's own token.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.i18n import tr
from gridapp.server import accounts, audit, audited, sights
from gridapp.server.accounts import Caller
from gridapp.server.calls import Centre
from gridapp.server.filehub import FileHub
from gridapp.server.hub import Hub
from gridapp.server.tables import audit as audit_table
from gridapp.sync import letters, packets
from gridapp.sync.letters import Letter, Page, Pushed, Reply
from gridapp.sync.protocol import Checkpoint, Failure, Pull, PullAnswer, PushAnswer, Receipt, grant_digest


@dataclass(frozen=True)
class Answered:
    """The sealed answer. `before` says that the same packet was brought before, `refused` why the server does not deal
    with the computer that wrote it, `ops` how many ops were in it."""

    packet: bytes
    ops: int = 0
    before: bool = False
    refused: Refused | None = None


def answer(centre: Centre, data: bytes, most: int) -> Answered:
    """Deal with a packet, and seal the answer in about `most` bytes at most. The same packet again does nothing twice.
    Raises Refused for what is not a whole packet to this server."""
    head = packets.read_head(data)
    if head.kind != "to-server":
        raise Refused(
            tr("This packet is for a computer"),
            tr("It answers one that was written there, and can be taken in only there. Nothing was changed."),
        )
    if head.to != packets.fingerprint(centre.opener.public):
        raise Refused(
            tr("This packet is for another server"),
            tr(
                "Only the server that it was sealed for can open it. Nothing was changed, and nothing is lost."
            ),
        )
    letter, files = letters.unpack(centre.opener.open(data), Letter)
    try:
        with centre.database.transaction(sights.AT_THE_DOOR) as connection:
            caller = accounts.caller(connection, letter.token, centre.clock())
    except NotAllowed as error:
        centre.refusals.note(None, audited.UNKNOWN_CALLER, audited.reason_of(error))
        return Answered(_sealed(centre, head.id, letter, Reply(refused=_failure(error)), {}), refused=error)
    before = _was_brought(centre, caller, head.id)
    reply, brought = _Exchange(centre, caller, letter, files, most).reply()
    _note(centre, caller, head.id, reply)
    ops = sum(len(each.ops) for each in letter.pushes)
    return Answered(_sealed(centre, head.id, letter, reply, brought), ops, before)


class _Exchange:
    """One letter's questions, put to the code that answers them over HTTP, in the order of a round."""

    def __init__(
        self, centre: Centre, caller: Caller, letter: Letter, files: dict[str, bytes], most: int
    ) -> None:
        self._hub = Hub(centre.database, centre.snapshots, centre.signer, caller, centre.clock, centre.dice)
        self._file_hub = FileHub(centre.database, centre.files, centre.signer, caller, centre.clock)
        self._refusals, self._caller = centre.refusals, caller
        self._letter, self._files, self._room = letter, files, most

    def reply(self) -> tuple[Reply, dict[str, bytes]]:
        letter = self._letter
        pushed = self._push()
        settled = all(each.answer and not _is_at_odds(each.answer) for each in pushed)
        pages = self._pull(_after(pushed, letter.pull.checkpoint)) if settled else []
        receipts = [receipt for sha, data in self._files.items() if (receipt := self._keep(sha, data))]
        brought = self._bring()
        common = self._hub.common(letter.known)
        return Reply(common, pushed, pages, receipts, letters.enclosed(brought)), brought

    def _push(self) -> list[Pushed]:
        """Until one is not taken: those behind it were made to follow it."""
        pushed: list[Pushed] = []
        for push in self._letter.pushes:
            try:
                answer = self._hub.push(push)
            except Refused as error:
                self._refused("push", error)
                return [*pushed, Pushed(push.batch, refused=_failure(error))]
            pushed.append(Pushed(push.batch, answer))
            if _is_at_odds(answer):
                break
        return pushed

    def _pull(self, place: Checkpoint) -> list[Page]:
        """Page after page, as the computer would ask for them. Whether it is a copy shows when it pushes, so the tip is
        left out: a packet may be older than what it sent since."""
        asked: Pull | None = replace(self._letter.pull, checkpoint=place, tip=None)
        pages: list[Page] = []
        end = self._room - min(self._room, letters.MOST_WORDS)
        while asked is not None and self._room > end:
            answer = self._hub.pull(asked)
            pages.append(Page(asked, answer))
            self._room -= sum(len(msgspec.json.encode(row)) for row in answer.rows)
            asked = _next(asked, answer)
        return pages

    def _keep(self, sha: str, data: bytes) -> Receipt | None:
        """A file that came along, from the byte on to which it had come before."""
        try:
            here = self._file_hub.create(sha, len(data))
            if here < len(data):
                self._file_hub.upload(sha, here, data[here:])
            return self._file_hub.receipt(sha)
        except Refused as error:
            self._refused("file", error, sha)
            return None

    def _bring(self) -> dict[str, bytes]:
        """What the computer wants of others' files, and its person may see, as much as there is room for."""
        brought: dict[str, bytes] = {}
        for sha in self._letter.wanted:
            try:
                data = self._file_hub.download(sha, 0, self._room + 1)
            except NotFound:
                continue  # not whole here yet, or not theirs to see
            if len(data) <= self._room:
                brought[sha] = data
                self._room -= len(data)
        return brought

    def _refused(self, act: str, error: Refused, object_: str = "") -> None:
        if reason := audited.reason_of(error):
            self._refusals.note(audit.of(self._caller), act, reason, object_)


def _next(asked: Pull, answer: PullAnswer) -> Pull | None:
    """What the computer asks once it has taken in this page (see `sync.pull`)."""
    if answer.grant is not None:
        anew = replace(asked, checkpoint=Checkpoint(), proof=None, own=[], news=0)
        return replace(anew, grant=grant_digest(answer.grant))
    if not answer.more or answer.diverged is not None:
        return None
    return replace(asked, checkpoint=answer.to, proof=None, news=answer.news)


def _is_at_odds(answer: PushAnswer) -> bool:
    """Whether the two do not know the same past, and nothing was done."""
    return answer.diverged is not None or answer.tip is not None


def _after(pushed: list[Pushed], place: Checkpoint) -> Checkpoint:
    """Where the computer's cursor is once it has taken in these answers (see `sync.push`)."""
    for each in pushed:
        if each.answer is not None and each.answer.exact and each.answer.before == place:
            place = each.answer.after
    return place


def _sealed(centre: Centre, answers: str, letter: Letter, reply: Reply, files: dict[str, bytes]) -> bytes:
    contents = letters.pack(reply, files.values())
    return packets.to_computer(letter.device, letter.reply_to, centre.dice(16).hex(), answers, contents)


def _failure(error: Refused) -> Failure:
    return Failure(error.title, error.message, "refused")


def _was_brought(centre: Centre, caller: Caller, packet: str) -> bool:
    """The audit log knows every packet that was dealt with."""
    here = (audit_table.c.county == caller.county, audit_table.c.object == audit.name(packet))
    query = select(audit_table.c.seq).where(*here, audit_table.c.act == "courier").limit(1)
    with centre.database.transaction(sights.in_county(caller.county)) as connection:
        return connection.execute(query).first() is not None


def _note(centre: Centre, caller: Caller, packet: str, reply: Reply) -> None:
    """One line for the packet, and one when everything was read from the start, as over HTTP."""
    who = audit.of(caller)
    lines = [audit.Line(who, "courier", audit.name(packet))]
    if any(page.answer.rows and not page.asked.checkpoint.seq for page in reply.pages):
        lines.append(audit.Line(who, "pull-all"))
    with centre.database.transaction(sights.in_county(caller.county)) as connection:
        audit.write(connection, lines, centre.clock())

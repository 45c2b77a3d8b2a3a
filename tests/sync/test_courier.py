"""A round without a network: packets on a stick and in a colleague's hands, whatever becomes of them on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import func, select

from gridapp.actions import entries, photos, status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.op import decoded
from gridapp.server import centre, tables
from gridapp.server import courier as answering
from gridapp.store import checks, filing, outbox, reply_keys
from gridapp.store.couriers import Couriers
from gridapp.store.vault import put_identity
from gridapp.sync import carrying, courier, letters, packets, protocol
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct
from gridapp.sync.letters import Letter, Reply
from gridapp.sync.packets import MOST_CARRIED, Opener
from gridapp.sync.round import Report
from tests.office import COORDINATOR, VOLUNTEER, Office, make
from tests.sync.test_files import plain


def sealed(desk: Desk, most: int = MOST_CARRIED) -> bytes:
    return courier.write(desk.vault, most).data


def answered(office: Office, packet: bytes) -> bytes:
    return answering.answer(office.centre, packet, MOST_CARRIED).packet


def take_in(desk: Desk, answer: bytes) -> Report:
    try:
        return courier.take_in(Direct(desk.vault), answer)
    finally:
        desk.reload()


def by_stick(office: Office, desk: Desk) -> Report:
    """There and back."""
    return take_in(desk, answered(office, sealed(desk)))


def waiting(desk: Desk) -> int:
    with desk.vault.reading() as connection:
        return outbox.unanswered(connection) + len(filing.only_here(connection))


def journal_ops(office: Office) -> list[str]:
    with office.owner() as connection:
        return list(connection.execute(select(tables.journal.c.op).order_by(tables.journal.c.seq)).scalars())


def own_ops(desk: Desk) -> list[str]:
    with desk.vault.reading() as connection:
        return [decoded(row[0]).id for row in connection.exec_driver_sql("SELECT data FROM op ORDER BY n")]


def with_photos(desk: Desk, dice: random.Random, count: int = 2) -> str:
    kept = [photos.keep(desk, plain(dice, 3000 + number)) for number in range(count)]
    return make(desk, "hazard", dice, photos=kept).id


# --- there and back ---


def test_what_waits_goes_by_stick_and_counts_as_sent_with_the_answer(
    office: Office, dice: random.Random
) -> None:
    volunteer = office.desk(VOLUNTEER)
    with_photos(volunteer, dice)
    packet = sealed(volunteer)
    answer = answered(office, packet)
    assert waiting(volunteer) == 3  # the server has it all; nobody here knows
    assert status.status(volunteer).unsent_files == 2
    report = take_in(volunteer, answer)
    assert (report.verdicts, report.files_sent, waiting(volunteer)) == ({"stored": 1}, 2, 0)
    with volunteer.vault.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM receipt").scalar() == 1
    assert checks.findings(volunteer.vault) == []
    assert office.sync(volunteer).verdicts == {}
    assert journal_ops(office) == own_ops(volunteer)


def test_a_computer_that_never_comes_online_has_what_others_did(office: Office, dice: random.Random) -> None:
    away, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = with_photos(away, dice)
    by_stick(office, away)
    office.sync(coordinator)
    photo = photos.keep(coordinator, plain(dice, 2000))
    shown = [*entries.get(coordinator, hazard).body["photos"], photo]
    entries.edit(coordinator, hazard, {"description": "中心看过了", "photos": shown})
    office.sync(coordinator)
    entries.edit(away, hazard, {"external_no": "7"})
    assert by_stick(office, away).pulled >= 1
    now = entries.get(away, hazard).body
    assert (now["description"], now["external_no"]) == ("中心看过了", "7")
    assert by_stick(office, away).files_received == 1
    assert photos.read(away, photo["sha"]) == photos.read(coordinator, photo["sha"])
    assert waiting(away) == 0
    assert checks.findings(away.vault) == []


def test_other_rights_come_with_a_packet(small_office: Office, dice: random.Random) -> None:
    away = small_office.desk(VOLUNTEER)
    make(away, "hazard", dice)
    by_stick(small_office, away)
    with small_office.owner() as connection:
        mine = tables.account.c.id == away.person.id
        connection.execute(tables.account.update().where(mine).values(role="grid_worker"))
    make(away, "hazard", dice)
    assert by_stick(small_office, away).identity_changed
    assert away.person.role == "grid_worker"
    assert (waiting(away), checks.findings(away.vault)) == (0, [])


def test_what_does_not_fit_goes_with_the_next_packet(small_office: Office, dice: random.Random) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice, photos=[photos.keep(volunteer, plain(dice, 90_000)) for _ in range(3)])
    written = courier.write(volunteer.vault, 200_000)
    assert (written.ops, written.files, written.files_left) == (1, 2, 1)
    assert len(written.data) < 201_000
    assert take_in(volunteer, answered(small_office, written.data)).files_sent == 2
    assert by_stick(small_office, volunteer).files_sent == 1
    assert waiting(volunteer) == 0


def test_what_is_saved_after_the_packet_was_written_still_waits(
    small_office: Office, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    hazard = with_photos(volunteer, dice)
    answer = answered(small_office, sealed(volunteer))
    entries.edit(volunteer, hazard, {"external_no": "later"})
    with_photos(volunteer, dice)
    assert take_in(volunteer, answer).pushed == 1
    assert waiting(volunteer) == 6  # with the photos of the first, whose text is not all there yet
    small_office.sync(volunteer)
    assert (waiting(volunteer), journal_ops(small_office)) == (0, own_ops(volunteer))


def test_an_op_that_the_server_holds_is_told_by_the_packet(small_office: Office, dice: random.Random) -> None:
    """A batch that it does not take at all is taken apart as over the network, and holds nothing up for ever."""
    volunteer = small_office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice)
    large = make(volunteer, "hazard", dice)
    with volunteer.vault.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE op SET data = json_set(data, '$.kind', '') WHERE entry = ?", (large.id,)
        )
    assert by_stick(small_office, volunteer).verdicts == {"stored": 1, "held": 1}
    assert status.status(volunteer).attention == 1


def test_a_server_that_was_set_back_gets_everything_by_packets(
    small_office: Office, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice)
    by_stick(small_office, volunteer)
    backup = small_office.backup()
    for _ in range(3):
        make(volunteer, "hazard", dice)
    by_stick(small_office, volunteer)
    small_office.restore(backup)
    make(volunteer, "hazard", dice)
    assert by_stick(small_office, volunteer).restored
    for _ in range(2):  # what the server has last is found first, then everything is offered again
        by_stick(small_office, volunteer)
    assert waiting(volunteer) == 0
    assert sorted(journal_ops(small_office)) == sorted(own_ops(volunteer))


# --- a colleague carries it ---


def test_whoever_works_next_carries_it_and_only_its_writer_opens_the_answer(
    office: Office, dice: random.Random, tmp_path: Path
) -> None:
    absent, colleague = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    couriers = Couriers(tmp_path / "couriers")
    with_photos(absent, dice)
    courier.leave(absent.vault, couriers)
    ((vault, packet),) = couriers.left()
    assert vault == absent.vault.name
    assert waiting(absent) == 3
    gate = Direct(colleague.vault)
    assert carrying.carry(couriers, gate, office.line(colleague)) == 1
    assert list(couriers.left()) == []
    assert journal_ops(office) == own_ops(absent)
    answer = couriers.answered(absent.vault.name)
    assert answer
    with pytest.raises(Refused, match="for another person"):
        take_in(colleague, answer)
    courier.take_in_left(absent.vault, couriers)
    assert (waiting(absent), couriers.answered(absent.vault.name)) == (0, None)
    courier.leave(absent.vault, couriers)
    assert list(couriers.left()) == []  # nothing waits: nothing is left
    assert packet != sealed(absent)


def test_one_s_own_packet_and_another_server_s_are_not_carried(
    small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    own, other = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    couriers = Couriers(tmp_path / "couriers")
    make(own, "hazard", dice)
    courier.leave(own.vault, couriers)
    couriers.leave("elsewhere", packets.to_server(Opener(dice.randbytes(32)).public, "a" * 32, b"x"))
    assert carrying.carry(couriers, Direct(own.vault), small_office.line(own)) == 0
    assert len(list(couriers.left())) == 2
    assert carrying.carry(couriers, Direct(other.vault), small_office.line(other)) == 1
    assert [vault for vault, _ in couriers.left()] == ["elsewhere"]


def test_a_connection_that_breaks_keeps_the_packet_and_a_damaged_one_goes(
    small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    absent, colleague = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    couriers = Couriers(tmp_path / "couriers")
    make(absent, "hazard", dice)
    courier.leave(absent.vault, couriers)

    class Broken:
        def carry(self, packet: bytes) -> bytes:
            small_office.line(colleague).carry(packet)
            raise WorldFailed("no connection", "")  # the answer was lost

    gate = Direct(colleague.vault)
    assert carrying.carry(couriers, gate, Broken()) == 0  # type: ignore[arg-type]
    ((vault, packet),) = couriers.left()
    couriers.leave(vault, packet[:-1] + bytes([packet[-1] ^ 1]))
    assert carrying.carry(couriers, gate, small_office.line(colleague)) == 0
    assert list(couriers.left()) == []
    courier.leave(absent.vault, couriers)
    assert carrying.carry(couriers, gate, small_office.line(colleague)) == 1
    courier.take_in_left(absent.vault, couriers)
    assert (waiting(absent), journal_ops(small_office)) == (0, own_ops(absent))


def test_a_damaged_answer_is_let_go_and_the_next_round_says_the_same(
    small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    absent = small_office.desk(VOLUNTEER)
    couriers = Couriers(tmp_path / "couriers")
    make(absent, "hazard", dice)
    answer = answered(small_office, sealed(absent))
    couriers.answer(absent.vault.name, answer[:-9])
    courier.take_in_left(absent.vault, couriers)
    assert (couriers.answered(absent.vault.name), waiting(absent)) == (None, 1)
    small_office.sync(absent)
    assert (waiting(absent), journal_ops(small_office)) == (0, own_ops(absent))


def test_a_packet_left_over_http_is_carried_by_a_real_client(
    small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    couriers = Couriers(tmp_path / "couriers")
    with small_office.online() as url:
        absent = small_office.enrolled_over(url, VOLUNTEER)
        colleague = small_office.enrolled_over(url, COORDINATOR)
        assert absent.identity.courier_key == small_office.centre.opener.public
        with_photos(absent, dice)
        courier.leave(absent.vault, couriers)
        client = Client(url, colleague.identity.token)
        assert carrying.carry(couriers, Direct(colleague.vault), client) == 1
        with pytest.raises(Refused, match="altered"):
            client.carry(sealed(absent)[:-1] + b"?")
        with pytest.raises(Refused, match="too large"):
            client.carry(bytes(MOST_CARRIED + 1))
    courier.take_in_left(absent.vault, couriers)
    assert (waiting(absent), journal_ops(small_office)) == (0, own_ops(absent))


def test_a_computer_of_before_learns_the_key_with_its_next_round(small_office: Office) -> None:
    desk = small_office.desk(VOLUNTEER)
    before = replace(desk.vault.identity(), courier_key="")
    with desk.vault.writing() as connection:
        put_identity(connection, before)
    with pytest.raises(Refused, match="cannot seal"):
        sealed(desk)

    class Impostor:
        def __getattr__(self, name: str) -> object:
            return getattr(small_office.line(desk), name)

        def sealing_key(self) -> protocol.SealingKey:
            key = small_office.line(desk).sealing_key()
            return protocol.SealingKey(Opener(b"x" * 32).public, key.signature)

    with pytest.raises(WorldFailed, match="receipt is not right"):
        small_office.sync(desk, Impostor())
    small_office.sync(desk)
    assert desk.vault.identity().courier_key == small_office.centre.opener.public
    assert sealed(desk)


# --- refused, in words, and nothing lost ---


@pytest.fixture
def pair(small_office: Office, dice: random.Random) -> tuple[Desk, bytes, bytes]:
    """A computer that wrote a packet, the packet, and the answer."""
    desk = small_office.desk(VOLUNTEER)
    with_photos(desk, dice)
    packet = sealed(desk)
    return desk, packet, answered(small_office, packet)


def test_each_wrong_packet_is_refused_in_its_own_words(
    small_office: Office, pair: tuple[Desk, bytes, bytes], dice: random.Random, tmp_path: Path
) -> None:
    desk, packet, answer = pair
    other = small_office.desk(COORDINATOR)
    elsewhere = Office(tmp_path / "elsewhere", small_office.clock, random.Random(2), "")
    try:
        strange = sealed(elsewhere.desk(VOLUNTEER))
        refusals = {
            "for another server": lambda: answered(small_office, strange),
            "for a computer": lambda: answered(small_office, answer),
            "for the server": lambda: take_in(desk, packet),
            "for another person or another computer": lambda: take_in(other, answer),
            "not a packet": lambda: take_in(desk, b"PK\x03\x04" + answer),
            "newer program": lambda: take_in(desk, answer[:8] + b"\x02" + answer[9:]),
            "cut short": lambda: take_in(desk, answer[:-1]),
            "altered or damaged": lambda: take_in(desk, answer + b"x"),
            "too large": lambda: packets.read_file(_file(tmp_path, b"x" * 11), most=10),
            "cannot be read": lambda: packets.read_file(tmp_path),
        }
        for words, act in refusals.items():
            with pytest.raises(Refused, match=words):
                act()
        take_in(desk, answer)
        with pytest.raises(Refused, match="taken in before"):
            take_in(desk, answer)
    finally:
        elsewhere.close()
    assert waiting(desk) == 0


def _file(folder: Path, data: bytes) -> Path:
    file = folder / "x.gridpack"
    file.write_bytes(data)
    return file


def test_an_answer_whose_key_is_forgotten_is_refused(
    pair: tuple[Desk, bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, answer = pair
    monkeypatch.setattr(reply_keys, "_MOST_KEYS", 2)
    for _ in range(2):
        sealed(desk)
    with pytest.raises(Refused, match="none that is known here"):
        take_in(desk, answer)
    assert waiting(desk) == 3


def test_a_computer_taken_off_the_list_is_told_so_in_its_packet(
    small_office: Office, dice: random.Random
) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    packet = sealed(desk)
    centre.revoke(small_office.centre, desk.identity.device_id)
    done = answering.answer(small_office.centre, packet, MOST_CARRIED)
    assert done.refused is not None
    with pytest.raises(Refused, match="off its list"):
        take_in(desk, done.packet)
    assert (waiting(desk), journal_ops(small_office)) == (1, [])


def test_the_same_packet_again_does_nothing_twice(office: Office, dice: random.Random) -> None:
    desk = office.desk(VOLUNTEER)
    with_photos(desk, dice)
    packet = sealed(desk)
    first = answering.answer(office.centre, packet, MOST_CARRIED)
    again = answering.answer(office.centre, packet, MOST_CARRIED)
    assert (first.before, again.before) == (False, True)
    assert journal_ops(office) == own_ops(desk)
    assert take_in(desk, again.packet).pushed == 1  # the first answer was lost on its way
    with pytest.raises(Refused, match="taken in before"):
        take_in(desk, first.packet)
    assert waiting(desk) == 0


def test_an_old_answer_changes_nothing_that_came_since(small_office: Office, dice: random.Random) -> None:
    away, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    hazard = make(away, "hazard", dice)
    old = answered(small_office, sealed(away))
    small_office.sync(away)
    small_office.sync(coordinator)
    entries.edit(coordinator, hazard.id, {"description": "新的"})
    small_office.sync(coordinator)
    small_office.sync(away)
    cursor = status.status(away).cursor
    report = take_in(away, old)
    assert (report.pushed, report.pulled, status.status(away).cursor) == (0, 0, cursor)
    assert entries.get(away, hazard.id).body["description"] == "新的"


def state_of(desk: Desk) -> list[object]:
    """Everything that a refusal must leave alone: not the count of the time that passes."""
    with desk.vault.reading() as connection:
        run = connection.exec_driver_sql
        ops_ = [tuple(row) for row in run("SELECT n, data, state, batch, seq FROM op ORDER BY n")]
        files_ = [tuple(row) for row in run("SELECT sha, state FROM file ORDER BY sha")]
        settings_ = [tuple(row) for row in run("SELECT key, value FROM setting WHERE key <> 'offline_grant'")]
    return [ops_, files_, settings_]


def counts(office: Office) -> list[int]:
    names = (tables.journal, tables.batch, tables.upload, tables.entry, tables.audit)
    with office.owner() as connection:
        return [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in names]


FLIPS, CUTS = 400, 200


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_altered_or_shortened_packet_is_anything_but_refused(
    small_office: Office, dice: random.Random, seed: int
) -> None:
    chance = random.Random(seed)
    desk = small_office.desk(VOLUNTEER)
    with_photos(desk, dice)
    packet = sealed(desk)
    before, server_before = state_of(desk), counts(small_office)
    for damaged in _damaged(packet, chance):
        with pytest.raises(Refused):
            answered(small_office, damaged)
    assert counts(small_office) == server_before
    answer = answered(small_office, packet)  # the control: whole, it is taken
    for damaged in _damaged(answer, chance):
        with pytest.raises(Refused):
            take_in(desk, damaged)
    assert state_of(desk) == before
    take_in(desk, answer)
    assert waiting(desk) == 0


def _damaged(packet: bytes, chance: random.Random) -> list[bytes]:
    """Flipped in the head (every byte of it) and at many places behind it, cut, doubled, with pieces exchanged."""
    head = len(packet) - packets.read_head(packet).size
    places = [*range(head), *(chance.randrange(head, len(packet)) for _ in range(FLIPS))]
    found = [
        packet[:place] + bytes([packet[place] ^ (1 << chance.randrange(8))]) + packet[place + 1 :]
        for place in places
    ]
    found += [packet[: chance.randrange(len(packet))] for _ in range(CUTS)]
    found += [packet[:size] for size in range(head + 1)]
    found += [packet + packet, packet[:head] + packet[: packets.read_head(packet).size]]
    a, b = sorted(chance.sample(range(head, len(packet)), 2))
    return [*found, packet[:a] + packet[b:] + packet[a:b]]


def test_a_seal_that_binds_no_head_would_be_found(small_office: Office, dice: random.Random) -> None:
    """The negative control of the one above: with the head outside of the seal another id goes through."""
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    packet = sealed(desk)
    head = packets.read_head(packet)
    renamed = packet.replace(head.id.encode(), b"f" * 32)
    with pytest.raises(Refused, match="altered"):
        answered(small_office, renamed)
    opener, start = small_office.centre.opener, len(packet) - head.size
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    loose = suite.encrypt(opener.open(packet), opener._key.public_key())
    assert suite.decrypt(loose, opener._key)
    with pytest.raises(Refused, match="altered"):
        answered(small_office, packet[:start] + loose)


def test_a_letter_from_a_liar_is_refused_or_does_nothing(small_office: Office, dice: random.Random) -> None:
    """Anybody who has the public key can seal something: without a token it is nobody's."""
    public, nobody = small_office.centre.opener.public, Opener(dice.randbytes(32))
    pull = protocol.Pull(protocol.Checkpoint())
    for contents in (b"", b"\xff" * 4, b"\0\0\0\1x", letters.pack(Reply(), [])):
        with pytest.raises(Refused):
            answered(small_office, packets.to_server(public, "a" * 32, contents))
    letter = Letter("mallory", "nobody", nobody.public, pull)
    done = answering.answer(
        small_office.centre, packets.to_server(public, "a" * 32, letters.pack(letter, [])), MOST_CARRIED
    )
    assert done.refused is not None
    reply, _ = letters.unpack(nobody.open(done.packet), Reply)
    assert reply.refused is not None
    assert (reply.pages, reply.pushed) == ([], [])
    keyless = letters.pack(Letter("mallory", "nobody", "00", pull), [])
    with pytest.raises(Refused):
        answered(small_office, packets.to_server(public, "a" * 32, keyless))


def test_an_answer_without_the_server_s_signed_word_counts_for_nothing(
    pair: tuple[Desk, bytes, bytes], small_office: Office
) -> None:
    """Whoever could seal an answer is still not the server: each receipt is signed by itself."""
    desk, packet, answer = pair
    opener = small_office.centre.opener
    letter, _ = letters.unpack(opener.open(packet), Letter)
    asked = packets.read_head(packet).id
    with desk.vault.reading() as connection:
        seed = reply_keys.seed_of(connection, asked)
    assert seed
    reply, _ = letters.unpack(Opener(seed).open(answer), Reply)
    (pushed,) = reply.pushed
    assert pushed.answer is not None
    unsigned = msgspec.structs.replace(pushed.answer, signature="0" * 128)
    forged = msgspec.structs.replace(reply, pushed=[msgspec.structs.replace(pushed, answer=unsigned)])
    with pytest.raises(WorldFailed, match="receipt is not right"):
        take_in(desk, _resealed(letter, asked, forged))
    assert waiting(desk) == 3
    take_in(desk, _resealed(letter, asked, reply))  # the control: as it was, it is taken
    assert waiting(desk) == 0


def _resealed(letter: Letter, asked: str, reply: Reply) -> bytes:
    return packets.to_computer(letter.device, letter.reply_to, "b" * 32, asked, letters.pack(reply, []))


# --- whatever mix delivers it ---


class Journey:
    """One person's work, saved, synced, sealed, brought and answered in an order that chance has made."""

    def __init__(self, office: Office, desk: Desk, chance: random.Random, dice: random.Random) -> None:
        self.office, self.desk, self.chance, self.dice = office, desk, chance, dice
        self.packets: list[bytes] = []
        self.answers: list[bytes] = []
        self.made: list[str] = []
        self.steps: list[Callable[[], None]] = [
            self.save, self.save, self.edit, self.seal, self.bring, self.bring, self.receive, self.sync, self.lose,
        ]  # fmt: skip

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.chance.choice(self.steps)()
        for packet in self.packets:  # late comers
            answered(self.office, packet)
        self.office.sync(self.desk)

    def save(self) -> None:
        self.made.append(with_photos(self.desk, self.dice, self.chance.randrange(3)))

    def edit(self) -> None:
        if self.made:
            number = str(self.dice.randrange(10**6))
            entries.edit(self.desk, self.chance.choice(self.made), {"external_no": number})

    def seal(self) -> None:
        self.packets.append(sealed(self.desk))

    def bring(self) -> None:
        """Any packet there ever was, as often as it likes."""
        if self.packets:
            self.answers.append(answered(self.office, self.chance.choice(self.packets)))

    def receive(self) -> None:
        if self.answers:
            try:
                take_in(self.desk, self.chance.choice(self.answers))
            except Refused as error:
                assert "taken in before" in str(error)

    def sync(self) -> None:
        self.office.sync(self.desk)

    def lose(self) -> None:
        """The server takes the batches; the answer never arrives."""
        line = self.office.line(self.desk)

        class Deaf:
            def __getattr__(self, name: str) -> object:
                return getattr(line, name)

            def push(self, push: protocol.Push) -> protocol.PushAnswer:
                line.push(push)
                raise WorldFailed("no connection", "")

        try:
            self.office.sync(self.desk, Deaf())
        except WorldFailed:
            return


@pytest.mark.parametrize("seed", range(6))
def test_whatever_mix_of_packets_and_rounds_delivers_each_op_is_stored_once(
    office: Office, dice: random.Random, seed: int
) -> None:
    chance = random.Random(seed)
    journeys = [Journey(office, office.desk(who), chance, dice) for who in (VOLUNTEER, COORDINATOR)]
    for _ in range(4):
        for journey in journeys:
            journey.run(12)
    for journey in journeys:
        office.sync(journey.desk)
    stored = journal_ops(office)
    assert len(stored) == len(set(stored))
    assert set(stored) == {op for journey in journeys for op in own_ops(journey.desk)}
    for journey in journeys:
        assert waiting(journey.desk) == 0
        assert checks.findings(journey.desk.vault) == []
        for entry in journey.made:
            for photo in entries.get(journey.desk, entry).body.get("photos", []):
                file_hub = office.line(journey.desk)._files
                assert file_hub.download(photo["sha"], 0, 10**6) == photos.read(journey.desk, photo["sha"])

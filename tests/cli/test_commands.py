"""The command line as a script uses it: results on one stream, words on the other, and honest exit codes."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gridapp.cli.main import main
from gridapp.domain.world import system_clock
from gridapp.server import centre, serve, totp

HAZARD = [
    "kind=0101",
    "suspected_level=general",
    "place=东门市场",
    "description=楼道堆放杂物",
    "on_site_action=advised",
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, home: str = "a") -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["--lang", "en", "--home", str(tmp_path / home), *words])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def server(run: Run, tmp_path: Path) -> Iterator[str]:
    assert run("server", "init", home="server")[0] == 0
    opened = centre.open_centre(tmp_path / "server" / "server")
    with serve.running(opened) as url:
        yield url
    opened.close()


def read(out: str) -> Any:
    return json.loads(out)


def test_types_are_listed(run: Run) -> None:
    code, out, _ = run("types")
    assert code == 0
    assert "hazard" in out
    assert {each["type"] for each in read(run("types", "--json")[1])} >= {"hazard", "patrol", "unit"}


def test_a_record_from_adding_to_showing(run: Run) -> None:
    code, out, _ = run("add", "hazard", *HAZARD, "found_at=2026-11-17 16:42")
    assert code == 0
    entry, number = out.split()
    assert number.startswith("YH-621026-")
    assert run("edit", number, "receipt_no=7")[0] == 0
    assert run("move", entry, "register")[0] == 0
    shown = read(run("show", entry, "--json")[1])
    assert (shown["state"], shown["fields"]["receipt_no"], shown["sent"]) == ("registered", "7", False)
    assert [step["kind"] for step in shown["history"]] == ["add", "move"]
    assert "楼道堆放杂物" in run("show", number)[1]
    assert run("delete", entry)[0] == 0
    assert read(run("list", "hazard", "--json")[1]) == []


def test_deadlines_stand_still_and_run_again(run: Run) -> None:
    code, out, _ = run("deadlines", "case")
    assert code == 0
    assert "within 4 working hours" in out
    assert "Hazard" not in out
    entry, number = run("add", "hazard", *HAZARD, "found_at=2026-11-17 16:42", "due_at=2026-11-18 16:42")[
        1
    ].split()
    late = read(run("late", "--json")[1])
    assert [(each["number"], each["level"]) for each in late] == [(number, "county")]
    assert number in run("late", "--mine")[1]
    assert "in all" not in run("show", number)[1], "somebody set it: no rule speaks of it"
    assert run("pause", entry, " ")[0] == 2
    assert run("pause", entry, "等待第三方鉴定")[0] == 0
    assert "等待第三方鉴定" in run("show", number)[1]
    assert read(run("late", "--json")[1]) == []
    assert run("resume", number)[0] == 0
    assert run("resume", number)[0] == 2
    assert [each["number"] for each in read(run("late", "--json")[1])] == [number]


def test_json_in_json_out(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    values = dict(pair.split("=", 1) for pair in HAZARD)
    file.write_text(json.dumps([values, {**values, "unit": "九龙居委会"}]), "utf-8")
    code, out, _ = run("add", "hazard", "--json", str(file))
    assert code == 0
    assert len(read(out)) == 2
    assert read(run("list", "hazard", "--where", "unit=九龙居委会", "--json")[1])[0]["unit"] == "621026100004"
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(values).encode())))
    assert set(read(run("add", "hazard", "--json", "-")[1])) == {"id", "number"}


def test_lists_are_filtered(run: Run) -> None:
    for kind in ("0101", "0404", "0404"):
        run("add", "hazard", f"kind={kind}", *HAZARD[1:])
    assert len(read(run("list", "hazard", "--where", "kind=0404", "--json")[1])) == 2
    assert len(read(run("list", "hazard", "--where", "kind!=0404", "--json")[1])) == 1
    assert (
        len(read(run("list", "hazard", "--where", "state=found", "--where", "description~杂物", "--json")[1]))
        == 3
    )
    assert len(read(run("list", "hazard", "--text", "杂物", "--limit", "2", "--json")[1])) == 2
    assert len(read(run("list", "hazard", "--where", "found_at>2020-01-01", "--json")[1])) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "nosuch"], "nosuch"),
        (["add", "hazard", "kind=zz", *HAZARD[1:]], "What kind of hazard"),
        (["add", "hazard", *HAZARD, "found_at=1826-01-01"], "forty years"),
        (["add", "hazard", *HAZARD, "found_at=2126-01-01"], "future"),
        (["add", "hazard", *HAZARD, "transferred_to=不存在村"], "不存在村"),
        (["add", "hazard", *HAZARD[:-1], "description=" + "长" * 3000], "3,000"),
        (["add", "hazard", *HAZARD, "receipt_no=a\x07b"], "U+0007"),
        (["add", "hazard", *HAZARD[:2]], "is missing"),
        (["add", "hazard", *HAZARD, "colour=red"], "colour"),
        (["add", "hazard", *HAZARD, "photos=[1"], "JSON"),
        (["add", "hazard", "nonsense"], "FIELD=VALUE"),
        (["add", "hazard", *HAZARD], None),
        (["edit", "nosuch", "kind=0101"], "nosuch"),
        (["list", "hazard", "--where", "kind"], "condition"),
        (["list", "hazard", "--where", "nosuch=1"], "nosuch"),
        (["import", "/no/such/file.csv", "--as", "hazard"], "no file"),
        (["sync"], "enrolled"),
        (["fly"], "fly"),
        ([], "COMMAND"),
        (["--person", "nobody", "status"], "nobody"),
    ],
)
def test_refused_input_is_named_and_exits_with_2(run: Run, words: list[str], said: str | None) -> None:
    code, _, err = run(*words)
    if said is None:
        assert code == 0
        return
    assert code == 2
    assert said in err


def test_two_computers_and_a_server(run: Run, server: str) -> None:
    for home, name in (("a", "张春燕"), ("b", "何立群")):
        code = run("server", "enrol-code", "--name", name, home="server")[1].strip()
        assert run("enrol", server, code, home=home)[0] == 0
    added = run("add", "hazard", *HAZARD)[1].split()[0]
    assert read(run("status", "--json")[1])["unsent_total"] == 1
    sent = read(run("sync", "--json")[1])
    assert (sent["pushed"], sent["unsent"], sent["verdicts"]) == (1, 0, {"stored": 1})
    assert read(run("sync", "--json", home="b")[1])["pulled"] == 1
    there, here = (read(run("show", added, "--json", home=home)[1]) for home in ("b", "a"))
    assert there["fields"] == here["fields"]
    assert here["sent"]
    assert run("check", home="b")[0] == 0
    assert "张春燕" in run("status")[1]


def test_a_second_person_on_one_computer_keeps_the_first(run: Run, server: str) -> None:
    for name in ("张春燕", "马晓霞"):
        code = run(
            "server", "enrol-code", "--name", name, "--role", "volunteer", "--unit", "新宁镇", home="server"
        )[1].strip()
        assert run("enrol", server, code)[0] == 0
        run("add", "hazard", *HAZARD, "--person", name)
    for name in ("张春燕", "马晓霞"):
        assert len(read(run("list", "hazard", "--json", "--person", name)[1])) == 1


def test_recording_before_enrolment_becomes_the_persons(run: Run, server: str) -> None:
    run("add", "hazard", *HAZARD)
    code = run(
        "server", "enrol-code", "--name", "张春燕", "--role", "volunteer", "--unit", "新宁镇", home="server"
    )[1].strip()
    run("enrol", server, code)
    assert read(run("sync", "--json")[1])["verdicts"] == {"stored": 1}
    assert read(run("list", "hazard", "--json")[1])[0]["author"]["name"] == "张春燕"


def test_the_world_failing_exits_with_1(run: Run, server: str) -> None:
    code = run("server", "enrol-code", home="server")[1].strip()
    assert run("enrol", "http://127.0.0.1:9", code)[0] == 1
    assert run("enrol", server, "WRONG-CODE1")[0] == 2
    assert run("enrol", server, code)[0] == 0
    assert run("server", "run", "--port", "70000", home="server")[0] != 0


def test_a_damaged_store_is_found(run: Run, tmp_path: Path) -> None:
    run("add", "hazard", *HAZARD)
    vault = next((tmp_path / "a" / "people").iterdir())
    file = vault / "vault.db"
    data = bytearray(file.read_bytes())
    data[9000] ^= 0xFF
    file.write_bytes(data)
    code, _, err = run("check")
    assert code == 1
    assert err


CSV = "Number,What kind of hazard,How serious it looks,Where,What was seen,When found\n"


def test_a_csv_in_gb18030_with_bad_rows(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    good = "1,0101,一般,东门,楼道堆物,2026-11-17 10:00\n"
    file.write_bytes(
        (CSV + good + "2,9999,一般,西门,杂物,2026-11-17\n" + good + "4,0101,一般,,杂物,1826-01-01\n").encode(
            "gb18030"
        )
    )
    dry = run("import", str(file), "--as", "hazard", "--dry-run", "--json")
    assert dry[0] == 2
    assert (read(dry[1])["good"], [each["row"] for each in read(dry[1])["bad"]]) == (2, [3, 5])
    assert read(run("list", "hazard", "--json")[1]) == []
    code, out, _ = run("import", str(file), "--as", "hazard")
    assert code == 2
    assert "Row 3: What kind of hazard" in out
    assert len(read(run("list", "hazard", "--json")[1])) == 2


def test_export_and_import_again(run: Run, tmp_path: Path) -> None:
    run("add", "hazard", *HAZARD, "receipt_no==SUM(A1)")
    assert run("export", "hazard", "--to", str(tmp_path / "out.csv"))[0] == 0
    assert "'=SUM(A1)" in (tmp_path / "out.csv").read_text("utf-8-sig")
    assert run("import", str(tmp_path / "out.csv"), "--as", "hazard")[0] == 0
    assert len(read(run("list", "hazard", "--json")[1])) == 2


def test_a_real_track_becomes_a_patrol(run: Run) -> None:
    track = Path(__file__).parents[2] / "resources" / "demo" / "korita-zbevnica.gpx"
    assert run("import", str(track), "--as", "patrol")[0] == 0
    fields = read(run("list", "patrol", "--json")[1])[0]["fields"]
    assert fields["distance_km"] == 27.61
    assert len(fields["checkpoints"]) == 2
    assert "track" not in fields
    assert run("import", str(track), "--as", "patrol", "--with-track")[0] == 0
    newest = read(run("list", "patrol", "--json")[1])[0]
    assert "track" not in newest["fields"]
    assert len(read(run("show", newest["id"], "--json", "--reveal")[1])["fields"]["track"]) > 100
    assert run("import", str(track), "--as", "publicity")[0] == 2


def test_the_demonstration(run: Run) -> None:
    code, out, _ = run("demo", "--offscreen", "--json", home="demo")
    result = read(out.splitlines()[-1])
    assert code == 0
    assert result["equal"] is True
    assert result["entries"] > 800
    assert result["files"] == 2


def test_two_programs_at_once_on_one_home(run: Run, tmp_path: Path) -> None:
    run("status")
    codes: list[int] = []

    def add() -> None:
        codes.append(main(["--home", str(tmp_path / "a"), "add", "hazard", *HAZARD]))

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0, 0]
    assert len(read(run("list", "hazard", "--json")[1])) == 3
    assert run("check")[0] == 0


def test_grids_and_departments_come_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(
        "名称,类别,上级\n第一网格,网格,九龙居委会\n消防工作站,部门,新宁镇\n坏,网格,不存在村\n", "utf-8"
    )
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"name": "名称", "kind": "类别", "parent": "上级"}), "utf-8")
    code, out, _ = run("import", str(file), "--as", "unit", "--map", str(mapping))
    assert code == 2
    assert "Row 4" in out
    assert "不存在村" in out
    assert run("add", "hazard", *HAZARD, "transferred_to=消防工作站", "--unit", "第一网格")[0] == 0


def test_a_computer_is_listed_and_taken_off(run: Run, server: str) -> None:
    code = run("server", "enrol-code", "--name", "张春燕", home="server")[1].strip()
    assert run("enrol", server, code)[0] == 0
    (computer,) = read(run("server", "computers", "--json", home="server")[1])
    assert (computer["person"], computer["revoked_at"]) == ("张春燕", "")
    assert run("server", "revoke", "999", home="server")[0] == 2
    assert run("server", "revoke", computer["code"], home="server")[0] == 0
    assert "taken off" in run("server", "computers", home="server")[1]
    run("add", "hazard", *HAZARD)
    code, _, words = run("sync")
    assert code == 1
    assert "Everything is safe here" in words
    assert read(run("status", "--json")[1])["unsent_total"] == 0  # handed in: it waits for a supervisor


def test_a_line_is_made_drawn_and_enrols(run: Run, server: str, tmp_path: Path) -> None:
    ask = ("server", "enrol-code", "--name", "张春燕")
    assert run(*ask, "--qr", str(tmp_path / "x.png"), home="server")[0] == 2  # no address is known yet
    assert run(*ask, "--address", "http://10.20.0.5", home="server")[0] == 2
    assert run(*ask, "--address", server, "--qr", str(tmp_path / "x.gif"), home="server")[0] == 2
    code, out, _ = run(*ask, "--address", server, "--qr", str(tmp_path / "x.svg"), home="server")
    assert (code, out.startswith("gridapp:enrol?server=http")) == (0, True)
    assert run(*ask, "--qr", str(tmp_path / "x.png"), home="server")[0] == 0  # the address was kept
    assert "<svg" in (tmp_path / "x.svg").read_text("utf-8")
    with Image.open(tmp_path / "x.png") as drawn:
        assert drawn.width == drawn.height > 300
    assert "█" in run(*ask, "--qr", "-", home="server")[1]
    assert run("enrol", out[:-40].strip())[0] == 2
    assert run("enrol", "https://only.an.address")[0] == 2
    assert run("enrol", out.strip())[0] == 0
    assert run("sync")[0] == 0


def test_what_is_believed_is_shown_and_changed(run: Run, server: str, tmp_path: Path) -> None:
    run("add", "hazard", *HAZARD)
    assert run("trust")[0] == 2  # no server yet
    code = run("server", "enrol-code", home="server")[1].strip()
    assert run("enrol", server, code)[0] == 0
    key = run("server", "fingerprint", home="server")[1].strip()
    believed = read(run("trust", "--json")[1])
    assert (believed["address"], believed["key"], believed["authorities"]) == (server, key, [])
    words = run("trust")[1]
    assert key in words
    assert believed["own"] in words
    assert run("trust", "--key", key)[0] == 0
    assert run("trust", "--public")[0] == 0
    assert run("trust", "--key", believed["own"])[0] == 2
    (tmp_path / "ca.pem").write_text("no certificate", "ascii")
    assert run("trust", "--ca", str(tmp_path / "ca.pem"))[0] == 2
    assert read(run("trust", "--json")[1]) == believed


def test_staff_approve_a_new_computer(run: Run, server: str) -> None:
    def enrolled(name: str, role: str, home: str) -> None:
        ask = ("server", "enrol-code", "--name", name, "--role", role, "--unit", "宁县")
        assert run("enrol", server, run(*ask, home="server")[1].strip(), home=home)[0] == 0

    enrolled("何立群", "coordinator", "first")
    assert run("server", "approvals", "on", home="server")[0] == 0
    enrolled("张春燕", "volunteer", "second")
    enrolled("马晓霞", "volunteer", "third")
    run("add", "hazard", *HAZARD, home="second")
    code, _, words = run("sync", home="second")
    assert (code, "waits to be approved" in words) == (1, True)
    found = {each["person"]: each for each in read(run("computers", "--json", home="first")[1])}
    waiting = found["张春燕"]
    assert waiting["fingerprint"] in words
    assert "waits to be approved" in run("computers", home="first")[1]
    assert run("approve", waiting["code"], found["何立群"]["fingerprint"], home="first")[0] == 2
    assert run("approve", "999", waiting["fingerprint"], home="first")[0] == 2
    assert run("approve", waiting["code"], waiting["fingerprint"], home="first")[0] == 0
    third = found["马晓霞"]
    assert run("server", "approve-computer", third["code"], third["fingerprint"], home="server")[0] == 0
    for home in ("second", "third"):
        assert run("sync", home=home)[0] == 0
    assert "waits" not in run("server", "computers", home="server")[1]


def test_the_password_is_changed_and_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "hazard", *HAZARD)
    monkeypatch.setenv("GRIDAPP_NEW_PASSWORD", "three owls on a barn")
    assert run("password")[0] == 0
    code, _, words = run("list", "hazard")
    assert (code, "This password does not fit" in words) == (2, True)
    monkeypatch.setenv("GRIDAPP_PASSWORD", "three owls on a barn")
    assert len(read(run("list", "hazard", "--json")[1])) == 1
    monkeypatch.delenv("GRIDAPP_PASSWORD")
    code, _, words = run("list", "hazard")
    assert (code, "GRIDAPP_PASSWORD" in words) == (2, True)


def test_a_forgotten_password_and_six_digits(run: Run, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def digits() -> str:
        # Each step works once, and is taken one step early or late: half a minute may pass on the way to the server.
        clock.append(clock[-1] + 1 if clock else int(system_clock().timestamp()) // 30)
        return totp.code_at(secret, datetime.fromtimestamp(30 * clock[-1], UTC))

    clock: list[int] = []
    ask = ("server", "enrol-code", "--name", "何立群")
    code = run(*ask, home="server")[1].strip()
    assert run("server", "recovery-code", "何立群", home="server")[0] == 2  # no computer so far
    made = read(run("server", "totp", "何立群", "--json", home="server")[1])
    secret = base64.b32decode(made["secret"].replace(" ", ""))
    refused = run("enrol", server, code)
    assert (refused[0], "GRIDAPP_TOTP" in refused[2]) == (2, True)
    monkeypatch.setenv("GRIDAPP_TOTP", "000000")
    assert run("enrol", server, code)[0] == 2
    monkeypatch.setenv("GRIDAPP_TOTP", digits())
    assert run("enrol", server, code)[0] == 0
    run("add", "hazard", *HAZARD)
    assert run("sync")[0] == 0
    run("add", "hazard", *HAZARD)
    code = run("server", "recovery-code", "何立群", home="server")[1].strip()
    monkeypatch.setenv("GRIDAPP_PASSWORD", "forgotten")
    monkeypatch.setenv("GRIDAPP_NEW_PASSWORD", "three owls on a barn")
    monkeypatch.delenv("GRIDAPP_TOTP")
    assert run("recover", code)[0] == 2
    monkeypatch.setenv("GRIDAPP_TOTP", digits())
    assert run("recover", "AAAAA-AAAAA")[0] == 2
    assert run("recover", code)[0] == 0
    assert run("recover", code)[0] == 2
    monkeypatch.setenv("GRIDAPP_PASSWORD", "three owls on a barn")
    assert len(read(run("list", "hazard", "--json")[1])) == 2
    assert read(run("status", "--json")[1])["unsent_total"] == 1


def test_a_packet_there_and_back(run: Run, server: str, tmp_path: Path) -> None:
    code = run("server", "enrol-code", home="server")[1].strip()
    assert run("enrol", server, code)[0] == 0
    assert run("add", "hazard", *HAZARD)[0] == 0
    out, answer = str(tmp_path / "out.gridpack"), str(tmp_path / "answer.gridpack")
    done = run("courier", "export", out)
    assert (done[0], "1 changes and 0 photos" in done[2]) == (0, True)
    assert read(run("status", "--json")[1])["unsent_total"] == 1
    refused = run("courier", "import", out)
    assert (refused[0], "for the server" in refused[2]) == (2, True)
    taken = run("server", "courier", out, answer, home="server")
    assert (taken[0], "1 changes were taken in" in taken[2]) == (0, True)
    assert "taken in before" in run("server", "courier", out, answer, home="server")[2]
    refused = run("server", "courier", answer, str(tmp_path / "x"), home="server")
    assert (refused[0], "for a computer" in refused[2]) == (2, True)
    assert not (tmp_path / "x").exists()
    assert run("courier", "import", answer)[:2] == (
        0,
        "Sent 1, received 0, photos sent 0, photos received 0\n",
    )
    assert read(run("status", "--json")[1])["unsent_total"] == 0
    refused = run("courier", "import", answer)
    assert (refused[0], "taken in before" in refused[2]) == (2, True)


def test_a_number_in_free_text_is_warned_of_or_masked(run: Run) -> None:
    told = [*HAZARD[:3], "description=打13812345678", "on_site_action=advised"]
    code, out, err = run("add", "hazard", *told)
    assert code == 0
    assert "a mobile number" in err
    assert read(run("show", out.split()[0], "--json")[1])["fields"]["description"] == "打13812345678"
    code, out, err = run("add", "hazard", *told, "--mask")
    assert (code, err) == (0, "")
    entry = out.split()[0]
    assert read(run("show", entry, "--json")[1])["fields"]["description"] == "打138****5678"
    assert "a vehicle plate" in run("edit", entry, "description=甘M12345占道")[2]
    assert run("edit", entry, "description=甘M12345占道", "--mask")[2] == ""
    assert read(run("show", entry, "--json")[1])["fields"]["description"] == "甘****占道"


def test_a_number_is_masked_until_it_is_revealed_and_that_is_noted(run: Run) -> None:
    told = [
        "channel=phone",
        "nature=help",
        "topic=0302",
        "summary=路灯不亮",
        "place=集市东口",
        "contact_phone=13866665521",
    ]
    entry = run("add", "case", *told)[1].split()[0]
    for words in (("show", entry), ("show", entry, "--json"), ("list", "case", "--json")):
        out = run(*words)[1]
        assert "138******21" in out
        assert "13866665521" not in out
    assert read(run("list", "disclosure", "--json")[1]) == []
    assert "13866665521" in run("show", entry, "--reveal")[1]
    (note,) = read(run("list", "disclosure", "--json")[1])
    assert note["fields"]["way"]["code"] == "revealed"
    assert "Number to call back" in note["fields"]["personal"]


def test_contact_cards_and_the_notice_are_written(run: Run, tmp_path: Path) -> None:
    workers = '[{"name": "马晓霞", "phone": "13900001234"}]'
    assert run("add", "unit", "name=第三网格", "kind=grid", "parent=新宁镇", f"workers={workers}")[0] == 0
    assert run("card", "第三网格", str(tmp_path / "cards.html"))[0] == 0
    assert run("card", "第三网格", str(tmp_path / "notice.html"), "--notice")[0] == 0
    sheets = [(tmp_path / f"{name}.html").read_text("utf-8") for name in ("cards", "notice")]
    assert [each.count("13900001234") for each in sheets] == [8, 1]
    assert "网格公示" in sheets[1]
    assert run("card", "第九网格", str(tmp_path / "none.html"))[0] != 0
    assert not (tmp_path / "none.html").exists()

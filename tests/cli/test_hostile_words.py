"""Whatever stands on the line or in the folder: words and an exit code, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from gridapp.domain.errors import Refused
from gridapp.domain.record import record_type
from gridapp.store.home import Home
from gridapp.store.lists import Query, Where, selection
from tests.cli.test_commands import HAZARD, read, run, server
from tests.postgres import fresh_database

__all__ = ["run", "server"]  # fixtures
Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "hazard", "--where", "kind="], "needs a value"),
        (["list", "hazard", "--where", "transferred_to="], "needs a value"),
        (["list", "hazard", "--where", "found_at<"], "needs a value"),
        (["list", "hazard", "--where", "description~"], "needs a value"),
        (["list", "hazard", "--where", "open<1"], "="),
        (["list", "hazard", "--where", "open=banana"], "banana"),
        (["list", "hazard", "--where", "unit<新宁镇"], "!="),
        (["list", "hazard", "--where", "unit=不存在村"], "不存在村"),
        (["list", "hazard", "--where", "state=nowhere"], "nowhere"),
        (["list", "hazard", "--where", "happened>=yesterday"], "yesterday"),
        (["list", "hazard", "--where", "rechecks=passed"], "~"),
        (["list", "hazard", "--limit", "99999999999999999999"], "--limit"),
        (["list", "hazard", "--limit", "-1"], "--limit"),
        (["list", "hazard", "--text", "\udcff"], "UTF-8"),
        (["show", "\udcff"], "UTF-8"),
        (["--home", "\udcff", "status"], "UTF-8"),
        (["add", "hazard", "--json", "/no/such/file.json"], "no file"),
        (["add", "hazard", "--json", "/"], "no file"),
        (["add", "hazard", "kind=0101", "--json", "-"], "not both"),
        (["add", "hazard", *HAZARD, "rechecks=" + "[" * 100_000], "nested"),
        (["server", "init", "--database", "garbage"], "PostgreSQL"),
        (["server", "init", "--database", "mysql://x"], "PostgreSQL"),
        (["server", "init", "--database", "postgresql://u:p@host:notaport/x"], "PostgreSQL"),
    ],
)
def test_refused_in_words(run: Run, words: list[str], said: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert said in err


def test_json_nested_without_end_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000 + "]" * 100_000, "utf-8")
    code, _, err = run("add", "hazard", "--json", str(file))
    assert (code, "nested" in err) == (2, True)


def test_a_sentence_may_begin_with_a_bracket(run: Run) -> None:
    for text in ("[紧急]楼道堵塞", '{"a": 1}'):
        entry = run("add", "hazard", *HAZARD[:3], *HAZARD[4:], f"description={text}")[1].split()[0]
        assert read(run("show", entry, "--json")[1])["fields"]["description"] == text
    line = json.dumps([{"measure": "清走杂物"}])
    assert run("edit", entry, f"rectifications={line}")[0] == 0
    assert read(run("show", entry, "--json")[1])["fields"]["rectifications"][0]["measure"] == "清走杂物"


def units(run: Run, *conditions: str) -> list[str]:
    words = [word for each in conditions for word in ("--where", each)]
    return sorted(each["unit"] for each in read(run("list", "hazard", *words, "--json")[1]))


def test_conditions_mean_what_they_say(run: Run) -> None:
    run("add", "hazard", *HAZARD, "found_at=2026-11-17T23:00:00-05:00", "--unit", "九龙居委会")
    run("add", "hazard", *HAZARD, "found_at=2026-11-18 10:00", "--unit", "和盛镇")
    one, other = "621026100004", read(run("list", "hazard", "--where", "unit=和盛镇", "--json")[1])[0]["unit"]
    assert units(run, "unit=新宁镇") == [one]
    assert units(run, "unit!=新宁镇") == [other]
    assert units(run, "found_at>=2026-11-18 11:00") == [one]
    assert units(run, "happened>=2026-11-18 11:00") == [one]
    assert units(run, "happened<2026-11-18T03:00:00Z") == [other]
    assert units(run, "open=yes", "state=Waiting to be accepted") == sorted([one, other])
    assert units(run, "open=no") == []


def test_a_mistyped_code_leaves_nothing_behind(run: Run, server: str, tmp_path: Path) -> None:
    assert run("enrol", server, "WRONG-CODE0", home="fresh")[0] == 2
    assert Home(tmp_path / "fresh").vaults() == []
    code = run("server", "enrol-code", "--name", "张春燕", home="server")[1].strip()
    assert run("enrol", server, code)[0] == 0
    before = Home(tmp_path / "a").vaults()
    for _ in range(2):
        assert run("enrol", server, "WRONG-CODE1")[0] == 2
    assert Home(tmp_path / "a").vaults() == before
    assert "张春燕" in run("status")[1]


def test_a_database_that_cannot_be_reached_is_not_remembered(run: Run, tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/x"
    assert run("server", "init", "--database", nowhere)[0] == 1
    assert run("server", "init")[0] == 0
    assert run("server", "enrol-code")[0] == 0
    code, _, err = run("server", "init", "--database", nowhere)
    assert (code, "another database" in err) == (2, True)
    assert not (tmp_path / "a" / "server" / "database.url").exists()


def test_a_chosen_database_is_not_changed_silently(run: Run, tmp_path: Path, postgres_url: str) -> None:
    owner = fresh_database(postgres_url)
    assert run("server", "init", "--owner", owner)[0] == 0
    kept = tmp_path / "a" / "server" / "database.url"
    address = kept.read_text("utf-8")
    assert make_url(address).username == f"{make_url(owner).database}_server"
    for again in (["--owner", owner], ["--database", address], []):
        assert run("server", "init", *again)[0] == 0
    for other in (
        ["--database", "postgresql://nobody@127.0.0.1:1/x"],
        ["--owner", fresh_database(postgres_url)],
    ):
        code, _, err = run("server", "init", *other)
        assert (code, "another database" in err) == (2, True)
    assert kept.read_text("utf-8") == address


def test_an_owner_is_no_address_to_work_with(run: Run, tmp_path: Path, postgres_url: str) -> None:
    """An office that knows one address only is told what to run, and nothing is kept until it did."""
    owner = fresh_database(postgres_url)
    code, _, err = run("server", "init", "--database", owner)
    assert (code, "gridapp server init --owner" in err) == (2, True)
    assert run("server", "init", "--owner", owner)[0] == 0
    kept = tmp_path / "a" / "server" / "database.url"
    address = kept.read_text("utf-8")
    kept.write_text(owner, "utf-8")  # as versions before this one kept it
    code, _, err = run("server", "computers")
    assert (code, "does not start" in err, "gridapp server init --owner" in err) == (2, True, True)
    assert run("server", "init", "--owner", owner, "--database", address)[0] == 0
    assert kept.read_text("utf-8") == address
    assert run("server", "computers")[0] == 0


@pytest.mark.parametrize("words", [["check"], ["list", "hazard"], ["export", "hazard", "--to", "{}/out.csv"]])
def test_damaged_pages_end_in_words(run: Run, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "in.json"
    values: dict[str, Any] = dict(pair.split("=", 1) for pair in HAZARD)
    file.write_text(json.dumps([{**values, "description": "长" * 1000}] * 60), "utf-8")
    assert run("add", "hazard", "--json", str(file))[0] == 0
    store = next((tmp_path / "a").glob("people/*/vault.db"))
    data = bytearray(store.read_bytes())
    for page in range(len(data) // 4096 - 40, len(data) // 4096):
        data[page * 4096 + 100] ^= 0xFF
    store.write_bytes(data)
    code, _, err = run(*(each.format(tmp_path) for each in words))
    assert (code, "damaged" in err) == (1, True)


@pytest.mark.parametrize("value", [["a", "b"], True, None])
def test_the_store_refuses_an_order_of_what_has_none(value: Any) -> None:
    with pytest.raises(Refused, match="unit"):
        selection(Query(record_type("hazard"), (Where("unit", "<", value),)))

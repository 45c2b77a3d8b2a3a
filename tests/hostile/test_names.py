"""Names of files stay names: in a folder, on every system, and for the eye."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.errors import BadFile
from gridapp.domain.filenames import safe_name, shown_name
from gridapp.store.files import FileStore
from tests.hostile.case import EVIL
from tests.hostile.names import NAMES

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def good(name: str, folder: Path) -> bool:
    """One part, in the folder, taken by every system, nothing hidden."""
    written = folder / name
    parts = PureWindowsPath(name).parts
    return (
        written.parent == folder
        and written.resolve().parent == folder.resolve()
        and parts == (name,)
        and not PureWindowsPath(name).is_reserved()
        and 0 < len(name.encode()) <= 160
        and not any(unicodedata.category(each) in HIDDEN for each in name)
        and name == name.strip(" .")
        and not set(name) & set('<>:"/\\|?*')
    )


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_becomes_a_name(name: str, tmp_path: Path) -> None:
    for suffix in ("", ".csv"):
        safe = safe_name(name, suffix)
        assert good(safe, tmp_path), safe
        assert safe.endswith(suffix)
        assert safe_name(safe, suffix) == safe
        (tmp_path / safe).write_bytes(b"kept")
    assert {each.parent for each in tmp_path.rglob("*")} == {tmp_path}


@given(st.text(), st.sampled_from(["", ".csv", ".xlsx"]))
def test_any_text_becomes_a_name(text: str, suffix: str) -> None:
    safe = safe_name(text, suffix)
    assert good(safe, Path("/nowhere"))
    assert safe_name(safe, suffix) == safe


def test_an_honest_name_stays_as_it_is() -> None:
    for name in ("Hazards 2026-11-18.csv", "隐患 2026-11-18.csv", "a.b-c_d (1).csv"):
        assert safe_name(name, ".csv") == name


def test_the_judge_tells_a_bad_name(tmp_path: Path) -> None:
    assert not [name for name in NAMES if "/" in name and good(name, tmp_path)]
    assert not good("con.txt", tmp_path)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_refusal_shows_nothing_hidden(name: str) -> None:
    words = BadFile(name, f"has the column {name} twice").message
    assert not [each for each in words if unicodedata.category(each) in HIDDEN]
    assert len(words) < 700
    assert shown_name(name)


@pytest.mark.parametrize(
    "sha", [f"../../{EVIL}", f"/{EVIL}", f"aa/../../../{EVIL}", "..", "", "A" * 64, "x\0", "\ud800"]
)
def test_a_content_that_is_named_as_a_path_lands_inside(sha: str, tmp_path: Path) -> None:
    """Names of contents come from servers and from other people's entries."""
    folder = tmp_path / "a" / "b" / "files"
    store = FileStore(folder, bytes(32), random.Random(1).randbytes)
    store.append(sha, 0, b"data")
    assert [each for each in tmp_path.rglob("*") if each.is_file()], "something was written at all"
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and folder not in each.parents]
    assert not store.finish(sha)
    assert not store.has(sha)

"""Calendar, pinyin, codes, privacy, numbers, tracks, languages: the small parts."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from itertools import islice, product

import pytest
from pypinyin import Style, pinyin

from gridapp.domain import codes, privacy
from gridapp.domain.ids import entry_number, uuid7
from gridapp.domain.masking import masked
from gridapp.domain.pinyin import initials, spellings
from gridapp.domain.privacy import Privacy
from gridapp.domain.track import Track, TrackPoint
from gridapp.i18n import speaking, system_language, tr, use_language


def test_local_names_are_read_as_people_read_them() -> None:
    assert "cqq" in initials("长庆桥").split()
    assert "changqingqiao" in spellings("长庆桥").split()
    assert "zcy" in initials("张春燕").split()
    assert initials("") == ""


@pytest.mark.parametrize("address", ["重庆路21号楼6单元", "a3栋长乐巷", "银行街B座12楼行长室", "号12"])
def test_an_address_is_read_as_the_dictionary_reads_the_whole_of_it(address: str) -> None:
    """It is looked up run by run, between its numbers."""
    whole = [dict.fromkeys(each) for each in pinyin(address, style=Style.NORMAL, heteronym=True)]
    readings = ["".join(each) for each in islice(product(*whole), 8)]
    assert spellings(address).split()[: len(readings)] == list(dict.fromkeys(readings))


def test_code_tables_find_and_search() -> None:
    table = codes.table("hazard_kind")
    assert table.find("0101") is not None
    assert table.search("疏散")[0].code == "0101"
    assert all(len(each.code) == 4 or each.code == "99" for each in table.leaves())
    with pytest.raises(KeyError):
        codes.table("no_such_table")


def test_free_text_is_warned_about_and_masked() -> None:
    text = "联系13812345678，身份证62102619900101123X"
    assert "mobile" in privacy.warning(text)
    assert masked(text) == "联系138****5678，身份证****123X"
    assert privacy.warning("楼道堆放杂物，长3米") == ""
    assert privacy.shown(Privacy.PERSONAL, "13812345678", reveal=False) == "138******78"
    assert privacy.shown(Privacy.WORK, "东门外大街", reveal=False) == "东门外大街"


def test_ids_sort_by_time_and_numbers_read_well() -> None:
    dice = random.Random(1)
    early = uuid7(datetime(2026, 1, 1, tzinfo=UTC), dice.randbytes)
    late = uuid7(datetime(2026, 1, 2, tzinfo=UTC), dice.randbytes)
    assert early < late
    assert early[14] == "7"
    assert entry_number("YH", "621026000000", "A7", 12) == "YH-621026-A7-0012"


def test_a_track_is_measured_and_made_coarse() -> None:
    points = tuple(
        TrackPoint(35.5 + i / 10_000, 107.9, datetime(2026, 11, 1, 8, i, tzinfo=UTC)) for i in range(40)
    )
    track = Track("x", points, ())
    assert track.length_km == pytest.approx(0.4337, abs=0.002)
    coarse = track.coarse()
    assert len(coarse) < 8
    assert not {(p.lat, p.lon) for p in points[1:9]} & {(p.lat, p.lon) for p in coarse[1:]}
    assert track.times == (points[0].at, points[-1].at)


def test_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("zh_CN")
    assert tr("Hazard") == "隐患"
    with speaking("en-GB"):
        assert tr("Hazard") == "Hazard"
    assert tr("Hazard") == "隐患"
    for value, language in (
        ("zh_CN.UTF-8", "zh_CN"),
        ("C", "zh_CN"),
        ("en_GB.UTF-8", "en"),
        ("de_DE.UTF-8", "en"),
    ):
        monkeypatch.setenv("LC_ALL", value)
        assert system_language() == language
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    assert system_language() == "zh_CN"


def test_every_refused_kind_can_be_said() -> None:
    assert len(privacy.REFUSED) >= 20
    assert json.dumps(privacy.REFUSED)


def test_a_masked_value_keeps_its_ends_and_a_short_one_its_beginning() -> None:
    assert privacy.mask_middle("13866665521") == "138******21"
    assert privacy.mask_middle("王德顺") == "王**"
    assert privacy.mask_middle("1980") == "1***"
    assert (privacy.mask_middle("女"), privacy.mask_middle("")) == ("*", "")

"""Who can be told from a text that leaves the house."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.identities import OUR_NAME, PERHAPS_A_NAME, identities, masked

NAMES = ("张春燕", "李秀", "李秀兰")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("电话13812345678。", "13812345678"),
        ("电话138 1234 5678。", "138 1234 5678"),
        ("电话138-1234-5678。", "138-1234-5678"),
        ("电话１３８１２３４５６７８。", "１３８１２３４５６７８"),
        ("共 3 13812345678", "13812345678"),
        ("证号622826199001011234", "622826199001011234"),
        ("证号62282619900101123X", "62282619900101123X"),
        ("证号622826 19900101 123X", "622826 19900101 123X"),
        ("车牌甘M12345停在路口", "甘M12345"),
        ("卡号6222 0212 3456 7890 123", "6222 0212 3456 7890 123"),
        ("三年级二班王小明", "三年级二班王小明"),
        ("志愿者张春燕讲解", "张春燕"),
        ("由李秀兰负责", "李秀兰"),
    ],
)
def test_what_tells_of_somebody_is_found_in_its_own_words_and_masked(text: str, words: str) -> None:
    (found,) = identities(text, NAMES)
    assert (found.words, found.certain) == (words, True)
    assert text[found.start : found.end] == words
    assert identities(masked(text, [found]), NAMES) == []


@pytest.mark.parametrize(
    "text",
    [
        "12月5日，新宁镇组织志愿者 16 人，发放资料 512 份，面对面宣讲 326 人次。",
        "拨打 12345、96110、119 求助。",
        "讲吸毒的危害，也讲残疾人办证。",
        "2026-11-14 09:00 至 11:30",
        "群众高度赞扬，村民广泛参加，老人耐心听讲。",
        "春燕小学门口",
    ],
)
def test_what_tells_of_nobody_is_left_in_peace(text: str) -> None:
    assert identities(text, NAMES) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("居民王桂花说炉子漏烟。", "王桂花"), ("走访独居老人赵强，", "赵强"), ("村民周桂芳家", "周桂芳")],
)
def test_what_may_be_a_residents_name_is_for_a_person_to_judge(text: str, words: str) -> None:
    (found,) = identities(text, NAMES)
    assert (found.words, found.what, found.certain) == (words, PERHAPS_A_NAME, False)
    assert identities(masked(text, [found]), NAMES) == []
    assert masked(text, [found]).count("某") == len(words) - 1


def test_a_name_keeps_its_surname_and_a_number_its_ends() -> None:
    text = "李秀兰，13812345678，张春燕"
    found = identities(text, NAMES)
    assert [each.what for each in found] == [OUR_NAME, "a mobile number", OUR_NAME]
    assert masked(text, found) == "李某某，138****5678，张某某"


@given(
    st.lists(
        st.sampled_from(
            [*NAMES, "13812345678", "甘M12345", "622826199001011234", "居民", "，", "9", " ", "家"]
        )
    )
)
def test_whatever_is_found_is_gone_after_masking(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = identities(text, NAMES)
    assert all(first.end <= second.start for first, second in pairwise(found))
    left = [each for each in identities(masked(text, found), NAMES) if each.certain]
    assert left == []

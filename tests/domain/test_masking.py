"""What is put in place of numbers of persons in a free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.masking import maskable, masked
from gridapp.domain.privacy import findings, warning


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("联系13812345678。", "联系138****5678。"),
        ("联系138 1234 5678。", "联系138****5678。"),
        ("联系１３８１２３４５６７８。", "联系１３８****５６７８。"),
        ("证号622826199001011234", "证号****1234"),
        ("证号622826 19900101 123X", "证号****123X"),
        ("卡号6222021234567890123", "卡号****0123"),
        ("甘M12345停在路口", "甘****停在路口"),
        ("三年级二班王小明跑了", "****跑了"),
        ("13812345678和甘M·12345", "138****5678和甘****"),
    ],
)
def test_enough_is_left_to_know_it_by(text: str, left: str) -> None:
    assert masked(text) == left
    assert findings(left) == []


@pytest.mark.parametrize(
    "text", ["楼道堆放杂物，长3米", "拨打 12345、96110", "2026-11-14 09:00 至 11:30", ""]
)
def test_what_tells_of_nobody_stays(text: str) -> None:
    assert masked(text) == text


def test_a_sensitive_word_is_warned_of_and_stays() -> None:
    text = "他有前科，电话13812345678"
    assert masked(text) == "他有前科，电话138****5678"
    assert warning(masked(text))
    assert not maskable(masked(text))


@given(
    st.lists(
        st.sampled_from(["13812345678", "甘M12345", "622826199001011234", "，", "9", " ", "123456789012"])
    )
)
def test_nothing_is_left_that_could_be_masked_again(pieces: list[str]) -> None:
    left = masked("".join(pieces))
    assert maskable(left) == []
    assert masked(left) == left

"""No cell of an export is a formula, whatever was typed, and each comes back as it was."""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.entry import Author, Entry
from gridapp.domain.guard import guarded, unguarded
from gridapp.domain.record import example, record_type
from gridapp.domain.world import World
from gridapp.exports.table import csv_bytes
from tests.hostile.sheets import FORMULAS

SIGNS, LEADING = tuple("=+-@＝＋－＠"), tuple("\t\r\n\0")


def is_formula(cell: str) -> bool:
    """What a spreadsheet might calculate: a number is none."""
    return cell.lstrip(" 　\t\r\n\0").startswith(SIGNS) or cell.startswith(LEADING)


def is_number(cell: str) -> bool:
    try:
        return cell.isascii() and float(cell) < 0
    except ValueError:
        return False


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text_and_comes_back(text: str) -> None:
    assert not is_formula(guarded(text)) or is_number(text)
    assert unguarded(guarded(text)) == text


def test_most_of_these_are_formulas_as_they_stand() -> None:
    assert sum(map(is_formula, FORMULAS)) >= 20


@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠\t\r\n\0' 　,\"1.e东")))
def test_any_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not is_formula(guarded(text)) or is_number(text)


def test_the_cells_of_an_export_are_texts(world: World) -> None:
    record = record_type("hazard")
    body = example(record, world, random.Random(1))
    author = Author("1", "=1+1")
    entries = [
        Entry(
            f"{n}",
            "hazard",
            "N",
            "621026",
            author,
            "found",
            "2026-11-18T00:00:00+08:00",
            {**body, "description": each},
        )
        for n, each in enumerate(FORMULAS)
    ]
    text = csv_bytes(record, entries, world).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if is_formula(cell) and not is_number(cell)]
    assert {*FORMULAS, "=1+1"} <= {unguarded(cell) for cell in cells}

"""The Chinese catalogue is complete, up to date and well formed."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "translations" / "zh_CN"


def catalogue() -> Catalog:
    with (FOLDER / "gridapp.po").open("rb") as stream:
        return read_po(stream)


def wanted() -> set[str]:
    """Every string that the code marks."""
    found = set()
    for package in ("gridapp", "ui"):
        for _, _, message, *_ in extract_from_dir(ROOT / package, keywords={"tr": None, "N_": None}):
            found.add(message)
    return found


def test_every_string_is_translated() -> None:
    translated = {
        message.id for message in catalogue() if message.id and message.string and not message.fuzzy
    }
    assert sorted(wanted() - translated) == []


def test_nothing_is_translated_that_no_code_says() -> None:
    assert sorted({message.id for message in catalogue() if message.id} - wanted()) == []


def test_placeholders_are_the_same() -> None:
    for message in catalogue():
        if message.id:
            assert set(re.findall(r"{(\w+)", message.id)) == set(re.findall(r"{(\w+)", message.string)), (
                message.id
            )


def test_the_compiled_catalogue_is_up_to_date() -> None:
    out = io.BytesIO()
    write_mo(out, catalogue())
    assert out.getvalue() == (FOLDER / "gridapp.mo").read_bytes()

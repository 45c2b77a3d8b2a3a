"""Role × relation × act × type × state, over HTTP: the server does what the table says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from gridapp.domain import rules
from gridapp.domain.policy import rules_of
from gridapp.domain.record import record_type, record_types
from gridapp.server import verdicts
from tests.rights.acts import cases, expected, play
from tests.rights.county import ROLES, County, county

SEED = 4


@pytest.fixture
def here(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path, SEED) as made:
        yield made


def test_every_act_is_answered_as_the_table_says(here: County) -> None:
    chosen = list(cases(random.Random(SEED), 1))
    acts = {(each.type, each.act) for each in chosen}
    for type_ in record_types():
        ops = {rule.act for rule in rules_of(type_)} - {"view", "export", "rule"}
        fixed = {f"write:{name}" for name, field in record_type(type_).fields().items() if field.fixed}
        assert {(type_, act) for act in ops - fixed} <= acts
    assert {each.role for each in chosen} == set(ROLES)
    assert {expected(each) for each in chosen} == {True, False}
    assert play(here, chosen) == []


@pytest.mark.parametrize(
    ("module", "name", "acts"),
    [
        (verdicts, "require_set", ("set",)),
        (verdicts, "require_add", ("add",)),
        (verdicts, "require", ("delete",)),
        (rules, "_require_writers", ("write",)),
        (rules, "require", ("move",)),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_check_that_is_left_out_is_seen(
    here: County, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, acts: tuple[str, ...]
) -> None:
    monkeypatch.setattr(module, name, lambda *_args, **_named: None)
    chosen = [each for each in cases(random.Random(SEED), 0) if each.act.partition(":")[0] in acts]
    assert play(here, chosen[:300])

"""A small size of `python -m tests.devices`, with its negative controls."""

from __future__ import annotations

import pytest

from tests.devices import __main__ as proof


def test_no_forged_batch_is_taken_and_no_honest_one_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert proof.main(["--seed", "5", "--mutated", "180", "--http", "30", "--honest", "100"]) == 0
    said = capsys.readouterr().out
    assert "NOT CAUGHT" not in said
    assert said.count("| caught") == 4

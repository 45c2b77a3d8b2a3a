"""Imported once by the parent of all victims: goes through everything they do, so that each of them starts fast."""

import tempfile
from pathlib import Path

from tests.faults import oracle, victim

with tempfile.TemporaryDirectory() as _folder:
    victim.found(None, Path(_folder), True, True, 1)
    oracle.after(None, Path(_folder), 2)

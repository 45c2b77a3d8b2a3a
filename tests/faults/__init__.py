"""Proof by injected faults that nothing saved is lost. `tests/faults/run` runs it; docs/faults.md explains it."""

"""Files made to do harm, and the proof that they do none: python -m tests.hostile --seed N (docs/hostile-input.md)."""

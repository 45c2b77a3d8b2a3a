"""Benchmarks, run by hand: `python -m tests.bench.save`, `.lists`, `.window`. Each figure stands beside a raw baseline
of the same run, for machines differ and are noisy."""

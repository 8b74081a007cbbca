"""Persistence: nothing changes, but for the same small chance everywhere."""

from __future__ import annotations

from replay.theory import Fixed, Theory, no_terms

THEORY = Theory(
    name="persistence",
    claim="Next year's alignments are this year's.",
    sources=("our choice: a fixed chance of 0.005, so that a shift costs a finite score",),
    reads=(),
    heads={"onset": Fixed(0.005), "ending": Fixed(0.005)},
    terms=no_terms,
    baseline=True,
)

"""Base rate: every dyad shifts as often as dyads have shifted so far."""

from __future__ import annotations

from replay.theory import Rate, Theory, no_terms

THEORY = Theory(
    name="base_rate",
    claim="A dyad's chance is the share of dyads at risk that have shifted in the past.",
    sources=("our choice: Beta(1, 30) for onset and Beta(1, 8) for ending, before any outcome is seen",),
    reads=(),
    heads={"onset": Rate(1, 30), "ending": Rate(1, 8)},
    terms=no_terms,
    baseline=True,
)

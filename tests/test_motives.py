"""Sentences on decisions and claims, from frames written by hand."""

from __future__ import annotations

import polars as pl

from replay.motives import of_decisions, of_hypotheses


def shares(*rows: tuple[str, str, float, float, float | None, float | None, float | None]) -> pl.DataFrame:
    """Write shares of the region: behaviour, reading, share, random, lift, low, high; of 50 decisions."""
    names = ("behaviour", "reading", "share", "random", "lift", "low", "high")
    told = [
        {"among": "region", "kind": "security", "n": 50, **dict(zip(names, row, strict=True))} for row in rows
    ]
    return pl.DataFrame(told, {"among": pl.String, "kind": pl.String, "n": pl.Int64, **SCHEMA})


SCHEMA = {"behaviour": pl.String, "reading": pl.String} | dict.fromkeys(
    ("share", "random", "lift", "low", "high"), pl.Float64
)


def test_a_share_stands_beside_what_chance_gives() -> None:
    """Above chance, below it, and what balance of power would have seen."""
    rows = shares(
        ("balancing", "threat", 0.6, 0.3, 2.0, 1.5, 2.5),
        ("bandwagoning", "threat", 0.02, 0.08, 0.25, 0.1, 0.9),
        ("balancing", "capability", 0.96, 0.97, 0.99, 0.97, 1.01),
    )
    (told,) = of_decisions(rows, "1955-1979")
    assert told == (
        "Of 50 decisions of the region's states for a security pact, 1955-1979, 60% joined one that shares their greatest"
        " threat (30% by chance, 2.00 times that [1.50, 2.50]: more), 2% joined that threat itself (8% by"
        " chance, 0.25 times that [0.10, 0.90]: less); a share says nothing without chance. Were capability"
        " alone the threat, 96% would have balanced, and 97% by chance."
    )


def test_what_chance_may_give_is_not_called_more_or_less() -> None:
    """An interval that holds 1, and one that there is not."""
    rows = shares(
        ("balancing", "threat", 0.4, 0.3, 1.3, 0.9, 1.7),
        ("bandwagoning", "threat", 0.1, 0.1, 1.0, None, None),
    )
    (told,) = of_decisions(rows, "1955-1979")
    assert "1.30 times that [0.90, 1.70]: not shown to differ" in told
    assert "10% joined that threat itself (10% by chance, too few to tell)" in told
    assert "capability" not in told


def test_without_decisions_or_claims_nothing_is_said() -> None:
    """An empty ledger has no sentence on either."""
    assert list(of_decisions(shares(), "1955-1979")) == []
    assert list(of_hypotheses(pl.DataFrame(schema=["name", "verdict", "n", "tested"]))) == []


def test_claims_are_counted_by_verdict() -> None:
    """Two supported, none contradicted, two open, one of which has no case."""
    verdicts = pl.DataFrame(
        {
            "name": ["two", "one", "three", "four"],
            "verdict": ["supported", "supported", "cannot tell", "cannot tell"],
            "n": [40, 30, 20, 0],
            "tested": [3] * 4,
        }
    )
    (told,) = of_hypotheses(verdicts)
    assert told == (
        "Of 4 claims, 3 of them tested at once with intervals that together hold with 90 %, 2 are supported"
        " (one, two); none are contradicted; 2 cannot be told, 1 of them for want of a case. Each is looked"
        " at alone, with no other reason held constant."
    )


def test_one_claim_is_and_several_are() -> None:
    """A single contradicted claim takes the singular."""
    verdicts = pl.DataFrame({"name": ["one"], "verdict": ["contradicted"], "n": [9], "tested": [1]})
    (told,) = of_hypotheses(verdicts)
    assert "none are supported; 1 is contradicted (one); none cannot be told." in told

"""Sentences on decisions and claims, from frames written by hand."""

from __future__ import annotations

import polars as pl

from replay.motives import of_decisions, of_hypotheses

SCHEMA = {"behaviour": pl.String, "reading": pl.String} | dict.fromkeys(
    ("share", "random", "lift", "low", "high"), pl.Float64
)


def shares(
    *rows: tuple[str, str, float, float, float | None, float | None, float | None], kind: str = "security"
) -> pl.DataFrame:
    """Write shares of the region: behaviour, reading, share, random, lift, low, high; of 50 decisions."""
    told = [{"among": "region", "kind": kind, "n": 50, **dict(zip(SCHEMA, row, strict=True))} for row in rows]
    return pl.DataFrame(told, {"among": pl.String, "kind": pl.String, "n": pl.Int64, **SCHEMA})


def claims(*rows: tuple[str, str, str, int], tested: int) -> pl.DataFrame:
    """Write verdicts: name, claim, verdict, n."""
    frame = pl.DataFrame(rows, ["name", "claim", "verdict", "n"], orient="row")
    return frame.with_columns(tested=pl.lit(tested))


NONE = pl.DataFrame(schema=["name", "claim", "verdict", "n", "tested"])


def test_a_share_stands_beside_what_chance_gives() -> None:
    """By its own interval, and by the wider one that all claims share."""
    rows = shares(
        ("balancing", "threat", 0.6, 0.3, 2.0, 1.5, 2.5),
        ("bandwagoning", "threat", 0.02, 0.08, 0.25, 0.1, 0.9),
        ("balancing", "capability", 0.8, 0.9, 0.89, 0.8, 1.01),
    )
    verdicts = claims(
        ("states_balance", "", "cannot tell", 50), ("states_bandwagon", "", "supported", 50), tested=20
    )
    (told,) = of_decisions(rows, verdicts, "1955-1979")
    assert told == (
        "Of 50 decisions of the region's states for a security pact, 1955-1979, 60% joined one that shares"
        " their greatest threat (30% by chance, 2.00 times that [1.50, 2.50]; taken alone more, among the 20"
        " claims tested together not shown) and 2% joined that threat itself (8% by chance, 0.25 times that"
        " [0.10, 0.90]; taken alone less, among the 20 claims tested together the claim is supported); a"
        " share says nothing without chance. Were capability alone the threat, 80% would have balanced, and"
        " 90% by chance."
    )


def test_what_chance_may_give_is_not_called_more_or_less() -> None:
    """An interval that holds 1, and one that there is not."""
    rows = shares(
        ("balancing", "threat", 0.4, 0.3, 1.3, 0.9, 1.7),
        ("bandwagoning", "threat", 0.1, 0.1, 1.0, None, None),
    )
    (told,) = of_decisions(rows, NONE, "1955-1979")
    assert "1.30 times that [0.90, 1.70]; taken alone not shown to differ)" in told
    assert "10% joined that threat itself (10% by chance, too few to tell)" in told
    assert "apability" not in told


def test_capability_that_does_not_vary_is_not_set_beside_threat() -> None:
    """Where nearly all whom one could join balance, that one joined does says nothing."""
    rows = shares(
        ("balancing", "threat", 0.6, 0.3, 2.0, 1.5, 2.5),
        ("balancing", "capability", 0.96, 0.97, 0.99, 0.97, 1.01),
    )
    (told,) = of_decisions(rows, NONE, "1955-1979")
    assert told.endswith(
        "Capability alone cannot be set against threat: read by it, 97% of random partners would balance too."
    )


def test_without_decisions_or_claims_nothing_is_said() -> None:
    """An empty ledger has no sentence on either, nor one with rapprochements alone."""
    rapprochement = shares(("balancing", "threat", 0.6, 0.3, 2.0, 1.5, 2.5), kind="rapprochement")
    assert list(of_decisions(shares(), NONE, "1955-1979")) == []
    assert list(of_decisions(rapprochement, NONE, "1955-1979")) == []
    assert list(of_hypotheses(NONE)) == []


def test_claims_are_counted_by_verdict_and_named_in_words() -> None:
    """Two supported, none contradicted, two open, one of which has no case."""
    verdicts = claims(
        ("two", "Fear binds.", "supported", 40),
        ("one", "Aid follows.", "supported", 30),
        ("three", "Kin join.", "cannot tell", 20),
        ("four", "Gifts buy.", "cannot tell", 0),
        tested=3,
    )
    (told,) = of_hypotheses(verdicts)
    assert told == (
        "Of 4 claims 3 were tested together, with intervals that nominally all hold at once with 90 %: 2 are"
        " supported ('Aid follows', 'Fear binds'); none are contradicted; 2 cannot be told, 1 of them for"
        " want of a case. Each is looked at alone, with no other reason held constant."
    )


def test_one_claim_is_and_several_are() -> None:
    """A single contradicted claim takes the singular."""
    (told,) = of_hypotheses(claims(("one", "Aid follows.", "contradicted", 9), tested=1))
    assert "none are supported; 1 is contradicted ('Aid follows'); none cannot be told." in told


def test_where_no_claim_has_cases_none_was_tested() -> None:
    """Nothing to compare is said as such."""
    (told,) = of_hypotheses(claims(("one", "Aid follows.", "cannot tell", 0), tested=0))
    assert told.startswith("None of 1 claims has cases to compare: none are supported;")

"""A stress run of an invented league, written down by hand: twenty histories a theory, and who goes when.

The League of Ardania, Brovia, Cesland and Dorn is put under stress from 31 December 1900 to 1905;
Elbia may join it, and Farland, the power overseas, be gone. It knows the tables of a ledger, not how
a stress run fills them: `LOST` says in how many of twenty histories the pact (empty name) ends, or a
party leaves, in a year, and all shares are counted from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from replay import inventory, transcript
from replay.inventory import Frames
from replay.ledger import Draft
from replay.pool import POOLS
from replay.roster import Existence
from replay.theories import select
from replay.timeline import Timeline
from tests.small_world import pact, state, timeline

HISTORIES = 20
BRANCH = 1900
YEARS = range(1901, 1906)
SPAN = range(BRANCH, 1906)
"""Survival is told from the branching date on, on which all are in."""
STATES = {
    "ARD": "Ardania",
    "BRO": "Brovia",
    "CES": "Cesland",
    "DOR": "Dorn",
    "ELB": "Elbia",
    "FAR": "Farland",
}
PARTIES = ("ARD", "BRO", "CES", "DOR")
THEORIES = ("balance_of_threat", "hiding", "institutionalism", "base_rate", "pool")
RIVALS = tuple(name for name in THEORIES if name != "base_rate")
"""Who decides under edit lists too; the baseline does in the record alone."""
EDITS = {"far-leaves": "The power overseas leaves.", "no-raid": "There is no raid."}

Losses = Mapping[str, Mapping[int, int]]
LOST: dict[str, dict[str, Losses]] = {
    "none": {
        # In force at the end: 20 - 2 - 1 = 17 of 20; Brovia is still in in 20 - 4 - 4 = 12.
        "balance_of_threat": {
            "": {1903: 2, 1905: 1}, "ARD": {1903: 2}, "BRO": {1902: 4, 1904: 4}, "DOR": {1905: 1},
        },
        "hiding": {"": {1904: 1}, "BRO": {1904: 1}},
        "institutionalism": {},
        "base_rate": {"": {1902: 1, 1903: 1, 1904: 1, 1905: 1}, "ARD": {1902: 1}, "DOR": {1903: 1}},
        "pool": {"": {1903: 1}, "BRO": {1902: 2, 1904: 1}, "ARD": {1903: 1}},
    },
    "far-leaves": {
        # 20 - 5 - 6 - 2 = 7 of 20: ten histories less than of the record unedited, half of all.
        "balance_of_threat": {
            "": {1901: 5, 1902: 6, 1903: 2}, "ARD": {1901: 6}, "BRO": {1902: 12}, "DOR": {1905: 1},
        },
        "hiding": {"": {1904: 6}, "BRO": {1904: 4}},
        "institutionalism": {"": {1905: 1}},
        "pool": {"": {1902: 2, 1903: 4}, "BRO": {1902: 5, 1904: 3}, "ARD": {1903: 1}},
    },
    "no-raid": {
        "balance_of_threat": {"": {1905: 1}, "BRO": {1904: 4}},
        "hiding": {"": {1904: 1}, "BRO": {1904: 1}},
        "institutionalism": {},
        "pool": {"": {1903: 1}, "BRO": {1904: 2}},
    },
}  # fmt: skip
JOINED = {"balance_of_threat": {1902: 5, 1904: 1}, "pool": {1902: 2}}
"""In how many histories Elbia joins, under every list."""
FILLED = (
    "survival", "survival_difference", "danger", "movement", "provoked", "effort_course", "box", "shock",
    "tipping", "cheapest_break", "departure",
)  # fmt: skip
"""The tables that a stress run fills beside those of its timeline and theories."""
BOX = (
    "Where the half-life of hostile deeds in memory is above 6.2 years and the weight of power in threat is"
    " above 0.4 (25 % of histories), the League falls in 60 % of them, against 15 % of all; 100 % of all such"
    " cases are there."
)


def world() -> Timeline:
    """Put the theatre together: the League of four, and two states outside."""
    members = pact("league", " ".join(PARTIES), "1899-01-01")
    return timeline(
        [_named(code, name) for code, name in STATES.items()],
        parties=[replace(one, name="The League") for one in members],
        great_powers=("FAR",),
    )


def _named(code: str, name: str) -> Existence:
    return replace(state(code), name=name)


def frames() -> Frames:
    """Lay out the rows of the run as a stress run does."""
    own = world()
    asked = [one for one in select([*THEORIES[:3]]) if one.name in THEORIES]
    codes = ("", *PARTIES)
    rows = {
        "run": [_run(own)],
        "survival": [*_survival(codes)],
        "survival_difference": [*_differences(codes)],
        "danger": [*_danger(codes)],
        "movement": [*_movement(codes)],
        "provoked": [*_provoked()],
        "effort_course": [*_effort()],
        "box": [*_boxes()],
        "shock": [*_shock()],
        "tipping": [*_tipping()],
        "cheapest_break": [*_breaks()],
        "departure": [*_departures()],
    }
    laid = {name: inventory.frame([_of_run(one) for one in found]) for name, found in rows.items() if found}
    return transcript.merge([inventory.of_timeline(own), transcript.of_theories(asked, POOLS[:1]), laid])


def bilateral() -> Frames:
    """Lay out the same run of a League of two alone, who share its fate and whom nobody joins."""
    whole = frames()
    del whole["movement"]
    for name in ("survival", "survival_difference", "danger"):
        of_pact = whole[name].filter(pl.col("state").is_null())
        parties = [of_pact.with_columns(state=pl.lit(code)) for code in PARTIES[:2]]
        whole[name] = pl.concat([of_pact, *parties])
    return whole


def publish(path: Path, rows: Frames | None = None) -> Path:
    """Publish the ledger of the League, or other rows of it; return its path."""
    Draft(path).publish("stress", rows or frames())
    return path


def _of_run(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"run_id": "stress", **row}


def _run(own: Timeline) -> dict[str, Any]:
    texts = ("fixed", "timeline_digest", "code_digest", "citation", "feeds", "train_digests")
    return {
        **dict.fromkeys(texts, ""),
        "timeline": own.name,
        "title": own.manifest.title,
        "status": own.manifest.status,
        "mode": "stress",
        "coding": "first",
        "histories": HISTORIES,
        "seed": 1,
        "first_census": 1900,
        "last_census": 1905,
        "scored_first": 1901,
        "scored_last": 1905,
        "asked": ";".join(THEORIES),
        "repeats": False,
        "audits": False,
        "train": "asia;middle-east",
        "until": 1900,
        "tested": "league",
        "branch": 1900,
        "largest": 2,
        "boxes": True,
    }


def lasting(edit: str, theory: str, code: str, year: int) -> float:
    """Count the histories in which the pact, or the party, is not lost by the end of a year."""
    lost = LOST[edit][theory].get(code, {})
    return (HISTORIES - sum(count for when, count in lost.items() if when <= year)) / HISTORIES


def _keys(
    codes: Iterable[str], edits: Iterable[str] = LOST, years: Iterable[int] = YEARS
) -> Iterator[tuple[str, str, str, int]]:
    return (
        (edit, theory, code, year)
        for edit in edits for theory in LOST[edit] for code in codes for year in years
    )  # fmt: skip


def _key(edit: str, theory: str, code: str, year: int) -> dict[str, Any]:
    return {"theory": theory, "edit": edit, "pact": "league", "state": code or None, "year": year}


def _survival(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give each survival bounds a tenth below and above, inside 0 to 1."""
    for key in _keys(codes, years=SPAN):
        share = lasting(*key)
        reach = 0.1 if key[-1] > BRANCH else 0.0
        yield {
            **_key(*key), "survival": share, "low": max(0.0, share - reach), "high": min(1.0, share + reach),
        }  # fmt: skip


def _differences(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give each difference bounds 0.06 below and above, and none where nothing differs."""
    for edit, *rest in _keys(codes, EDITS, SPAN):
        delta = lasting(edit, *rest) - lasting("none", *rest)
        reach = 0.06 if delta else 0.0
        yield {
            **_key(edit, *rest),
            "difference": delta,
            "low": delta - reach,
            "high": delta + reach,
            "p": _sign(delta),
        }


def _sign(delta: float) -> float:
    """Test the histories that differ, all of them the same way: n of n come by chance in 2 of 2^n cases."""
    return min(1.0, 2 * 0.5 ** round(abs(delta) * HISTORIES))


def _danger(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Let it be one per cent besides the histories lost in the year; institutionalism is blind to ends."""
    for edit, theory, code, year in _keys(codes):
        p = 0.01 + LOST[edit][theory].get(code, {}).get(year, 0) / HISTORIES
        blind = theory == "institutionalism" and not code
        bounds = {"p": None, "low": None, "high": None} if blind else {"p": p, "low": p / 2, "high": p * 1.5}
        yield {**_key(edit, theory, code, year), **bounds}


def _movement(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    for edit, theory, code, year in _keys([code for code in codes if code]):
        if count := LOST[edit][theory].get(code, {}).get(year):
            yield {**_key(edit, theory, code, year), "kind": "leave", "share": count / HISTORIES}
    for edit, theory, code, year in _keys(["ELB"]):
        if count := JOINED.get(theory, {}).get(year):
            yield {**_key(edit, theory, code, year), "kind": "join", "share": count / HISTORIES}


def _provoked() -> Iterator[dict[str, Any]]:
    """Let half a tie be founded and a fifth end each year; under far-leaves a tie more is founded in 1901."""
    for edit, theory, _, year in _keys([""], years=SPAN):
        later = year > BRANCH
        more = 1.0 if edit == "far-leaves" and later else 0.0
        yield {
            "theory": theory,
            "edit": edit,
            "year": year,
            "ties": 6 + 0.3 * (year - 1900) + more,
            "founded": 0.5 * later + (more if year == YEARS[0] else 0.0),
            "ended": 0.2 * later,
            "joined": 0.1 * later,
            "left": 0.2 * later,
        }


def _effort() -> Iterator[dict[str, Any]]:
    """Let burdens fall from 3 % by a tenth a year, or stay there once the power overseas is gone."""
    for edit, theory, _, year in _keys([""]):
        value = 3 - 0.1 * (year - 1900) * (edit != "far-leaves")
        yield {
            **{name: cell for name, cell in _key(edit, theory, "", year).items() if name != "state"},
            "measure": "burden",
            "forecast": value,
            "low": value - 0.4,
            "high": value + 0.4,
            "observed": 2.9 if year < YEARS[-1] else None,
        }


def _boxes() -> Iterator[dict[str, Any]]:
    for parameter, unit, low in (("half_life", "years", 6.2), ("power_weight", "", 0.4)):
        yield {
            "theory": "balance_of_threat",
            "edit": "none",
            "pact": "league",
            "number": 1,
            "parameter": parameter,
            "meaning": parameter.replace("_", " "),
            "unit": unit,
            "low": low,
            "high": None,
            "cases": "the League falls",
            "share_of_histories": 0.25,
            "coverage": 1.0,
            "density": 0.6,
            "base": 0.15,
            "sentence": BOX,
        }


def _shock() -> Iterator[dict[str, Any]]:
    for theory in RIVALS:
        for factor, share in ((0.5, 1.0), (2.0, 0.8), (3.5, 0.4 if theory == "balance_of_threat" else 0.7)):
            yield {
                "theory": theory, "edit": "no-raid", "pact": "league", "factor": factor, "histories": 7,
                "survival": share, "parties": share,
            }  # fmt: skip


def _tipping() -> Iterator[dict[str, Any]]:
    for theory in RIVALS:
        tips = theory == "balance_of_threat"
        for outcome in ("pact", "parties"):
            yield {
                "theory": theory, "edit": "no-raid", "pact": "league", "outcome": outcome,
                "factor": 3.1 if tips else None, "low": 2.4 if tips else None, "high": None,
                "least": 0.0, "greatest": 4.0, "at_least": 1.0, "at_greatest": 0.3 if tips else 0.7,
            }  # fmt: skip


def _breaks() -> Iterator[dict[str, Any]]:
    """Count as tried two lists and the pair of both: three sets."""
    sets = {"balance_of_threat": (1, "far-leaves", 0.35), "hiding": (2, "far-leaves; no-raid", 0.45)}
    for theory in RIVALS:
        size, edits, share = sets.get(theory, (None, "far-leaves; no-raid", 0.7))
        yield {
            "theory": theory, "pact": "league", "size": size, "edits": edits, "survival": share,
            "low": share - 0.1, "high": share + 0.1, "tried": 3, "histories": 10,
        }  # fmt: skip


def _departures() -> Iterator[dict[str, Any]]:
    counts = ("struck", "followed", "added", "moved", "scaled", "quantities", "memberships", "spells")
    for number, (edit, claim) in enumerate(EDITS.items(), 1):
        yield {
            **dict.fromkeys(counts, 0),
            "number": number,
            "edit": edit,
            "title": claim,
            "claim": claim,
            "points": 0.0,
            "share": 0.0,
            "first_day": None,
            "role": "edit",
            "content": "{}",
        }

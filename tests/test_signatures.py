"""The promises that carry the rest: order does not matter, the future does not leak, names do not count."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.chronicle import chronicle
from replay.engine import Census, replay
from replay.inventory import Frames
from replay.parameters import PERCEPTION, draw
from replay.pledges import Adversary, Commitment
from replay.request import Request
from replay.roster import Roster
from replay.study import conduct
from replay.timeline import Asset, Distance, Doctrine, Orientation, Polarity, Regime, Timeline
from tests.once import common, once
from tests.shipped import MIDDLE_EAST
from tests.worlds import CODES, Sketch, sketches, write

READERS = (
    "balance_of_threat", "balance_of_interests", "buck_passing", "institutionalism", "penetration",
    "security_dilemma",
)  # fmt: skip
"""Theories that between them read every file of a timeline."""
FEW = Request(histories=3, theories=READERS, repeats=False, audits=False)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Run the Middle East once, with few histories."""

    def make(folder: Path) -> None:
        for name, frame in conduct(MIDDLE_EAST, FEW)[1].items():
            frame.write_ipc(folder / f"{name}.arrow")

    place = once(common(tmp_path_factory) / "recorded", make)
    return {path.stem: pl.read_ipc(path) for path in place.iterdir()}


def conducted(sketch: Sketch, **written: object) -> tuple[str, Frames]:
    """Write a sketch to a folder of its own, run it, and throw the folder away."""
    with TemporaryDirectory() as folder:
        return conduct(write(Path(folder) / "world", sketch, **written), FEW)  # type: ignore[arg-type]


def probabilities(frames: Frames, last: int = 9999) -> dict[tuple[object, ...], tuple[float, ...]]:
    """Index every forecast up to a year by theory, year and unordered dyad."""
    rows = frames["forecast"].filter(pl.col("year") <= last).iter_rows(named=True)
    return {
        (row["theory"], row["year"], frozenset((row["a"], row["b"])), row["aligned_before"]): (
            row["p_aligned"],
            row["p_low"],
            row["p_high"],
        )
        for row in rows
    }


@settings(max_examples=10)
@given(sketches(), st.randoms(use_true_random=False))
def test_files_and_row_order_do_not_change_the_ledger(sketch: Sketch, chance: random.Random) -> None:
    """Any split of the same events into files, in any row order, gives the same rows and run id."""
    shuffled = Sketch(*(tuple(chance.sample(rows, len(rows))) for rows in vars(sketch).values()))
    files: list[list[dict[str, str]]] = [[], [], []]
    for row in shuffled.events:
        chance.choice(files).append(row)

    run_id, frames = conducted(sketch)
    other_id, other = conducted(shuffled, files=files)

    assert run_id == other_id
    assert frames.keys() == other.keys()
    for name, frame in frames.items():
        assert frame.equals(other[name]), name


@settings(max_examples=20)
@given(sketches(), st.randoms(use_true_random=False))
def test_feeds_do_not_change_a_census(sketch: Sketch, chance: random.Random) -> None:
    """Any partition of the same occurrences into feeds, in any order of feeds, gives equal censuses."""
    with TemporaryDirectory() as folder:
        timeline = write(Path(folder) / "world", sketch)
    occurrences = chronicle(timeline, histories=3, seed=1)
    reports: list[list[object]] = [[], [], [], []]
    for one in occurrences:
        chance.choice(reports).append(one)
    chance.shuffle(reports)

    usual = list(replay(timeline, histories=3))
    parameters = draw(PERCEPTION, 3, 1, "perception", {})
    other = list(replay(timeline, parameters=parameters, reports=reports))  # type: ignore[arg-type]

    for census, same in zip(usual, other, strict=True):
        assert_equal(census, same)


def assert_equal(census: Census, other: Census) -> None:
    """Assert that two censuses hold the same situation, bit for bit."""
    for name, value in vars(census.situation).items():
        np.testing.assert_array_equal(value, getattr(other.situation, name), err_msg=name)


@settings(max_examples=10)
@given(sketches(), sketches(), st.integers(1900, 1903))
def test_the_future_changes_no_forecast(sketch: Sketch, another: Sketch, year: int) -> None:
    """Removing or replacing all that follows a year changes no forecast made by then."""
    end = date(year, 12, 31)
    past, future = sketch.before(end), another.after(end)
    renumbered = tuple(row | {"id": f"other-{n:02d}"} for n, row in enumerate(future.events))
    apart = tuple(row | {"pact": f"other-{row['pact']}"} for row in future.parties)
    scrambled = replace(
        past,
        events=past.events + renumbered,
        parties=past.parties + apart,
        capabilities=past.capabilities + future.capabilities,
    )

    whole = probabilities(conducted(sketch)[1], year + 1)

    assert whole == probabilities(conducted(past)[1], year + 1)
    assert whole == probabilities(conducted(scrambled)[1], year + 1)


@settings(max_examples=10)
@given(sketches(), st.permutations(CODES))
def test_other_names_permute_the_results(sketch: Sketch, order: list[str]) -> None:
    """Relabelling the states permutes every forecast, to 1e-12."""
    names = dict(zip(CODES, order, strict=True))
    mine = probabilities(conducted(sketch)[1])
    theirs = probabilities(conducted(sketch.renamed(names), codes=order)[1])

    for (theory, year, dyad, aligned), expected in mine.items():
        found = theirs[theory, year, frozenset(names[code] for code in dyad), aligned]  # type: ignore[attr-defined]
        np.testing.assert_allclose(numbers(found), numbers(expected), rtol=0, atol=1e-12)


def numbers(row: tuple[float, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Turn a forecast into numbers; of one that could not be made, none is known."""
    return np.array(row, dtype=np.float64)


@settings(max_examples=20)
@given(sketches())
def test_equal_histories_are_equal(sketch: Sketch) -> None:
    """Histories with the same parameters and weights perceive the same, bit for bit."""
    dated = tuple(row | {"date": row["date"] + "-28" * (len(row["date"]) == 7), "precision": "day"}
                  for row in sketch.events)  # fmt: skip
    certain = Sketch(dated, sketch.parties, sketch.capabilities)
    one = draw(PERCEPTION, 2, 1, "perception", {})
    same = {name: np.repeat(values[..., 1:], 4, axis=-1) for name, values in one.items()}
    with TemporaryDirectory() as folder:
        timeline = write(Path(folder) / "world", certain)

    for census in replay(timeline, parameters=same):
        for value in arrays(census):
            np.testing.assert_array_equal(value, np.broadcast_to(value[..., :1], value.shape))


def arrays(census: Census) -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Walk over the arrays of a situation that have a history axis."""
    for value in vars(census.situation).values():
        if isinstance(value, np.ndarray) and value.ndim == 3:
            yield value


@pytest.mark.parametrize("year", [1958, 1966, 1972])
def test_the_middle_east_up_to_a_year_gives_the_same_forecasts(year: int, recorded: Frames) -> None:
    """Truncating the real timeline at a year changes no forecast for the next, and these do spread."""
    whole = probabilities(recorded, year + 1)
    short = probabilities(conduct(truncated(MIDDLE_EAST, date(year, 12, 31)), FEW)[1], year + 1)

    spread = np.std([p for (theory, *_), (p, *_) in whole.items() if theory == "balance_of_threat"])
    assert spread > 0.01
    assert whole == short


def truncated(timeline: Timeline, end: date) -> Timeline:
    """Forget all that a timeline dates after a day, or that became known only then: every file of it."""
    lives = [spell for spell in timeline.roster.existences if spell.enters is None or spell.enters <= end]
    born = {spell.code for spell in lives}
    lasting = [
        spell if spell.leaves and spell.leaves <= end else replace(spell, leaves=None, into=None)
        for spell in lives
    ]
    return replace(
        timeline,
        roster=Roster(lasting),
        events=tuple(event for event in timeline.events if event.happened.first <= end),
        measurements=tuple(one for one in timeline.measurements if one.year < end.year and one.state in born),
        distances=tuple(
            until(one, end) for one in timeline.distances if {one.a, one.b} <= born and begun(one, end)
        ),
        regimes=tuple(until(one, end) for one in timeline.regimes if one.state in born and begun(one, end)),
        orientations=tuple(
            until(one, end) for one in timeline.orientations if one.state in born and begun(one, end)
        ),
        doctrines=tuple(
            until(one, end) for one in timeline.doctrines if one.state in born and begun(one, end)
        ),
        assets=tuple(until(one, end) for one in timeline.assets if begun(one, end)),
        polarities=tuple(until(one, end) for one in timeline.polarities if begun(one, end)),
        commitments=tuple(until(one, end) for one in timeline.commitments if begun(one, end)),
        adversaries=tuple(until(one, end) for one in timeline.adversaries if begun(one, end)),
        forces=tuple(one for one in timeline.forces if one.year < end.year),
        parties=tuple(
            replace(party, left=party.left if party.left and party.left.nominal <= end else None)
            for party in timeline.parties
            if party.joined.nominal <= end
        ),
    )


Spell = TypeVar("Spell", Distance, Regime, Orientation, Doctrine, Asset, Polarity, Commitment, Adversary)


def begun(spell: Spell, end: date) -> bool:
    """Say whether a spell begins by a day."""
    return spell.begins is None or spell.begins <= end


def until(spell: Spell, end: date) -> Spell:
    """Forget the end of a spell that lies after a day."""
    return replace(spell, ends=spell.ends if spell.ends and spell.ends <= end else None)


def test_a_run_repeats_itself(recorded: Frames) -> None:
    """Running the Middle East twice gives identical tables."""
    again = conduct(MIDDLE_EAST, FEW)[1]

    for name, frame in recorded.items():
        assert frame.equals(again[name]), name

"""The manifest says what a timeline is; every key is typed, and every mistake is named with its line.

The mistakes that a timeline's user can make stand in `faults.txt`; here are the rules behind them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from replay.errors import Fault
from replay.loading import load
from replay.manifest import Manifest, Span, read_manifest, strangers
from tests.miniature import change, copied


def test_a_manifest_reads_as_it_is_written() -> None:
    """The miniature's, key by key."""
    manifest = load("miniature").manifest
    assert manifest.span == Span(begin=date(1899, 1, 1), end=date(1905, 12, 31))
    assert (manifest.first_census, manifest.burn_in) == (1900, 1902)
    assert (manifest.scored.first, manifest.scored.last) == (1902, 1905)
    assert manifest.capabilities.power == ("population", "spending")
    assert (manifest.capabilities.offence, manifest.capabilities.reach) == (("forces",), "reach")
    assert (manifest.great_powers, manifest.unscored_pacts) == (("VAL",), ("concert",))


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    """No great powers, no exclusions, scales by burn-in, and the coding called first."""
    world = copied(tmp_path)
    for line in (
        'standardisation = "burn-in"\n',
        'great_powers = ["VAL"]\n',
        "excluded_dyads = []\n",
        'unscored_pacts = ["concert"]\n',
        'default_coding = "first"\n',
    ):
        change(world, "manifest.toml", line, "")
    manifest, faults = read_manifest(world / "manifest.toml")
    assert not faults
    assert manifest is not None
    assert (manifest.great_powers, manifest.excluded_dyads, manifest.unscored_pacts) == ((), (), ())
    assert (manifest.standardisation, manifest.default_coding) == ("burn-in", "first")


def test_a_manifest_does_not_change() -> None:
    """It is frozen, and so are its tables."""
    manifest = load("miniature").manifest
    with pytest.raises(ValidationError):
        manifest.title = "Another"
    with pytest.raises(ValidationError):
        manifest.span.begin = date(1900, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "sound"),
    [
        ("burn_in = 1902", "burn_in = 1900", True),
        ("burn_in = 1902", "burn_in = 1905", True),
        ("burn_in = 1902", "burn_in = 1899", False),
        ("burn_in = 1902", "burn_in = 1906", False),
        ("first_census = 1900", "first_census = 1899", True),
        ("first_census = 1900", "first_census = 1898", False),
        ("\nfirst = 1902", "\nfirst = 1901", True),
        ("\nfirst = 1902", "\nfirst = 1900", False),
        ("last = 1905", "last = 1902", True),
        ("last = 1905", "last = 1901", False),
        ("last = 1905", "last = 1906", False),
        ("end = 1905-12-31", "end = 1898-12-31", False),
    ],
)
def test_years_are_in_order(
    tmp_path: Path,
    old: str,
    new: str,
    sound: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """Span, first census, burn-in and end; the first forecast is for the year after the first census."""
    world = copied(tmp_path)
    change(world, "manifest.toml", old, new)
    manifest, faults = read_manifest(world / "manifest.toml")
    assert (manifest is not None) is sound
    assert [fault.found for fault in faults] == ([] if sound else ["out of order"])


def test_all_mistakes_of_a_manifest_are_found_at_once(tmp_path: Path) -> None:
    """A misspelt key, a wrong type and a missing key, each with the line of its key or table."""
    world = copied(tmp_path)
    change(world, "manifest.toml", "title =", "titel =")
    change(world, "manifest.toml", "burn_in = 1902", "burn_in = 1902.5")
    change(world, "manifest.toml", "end = 1905-12-31\n", "")
    manifest, faults = read_manifest(world / "manifest.toml")
    assert manifest is None
    assert {(fault.line, fault.column, fault.found) for fault in faults} == {
        (1, "titel", "an unknown key"),
        (5, "burn_in", "'1902.5'"),
        (14, "span.end", "missing"),
    }


def test_a_key_is_found_in_its_own_table(tmp_path: Path) -> None:
    """The `first` of the scored years is on line 20 after another table that has a `first`."""
    world = copied(tmp_path)
    change(world, "manifest.toml", "begin = 1899-01-01", "begin = 1899-01-01\nfirst = 1902")
    change(world, "manifest.toml", "\nfirst = 1902\nlast", '\nfirst = "soon"\nlast')
    _, faults = read_manifest(world / "manifest.toml")
    assert {(fault.line, fault.column) for fault in faults} == {(16, "span.first"), (20, "scored.first")}


def test_names_are_only_judged_by_what_is_known() -> None:
    """Without the states or the pacts at hand no name is a stranger; with them each is compared."""
    manifest = load("miniature").manifest
    assert strangers(manifest, {}) == []
    assert strangers(manifest, {"great_powers": ["VAL"], "default_coding": ["first"]}) == []
    expected = Fault(
        "manifest.toml", 0, "great_powers", "'VAL'", "great powers must occur in the timeline", "VALMARK"
    )
    assert strangers(manifest, {"great_powers": ["VALMARK"]}) == [expected]


def test_the_manifest_has_no_other_keys() -> None:
    """A key that nothing reads would be a promise: the miniature's and the defaults are all there are."""
    assert set(Manifest.model_fields) == set(load("miniature").manifest.model_dump())

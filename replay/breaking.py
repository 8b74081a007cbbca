"""The cheapest break: the smallest set of edit lists under which survival falls below one half.

It owns which sets are tried, in which order, and that what is found is confirmed elsewhere; what an edit
list does, and how survival under it is found, it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

HALF = 0.5
"""Survival below which a pact falls in more than half of the histories."""
EXHAUSTIVE = 2
"""Size up to which all sets are tried (our choice): of 20 lists there are 190 pairs, but 1,140 triples."""

Edits = frozenset[str]
Survivals = Mapping[Edits, Mapping[str, float]]
"""Survival by set of edit lists and theory."""
Confirmed = Callable[[Mapping[str, Edits]], Mapping[str, float]]
"""Survival by theory under the set that was found for it, in histories that it was not found in."""
Ranked = list[tuple[float, list[str]]]
"""Sets of one size, the lowest survival first, and among equals by name."""


@dataclass(frozen=True)
class Break:
    """The smallest set of edit lists under which survival falls below one half, for one theory.

    `size` is None where no set that was tried does it; `edits` is then the set under which survival was
    lowest, None where nothing was found. `survival`: under that set, in histories that did not choose it.
    `tried`: how many sets, up to the size that did it.
    """

    theory: str
    size: int | None
    edits: tuple[str, ...] | None
    survival: float | None
    tried: int


def cheapest(
    names: Sequence[str],
    survival_of: Callable[[Sequence[Edits]], Survivals],
    confirmed: Confirmed,
    theories: Sequence[str],
    largest: int,
    width: int,
) -> dict[str, Break]:
    """Find for each theory the smallest set of edit lists that breaks, and of these the lowest survival.

    Sets are tried by size up to `largest`, all of one size at once: first no list at all, the record as
    it stands; then every list, and every pair. From three on only those sets are tried that add one list
    to one of the `width` sets of the size before under which some theory's survival, as yet unbroken, is
    lowest: a beam, which is not exhaustive, so that a larger set may be missed that only breaks together.
    What is tried for one theory counts for all that are unbroken. Among sets of one size the lowest
    survival wins, and among equals the first by name; the order of `names` makes no difference.

    The lowest of many is low by luck too. So the one set that wins has to be `confirmed` by what it was not
    found by: where survival is not below one half there, the search goes on to the next size. A set breaks
    where it does in both. Where none does, of the lowest of all is told what it comes to elsewhere, so that
    it is not its luck.

    `survival_of` is given sets and answers with survival by set and theory; it may leave out sets that
    cannot be put together, and theories of which it knows nothing: these are not counted as tried.
    """
    breaks = {theory: Break(theory, None, None, None, 0) for theory in theories}
    ranked: dict[str, Ranked] = {}
    lowest: dict[str, tuple[float, int, list[str]]] = {}
    for size in range(largest + 1):
        unbroken = [theory for theory in theories if breaks[theory].size is None]
        batch = _sets(sorted(set(names)), size, [ranked[theory][:width] for theory in unbroken if size])
        if not (unbroken and batch):
            break
        found = survival_of(batch)
        for theory in unbroken:
            ranked[theory] = _ranked(batch, found, theory)
        winners = {one: frozenset(ranked[one][0][1]) for one in unbroken if _falls(ranked[one])}
        held = confirmed(winners) if winners else {}
        for theory in unbroken:
            for survival, edits in ranked[theory][:1]:
                lowest[theory] = min((survival, size, edits), lowest.get(theory, (survival, size, edits)))
            tried = breaks[theory].tried + len(ranked[theory])
            breaks[theory] = _judged(theory, winners.get(theory), held.get(theory), tried)
    rest = {one: frozenset(lowest[one][2]) for one in lowest if breaks[one].size is None}
    held = confirmed(rest) if rest else {}
    return breaks | {
        one: Break(one, None, tuple(sorted(rest[one])), held[one], breaks[one].tried) for one in rest
    }


def _sets(names: Sequence[str], size: int, beams: Iterable[Ranked]) -> list[Edits]:
    """List the sets of one size that are tried, in the order of their names."""
    if size <= EXHAUSTIVE:
        return [frozenset(several) for several in combinations(names, size)]
    lowest = [set(edits) for beam in beams for _, edits in beam]
    extended = {frozenset(edits | {name}) for edits in lowest for name in names if name not in edits}
    return sorted(extended, key=sorted)


def _ranked(batch: Sequence[Edits], found: Survivals, theory: str) -> Ranked:
    known = [edits for edits in batch if theory in found.get(edits, {})]
    return sorted((found[edits][theory], sorted(edits)) for edits in known)


def _falls(ranked: Ranked) -> bool:
    return bool(ranked) and ranked[0][0] < HALF


def _judged(theory: str, edits: Edits | None, confirmed: float | None, tried: int) -> Break:
    """Say what is known of a theory under a set, by the histories that did not choose it."""
    if edits is None or confirmed is None:
        return Break(theory, None, None, None, tried)
    return Break(theory, len(edits) if confirmed < HALF else None, tuple(sorted(edits)), confirmed, tried)

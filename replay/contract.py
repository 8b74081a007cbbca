"""The contract of a theory: what it declares, and what its terms must be, tried on invented situations.

It knows theories and situations, neither where a theory stands nor what a record says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace

import numpy as np

from replay.declaration import found, misdeclared
from replay.parameters import draw
from replay.situation import Floats, Situation
from replay.theory import Terms, Theory

STATES, HISTORIES = 5, 3
"""How many states and histories an invented situation has."""


def breaches(theory: Theory, literature: Collection[str]) -> list[str]:
    """List where a theory does not keep the contract: in what it declares, else in what its terms do.

    `literature` are the keys that its sources may name.
    """
    return misdeclared(theory, literature) or list(tried(theory))


def tried(theory: Theory) -> Iterator[str]:
    """Ask a theory about invented situations, in which it must find the same whatever it does not read."""
    seen, other = invented(1), invented(2)
    parameters = draw(theory.tunable(), HISTORIES, 0, theory.name, {})
    given = theory.terms(seen, parameters)
    if faults := list(misshapen(theory, given, seen)):
        yield from faults
        return
    if not _same(given, theory.terms(seen, parameters)):
        yield "terms are the same when asked twice: neither chance nor what was asked before decides"
        return
    unread = {one.name: getattr(other, one.name) for one in fields(seen) if one.name not in theory.reads}
    if not _same(given, theory.terms(replace(seen, **unread), parameters)):
        culprits = [
            name
            for name, value in unread.items()
            if not _same(given, theory.terms(replace(seen, **{name: value}), parameters))
        ]
        yield f"reads names every field that the terms use; it lacks {', '.join(culprits) or 'some'}"
        return
    order = np.roll(np.arange(STATES), 1)
    moved = {
        head: {name: np.asarray(term)[order][:, order] for name, term in terms.items()}
        for head, terms in given.items()
    }
    if not _same(moved, theory.terms(_relabelled(seen, order), parameters)):
        yield "terms are the same in whatever order the states stand, and whatever they are called"
    yield from misshapen(theory, theory.terms(_unknowing(seen), parameters), seen)


def misshapen(theory: Theory, given: object, seen: Situation) -> Iterator[str]:
    """Say what is wrong with the terms that a theory gave of a situation: kinds, names, shapes, values."""
    if not isinstance(given, Mapping):
        yield f"terms gives a mapping from heads to terms by name; was {found(given)}"
        return
    if unasked := given.keys() - theory.heads.keys():
        yield f"terms of {_listed(unasked)} are given; heads has only {_listed(theory.heads)}"
    for head, fit in theory.heads.items():
        terms = given.get(head, {})
        if not isinstance(terms, Mapping):
            yield f"terms of {head} are a mapping from names to arrays; was {found(terms)}"
            continue
        declared = {term.name for term in fit.terms}
        if set(terms) != declared:
            yield f"terms of {head} were {_listed(terms)}; declared are {_listed(declared)}"
            continue
        for name, term in terms.items():
            yield from _misshapen(f"{name} of {head}", term, len(seen.states), seen.threat.shape[-1])


def _misshapen(name: str, term: object, states: int, histories: int) -> Iterator[str]:
    values = np.asarray(term)
    if values.dtype.kind not in "biuf":
        yield f"{name} is an array of numbers; was {found(term)}"
    elif values.shape not in {(states, states, histories), (states, states, 1)}:
        allowed = f"({states}, {states}, {histories}) or ({states}, {states}, 1)"
        yield f"{name} has the shape {values.shape}; {allowed} is allowed"
    elif not np.array_equal(values, np.swapaxes(values, 0, 1), equal_nan=True):
        yield f"{name} is not symmetric: [i, j] and [j, i] are the same dyad"
    elif np.isinf(values).any():
        yield f"{name} is infinite for some dyad; a number, or NaN for unknown, is allowed"


def _listed(names: Collection[object]) -> str:
    return ", ".join(sorted(map(str, names))) or "none"


def _same(one: Mapping[str, Terms], other: Mapping[str, Terms]) -> bool:
    return one.keys() == other.keys() and all(
        np.allclose(term, other[head][name], rtol=1e-9, atol=1e-12, equal_nan=True)
        for head, terms in one.items()
        for name, term in terms.items()
    )


def invented(seed: int) -> Situation:
    """Invent a situation in which everything is known and differs, another for every seed; read-only."""
    rng = np.random.default_rng(seed)
    own = np.eye(STATES, dtype=bool)

    def each() -> Floats:
        return np.round(rng.random(STATES), 3)

    def perceived() -> Floats:
        return np.where(own[..., None], np.nan, np.round(rng.random((STATES, STATES, HISTORIES)), 3))

    def mutual() -> Floats:
        values = perceived()
        return values + values.swapaxes(0, 1)

    ties = mutual() > 1
    pairs = {name: perceived() for name in ("hostile", "cooperative", "arms", "aid", "penetration")}
    pairs |= {name: perceived() for name in ("power", "proximity", "offence", "intention", "threat")}
    tied = {name: np.where(ties, mutual(), np.nan) for name in ("general_assets", "specific_assets")}
    tied |= {name: np.where(ties, mutual(), np.nan) for name in ("adversary", "tied_years")}
    tied["capability_then"] = np.where(ties, perceived(), np.nan)
    states = {name: each() for name in ("revisionism", "advantage", "openness", "strength", "capability")}
    km = mutual()[..., 0]
    seen = Situation(
        year=1900 + seed,
        states=tuple("ABCDE" if seed % 2 else "VWXYZ"),
        exists=np.ones(STATES, dtype=bool),
        great_power=rng.permutation(np.arange(STATES) < 1 + seed % 2),
        regime=tuple(f"regime {n % (seed + 1)}" for n in range(STATES)),
        ideology=tuple(frozenset({f"creed {n % (seed + 1)}", "creed"}) for n in range(STATES)),
        divisive=frozenset({f"creed {seed}"}),
        polarity=("bipolar", "multipolar")[seed % 2],
        km=1000 * km,
        border=km < 1,
        aligned=ties,
        parted_years=np.where(ties | own[..., None], np.nan, mutual()),
        **states,
        **pairs,
        **tied,
    )
    return _closed(seen)


def _closed(seen: Situation) -> Situation:
    for value in vars(seen).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return seen


def _unknowing(seen: Situation) -> Situation:
    """Make unknown whatever can be: all numbers, regimes, creeds and polarity."""
    unknown: dict[str, object] = {
        one.name: np.full_like(value, np.nan)
        for one in fields(seen)
        if isinstance(value := getattr(seen, one.name), np.ndarray) and value.dtype == np.float64
    }
    unknown |= {"regime": (None,) * STATES, "ideology": (frozenset(),) * STATES}
    unknown |= {"divisive": frozenset(), "polarity": None}
    return _closed(replace(seen, **unknown))  # type: ignore[arg-type]  # fields by their names


def _relabelled(seen: Situation, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Situation:
    """List the same states in another order, under other names."""
    moved: dict[str, object] = {}
    for one in fields(seen):
        value = getattr(seen, one.name)
        if isinstance(value, tuple):
            moved[one.name] = tuple(value[n] for n in order)
        elif isinstance(value, np.ndarray):
            moved[one.name] = value[order] if value.ndim == 1 else value[order][:, order]
    return _closed(replace(seen, **{**moved, "states": tuple("LMNOP")}))  # type: ignore[arg-type]  # as above

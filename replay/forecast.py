"""Forecasting: every theory is asked at every census, by what earlier censuses have taught.

It knows the order of asking and learning; how probabilities are made it leaves to `calibration`,
and where histories are replayed to `ensemble`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from replay.calibration import Fold, Forecast
from replay.engine import Census
from replay.lessons import School, taught
from replay.logistic import Solve, posterior_mode
from replay.manifest import Manifest
from replay.membership import ITSELF, risks
from replay.pacts import Mixture, mixture
from replay.priors import Draws
from replay.shifts import Outcome
from replay.situation import Booleans, Floats, Indices
from replay.standardisation import Blend, Moments, Scale, Standard
from replay.theory import HEADS, Index, Ridge, Terms, Theory

Standards = Mapping[tuple[str, str], Standard]
"""What a block of histories brings of a census, by theory and head; nothing of heads without terms."""
PACT_HEADS = {"join": "onset", "leave": "ending", "termination": "ending", "downgrade": "ending"}
"""What is calibrated of pacts, and which head of dyads each is a mean of: that a state joins, or leaves,
a multilateral pact, that a bilateral one ends, under a name that no head of dyads has, and, where it is
coded, that a party of either comes to honour less of it."""


@dataclass(frozen=True)
class HeadForecast:
    """What a theory says of all dyads at risk of one head, for `year`; rows are pairs a < b."""

    theory: str
    head: str
    year: int
    a: Indices
    b: Indices
    forecast: Forecast


def forecasts(
    censuses: Iterable[Census],
    theories: Sequence[Theory],
    draws: Mapping[str, Mapping[str, Draws]],
    manifest: Manifest,
    solve: Solve = posterior_mode,
) -> Iterator[tuple[Census, list[HeadForecast]]]:
    """Ask every theory at every census about the following year, after closing the one that ends.

    `draws` holds each theory's parameters by its name, weights under `theory.head.term`; `solve`
    finds the mode of a calibration. All histories are one block.
    """
    panel = Panel(theories, solve)
    for census, found in standards(censuses, theories, draws, manifest, pacts=False):
        yield census, panel.ask(census, [found])


def standards(
    censuses: Iterable[Census],
    theories: Sequence[Theory],
    draws: Mapping[str, Mapping[str, Draws]],
    manifest: Manifest,
    *,
    pacts: bool,
) -> Iterator[tuple[Census, Standards]]:
    """Ask every theory at every census for its terms, and bring those of dyads at risk to one scale.

    With `pacts` those of pacts are brought to it too.
    """
    scales = Scales(theories, draws, manifest, pacts=pacts)
    for census in censuses:
        yield census, scales.standards(census)


class Scales:
    """The scales of all theories' terms in a block of histories, asked at one census after the other."""

    def __init__(
        self,
        theories: Sequence[Theory],
        draws: Mapping[str, Mapping[str, Draws]],
        manifest: Manifest,
        *,
        pacts: bool,
    ) -> None:
        frozen_after = manifest.burn_in if manifest.standardisation == "burn-in" else None
        self._theories, self._draws = theories, draws
        self._scales = {
            (theory.name, head): Scale(fit, _weights(theory, head, draws[theory.name]), frozen_after)
            for theory in theories
            for head, fit in theory.heads.items()
            if isinstance(fit, Index | Ridge)
        }
        self._blends = {key: Blend(scale) for key, scale in self._scales.items() if pacts}

    def standards(self, census: Census) -> Standards:
        """Ask every theory at a census of the record for its terms, on scales that move with it."""
        terms, rows = self._terms(census), at_risk(census)
        found = {
            (name, head): scale.standard(census.year, _of(terms[name][head], *rows[head]))
            for (name, head), scale in self._scales.items()
        }
        for (name, _), blend, picked, mixed in self._picked(census, terms):
            brought = blend.standards(census.year, picked, mixed)
            found |= {(name, head): standard for head, standard in brought.items()}
        return found

    def apply(self, census: Census) -> Standards:
        """Ask at the same census of an edited record, on the scales of the record, which stay as they are."""
        terms, rows = self._terms(census), at_risk(census)
        found = {
            (name, head): scale.apply(_of(terms[name][head], *rows[head]))
            for (name, head), scale in self._scales.items()
        }
        for (name, _), blend, picked, mixed in self._picked(census, terms):
            brought = blend.apply(picked, mixed)
            found |= {(name, head): standard for head, standard in brought.items()}
        return found

    @property
    def moments(self) -> dict[tuple[str, str], Moments]:
        """The scales as they stand, by theory and head."""
        return {key: scale.moments for key, scale in self._scales.items() if scale.moments is not None}

    def _terms(self, census: Census) -> dict[str, Mapping[str, Terms]]:
        return {one.name: one.terms(census.situation, self._draws[one.name]) for one in self._theories}

    def _picked(
        self, census: Census, terms: Mapping[str, Mapping[str, Terms]]
    ) -> Iterator[tuple[tuple[str, str], Blend, dict[str, Floats], dict[str, Mixture]]]:
        """Pick the terms of the dyads that the rows of pacts are means of, and say how they are mixed."""
        mixtures = pact_mixtures(census) if self._blends else {}
        for (name, source), blend in self._blends.items():
            mixed = mixtures[source]
            dyads = next(iter(mixed.values()))
            yield (name, source), blend, _of(terms[name][source], dyads.a, dyads.b), mixed


def _of(terms: Mapping[str, Floats], a: Indices, b: Indices) -> dict[str, Floats]:
    return {name: term[a, b] for name, term in terms.items()}


class Panel:
    """All theories, asked at one census after the other, with what each has learnt by then."""

    def __init__(
        self, theories: Sequence[Theory], solve: Solve = posterior_mode, school: School | None = None
    ) -> None:
        self.folds = {
            (theory.name, head): Fold(head, fit, solve=solve, lessons=taught(school, theory.name, head))
            for theory in theories
            for head, fit in theory.heads.items()
        }
        self._asked: dict[str, tuple[Indices, Indices]] = {}

    def take(self, census: Census, blocks: Sequence[Standards]) -> None:
        """Close the year that ends, and take in what every block of histories brings, without a forecast."""
        self._close(census)
        for key, fold in self.folds.items():
            fold.take([block[key] for block in blocks if key in block])

    def _close(self, census: Census) -> None:
        if census.closed is not None:
            for (_, head), fold in self.folds.items():
                fold.learn(census.closed.year, shifted(census.closed, *self._asked[head]))
        self._asked = at_risk(census)

    def ask(self, census: Census, blocks: Sequence[Standards]) -> list[HeadForecast]:
        """Close the year that ends, and forecast the next from what every block of histories brings.

        Outcomes and dyads at risk are the record's: any history's census has them.
        """
        self._close(census)
        return list(
            self._said(census, blocks, lambda fold, rows, brought: fold.ask(rows, brought, census.year))
        )

    def apply(self, census: Census, blocks: Sequence[Standards]) -> list[HeadForecast]:
        """Forecast the same year in an edited record, by what each has learnt of the record alone."""
        return list(self._said(census, blocks, Fold.apply))

    def _said(
        self,
        census: Census,
        blocks: Sequence[Standards],
        ask: Callable[[Fold, int, list[Standard]], Forecast],
    ) -> Iterator[HeadForecast]:
        rows = at_risk(census)
        for (name, head), fold in self.folds.items():
            a, b = rows[head]
            brought = [block[name, head] for block in blocks if (name, head) in block]
            answer = ask(fold, len(a), brought)
            yield HeadForecast(name, head, census.year + 1, a, b, answer)


def _weights(theory: Theory, head: str, draws: Mapping[str, Draws]) -> dict[str, Draws]:
    return {
        term.name: draws[f"{theory.name}.{head}.{term.name}"]
        for term in theory.heads[head].terms
        if term.weight is not None
    }


def at_risk(census: Census) -> dict[str, tuple[Indices, Indices]]:
    """List the dyads to forecast by head, pairs a < b: those not aligned in the record, and those aligned."""
    return {"onset": _rows(census, aligned=False), "ending": _rows(census, aligned=True)}


def _rows(census: Census, *, aligned: bool) -> tuple[Indices, Indices]:
    tied: Booleans = census.situation.aligned[..., 0]
    a, b = np.nonzero(np.triu(census.at_risk & (tied == aligned), k=1))
    return a, b


def shifted(closed: Outcome, a: Indices, b: Indices) -> Floats:
    """Say of dyads what became of them in a closed year: 1 shifted, 0 not, NaN censored; shape (rows,)."""
    return np.where(closed.censored[a, b], np.nan, closed.shifted[a, b])


def pacts_at_risk(census: Census) -> dict[str, tuple[Indices, Indices]]:
    """List by head who may join or leave which pact, and which may end, as rows of pact and state.

    Of endings, all pacts are listed; `termination` are those that are bilateral.
    """
    rows = risks(census.pacts)
    bilateral = np.flatnonzero(~census.pacts.multilateral)
    return {**rows, "termination": (bilateral, np.full(len(bilateral), ITSELF))}


def pact_mixtures(census: Census) -> dict[str, dict[str, Mixture]]:
    """Say of which dyads each row of a head of pacts is a mean, by the head of the dyads and its own.

    A bilateral pact is of its own dyad. What is a mean of the same head has its dyads in common.
    """
    pacts, rows = census.pacts, pacts_at_risk(census)
    bilateral, _ = rows["termination"]
    rows["termination"] = bilateral, pacts.parties[bilateral].argmax(axis=1)
    found: dict[str, dict[str, Mixture]] = {}
    for source in HEADS:
        heads = [head for head, of in PACT_HEADS.items() if of == source and head in rows]
        pact, state = (np.concatenate([rows[head][n] for head in heads]) for n in range(2))
        whole = mixture(pacts, pact, state, census.situation.capability)
        ends = np.cumsum([0, *(len(rows[head][0]) for head in heads)]).tolist()
        found[source] = {
            head: whole.part(slice(*span)) for head, span in zip(heads, pairwise(ends), strict=True)
        }
    return found

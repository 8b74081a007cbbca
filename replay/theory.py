"""What a theory is: a claim, its sources, and terms that a situation gives, head by head.

A theory names terms; it does not fit, score or remember. How terms become probabilities is
declared by the head's fit and done by `calibration` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from replay.notebook_html import notebook_html
from replay.parameters import Parameter
from replay.priors import Draws, Positive
from replay.situation import Floats, Situation

HEADS = ("onset", "ending")
"""What is forecast of a dyad: that a tie begins, of those not aligned; that it lapses, of those aligned."""

Terms = Mapping[str, Floats]
"""Raw terms by name, each of shape (S, S, M) or (S, S, 1), symmetric, NaN where unknown."""


@dataclass(frozen=True)
class Term:
    """One reason: its sign, +1 or -1, the prior size of its weight, and what it measures.

    The weight is in log-odds per standard deviation of the term. Fitted terms have no prior.
    """

    name: str
    meaning: str
    sign: int = 0
    weight: Positive | None = None


@dataclass(frozen=True)
class Index:
    """The terms' sum with signed weights drawn from their priors, never fitted; only level and slope are."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Ridge:
    """Coefficients fitted each year on the past, drawn towards zero: prior N(0, sd) per standardised term."""

    terms: tuple[Term, ...]
    sd: float = 0.5
    """Our choice: of the two that trials on the Middle East used for ridges (0.3 and 0.5) the wider, which
    damps the baselines less; taken before any score of this program, and not tuned on a scored span."""


@dataclass(frozen=True)
class Fixed:
    """The same probability for everyone, always."""

    p: float
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Rate:
    """The past share of shifts, with a Beta prior of `shifts` and `others` pseudo-counts."""

    shifts: float
    others: float
    terms: tuple[Term, ...] = ()


Fit = Index | Ridge | Fixed | Rate
OWN = "our choice"
"""Stands where a source would, for what the project decided itself."""


@dataclass(frozen=True)
class Theory:
    """A rival account of who aligns and who parts.

    `sources` are keys of `literature.bib` or of its own `bibliography`, with pages after a colon, or
    what is `our choice`.
    `reads` names the fields of `Situation` that the terms use, and no others.
    `terms(situation, parameters)` is pure and returns raw terms by head.
    """

    name: str
    claim: str
    sources: tuple[str, ...]
    reads: tuple[str, ...]
    heads: Mapping[str, Fit]
    terms: Callable[[Situation, Mapping[str, Draws]], Mapping[str, Terms]]
    parameters: tuple[Parameter, ...] = ()
    baseline: bool = False
    bibliography: str = ""
    """BibTeX entries of the sources that are not in `literature.bib`."""
    written: str = ""
    """The text of the user's file that it was read from; empty for those of the package."""

    @property
    def literature(self) -> tuple[str, ...]:
        """The keys of `literature.bib` among the sources."""
        keys = (source.partition(":")[0] for source in self.sources)
        return tuple(key for key in keys if key != OWN)

    def _repr_html_(self) -> str:
        """Show in a notebook what it claims, whence it comes, and its terms."""
        import polars as pl

        rows = [
            (head, term.name, {1: "+", -1: "-"}.get(term.sign), term.meaning)
            for head, fit in self.heads.items()
            for term in fit.terms
        ]
        terms = pl.DataFrame(
            rows, schema=dict.fromkeys(("head", "term", "sign", "meaning"), pl.String), orient="row"
        )
        return notebook_html(self.name, [self.claim, *self.sources], {"Terms": terms})

    def tunable(self) -> tuple[Parameter, ...]:
        """List what histories draw for this theory: its own parameters, then its terms' weights."""
        weights = tuple(
            Parameter(
                f"{self.name}.{head}.{term.name}",
                "log-odds per s.d.",
                term.weight,
                term.meaning,
                self.sources[0],
            )
            for head, fit in self.heads.items()
            for term in fit.terms
            if term.weight is not None
        )
        return self.parameters + weights


def no_terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name no terms, for forecasters that look at nothing but past shifts."""
    return {}

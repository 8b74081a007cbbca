"""What a theory declares, judged part by part: first the kind of each, then what it says.

It knows what a theory is made of, not what its terms do, nor where it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from replay.errors import nearest
from replay.parameters import Parameter
from replay.priors import Dirichlet, Off, Positive, Uniform
from replay.situation import Situation
from replay.theory import HEADS, Fit, Fixed, Index, Rate, Ridge, Term, Theory

LEVEL = "level"
"""What a ledger calls the part of the log-odds that is no term's."""


def misdeclared(theory: Theory, literature: Collection[str]) -> list[str]:
    """List what is wrong with a declaration: the kinds of its parts, else what they say.

    `literature` are the keys that its sources may name.
    """
    return list(miskinded(theory)) or list(_misstated(theory, literature))


def miskinded(theory: Theory) -> Iterator[str]:
    """Say which parts are not of the kind that they have to be, and what they were."""
    part: Mapping[str, Any] = vars(theory)
    for name in ("name", "claim", "bibliography"):
        yield from _text(name, part[name])
    yield from _tuple("sources", part["sources"], str, "texts")
    yield from _tuple("reads", part["reads"], str, "names")
    wrong = list(_tuple("parameters", theory.parameters, Parameter, "Parameter(...)"))
    yield from wrong
    for one in () if wrong else theory.parameters:
        yield from _text("the name of a parameter", one.name)
        if not isinstance(one.prior, Uniform | Positive | Off | Dirichlet):
            yield f"the prior of {one.name} is one of replay.priors; was {found(one.prior)}"
    if not callable(part["terms"]):
        yield f"terms is a function of situation and parameters; was {found(part['terms'])}"
    if not isinstance(part["heads"], Mapping):
        yield f"heads maps {' or '.join(HEADS)} to Index(...) or another fit; was {found(part['heads'])}"
        return
    for head, fit in part["heads"].items():
        yield from _fit(head, fit)


def _fit(head: object, fit: object) -> Iterator[str]:
    if not isinstance(fit, Index | Ridge | Fixed | Rate):
        yield f"{head} is Index, Ridge, Fixed or Rate; was {found(fit)}"
        return
    for name in sorted(vars(fit).keys() - {"terms"}):
        yield from _number(f"{name} of {head}", getattr(fit, name))
    wrong = list(_tuple(f"the terms of {head}", fit.terms, Term, "Term(...)"))
    yield from wrong
    for term in () if wrong else fit.terms:
        yield from _text(f"the name of a term of {head}", term.name)
        yield from _text(f"the meaning of {term.name} of {head}", term.meaning)
        yield from _number(f"the sign of {term.name} of {head}", term.sign)
        weight: object = term.weight
        if not isinstance(weight, Positive | None):
            yield f"the weight of {term.name} of {head} is Positive(mean, sd); was {found(weight)}"


def _text(what: str, value: object) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{what} is a text; was {found(value)}"


def _number(what: str, value: object) -> Iterator[str]:
    if not isinstance(value, int | float):
        yield f"{what} is a number; was {found(value)}"


def _tuple(what: str, value: object, kind: type, of: str) -> Iterator[str]:
    if isinstance(value, kind):
        yield f"{what} is a tuple of {of}; was {found(value)}: a comma is missing"
    elif not isinstance(value, tuple):
        yield f"{what} is a tuple of {of}; was {found(value)}"
    else:
        strange = [one for one in value if not isinstance(one, kind)]
        yield from (f"{what} is a tuple of {of}; one of them was {found(one)}" for one in strange)


def found(value: object) -> str:
    """Say what was found: a text, a number or None as it is written, else of which kind it is."""
    if isinstance(value, str):
        return f"the text {value!r}"
    if value is None or isinstance(value, int | float):
        return repr(value)
    kind = type(value).__name__.removeprefix("nd")  # NumPy's name for an array
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def _misstated(theory: Theory, literature: Collection[str]) -> Iterator[str]:
    if not theory.claim.endswith("."):
        yield "claim is a sentence, and ends with a full stop"
    if not theory.sources:
        yield "sources has at least one entry, `key: pages` or `our choice: why`"
    for key in theory.literature:
        if key not in literature:
            yield f"sources names '{key}', {_unknown(key, literature)}; give its BibTeX in `bibliography`"
    known = [one.name for one in fields(Situation)]
    for name in theory.reads:
        if name not in known:
            yield f"reads names '{name}', {_unknown(name, known)}"
    if not theory.heads:
        yield f"heads has at least one of: {', '.join(HEADS)}"
    for head, fit in theory.heads.items():
        if head not in HEADS:
            yield f"heads names '{head}', {_unknown(head, HEADS)}"
        yield from _terms(head, fit)


def _unknown(name: str, known: Collection[str]) -> str:
    likely = nearest(name, known)
    return "which does not exist" + (f" (did you mean '{likely}'?)" if likely else "")


def _terms(head: str, fit: Fit) -> Iterator[str]:
    names = [term.name for term in fit.terms]
    if len(set(names)) < len(names):
        yield f"{head} names a term twice"
    for term in fit.terms:
        if isinstance(fit, Index) != (term.weight is not None and abs(term.sign) == 1):
            yield f"{term.name} of {head} has a sign, +1 or -1, and a weight in an Index, else neither"
        if term.name == LEVEL:
            yield f"no term of {head} is called '{LEVEL}': that is what calibration adds to the terms"

"""The pages of the theories: what of them the code says, and where the rest stands.

`python -m tests.theory_pages` writes those sections anew, then the outputs of all pages in the folder
of one run, which the quick start makes, and of the guides that read it, then that run's cases. It does
not know what the authors argue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from replay.pool import BASELINES, POOLS
from replay.theories import literature, registry
from replay.theory import OWN, Term, Theory
from tests import case_pages
from tests.console import READING, refresh
from tests.test_textbook_cases import CASES

FOLDER = Path(__file__).parent.parent / "docs" / "theories"
INDEX = FOLDER / "README.md"
THEORIES = {name: theory for name, theory in registry().items() if not theory.baseline}
EVENTS, SIZES, PACTS = "events/*.csv", "capabilities.csv", "alignments.csv"
PERCEIVED = (EVENTS, SIZES, "geography.csv")
READ_FROM = {
    "threat": PERCEIVED,
    "power": (SIZES,),
    "capability": (SIZES,),
    "capability_then": (SIZES, PACTS),
    "openness": (SIZES,),
    "strength": (SIZES,),
    **dict.fromkeys(("hostile", "cooperative", "arms", "aid", "penetration"), (EVENTS,)),
    **dict.fromkeys(("aligned", "tied_years"), (PACTS,)),
    **dict.fromkeys(("general_assets", "specific_assets"), ("assets.csv", PACTS)),
    "adversary": (PACTS, *PERCEIVED),
    "ideology": ("regimes.csv",),
    "divisive": ("ideologies.csv",),
    "revisionism": ("orientations.csv",),
    "advantage": ("doctrines.csv",),
    "polarity": ("polarity.csv",),
}
"""The files of a timeline from which each field of a situation is made, `states.csv` beside all."""


def claim(theory: Theory) -> str:
    """Say what the theory holds, in its own words."""
    return f"> {theory.claim}"


def equations(theory: Theory) -> str:
    """Write the log-odds of each head as the sum of its terms, and list these with signs and priors."""
    sums = [
        f"    log-odds({head}) = level + slope * ({' '.join(_signed(fit.terms))})"
        for head, fit in theory.heads.items()
    ]
    rows = [
        f"| {head} | `{term.name}` | {term.meaning} | {term.sign:+d} |"
        f" {term.weight.mean} ± {term.weight.sd} |"
        for head, fit in theory.heads.items()
        for term in fit.terms
        if term.weight
    ]
    table = ["| head | term | it measures | sign | prior size |", "|---|---|---|---|---|", *rows]
    return "\n".join([*sums, "", *table])


def _signed(terms: tuple[Term, ...]) -> Iterator[str]:
    for number, term in enumerate(terms):
        plus = "+ " if number else ""
        yield f"{plus if term.sign > 0 else '- '}{term.name}"


def reads(theory: Theory) -> str:
    """List the fields of the situation that the terms use, and the files of a timeline that fill them."""
    rows = [f"| `{name}` | {', '.join(f'`{file}`' for file in READ_FROM[name])} |" for name in theory.reads]
    return "\n".join(["| field | files of the timeline |", "|---|---|", *rows])


def cases(theory: Theory) -> str:
    """List the examples of the literature on which the theory is tested, the likelier shift first."""
    return "\n".join(f"- {one.head}: {one.told}: `{one.order}`" for one in CASES if one.theory == theory.name)


def notes(theory: Theory) -> str:
    """Say what the theory's file says of its measures, below its first line."""
    _, *paragraphs = str(import_module(f"replay.theories.{theory.name}").__doc__).strip().split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def sources(theory: Theory) -> str:
    """List where the theory comes from, each work with its citation."""
    return "\n".join(f"- {source}{_cited(source)}" for source in theory.sources)


def _cited(source: str) -> str:
    key = source.partition(":")[0]
    return "" if key == OWN else f" ({literature()[key].citation})"


WRITTEN: dict[str, Callable[[Theory], str]] = {
    "Claim": claim,
    "Equations": equations,
    "What it reads": reads,
    "Textbook cases": cases,
    "What the file says of its measures": notes,
    "Sources": sources,
}
"""The sections of a page that the code says."""
SECTIONS = (
    "Claim",
    "The argument",
    "Equations",
    "How the terms are measured",
    "What it reads",
    "Textbook cases",
    "What would count against it",
    "What the file says of its measures",
    "What is left out",
    "How it did",
    "Sources",
)
"""All sections of a page, in order."""


def index() -> dict[str, str]:
    """Write the tables of the index: the theories with their pages, baselines and the pool."""
    theories = [f"| [{name}]({name}.md) | {one.claim} |" for name, one in THEORIES.items()]
    others = [one for one in registry().values() if one.baseline]
    baselines = [
        f"| `{one.name}` | {one.claim} | {', '.join(one.heads or BASELINES)} | {'; '.join(one.sources)} |"
        for one in (*others, *POOLS)
    ]
    return {
        "The theories": "\n".join(["| theory | claim |", "|---|---|", *theories]),
        "Baselines and pool": "\n".join(
            ["| forecaster | claim | forecasts | sources |", "|---|---|---|---|", *baselines]
        ),
    }


def written(path: Path) -> dict[str, str]:
    """Say what the code writes of a page, section by section."""
    if path == INDEX:
        return index()
    return {title: write(THEORIES[path.stem]) for title, write in WRITTEN.items()}


def sections(page: str) -> dict[str, str]:
    """Split a page into its sections by their titles."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return {title: text.strip("\n") for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def rewrite(path: Path) -> None:
    """Write the sections of a page that the code says anew, and leave the others."""
    head, _, _ = path.read_text(encoding="utf-8").partition("\n## ")
    found = sections(path.read_text(encoding="utf-8")) | written(path)
    titles = tuple(found) if path == INDEX else SECTIONS
    body = "".join(f"\n## {title}\n\n{found[title]}\n" for title in titles)
    path.write_text(head.rstrip("\n") + "\n" + body, encoding="utf-8")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        for name in READING:
            refresh(FOLDER.parent / name, Path(folder))
        for page in (INDEX, *(FOLDER / f"{name}.md" for name in THEORIES)):
            rewrite(page)
            refresh(page, Path(folder))
        case_pages.write(Path(folder) / "middle-east.duckdb")

"""The outlook of a pact put under stress: what a ledger says of its survival, in frames and sentences.

It reads what the tables and queries of the ledger hold and computes no probability itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from replay import stress_verdicts
from replay.errors import RequestError, UnknownNameError
from replay.ledger import read
from replay.notebook_html import notebook_html

HEADLINE = "pool"
"""The theory by which parties are told, if it was asked and no other is wanted."""
_MODE = {"mode": "select mode from run"}
_READS = {
    "run": """
        select timeline, tested, branch, histories, train,
            coalesce(pact_name.name, tested) as name,
            (select max(year) from survival) as last
        from run left join pact_name on pact_name.pact = tested""",
    "asked": "select name, baseline, pool from theory order by all",
    "outlook": "from outlook(of_edit := 'all')",
    "claims": "select edit, claim from departure",
    "parties": """
        with leave as (
            select theory, edit, state, arg_max(year, (share, -year)) as leave_year
            from movement where kind = 'leave' group by all
        )
        select lasting.theory, lasting.edit, lasting.state, coalesce(state_name.name, lasting.state) as name,
            1 - lasting.survival as "left", leave.leave_year
        from lasting
        left join state_name using (state)
        left join leave using (theory, edit, state)
        where lasting.state is not null
        order by all""",
    "breaks": "from what_breaks()",
    "boxes": "from conditions(of_edit := 'all')",
    "tipping": "from tipping_points()",
    "provoked": "select theory, edit, year, ties from provoked order by all",
    "effort": """
        select theory, edit, measure, year, forecast, low, high, observed
        from effort_course order by all""",
    "remaining": """
        select remaining.theory, theory.baseline, theory.pool, remaining.edit,
            remaining.year, remaining.parties, remaining.remaining, remaining.survival, remaining.low,
            remaining.high
        from remaining join theory on theory.name = remaining.theory
        order by all""",
}
"""What is read of a ledger."""


@dataclass(frozen=True)
class Outlook:
    """What a ledger of a stress run says of its pact: frames, and sentences.

    `theories`: a row a theory and edit list at the end of the span; `parties`: a row a party of the
    branching date, with the share of histories in which it has `left` by the theory that is told, and
    the `least` and `most` of all theories; `breaks`: a row a theory; `boxes`: a row a box; `tipping`: a
    row a list that was scaled, outcome and theory; `courses`: a row a theory, edit list and year;
    `theory`: the one by which parties are told; `pact`: its name; `branch`: the year on whose
    31 December histories leave the record; `reading`: what it comes to, the finding first; `about`: of
    each of its sentences, which part of the outlook it is about; `telling`: what of the rest tells most.
    """

    theories: pl.DataFrame
    parties: pl.DataFrame
    breaks: pl.DataFrame
    boxes: pl.DataFrame
    tipping: pl.DataFrame
    courses: pl.DataFrame
    theory: str
    pact: str
    branch: int
    reading: tuple[str, ...]
    about: tuple[str, ...]
    telling: tuple[str, ...]

    def _repr_html_(self) -> str:
        """Show the reading in a notebook, with every theory's survival and the parties."""
        told = ("theory", "edit", "parties", "remaining", "survival", "low", "high")
        tables = {
            "Share of histories in which it is in force at the end, and parties that remain": (
                self.theories.select(told)
            ),
            f"Share of histories in which a party has left, by {self.theory}": self.parties,
        }
        return notebook_html(f"{self.pact} from {self.branch} on", self.reading, tables)


def is_stress(path: str | Path) -> bool:
    """Say whether a ledger holds a stress run; raises LedgerError if the file is no ledger."""
    return bool(read(path, _MODE)["mode"].item() == "stress")


def outlook(path: str | Path, theory: str | None = None) -> Outlook:
    """Read what a stress run says of its pact; parties are told by one theory, unless named the pool.

    Raises LedgerError if the file is no ledger, RequestError if it holds no stress run, UnknownNameError
    when the theory was not asked in this run.
    """
    if not is_stress(path):
        raise RequestError(f"{path} holds forecasts; `replay compare` and replay.compare read them")
    found = read(path, _READS)
    kinds = found["asked"].rename({"name": "theory"}).select("theory", "baseline", "pool")
    pools = kinds.select("theory", "pool")
    rows = found["outlook"].join(pools, on="theory", maintain_order="left")
    chosen = _chosen(rows, theory)
    told = found | {
        "outlook": rows,
        "breaks": found["breaks"].join(pools, on="theory", maintain_order="left"),
        "tipping": found["tipping"].join(kinds, on="theory", maintain_order="left"),
    }
    parted = [*_reading(told, chosen)]
    return Outlook(
        theories=rows,
        parties=_parties(found["parties"], kinds, chosen),
        breaks=found["breaks"],
        boxes=found["boxes"],
        tipping=found["tipping"],
        courses=found["remaining"],
        theory=chosen,
        pact=found["run"]["name"].item(),
        branch=found["run"]["branch"].item(),
        reading=tuple(sentence for _, sentence in parted),
        about=tuple(part for part, _ in parted),
        telling=tuple(_telling(told, chosen)),
    )


def _chosen(rows: pl.DataFrame, theory: str | None) -> str:
    names = rows["theory"].unique().sort().to_list()
    if theory is not None and theory not in names:
        raise UnknownNameError("theory", theory, names)
    own = rows.filter(~pl.col("baseline"))["theory"].unique().sort().to_list()
    return theory or (HEADLINE if HEADLINE in names else [*own, *names][0])


def _parties(rows: pl.DataFrame, kinds: pl.DataFrame, theory: str) -> pl.DataFrame:
    """Set what one theory says of each party on record beside the least and the most that any theory does."""
    unedited = rows.filter(edit=stress_verdicts.UNEDITED)
    field = unedited.join(kinds.filter(~pl.col("pool") & ~pl.col("baseline")), on="theory")
    spread = field.group_by("state").agg(least=pl.col("left").min(), most=pl.col("left").max())
    own = unedited.filter(theory=theory).join(spread, on="state", how="left")
    return own.select("state", "name", "left", "least", "most", "leave_year").sort(
        "left", "most", "state", descending=[True, True, False]
    )


def _telling(found: Mapping[str, pl.DataFrame], theory: str) -> Iterator[str]:
    """Say who is still in, and the one list, break, tipping point and condition that tell most."""
    run, rows = found["run"].row(0, named=True), found["outlook"]
    unedited = rows.filter(edit=stress_verdicts.UNEDITED)
    leavers = found["parties"].filter(theory=theory, edit=stress_verdicts.UNEDITED)
    yield from islice(stress_verdicts.of_parties(run, theory, unedited, leavers), 1)
    yield from islice(stress_verdicts.of_edits(rows, {}), 1)
    yield from list(stress_verdicts.of_breaks(found["breaks"]))[-1:]
    tipped = found["tipping"].filter(~pl.col("baseline") & ~pl.col("pool"), outcome="pact")
    passed = tipped.drop_nulls("factor").sort("factor", "theory")["edit"].head(1)
    yield from stress_verdicts.of_tipping(tipped.filter(pl.col("edit").is_in(passed.implode())))
    yield from islice(stress_verdicts.of_boxes(found["boxes"]), 1)
    yield from stress_verdicts.of_run(run)


def _reading(found: Mapping[str, pl.DataFrame], theory: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of the outlook, each after the part that it is about."""
    run = found["run"].row(0, named=True)
    rows = found["outlook"]
    unedited = rows.filter(edit=stress_verdicts.UNEDITED)
    leavers = found["parties"].filter(theory=theory, edit=stress_verdicts.UNEDITED)
    claims = dict(found["claims"].select("edit", "claim").rows())
    parts = {
        "pact": stress_verdicts.of_pact(run, unedited),
        "parties": stress_verdicts.of_parties(run, theory, unedited, leavers),
        "danger": stress_verdicts.of_danger(unedited),
        "edits": stress_verdicts.of_edits(rows, claims),
        "breaks": stress_verdicts.of_breaks(found["breaks"]),
        "boxes": stress_verdicts.of_boxes(found["boxes"]),
        "tipping": stress_verdicts.of_tipping(found["tipping"]),
        "theatre": stress_verdicts.of_theatre(run, theory, found["provoked"].filter(theory=theory)),
        "effort": stress_verdicts.of_effort(theory, found["effort"].filter(theory=theory)),
        "run": stress_verdicts.of_run(run),
    }
    for part, sentences in parts.items():
        yield from ((part, sentence) for sentence in sentences)

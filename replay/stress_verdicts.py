"""What a stress run shows of a pact, in sentences: whether it lasts, who leaves, what moves and breaks it.

It reads frames that the ledger's queries yield and computes no probability; where they come from it
does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import Any

import polars as pl

MOST = 0.75
"""Share of theories whose survival the headline gives as a floor (our choice)."""
NAMED = 3
"""Parties, boxes and edit lists up to which they are named."""
UNEDITED = "none"
"""The edit list that is none."""
HALF = 0.5
"""Survival below which a pact is called broken."""
MEASURES = {
    "burden": "spend {:.1f} % of product on their armed forces",
    "forces": "keep {:.1f} thousand soldiers in one another's countries",
}
"""What each measure of effort says that parties do."""

Row = Mapping[str, Any]


def of_pact(run: Row, rows: pl.DataFrame) -> Iterator[str]:
    """Say in how many histories the pact is in force at the end: by theories, then the pool and baselines.

    Rows of theory, baseline, pool, survival, low, high and so on, of the record unedited.
    """
    own = rows.filter(~pl.col("baseline") & ~pl.col("pool")).sort("survival", "theory")
    about = f"{run['name']}, {run['branch'] + 1}-{run['last']}, {run['histories']:,} histories a theory: "
    if own.height > 1:
        n, lowest = own.height, own.row(0, named=True)
        known = own["survival"].sort(descending=True)
        level = floor(known[ceil(MOST * n) - 1] * 100 + 1e-9)
        count = int((own["survival"] * 100 + 1e-9 >= level).sum())
        whom = f"for {_of(count, n)}"
        low = f"; lowest under {lowest['theory']}: {_with_bounds(lowest)}" if lowest["survival"] < 1 else ""
        most = "in all histories" if level == 100 else f"in {level} % of histories or more"  # noqa: PLR2004 - per cent
        if known[0] < HALF:
            most, whom = f"in {ceil(known[0] * 100 - 1e-9)} % of histories or fewer", f"for {_of(n, n)}"
        yield f"{about}in force at the end {most} {whom}{low}."
    others = [
        f"{word}{row['theory']} {_with_bounds(row)}"
        for word, kind in (
            ("", own if own.height == 1 else own.clear()),
            ("the ", rows.filter("pool")),
            ("baseline ", rows.filter("baseline")),
        )
        for row in kind.sort("theory").iter_rows(named=True)
    ]
    if others:
        beside = "Beside them: " if own.height > 1 else f"{about}in force at the end by "
        yield f"{beside}{', '.join(others)}."


def of_parties(run: Row, theory: str, rows: pl.DataFrame, leavers: pl.DataFrame) -> Iterator[str]:
    """Say how many parties are still in by one theory, who is likeliest to have left, how theories differ.

    `rows` as for the pact; `leavers` of name and left, for parties by that theory.
    """
    [own] = rows.filter(theory=theory).to_dicts()
    gone = leavers.filter(pl.col("left") > 0).sort("left", "name", descending=[True, False]).head(NAMED)
    named = ", ".join(f"{name} ({percent(left)})" for name, left in gone.select("name", "left").rows())
    joined = f", and {own['joined']:.1f} joinings" if own["joined"] else ""
    told = f"; most likely to have left: {named}" if named else "; none leaves in any history"
    yield (
        f"Of its {own['parties']} parties, {theory} expects {own['remaining']:.1f} still in at the end of"
        f" {run['last']}{joined}{told}."
    )
    field = rows.filter(~pl.col("baseline") & ~pl.col("pool")).sort("remaining", "theory")
    if field.height > 1 and field["remaining"][0] < field["remaining"][-1]:
        least, most = field.row(0, named=True), field.row(-1, named=True)
        yield (
            f"Theories keep between {least['remaining']:.1f} ({least['theory']}) and"
            f" {most['remaining']:.1f} ({most['theory']}) of them."
        )


def of_danger(rows: pl.DataFrame) -> Iterator[str]:
    """Say which year most theories hold for the most dangerous, and who is most alarmed in any year."""
    own = rows.filter(~pl.col("baseline") & ~pl.col("pool")).drop_nulls("danger")
    if not own.height:
        return
    counts = own.group_by("danger_year").len().sort("len", "danger_year", descending=[True, False])
    year, count = counts.row(0)
    top = own.sort("danger", "theory", descending=[True, False]).row(0, named=True)
    alarm = f"{top['theory']} gives most to its end in one year: {percent(top['danger'])}"
    when = "" if top["danger_year"] == year else f" in {top['danger_year']}"
    yield f"The year of greatest danger is {year} for {_of(count, own.height)}; {alarm}{when}."


def of_edits(rows: pl.DataFrame, claims: Mapping[str, str]) -> Iterator[str]:
    """Say which edit list moves survival most, and for how many theories each list moves it beyond chance.

    Rows of edit, theory, baseline, pool, difference, difference_low, difference_high and real, tested
    together; `claims` say by list what would have been otherwise.
    """
    own = rows.filter(~pl.col("baseline") & ~pl.col("pool"), pl.col("edit") != UNEDITED)
    if not own.height:
        return
    lists, n = own["edit"].n_unique(), own["theory"].n_unique()
    sure = own.filter("real")
    listed, asked = _counted(lists, "edit list"), _counted(n, "theory")
    together = f"of {listed} by {asked}, tested together," if own.height > 1 else f"of {own['edit'][0]}"
    if not sure.height:
        none = "None of the differences" if own.height > 1 else "The difference"
        yield f"{none} {together} is {'' if own.height > 1 else 'not '}beyond chance."
        return
    most = sure.sort(pl.col("difference").abs(), "edit", "theory", descending=[True, False, False])
    top = most.row(0, named=True)
    claim = f" ({claims[top['edit']].rstrip('.')})" if top["edit"] in claims else ""
    yield f"Most of all moves it: {top['edit']}{claim}, {top['theory']}: {_points(top)}."
    told = []
    for edit in most["edit"].unique(maintain_order=True):
        moved = sure.filter(edit=edit)
        below, above = int((moved["difference"] < 0).sum()), int((moved["difference"] > 0).sum())
        told += [f"{edit} makes it less likely to last for {_of(below, n)}"] if below else []
        told += [f"{edit} more likely for {_of(above, n)}"] if above else []
    count = f"{sure.height} of {own.height} differences" if own.height > 1 else "The difference"
    verb = "are" if sure.height > 1 else "is"
    yield f"{count} {together} {verb} beyond chance: {'; '.join(told)}."


def of_breaks(rows: pl.DataFrame) -> Iterator[str]:
    """Say for how many theories the pact falls by itself, or in no case, and which smallest set breaks it."""
    own = rows.filter(~pl.col("baseline") & ~pl.col("pool"))
    whole = own.filter(pl.col("size").is_null())
    broken = own.filter(pl.col("size") > 0).sort("size", "survival", "theory")
    if falls := own.filter(size=0).height:
        yield f"By itself it falls in more than half of the histories for {_of(falls, own.height)}."
    if whole.height:
        sets = max(whole["tried"])
        least = whole.sort("survival", "theory").row(0, named=True)
        down = f"; nearest under {least['theory']}: {percent(least['survival'])} in force"
        yield (
            f"No set of edit lists makes it fall in more than half of the histories for"
            f" {_of(whole.height, own.height)} (sets tried: {sets}){down if least['survival'] < 1 else ''}."
        )
    if broken.height:
        told = [
            f"{row['edits'].replace('; ', ' with ')} for {row['theory']} ({_with_bounds(row)} in force)"
            for row in broken.head(NAMED).iter_rows(named=True)
        ]
        more = f"; and some set for {broken.height - NAMED} more" if broken.height > NAMED else ""
        yield (
            f"The smallest sets under which it falls in most histories, of {max(broken['tried'])} tried at"
            f" most, by histories that did not choose them: {'; '.join(told)}{more}."
        )


def of_boxes(rows: pl.DataFrame) -> Iterator[str]:
    """Repeat the first box of each theory in words, those first that raise the share of cases most.

    Further boxes were sought among what the first left over, so that they are counted only.
    """
    first = rows.filter(number=1)
    best = first.sort(pl.col("density") - pl.col("base"), "theory", "edit", descending=[True, False, False])
    for row in best.head(NAMED).iter_rows(named=True):
        under = "" if row["edit"] == UNEDITED else f" with {row['edit']}"
        yield f"Under {row['theory']}{under}: {row['sentence']}"
    if more := rows.height - min(first.height, NAMED):
        yield f"There {'is' if more == 1 else 'are'} {_counted(more, 'further condition')} in `conditions`."


def of_tipping(rows: pl.DataFrame) -> Iterator[str]:
    """Say of each list that was scaled at which factor survival passes one half, and for whom."""
    own = rows.filter(~pl.col("baseline") & ~pl.col("pool"), outcome="pact")
    for edit in own["edit"].unique().sort().to_list():
        of_list = own.filter(edit=edit)
        scaled = f"With {edit} scaled from {min(of_list['least']):.2g} to {max(of_list['greatest']):.2g}"
        passed = of_list.drop_nulls("factor").sort("factor", "theory")
        told = [
            f"{row['theory']} at {row['factor']:.1f} [{_end(row['low'])}, {_end(row['high'])}]"
            for row in passed.head(NAMED).iter_rows(named=True)
        ]
        whole = of_list.height - passed.height
        never = f"{'; ' if told else ''}for {_of(whole, of_list.height)} nowhere" if whole else ""
        yield f"{scaled}, survival passes one half: {', '.join(told)}{never}."


def of_theatre(run: Row, theory: str, rows: pl.DataFrame) -> Iterator[str]:
    """Say how many dyads are tied at first and at last, and which list changes that most; rows of one theory.

    A dyad counts once, whatever ties it: ties founded, ended and founded again, or by joining a pact, do not
    add up.
    """
    own = rows.filter(edit=UNEDITED).sort("year")
    if not own.height:
        return
    before, ties = own["ties"][0], own["ties"][-1]
    last = rows.filter(year=run["last"])
    moved = last.with_columns(more=pl.col("ties") - ties).filter(pl.col("more").abs() >= 0.05)  # noqa: PLR2004 - shows as 0.1
    told = ""
    if moved.height:
        top = moved.sort(pl.col("more").abs(), "edit", descending=[True, False]).row(0, named=True)
        told = (
            f"; most is provoked by {top['edit']}: {abs(top['more']):.1f}"
            f" {'more' if top['more'] > 0 else 'fewer'}"
        )
    yield (
        f"In the theatre as a whole {before:.0f} dyads were tied in {run['branch']}; {theory} expects"
        f" {ties:.1f} in {run['last']}{told}."
    )


def of_effort(theory: str, rows: pl.DataFrame) -> Iterator[str]:
    """Say what parties that are still in do at the end, on record and under the list that moves it most."""
    for measure, deed in MEASURES.items():
        own = rows.filter(measure=measure).drop_nulls("forecast")
        unedited = own.filter(edit=UNEDITED).sort("year")
        if not unedited.height:
            continue
        end = unedited.row(-1, named=True)
        known = unedited.drop_nulls("observed")
        seen = f"; recorded {known['observed'][-1]:.1f} in {known['year'][-1]}" if known.height else ""
        others = own.filter(pl.col("edit") != UNEDITED, year=end["year"])
        gap = (pl.col("forecast") - end["forecast"]).abs()
        moved = others.filter(gap >= 0.05).sort(gap, "edit", descending=[True, False])  # noqa: PLR2004 - shows as 0.1
        most = f"; with {moved['edit'][0]} {moved['forecast'][0]:.1f}" if moved.height else ""
        yield (
            f"By {theory} parties still in {deed.format(end['forecast'])} in {end['year']}"
            f" [{_end(end['low'])}, {_end(end['high'])}]{seen}{most}."
        )


def of_run(run: Row) -> Iterator[str]:
    """Say what these shares are and what they are not."""
    taught = f", calibrated on {run['train'].replace(';', ', ')}," if run["train"] else ""
    yield (
        f"Shares are of histories in which each theory{taught} draws for itself who ties and who parts after"
        f" 31 December {run['branch']}: what follows from it, not what happened. They average over"
        " doubtful parameters and calibrations; brackets are 90 % intervals for so many histories."
    )


def percent(share: float) -> str:
    """Write a share in whole per cent, without calling what is not certain 0 or 100 %."""
    if 0 < share < 0.005:  # noqa: PLR2004 - rounds to 0 %
        return "under 1 %"
    if 0.995 <= share < 1:  # noqa: PLR2004 - rounds to 100 %
        return "over 99 %"
    return f"{share * 100:.0f} %"


def _of(count: int, n: int) -> str:
    if n == 1:
        return "the one theory"
    return f"all {n} theories" if count == n else f"{count} of {n} theories"


def _counted(count: int, what: str) -> str:
    several = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else several}"


def bounded(row: Row) -> str:
    """Write survival in per cent with its interval, without calling what is not certain 0 or 100."""
    share = percent(row["survival"]).removesuffix(" %").replace("under 1", "<1").replace("over 99", ">99")
    ends = [f"{row[name] * 100:.0f}" for name in ("low", "high") if row[name] is not None]
    return f"{share:>2} [{', '.join(ends)}]" if len(set(ends)) > 1 else f"{share:>2}"


def _with_bounds(row: Row) -> str:
    if row["low"] is None or row["high"] is None:
        return percent(row["survival"])
    return f"{percent(row['survival'])} [{row['low'] * 100:.0f}, {row['high'] * 100:.0f}]"


def _points(row: Row) -> str:
    low, high = row["difference_low"] * 100, row["difference_high"] * 100
    return f"{row['difference'] * 100:+.0f} points of % [{low:+.0f}, {high:+.0f}]"


def _end(bound: float | None) -> str:
    return "beyond" if bound is None else f"{bound:.1f}"

"""A page for classes: what was known before a year, a forecast to be made, then what happened, and a score.

It reads and lays out rows of a ledger; which dyads are asked about SQL says, what a class has scored the
page itself, by the formula of the view `scored`.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from replay import atomic_files
from replay.embedding import embedded
from replay.errors import RequestError
from replay.ledger import read
from replay.logistic import FLOOR

LIKELIEST = 3
"""Dyads of each outcome that are asked about in a year, for which forecasters together find it likeliest."""
LOTS = 1
"""Dyads of each outcome that are drawn by lot from the others."""
LIMITS = {"events": 12, "threats": 8, "between": 3, "few": 4}
"""What is told: weightiest events of the year before, highest threats, last events between two states; of
these only such as name so few states, for where more act together, it is no matter of the two."""
SCRIPTS = ("lesson", "scores", "words", "eve", "questions", "results", "hand_in", "draw")
"""The parts of the page's script, in the order in which they stand in it."""
_RUN = """
    select run.run_id, timeline, title, status, scored_first, scored_last, seed, citation, coding, version,
        (select list(text order by number) from caveat) as caveats
    from run join wall_clock using (run_id)"""
_ASKED = """
    with asked as materialized (
        from questions(likeliest := {likeliest}, lots := {lots}) where year between {first} and {last}
    ),
    eves as (select distinct year, make_date(year - 1, 12, 31) as eve from asked)
"""
_READS = {
    "questions": "from asked order by year, outcome desc, a, b",
    "states": """
        select code, state_name.name, bool_or(great_power) as great
        from state join state_name on state_name.state = code where role = 'scored'
        group by all order by name, code""",
    "theories": """
        select name, baseline, pool from theory
        where name in (select theory from forecast) order by name""",
    "said": """
        select year, a, b, theory, if(aligned_before, 1 - p_aligned, p_aligned) as p_shift
        from forecast semi join asked using (year, a, b) order by all""",
    "present": """
        select year, list(code order by code) as codes from eves join state on
            role = 'scored' and coalesce(enters <= eve, true) and coalesce(leaves > eve, true)
        group by year order by year""",
    "absorbed": """
        select year, state.code, arg_max(state."into", state.leaves) as "into"
        from eves join state on state.leaves <= eve
        anti join state as now on now.code = state.code
            and coalesce(now.enters <= eve, true) and coalesce(now.leaves > eve, true)
        where state."into" is not null and state.role = 'scored'
        group by all order by all""",
    "ties": """
        select year, a, b, since, pacts, year(since) = year - 1 as fresh
        from eve_tie where year in (select year from eves) order by all""",
    "lapsed": """
        select eves.year, a, b from eves join eve_tie on eve_tie.year = eves.year - 1
        anti join eve_tie as now on now.year = eves.year and now.a = eve_tie.a and now.b = eve_tie.b
        order by all""",
    "events": """
        select year, date, precision, day, kind, initiator, target, description
        from eve_event where year in (select year from eves)
        qualify row_number() over (partition by year order by points desc, event_id) <= {events}
        order by year, day, event_id""",
    "known": "select year, count(*) as count from eve_event semi join eves using (year) group by year",
    "threats": """
        select year + 1 as year, observer, observed, threat from perception
        where year + 1 in (select year from eves) and threat > 0
        qualify row_number() over (partition by year order by threat desc, observer, observed) <= {threats}
        order by year, threat desc, observer, observed""",
    "felt": """
        select asked.year, a, b, observer, observed, threat from asked
        join perception on perception.year = asked.year - 1
            and ((observer = a and observed = b) or (observer = b and observed = a))
        order by all""",
    "feared": """
        select distinct year, state, threat_from, threat from greatest_threat
        where place = 1 and year in (select year from eves) order by all""",
    "parted": """
        select asked.year, asked.a, asked.b, max(ended) as day from asked
        join run on true
        join alignment on alignment.coding = run.coding and alignment.a = asked.a and alignment.b = asked.b
        where ended < make_date(asked.year, 1, 1) and asked.outcome = 'onset' group by all order by all""",
    "between": """
        select asked.year, a, b, date, precision, eve_event.day, kind, initiator, target, description
        from asked
        join eve_event on eve_event.year <= asked.year
            and list_has_all(string_split(concat_ws(';', initiator, target), ';'), [a, b])
            and len(string_split(concat_ws(';', initiator, nullif(target, '')), ';')) <= {few}
        qualify row_number() over (
            partition by asked.year, a, b order by eve_event.day desc, points desc, event_id
        ) <= {between}
        order by asked.year, a, b, eve_event.day, event_id""",
    "shifts": """
        select distinct at_risk.year, a, b, outcome, day, pact from at_risk
        left join dated_shift using (year, a, b, outcome)
        where shifted and at_risk.year in (select year from eves) order by all""",
    "pacts": "select pact, name from pact_name order by pact",
    "resample": """
        select draw, list(struct_pack(year := year, times := times) order by year) as years
        from resample group by draw order by draw""",
}
"""What is read of a ledger beside the run itself."""


def predict(
    path: str | Path,
    out: str | Path,
    *,
    likeliest: int = LIKELIEST,
    lots: int = LOTS,
    first: int | None = None,
    last: int | None = None,
) -> Path:
    """Write the page for classes of a ledger, which is replaced whole or not at all; return its path.

    `likeliest` and `lots` are dyads of each outcome a year, `first` and `last` the years asked about, all
    that are scored unless given. Raises RequestError where there is nothing to ask, or for a folder that
    cannot be written to, LedgerError if the file is no ledger.
    """
    place = Path(out)
    atomic_files.require_place(place, (".html",))
    told = lesson(path, likeliest=likeliest, lots=lots, first=first, last=last)
    return atomic_files.write(place, page(told).encode())


def page(told: Mapping[str, Any]) -> str:
    """Lay out a lesson as one HTML text that needs nothing else, and may run no script but its own."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    script = "\n".join(_asset(f"predict_{part}.js") for part in SCRIPTS)
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("predict.html.j2").render(
        lesson=told,
        data=Markup(embedded(told, told["title"], ordered=True)),  # noqa: S704 - no tag can begin in it
        style=Markup(_asset("predict.css")),  # noqa: S704 - the package's own
        script=Markup(script),  # noqa: S704 - the package's own
        digest=b64encode(sha256(script.encode()).digest()).decode(),
    )


def lesson(
    path: str | Path, *, likeliest: int, lots: int, first: int | None = None, last: int | None = None
) -> dict[str, Any]:
    """Gather what the page knows: the run, the forecasters, and year by year eve, questions and outcomes.

    A question's `p` holds the probabilities of a shift in the order of `theories`, None where unknown;
    `resample` how often each year comes in each draw, and nothing where years are left out, of which the
    draws would say little. Raises what `predict` raises.
    """
    if likeliest < 0 or lots < 0 or likeliest + lots == 0:
        raise RequestError(f"{likeliest} likeliest dyads and {lots} by lot were asked for; one is the least")
    run = read(path, {"run": _RUN})["run"].row(0, named=True)
    bounds = (run["scored_first"] if first is None else first, run["scored_last"] if last is None else last)
    filled = {
        name: (_ASKED + one).format(likeliest=likeliest, lots=lots, first=bounds[0], last=bounds[1], **LIMITS)
        for name, one in _READS.items()
    }
    found = read(path, filled)
    if found["questions"].is_empty():
        raise RequestError(
            f"{path} holds no scored forecasts of {bounds[0]}-{bounds[1]}; `replay run TIMELINE` makes those"
            f" of scored years, here {run['scored_first']}-{run['scored_last']}"
        )
    years = found["questions"]["year"].unique().sort().to_list()
    whole = bounds[0] <= run["scored_first"] and bounds[1] >= run["scored_last"]
    return {
        **run,
        "likeliest": likeliest,
        "lots": lots,
        "floor": FLOOR,
        "states": {row["code"]: row for row in found["states"].to_dicts()},
        "theories": found["theories"].to_dicts(),
        "pacts": dict(found["pacts"].iter_rows()),
        "years": [_year(found, year) for year in years],
        "resample": [_times(draw, years) for draw in found["resample"]["years"] if whole],
    }


def _year(found: Mapping[str, pl.DataFrame], year: int) -> dict[str, Any]:
    """Tell one year: what was known on its eve, what is asked of it, what came."""
    own = {name: _plain(frame.filter(year=year)) for name, frame in found.items() if "year" in frame.columns}
    by_dyad = {name: _grouped(own[name]) for name in ("felt", "parted", "between", "ties", "said")}
    feared = defaultdict(list)
    for row in own["feared"]:
        feared[row["state"]].append(row)
    names = found["theories"]["name"].to_list()
    questions = [
        {
            **question,
            "p": _in_order(by_dyad["said"][dyad], names),
            "felt": by_dyad["felt"][dyad],
            "feared": [*feared[question["a"]], *feared[question["b"]]],
            "tie": next(iter(by_dyad["ties"][dyad]), None),
            "parted": next((row["day"] for row in by_dyad["parted"][dyad]), None),
            "between": by_dyad["between"][dyad],
        }
        for question in own["questions"]
        for dyad in [(question["a"], question["b"])]
    ]
    return {
        "year": year,
        "present": own["present"][0]["codes"],
        "absorbed": own["absorbed"],
        "ties": own["ties"],
        "lapsed": own["lapsed"],
        "events": own["events"],
        "known": sum(row["count"] for row in own["known"]),
        "threats": own["threats"],
        "questions": questions,
        "shifts": own["shifts"],
    }


def _plain(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Write rows with dates as text, without the year that they all share."""
    return rows.drop("year").with_columns(pl.col(pl.Date).dt.to_string()).to_dicts()


def _grouped(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["a"], row["b"]].append(
            {key: value for key, value in row.items() if key not in {"a", "b"}}
        )
    return grouped


def _in_order(said: list[dict[str, Any]], names: list[str]) -> list[float | None]:
    given = {row["theory"]: row["p_shift"] for row in said}
    return [given.get(name) for name in names]


def _times(draw: list[dict[str, int]], years: list[int]) -> list[int]:
    times = {row["year"]: row["times"] for row in draw}
    return [times.get(year, 0) for year in years]


def _asset(name: str) -> str:
    return files("replay").joinpath("pages", name).read_text(encoding="utf-8")

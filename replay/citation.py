"""Citing a run or a timeline: a paragraph of methods, and BibTeX for exactly what it touched.

BibTeX takes what stands outside of entries for comment, so that both make one .bib file.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from textwrap import fill
from typing import Any

from replay.bibliography import Source, entry, written
from replay.errors import LedgerError
from replay.ledger import is_ledger, read
from replay.loading import load
from replay.timeline import Timeline

WIDTH = 80
"""Characters in a line of the paragraph."""
SHORT = 12
"""Digits of a hash that a text shows."""
STATUS = {
    "invented": "the timeline is invented, so that its scores say nothing about any theory",
    "development": "a development span: forms and priors were chosen after looking at it",
    "confirmation": "a confirmation span: nothing was chosen after looking at it",
}

_RUN = """
select run.*, wall_clock.version,
    (select count(*) from event) as events,
    (select count(*) from event where feed != '') as fed,
    (select string_agg(title, ', ' order by title) from feed) as publications,
    (select count(distinct kind) from event) as kinds,
    (select count(*) from event where confidence = 'A') as seen,
    (select count(distinct pact) from party where coding = run.coding) as pacts,
    (select count(distinct (year, state)) from capability) as measured,
    (select string_agg(name, ', ' order by name) from theory where not baseline) as theories,
    (select string_agg(name, ', ' order by name) from theory where baseline) as baselines,
    (select string_agg(edit, ', ' order by number) from departure) as edits
from run join wall_clock using (run_id)
"""
_TOUCHED = """
with cited as (
    select source from event
    union all select source from party where coding = (select coding from run)
    union all select source from capability
    union all select source from distance
    union all select source from regime
    union all select source from orientation
    union all select source from doctrine
    union all select source from polarity
    union all select source from force
    union all select source from (
        select pact, source from asset
        union all select pact, source from commitment
        union all select pact, source from adversary
    ) where pact in (select pact from party where coding = (select coding from run))
    union all select ideology.source from ideology
        where ideology in (select unnest(string_split(ideology, ';')) from regime)
),
keys as (select unnest(string_split(source, ';')) as key from cited)
select key, citation, bibtex from source
where of_program or key in (select key from keys)
order by key
"""


def cite(what: str | Path) -> str:
    """Write how to cite a ledger's run, or a timeline: methods, a blank line, BibTeX.

    A run cites the sources of all rows that were replayed (alignments in its coding, what is coded of
    those pacts, ideologies that a regime professed), the literature of perception, of the codebook's
    points and of the theories that were asked, the timeline and this program. Raises what opening
    the ledger or loading the timeline raises.
    """
    if is_ledger(what):
        paragraph, sources = of_run(what)
    else:
        timeline = load(what)
        paragraph, sources = _of_timeline(timeline), _cited(timeline)
    # An @ would open an entry.
    return f"{fill(paragraph.replace('@', ' at '), WIDTH)}\n\n{written(sources)}"


def of_run(path: str | Path) -> tuple[str, list[Source]]:
    """Write the paragraph of methods of a ledger's run, and list the works that it cites.

    Raises LedgerError when the file is no ledger, or does not say which program wrote it.
    """
    found = read(path, {"run": _RUN, "touched": _TOUCHED})
    if found["run"].height != 1:
        raise LedgerError(Path(path), "does not say in its table wall_clock which program wrote it")
    run = found["run"].row(0, named=True)
    touched = [Source(**row) for row in found["touched"].iter_rows(named=True)]
    return _methods(run), [
        *touched,
        _timeline_entry(run["timeline"], run["title"], run["citation"], run["timeline_digest"]),
        _program_entry(run["version"]),
    ]


def _methods(run: dict[str, Any]) -> str:
    histories = (
        "one history, the nominal one"
        if run["histories"] == 1
        else f"{run['histories']} equally weighted histories drew the doubtful parameters and dates"
        f" (seed {run['seed']})"
    )
    fixed = f", with {run['fixed'].replace(';', ', ')} fixed" if run["fixed"] else ""
    fed = f", {run['fed']} of them laid over from {run['publications']}" if run["feeds"] else ""
    seen = run["seen"] / max(run["events"], 1)
    return (
        f"Alignment politics were replayed with replay {run['version']}"
        f" (run {run['run_id'][:SHORT]}, code {run['code_digest'][:SHORT]}) on the timeline"
        f" '{run['title']}' (digest {run['timeline_digest'][:SHORT]}): {run['events']} dated events of"
        f" {run['kinds']} kinds{fed}, {seen:.0%} of them seen in the source that each names,"
        f" {run['pacts']} pacts and informal alignments under the coding '{run['coding']}', and"
        f" capabilities of {run['measured']} state-years. {_STAGES[run['mode']](run)}; {histories}{fixed}."
        f" Theories: {run['theories'] or 'none'}. Baselines: {run['baselines'] or 'none'}."
        f" {_OUTCOMES[run['mode']](run)}"
    )


def _forecast(run: dict[str, Any]) -> str:
    return (
        f"On 31 December of every year from {run['first_census']} to {run['last_census']}, each forecaster"
        " gave, from what had become public by then, the probability that two states would begin or end an"
        " alignment in the next year"
    )


def _scored(run: dict[str, Any]) -> str:
    return (
        f"The forecasts for {run['scored_first']} to {run['scored_last']} are scored"
        f" ({STATUS[run['status']]}): log score, Brier skill, PR-AUC and ROC-AUC, onsets and endings"
        " apart, with 90 % intervals from years drawn with replacement."
    )


def _drawn(run: dict[str, Any]) -> str:
    taught = f", calibrated on {run['train'].replace(';', ', ')}," if run["train"] else ""
    return (
        f"The pact '{run['tested']}' was put under stress: alignments recorded after 31 December"
        f" {run['branch']} were struck, and each forecaster{taught} drew year by year to {run['last_census']}"
        " who ties and who parts, by its own probabilities as they stood on that day"
    )


def _survived(run: dict[str, Any]) -> str:
    edits = f" and under the edit lists {run['edits']}" if run["edits"] else ""
    return (
        "Reported is the share of histories in which the pact, and the membership of each party, lasts,"
        f" on record{edits}; differences are taken history by history on the same random numbers."
    )


_STAGES = {"forecast": _forecast, "stress": _drawn}
"""How each mode of a run makes its numbers, in words."""
_OUTCOMES = {"forecast": _scored, "stress": _survived}
"""What each mode of a run reports."""


def _of_timeline(timeline: Timeline) -> str:
    manifest, events = timeline.manifest, timeline.events
    seen = sum(event.confidence == "A" for event in events)
    codings = " and ".join(
        f"{len({party.pact for party in timeline.parties_of(name)})} pacts and informal alignments in the"
        f" coding '{name}'"
        for name in timeline.codings
    )
    return (
        f"The timeline '{manifest.title}' (digest {timeline.digest[:SHORT]}) covers {len(timeline.roster)}"
        f" states from {manifest.span.begin} to {manifest.span.end}: {len(events)} dated events,"
        f" {seen / max(len(events), 1):.0%} of them seen in the source that each names, {codings}, and"
        f" capabilities of {len(timeline.measurements)} state-years. Scored years: {manifest.scored.first} to"
        f" {manifest.scored.last} ({STATUS[manifest.status]})."
    )


def _cited(timeline: Timeline) -> list[Source]:
    manifest = timeline.manifest
    return [
        *(timeline.sources[key] for key in timeline.cited),
        _timeline_entry(timeline.name, manifest.title, manifest.citation, timeline.digest),
        _program_entry(version("replay-alliances")),
    ]


def _timeline_entry(name: str, title: str, citation: str, digest: str) -> Source:
    return entry(f"timeline-{name}", {"title": title, "howpublished": citation, "note": f"Digest {digest}"})


def _program_entry(number: str) -> Source:
    title = "replay: an event-driven historical replay engine for alliance politics"
    return entry("replay-program", {"author": "replay project", "title": title, "note": f"Version {number}"})

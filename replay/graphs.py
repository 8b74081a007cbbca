"""The theatre as graphs, one a forecast year: states, and dyads with what was forecast and what came.

It knows NetworkX and what a ledger holds of dyads; it computes no probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.errors import RequestError
from replay.ledger import read

if TYPE_CHECKING:
    import networkx as nx

HEADLINE = "pool"
"""The theory whose probability is the weight of an edge, if it was asked."""
ATTRIBUTES = (
    ("id of a node", "string", "Code of the state"),
    ("label", "string", "Node: its name, which Gephi and igraph write beside it"),
    ("role", "string", "Node: its role in the timeline, as in the table state"),
    ("great_power", "boolean", "Node: whether it is a great power, as in the table state"),
    ("first", "string", "Edge: code of the first state, by alphabet"),
    ("second", "string", "Edge: code of the second"),
    ("year", "long", "Edge: forecast year"),
    ("aligned_before", "boolean", "Edge: aligned on 31 December of the year before"),
    (
        "aligned",
        "boolean",
        "Edge: what came: a tie began, or did not lapse; left out where the year is not over, or censored",
    ),
    ("shift", "string", "Edge: onset, ending or censored; left out where nothing changed"),
    ("pacts", "string", "Edge: scored pacts that tied the two at some time in the year, separated by ;"),
    ("threat_to_first", "double", "Edge: threat, 0 to 1, first perceived from second on that 31 December"),
    ("threat_to_second", "double", "Edge: threat that second perceived from first on that day"),
    (
        "weight",
        "double",
        "Edge: probability that they are aligned, by the pool, or where it was not asked by the first theory",
    ),
    ("p_THEORY", "double", "Edge: the same by each theory and baseline; left out where it knows nothing"),
)
"""What stands on nodes and edges: name, type in GraphML, meaning."""
_READS = {
    "asked": "select name from theory where not baseline order by name",
    "states": """
        with years as (select distinct year from forecast)
        select years.year, state.code, state.name as label, state.role, state.great_power
        from years
        join state
            on coalesce(state.enters <= make_date(years.year - 1, 12, 31), true)
            and coalesce(state.leaves > make_date(years.year - 1, 12, 31), true)
        order by years.year, state.code""",
    "dyads": """
        with dyads as (select distinct year, a, b, aligned_before from forecast),
        tied as (
            select dyads.year, dyads.a, dyads.b,
                string_agg(distinct alignment.pact, ';' order by alignment.pact) as pacts
            from dyads
            join run on true
            join alignment
                on alignment.a = dyads.a
                and alignment.b = dyads.b
                and alignment.coding = run.coding
                and alignment.formed <= make_date(dyads.year, 12, 31)
                and coalesce(alignment.ended > make_date(dyads.year, 1, 1), true)
            where dyads.year <= run.last_census
            group by all
        )
        select dyads.year, dyads.a, dyads.b, dyads.aligned_before,
            if(dyads.year > run.last_census or shift.kind is not distinct from 'censored', null,
                dyads.aligned_before <> (shift.kind is not null)) as aligned,
            shift.kind as shift, tied.pacts, of_b.threat as threat_to_first, of_a.threat as threat_to_second
        from dyads
        join run on true
        left join shift using (year, a, b)
        left join tied using (year, a, b)
        left join perception as of_b
            on of_b.observer = dyads.a and of_b.observed = dyads.b and of_b.year = dyads.year - 1
        left join perception as of_a
            on of_a.observer = dyads.b and of_a.observed = dyads.a and of_a.year = dyads.year - 1
        order by dyads.year, dyads.a, dyads.b""",
    "forecasts": "select year, a, b, theory, p_aligned from forecast order by theory, year, a, b",
}
# What XML 1.0 has no form for, whatever a ledger's texts hold.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")


def graphs(path: str | Path) -> Iterator[tuple[int, nx.Graph[str]]]:
    """Yield each forecast year of a ledger with its graph, undirected and simple.

    Raises RequestError where the ledger holds no forecasts of dyads, LedgerError as `open_ledger` does.
    """
    import networkx as nx

    found = read(path, _READS)
    if found["dyads"].is_empty():
        raise RequestError(
            f"{path} holds no forecasts of dyads, of which graphs are made; parquet and csv are allowed"
        )
    states = found["states"].partition_by("year", as_dict=True)
    for (year,), dyads in (
        _with_forecasts(found).partition_by("year", as_dict=True, maintain_order=True).items()
    ):
        graph: nx.Graph[str] = nx.Graph()
        for row in states[(year,)].drop("year").iter_rows(named=True):
            graph.add_node(row.pop("code"), **_known(row))
        for row in dyads.iter_rows(named=True):
            graph.add_edge(row["first"], row["second"], **_known(row))
        yield year, graph


def write(path: str | Path, folder: Path) -> dict[Path, int]:
    """Write the graph of each year into a folder as YEAR.graphml; return how many edges each has."""
    import networkx as nx

    edges = {}
    for year, graph in graphs(path):
        place = folder / f"{year}.graphml"
        # Names as ids of keys: Gephi takes an attribute with the id d3 for the label of a node.
        nx.write_graphml_xml(graph, place, named_key_ids=True)
        edges[place] = graph.number_of_edges()
    return edges


def _with_forecasts(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Set what each theory says of a dyad beside it, a column a theory."""
    dyad = ["year", "a", "b"]
    wide = found["forecasts"].pivot("theory", index=dyad, values="p_aligned")
    asked = found["asked"]["name"].to_list()
    headline = HEADLINE if HEADLINE in asked else next(iter(asked), wide.columns[-1])
    said = wide.select(*dyad, pl.col(headline).alias("weight"), pl.exclude(dyad).name.prefix("p_"))
    dyads = found["dyads"].join(said, on=dyad, how="left", maintain_order="left")
    # Gephi takes an attribute `b` for the blue of a colour.
    return dyads.rename({"a": "first", "b": "second"})


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is unknown, and what XML cannot hold."""
    return {
        name: value.translate(_UNWRITABLE) if isinstance(value, str) else value
        for name, value in row.items()
        if value is not None
    }

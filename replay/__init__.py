"""replay: an event-driven historical replay engine for alliance politics.

    >>> import replay
    >>> timeline = replay.load("miniature")
    >>> [census.year for census in replay.replay(timeline)]
    [1900, 1901, 1902, 1903, 1904, 1905]

The names below are the public ones; each is imported when it is first used, so that
`import replay` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replay.catalogue import kinds
    from replay.charts import chart
    from replay.citation import cite
    from replay.classroom import predict
    from replay.comparison import compare
    from replay.description import describe
    from replay.engine import replay
    from replay.explanation import explain
    from replay.exporting import export
    from replay.hinges import pivotal
    from replay.importers import import_feed
    from replay.ledger import open_ledger, query, sql
    from replay.loading import load, shipped
    from replay.lookahead import audit
    from replay.report_page import report
    from replay.stress_reading import outlook
    from replay.stress_test import stress
    from replay.study import run
    from replay.theories import registry
    from replay.verification import verify

_HOMES = {
    "audit": "lookahead",
    "chart": "charts",
    "cite": "citation",
    "compare": "comparison",
    "describe": "description",
    "explain": "explanation",
    "export": "exporting",
    "import_feed": "importers",
    "kinds": "catalogue",
    "load": "loading",
    "open_ledger": "ledger",
    "outlook": "stress_reading",
    "pivotal": "hinges",
    "predict": "classroom",
    "query": "ledger",
    "registry": "theories",
    "replay": "engine",
    "report": "report_page",
    "run": "study",
    "shipped": "loading",
    "sql": "ledger",
    "stress": "stress_test",
    "verify": "verification",
}

__all__ = [
    "audit",
    "chart",
    "cite",
    "compare",
    "describe",
    "explain",
    "export",
    "import_feed",
    "kinds",
    "load",
    "open_ledger",
    "outlook",
    "pivotal",
    "predict",
    "query",
    "registry",
    "replay",
    "report",
    "run",
    "shipped",
    "sql",
    "stress",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'replay' has no attribute '{name}'")
    return getattr(import_module(f"replay.{_HOMES[name]}"), name)

"""What users hold in Python shows itself in a notebook: what it is, in HTML that runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest

import replay
from replay.notebook_html import ROWS, notebook_html
from replay.theories import registry
from tests import stressed
from tests.miniature import change, copied

HOSTILE = "<script>alert(1)</script> \"'&amp; <img src=x onerror=alert(2)>"
ALLOWED = {"div", "p", "strong", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td"}


class Read(HTMLParser):
    """What a browser makes of a piece of HTML: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        """Read all of it."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Load and run a world of which title, a state's name and its caveat try to be more than text."""
    folder = tmp_path_factory.mktemp("hostile")
    world = copied(folder)
    change(world, "states.csv", "Ardania", '"' + HOSTILE.replace('"', '""') + '"')
    literal = HOSTILE.replace('"', '\\"')
    change(world, "manifest.toml", 'title = "', f'title = "{literal} ')
    ledger = replay.run(
        world,
        folder / "hostile.duckdb",
        theories=["balance_of_threat"],
        histories=2,
        repeats=False,
    )
    timeline = replay.load(world)
    return {
        "timeline": timeline,
        "census": next(replay.replay(timeline)),
        "comparison": replay.compare(ledger),
        "explanation": replay.explain(ledger, "ARD", "BRO", 1904),
        "audit": replay.audit(timeline, theories=["balance_of_threat"], years=[1901, 1903]),
        "verification": replay.verify(ledger, world),
        "theory": registry()["balance_of_threat"],
        "outlook": replay.outlook(stressed.publish(folder / "league.duckdb")),
    }


KINDS = ("timeline", "census", "comparison", "explanation", "audit", "verification", "theory", "outlook")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_runs_nothing_and_is_readable_on_any_background(
    kind: str, hostile: dict[str, Any]
) -> None:
    """Only plain elements, without scripts, classes or links; no colour but the page's own, and a grey."""
    html = hostile[kind]._repr_html_()
    read = Read(html)

    assert {tag for tag, _ in read.elements} <= ALLOWED
    assert {name for _, attributes in read.elements for name in attributes} <= {"style", "scope"}
    assert set(re.findall(r"[^-]color:([^;\"]+)", html)) <= {"inherit"}
    assert set(re.findall(r"background:([^;\"]+)", html)) <= {"transparent"}
    assert re.findall(r"#[0-9a-f]{3,6}\b", html) == []
    assert len(read.text) > 40


def test_hostile_names_appear_as_the_text_that_they_are(hostile: dict[str, Any]) -> None:
    """The title of the timeline, and the name of a state in the sentence on its threat."""
    assert HOSTILE in Read(hostile["timeline"]._repr_html_()).text
    assert HOSTILE in Read(hostile["explanation"]._repr_html_()).text


def test_each_says_what_it_is(hostile: dict[str, Any]) -> None:
    """The numbers are those of the object."""
    told = {kind: Read(hostile[kind]._repr_html_()).text for kind in KINDS}
    timeline, census = hostile["timeline"], hostile["census"]

    assert f"{len(timeline.events)} events" in told["timeline"]
    assert f"31 December {census.year}" in told["census"]
    assert all(f"{code}" in told["census"] for code in ("ARD", "BRO", "CES", "VAL"))
    assert all(sentence in told["comparison"] for sentence in hostile["comparison"].reading)
    assert hostile["explanation"].summary in told["explanation"]
    assert hostile["audit"].verdict in told["audit"]
    assert told["verification"].startswith("Recomputed, and the same")
    assert registry()["balance_of_threat"].claim in told["theory"]
    assert all(sentence in told["outlook"] for sentence in hostile["outlook"].reading)


def test_a_census_tells_the_greatest_threat_and_the_ties_of_each_state(hostile: dict[str, Any]) -> None:
    """As the arrays have them: of Ardania, who is feared most, by how much, and who is aligned."""
    census = hostile["census"]
    seen = census.situation
    ard = seen.states.index("ARD")
    threats = {code: seen.threat[ard, j, 0] for j, code in enumerate(seen.states) if j != ard}
    feared = max(threats, key=lambda code: threats[code])
    ties = ", ".join(code for j, code in enumerate(seen.states) if seen.aligned[ard, j, 0])
    [row] = re.findall(r"<tr><td[^>]*>ARD</td>(.*?)</tr>", census._repr_html_())

    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == [feared, f"{threats[feared]:.3f}", ties]


def test_what_is_large_is_one_line_of_plain_text(hostile: dict[str, Any]) -> None:
    """A timeline's rows would fill a book, a census's arrays pages."""
    assert (
        repr(hostile["timeline"]) == f"<Timeline world: 4 states, {len(hostile['timeline'].events)} events>"
    )
    assert repr(hostile["census"]) == "<Census of 31 December 1900: 4 states>"


def test_long_tables_say_how_much_is_left_out_and_empty_ones_are_not_shown() -> None:
    """Twelve rows are shown, 30 - 12 = 18 are not; numbers stand on the right, the unknown is a dash."""
    frame = pl.DataFrame({"a_name": ["<b>"] * 30, "p": [0.25, None] * 15})
    html = notebook_html("Title", ["One & two"], {"Rows": frame, "None": frame.clear()})

    assert html.count("<tr>") == 1 + ROWS
    assert "and 18 more rows" in html
    assert "None" not in html
    assert "One &amp; two" in html
    assert re.search(r'<th scope="col" style="[^"]*text-align:left[^"]*">a name</th>', html)
    assert re.search(r'<td style="[^"]*text-align:right[^"]*">0.250</td>', html)
    assert re.search(r'<td style="[^"]*">-</td>', html)
    assert "&lt;b&gt;" in html


def test_frames_show_hostile_texts_as_texts() -> None:
    """Answers are Polars frames, which show themselves."""
    read = Read(pl.DataFrame({"name": [HOSTILE]})._repr_html_())

    assert {tag for tag, _ in read.elements}.isdisjoint({"script", "img"})

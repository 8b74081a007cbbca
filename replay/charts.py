"""The charts that there are, by name, and drawing them offline as SVG, PNG or a page that needs nothing else.

It knows which function draws what, and files; what is drawn it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

from replay import atomic_files
from replay.embedding import embedded
from replay.errors import RequestError, UnknownNameError
from replay.figures.atlas import atlas
from replay.figures.by_year import by_year
from replay.figures.calls import calls
from replay.figures.effort import effort
from replay.figures.network import network
from replay.figures.reliability import reliability
from replay.figures.skill import skill
from replay.figures.surprises import surprises
from replay.figures.survival import survival
from replay.figures.threat import threat
from replay.figures.threat_map import threat_map
from replay.figures.tipping import tipping

CHARTS: dict[str, Callable[..., Any]] = {
    "network": network,
    "atlas": atlas,
    "by_year": by_year,
    "calls": calls,
    "skill": skill,
    "threat_map": threat_map,
    "threat": threat,
    "surprises": surprises,
    "reliability": reliability,
    "survival": survival,
    "effort": effort,
    "tipping": tipping,
}
"""What can be drawn, by its name: of forecasts, then of a pact under stress."""
ANSWERS = {"yes": True, "no": False}
"""How a choice of two is typed."""
LEAST = 200
"""Pixels that a chart is wide, at least."""
SCALE = 2
"""Pixels of a PNG for each of the chart's own."""


def chart(path: str | Path, name: str, **options: object) -> Any:
    """Make a chart of a ledger, as an Altair chart that a notebook shows; `options` are the chart's own.

    Raises UnknownNameError for another chart or option, and whatever the chart raises.
    """
    if name not in CHARTS:
        raise UnknownNameError("chart", name, CHARTS)
    _, *allowed = signature(CHARTS[name]).parameters.values()
    kinds = {one.name: str(one.annotation) for one in allowed}
    for key in options:
        if key not in kinds:
            raise UnknownNameError(f"option of {name}", key, list(kinds))
    return CHARTS[name](path, **{key: _meant(key, one, kinds[key]) for key, one in options.items()})


def _meant(key: str, value: object, kind: str) -> object:
    """Take an option as its kind has it, also where it was typed as a text; raises RequestError."""
    if isinstance(value, str) and kind == "bool":
        if value not in ANSWERS:
            raise RequestError(f"{key} was '{value}'; yes and no are allowed")
        return ANSWERS[value]
    if isinstance(value, str) and kind.startswith("int"):
        if not value.isdecimal():
            raise RequestError(f"{key} was '{value}'; a whole number is allowed")
        value = int(value)
    if key == "width" and isinstance(value, int) and value < LEAST:
        raise RequestError(f"width was {value}; {LEAST} pixels and more are allowed")
    return value


def draw(path: str | Path, name: str, out: str | Path, **options: object) -> Path:
    """Draw a chart of a ledger into a file, which is replaced whole or not at all; return its path.

    Its ending says what it is: .svg, .png, or .html with all that it needs inside. Raises UnknownNameError
    for another chart or option, RequestError for another ending or a folder that cannot be written to. A
    chart with a slider is drawn still, year beside year, where nothing can be moved.
    """
    place = Path(out)
    if name not in CHARTS:
        raise UnknownNameError("chart", name, CHARTS)
    atomic_files.require_place(place, _WRITTEN)
    if place.suffix != ".html" and "still" in signature(CHARTS[name]).parameters:
        options = {"still": True} | options
    specification = embedded(chart(path, name, **options).to_dict(), f"{name} of {path}", ordered=True)
    return atomic_files.write(place, _WRITTEN[place.suffix](specification))


@cache
def bundle() -> str:
    """Return the script of Vega, Vega-Lite and Vega-Embed that a page carries to draw charts itself."""
    import vl_convert

    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script.replace("</script", "<\\/script")


def _svg(specification: str) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_svg(specification).encode()


def _png(specification: str) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_png(specification, scale=SCALE)


def _html(specification: str) -> bytes:
    return _PAGE.format(script=bundle(), specification=specification).encode()


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="UTF-8"><meta name="viewport" content="width=device-width"><title>Chart</title>
<script>{script}</script></head>
<body><div id="chart"></div>
<script>vegaEmbed("#chart", {specification}, {{"renderer": "svg", "actions": false}});</script></body>
</html>
"""
_WRITTEN: dict[str, Callable[[str], bytes]] = {".svg": _svg, ".png": _png, ".html": _html}

"""The shipped theatres, loaded once for all tests that only read them."""

from __future__ import annotations

from replay import load

THEATRES = {name: load(name) for name in ("asia", "middle-east", "nato")}
MIDDLE_EAST = THEATRES["middle-east"]

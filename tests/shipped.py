"""The shipped Middle East, loaded once for all tests that only read it."""

from __future__ import annotations

from replay import load

MIDDLE_EAST = load("middle-east")

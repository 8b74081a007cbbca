"""A real browser for tests of pages: Chromium without a head, offline, whose complaints are kept.

It knows browsers and files, not what a page shows.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHOSEN = "REPLAY_BROWSER"
"""The environment variable that names the browser to use."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""What Chromium and Chrome are called on a PATH, in the order in which they are tried."""
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Where they stand on a Mac, which puts them on no PATH."""
FLAGS = (
    "--no-sandbox",  # a root user, as in a container, gets none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL = ("file:", "data:", "blob:", "about:")
"""All that a page may ask for: itself, and what it carries inside."""
WIDE, NARROW = 1280, 390
"""Pixels of a desk and of a phone."""


def executable() -> str:
    """Find the browser; fail the test that wants one where there is none, for no test may pass unseen."""
    named = os.environ.get(CHOSEN)
    found = [named] if named else [*map(shutil.which, NAMES), *PLACES]
    for one in found:
        if one and (path := shutil.which(one)):
            return path
    pytest.fail(
        f"{CHOSEN} was '{named}', which cannot be run; name a Chromium or Chrome."
        if named
        else "Pages are tested in Chromium; none was found. Install it (Debian: apt-get install chromium),"
        f" or name a Chromium or Chrome in {CHOSEN}.",
        pytrace=False,
    )


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser with a new, empty profile; end it."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visits:
    """Pages opened with the network off, and whatever the browser complained of meanwhile."""

    browser: Browser
    troubles: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path: Path, *, width: int = WIDE, dark: bool = False, **options: Any) -> Page:
        """Open a file in a profile of its own, in a window so wide, in light or dark."""
        context = self.browser.new_context(
            offline=True,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            has_touch=width == NARROW,
            **options,
        )
        self._contexts.append(context)
        context.on("request", lambda request: self._look(request.url))
        context.on("weberror", lambda raised: self.troubles.append(f"raised: {raised.error}"))
        context.on(
            "console",
            lambda said: (
                self.troubles.append(f"{said.type}: {said.text}")
                if said.type in {"error", "warning"}
                else None
            ),
        )
        page = context.new_page()
        page.goto(path.resolve().as_uri())
        return page

    def _look(self, url: str) -> None:
        if not url.startswith(LOCAL):
            self.troubles.append(f"asked for {url}")

    def close(self) -> None:
        """Leave all pages."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

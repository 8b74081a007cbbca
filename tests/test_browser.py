"""The browser that tests pages: what it must not let pass, it reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import browser as browsing
from tests.browser import NARROW, Visits


def page(folder: Path, body: str) -> Path:
    """Write a page."""
    path = folder / "page.html"
    path.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>t</title>{body}", "utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("<script>console.error('broken')</script>", "error: broken"),
        ("<script>console.warn('doubtful')</script>", "warning: doubtful"),
        ("<script>throw new Error('thrown')</script>", "raised: thrown"),
        ("<img src='https://example.org/x.png' alt=''>", "asked for https://example.org/x.png"),
        ("<script>fetch('http://example.org/').catch(() => 0)</script>", "asked for http://example.org/"),
    ],
)
def test_a_page_that_errs_or_goes_online_is_reported(
    browser: Browser, tmp_path: Path, body: str, trouble: str
) -> None:
    """What it complains of, raises or asks for is kept, first the one that matters."""
    visits = Visits(browser)
    visits(page(tmp_path, body)).wait_for_load_state("networkidle")
    visits.close()

    assert visits.troubles[0].startswith(trouble)


def test_a_page_that_carries_all_it_needs_is_left_in_peace(visit: Visits, tmp_path: Path) -> None:
    """Pictures as data are no request; the window is as wide as a phone, and dark."""
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    opened = visit(page(tmp_path, f"<img src='{pixel}' alt=''>"), width=NARROW, dark=True)

    assert opened.evaluate("innerWidth") == NARROW
    assert opened.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_the_browser_is_the_one_named_or_the_first_that_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A name in the environment wins over what stands on the PATH."""
    for name in ("google-chrome", "chromium", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(browsing.CHOSEN, raising=False)
    assert browsing.executable() == str(tmp_path / "chromium")

    monkeypatch.setenv(browsing.CHOSEN, str(tmp_path / "mine"))
    assert browsing.executable() == str(tmp_path / "mine")


@pytest.mark.parametrize(
    ("named", "said"), [("", "apt-get install chromium"), ("/nowhere/chrome", "was '/nowhere/chrome'")]
)
def test_without_a_browser_a_test_of_a_page_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, said: str
) -> None:
    """It is not skipped: a page that nobody looked at has not passed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(browsing.CHOSEN, named)
    monkeypatch.setattr(browsing, "PLACES", ())

    with pytest.raises(pytest.fail.Exception, match=said):
        browsing.executable()

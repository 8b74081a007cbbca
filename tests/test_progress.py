"""Progress: how much is done, and what is left of the time at the pace so far."""

from __future__ import annotations

import pytest

from replay.display import progress_bar


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        # One of ten in a minute: nine minutes for the others.
        ([(0, 0), (60, 1)], ("1/10 blocks 0:01:00", "0:09:00 left")),
        # Four of ten were found done; two took a minute, and so does each two of the other four.
        ([(0, 4), (60, 6)], ("6/10 blocks 0:01:00", "0:02:00 left")),
        # The pace is that of the whole, an hour for two, however long ago it began.
        ([(0, 0), (600, 1), (3600, 2)], ("2/10 blocks 1:00:00", "4:00:00 left")),
    ],
)
def test_the_time_left_is_told_at_the_pace_of_what_was_done_here(
    told: list[tuple[int, int]],
    shown: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a terminal that is wide enough."""
    clock = [0.0]
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("rich.console.monotonic", lambda: clock[0])
    with progress_bar("Working", "blocks") as tell:
        for now, done in told:
            clock[0] = now
            tell(done, 10)
    printed = capsys.readouterr()
    assert printed.out == ""
    for words in shown:
        assert words in printed.err


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A log is not filled with bars."""
    with progress_bar("Working") as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""

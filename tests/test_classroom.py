"""The page for classes, in a real browser and offline: asked, revealed, scored like the theories."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from math import exp, log
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from playwright.sync_api import Page

from replay import predict, query, sql
from replay.errors import LedgerError, RequestError
from tests import stressed
from tests.browser import NARROW, Visits
from tests.test_cli import ask

GIVEN = [3, 40, 0, 12.5, 100, 7, 55, 1]
"""Per cent that are entered, pair by pair, again and again; the sure ones count as nearly sure."""
FLOOR = 1e-4
HOSTILE = (
    "<img src=x onerror=\"document.title='ran'\">",
    "</script><script>document.title='ran'</script>",
    "<!--<script>' onmouseover=document.title='ran' x='\u2028{{ 7 * 7 }}",
)


@pytest.fixture(scope="module")
def lesson(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the miniature: four years, of which all dyads are asked about."""
    return predict(miniature_ledger, tmp_path_factory.mktemp("lesson") / "lesson.html")


def answer(page: Page, numbers: list[Any]) -> list[Any]:
    """Enter a number for each pair of the year, in order; return what was entered."""
    fields = page.locator(".answer input").all()
    given = [numbers[place % len(numbers)] for place in range(len(fields))]
    for field, number in zip(fields, given, strict=True):
        field.fill(str(number))
    return given


def play(page: Page, years: int, numbers: list[Any]) -> list[Any]:
    """Go through some years; return all that was entered."""
    given = []
    for year in range(years):
        if year:
            page.click("#next")
        given += answer(page, numbers)
        page.click("#reveal")
    return given


def saved(page: Page, kind: str, at: Path) -> Path:
    """Save what a class hands in."""
    with page.expect_download() as begun:
        page.click(f"#{kind}")
    begun.value.save_as(at / begun.value.suggested_filename)
    return at / begun.value.suggested_filename


def signed(number: float) -> str:
    """Write a gain as the page does."""
    return f"{number:+.2f}".replace("-", "\u2212")


def test_two_years_are_scored_as_the_views_of_the_ledger_score(
    visit: Visits, lesson: Path, miniature_ledger: Path, tmp_path: Path
) -> None:
    """One's own gain is counted here from at_risk, the theories' come from scored; the page says the same."""
    page = visit(lesson)
    given = play(page, 2, GIVEN)
    asked = query(miniature_ledger, "questions").filter(pl.col("year") <= 1903)
    scored = sql(miniature_ledger, "select * from scored").join(asked, on=["year", "a", "b"], how="semi")
    base, none = (
        {row[:3]: row[3] for row in scored.filter(theory=name).select("year", "a", "b", "p_shift").rows()}
        for name in ("base_rate", "persistence")
    )
    gain = over = errors = base_errors = 0.0
    for (year, a, b, shifted), per_cent in zip(
        asked.select("year", "a", "b", "shifted").rows(), given, strict=True
    ):
        p = min(max(per_cent / 100, FLOOR), 1 - FLOOR)
        what = [p, base[year, a, b], none[year, a, b]]
        own, by_base, by_none = [log(one if shifted else 1 - one) for one in what]
        gain += own - by_base
        over += own - by_none
        errors += (p - shifted) ** 2
        base_errors += (base[year, a, b] - shifted) ** 2

    told = json.loads(saved(page, "json", tmp_path).read_text(encoding="utf-8"))
    scores = {row["forecaster"]: row for row in told["scores"]}
    you = scores.pop("you")

    assert you["log_gain"] == pytest.approx(gain, abs=1e-12)
    assert you["log_gain_no_change"] == pytest.approx(over, abs=1e-12)
    assert you["brier_skill"] == pytest.approx(1 - errors / base_errors, abs=1e-12)
    assert you["n"] == asked.height == len(given)
    row = page.locator("tr.you").first.inner_text().split("\t")
    assert [cell.strip() for cell in row if cell.strip()][:2] == ["You", signed(gain)]

    by_theory = {name: rows for (name,), rows in scored.group_by("theory")}
    assert scores.keys() == by_theory.keys()
    for name, rows in by_theory.items():
        of_base = rows.join(scored.filter(theory="base_rate"), on=["year", "a", "b"])
        expected = of_base["log_score"].sum() - of_base["log_score_right"].sum()
        assert scores[name]["log_gain"] == pytest.approx(expected, abs=1e-9)
        assert scores[name]["n"] == rows.height
        assert scores[name]["expected"] == pytest.approx(rows["p_shift"].sum(), abs=1e-9)
        assert scores[name]["actual"] == rows["shifted"].sum()


def test_the_sentence_compares_with_base_rate_no_change_and_the_best_theory(
    visit: Visits, lesson: Path, tmp_path: Path
) -> None:
    """The best is that with the highest gain of those that spoke of all pairs."""
    page = visit(lesson)
    play(page, 2, [10])
    scores = json.loads(saved(page, "json", tmp_path).read_text(encoding="utf-8"))["scores"]
    you = next(row for row in scores if row["forecaster"] == "you")
    baselines = {"you", "base_rate", "persistence", "gravity", "network", "gravity_network"}
    theories = [
        row
        for row in scores
        if row["forecaster"] not in {*baselines, "great_power_client", "pool", "pool_weighted"}
        and row["n"] == you["n"]
    ]
    best = max(theories, key=lambda row: row["log_gain"])

    def than(gap: float, whom: str) -> str:
        return f"{abs(gap):.2f} {'ahead of' if gap >= 0 else 'behind'} {whom}"

    name = best["forecaster"].replace("_", " ")
    assert page.locator(".sentence").nth(1).inner_text() == (
        f"After 2 years and {you['n']} pairs you are, in nats, {than(you['log_gain'], 'the base rate')},"
        f" {than(you['log_gain_no_change'], 'no change')} and"
        f" {than(you['log_gain'] - best['log_gain'], f'the best theory so far, {name}')}."
        f" You expected {0.1 * you['n']:.1f} changes; {you['actual']} came."
    )


def test_at_the_end_doubt_is_told_by_years_drawn_again(
    visit: Visits, lesson: Path, miniature_ledger: Path, tmp_path: Path
) -> None:
    """The same draws of years as for the theories; what the coders warn of stands only there."""
    page = visit(lesson)
    play(page, 3, GIVEN)
    assert page.locator("#caveats").count() == 0
    assert "9 of 10 cases" not in page.inner_text("body")
    page.click("#next")
    answer(page, GIVEN)
    page.click("#reveal")
    told = json.loads(saved(page, "json", tmp_path).read_text(encoding="utf-8"))

    own = pl.DataFrame(told["forecasts"]).group_by("year").agg(pl.col("log_gain").sum())
    drawn = sql(miniature_ledger, "select draw, year, times from resample").join(own, on="year")
    sums = drawn.group_by("draw").agg(gain=(pl.col("times") * pl.col("log_gain")).sum())["gain"]
    low, high = np.quantile(sums.to_numpy(), [0.05, 0.95])
    you = next(row for row in told["scores"] if row["forecaster"] == "you")

    assert [you["low"], you["high"]] == pytest.approx([low, high], abs=1e-9)
    assert f"between {signed(low)} and {signed(high)} in 9 of 10" in page.inner_text("body")
    [caveat] = sql(miniature_ledger, "select text from caveat").to_series()
    assert page.inner_text("#caveats") == caveat


def test_a_pair_whose_state_dies_is_not_scored(visit: Visits, lesson: Path) -> None:
    """Cesland's tie with Ardania in 1904: the page says so, and gives no number."""
    page = visit(lesson)
    play(page, 3, [10])
    row = page.locator("table.figures").first.locator("tr", has_text="Ardania and Cesland").inner_text()

    assert "Not scored" in row
    assert row.rstrip().endswith("\u2013")


def test_a_state_that_merged_is_said_to_be_part_of_the_other(visit: Visits, lesson: Path) -> None:
    """Cesland goes into Brovia on 1 June 1904: known on the eve of 1905, not before."""
    page = visit(lesson)
    said = []
    for year in range(4):
        said.append("Cesland is part of Brovia." in page.inner_text("#lesson"))
        page.click("#reveal")
        if year < 3:
            page.click("#next")

    assert said == [False, False, False, True]


def test_nothing_of_a_year_is_shown_before_it_is_revealed(visit: Visits, lesson: Path) -> None:
    """Neither that Ardania and Cesland tie themselves in 1902 nor what follows; then it stands there."""
    page = visit(lesson)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    before = page.inner_text("#lesson")
    assert "What was known on 31 December 1901" in before
    assert "Valmark sells rifles to Ardania." in before
    assert not re.search(r"190[3-5]|A tie began|lapsed on|No tie began", before)
    assert page.locator("table.figures").count() == 0

    answer(page, [5])
    page.click("#reveal")

    after = page.inner_text("#lesson")
    assert "A tie began on 1 April 1902" in after
    assert page.locator(".answer input").count() == 0
    assert page.evaluate("document.activeElement.id") == "result"


def test_the_base_rate_is_told_before_the_forecast(
    visit: Visits, lesson: Path, miniature_ledger: Path
) -> None:
    """It is what the baseline of this name says of the year."""
    told = "select distinct outcome, p_shift from scored where theory = 'base_rate' and year = 1902"
    rates = dict(sql(miniature_ledger, told).rows())
    page = visit(lesson)

    assert f"Of 100 such pairs, {100 * rates['onset']:.1f} began one" in page.inner_text("#lesson")
    assert f"Of 100 such pairs, {100 * rates['ending']:.1f} lost it" in page.inner_text("#lesson")


def test_the_page_says_at_once_whom_a_class_is_compared_with(visit: Visits, lesson: Path) -> None:
    """Who says that nothing changes, the base rate, in words and by name, and the theories."""
    lead = visit(lesson).locator("header .lead").inner_text()

    for rival in ("nothing changes", "its share in the years before (the base rate)", "the theories"):
        assert rival in lead


def test_a_pair_left_empty_is_scored_for_nobody(visit: Visits, lesson: Path, tmp_path: Path) -> None:
    """All are compared on the pairs that were answered; one may also answer none."""
    page = visit(lesson)
    count = page.locator(".answer input").count()
    assert f"{count} pairs are still empty" in page.inner_text("#empty")
    page.locator(".answer input").first.fill("20")
    assert f"{count - 1} pairs are still empty" in page.inner_text("#empty")
    page.click("#reveal")
    page.click("#next")
    page.click("#reveal")

    assert "you gave no forecast" in page.locator(".sentence").first.inner_text()
    told = json.loads(saved(page, "json", tmp_path).read_text(encoding="utf-8"))
    assert {row["n"] for row in told["scores"]} == {1}


@pytest.mark.parametrize("text", ["101", "-1", "abc", "1e1", "1.2.3", "NaN"])
def test_what_is_no_probability_is_said_to_be_none(visit: Visits, lesson: Path, text: str) -> None:
    """At once, beside the field; it counts as empty."""
    page = visit(lesson)
    field = page.locator(".answer input").first
    field.fill(text)

    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(".wrong").first.inner_text() == "A number from 0 to 100 is wanted."
    assert "All pairs" not in page.inner_text("#empty")


@pytest.mark.parametrize(
    ("text", "p"), [("12,5", 0.125), (" 12.5 % ", 0.125), (".5", 0.005), ("100", 1 - 1e-4)]
)
def test_numbers_may_be_written_as_is_the_custom(
    visit: Visits, lesson: Path, tmp_path: Path, text: str, p: float
) -> None:
    """With a comma or a point, with or without the sign."""
    page = visit(lesson)
    page.locator(".answer input").first.fill(text)
    page.click("#reveal")

    told = json.loads(saved(page, "json", tmp_path).read_text(encoding="utf-8"))
    assert told["forecasts"][0]["p_shift"] == pytest.approx(p, abs=1e-15)


def test_the_keyboard_is_enough(visit: Visits, lesson: Path) -> None:
    """Enter goes from field to field, to the button, and the button goes on."""
    page = visit(lesson)
    page.locator(".answer input").first.focus()
    for _ in range(page.locator(".answer input").count()):
        page.keyboard.type("9")
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reveal"
    assert page.inner_text("#empty") == "All pairs have a number."
    page.keyboard.press("Enter")
    assert "What happened in 1902" in page.inner_text("#lesson")
    while page.evaluate("document.activeElement.id") != "next":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert "What was known on 31 December 1902" in page.inner_text("#lesson")
    assert page.evaluate("document.activeElement.id") == "eve"


def test_a_touch_is_enough(visit: Visits, lesson: Path) -> None:
    """On a phone nothing is wider than the screen, and a number can be tapped."""
    page = visit(lesson, width=NARROW)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    for chips in page.locator(".chips").all():
        chips.get_by_role("button", name="20 per cent").tap()
    assert {field.input_value() for field in page.locator(".answer input").all()} == {"20"}
    page.locator("#reveal").tap()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def test_what_was_entered_is_there_after_a_reload_until_it_is_erased(visit: Visits, lesson: Path) -> None:
    """A class goes on next week; to erase all takes two presses."""
    page = visit(lesson)
    play(page, 1, [30])
    page.fill("#group", "Group A")
    page.click("#next")
    page.locator(".answer input").first.fill("44")
    page.reload()

    assert "What was known on 31 December 1902" in page.inner_text("#lesson")
    assert page.locator(".answer input").first.input_value() == "44"
    assert page.input_value("#group") == "Group A"
    page.click("#again")
    assert "31 December 1902" in page.inner_text("#lesson")
    page.click("#again")
    assert "What was known on 31 December 1901" in page.inner_text("#lesson")
    assert page.locator(".answer input").first.input_value() == ""


def test_where_the_browser_keeps_nothing_the_page_remembers_while_it_is_open(
    visit: Visits, lesson: Path
) -> None:
    """As a page without an origin of its own, which may not store anything."""
    page = visit(lesson)
    page.goto("data:text/html;base64," + b64encode(lesson.read_bytes()).decode())
    assert page.evaluate("(() => { try { return !!localStorage; } catch { return false; } })()") is False
    play(page, 2, [10])

    assert "After 2 years" in page.inner_text("#lesson")


def test_the_table_to_hand_in_opens_as_a_table(visit: Visits, lesson: Path, tmp_path: Path) -> None:
    """One row a pair asked; a name that a spreadsheet would take for a formula is text."""
    page = visit(lesson)
    given = play(page, 2, [10, ""])
    page.fill("#group", '=HYPERLINK("x"), Ann')
    rows = pl.read_csv(saved(page, "csv", tmp_path))

    assert set(rows["group"]) == {'\'=HYPERLINK("x"), Ann'}
    assert rows["p_shift"].to_list() == [None if one == "" else one / 100 for one in given]
    assert rows["year"].unique().sort().to_list() == [1902, 1903]
    answered = rows.drop_nulls("p_shift")
    happened = [p if shifted else 1 - p for p, shifted in answered.select("p_shift", "shifted").rows()]
    assert [exp(one) for one in answered["log_score"]] == pytest.approx(happened)


def test_on_paper_all_is_open_and_no_button_is_printed(visit: Visits, lesson: Path) -> None:
    """The years before and all forecasters too; on the screen they are shut again."""
    page = visit(lesson)
    play(page, 2, [10])
    page.emulate_media(media="print")
    assert not any(button.is_visible() for button in page.locator("button").all())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 0


def test_light_and_dark_differ_and_can_be_read(visit: Visits, lesson: Path) -> None:
    """Ink and paper stand apart by 7 to 1 or more, as the strictest rule for text wants (WCAG 2.2, 1.4.6)."""

    def luminance(colour: str) -> float:
        channels = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    papers = []
    for dark in (False, True):
        page = visit(lesson, dark=dark)
        colours = page.evaluate(
            "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        ink, paper = map(luminance, colours)
        assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 7
        papers.append(paper)
    assert papers[0] > 0.9
    assert papers[1] < 0.1


def test_hostile_names_and_descriptions_are_text_and_run_nothing(
    visit: Visits, miniature_ledger: Path, tmp_path: Path
) -> None:
    """Wherever a ledger's own words stand on the page."""
    ledger = Path(shutil.copy(miniature_ledger, tmp_path / "hostile.duckdb"))
    image, script, comment = HOSTILE
    with duckdb.connect(str(ledger)) as connection:
        connection.execute("update state set name = ? || code", [image])
        connection.execute("update event set description = ? || event_id", [script])
        connection.execute("update event set description = '', kind = ? where kind = 'raid'", [image])
        connection.execute("update party set name = ? || pact", [comment])
        connection.execute("update run set title = ?, citation = ?, timeline = ?", [script, image, comment])
        connection.execute("update caveat set text = ?", [script])
    page = visit(predict(ledger, tmp_path / "hostile.html"))
    title = page.title()
    assert title == f"Predict before reveal: {script}"
    assert page.inner_text("h1") == script
    assert f"{script}1901-02-rifles" in page.inner_text("#lesson")
    assert page.locator("legend").first.inner_text() == f"{image}ARD and {image}CES"
    play(page, 4, [10])
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.mouse.move(300, 300)

    shown = page.inner_text("body")
    assert f"{comment.split(chr(0x2028))[0]}" in shown
    assert "49" not in page.inner_text("footer")
    assert script in page.inner_text("#caveats")
    assert page.title() == title
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2


def test_the_page_is_one_small_file_that_may_run_its_own_script_alone(
    lesson: Path, miniature_ledger: Path, tmp_path: Path
) -> None:
    """It asks for nothing, and is the same each time it is written."""
    text = lesson.read_text(encoding="utf-8")

    assert len(text.encode()) < 3_000_000
    assert "default-src 'none'" in text
    assert not re.search(r"""(src|href)=["']?https?:|@import|url\(""", text)
    assert predict(miniature_ledger, tmp_path / "again.html").read_bytes() == lesson.read_bytes()


def test_the_command_writes_the_page_here(miniature_ledger: Path, tmp_path: Path) -> None:
    """Or where it is told to; the numbers asked for stand in it."""
    (tmp_path / "runs").mkdir()
    ledger = Path(shutil.copy(miniature_ledger, tmp_path / "runs" / "small.duckdb"))
    shown, said = ask("predict", str(ledger), at=tmp_path)
    assert (shown, said) == ("", "Wrote small-predict.html; open it in a browser\n")

    ask("predict", str(ledger), "-o", "mine.html", "--likeliest", "1", "--lots", "0", at=tmp_path)
    assert len((tmp_path / "mine.html").read_text("utf-8")) < (tmp_path / "small-predict.html").stat().st_size


def test_a_lesson_may_be_of_some_years(visit: Visits, miniature_ledger: Path, tmp_path: Path) -> None:
    """What came before them is known; of years left out, draws of all years say nothing."""
    page = visit(predict(miniature_ledger, tmp_path / "two.html", first=1903, last=1904))
    assert "What was known on 31 December 1902" in page.inner_text("#lesson")
    play(page, 2, [10])

    assert "Year 2 of 2" in page.inner_text("#lesson")
    assert page.locator("#next").count() == 0
    assert page.locator("#caveats").count() == 1
    assert "9 of 10 cases" not in page.inner_text("#lesson")
    assert all(
        row[:2] == [None, None]
        for row in page.evaluate("JSON.parse(asJson()).scores.map((row) => [row.low, row.high])")
    )


def test_what_cannot_be_asked_is_refused_and_leaves_what_stood_there(
    miniature_ledger: Path, tmp_path: Path
) -> None:
    """A stress run forecasts no year of record; no dyad is no question; a folder must be there."""
    place = tmp_path / "page.html"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="one is the least"):
        predict(miniature_ledger, place, likeliest=0, lots=0)
    with pytest.raises(RequestError, match="no scored forecasts"):
        predict(stressed.publish(tmp_path / "league.duckdb"), place)
    with pytest.raises(RequestError, match=r"of 1906-1905; .* here 1902-1905"):
        predict(miniature_ledger, place, first=1906)
    with pytest.raises(LedgerError, match="there is no such file"):
        predict(tmp_path / "none.duckdb", place)
    with pytest.raises(RequestError, match="there is no folder"):
        predict(miniature_ledger, tmp_path / "nowhere" / "page.html")

    assert place.read_text(encoding="utf-8") == "mine"

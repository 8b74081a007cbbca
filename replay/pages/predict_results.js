/* Results: what happened in a year, and where everyone stands. */

function outcomes(year) {
  const gains = (one) =>
    own(year, one) === null || one.shifted === null
      ? "–"
      : signed(score(own(year, one), one.shifted) - score(one.p[BASE], one.shifted));
  const head = ["Pair, and what happened", "You", "Base rate", "Theories", "Your gain, nats"];
  const kind = (i) => (i === 3 ? "number optional" : i ? "number" : null);
  const range = (one) => {
    const all = one.p.filter(
      (p, place) => p !== null && !lesson.theories[place].baseline && !lesson.theories[place].pool,
    );
    return all.length
      ? `${percent(Math.min(...all)).replace(" %", "")} to ${percent(Math.max(...all))}`
      : "–";
  };
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "figures" },
      el(
        "caption",
        {},
        "Probabilities of a change; the gain is above 0 where you gave what happened more than the base rate did.",
      ),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((word, i) => el("th", { scope: "col", class: kind(i) }, word)),
        ),
      ),
      el(
        "tbody",
        {},
        year.questions.map((one) =>
          el(
            "tr",
            {},
            el(
              "th",
              { scope: "row" },
              pair(one),
              el("span", { class: one.shifted ? "changed" : "same" }, became(one)),
            ),
            el("td", { class: "number" }, percent(own(year, one))),
            el("td", { class: "number" }, percent(one.p[BASE])),
            el("td", { class: "number optional" }, range(one)),
            el("td", { class: "number" }, gains(one)),
          ),
        ),
      ),
    ),
  );
}

function others(year) {
  const asked = new Set(year.questions.map((one) => key(year, one)));
  const rest = year.shifts.filter((one) => !asked.has(key(year, one)));
  if (!rest.length) return el("p", { class: "hint" }, `No other pair changed in ${year.year}.`);
  return el(
    "details",
    {},
    el(
      "summary",
      {},
      `${plural(rest.length, "other change", "other changes")} in ${year.year}, about which you were not asked`,
    ),
    el(
      "ul",
      {},
      rest.map((one) => el("li", {}, `${pair(one)}: ${became({ ...one, shifted: true })}.`)),
    ),
  );
}

function result(year) {
  const known = year.questions.filter((one) => one.shifted !== null);
  const mine = tally(FORECASTERS[0], judged(state.at, state.at + 1));
  const changed = known.filter((one) => one.shifted).length;
  const came =
    changed === 0
      ? "None of the pairs changed"
      : `${changed} of ${plural(known.length, "pair", "pairs")} changed`;
  const yours = mine.n
    ? `; you expected ${mine.expected.toFixed(1)}. Against the base rate you ${mine.gain >= 0 ? "gained" : "lost"} ${Math.abs(mine.gain).toFixed(2)} nats.`
    : "; you gave no forecast.";
  return [
    el("h2", { id: "result", tabindex: -1 }, `What happened in ${year.year}`),
    el("p", { class: "sentence", role: "status" }, came + yours),
    outcomes(year),
    others(year),
    state.at < last
      ? el(
          "div",
          { class: "go" },
          el(
            "button",
            {
              id: "next",
              type: "button",
              class: "main",
              onclick: () => {
                state.at += 1;
                keep();
                draw("eve");
              },
            },
            `Go on to ${years[state.at + 1].year}`,
          ),
        )
      : "",
  ];
}

/* One short sentence, and what it rests on. */
function verdict(rows, you) {
  const than = (gap, name) => `${Math.abs(gap).toFixed(2)} ${gap >= 0 ? "ahead of" : "behind"} ${name}`;
  const best = bestTheory(rows);
  const parts = [
    `${than(you.gain, "the base rate")}`,
    Number.isNaN(you.over) ? "" : than(you.over, "no change"),
    best ? `${than(you.gain - best.gain, `the best theory so far, ${label(best).toLowerCase()}`)}` : "",
  ].filter(Boolean);
  const time = `After ${plural(state.revealed, "year", "years")} and ${plural(you.n, "pair", "pairs")} you are, in nats, ${listed(parts)}.`;
  const counts = ` You expected ${you.expected.toFixed(1)} changes; ${you.actual} came.`;
  return time + counts;
}

function doubt(you) {
  const [low, high] = interval(you);
  const reach = `Had other years of this span come more often, your gain would lie between ${signed(low)} and ${signed(high)} in 9 of 10 cases: `;
  return (
    reach +
    (low > 0
      ? "more than luck of the years."
      : high < 0
        ? "worse than the base rate, and hardly by bad luck."
        : "it may be luck.")
  );
}

function scoreboard() {
  const rows = standings(state.revealed);
  const you = rows.find((row) => row.you);
  if (!you)
    return state.revealed
      ? [el("h2", {}, "Scoreboard"), el("p", {}, "You have given no forecast that can be scored yet.")]
      : [];
  const done = state.revealed > last;
  const best = bestTheory(rows);
  const few = rows.filter(
    (row) => row.you || row === best || ["base_rate", "persistence"].includes(row.name),
  );
  return [
    el("h2", { id: "board" }, "Scoreboard"),
    el("p", { class: "sentence", role: "status" }, verdict(rows, you)),
    done && lesson.resample.length ? el("p", { class: "sentence" }, doubt(you)) : "",
    board(
      few,
      done,
      best,
      "On the pairs that you gave a number. 0 is as good as the base rate; +0.69 is, on one pair, twice its probability for what happened. The best theory is chosen with hindsight, year by year anew.",
    ),
    el(
      "details",
      {},
      el("summary", {}, `All ${rows.length} forecasters: you are ${ordinal(rows.indexOf(you) + 1)}`),
      board(
        rows,
        done,
        best,
        "A forecaster that gave no probability to a pair is not scored on it; compare those of equal pairs.",
      ),
    ),
  ];
}

const ordinal = (place) =>
  `${place}${[11, 12, 13].includes(place % 100) ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th")}`;

function board(rows, done, best, caption) {
  const reach = Math.max(0.01, ...rows.map((row) => Math.abs(row.gain)));
  const sure = done && lesson.resample.length > 0;
  const head = [
    "Forecaster",
    "Gain over base rate, nats",
    sure ? "5 % to 95 %" : "",
    "",
    "Gain over no change",
    "Brier skill",
    "Expected",
    "Came",
    "Pairs",
  ];
  const optional = new Set([2, 3, 4, 5, 8]);
  const swing = (row) => {
    const bar = el("i", { class: row.gain < 0 ? "down" : "up" });
    const width = (50 * Math.abs(row.gain)) / reach;
    bar.style.width = `${width}%`;
    bar.style.left = `${row.gain < 0 ? 50 - width : 50}%`;
    const zero = el("b");
    zero.style.left = "50%";
    return el("span", { class: "swing", "aria-hidden": "true" }, bar, zero);
  };
  const cells = (row) => [
    signed(row.gain),
    sure
      ? interval(row)
          .map((x) => signed(x))
          .join(" to ")
      : "",
    swing(row),
    Number.isNaN(row.over) ? "–" : signed(row.over),
    signed(row.brier),
    row.expected.toFixed(1),
    String(row.actual),
    String(row.n),
  ];
  const shown = (i) => i !== 2 || sure;
  const style = (i) => `number${optional.has(i) ? " optional" : ""}`;
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "figures" },
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((word, i) =>
            shown(i) ? el("th", { scope: "col", class: i ? style(i) : null }, word) : "",
          ),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            { class: row.you ? "you" : null },
            el(
              "th",
              { scope: "row" },
              label(row),
              row === best ? el("span", { class: "same" }, "best theory") : "",
            ),
            cells(row).map((cell, i) => (shown(i + 1) ? el("td", { class: style(i + 1) }, cell) : "")),
          ),
        ),
      ),
    ),
  );
}

function past() {
  const shown = years.slice(0, state.at);
  if (!shown.length) return [];
  return [
    el("h2", {}, "Years before"),
    ...shown.map((year, place) => {
      const mine = tally(FORECASTERS[0], judged(place, place + 1));
      const changed = year.questions.filter((one) => one.shifted).length;
      return el(
        "details",
        { class: "past" },
        el(
          "summary",
          {},
          `${year.year}: ${changed} of ${plural(year.questions.length, "pair", "pairs")} changed; ${mine.n ? `your gain ${signed(mine.gain)} nats` : "no forecast"}`,
        ),
        outcomes(year),
        others(year),
      );
    }),
  ];
}

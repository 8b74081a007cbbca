/* What a class hands in: tables of its forecasts and scores. */
function answered() {
  return years.slice(0, state.revealed).flatMap((year) =>
    year.questions.map((one) => {
      const p = own(year, one);
      const scored = p !== null && one.shifted !== null;
      const none = said(NONE)(year, one);
      return {
        group: state.group,
        timeline: lesson.timeline,
        run_id: lesson.run_id,
        year: year.year,
        a: one.a,
        b: one.b,
        outcome: one.outcome,
        chosen: one.chosen,
        p_shift: p,
        shifted: one.shifted,
        p_base_rate: one.p[BASE],
        p_no_change: none,
        log_score: scored ? score(p, one.shifted) : null,
        log_gain: scored ? score(p, one.shifted) - score(one.p[BASE], one.shifted) : null,
      };
    }),
  );
}

function asCsv(rows) {
  /* A spreadsheet takes a text that begins like a formula for one. */
  const safe = (value) => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
  const cell = (value) =>
    value === null
      ? ""
      : /[",\r\n]/.test(String(value))
        ? `"${String(value).replaceAll('"', '""')}"`
        : String(value);
  return (
    [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(safe))]
      .map((row) => row.map(cell).join(","))
      .join("\r\n") + "\r\n"
  );
}

function asJson() {
  const bounds = (row) => (state.revealed > last && lesson.resample.length ? interval(row) : [null, null]);
  const scores = standings(state.revealed).map((row) => ({
    forecaster: row.you ? "you" : row.name,
    log_gain: row.gain,
    low: bounds(row)[0],
    high: bounds(row)[1],
    log_gain_no_change: Number.isNaN(row.over) ? null : row.over,
    brier_skill: row.brier,
    expected: row.expected,
    actual: row.actual,
    n: row.n,
  }));
  const { timeline, title: named, run_id, seed, likeliest, lots } = lesson;
  return JSON.stringify(
    {
      group: state.group,
      timeline,
      title: named,
      run_id,
      seed,
      likeliest,
      lots,
      years: state.revealed,
      scores,
      forecasts: answered(),
    },
    null,
    1,
  );
}

function hand(text, ending, kind) {
  const link = el("a", {
    href: URL.createObjectURL(new Blob([text], { type: kind })),
    download: `${lesson.timeline}-forecasts.${ending}`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/* What the coders warn of may tell what happened: it is said when all is known. */
function caveats() {
  if (state.revealed <= last || !lesson.caveats?.length) return [];
  return [
    el("h2", {}, "What the coders warn of"),
    el(
      "ul",
      { id: "caveats" },
      lesson.caveats.map((text) => el("li", {}, text)),
    ),
  ];
}

function handing() {
  if (!state.revealed) return [];
  let sure = false;
  const group = el("input", {
    id: "group",
    autocomplete: "off",
    maxlength: 80,
    oninput: () => {
      state.group = group.value;
      keep();
    },
  });
  group.value = state.group;
  return [
    el("h2", {}, "Hand in, or begin again"),
    el(
      "p",
      { class: "name" },
      el("label", { for: "group" }, "Your name or group, for the file that you hand in (optional)"),
      group,
    ),
    el(
      "div",
      { class: "go" },
      el(
        "button",
        { id: "csv", type: "button", onclick: () => hand(asCsv(answered()), "csv", "text/csv") },
        "Save as CSV",
      ),
      el(
        "button",
        { id: "json", type: "button", onclick: () => hand(asJson(), "json", "application/json") },
        "Save as JSON",
      ),
      el("button", { id: "print", type: "button", onclick: () => print() }, "Print"),
      el(
        "button",
        {
          id: "again",
          type: "button",
          onclick: (pressed) => {
            if (!sure) {
              sure = true;
              pressed.target.textContent = "Really erase all forecasts?";
              return;
            }
            state = { ...nothing(), group: state.group };
            keep();
            draw("eve");
          },
        },
        "Begin again",
      ),
    ),
  ];
}

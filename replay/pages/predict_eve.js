/* The eve: what was known, and the pairs that are asked about. */

/* All states stand where they always stand, so that a change of lines is a change of ties. */
function ring(year) {
  const codes = Object.keys(lesson.states);
  const at = (code, radius) => {
    const turn = (2 * Math.PI * codes.indexOf(code)) / codes.length - Math.PI / 2;
    return [220 + radius * Math.cos(turn), 220 + radius * Math.sin(turn)];
  };
  const tie = (one, kind, words) => {
    const [[x1, y1], [x2, y2]] = [at(one.a, 170), at(one.b, 170)];
    return drawn("line", { x1, y1, x2, y2, class: kind }, drawn("title", {}, words));
  };
  const here = new Set(year.present);
  const known = (one) => lesson.states[one.a] && lesson.states[one.b];
  const lines = [
    ...year.lapsed.filter(known).map((one) => tie(one, "lapsed", `${pair(one)}: lapsed in ${year.year - 1}`)),
    ...year.ties
      .filter(known)
      .map((one) =>
        tie(
          one,
          one.fresh ? "fresh" : "old",
          `${pair(one)}, since ${dated(one.since)}: ${one.pacts}`,
        ),
      ),
  ];
  const names = codes
    .filter((code) => here.has(code))
    .flatMap((code) => {
      const [[cx, cy], [x, y]] = [at(code, 170), at(code, 196)];
      return [
        drawn("circle", { cx, cy, r: 4 }),
        drawn(
          "text",
          { x, y: y + 5, "text-anchor": "middle", class: lesson.states[code].great ? "great" : "" },
          code,
          drawn("title", {}, title(code)),
        ),
      ];
    });
  return drawn(
    "svg",
    {
      viewBox: "0 0 440 440",
      class: "ring",
      role: "img",
      "aria-label": `Ties on 31 December ${year.year - 1}, listed below`,
    },
    ...lines,
    ...names,
  );
}

function tiesInWords(year) {
  const partners = (code) =>
    year.ties.flatMap((one) => (one.a === code ? [one.b] : one.b === code ? [one.a] : []));
  const codes = Object.keys(lesson.states).filter((code) => year.present.includes(code));
  return el(
    "details",
    {},
    el("summary", {}, "The same in words"),
    el(
      "ul",
      {},
      codes.map((code) =>
        el(
          "li",
          {},
          `${code} ${title(code)}: `,
          listed(partners(code).map(title).sort()) || "aligned with nobody",
        ),
      ),
    ),
  );
}

function eve(year) {
  const before = year.year - 1;
  const left = year.known - year.events.length;
  const fresh = year.ties.filter((one) => one.fresh).length;
  return [
    el("h2", { id: "eve", tabindex: -1 }, `What was known on 31 December ${before}`),
    el(
      "div",
      { class: "eve" },
      el(
        "section",
        {},
        el("h3", {}, "Who was aligned with whom"),
        el(
          "p",
          { class: "hint" },
          `${plural(year.ties.length, "tie", "ties")}. Thick: new in ${before} (${fresh}). Dashed: lapsed in ${before} (${year.lapsed.length}). Bold: great powers.`,
        ),
        ring(year),
        year.absorbed.length
          ? el(
              "p",
              { class: "hint" },
              year.absorbed.map((one) => `${title(one.code)} is part of ${title(one.into)}.`).join(" "),
            )
          : "",
        tiesInWords(year),
        el("h3", {}, "Highest threats felt"),
        el("p", { class: "hint" }, "From 0, none, to 1; the mean over the histories replayed."),
        el(
          "table",
          { class: "bars" },
          el(
            "tbody",
            {},
            year.threats.map((one) =>
              el(
                "tr",
                {},
                el("th", { scope: "row" }, `${title(one.observer)} fears ${title(one.observed)}`),
                el("td", {}, one.threat.toFixed(2)),
                el("td", { style: "width:35%" }, wide(one.threat, { class: "bar" })),
              ),
            ),
          ),
        ),
      ),
      el(
        "section",
        {},
        el("h3", {}, `What happened in ${before}`),
        left > 0
          ? el(
              "p",
              { class: "hint" },
              `The ${year.events.length} weightiest of ${year.known} events that became known.`,
            )
          : "",
        year.events.length
          ? el(
              "ol",
              { class: "events" },
              year.events.map((event) =>
                el(
                  "li",
                  {},
                  el(
                    "time",
                    { datetime: event.date },
                    dated(event.date, event.precision).replace(/ \d{4}$/, (found) =>
                      found.trim() === String(before) ? "" : found,
                    ),
                  ),
                  el("span", {}, told(event)),
                ),
              ),
            )
          : el("p", {}, "No event is on record."),
      ),
    ),
  ];
}

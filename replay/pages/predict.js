"use strict";
/* A lesson: the eve of a year, a forecast, what happened, a score. Whatever comes from the ledger is put on
   the page as text, never as markup. */

const lesson = JSON.parse(document.getElementById("data").textContent);
const years = lesson.years;
const last = years.length - 1;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const CHIPS = [1, 2, 5, 10, 20, 30, 50, 80];

/* What is kept: answers by pair and year, how many years are revealed, which one is looked at. */
const PLACE = `replay-predict ${lesson.run_id} ${lesson.likeliest} ${lesson.lots}`;
const nothing = () => ({ group: "", answers: {}, revealed: 0, at: 0 });

function recalled() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE));
    return kept && kept.answers && years[kept.at] ? kept : nothing();
  } catch {
    return nothing();
  }
}

function keep() {
  try {
    localStorage.setItem(PLACE, JSON.stringify(state));
  } catch {
    /* Where a file may keep nothing, the page itself remembers while it is open. */
  }
}

let state = recalled();

/* Scores. */
const clipped = (p) => Math.min(Math.max(p, lesson.floor), 1 - lesson.floor);
const score = (p, shifted) => Math.log(shifted ? p : 1 - p);
const key = (year, one) => `${year.year} ${one.a} ${one.b}`;
const typed = (text) => {
  const plain = String(text ?? "").trim().replace(",", ".").replace(/\s*%$/, "");
  return /^\d*\.?\d+$|^\d+\.$/.test(plain) && Number(plain) <= 100 ? Number(plain) / 100 : null;
};
const own = (year, one) => {
  const p = typed(state.answers[key(year, one)]);
  return p === null ? null : clipped(p);
};
const index = (name) => lesson.theories.findIndex((theory) => theory.name === name);
const BASE = index("base_rate");
const NONE = index("persistence");
const FORECASTERS = [
  { name: "You", you: true, said: own },
  ...lesson.theories.map((theory, place) => ({ ...theory, said: (_, one) => one.p[place] })),
];
const said = (place) => (_, one) => (place < 0 ? null : one.p[place]);

/* The pairs that were answered, revealed and have a known outcome. */
function judged(from, to) {
  return years.slice(from, to).flatMap((year, offset) =>
    year.questions
      .filter((one) => one.shifted !== null && own(year, one) !== null)
      .map((one) => ({ year, one, place: from + offset })),
  );
}

function tally(forecaster, cases) {
  const sum = { gain: 0, over: 0, errors: 0, base: 0, expected: 0, actual: 0, n: 0, years: years.map(() => 0) };
  for (const { year, one, place } of cases) {
    const p = forecaster.said(year, one);
    const base = said(BASE)(year, one);
    const none = said(NONE)(year, one);
    if (p === null) continue;
    const gain = score(p, one.shifted) - score(base, one.shifted);
    sum.gain += gain;
    sum.years[place] += gain;
    sum.over += none === null ? NaN : score(p, one.shifted) - score(none, one.shifted);
    sum.errors += (p - one.shifted) ** 2;
    sum.base += (base - one.shifted) ** 2;
    sum.expected += p;
    sum.actual += one.shifted;
    sum.n += 1;
  }
  return { ...forecaster, ...sum, brier: 1 - sum.errors / sum.base };
}

/* The 5 % and 95 % quantiles over the years drawn again and again, as for the theories. */
function interval(row) {
  const drawn = lesson.resample.map((times) => times.reduce((sum, count, i) => sum + count * row.years[i], 0));
  drawn.sort((a, b) => a - b);
  const at = (share) => {
    const place = share * (drawn.length - 1);
    const low = Math.floor(place);
    return drawn[low] + (place - low) * (drawn[Math.min(low + 1, drawn.length - 1)] - drawn[low]);
  };
  return [at(0.05), at(0.95)];
}

function standings(to) {
  const cases = judged(0, to);
  return FORECASTERS.map((one) => tally(one, cases)).filter((row) => row.n > 0).sort((a, b) => b.gain - a.gain);
}
/* Of the theories that spoke of all these pairs; of any, where none did. */
function bestTheory(rows) {
  const theories = rows.filter((row) => !row.you && !row.baseline && !row.pool);
  const most = Math.max(...theories.map((row) => row.n));
  return theories.find((row) => row.n === most);
}

/* Words. */
const title = (code) => lesson.states[code]?.name ?? code;
const pair = (one) => `${title(one.a)} and ${title(one.b)}`;
const NAMES = { persistence: "No change", base_rate: "Base rate" };
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const label = (row) => NAMES[row.name] ?? capital(row.name.replaceAll("_", " "));
const minus = (text) => text.replace("-", "−");
const signed = (x, digits = 2) => {
  const text = x.toFixed(digits);
  return minus(Number(text) > 0 ? `+${text}` : Number(text) === 0 ? (0).toFixed(digits) : text);
};
const percent = (p) => {
  if (p === null) return "–";
  const x = 100 * p;
  return `${x < 9.95 || x > 99 ? Number(x.toPrecision(2)) : x.toFixed(0)} %`;
};
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
function dated(day, precision = "day") {
  const [year, month, date] = day.split("-");
  return precision === "year" ? year : precision === "month" ? `${MONTHS[month - 1]} ${year}` : `${Number(date)} ${MONTHS[month - 1]} ${year}`;
}
const told = (event) => {
  const names = (codes) => listed(codes.split(";").filter(Boolean).map(title));
  const acted = `${event.kind.replaceAll("_", " ")}: ${names(event.initiator)}${event.target ? ` → ${names(event.target)}` : ""}`;
  const late = event.day.slice(0, 4) === event.date.slice(0, 4) ? "" : ` Became known on ${dated(event.day)}.`;
  return (event.description || acted) + late;
};
const became = (one) => {
  if (one.shifted === null) return "Not scored: what became of it is not known, or a state of the two was gone";
  if (!one.shifted) return one.outcome === "onset" ? "No tie began" : "The tie held";
  const how = one.pact ? `: ${lesson.pacts[one.pact] ?? one.pact}` : "";
  return `${one.outcome === "onset" ? "A tie began" : "The tie lapsed"}${one.day ? ` on ${dated(one.day)}` : ""}${how}`;
};

/* Building. */
function el(tag, traits = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function drawn(tag, traits, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(traits)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function wide(share, traits) {
  const made = el("span", traits);
  made.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return made;
}

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
    ...year.ties.filter(known).map((one) => tie(one, one.fresh ? "fresh" : "old", `${pair(one)}, since ${dated(one.since)}: ${one.pacts.join("; ")}`)),
  ];
  const names = codes.filter((code) => here.has(code)).flatMap((code) => {
    const [[cx, cy], [x, y]] = [at(code, 170), at(code, 196)];
    return [
      drawn("circle", { cx, cy, r: 4 }),
      drawn("text", { x, y: y + 5, "text-anchor": "middle", class: lesson.states[code].great ? "great" : "" }, code, drawn("title", {}, title(code))),
    ];
  });
  return drawn("svg", { viewBox: "0 0 440 440", class: "ring", role: "img", "aria-label": `Ties on 31 December ${year.year - 1}, listed below` }, ...lines, ...names);
}

function tiesInWords(year) {
  const partners = (code) => year.ties.flatMap((one) => (one.a === code ? [one.b] : one.b === code ? [one.a] : []));
  const codes = Object.keys(lesson.states).filter((code) => year.present.includes(code));
  return el("details", {}, el("summary", {}, "The same in words"), el("ul", {},
    codes.map((code) => el("li", {}, `${code} ${title(code)}: `, listed(partners(code).map(title).sort()) || "aligned with nobody"))));
}

function eve(year) {
  const before = year.year - 1;
  const left = year.known - year.events.length;
  const fresh = year.ties.filter((one) => one.fresh).length;
  return [
    el("h2", { id: "eve", tabindex: -1 }, `What was known on 31 December ${before}`),
    el("div", { class: "eve" },
      el("section", {},
        el("h3", {}, "Who was aligned with whom"),
        el("p", { class: "hint" }, `${plural(year.ties.length, "tie", "ties")}. Thick: new in ${before} (${fresh}). Dashed: lapsed in ${before} (${year.lapsed.length}). Bold: great powers.`),
        ring(year), tiesInWords(year),
        el("h3", {}, "Highest threats felt"),
        el("p", { class: "hint" }, "From 0, none, to 1; the mean over the histories replayed."),
        el("table", { class: "bars" }, el("tbody", {}, year.threats.map((one) => el("tr", {},
          el("th", { scope: "row" }, `${title(one.observer)} fears ${title(one.observed)}`),
          el("td", {}, one.threat.toFixed(2)),
          el("td", { style: "width:35%" }, wide(one.threat, { class: "bar" }))))))),
      el("section", {},
        el("h3", {}, `What happened in ${before}`),
        left > 0 ? el("p", { class: "hint" }, `The ${year.events.length} weightiest of ${year.known} events that became known.`) : "",
        year.events.length ? el("ol", { class: "events" }, year.events.map((event) => el("li", {},
          el("time", { datetime: event.date }, dated(event.date, event.precision).replace(/ \d{4}$/, (found) => (found.trim() === String(before) ? "" : found))),
          el("span", {}, told(event))))) : el("p", {}, "No event is on record."))),
  ];
}

/* How much a state fears the other of the pair, and whom it fears most. */
function fears(one, code, other) {
  const felt = one.felt.find((row) => row.observer === code && row.threat !== null);
  const most = one.feared.filter((row) => row.state === code);
  if (!felt) return "";
  const first = `${title(code)} fears ${title(other)}: ${felt.threat.toFixed(2)}`;
  if (most.some((row) => row.threat_from === other)) return el("li", {}, `${first}, nobody more.`);
  const named = listed(most.map((row) => title(row.threat_from)));
  return el("li", {}, most.length ? `${first}; most of all ${named}: ${most[0].threat.toFixed(2)}.` : `${first}.`);
}

function facts(one) {
  return el("ul", {},
    one.tie ? el("li", {}, `Aligned since ${dated(one.tie.since)}: ${one.tie.pacts.join("; ")}.`)
      : el("li", {}, one.parted ? `Not aligned since ${dated(one.parted)}.` : "Not aligned, and not before on this record."),
    fears(one, one.a, one.b), fears(one, one.b, one.a),
    one.between.map((event) => el("li", {}, `${dated(event.date, event.precision)}: ${told(event)}`)));
}

function card(year, one) {
  const name = key(year, one);
  const id = name.replaceAll(/[^\w]/g, "-");
  const wrong = el("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const judge = () => {
    const bad = input.value.trim() !== "" && typed(input.value) === null;
    input.setAttribute("aria-invalid", String(bad));
    wrong.textContent = bad ? "A number from 0 to 100 is wanted." : "";
  };
  const enter = () => {
    state.answers[name] = input.value;
    judge();
    keep();
    count(year);
  };
  const input = el("input", { id, inputmode: "decimal", autocomplete: "off", maxlength: 8, "aria-describedby": `${id}-wrong`, oninput: enter,
    onkeydown: (pressed) => {
      if (pressed.key !== "Enter") return;
      pressed.preventDefault(); // or the button, focused now, would take it for its own
      const all = [...document.querySelectorAll(".answer input")];
      (all[all.indexOf(input) + 1] ?? document.getElementById("reveal")).focus();
    } });
  input.value = state.answers[name] ?? "";
  judge();
  const chip = (number) => el("button", { type: "button", tabindex: -1, "aria-label": `${number} per cent`, onclick: () => {
    input.value = number;
    enter();
  } }, String(number));
  return el("fieldset", {}, el("legend", {}, pair(one)), facts(one),
    el("div", { class: "answer" },
      el("label", { for: id }, `How likely is it that ${one.outcome === "onset" ? "a tie begins" : "their tie lapses"} in ${year.year}?`),
      input, "%", el("span", { class: "chips" }, CHIPS.map(chip)), wrong));
}

const without = (year) => year.questions.filter((one) => own(year, one) === null).length;

function count(year) {
  const empty = without(year);
  document.getElementById("empty").textContent = empty === 0 ? "All pairs have a number." : `${plural(empty, "pair is", "pairs are")} still empty and would not be scored.`;
}

function asking(year) {
  const rate = (outcome) => year.questions.find((one) => one.outcome === outcome)?.p[BASE];
  const [begun, ended] = [rate("onset"), rate("ending")];
  const group = (outcome, heading, hint) => {
    const cards = year.questions.filter((one) => one.outcome === outcome).map((one) => card(year, one));
    return cards.length ? [el("h3", {}, heading), el("p", { class: "hint" }, hint), el("div", { class: "cards" }, cards)] : [];
  };
  return [
    el("h2", {}, `Your forecast for ${year.year}`),
    group("onset", "Not aligned: will a tie begin?", begun && `Of 100 such pairs, ${(100 * begun).toFixed(1)} began one within a year, in the years before: that is the base rate.`),
    group("ending", "Aligned: will the tie lapse?", ended && `Of 100 such pairs, ${(100 * ended).toFixed(1)} lost it within a year, in the years before: that is the base rate.`),
    el("div", { class: "go" },
      el("button", { id: "reveal", type: "button", class: "main", onclick: () => {
        state.revealed = state.at + 1;
        keep();
        draw("result");
      } }, `Reveal ${year.year}`),
      el("span", { id: "empty", class: "hint screen", role: "status" })),
  ];
}

function outcomes(year) {
  const gains = (one) => (own(year, one) === null || one.shifted === null ? "–" : signed(score(own(year, one), one.shifted) - score(one.p[BASE], one.shifted)));
  const head = ["Pair, and what happened", "You", "Base rate", "Theories", "Your gain, nats"];
  const kind = (i) => (i === 3 ? "number optional" : i ? "number" : null);
  const range = (one) => {
    const all = one.p.filter((p, place) => p !== null && !lesson.theories[place].baseline && !lesson.theories[place].pool);
    return all.length ? `${percent(Math.min(...all)).replace(" %", "")} to ${percent(Math.max(...all))}` : "–";
  };
  return el("div", { class: "scroll" }, el("table", { class: "figures" },
    el("caption", {}, "Probabilities of a change; the gain is above 0 where you gave what happened more than the base rate did."),
    el("thead", {}, el("tr", {}, head.map((word, i) => el("th", { scope: "col", class: kind(i) }, word)))),
    el("tbody", {}, year.questions.map((one) => el("tr", {},
      el("th", { scope: "row" }, pair(one), el("span", { class: one.shifted ? "changed" : "same" }, became(one))),
      el("td", { class: "number" }, percent(own(year, one))),
      el("td", { class: "number" }, percent(one.p[BASE])),
      el("td", { class: "number optional" }, range(one)),
      el("td", { class: "number" }, gains(one)))))));
}

function others(year) {
  const asked = new Set(year.questions.map((one) => key(year, one)));
  const rest = year.shifts.filter((one) => !asked.has(key(year, one)));
  if (!rest.length) return el("p", { class: "hint" }, `No other pair changed in ${year.year}.`);
  return el("details", {}, el("summary", {}, `${plural(rest.length, "other change", "other changes")} in ${year.year}, about which you were not asked`),
    el("ul", {}, rest.map((one) => el("li", {}, `${pair(one)}: ${became({ ...one, shifted: true })}.`))));
}

function result(year) {
  const known = year.questions.filter((one) => one.shifted !== null);
  const mine = tally(FORECASTERS[0], judged(state.at, state.at + 1));
  const changed = known.filter((one) => one.shifted).length;
  const came = changed === 0 ? "None of the pairs changed" : `${changed} of ${plural(known.length, "pair", "pairs")} changed`;
  const yours = mine.n ? `; you expected ${mine.expected.toFixed(1)}. Against the base rate you ${mine.gain >= 0 ? "gained" : "lost"} ${Math.abs(mine.gain).toFixed(2)} nats.` : "; you gave no forecast.";
  return [
    el("h2", { id: "result", tabindex: -1 }, `What happened in ${year.year}`),
    el("p", { class: "sentence", role: "status" }, came + yours),
    outcomes(year), others(year),
    state.at < last ? el("div", { class: "go" }, el("button", { id: "next", type: "button", class: "main", onclick: () => {
      state.at += 1;
      keep();
      draw("eve");
    } }, `Go on to ${years[state.at + 1].year}`)) : "",
  ];
}

/* One short sentence, and what it rests on. */
function verdict(rows, you) {
  const than = (gap, name) => `${Math.abs(gap).toFixed(2)} ${gap >= 0 ? "ahead of" : "behind"} ${name}`;
  const best = bestTheory(rows);
  const parts = [`${than(you.gain, "the base rate")}`, Number.isNaN(you.over) ? "" : than(you.over, "no change"), best ? `${than(you.gain - best.gain, `the best theory so far, ${label(best).toLowerCase()}`)}` : ""].filter(Boolean);
  const time = `After ${plural(state.revealed, "year", "years")} and ${plural(you.n, "pair", "pairs")} you are, in nats, ${listed(parts)}.`;
  const counts = ` You expected ${you.expected.toFixed(1)} changes; ${you.actual} came.`;
  return time + counts;
}

function doubt(you) {
  const [low, high] = interval(you);
  const reach = `Had other years of this span come more often, your gain would lie between ${signed(low)} and ${signed(high)} in 9 of 10 cases: `;
  return reach + (low > 0 ? "more than luck of the years." : high < 0 ? "worse than the base rate, and hardly by bad luck." : "it may be luck.");
}

function scoreboard() {
  const rows = standings(state.revealed);
  const you = rows.find((row) => row.you);
  if (!you) return state.revealed ? [el("h2", {}, "Scoreboard"), el("p", {}, "You have given no forecast that can be scored yet.")] : [];
  const done = state.revealed > last;
  const best = bestTheory(rows);
  const few = rows.filter((row) => row.you || row === best || ["base_rate", "persistence"].includes(row.name));
  return [
    el("h2", { id: "board" }, "Scoreboard"),
    el("p", { class: "sentence", role: "status" }, verdict(rows, you)),
    done && lesson.resample.length ? el("p", { class: "sentence" }, doubt(you)) : "",
    board(few, done, best, "On the pairs that you gave a number. 0 is as good as the base rate; +0.69 is, on one pair, twice its probability for what happened. The best theory is chosen with hindsight, year by year anew."),
    el("details", {}, el("summary", {}, `All ${rows.length} forecasters: you are ${ordinal(rows.indexOf(you) + 1)}`),
      board(rows, done, best, "A forecaster that gave no probability to a pair is not scored on it; compare those of equal pairs.")),
  ];
}

const ordinal = (place) => `${place}${[11, 12, 13].includes(place % 100) ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th")}`;

function board(rows, done, best, caption) {
  const reach = Math.max(0.01, ...rows.map((row) => Math.abs(row.gain)));
  const sure = done && lesson.resample.length > 0;
  const head = ["Forecaster", "Gain over base rate, nats", sure ? "5 % to 95 %" : "", "", "Gain over no change", "Brier skill", "Expected", "Came", "Pairs"];
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
    signed(row.gain), sure ? interval(row).map((x) => signed(x)).join(" to ") : "", swing(row),
    Number.isNaN(row.over) ? "–" : signed(row.over), signed(row.brier), row.expected.toFixed(1), String(row.actual), String(row.n),
  ];
  const shown = (i) => i !== 2 || sure;
  const style = (i) => `number${optional.has(i) ? " optional" : ""}`;
  return el("div", { class: "scroll" }, el("table", { class: "figures" },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, head.map((word, i) => shown(i) ? el("th", { scope: "col", class: i ? style(i) : null }, word) : ""))),
    el("tbody", {}, rows.map((row) => el("tr", { class: row.you ? "you" : null },
      el("th", { scope: "row" }, label(row), row === best ? el("span", { class: "same" }, "best theory") : ""),
      cells(row).map((cell, i) => (shown(i + 1) ? el("td", { class: style(i + 1) }, cell) : "")))))));
}

function past() {
  const shown = years.slice(0, state.at);
  if (!shown.length) return [];
  return [el("h2", {}, "Years before"), ...shown.map((year, place) => {
    const mine = tally(FORECASTERS[0], judged(place, place + 1));
    const changed = year.questions.filter((one) => one.shifted).length;
    return el("details", { class: "past" }, el("summary", {}, `${year.year}: ${changed} of ${plural(year.questions.length, "pair", "pairs")} changed; ${mine.n ? `your gain ${signed(mine.gain)} nats` : "no forecast"}`), outcomes(year), others(year));
  })];
}

/* What a class hands in. */
function answered() {
  return years.slice(0, state.revealed).flatMap((year) => year.questions.map((one) => {
    const p = own(year, one);
    const scored = p !== null && one.shifted !== null;
    const none = said(NONE)(year, one);
    return { group: state.group, timeline: lesson.timeline, run_id: lesson.run_id, year: year.year, a: one.a, b: one.b, outcome: one.outcome,
      chosen: one.chosen, p_shift: p, shifted: one.shifted, p_base_rate: one.p[BASE], p_no_change: none,
      log_score: scored ? score(p, one.shifted) : null,
      log_gain: scored ? score(p, one.shifted) - score(one.p[BASE], one.shifted) : null };
  }));
}

function asCsv(rows) {
  /* A spreadsheet takes a text that begins like a formula for one. */
  const safe = (value) => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
  const cell = (value) => (value === null ? "" : /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(safe))].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function asJson() {
  const bounds = (row) => (state.revealed > last && lesson.resample.length ? interval(row) : [null, null]);
  const scores = standings(state.revealed).map((row) => ({ forecaster: row.you ? "you" : row.name, log_gain: row.gain, low: bounds(row)[0], high: bounds(row)[1],
    log_gain_no_change: Number.isNaN(row.over) ? null : row.over, brier_skill: row.brier, expected: row.expected, actual: row.actual, n: row.n }));
  const { timeline, title: named, run_id, seed, likeliest, lots } = lesson;
  return JSON.stringify({ group: state.group, timeline, title: named, run_id, seed, likeliest, lots, years: state.revealed, scores, forecasts: answered() }, null, 1);
}

function hand(text, ending, kind) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: kind })), download: `${lesson.timeline}-forecasts.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/* What the coders warn of may tell what happened: it is said when all is known. */
function caveats() {
  if (state.revealed <= last || !lesson.caveats?.length) return [];
  return [el("h2", {}, "What the coders warn of"), el("ul", { id: "caveats" }, lesson.caveats.map((text) => el("li", {}, text)))];
}

function handing() {
  if (!state.revealed) return [];
  let sure = false;
  const group = el("input", { id: "group", autocomplete: "off", maxlength: 80, oninput: () => {
    state.group = group.value;
    keep();
  } });
  group.value = state.group;
  return [
    el("h2", {}, "Hand in, or begin again"),
    el("p", { class: "name" }, el("label", { for: "group" }, "Your name or group, for the file that you hand in (optional)"), group),
    el("div", { class: "go" },
      el("button", { id: "csv", type: "button", onclick: () => hand(asCsv(answered()), "csv", "text/csv") }, "Save as CSV"),
      el("button", { id: "json", type: "button", onclick: () => hand(asJson(), "json", "application/json") }, "Save as JSON"),
      el("button", { id: "print", type: "button", onclick: () => print() }, "Print"),
      el("button", { id: "again", type: "button", onclick: (pressed) => {
        if (!sure) {
          sure = true;
          pressed.target.textContent = "Really erase all forecasts?";
          return;
        }
        state = { ...nothing(), group: state.group };
        keep();
        draw("eve");
      } }, "Begin again")),
  ];
}

function steps() {
  return el("ol", { class: "steps", "aria-hidden": "true" }, years.map((year, place) => el("li", { class: place < state.revealed ? "done" : place === state.at ? "now" : null, title: year.year })));
}

function draw(focus = null) {
  const year = years[state.at];
  const revealed = state.revealed > state.at;
  document.getElementById("lesson").replaceChildren(
    steps(), el("p", { class: "hint" }, `Year ${state.at + 1} of ${years.length}`),
    ...(revealed ? result(year) : [...eve(year), ...asking(year)]).flat().filter(Boolean),
    ...scoreboard().filter(Boolean), ...past(), ...caveats(), ...handing());
  if (!revealed) count(year);
  if (focus) document.getElementById(focus).focus();
  if (focus) document.getElementById(focus).scrollIntoView();
}

/* On paper all is open; on the screen again what was open before. */
let shut = [];
addEventListener("beforeprint", () => {
  shut = [...document.querySelectorAll("main details:not([open])")];
  shut.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => shut.forEach((one) => { one.open = false; }));

draw();

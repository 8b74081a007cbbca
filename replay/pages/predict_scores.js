/* Scores: the logarithm of what was given to what happened, of everyone alike. */
const clipped = (p) => Math.min(Math.max(p, lesson.floor), 1 - lesson.floor);
const score = (p, shifted) => Math.log(shifted ? p : 1 - p);
const key = (year, one) => `${year.year} ${one.a} ${one.b}`;
const typed = (text) => {
  const plain = String(text ?? "")
    .trim()
    .replace(",", ".")
    .replace(/\s*%$/, "");
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
  return years
    .slice(from, to)
    .flatMap((year, offset) =>
      year.questions
        .filter((one) => one.shifted !== null && own(year, one) !== null)
        .map((one) => ({ year, one, place: from + offset })),
    );
}

function tally(forecaster, cases) {
  const sum = {
    gain: 0,
    over: 0,
    errors: 0,
    base: 0,
    expected: 0,
    actual: 0,
    n: 0,
    years: years.map(() => 0),
  };
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
  const drawn = lesson.resample.map((times) =>
    times.reduce((sum, count, i) => sum + count * row.years[i], 0),
  );
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
  return FORECASTERS.map((one) => tally(one, cases))
    .filter((row) => row.n > 0)
    .sort((a, b) => b.gain - a.gain);
}
/* Of the theories that spoke of all these pairs; of any, where none did. */
function bestTheory(rows) {
  const theories = rows.filter((row) => !row.you && !row.baseline && !row.pool);
  const most = Math.max(...theories.map((row) => row.n));
  return theories.find((row) => row.n === most);
}

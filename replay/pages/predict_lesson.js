"use strict";
/* A lesson: the eve of a year, a forecast, what happened, a score. This first part knows the data and what is
   kept; the other parts follow in files of their own, which are laid one behind another. */

const lesson = JSON.parse(document.getElementById("data").textContent);
const years = lesson.years;
const last = years.length - 1;
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const CHIPS = [1, 2, 5, 10, 20, 30, 50, 80];

/* What is kept: answers by pair and year, how many years are revealed, which one is looked at. */
const PLACE = `replay-predict ${lesson.run_id} ${lesson.likeliest} ${lesson.lots} ${years[0].year} ${years[last].year}`;
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

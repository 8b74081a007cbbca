/* Questions: a card for each pair, with what is known of it and a field for one's forecast. */

/* How much a state fears the other of the pair, and whom it fears most. */
function fears(one, code, other) {
  const felt = one.felt.find((row) => row.observer === code && row.threat !== null);
  const most = one.feared.filter((row) => row.state === code);
  if (!felt) return "";
  const first = `${title(code)} fears ${title(other)}: ${felt.threat.toFixed(2)}`;
  if (most.some((row) => row.threat_from === other)) return el("li", {}, `${first}, nobody more.`);
  const named = listed(most.map((row) => title(row.threat_from)));
  return el(
    "li",
    {},
    most.length ? `${first}; most of all ${named}: ${most[0].threat.toFixed(2)}.` : `${first}.`,
  );
}

function facts(one) {
  return el(
    "ul",
    {},
    one.tie
      ? el("li", {}, `Aligned since ${dated(one.tie.since)}: ${one.tie.pacts}.`)
      : el(
          "li",
          {},
          one.parted
            ? `Not aligned since ${dated(one.parted)}.`
            : "Not aligned, and not before on this record.",
        ),
    fears(one, one.a, one.b),
    fears(one, one.b, one.a),
    one.between.map((event) => el("li", {}, `${dated(event.date, event.precision)}: ${told(event)}`)),
  );
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
  const input = el("input", {
    id,
    inputmode: "decimal",
    autocomplete: "off",
    maxlength: 8,
    "aria-describedby": `${id}-wrong`,
    oninput: enter,
    onkeydown: (pressed) => {
      if (pressed.key !== "Enter") return;
      pressed.preventDefault(); // or the button, focused now, would take it for its own
      const all = [...document.querySelectorAll(".answer input")];
      (all[all.indexOf(input) + 1] ?? document.getElementById("reveal")).focus();
    },
  });
  input.value = state.answers[name] ?? "";
  judge();
  const chip = (number) =>
    el(
      "button",
      {
        type: "button",
        tabindex: -1,
        "aria-label": `${number} per cent`,
        onclick: () => {
          input.value = number;
          enter();
        },
      },
      String(number),
    );
  return el(
    "fieldset",
    {},
    el("legend", {}, pair(one)),
    facts(one),
    el(
      "div",
      { class: "answer" },
      el(
        "label",
        { for: id },
        `How likely is it that ${one.outcome === "onset" ? "a tie begins" : "their tie lapses"} in ${year.year}?`,
      ),
      input,
      "%",
      el("span", { class: "chips" }, CHIPS.map(chip)),
      wrong,
    ),
  );
}

const without = (year) => year.questions.filter((one) => own(year, one) === null).length;

function count(year) {
  const empty = without(year);
  document.getElementById("empty").textContent =
    empty === 0
      ? "All pairs have a number."
      : `${plural(empty, "pair is", "pairs are")} still empty and would not be scored.`;
}

function asking(year) {
  const rate = (outcome) => year.questions.find((one) => one.outcome === outcome)?.p[BASE];
  const [begun, ended] = [rate("onset"), rate("ending")];
  const group = (outcome, heading, hint) => {
    const cards = year.questions.filter((one) => one.outcome === outcome).map((one) => card(year, one));
    return cards.length
      ? [el("h3", {}, heading), el("p", { class: "hint" }, hint), el("div", { class: "cards" }, cards)]
      : [];
  };
  return [
    el("h2", {}, `Your forecast for ${year.year}`),
    group(
      "onset",
      "Not aligned: will a tie begin?",
      begun &&
        `Of 100 such pairs, ${(100 * begun).toFixed(1)} began one within a year, in the years before: that is the base rate.`,
    ),
    group(
      "ending",
      "Aligned: will the tie lapse?",
      ended &&
        `Of 100 such pairs, ${(100 * ended).toFixed(1)} lost it within a year, in the years before: that is the base rate.`,
    ),
    el(
      "div",
      { class: "go" },
      el(
        "button",
        {
          id: "reveal",
          type: "button",
          class: "main",
          onclick: () => {
            state.revealed = state.at + 1;
            keep();
            draw("result");
          },
        },
        `Reveal ${year.year}`,
      ),
      el("span", { id: "empty", class: "hint screen", role: "status" }),
    ),
  ];
}

/* The page as a whole, drawn anew at each step. */

function steps() {
  return el(
    "ol",
    { class: "steps", "aria-hidden": "true" },
    years.map((year, place) =>
      el("li", {
        class: place < state.revealed ? "done" : place === state.at ? "now" : null,
        title: year.year,
      }),
    ),
  );
}

function draw(focus = null) {
  const year = years[state.at];
  const revealed = state.revealed > state.at;
  document
    .getElementById("lesson")
    .replaceChildren(
      steps(),
      el("p", { class: "hint" }, `Year ${state.at + 1} of ${years.length}`),
      ...(revealed ? result(year) : [...eve(year), ...asking(year)]).flat().filter(Boolean),
      ...scoreboard().filter(Boolean),
      ...past(),
      ...caveats(),
      ...handing(),
    );
  if (!revealed) count(year);
  if (focus) document.getElementById(focus).focus();
  if (focus) document.getElementById(focus).scrollIntoView();
}

/* On paper all is open; on the screen again what was open before. */
let shut = [];
addEventListener("beforeprint", () => {
  shut = [...document.querySelectorAll("main details:not([open])")];
  shut.forEach((one) => {
    one.open = true;
  });
});
addEventListener("afterprint", () =>
  shut.forEach((one) => {
    one.open = false;
  }),
);

draw();

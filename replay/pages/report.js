"use strict";
(() => {
  const store = JSON.parse(document.getElementById("store").textContent);
  const telephone = window.matchMedia("screen and (max-width: 40rem)");
  const figures = [...document.querySelectorAll("figure[data-figure]")];
  const chosen = {};
  const shown = new Map(); // what Vega draws of each figure, which goes on working until it is ended
  const asked = new Map(); // how often each was to be drawn, since the last wish counts
  const ROOM = 1.6; // how many times as wide as its place a figure may be to be shrunk to it

  // Figures: the specification that fits the screen, with the data that it names. Each is drawn aside and
  // then put in its place, so that there is never none; Vega names the element that it draws in itself,
  // which therefore stands inside of the one that bears our words.
  async function draw(figure) {
    const turn = (asked.get(figure) ?? 0) + 1;
    asked.set(figure, turn);
    try {
      const [made, plot, controls] = await drawnAside(figure.dataset.figure);
      if (asked.get(figure) === turn) put(figure, made, plot, controls);
      else made.finalize();
    } catch (fault) {
      if (asked.get(figure) === turn) admit(figure, fault);
    }
  }
  async function drawnAside(name) {
    const parts = store.figures[name];
    const data = Object.fromEntries(parts.data.map((key) => [key, store.data[key]]));
    const spec = { ...(telephone.matches ? parts.narrow : parts.wide), datasets: { ...data, ...chosen[name] } };
    const [plot, controls] = [document.createElement("div"), document.createElement("div")];
    plot.setAttribute("aria-hidden", "true");
    const made = await vegaEmbed(plot, structuredClone(spec), {
      actions: false, bind: controls, defaultStyle: false, mode: "vega-lite", renderer: "svg",
      tooltip: { theme: "page" },
    });
    return [made, plot, controls];
  }
  function put(figure, made, plot, controls) {
    const before = shown.get(figure);
    // What a reader has set with a slider stays as it was set, whichever way the figure is drawn.
    for (const { name } of controls.querySelectorAll("input[name]")) {
      if (before) made.view.signal(name, before.view.signal(name));
    }
    made.view.run();
    figure.querySelector(".plot").replaceChildren(plot);
    figure.querySelector(".controls").replaceChildren(controls);
    figure.querySelector(".trouble").textContent = "";
    shown.set(figure, made);
    before?.finalize();
    fit(figure);
  }
  function admit(figure, fault) {
    figure.querySelector(".plot").replaceChildren();
    figure.querySelector(".controls").replaceChildren();
    figure.querySelector(".trouble").textContent =
      `This figure could not be drawn (${fault.message ?? fault}); its numbers stand in the table below.`;
    shown.get(figure)?.finalize();
    shown.delete(figure);
  }
  // What would be too small to read is not shrunk to fit, but moved along, by keys too.
  function fit(figure) {
    const room = figure.querySelector(".plot");
    const svg = room.querySelector("svg");
    const moved = Boolean(svg) && Number(svg.getAttribute("width")) > ROOM * room.clientWidth;
    svg?.classList.toggle("moved", moved);
    if (moved) room.tabIndex = 0; else room.removeAttribute("tabindex");
  }
  async function drawAll() {
    for (const figure of figures) await draw(figure);
    document.documentElement.dataset.drawn = "yes";
  }

  // A link to a chapter that is folded whole unfolds it.
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.matches(".folded")) return;
    for (const one of target.querySelectorAll("details")) one.open = true;
  }

  // On paper nothing can be unfolded: all but the numbers of figures stands there.
  const onPaper = [];
  let printing = false;
  function unfoldAll() {
    printing = true;
    const folded = [...document.querySelectorAll("details:not([open])")].filter((one) => !one.closest("figure"));
    onPaper.push(...folded);
    for (const one of folded) one.open = true;
  }
  function foldAgain() {
    printing = false;
    for (const one of onPaper.splice(0)) one.open = false;
  }

  // The threat over time: two states are chosen, and the figure, its words and its numbers follow.
  function rowsOf(key) {
    const [finding, course, events] = store.pairs.of[key];
    const texts = store.pairs.texts;
    return {
      finding,
      course: course.map(([year, threat, low, high]) => ({ year, at: year + store.pairs.end, threat, low, high })),
      events: events.map(([at, date, sign, points, text], place) => ({ number: place + 1, date, sign, points, what: texts[text], at })),
    };
  }
  function lay(rows, caption) {
    const made = document.querySelector("#figure-threat .numbers .scroll").cloneNode(true);
    const names = rows.length ? Object.keys(rows[0]).filter((name) => name !== "at") : [];
    made.setAttribute("aria-label", caption);
    made.querySelector("caption").textContent = caption;
    made.querySelector("thead tr").replaceChildren(...names.map((name) => {
      const head = document.createElement("th");
      const button = document.createElement("button");
      head.scope = "col";
      head.setAttribute("aria-sort", "none");
      button.type = "button";
      button.textContent = name;
      head.append(button);
      return head;
    }));
    made.querySelector("tbody").replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      line.append(...names.map((name) => {
        const cell = document.createElement("td");
        cell.textContent = typeof row[name] === "number" && !Number.isInteger(row[name]) ? row[name].toFixed(3) : row[name] ?? "-";
        return cell;
      }));
      return line;
    }));
    return made;
  }
  function tell(figure, told) {
    figure.querySelector("h3").textContent = told.finding;
    figure.querySelector(".plot").setAttribute("aria-label", `${told.finding}. The numbers stand in a table below the figure.`);
    figure.querySelector(".events").replaceChildren(...told.events.map((row) => {
      const line = document.createElement("li");
      line.textContent = `${row.date}, ${row.sign}: ${row.what}`;
      return line;
    }));
  }
  function choosing() {
    const figure = document.getElementById("figure-threat");
    if (!figure) return;
    const [observer, observed] = figure.querySelectorAll("select");
    const keys = Object.keys(store.pairs.of);
    const fill = (wanted) => {
      const fitting = keys.map((key) => key.split(" ")).filter(([one]) => one === observer.value).map(([, other]) => other);
      fitting.sort((one, other) => store.pairs.names[one].localeCompare(store.pairs.names[other]));
      observed.replaceChildren(...fitting.map((code) => new Option(store.pairs.names[code], code)));
      if (fitting.includes(wanted)) observed.value = wanted;
    };
    const show = (redraw) => {
      const told = rowsOf(`${observer.value} ${observed.value}`);
      chosen.threat = { course: told.course, events: told.events };
      tell(figure, told);
      if (!redraw) return;
      figure.querySelector(".numbers").replaceChildren(lay(told.course, told.finding), lay(told.events, "The events that left most"));
      draw(figure);
    };
    const [first, other] = keys[0].split(" ");
    observer.value = first;
    fill(other);
    show(false);
    observer.addEventListener("change", () => { fill(observed.value); show(true); });
    observed.addEventListener("change", () => show(true));
    figure.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  }

  // Tables: a header that is pressed sorts, and pressed again sorts the other way; what is unknown comes last.
  document.addEventListener("click", (event) => {
    const head = event.target.closest("th[aria-sort]");
    if (!head || !event.target.closest("button")) return;
    const table = head.closest("table");
    const place = [...head.parentNode.children].indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    const value = (row) => row.children[place].textContent.trim();
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const numeric = rows.every((row) => value(row) === "-" || /^[-+]?[0-9.]+( %)?$/.test(value(row)));
    const compare = numeric
      ? (one, two) => parseFloat(one) - parseFloat(two)
      : (one, two) => one.localeCompare(two);
    rows.sort((one, two) => {
      const [a, b] = [value(one), value(two)];
      if (a === "-" || b === "-") return (a === "-") - (b === "-");
      return down ? compare(b, a) : compare(a, b);
    });
    body.append(...rows);
    for (const other of head.parentNode.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  });

  choosing();
  drawAll();
  unfold();
  telephone.addEventListener("change", () => { if (!printing) drawAll(); });
  window.addEventListener("resize", () => { if (!printing) figures.forEach(fit); });
  window.addEventListener("beforeprint", unfoldAll);
  window.addEventListener("afterprint", foldAgain);
  window.addEventListener("hashchange", unfold);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link?.hash === location.hash) unfold(); // followed twice, a link changes no hash
  });
})();

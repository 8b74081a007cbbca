"use strict";
(() => {
  const store = JSON.parse(document.getElementById("store").textContent);
  const telephone = window.matchMedia("(max-width: 40rem)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = {};
  const ROOM = 1.6; // how many times as wide as its place a figure may be to be shrunk to it

  // Figures: the specification that fits the screen, with the data that it names. Each is drawn aside and
  // then put in its place, so that there is never none; Vega names the element that it draws in itself,
  // which therefore stands inside of the one that bears our words.
  async function draw(figure) {
    const name = figure.dataset.figure;
    const parts = store.figures[name];
    const small = telephone.matches;
    const data = Object.fromEntries(parts.data.map((key) => [key, store.data[key]]));
    const spec = { ...(small ? parts.narrow : parts.wide), datasets: { ...data, ...chosen[name] } };
    const [plot, controls] = [document.createElement("div"), document.createElement("div")];
    plot.setAttribute("aria-hidden", "true");
    await vegaEmbed(plot, structuredClone(spec), {
      actions: false, bind: controls, defaultStyle: false, mode: "vega-lite", renderer: "svg",
      tooltip: { theme: dark.matches ? "dark" : "light" },
    });
    if (small !== telephone.matches) return;
    const room = figure.querySelector(".plot");
    room.replaceChildren(plot);
    // What would be too small to read is not shrunk to fit, but moved along, by keys too.
    const svg = plot.querySelector("svg");
    const moved = Number(svg.getAttribute("width")) > ROOM * room.clientWidth;
    svg.classList.toggle("moved", moved);
    if (moved) room.tabIndex = 0; else room.removeAttribute("tabindex");
    figure.querySelector(".controls").replaceChildren(controls);
  }
  async function drawAll() {
    for (const figure of document.querySelectorAll("figure[data-figure]")) await draw(figure);
    document.documentElement.dataset.drawn = "yes";
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
  telephone.addEventListener("change", drawAll);
})();

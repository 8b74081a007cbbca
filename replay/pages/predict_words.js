/* Words: names, numbers and dates as they are read. */
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
const listed = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
function dated(day, precision = "day") {
  const [year, month, date] = day.split("-");
  return precision === "year"
    ? year
    : precision === "month"
      ? `${MONTHS[month - 1]} ${year}`
      : `${Number(date)} ${MONTHS[month - 1]} ${year}`;
}
const told = (event) => {
  const names = (codes) => listed(codes.split(";").filter(Boolean).map(title));
  const acted = `${event.kind.replaceAll("_", " ")}: ${names(event.initiator)}${event.target ? ` → ${names(event.target)}` : ""}`;
  const late =
    event.day.slice(0, 4) === event.date.slice(0, 4) ? "" : ` Became known on ${dated(event.day)}.`;
  return (event.description || acted) + late;
};
const became = (one) => {
  if (one.shifted === null)
    return "Not scored: what became of it is not known, or a state of the two was gone";
  if (!one.shifted) return one.outcome === "onset" ? "No tie began" : "The tie held";
  const how = one.pact ? `: ${lesson.pacts[one.pact] ?? one.pact}` : "";
  return `${one.outcome === "onset" ? "A tie began" : "The tie lapsed"}${one.day ? ` on ${dated(one.day)}` : ""}${how}`;
};

/* Elements: whatever comes from the ledger is put on the page as text, never as markup. */
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

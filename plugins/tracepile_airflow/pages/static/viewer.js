"use strict";
// Steps through a recorded run. All text is set as text: nothing of a program is ever read as markup.
const viewer = document.getElementById("viewer");
const count = Number(viewer.dataset.count);
const size = Number(viewer.dataset.window);
const windows = new Map();
const lines = [...viewer.querySelectorAll(".source li")];
const slider = document.getElementById("slider");
const which = document.getElementById("which");
let current = 0;
let wanted = 0;

function make(name, text, kind) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function load(step) {
  const first = Math.floor(step / size) * size;
  if (!windows.has(first)) {
    const address = `${viewer.dataset.steps}?first=${first}&count=${size}`;
    windows.set(
      first,
      fetch(address).then((answer) => {
        if (!answer.ok) {
          windows.delete(first);
          throw new Error(`The steps could not be read (${answer.status}).`);
        }
        return answer.json();
      }),
    );
  }
  return windows.get(first);
}

function showLine(step) {
  for (const line of lines) line.classList.remove("now", "below");
  step.stack.slice(1).forEach((frame) => lines[frame.line - 1]?.classList.add("below"));
  const line = lines[step.line - 1];
  if (line) {
    line.classList.add("now");
    line.scrollIntoView({ block: "nearest" });
  }
}

function showEffects(step) {
  const place = document.getElementById("does");
  place.replaceChildren();
  const verbs = { call: "calls", line: "runs", return: "returns", exception: "raises" };
  const head = make("p");
  head.append(make("strong", `${step.function} ${verbs[step.kind]}`), ` line ${step.line}`);
  if (step.kind === "line" && step.visit > 1) head.append(`, visit ${step.visit}`);
  if (step.value !== null) head.append(": ", make("code", step.value));
  place.append(head);
  if (step.changes.length) {
    const list = make("ul", undefined, "changes");
    for (const change of step.changes) {
      const item = make("li");
      item.append(make("code", change.path), change.value === null ? " is gone" : " → ");
      if (change.value !== null) item.append(make("code", change.value));
      list.append(item);
    }
    place.append(list);
  }
}

function showStack(step, before) {
  const known = new Map();
  for (const frame of before?.stack ?? []) {
    for (const variable of frame.variables) known.set(`${frame.frame} ${variable.name}`, variable.value);
  }
  const place = document.getElementById("stack");
  place.replaceChildren();
  step.stack.forEach((frame, depth) => {
    const box = make("section", undefined, depth ? "frame" : "frame top");
    box.append(make("h3", `${frame.function}, line ${frame.line}`));
    const table = make("table");
    for (const variable of frame.variables) {
      const row = make("tr");
      if (before && known.get(`${frame.frame} ${variable.name}`) !== variable.value) row.className = "changed";
      const value = make("td");
      value.append(make("code", variable.value));
      row.append(make("th", variable.name), value, make("td", variable.type, "type"));
      table.append(row);
    }
    if (frame.variables.length) box.append(table);
    place.append(box);
  });
}

function showRationale(number) {
  for (const list of viewer.querySelectorAll(".rationale")) {
    list.hidden = list.dataset.rationale !== which.value;
    if (list.hidden) continue;
    const told = [...list.querySelectorAll("li[data-first]")];
    const fits = told.filter((item) => Number(item.dataset.first) <= number && number <= Number(item.dataset.last));
    const narrowest = (item) => Number(item.dataset.last) - Number(item.dataset.first);
    fits.sort((a, b) => narrowest(a) - narrowest(b));
    for (const item of told) {
      item.classList.toggle("now", item === fits[0]);
      item.classList.toggle("around", fits.indexOf(item) > 0);
    }
    fits[0]?.scrollIntoView({ block: "nearest" });
  }
}

async function show(number) {
  if (!count) return;
  wanted = Math.max(0, Math.min(count - 1, number));
  const target = wanted;
  let page, before;
  try {
    page = await load(target);
    before = target ? await load(target - 1) : null;
  } catch (error) {
    document.getElementById("where").textContent = error.message;
    return;
  }
  if (target !== wanted) return; // another key was pressed meanwhile
  current = target;
  const step = page.steps[current - page.first];
  const earlier = before ? before.steps[current - 1 - before.first] : null;
  showLine(step);
  showEffects(step);
  showStack(step, earlier);
  const printed = page.steps.slice(0, current - page.first + 1).map((found) => found.printed);
  const output = document.getElementById("printed");
  output.textContent = page.output + printed.join("");
  output.scrollTop = output.scrollHeight;
  if (which) showRationale(current);
  slider.value = String(current);
  document.getElementById("where").textContent = `step ${current + 1} of ${count}`;
  history.replaceState(null, "", `#${current}`);
  if (current % size > size - 10 && current + size < count) load(current + size);
}

// Look for the nearest step on that side that fits; the last step if there is none.
async function seek(fits, direction = 1) {
  let number = current + direction;
  for (; number >= 0 && number < count; number += direction) {
    const page = await load(number);
    if (fits(page.steps[number - page.first])) break;
  }
  show(number);
}

async function depthNow() {
  const page = await load(current);
  return page.steps[current - page.first].stack.length;
}

const moves = {
  first: () => show(0),
  back: () => show(wanted - 1),
  on: () => show(wanted + 1),
  last: () => show(count - 1),
  over: async () => {
    const depth = await depthNow();
    seek((step) => step.stack.length <= depth);
  },
  out: async () => {
    const depth = await depthNow();
    seek((step) => step.stack.length < depth);
  },
};
const keys = { ArrowLeft: "back", ArrowRight: "on", ArrowDown: "over", ArrowUp: "out", Home: "first", End: "last" };

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=range]), select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const jump = { PageDown: 10, PageUp: -10 }[event.key];
  if (!jump && !(event.key in keys)) return;
  event.preventDefault();
  if (jump) show(wanted + jump);
  else moves[keys[event.key]]();
});
viewer.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (button) moves[button.dataset.go]();
  const line = event.target.closest(".source li");
  if (line) {
    const number = lines.indexOf(line) + 1;
    seek((step) => step.line === number);
  }
});
slider.addEventListener("input", () => show(Number(slider.value)));
if (which) {
  const asked = new URLSearchParams(location.search).get("rationale");
  if ([...which.options].some((option) => option.value === asked)) which.value = asked;
  which.addEventListener("change", () => showRationale(current));
}
viewer.focus({ preventScroll: true }); // inside Airflow's page too, the arrow keys work at once
show(Number(location.hash.slice(1)) || 0);

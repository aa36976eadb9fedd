"use strict";
// The virtual list of tasks: only visible rows, and a few around them, are in the document.
const tiles = { at: new Map(), focused: 0, columns: 1, width: 1, rendered: "" };
const TILE = { minWidth: 210, gap: 14, textHeight: 60, overscanRows: 2 };

const byId = (id) => document.getElementById(id);

// An element with attributes and children; strings become text nodes.
const createElement = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

tiles.rowHeight = () => Math.round(tiles.width * 0.72) + TILE.textHeight + TILE.gap;

tiles.measure = () => {
  const whole = byId("tasks").clientWidth;
  tiles.columns = Math.max(1, Math.floor((whole + TILE.gap) / (TILE.minWidth + TILE.gap)));
  tiles.width = (whole - TILE.gap * (tiles.columns - 1)) / tiles.columns;
  const rows = Math.ceil(report.matches.length / tiles.columns);
  byId("tasks").style.height = `${rows * tiles.rowHeight()}px`;
};

// The range of visible positions, end excluded.
tiles.visibleRange = () => {
  const top = byId("tasks").getBoundingClientRect().top;
  const first = Math.floor(-top / tiles.rowHeight()) - TILE.overscanRows;
  const rows = Math.ceil(window.innerHeight / tiles.rowHeight()) + 2 * TILE.overscanRows + 1;
  const begin = Math.max(0, first) * tiles.columns;
  return [begin, Math.min(report.matches.length, begin + rows * tiles.columns)];
};

tiles.draw = () => {
  const [begin, end] = tiles.visibleRange();
  for (const [position, tile] of tiles.at) {
    if ((position < begin || position >= end) && !tile.contains(document.activeElement)) {
      tile.remove();
      tiles.at.delete(position);
    }
  }
  for (let position = begin; position < end; position += 1) {
    if (!tiles.at.has(position)) tiles.add(position);
  }
};

tiles.add = (position) => {
  const tile = tiles.make(position, report.matches[position]);
  // In the order of the tasks, for screen readers.
  const after = [...tiles.at.keys()].filter((other) => other > position);
  const before = after.length > 0 ? tiles.at.get(Math.min(...after)) : null;
  byId("tasks").insertBefore(tile, before);
  tiles.at.set(position, tile);
};

tiles.make = (position, task) => {
  const facet = report.facets.find((one) => one.name === "problem");
  const problems = facet.counts[task].length / 2;
  const frame = createElement("span", { class: "frame" });
  if (report.thumbnails[task]) {
    frame.append(createElement("img", { src: report.thumbnails[task], alt: "", loading: "lazy" }));
  }
  const caption = createElement("span", { class: "caption" }, report.captions[task]);
  if (problems > 0) caption.append(" · ", createElement("span", { class: "problem" }, plural(problems, "problem")));
  const name = createElement("span", { class: "name" }, report.names[task]);
  const button = createElement("button", { type: "button", "data-position": position }, frame, name, caption);
  button.tabIndex = position === tiles.focused ? 0 : -1;
  const tile = createElement("div", {
    class: "task", role: "listitem", "data-task": task,
    "aria-setsize": report.matches.length, "aria-posinset": position + 1,
  }, button);
  const row = Math.floor(position / tiles.columns);
  const column = position % tiles.columns;
  tile.style.cssText = `top: ${row * tiles.rowHeight()}px; height: ${tiles.rowHeight() - TILE.gap}px;
    left: ${column * (tiles.width + TILE.gap)}px; width: ${tiles.width}px`;
  return tile;
};

// Redraw everything, after the filters or the width have changed.
tiles.restart = () => {
  for (const tile of tiles.at.values()) tile.remove();
  tiles.at.clear();
  tiles.focused = Math.min(tiles.focused, Math.max(0, report.matches.length - 1));
  tiles.measure();
  tiles.draw();
  byId("no-matches").hidden = report.matches.length > 0;
};

// Scroll to a task and focus it.
tiles.focus = (position) => {
  if (report.matches.length === 0) return;
  const old = tiles.at.get(tiles.focused)?.firstChild;
  if (old) old.tabIndex = -1;
  tiles.focused = Math.max(0, Math.min(position, report.matches.length - 1));
  const top = byId("tasks").getBoundingClientRect().top + window.scrollY;
  const y = top + Math.floor(tiles.focused / tiles.columns) * tiles.rowHeight();
  const covered = document.querySelector(".top").offsetHeight + TILE.gap;
  if (y < window.scrollY + covered) window.scrollTo(0, y - covered);
  else if (y + tiles.rowHeight() > window.scrollY + window.innerHeight) {
    window.scrollTo(0, y + tiles.rowHeight() - window.innerHeight);
  }
  tiles.draw();
  const button = tiles.at.get(tiles.focused).firstChild;
  button.tabIndex = 0;
  button.focus({ preventScroll: true });
};

tiles.keys = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const page = Math.max(1, Math.floor(window.innerHeight / tiles.rowHeight())) * tiles.columns;
  const steps = {
    ArrowRight: 1, ArrowLeft: -1, ArrowDown: tiles.columns, ArrowUp: -tiles.columns,
    PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  tiles.focus(tiles.focused + steps[event.key]);
};

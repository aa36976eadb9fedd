"use strict";
// The list of tasks. Only those in sight, and a few around them, are in the document.
const tiles = { at: new Map(), focused: 0, columns: 1, width: 1, rendered: "" };
const TILE = { least: 210, gap: 14, under: 60, rowsAround: 2 };

const byId = (id) => document.getElementById(id);

// An element with attributes and children. Texts stay texts.
const made = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

tiles.rowHeight = () => Math.round(tiles.width * 0.72) + TILE.under + TILE.gap;

tiles.measure = () => {
  const whole = byId("tasks").clientWidth;
  tiles.columns = Math.max(1, Math.floor((whole + TILE.gap) / (TILE.least + TILE.gap)));
  tiles.width = (whole - TILE.gap * (tiles.columns - 1)) / tiles.columns;
  const rows = Math.ceil(gallery.shown.length / tiles.columns);
  byId("tasks").style.height = `${rows * tiles.rowHeight()}px`;
};

// The places in sight, from one to before another.
tiles.inSight = () => {
  const top = byId("tasks").getBoundingClientRect().top;
  const first = Math.floor(-top / tiles.rowHeight()) - TILE.rowsAround;
  const rows = Math.ceil(window.innerHeight / tiles.rowHeight()) + 2 * TILE.rowsAround + 1;
  const begin = Math.max(0, first) * tiles.columns;
  return [begin, Math.min(gallery.shown.length, begin + rows * tiles.columns)];
};

tiles.draw = () => {
  const [begin, end] = tiles.inSight();
  for (const [place, tile] of tiles.at) {
    if ((place < begin || place >= end) && !tile.contains(document.activeElement)) {
      tile.remove();
      tiles.at.delete(place);
    }
  }
  for (let place = begin; place < end; place += 1) {
    if (!tiles.at.has(place)) tiles.add(place);
  }
};

tiles.add = (place) => {
  const tile = tiles.make(place, gallery.shown[place]);
  // In the order of the tasks, for who goes through them without seeing them.
  const after = [...tiles.at.keys()].filter((other) => other > place);
  const before = after.length > 0 ? tiles.at.get(Math.min(...after)) : null;
  byId("tasks").insertBefore(tile, before);
  tiles.at.set(place, tile);
};

tiles.make = (place, task) => {
  const facet = gallery.facets.find((one) => one.name === "problem");
  const wrong = facet.values[task].length / 2;
  const frame = made("span", { class: "frame" });
  if (gallery.thumbnails[task]) {
    frame.append(made("img", { src: gallery.thumbnails[task], alt: "", loading: "lazy" }));
  }
  const said = made("span", { class: "said" }, gallery.said[task]);
  if (wrong > 0) said.append(" · ", made("span", { class: "wrong" }, counted(wrong, "problem")));
  const name = made("span", { class: "name" }, gallery.names[task]);
  const button = made("button", { type: "button", "data-place": place }, frame, name, said);
  button.tabIndex = place === tiles.focused ? 0 : -1;
  const tile = made("div", {
    class: "task", role: "listitem", "data-task": task,
    "aria-setsize": gallery.shown.length, "aria-posinset": place + 1,
  }, button);
  const row = Math.floor(place / tiles.columns);
  const column = place % tiles.columns;
  tile.style.cssText = `top: ${row * tiles.rowHeight()}px; height: ${tiles.rowHeight() - TILE.gap}px;
    left: ${column * (tiles.width + TILE.gap)}px; width: ${tiles.width}px`;
  return tile;
};

// Draw all anew, after the filters or the width have changed.
tiles.restart = () => {
  for (const tile of tiles.at.values()) tile.remove();
  tiles.at.clear();
  tiles.focused = Math.min(tiles.focused, Math.max(0, gallery.shown.length - 1));
  tiles.measure();
  tiles.draw();
  byId("nothing").hidden = gallery.shown.length > 0;
};

// Put the focus on a task, wherever it is.
tiles.focus = (place) => {
  if (gallery.shown.length === 0) return;
  const old = tiles.at.get(tiles.focused)?.firstChild;
  if (old) old.tabIndex = -1;
  tiles.focused = Math.max(0, Math.min(place, gallery.shown.length - 1));
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

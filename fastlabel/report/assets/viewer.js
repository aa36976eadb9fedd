"use strict";
// One task, large: its pictures with their shapes, its facts and its annotations.
const viewer = { isOpen: false, place: 0, view: 0, details: null, box: null, loaded: new Map(), waiting: null };
const SVG = "http://www.w3.org/2000/svg";
const ZOOM = { step: 1.4, most: 40 };

const drawn = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// Called by the files beside the page.
gallery.takeDetails = (number, details) => {
  viewer.loaded.set(number, details);
  if (viewer.waiting === number) viewer.show();
};

viewer.open = (place) => {
  viewer.place = Math.max(0, Math.min(place, gallery.shown.length - 1));
  viewer.view = 0;
  const chunk = Math.floor(gallery.shown[viewer.place] / gallery.chunkSize);
  if (!byId("viewer").open) byId("viewer").showModal();
  viewer.isOpen = true;
  byId("viewer-name").textContent = gallery.names[gallery.shown[viewer.place]];
  byId("viewer-place").textContent =
    `${(viewer.place + 1).toLocaleString("en")} of ${gallery.shown.length.toLocaleString("en")}`;
  // Not `disabled`: that would take the focus away, and the keys with it.
  byId("previous").ariaDisabled = String(viewer.place === 0);
  byId("next").ariaDisabled = String(viewer.place === gallery.shown.length - 1);
  viewer.waiting = chunk;
  if (viewer.loaded.has(chunk)) viewer.show();
  else viewer.load(chunk);
};

viewer.load = (chunk) => {
  const script = made("script", { src: gallery.chunks[chunk] });
  script.addEventListener("error", () => {
    viewer.details = { facts: [], rows: [], views: [], notes: ["The file of its details is missing."] };
    viewer.fill();
  });
  document.body.append(script);
};

viewer.show = () => {
  viewer.waiting = null;
  const task = gallery.shown[viewer.place];
  viewer.details = viewer.loaded.get(Math.floor(task / gallery.chunkSize))[task % gallery.chunkSize];
  viewer.fill();
};

viewer.fill = () => {
  const { facts, rows, views, notes } = viewer.details;
  byId("notes").replaceChildren(...notes.map((note) => made("li", {}, note)));
  byId("facts").replaceChildren(
    ...facts.flatMap(([name, value]) => [made("dt", {}, name), made("dd", {}, value)]),
  );
  byId("rows").replaceChildren(...rows.map((row, number) => viewer.row(row, number)));
  byId("views").hidden = views.length < 2;
  byId("view").max = Math.max(0, views.length - 1);
  viewer.turnTo(0);
};

viewer.row = (row, number) => {
  const swatch = drawn("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" });
  swatch.append(drawn("rect", { width: 12, height: 12, rx: 3, fill: row.color }));
  const where = [row.type, row.where, row.attributes].filter(Boolean).join(" · ");
  const button = made("button", { type: "button", "data-row": number, "aria-pressed": "false" },
    swatch, made("span", {}, row.class), made("small", {}, where));
  if (row.wrong) button.append(made("small", { class: "wrong" }, row.wrong));
  return made("li", {}, button);
};

// Show another picture of the task: a frame, or a content.
viewer.turnTo = (number) => {
  const { views } = viewer.details;
  viewer.view = Math.max(0, Math.min(number, views.length - 1));
  const view = views[viewer.view];
  byId("view").value = viewer.view;
  byId("view").setAttribute("aria-valuetext", view?.name ?? "");
  byId("view-name").textContent = view?.name ?? "";
  byId("picture").replaceChildren();
  byId("picture").toggleAttribute("hidden", !view);
  byId("unseen-picture").hidden = Boolean(view);
  if (view) viewer.paint(view);
};

viewer.paint = (view) => {
  const { width, height } = view;
  const picture = byId("picture");
  picture.append(drawn("rect", { width, height, fill: "#cbced5" }));
  if (view.link) picture.append(drawn("image", { width, height, href: view.link }));
  for (const mark of view.marks) picture.append(viewer.mark(mark));
  viewer.zoomTo({ x: 0, y: 0, width, height });
  viewer.light(null);
};

viewer.mark = ({ row, opacity, regions, lines, dots }) => {
  const { color } = viewer.details.rows[row];
  const group = drawn("g", { "data-row": row, stroke: color, fill: color, "fill-opacity": opacity });
  for (const d of regions) group.append(drawn("path", { d, "fill-rule": "evenodd" }));
  for (const d of lines) group.append(drawn("path", { d, fill: "none" }));
  // A stroke of no length with round ends: a dot that has the same size at every zoom.
  for (const [x, y] of dots) {
    group.append(drawn("path", { d: `M${x} ${y}h0`, class: "dot", "stroke-width": 10, "stroke-linecap": "round" }));
  }
  return group;
};

// Make one annotation stand out, in the picture and in the list; null for none.
viewer.light = (row) => {
  byId("picture").classList.toggle("one", row !== null);
  for (const part of document.querySelectorAll("#picture g, #rows button")) {
    part.classList.toggle("lit", part.dataset.row === row);
    if (part.tagName === "BUTTON") part.setAttribute("aria-pressed", String(part.dataset.row === row));
  }
};

viewer.zoomTo = (box) => {
  viewer.box = box;
  byId("picture").setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
};

viewer.whole = () => {
  const view = viewer.details?.views[viewer.view];
  if (view) viewer.zoomTo({ x: 0, y: 0, width: view.width, height: view.height });
};

// Zoom by a factor, around a point of the picture that stays where it is.
viewer.zoom = (factor, at = null) => {
  const view = viewer.details?.views[viewer.view];
  if (!view) return;
  const { x, y, width, height } = viewer.box;
  const wanted = Math.max(view.width / ZOOM.most, Math.min(view.width, width / factor));
  const share = wanted / width;
  const [atX, atY] = at ?? [x + width / 2, y + height / 2];
  viewer.zoomTo(viewer.kept(view, {
    x: atX - (atX - x) * share, y: atY - (atY - y) * share, width: wanted, height: height * share,
  }));
};

// No farther than the picture goes.
viewer.kept = (view, box) => ({
  ...box,
  x: Math.max(0, Math.min(box.x, view.width - box.width)),
  y: Math.max(0, Math.min(box.y, view.height - box.height)),
});

// The point of the picture that is under the pointer.
viewer.under = (event) => {
  const matrix = byId("picture").getScreenCTM().inverse();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  return [point.x, point.y];
};

viewer.pan = (event) => {
  if (event.buttons !== 1 || !viewer.box) return;
  const scale = byId("picture").getScreenCTM().a;
  viewer.zoomTo(viewer.kept(viewer.details.views[viewer.view], {
    ...viewer.box, x: viewer.box.x - event.movementX / scale, y: viewer.box.y - event.movementY / scale,
  }));
};

// The focus goes back at once: the event of closing comes later, when it may be elsewhere already.
viewer.close = () => {
  if (byId("viewer").open) byId("viewer").close();
  if (viewer.isOpen) tiles.focus(viewer.place);
  viewer.isOpen = false;
};

viewer.keys = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.id === "view" && event.key !== "Escape") return;
  const does = {
    Escape: () => viewer.close(),
    ArrowRight: () => viewer.step(1), ArrowLeft: () => viewer.step(-1),
    "+": () => viewer.zoom(ZOOM.step), "=": () => viewer.zoom(ZOOM.step),
    "-": () => viewer.zoom(1 / ZOOM.step), 0: () => viewer.whole(),
    "]": () => viewer.turnTo(viewer.view + 1), "[": () => viewer.turnTo(viewer.view - 1),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
};

viewer.step = (by) => {
  const place = viewer.place + by;
  if (place >= 0 && place < gallery.shown.length) viewer.open(place);
};

viewer.listen = () => {
  const listen = (id, event, does) => byId(id).addEventListener(event, does);
  const rowOf = (event) => event.target.closest("[data-row]")?.dataset.row ?? null;
  listen("previous", "click", () => viewer.step(-1));
  listen("next", "click", () => viewer.step(1));
  listen("zoom-in", "click", () => viewer.zoom(ZOOM.step));
  listen("zoom-out", "click", () => viewer.zoom(1 / ZOOM.step));
  listen("zoom-whole", "click", () => viewer.whole());
  listen("close", "click", () => viewer.close());
  listen("view", "input", (event) => viewer.turnTo(Number(event.target.value)));
  listen("viewer", "keydown", viewer.keys);
  listen("viewer", "close", () => viewer.close());
  listen("picture", "pointermove", viewer.pan);
  listen("picture", "wheel", (event) => {
    event.preventDefault();
    viewer.zoom(event.deltaY < 0 ? ZOOM.step : 1 / ZOOM.step, viewer.under(event));
  });
  for (const id of ["picture", "rows"]) {
    listen(id, "pointerover", (event) => viewer.light(rowOf(event)));
    listen(id, "pointerleave", () => viewer.light(null));
  }
  listen("rows", "focusin", (event) => viewer.light(rowOf(event)));
  listen("rows", "focusout", () => viewer.light(null));
};

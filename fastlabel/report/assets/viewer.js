"use strict";
// The viewer of one task: its images with their shapes, its facts and its annotations.
const viewer = { isOpen: false, position: 0, view: 0, details: null, box: null, loaded: new Map(), waiting: null };
const SVG = "http://www.w3.org/2000/svg";
const ZOOM = { step: 1.4, max: 40 };

const createSvg = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// Called by the scripts with details.
report.addDetails = (number, details) => {
  viewer.loaded.set(number, details);
  if (viewer.waiting === number) viewer.show();
};

viewer.open = (position) => {
  viewer.position = Math.max(0, Math.min(position, report.matches.length - 1));
  viewer.view = 0;
  const chunk = Math.floor(report.matches[viewer.position] / report.chunkSize);
  if (!byId("viewer").open) byId("viewer").showModal();
  viewer.isOpen = true;
  byId("viewer-name").textContent = report.names[report.matches[viewer.position]];
  byId("viewer-position").textContent =
    `${(viewer.position + 1).toLocaleString("en")} of ${report.matches.length.toLocaleString("en")}`;
  // `disabled` would take away the focus, and with it the keys.
  byId("previous").ariaDisabled = String(viewer.position === 0);
  byId("next").ariaDisabled = String(viewer.position === report.matches.length - 1);
  viewer.waiting = chunk;
  if (viewer.loaded.has(chunk)) viewer.show();
  else viewer.load(chunk);
};

viewer.load = (chunk) => {
  const script = createElement("script", { src: report.chunks[chunk] });
  script.addEventListener("error", () => {
    viewer.details = { facts: [], rows: [], views: [], notes: ["The file with the details of this task is missing."] };
    viewer.fill();
  });
  document.body.append(script);
};

viewer.show = () => {
  viewer.waiting = null;
  const task = report.matches[viewer.position];
  viewer.details = viewer.loaded.get(Math.floor(task / report.chunkSize))[task % report.chunkSize];
  viewer.fill();
};

viewer.fill = () => {
  const { facts, rows, views, notes } = viewer.details;
  byId("notes").replaceChildren(...notes.map((note) => createElement("li", {}, note)));
  byId("facts").replaceChildren(
    ...facts.flatMap(([name, value]) => [createElement("dt", {}, name), createElement("dd", {}, value)]),
  );
  byId("rows").replaceChildren(...rows.map((row, number) => viewer.row(row, number)));
  byId("views").hidden = views.length < 2;
  byId("view").max = Math.max(0, views.length - 1);
  viewer.showView(0);
};

viewer.row = (row, number) => {
  const swatch = createSvg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" });
  swatch.append(createSvg("rect", { width: 12, height: 12, rx: 3, fill: row.color }));
  const description = [row.type, row.geometry, row.attributes].filter(Boolean).join(" · ");
  const button = createElement("button", { type: "button", "data-row": number, "aria-pressed": "false" },
    swatch, createElement("span", {}, row.class), createElement("small", {}, description));
  if (row.problems) button.append(createElement("small", { class: "problem" }, row.problems));
  return createElement("li", {}, button);
};

// Show another image of the task: a frame or a content.
viewer.showView = (number) => {
  const { views } = viewer.details;
  viewer.view = Math.max(0, Math.min(number, views.length - 1));
  const view = views[viewer.view];
  byId("view").value = viewer.view;
  byId("view").setAttribute("aria-valuetext", view?.name ?? "");
  byId("view-name").textContent = view?.name ?? "";
  byId("image").replaceChildren();
  byId("image").toggleAttribute("hidden", !view);
  byId("no-image").hidden = Boolean(view);
  if (view) viewer.drawView(view);
};

viewer.drawView = (view) => {
  const { width, height } = view;
  const image = byId("image");
  image.append(createSvg("rect", { width, height, fill: "#cbced5" }));
  if (view.url) image.append(createSvg("image", { width, height, href: view.url }));
  for (const mark of view.marks) image.append(viewer.mark(mark));
  viewer.zoomTo({ x: 0, y: 0, width, height });
  viewer.highlight(null);
};

viewer.mark = ({ row, opacity, regions, lines, dots }) => {
  const { color } = viewer.details.rows[row];
  const group = createSvg("g", { "data-row": row, stroke: color, fill: color, "fill-opacity": opacity });
  for (const d of regions) group.append(createSvg("path", { d, "fill-rule": "evenodd" }));
  for (const d of lines) group.append(createSvg("path", { d, fill: "none" }));
  // A stroke without length and with round ends: a dot of the same size at every zoom.
  for (const [x, y] of dots) {
    group.append(createSvg("path", { d: `M${x} ${y}h0`, class: "dot", "stroke-width": 10, "stroke-linecap": "round" }));
  }
  return group;
};

// Highlight one annotation in the image and in the list; null for none.
viewer.highlight = (row) => {
  byId("image").classList.toggle("highlighting", row !== null);
  for (const part of document.querySelectorAll("#image g, #rows button")) {
    part.classList.toggle("highlighted", part.dataset.row === row);
    if (part.tagName === "BUTTON") part.setAttribute("aria-pressed", String(part.dataset.row === row));
  }
};

viewer.zoomTo = (box) => {
  viewer.box = box;
  byId("image").setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
};

viewer.fit = () => {
  const view = viewer.details?.views[viewer.view];
  if (view) viewer.zoomTo({ x: 0, y: 0, width: view.width, height: view.height });
};

// Zoom by a factor around a point of the image, which stays in position.
viewer.zoom = (factor, at = null) => {
  const view = viewer.details?.views[viewer.view];
  if (!view) return;
  const { x, y, width, height } = viewer.box;
  const newWidth = Math.max(view.width / ZOOM.max, Math.min(view.width, width / factor));
  const share = newWidth / width;
  const [atX, atY] = at ?? [x + width / 2, y + height / 2];
  viewer.zoomTo(viewer.clamp(view, {
    x: atX - (atX - x) * share, y: atY - (atY - y) * share, width: newWidth, height: height * share,
  }));
};

// Keep the box inside the image.
viewer.clamp = (view, box) => ({
  ...box,
  x: Math.max(0, Math.min(box.x, view.width - box.width)),
  y: Math.max(0, Math.min(box.y, view.height - box.height)),
});

// The point of the image under the pointer.
viewer.pointAt = (event) => {
  const matrix = byId("image").getScreenCTM().inverse();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  return [point.x, point.y];
};

viewer.pan = (event) => {
  if (event.buttons !== 1 || !viewer.box) return;
  const scale = byId("image").getScreenCTM().a;
  viewer.zoomTo(viewer.clamp(viewer.details.views[viewer.view], {
    ...viewer.box, x: viewer.box.x - event.movementX / scale, y: viewer.box.y - event.movementY / scale,
  }));
};

// Return the focus at once: the close event comes later, when it may have moved already.
viewer.close = () => {
  if (byId("viewer").open) byId("viewer").close();
  if (viewer.isOpen) tiles.focus(viewer.position);
  viewer.isOpen = false;
};

viewer.keys = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.id === "view" && event.key !== "Escape") return;
  const action = {
    Escape: () => viewer.close(),
    ArrowRight: () => viewer.step(1), ArrowLeft: () => viewer.step(-1),
    "+": () => viewer.zoom(ZOOM.step), "=": () => viewer.zoom(ZOOM.step),
    "-": () => viewer.zoom(1 / ZOOM.step), 0: () => viewer.fit(),
    "]": () => viewer.showView(viewer.view + 1), "[": () => viewer.showView(viewer.view - 1),
  }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
};

viewer.step = (by) => {
  const position = viewer.position + by;
  if (position >= 0 && position < report.matches.length) viewer.open(position);
};

viewer.listen = () => {
  const listen = (id, event, action) => byId(id).addEventListener(event, action);
  const rowOf = (event) => event.target.closest("[data-row]")?.dataset.row ?? null;
  listen("previous", "click", () => viewer.step(-1));
  listen("next", "click", () => viewer.step(1));
  listen("zoom-in", "click", () => viewer.zoom(ZOOM.step));
  listen("zoom-out", "click", () => viewer.zoom(1 / ZOOM.step));
  listen("zoom-fit", "click", () => viewer.fit());
  listen("close", "click", () => viewer.close());
  listen("view", "input", (event) => viewer.showView(Number(event.target.value)));
  listen("viewer", "keydown", viewer.keys);
  listen("viewer", "close", () => viewer.close());
  listen("image", "pointermove", viewer.pan);
  listen("image", "wheel", (event) => {
    event.preventDefault();
    viewer.zoom(event.deltaY < 0 ? ZOOM.step : 1 / ZOOM.step, viewer.pointAt(event));
  });
  for (const id of ["image", "rows"]) {
    listen(id, "pointerover", (event) => viewer.highlight(rowOf(event)));
    listen(id, "pointerleave", () => viewer.highlight(null));
  }
  listen("rows", "focusin", (event) => viewer.highlight(rowOf(event)));
  listen("rows", "focusout", () => viewer.highlight(null));
};

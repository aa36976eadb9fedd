"use strict";
// The index of all tasks, and which of them match the filters. Without the DOM.
const report = {
  names: [], thumbnails: [], captions: [], facets: [], chunks: [], chunkSize: 1,
  selected: new Map(), // name of a facet → numbers of its selected values
  words: "",
  matches: [], // numbers of the tasks that match
};

report.load = (index) => {
  Object.assign(report, index);
  report.lowered = report.names.map((name) => name.toLowerCase());
  for (const facet of report.facets) report.selected.set(facet.name, new Set());
};

report.isFiltered = () =>
  report.words !== "" || report.facets.some((facet) => report.selected.get(facet.name).size > 0);

// Whether a task has one of the selected values of a facet.
const hasOne = (counts, selected) => {
  for (let at = 0; at < counts.length; at += 2) if (selected.has(counts[at])) return true;
  return false;
};

// Find the matching tasks. Returns for each facet the counts of its values among the tasks that match
// all other facets: what selecting a value would show.
report.apply = () => {
  const { facets, lowered } = report;
  const words = report.words.toLowerCase().split(/\s+/).filter(Boolean);
  const selected = facets.map((facet) => report.selected.get(facet.name));
  const totals = facets.map((facet) => new Array(facet.values.length).fill(0));
  const add = (facet, task) => {
    const counts = facets[facet].counts[task];
    for (let at = 0; at < counts.length; at += 2) totals[facet][counts[at]] += counts[at + 1];
  };
  report.matches = [];
  for (let task = 0; task < lowered.length; task += 1) {
    if (!words.every((word) => lowered[task].includes(word))) continue;
    let mismatch = -1;
    let mismatches = 0;
    for (let facet = 0; facet < facets.length && mismatches < 2; facet += 1) {
      if (selected[facet].size > 0 && !hasOne(facets[facet].counts[task], selected[facet])) {
        mismatch = facet;
        mismatches += 1;
      }
    }
    if (mismatches === 0) {
      report.matches.push(task);
      for (let facet = 0; facet < facets.length; facet += 1) add(facet, task);
    } else if (mismatches === 1) add(mismatch, task);
  }
  return totals;
};

// The filters as the fragment of the URL, so that a view can be bookmarked and shared.
report.toHash = () => {
  const params = new URLSearchParams();
  if (report.words) params.set("search", report.words);
  for (const facet of report.facets) {
    for (const number of report.selected.get(facet.name)) params.append(facet.name, facet.values[number]);
  }
  return params.toString();
};

report.fromHash = (hash) => {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  report.words = params.get("search") ?? "";
  for (const facet of report.facets) {
    const numbers = params.getAll(facet.name).map((text) => facet.values.indexOf(text));
    report.selected.set(facet.name, new Set(numbers.filter((number) => number >= 0)));
  }
};

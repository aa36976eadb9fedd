"""Measure paint times of a page in a browser."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

__all__ = ["first_paint", "frames_of_scrolling", "until_painted"]

_FIRST_PAINT: Final = """() => new Promise(resolve => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName("first-contentful-paint")) resolve(entry.startTime);
}).observe({type: "paint", buffered: true}))"""

# A message sent in an animation frame arrives after that frame is painted.
_UNTIL_PAINTED: Final = """(element, name) => new Promise(resolve => {
  const start = performance.now(), channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.now() - start);
  name === "click" ? element.click() : element.dispatchEvent(new Event(name, {bubbles: true}));
  requestAnimationFrame(() => channel.port2.postMessage(0));
})"""

_SCROLLED: Final = """async (element, steps) => {
  const times = [];
  for (let step = 0; step <= steps; step++) {
    element.scrollTop = (element.scrollHeight - element.clientHeight) * step / steps;
    times.push(await new Promise(requestAnimationFrame));
  }
  return times.slice(1).map((time, at) => time - times[at]);
}"""


def first_paint(page: Page) -> float:
    """Seconds from navigation to the first contentful paint."""
    milliseconds: float = page.evaluate(_FIRST_PAINT)
    return milliseconds / 1000


def until_painted(page: Page, selector: str, event: str = "click") -> float:
    """Seconds from an event on an element until its effect is painted."""
    milliseconds: float = page.locator(selector).first.evaluate(_UNTIL_PAINTED, event)
    return milliseconds / 1000


def frames_of_scrolling(page: Page, selector: str = "html", steps: int = 200) -> list[float]:
    """Scroll an element to its end, one step per frame, and return the seconds of each frame."""
    milliseconds: list[float] = page.locator(selector).first.evaluate(_SCROLLED, steps)
    return [duration / 1000 for duration in milliseconds]

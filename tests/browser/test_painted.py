"""What the benchmarks measure of pages."""

from __future__ import annotations

from benchmarks.painted import first_paint, frames_of_scrolling, until_painted
from tests.browser.chromium import needs_chromium
from tests.browser.tabs import Tabs

pytestmark = needs_chromium
BUSY = "{ const end = performance.now() + 200; while (performance.now() < end); }"


def test_a_script_before_the_first_paint_counts(tabs: Tabs) -> None:
    quick, slow = tabs.show("Quick."), tabs.show("Slow.", head=f"<script>{BUSY}</script>")
    assert first_paint(quick) > 0
    assert first_paint(slow) > 0.2


def test_what_a_click_does_before_the_next_paint_counts(tabs: Tabs) -> None:
    later = f"requestAnimationFrame(() => {BUSY})"
    page = tabs.show(f'<button onclick="{BUSY}">A</button><button onclick="{later}">B</button>')
    assert until_painted(page, "button:nth-of-type(1)") > 0.2
    assert until_painted(page, "button:nth-of-type(2)") > 0.2


def test_a_long_frame_is_seen_while_scrolling(tabs: Tabs) -> None:
    busy = f"let at = 0; document.onscroll = () => {{ if (++at === 5) {BUSY} }}"
    page = tabs.show(f'<div style="height: 9000px"></div><script>{busy}</script>')
    frames = frames_of_scrolling(page, steps=20)
    assert len(frames) == 20
    # A frame is told from one tick of the display to another, so it may begin late and end early.
    assert max(frames) > 0.15
    assert page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")

"""What a notebook shows of tasks, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import pytest
from playwright.sync_api import Page

import fastlabel
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
    VideoBBox,
    VideoTask,
)
from tests.browser.axe import grave_findings
from tests.browser.chromium import needs_chromium
from tests.browser.tabs import SCHEMES, Scheme, Tabs
from tests.support.media_files import CAT, COFFEE, VIDEO

pytestmark = needs_chromium

BOX: Final = BBox(
    value="cat",
    title="A cat",
    points=(28, 0, 364, 292),
    attributes=[Attribute(key="coat", name="Coat", value="tabby")],
)
SHAPES: Final[list[ImageAnnotation]] = [
    BOX,
    Polygon(value="ear", points=[316, 0, 400, 0, 381, 27, 333, 36], content="cat.png"),
    Keypoint(value="nose", points=(266, 241)),
    Segmentation.from_rings([[[(20, 20), (120, 20), (60, 90)]]], value="corner"),
]
IMAGE: Final = ImageTask(
    id=TaskId("1"), name="cat.png", status="approved", tags=["indoor"], annotations=SHAPES
)
PAGE: Final = MultiImageTask(
    id=TaskId("2"),
    name="album",
    contents=[Content(name=name) for name in ("cat.png", "coffee.png")],
    annotations=[BOX.model_copy(update={"content": name}) for name in ("cat.png", "coffee.png")],
)
KIND: Final = ImageClassificationTask(
    id=TaskId("3"), name="cat.png", attributes=[Attribute(key="animal", value="cat")]
)
CORNERS: Final = {1: (228, 256, 524, 562), 43: (222, 12, 704, 604)}
CLIP: Final = VideoTask(
    id=TaskId("4"),
    name="bunny.mp4",
    fps=25,
    annotations=[VideoBBox.from_keyframes(CORNERS, value="rabbit")],
)
FRAMES: Final = (1, 21, 43)
SHOWN: Final[Mapping[str, Callable[[], fastlabel.NotebookView]]] = {
    "image": lambda: fastlabel.show(IMAGE, CAT),
    "image alone": lambda: fastlabel.show(IMAGE),
    "annotation": lambda: fastlabel.show(BOX),
    "classes": lambda: fastlabel.show(KIND, CAT),
    "several": lambda: fastlabel.show(PAGE, {"cat.png": CAT, "coffee.png": COFFEE}),
    "video": lambda: fastlabel.show(CLIP, VIDEO, frames=FRAMES),
    "video alone": lambda: fastlabel.show(CLIP, frames=FRAMES),
}

each_view = pytest.mark.parametrize("name", SHOWN)
each_scheme = pytest.mark.parametrize("scheme", SCHEMES)


@cache
def view(name: str) -> str:
    """The HTML of one of them."""
    return SHOWN[name]().html


def unfolded(page: Page) -> Page:
    for summary in page.locator("summary").all():
        summary.click()
    return page


def luminance(page: Page, selector: str, css: str) -> float:
    """How bright a colour of an element is as it is shown: 0 to 255."""
    color: str = page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{css}")
    numbers = [float(one) for one in color[color.index("(") + 1 : -1].split(",")[:3]]
    return sum(weight * one for weight, one in zip((0.3, 0.6, 0.1), numbers, strict=True))


@each_view
@each_scheme
def test_axe_finds_nothing_grave(tabs: Tabs, name: str, scheme: Scheme) -> None:
    assert grave_findings(unfolded(tabs.show(view(name), scheme=scheme))) == []


@each_view
def test_a_phone_shows_it_without_scrolling_sideways(tabs: Tabs, name: str) -> None:
    page = unfolded(tabs.show(view(name), width=390))
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_pictures_are_shown_under_their_shapes(tabs: Tabs) -> None:
    page = tabs.show(view("several"))
    for figure in page.locator("figure").all():
        picture, box = figure.locator("image"), figure.locator("path")
        outer, inner = picture.bounding_box(), box.bounding_box()
        assert outer
        assert inner
        assert outer["width"] > 250
        assert inner["width"] / outer["width"] > 0.5


def test_who_points_at_a_shape_reads_what_it_is(tabs: Tabs) -> None:
    page = tabs.show(view("image"))
    page.mouse.move(*centre_of(page, ".fl-marks circle"))
    titles = page.locator(".fl-marks g:hover > title").all_text_contents()
    assert titles == ["nose, keypoint: 266, 241"]
    assert page.locator(".fl-marks title").first.text_content() == (
        "A cat, bbox: 28, 0, 364, 292\nCoat: tabby"
    )


def centre_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_keys_on_the_slider_wind_the_video(tabs: Tabs) -> None:
    page = tabs.show(view("video"))
    slider = page.get_by_role("slider", name="Frame")
    for at, seconds in enumerate(("0.00", "0.80", "1.68")):
        told = f"frame {FRAMES[at]}, {seconds} s"
        assert page.locator("output").text_content() == told
        assert page.locator(".fl-frame:visible").count() == 1
        assert page.get_by_role("img").get_attribute("aria-label") == (
            f"bunny.mp4, frame {FRAMES[at]}"
        )
        assert slider.get_attribute("aria-valuetext") in {told, f"frame {FRAMES[at]}"}
        slider.press("ArrowRight")


def test_sliders_of_one_page_do_not_meet(tabs: Tabs) -> None:
    page = tabs.show(view("video") + view("video alone"))
    page.get_by_role("slider").nth(1).press("End")
    told = page.locator("output").all_text_contents()
    assert [one.split(",")[0] for one in told] == ["frame 1", "frame 43"]


def test_slider_winds_the_video_of_the_link(tabs: Tabs) -> None:
    # Chromium as npm has it plays no H.264, but knows where it would be.
    url = "http://127.0.0.1:9/clip.mp4"
    clip = CLIP.model_copy(update={"url": url, "width": 1280, "height": 720})
    page = tabs.show(fastlabel.show(clip, frames=FRAMES).html)
    page.get_by_role("slider").press("End")
    seconds = page.locator("video").evaluate("video => video.currentTime")
    assert 42 / 25 < seconds < 43 / 25
    assert all("127.0.0.1:9" in one or "ERR_" in one for one in tabs.problems)
    tabs.problems.clear()


HOSTILE: Final = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></svg><svg onload=alert(1)>",
    "\" autofocus onfocus=alert(1) x='",
    "javascript:alert(1)",
    "'><iframe srcdoc='<script>parent.alert(1)</script>'>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs(tabs: Tabs, text: str) -> None:
    said = [Attribute(key=text, name=text, value=text)]
    box = BBox(value=text, title=text, points=(1, 2, 30, 40), content=text, attributes=said)
    fields = {"name": text, "url": text, "status": text, "tags": (text,)}
    image = IMAGE.model_copy(update={**fields, "annotations": (box,), "width": 90, "height": 60})
    several = PAGE.model_copy(
        update={
            **fields,
            "contents": (Content(name=text, url=text, width=90, height=60),),
            "annotations": (box,),
        }
    )
    moving = VideoBBox.from_keyframes({1: (1, 2, 30, 40), 3: (2, 3, 31, 41)}, value=text)
    video = CLIP.model_copy(update={**fields, "annotations": (moving,), "width": 90, "height": 60})
    kind = KIND.model_copy(update={**fields, "attributes": said})
    tasks = [fastlabel.show(image), fastlabel.show(several), fastlabel.show(video)]
    views = [*tasks, fastlabel.show(kind), fastlabel.show(box)]
    page = unfolded(tabs.show("".join(one.html for one in views)))
    page.get_by_role("slider").press("End")
    assert page.locator("script, iframe, img, [onerror], [onload], [onfocus], a").count() == 0
    assert page.locator(".fl-head b").first.text_content() == text


@each_scheme
def test_a_notebook_decides_between_light_and_dark(tabs: Tabs, scheme: Scheme) -> None:
    other = SCHEMES[scheme == "light"]
    light = str(scheme == "light").lower()
    body = f'<div data-jp-theme-light="{light}">{view("image")}</div>'
    page = tabs.show(body, scheme=other)
    ink = luminance(page, ".fastlabel", "color")
    ground = luminance(page, ".fastlabel", "backgroundColor")
    assert (ground - ink > 150) == (scheme == "light")
    assert abs(ground - ink) > 150


def test_it_is_readable_on_a_white_page_where_the_system_is_dark(tabs: Tabs) -> None:
    white = "<style>html { background: white; color: black }</style>"
    page = unfolded(tabs.show(view("image"), head=white, scheme="dark"))
    ground = luminance(page, ".fastlabel", "backgroundColor")
    for selector in (".fl-head b", ".fl-muted", "summary", "td", "th", ".fl-label"):
        assert abs(luminance(page, selector, "color") - ground) > 100, selector
    assert grave_findings(page) == []


# As JupyterLab 4 takes out of a notebook that is not trusted: style sheets with all they say, the
# tags of SVG but not their texts, and what runs or hides.
SANITIZED: Final = """
for (const one of document.querySelectorAll('.fastlabel style')) one.remove();
for (const one of document.querySelectorAll('.fastlabel svg')) one.replaceWith(one.textContent);
for (const one of document.querySelectorAll('.fastlabel *'))
  for (const name of ['hidden', 'oninput']) one.removeAttribute(name);
"""


@pytest.mark.parametrize("name", ["image", "annotation", "video", "several"])
def test_a_notebook_that_is_not_trusted_says_why_there_is_no_picture(tabs: Tabs, name: str) -> None:
    page = tabs.show(view(name))
    said = page.get_by_text("Trust this notebook to show the image.")
    assert not said.is_visible()
    page.evaluate(SANITIZED)
    assert said.is_visible()
    assert page.locator(".fl-figure:visible, .fl-video:visible").count() == 0
    assert "bbox: " not in page.locator(".fastlabel").inner_text()


def test_tables_stay_ours_in_jupyterlab(tabs: Tabs) -> None:
    lab = """<style>
    .lab:not(.markdown) :is(th, td, tr) { text-align: right }
    .lab:not(.markdown) tbody tr:nth-child(odd) { background: black }
    </style>"""
    page = unfolded(tabs.show(f'<div class="lab">{view("image")}</div>', head=lab))
    cell = page.locator("td").first
    assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "left"
    assert luminance(page, "td", "backgroundColor") > 250

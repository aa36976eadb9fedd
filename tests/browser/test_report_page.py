"""The page of a set, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Page

import fastlabel
from fastlabel.models import Attribute, BBox, ImageAnnotation, ImageTask, Polygon, TaskId
from tests.browser.axe import grave_findings
from tests.browser.chromium import needs_chromium
from tests.browser.compared_pictures import apart, changed, missed, screenshot
from tests.browser.tabs import SCHEMES, Scheme, Tabs
from tests.support.media_files import CAT, COFFEE, ROCKET

pytestmark = needs_chromium

MEDIA: Final = (CAT, COFFEE, ROCKET)
MANY: Final = 10_000


def task_of(at: int, count: int) -> ImageTask:
    """Tasks that differ in all that can be asked for."""
    side = (20, 90, 180)[at % 3]
    coat = Attribute(key="coat", name="Coat", value=("tabby", "black")[at % 2])
    box = BBox(value=f"class-{at % 4}", points=(30, 40, 30 + side, 40 + side), attributes=[coat])
    ear = Polygon(value="ear", points=[200, 60, 300, 60, 280, 160, 220, 150])
    outside = BBox(value="far", points=(400, 40, 5000, 100))
    annotations: list[ImageAnnotation] = [
        box,
        *([ear] if at % 5 == 0 else []),
        *([outside] if at == count - 1 else []),
    ]
    with Image.open(MEDIA[at % 3]) as picture:
        width, height = picture.size
    return ImageTask(
        id=TaskId(str(at)),
        name=f"task-{at:05}.png",
        width=width,
        height=height,
        status=("approved", "registered")[at % 3 == 0],
        tags=["night"] if at % 4 == 1 else [],
        annotations=annotations,
    )


TASKS: Final = [task_of(at, 24) for at in range(24)]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    media = {task.name: MEDIA[at % 3] for at, task in enumerate(TASKS)}
    fastlabel.write_report(TASKS, path, media_dir=media, title="Cats")
    return path


@pytest.fixture
def page(tabs: Tabs, report: Path) -> Page:
    return opened(tabs, report)


def opened(tabs: Tabs, report: Path, *, width: int = 1280, scheme: Scheme = "light") -> Page:
    page = tabs.open(report.as_uri(), width=width, scheme=scheme)
    page.get_by_role("status").filter(has_text="task").wait_for()
    if width < 900:
        page.get_by_text("Filters", exact=True).click()
    return page


def names(page: Page) -> list[str]:
    return page.locator("#tasks .name").all_text_contents()


def has_class(task: ImageTask, name: str) -> bool:
    return any(one.value == name for one in task.annotations)


def has_coat(task: ImageTask, coat: str) -> bool:
    found = [one.attributes for one in task.annotations if isinstance(one, BBox)]
    return any(each.value == coat for attributes in found for each in attributes)


def has_size(task: ImageTask, least: int, most: int) -> bool:
    shapes = [one for one in task.annotations if isinstance(one, BBox | Polygon)]
    return any(least**2 <= one.area < most**2 for one in shapes)


FILTERS: Final[list[tuple[str, str, Callable[[ImageTask], bool]]]] = [
    ("class", "class-2", lambda task: has_class(task, "class-2")),
    ("class", "ear", lambda task: has_class(task, "ear")),
    ("status", "registered", lambda task: task.status == "registered"),
    ("tag", "night", lambda task: "night" in task.tags),
    ("attribute", "Coat: black", lambda task: has_coat(task, "black")),
    ("size", "16–32 px", lambda task: has_size(task, 16, 32)),
    ("problem", "outside", lambda task: has_class(task, "far")),
]


def choose(page: Page, facet: str, choice: str) -> None:
    page.locator(f'[data-facet="{facet}"] [data-choice="{choice}"] input').check()


def count(page: Page) -> str:
    return page.locator("#count").text_content() or ""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_grave(tabs: Tabs, report: Path, scheme: Scheme, width: int) -> None:
    page = opened(tabs, report, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert grave_findings(page) == []
    choose(page, "class", "class-1")
    assert grave_findings(page) == []
    page.locator("#tasks button").first.click()
    page.locator("#picture image").wait_for()
    assert grave_findings(page) == []


def test_all_tasks_are_there_with_their_thumbnails(page: Page) -> None:
    assert count(page) == "24 tasks"
    assert names(page)[:3] == [task.name for task in TASKS[:3]]
    picture = page.locator("#tasks img").first
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") >= 200


@pytest.mark.parametrize(("facet", "choice", "fits"), FILTERS)
def test_a_filter_leaves_what_fits(
    page: Page, facet: str, choice: str, fits: Callable[[ImageTask], bool]
) -> None:
    wanted = [task.name for task in TASKS if fits(task)]
    assert 0 < len(wanted) < len(TASKS)
    choose(page, facet, choice)
    assert count(page) == f"{len(wanted)} of 24 tasks"
    assert names(page) == wanted


def test_filters_add_up_and_are_cleared(page: Page) -> None:
    choose(page, "status", "registered")
    choose(page, "class", "ear")
    wanted = [one for one in TASKS if one.status == "registered" and has_class(one, "ear")]
    assert count(page) == f"{len(wanted)} of 24 tasks"
    page.get_by_role("button", name="Clear filters").click()
    assert count(page) == "24 tasks"


def test_search_finds_names(page: Page) -> None:
    page.get_by_role("searchbox", name="Search in names").fill("00013")
    assert names(page) == ["task-00013.png"]
    page.get_by_role("searchbox").fill("nothing so")
    assert page.get_by_text("No task fits these filters.").is_visible()
    page.get_by_role("button", name="Clear filters").click()
    assert len(names(page)) > 1


def test_arrows_go_through_what_fits_and_escape_returns(page: Page) -> None:
    choose(page, "tag", "night")
    wanted = [one.name for one in TASKS if "night" in one.tags]
    page.locator("#tasks button").nth(1).click()
    viewer = page.get_by_role("dialog", name=wanted[1])
    assert viewer.get_by_role("status").text_content() == f"2 of {len(wanted)}"
    for name in wanted[2:]:
        page.keyboard.press("ArrowRight")
        assert page.locator("#viewer-name").text_content() == name
    page.keyboard.press("Escape")
    page.locator("#viewer").wait_for(state="hidden")
    assert wanted[-1] in focused(page)


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text


def test_keys_are_enough(page: Page) -> None:
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.id === 'search'")
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith("task-"):
            break
    assert TASKS[0].name in focused(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name=TASKS[1].name).wait_for()
    page.locator("#picture image").wait_for()
    whole = page.locator("#picture").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator("#picture").get_attribute("viewBox") != whole
    page.keyboard.press("0")
    assert page.locator("#picture").get_attribute("viewBox") == whole
    page.keyboard.press("Escape")
    page.locator("#viewer").wait_for(state="hidden")
    page.keyboard.press("End")
    assert TASKS[-1].name in focused(page)
    page.keyboard.press("/")
    page.keyboard.type("00003")
    assert names(page) == [TASKS[3].name]


def test_keys_work_on_the_first_and_last_task(page: Page) -> None:
    page.locator("#tasks button").first.click()
    page.keyboard.press("ArrowRight")
    assert page.locator("#viewer-name").text_content() == TASKS[1].name
    for _ in TASKS[2:]:
        page.locator("#next").click()
    assert page.locator("#viewer-name").text_content() == TASKS[-1].name
    page.keyboard.press("ArrowLeft")
    assert page.locator("#viewer-name").text_content() == TASKS[-2].name


def test_skip_link_keeps_the_filters(page: Page) -> None:
    choose(page, "tag", "night")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('#tasks')")
    assert count(page) == "6 of 24 tasks"


def test_who_cannot_see_it_is_told(page: Page) -> None:
    tree = page.locator("body").aria_snapshot()
    for line in (
        'heading "Cats"',
        'searchbox "Search in names"',
        'list "Tasks"',
        "status: 24 tasks",
    ):
        assert line in tree
    page.locator("#tasks button").first.click()
    page.locator("#rows li").first.wait_for()
    inside = page.get_by_role("dialog").aria_snapshot()
    for line in (f'img "{TASKS[0].name}"', 'button "Next task"', 'button "Close"', "class-0"):
        assert line in inside


@pytest.mark.parametrize("at", [0, 1, 2])
def test_shapes_are_as_they_are_drawn(page: Page, at: int) -> None:
    page.locator("#tasks button").nth(at).click()
    page.locator("#picture image").wait_for()
    page.locator("#picture").evaluate(
        "svg => { const { width, height } = svg.viewBox.baseVal;"
        "svg.style.cssText = `position: fixed; left: 0; top: 0; z-index: 9; background: none;"
        "width: ${width}px; height: ${height}px; max-height: none; max-width: none`; }"
    )
    shown = screenshot(page.locator("#picture"))
    page.locator("#picture").evaluate("svg => svg.querySelectorAll('g').forEach(g => g.remove())")
    bare, plain = screenshot(page.locator("#picture")), Image.open(MEDIA[at])
    assert apart(plain, bare) < 8
    drawn = changed(plain, fastlabel.draw(TASKS[at], MEDIA[at]))
    change = changed(bare, shown)
    assert missed(change, drawn) < 0.6
    assert missed(change[:, ::-1], drawn) > 0.9


def test_no_text_runs(tabs: Tabs, tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    box = BBox(value=hostile, title=hostile, points=(1, 2, 30, 40))
    task = TASKS[0].model_copy(
        update={"name": hostile, "status": hostile, "tags": (hostile,), "annotations": (box,)}
    )
    fastlabel.write_report([task], tmp_path / "report.html", title=hostile)
    page = opened(tabs, tmp_path / "report.html")
    assert page.locator("h1").text_content() == hostile
    page.locator("#tasks button").first.click()
    page.locator("#picture g").first.wait_for(state="attached")
    assert page.locator("#viewer-name").text_content() == hostile
    assert page.locator("[onerror]").count() == 0


def test_of_many_tasks_few_are_in_the_document(tabs: Tabs, tmp_path: Path) -> None:
    tasks = [
        ImageTask(id=TaskId(str(at)), name=f"task-{at:05}.png", annotations=[])
        for at in range(MANY)
    ]
    fastlabel.write_report(tasks, tmp_path / "r.html")
    page = opened(tabs, tmp_path / "r.html")
    assert count(page) == "10,000 tasks"
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_text(tasks[-1].name).wait_for()
    assert page.locator("#tasks *").count() < 1000

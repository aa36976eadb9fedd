"""The site's pages in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.axe import grave_findings
from tests.browser.chromium import needs_chromium
from tests.browser.served_folder import served_folder
from tests.browser.tabs import SCHEMES, Scheme, Tabs
from tests.docs.built_site import built_site

pytestmark = needs_chromium
PAGES = ("index", "tutorial", "visualize", "command_line", "reference/models")
# The page of the models is so long that it takes as long as all others: it is examined once.
EXAMINED = [(page, scheme) for page in PAGES[:-1] for scheme in SCHEMES] + [(PAGES[-1], "dark")]

each_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_folder(built_site(tmp_path_factory.mktemp("site"))) as served:
        yield served


@pytest.mark.parametrize(("page", "scheme"), EXAMINED)
def test_axe_finds_nothing_grave(tabs: Tabs, url: str, page: str, scheme: Scheme) -> None:
    opened = tabs.open(f"{url}/{page}.html", scheme=scheme)
    shown = opened.locator("body").get_attribute("data-md-color-scheme")
    assert shown == {"light": "default", "dark": "slate"}[scheme]
    assert grave_findings(opened) == []


@each_page
def test_a_phone_shows_it_without_scrolling_sideways(tabs: Tabs, url: str, page: str) -> None:
    opened = tabs.open(f"{url}/{page}.html", width=390)
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


def test_search_finds_a_page(tabs: Tabs, url: str) -> None:
    page = tabs.open(f"{url}/index.html")
    box = page.get_by_role("textbox", name="Search")
    box.click()
    # What is typed while its index is being read is not always looked for.
    page.get_by_text("Type to start searching").wait_for()
    box.press_sequentially("contact sheet")
    page.locator(".md-search-result__link", has_text="Visualize annotations").first.click()
    page.get_by_role("heading", name="Visualize annotations", level=1).wait_for()
    assert "/visualize.html" in page.url


def test_pictures_are_shown_and_say_what_they_show(tabs: Tabs, url: str) -> None:
    page = tabs.open(f"{url}/reference/models.html")
    pictures = page.locator("article img").all()
    assert len(pictures) == 6
    for picture in pictures:
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
        assert picture.get_attribute("alt")

"""Pages in the browser, and what goes wrong on them."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Page

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")

_PATIENCE: Final = 150_000  # milliseconds
_BLANK: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>
<meta name="viewport" content="width=device-width">{head}<body><main><h1>Page</h1>{body}</main>"""


class Tabs:
    """Opens pages, and remembers each error, each refusal and each request to elsewhere."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(
        self, url: str, *, width: int = 1280, height: int = 800, scheme: Scheme = "light"
    ) -> Page:
        """A page of a URL, in a window of so many pixels."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        context.set_default_timeout(_PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        self._watch(page)
        page.goto(url)
        return page

    def show(
        self,
        body: str,
        *,
        head: str = "",
        width: int = 1280,
        height: int = 800,
        scheme: Scheme = "light",
    ) -> Page:
        """A file with a piece of HTML in an empty page."""
        file = self._folder / f"{len(self._contexts)}.html"
        file.write_text(_BLANK.format(head=head, body=body), encoding="utf-8")
        return self.open(file.as_uri(), width=width, height=height, scheme=scheme)

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()

    def _watch(self, page: Page) -> None:
        # What the page's content security policy refuses is an error on the console.
        page.on("console", lambda told: self._told(told.type, told.text))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error.message}"))
        page.on("dialog", self._dismiss)
        page.on("popup", lambda popup: self.problems.append(f"popup: {popup.url}"))
        page.on("request", lambda request: self._asked(request.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _told(self, kind: str, text: str) -> None:
        if kind in {"error", "warning", "assert"}:
            self.problems.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"about", "blob", "data", "file"} and parts.hostname != "127.0.0.1":
            self.problems.append(f"request: {url}")

"""The versions of Python, of the package and of what it needs, and the extras."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from fastlabel.cli.doctor.finding import Finding

__all__ = ["installation"]

_REQUIREMENT: Final = re.compile(
    r"""(?P<name>[\w.-]+)(\[.*?\])?(>=(?P<least>[\d.]+))?[^;]*(;.*extra\s*==\s*["'](?P<extra>[\w-]+)["'])?"""
)


@dataclass(frozen=True, slots=True)
class _Needed:
    """A package that is needed, always or for an extra."""

    name: str
    least: str
    extra: str

    @property
    def installed(self) -> str:
        """Its version, or nothing."""
        try:
            return version(self.name)
        except PackageNotFoundError:
            return ""

    @property
    def fits(self) -> bool:
        """Whether it is there, and new enough."""
        return bool(self.installed) and _numbers(self.installed) >= _numbers(self.least)

    def __str__(self) -> str:
        if not self.installed:
            return f"{self.name} missing"
        return f"{self.name} {self.installed}{'' if self.fits else f' (needs {self.least})'}"


def installation() -> Iterator[Finding]:
    """What is installed, and the pip commands of what is not."""
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("fastlabel", "ok", version("fastlabel"))
    needed = [need for text in requires("fastlabel") or () if (need := _read(text))]
    for need in needed:
        if not need.extra:
            yield _dependency(need)
    for extra in dict.fromkeys(need.extra for need in needed if need.extra):
        yield _extra(extra, [need for need in needed if need.extra == extra])


def _read(text: str) -> _Needed | None:
    found = _REQUIREMENT.match(text)
    # `all` is the other extras once more.
    if found is None or found["extra"] == "all":
        return None
    return _Needed(found["name"], found["least"] or "0", found["extra"] or "")


def _dependency(need: _Needed) -> Finding:
    if need.fits:
        return Finding(need.name, "ok", need.installed)
    return Finding(need.name, "wrong", str(need), f"pip install '{need.name}>={need.least}'")


def _extra(extra: str, needed: list[_Needed]) -> Finding:
    told = ", ".join(map(str, needed))
    if all(need.fits for need in needed):
        return Finding(f"extra {extra}", "ok", told)
    return Finding(f"extra {extra}", "absent", told, f"pip install 'fastlabel[{extra}]'")


def _numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", text)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)

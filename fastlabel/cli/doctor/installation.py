"""Versions of Python, the package and its dependencies, and the extras."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from fastlabel.cli.doctor import Finding

_REQUIREMENT: Final = re.compile(
    r"""(?P<name>[\w.-]+)(\[.*?\])?(>=(?P<minimum>[\d.]+))?[^;]*(;.*extra\s*==\s*["'](?P<extra>[\w-]+)["'])?"""
)


@dataclass(frozen=True, slots=True)
class _Requirement:
    """A required package, of the core or of an extra."""

    name: str
    minimum: str
    extra: str

    @property
    def installed(self) -> str:
        """Its installed version, or an empty text."""
        try:
            return version(self.name)
        except PackageNotFoundError:
            return ""

    @property
    def fits(self) -> bool:
        """Whether it is installed in a sufficient version."""
        return bool(self.installed) and _numbers(self.installed) >= _numbers(self.minimum)

    def __str__(self) -> str:
        if not self.installed:
            return f"{self.name} missing"
        return f"{self.name} {self.installed}{'' if self.fits else f' (needs {self.minimum})'}"


def check_installation() -> Iterator[Finding]:
    """What is installed, with the pip command for what is not."""
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("fastlabel", "ok", version("fastlabel"))
    needed = [need for text in requires("fastlabel") or () if (need := _read(text))]
    for need in needed:
        if not need.extra:
            yield _dependency(need)
    for extra in dict.fromkeys(need.extra for need in needed if need.extra):
        yield _extra(extra, [need for need in needed if need.extra == extra])


def _read(text: str) -> _Requirement | None:
    found = _REQUIREMENT.match(text)
    # `all` repeats the other extras.
    if found is None or found["extra"] == "all":
        return None
    return _Requirement(found["name"], found["minimum"] or "0", found["extra"] or "")


def _dependency(need: _Requirement) -> Finding:
    if need.fits:
        return Finding(need.name, "ok", need.installed)
    return Finding(need.name, "fail", str(need), f"pip install '{need.name}>={need.minimum}'")


def _extra(extra: str, needed: list[_Requirement]) -> Finding:
    detail = ", ".join(map(str, needed))
    if all(need.fits for need in needed):
        return Finding(f"extra {extra}", "ok", detail)
    packages = " ".join(need.name for need in needed if not need.fits)
    return Finding(f"extra {extra}", "missing", detail, f"pip install {packages}")


def _numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", text)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)

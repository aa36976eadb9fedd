"""Names from elsewhere as paths, through one safe join."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Final

__all__ = ["safe_join"]

_MOST_BYTES: Final = 255
_MOST_SUFFIX_BYTES: Final = 16
# `%` begins what is escaped; `~` and a digit make a short name of Windows, which is another file.
_UNSAFE: Final = frozenset('<>:"/\\|?*%~')
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$) *(\.|$)"
)


def safe_join(folder: Path, name: str) -> Path:
    """The path directly in a folder for a name that anybody may have chosen.

    Ordinary names stay as they are. What is not safe on Linux, macOS and Windows is escaped as
    `%2f`. Two names never share a path, also where a file system takes capitals for small letters
    or puts accents together: after `%-`, hexadecimal bits tell which letters are capitals, as in
    `IMG_1%-7.jpg`. What is longer than 255 bytes is cut, and ends with a hash of the name.

    The path may be a symlink that is there already: write with `write_beside`, which follows none.

    >>> safe_join(Path("media"), "../猫.png").as_posix()
    'media/%2e.%2f猫.png'
    """
    body = _escaped(name)
    capitals = sum(1 << index for index, letter in enumerate(body) if letter != letter.casefold())
    marked = body if body and not capitals else _inserted(body, f"%-{capitals:x}")
    if len(marked.encode()) > _MOST_BYTES:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        marked = _shortened(body, f"%={digest[:32]}")
    return folder / marked


def _escaped(name: str) -> str:
    """The name without what is not safe anywhere; the first and last letters are seen to last."""
    parts = [letter if _is_kept(letter) else _escape(letter) for letter in name]
    if not _is_composed("".join(parts)):
        parts = [_escape(part) if _may_combine(part) else part for part in parts]
    if parts and (parts[0] in {".", "-"} or _DEVICE.match("".join(parts).casefold())):
        parts[0] = _escape(name[0])
    if parts and parts[-1] in {".", " "}:
        parts[-1] = _escape(name[-1])
    return "".join(parts)


def _escape(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def _is_kept(letter: str) -> bool:
    """Whether a letter is visible, allowed, and either settled in case or the capital of one."""
    if letter in _UNSAFE or unicodedata.category(letter)[0] == "C":
        return False
    if unicodedata.normalize("NFC", letter) != letter:
        return False
    small = letter.casefold()
    is_settled = len(small) == 1 and small.upper().casefold() == small
    return is_settled and letter in {small, small.upper()}


def _is_composed(text: str) -> bool:
    return all(unicodedata.is_normalized("NFC", each) for each in (text, text.casefold()))


def _may_combine(part: str) -> bool:
    """Whether a letter can become one with what stands before it: accents, parts of Hangul."""
    return unicodedata.category(part[0])[0] == "M" or "\u1160" <= part[0] <= "\u11ff"


def _inserted(body: str, mark: str) -> str:
    stem, suffix = _split(body)
    return f"{stem}{mark}{suffix}"


def _shortened(body: str, mark: str) -> str:
    stem, suffix = _split(body)
    if len(suffix.encode()) > _MOST_SUFFIX_BYTES:
        stem, suffix = body, ""
    room = _MOST_BYTES - len(f"{mark}{suffix}".encode())
    kept = stem.encode()[:room].decode(errors="ignore")
    return f"{kept}{mark}{suffix}"


def _split(body: str) -> tuple[str, str]:
    stem, dot, suffix = body.rpartition(".")
    return (stem, dot + suffix) if stem else (body, "")

"""Rules as text: the short form of the command line, and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

from fastlabel.errors import invalid
from fastlabel.sandbox.faults.kinds import TRAITS

__all__ = ["rules_from_json", "rules_from_spec"]

_Rule: TypeAlias = dict[str, Any]
"""The fields of a rule by name; whether their values can be is checked where it is built."""

_FIELDS: Final = (
    "kind",
    "rate",
    "first",
    "every",
    "method",
    "path",
    "task",
    "status",
    "headers",
    "body",
    "seconds",
    "bytes",
)
_FORM: Final = "KIND=HOW-OFTEN, as in status-503=0.1, delay-2s=first:3 or garbage=every:10@POST"
_ITEM: Final = re.compile(
    r"(?P<name>[a-z0-9.-]+)=(?:(?P<often>first|every):)?(?P<number>[0-9.]+)(?:@(?P<method>[A-Z]+))?"
)
_STATUS: Final = re.compile(r"-([0-9]{3})(?=-|$)")
_SECONDS: Final = re.compile(r"-([0-9]+(?:\.[0-9]+)?)s$")


def rules_from_spec(spec: str) -> tuple[list[_Rule], int]:
    """The rules of a short form, and its seed.

    Raises:
        FastLabelInvalidException: An item cannot be read.
    """
    rules: list[_Rule] = []
    seed = 0
    for item in spec.split(","):
        text = item.strip()
        if text.startswith("seed="):
            seed = _seed(text.removeprefix("seed="))
        else:
            rules.append(_rule(text))
    return rules, seed


def rules_from_json(text: str | bytes) -> tuple[list[_Rule], Any]:
    """The rules of a JSON document, and its seed.

    Raises:
        FastLabelInvalidException: It is not JSON, or has other fields than rules have.
    """
    try:
        document: object = json.loads(text)
    except ValueError as error:
        invalid(f"faults: not JSON: {error}")
    whole = _fields(document, ("faults", "seed"), "")
    rules = whole.get("faults")
    if not isinstance(rules, list):
        invalid("faults: a list of rules is due")
    return (
        [
            _rule_of(rule, f"faults[{index}]")
            for index, rule in enumerate(cast("list[object]", rules))
        ],
        whole.get("seed", 0),
    )


def _seed(text: str) -> int:
    if not re.fullmatch("-?[0-9]+", text):
        invalid(f"faults: seed={text} is no integer")
    return int(text)


def _rule(text: str) -> _Rule:
    found = _ITEM.fullmatch(text)
    if found is None:
        invalid(f"faults: {text!r} cannot be read; write {_FORM}")
    rule = _named(found["name"])
    if rule["kind"] not in TRAITS:
        invalid(f"faults: {found['name']!r} is no kind of fault; there are {', '.join(TRAITS)}")
    often = found["often"] or "rate"
    rule[often] = _number(found["number"], text, whole=often != "rate")
    if found["method"]:
        rule["method"] = found["method"]
    return rule


def _named(name: str) -> _Rule:
    """The kind, and the status or the seconds that stand in its name."""
    rule: _Rule = {}
    if status := _STATUS.search(name):
        rule["status"] = int(status[1])
        name = name[: status.start()] + name[status.end() :]
    elif seconds := _SECONDS.search(name):
        rule["seconds"] = float(seconds[1])
        name = name[: seconds.start()]
    return {"kind": name, **rule}


def _number(number: str, text: str, *, whole: bool) -> float:
    try:
        return int(number) if whole else float(number)
    except ValueError:
        invalid(f"faults: {text!r} cannot be read: {number} is no number; write {_FORM}")


def _rule_of(value: object, place: str) -> _Rule:
    rule = _fields(value, _FIELDS, f"{place}.")
    if "kind" not in rule:
        invalid(f"{place}.kind: is required; there are {', '.join(TRAITS)}")
    return rule


def _fields(value: object, known: tuple[str, ...], place: str) -> _Rule:
    if not isinstance(value, Mapping):
        invalid(f"{place.rstrip('.') or 'faults'}: {value!r} is no JSON object")
    for field in cast("Mapping[str, object]", value):
        if field not in known:
            invalid(f"{place}{field}: no such field; there are {', '.join(known)}")
    return dict(cast("Mapping[str, object]", value))

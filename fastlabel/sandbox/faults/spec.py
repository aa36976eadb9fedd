"""The short form of fault rules, for the command line."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from fastlabel.errors import invalid
from fastlabel.sandbox.faults.kinds import TRAITS

_Rule: TypeAlias = dict[str, Any]
"""Fields of a rule by name, not yet validated."""

_FORM: Final = "KIND=HOW-OFTEN, such as status-503=0.1, delay-2s=first:3 or garbage=every:10@POST"
_ITEM: Final = re.compile(
    r"(?P<name>[a-z0-9.-]+)=(?:(?P<often>first|every):)?(?P<number>[0-9.]+)(?:@(?P<method>[A-Z]+))?"
)
_STATUS: Final = re.compile(r"-([0-9]{3})(?=-|$)")
_SECONDS: Final = re.compile(r"-([0-9]+(?:\.[0-9]+)?)s$")


def rules_from_spec(spec: str) -> tuple[list[_Rule], int]:
    """Parse rules and seed."""
    rules: list[_Rule] = []
    seed = 0
    for item in spec.split(","):
        text = item.strip()
        if text.startswith("seed="):
            seed = _parse_seed(text.removeprefix("seed="))
        else:
            rules.append(_parse_rule(text))
    return rules, seed


def _parse_seed(text: str) -> int:
    if not re.fullmatch("-?[0-9]+", text):
        invalid(f"expected seed=INTEGER, got 'seed={text}'", "faults")
    return int(text)


def _parse_rule(text: str) -> _Rule:
    match = _ITEM.fullmatch(text)
    if match is None:
        invalid(f"expected {_FORM}, got {text!r}", "faults")
    rule = _parse_name(match["name"])
    if rule["kind"] not in TRAITS:
        invalid(f"expected a kind from {', '.join(TRAITS)}, got {match['name']!r}", "faults")
    often = match["often"] or "rate"
    try:
        rule[often] = float(match["number"]) if often == "rate" else int(match["number"])
    except ValueError:
        invalid(f"expected {_FORM}, got {text!r}: {match['number']} is not a number", "faults")
    if match["method"]:
        rule["method"] = match["method"]
    return rule


def _parse_name(name: str) -> _Rule:
    """Kind, and the status or the seconds that are part of its name."""
    rule: _Rule = {}
    if status := _STATUS.search(name):
        rule["status"] = int(status[1])
        name = name[: status.start()] + name[status.end() :]
    elif seconds := _SECONDS.search(name):
        rule["seconds"] = float(seconds[1])
        name = name[: seconds.start()]
    return {"kind": name, **rule}

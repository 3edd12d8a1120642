"""
Gradescope's list of what it exported, `submission_metadata.yml`: which folder is whose, and since when.

Only the events of the YAML parser are used, never a loader: no tag is obeyed, no alias is followed, nothing is nested deeper
than this list needs to be. Ruby wrote it, so its keys begin with a colon.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from grader.core.matching import Owner

FILE = "submission_metadata.yml"
MAX_BYTES = 32_000_000
_DEEPEST, _NEVER_DEEPER = 5, 50
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Exported:
    """What is in one folder of an export. owners: whose it is. handed_in: None if that is not said."""

    owners: tuple[Owner, ...]
    handed_in: datetime | None


def read_metadata(content: bytes) -> Mapping[str, Exported]:
    """What is in each folder (or file) of an export, by its name; nothing where the list cannot be understood."""
    try:
        events = (event for event in yaml.parse(content, Loader=_LOADER))
        table = _document(events)
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
        return {}
    found: dict[str, Exported] = {}
    for name, entry in table.items() if isinstance(table, dict) else ():
        if not isinstance(entry, dict):
            continue
        owners = _owners(entry)
        found[name] = Exported(owners, _time(entry.get("created_at")))
        for earlier in _dicts(entry.get("history")):
            folder = f"submission_{earlier.get('id')}"
            found.setdefault(folder, Exported(_owners(earlier) or owners, _time(earlier.get("created_at"))))
    return {name: exported for name, exported in found.items() if exported.owners}


def _owners(entry: Mapping[str, Any]) -> tuple[Owner, ...]:
    people = [
        Owner(
            called=person["name"] or person["email"] or person["sid"],
            name=person["name"],
            sid=person["sid"],
            email=person["email"],
        )
        for person in (
            {key: _text(raw.get(key)) for key in ("name", "sid", "email")} for raw in _dicts(entry.get("submitters"))
        )
    ]
    return tuple(dict.fromkeys(person for person in people if person.called))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and value not in ("~", "null") else ""


def _time(value: Any) -> datetime | None:
    """A moment as Ruby writes it: `2026-02-07 05:07:36.170000000 Z`."""
    date, _, rest = _text(value).replace("T", " ").partition(" ")
    try:
        moment = datetime.fromisoformat(f"{date} {rest.replace(' ', '')}")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _document(events: Iterator[Any]) -> Any:
    """The first document: dicts, lists and texts."""
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _node(event, events, 0)
    return None


def _node(event: Any, events: Iterator[Any], depth: int) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.AliasEvent):
        return None
    if depth == _DEEPEST:
        _skip(events)
        return None
    end = yaml.MappingEndEvent if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceEndEvent
    parts = [_node(part, events, depth + 1) for part in itertools.takewhile(lambda e: not isinstance(e, end), events)]
    if isinstance(event, yaml.SequenceStartEvent):
        return parts
    keys = (str(key).removeprefix(":") for key in parts[::2])
    return dict(zip(keys, parts[1::2], strict=False))


def _skip(events: Iterator[Any]) -> None:
    """Past the end of a list or table that has begun. Raises ValueError if it is deeper than anybody writes."""
    open_ones = 1
    while open_ones:
        if open_ones > _NEVER_DEEPER:
            raise ValueError("nested too deep")
        event = next(events)
        open_ones += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

"""Pictures made of text: on the terminal, and as SVG that loads nothing from elsewhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.errors import MarkupError
from rich.text import Text

from grader.cli.screens import console
from grader.primitives.errors import CourseError

_WIDTH = 80


def drawn(picture: str) -> Text:
    """A picture's text with its marks as colours. Raises CourseError for marks that do not pair."""
    try:
        return Text.from_markup(picture.rstrip("\n"))
    except MarkupError as error:
        raise CourseError(f"The picture cannot be drawn: {error}.", next_step="Correct its marks.") from error


def show_picture(picture: str) -> None:
    """On the terminal. A narrow one shows the left part of each line: a picture that wraps shows nothing."""
    console().print(drawn(picture), no_wrap=True, overflow="crop")


def save_picture(picture: str, path: Path, title: str) -> None:
    """As an SVG file."""
    recorder = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    recorder.print(drawn(picture), no_wrap=True)
    path.write_text(svg_of(recorder, title), encoding="utf-8")


def svg_of(recorder: Console, title: str) -> str:
    """What a console has recorded, without fonts from elsewhere: it loads nothing, and any monospaced font will do."""
    svg = re.sub(r"@font-face \{.*?\}\n", "", recorder.export_svg(title=title), flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"

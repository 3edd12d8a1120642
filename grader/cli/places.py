"""Files and folders on the command line. What may not be read is left to whoever reads it: click does not say what to do then."""

from __future__ import annotations

from pathlib import Path

import click

PLACE = click.Path(path_type=Path, readable=False)
FILE = click.Path(path_type=Path, readable=False, dir_okay=False)
FOLDER = click.Path(path_type=Path, readable=False, file_okay=False)

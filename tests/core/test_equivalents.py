"""The list of mutants that are no mistakes: what it matches, and what it refuses."""

from pathlib import Path

import pytest

from grader.core.equivalents import NoMistakes, read_equivalents
from grader.core.mutants import Mutant
from grader.primitives.errors import CourseError

ENTRY = """
[[equivalent]]
function = "f"
before = "return g('x',  1)"
after = ["return g('x')", "return None"]
reason = "Nobody sees it."
"""


def listed(folder: Path, text: str) -> Path:
    """The text as a file."""
    path = folder / "equivalent.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_lists_nothing(tmp_path: Path) -> None:
    """It is needed only where a mutant survives."""
    assert read_equivalents(tmp_path / "equivalent.toml") == NoMistakes()


@pytest.mark.parametrize(
    ("function", "after", "matches"),
    [
        pytest.param("f", "return None", True, id="the-same"),
        pytest.param("f", 'return g("x")', True, id="other-quotes"),
        pytest.param("g", "return None", False, id="another-function"),
        pytest.param("f", "return 0", False, id="another-slip"),
    ],
)
def test_an_entry_is_found_by_its_text(tmp_path: Path, function: str, after: str, matches: bool) -> None:
    """Lines do not matter, nor do spaces."""
    mutant = Mutant(function, 99, "return g('x', 1)", after, "")

    assert any(each.matches(mutant) for each in read_equivalents(listed(tmp_path, ENTRY)).equivalents) is matches


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[equivalent", id="no-toml"),
        pytest.param(ENTRY.replace('reason = "Nobody sees it."', ""), id="no-reason"),
        pytest.param(ENTRY.replace("Nobody sees it.", " "), id="an-empty-reason"),
        pytest.param(ENTRY.replace("before", "was"), id="another-key"),
        pytest.param("equivalent = 3", id="no-list"),
        pytest.param('[[taste]]\nfunctions = ["f"]', id="a-taste-without-reason"),
        pytest.param('[[taste]]\nfunctions = "f"\nreason = "Because."', id="a-taste-of-no-list"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str) -> None:
    """With the file's name and what an entry has."""
    with pytest.raises(CourseError, match=r"equivalent.toml .* function, before, after and reason"):
        read_equivalents(listed(tmp_path, text))


def test_a_matter_of_taste_has_a_reason(tmp_path: Path) -> None:
    """The same one for all its functions."""
    text = '[[taste]]\nfunctions = ["", "f"]\nreason = "Any will do."'

    assert read_equivalents(listed(tmp_path, text)).tastes == {"": "Any will do.", "f": "Any will do."}

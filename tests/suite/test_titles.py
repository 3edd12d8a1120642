"""A check's title is the first line of its docstring, in every language it gives."""

import pytest

from grader.suite.plugin import _titles


@pytest.mark.parametrize(
    ("docstring", "titles"),
    [
        pytest.param("Zeros are added.", {"en": "Zeros are added."}, id="one-line"),
        pytest.param("Zeros are added.\n    ", {"en": "Zeros are added."}, id="closing-line"),
        pytest.param("\n    Zeros are added.\n    ", {"en": "Zeros are added."}, id="opening-line"),
        pytest.param(
            "Zeros are added.\n\n    zh-TW: 四周補零。\n    ",
            {"en": "Zeros are added.", "zh-TW": "四周補零。"},
            id="two-languages",
        ),
        pytest.param(
            "Zeros.\n\n    Some background.\n\n    zh-TW: 四周\n    補零。",
            {"en": "Zeros.", "zh-TW": "四周 補零。"},
            id="paragraph-between",
        ),
        pytest.param("Why?", {"en": "Why?"}, id="question"),
        pytest.param(None, {"en": "padding surrounds the image"}, id="no-docstring"),
        pytest.param("", {"en": "padding surrounds the image"}, id="empty-docstring"),
    ],
)
def test_titles_come_from_the_docstring(docstring: str | None, titles: dict[str, str]) -> None:
    """Else from the name of the test function, without its case."""
    assert _titles(docstring, "test_padding_surrounds_the_image[1-2]") == titles

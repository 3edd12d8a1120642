"""Students' ids are names that every file system takes, and the same in every run."""

import pytest

from grader.core.student_ids import plain, safe_id, sorted_words


@pytest.mark.parametrize("text", ["B1234567", "ann-lee", "a.b_c", "王小明", "Müller", "7", "x" * 40])
def test_what_is_safe_stays(text: str) -> None:
    """Also in Chinese."""
    assert safe_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a b",
        "../etc",
        "a/b",
        "a\\b",
        ".hidden",
        "-rf",
        "CON",
        "con.py",
        "ends.",
        "a:b",
        "\x1b[31m",
        "\u202egnp",
        "x" * 41,
        "\udcff",
        "é\u0301\u0301",
        "",
    ],
)
def test_what_is_not_safe_gets_another_name(text: str) -> None:
    """With a few digits, so that it is nobody else's."""
    made = safe_id(text)

    assert made != text
    assert made.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert not made.startswith((".", "-"))
    assert len(made) <= 47


def test_what_is_readable_is_kept() -> None:
    """An instructor recognises the student."""
    assert safe_id("Lee, Ann (2)").startswith("Lee-Ann-2-")


def test_similar_names_stay_apart() -> None:
    """What is left of them is the same, the digits are not."""
    assert len({safe_id(text) for text in ("Ann Lee", "Ann/Lee", "Ann  Lee", "Ann-Lee")}) == 4


def test_an_id_never_changes() -> None:
    """Gradebooks are kept over years."""
    assert safe_id("Ann Lee") == "Ann-Lee-a36e14"


@pytest.mark.parametrize("text", ["Ann Lee", "ann_lee", "ＡＮＮ　ＬＥＥ", " ann-lee ", "Ann, Lee"])
def test_ways_to_write_a_name_are_one(text: str) -> None:
    """Case, width and signs do not matter."""
    assert plain(text) == "ann lee"


def test_the_order_of_names_does_not_matter() -> None:
    """Lists have the surname first, people do not."""
    assert sorted_words("Lee, Ann") == sorted_words("Ann Lee")

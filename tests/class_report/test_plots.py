"""Pictures are well-formed SVG, drawn to scale, with no colour and no style of their own."""

from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from grader.class_report.plots import histogram, meter, stacked

TITLE = Markup("<title>what it shows</title>")


def rectangles(picture: Markup) -> list[dict[str, str]]:
    """The attributes of its rectangles."""
    return [dict(each.attrib) for each in ET.fromstring(picture).iter("rect")]


def test_bars_of_a_histogram_are_as_tall_as_their_counts() -> None:
    """The tallest fills the height; none is none."""
    heights = [float(each["height"]) for each in rectangles(histogram([0, 2, 4], TITLE))]

    assert heights == [0, heights[2] / 2, heights[2]]


def test_bars_of_a_histogram_say_what_they_are() -> None:
    """Each has a range and a count, the picture a title."""
    titles = [each.text for each in ET.fromstring(histogram([3, 1], TITLE)).iter("title")]

    assert titles == ["what it shows", "0–50 %: 3", "50–100 %: 1"]


@pytest.mark.parametrize("counts", [[], [0] * 10, [600] * 10], ids=["no-bins", "nobody", "everybody-everywhere"])
def test_any_counts_can_be_drawn(counts: list[int]) -> None:
    """Nothing is divided by nothing."""
    assert len(rectangles(histogram(counts, TITLE))) == len(counts)


def test_parts_of_a_bar_lie_side_by_side() -> None:
    """Empty ones are left out."""
    found = rectangles(stacked([("full", 0.25), ("partly", 0.0), ("idle", 0.75)], TITLE))

    assert [(each["class"], each["x"], each["width"]) for each in found] == [
        ("part full", "0", "25"),
        ("part idle", "25", "75"),
    ]


@pytest.mark.parametrize("picture", [histogram([1, 2], TITLE), stacked([("full", 1.0)], TITLE), meter(0.5)])
def test_no_picture_has_a_style_of_its_own(picture: Markup) -> None:
    """The page's policy would refuse it, and the dark scheme could not change it."""
    names = {name for each in ET.fromstring(picture).iter() for name in each.attrib}

    assert names & {"style", "fill", "stroke"} == set()

"""JSON, JUnit XML and Gradescope's results give back what was graded, with every step and every check."""

import json
from xml.etree import ElementTree as ET

import pytest
from classroom import (
    AMY,
    BEN,
    HOSTILE_NAMES,
    by_hand,
    check,
    grade,
    hostile_class,
    marked,
    points_of,
    policy,
    report,
    telling,
)

from grader.core.coursework import Student
from grader.core.grades import gradesheet
from grader.core.report import Verdict
from grader.core.texts import LANGUAGES
from grader.exports.gradescope import gradescope_json
from grader.exports.junit import junit_xml
from grader.exports.sheets import grades_json

# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_has_every_step() -> None:
    """From the report's points to the final ones."""
    found = grade(marked("+++-!!!!"), policy=policy(days=1.5, percent=25), override=by_hand(5))
    data = json.loads(grades_json(gradesheet([BEN], [found])))
    (entry,) = data["grades"]

    assert data["schema"] == "grade-sheet/1"
    assert entry["score"] == {"points": 3.0, "max_points": 4.0, "full_points": 8.0, "reason": ""}
    assert (entry["earned"], entry["after_lateness"], entry["points"], entry["max_points"]) == (6.0, 3.0, 5.0, 8.0)
    assert entry["lateness"] == {"timing": "late", "seconds": 129600.0, "days": 2, "percent": 50.0}
    assert entry["override"] == {
        "points": 5,
        "excused": False,
        "reason": "An agreement.",
        "by": "teacher",
        "at": "2026-03-02T12:00:00+00:00",
    }
    assert entry["handed_in"]["handed_in"] == "2026-03-02T12:00:00+00:00"


def test_json_gives_hostile_names_back() -> None:
    """As they were, half a character included; the file is UTF-8."""
    sheet = hostile_class()
    data = json.loads(grades_json(sheet).decode("utf-8"))

    assert [student["name"] for student in data["students"]] == list(HOSTILE_NAMES.values())
    assert {(g["student"], g["exercise"]): g["points"] for g in data["grades"]} == points_of(sheet)
    assert [student["points"] for student in data["students"]] == [2.0] * len(HOSTILE_NAMES)
    assert data["exercises"] == [{"exercise": "ex1", "max_points": 3.0}, {"exercise": "ex2", "max_points": 1.0}]


def test_json_says_what_there_is_not() -> None:
    """A key is there also where a step was not taken."""
    (entry,) = json.loads(grades_json(gradesheet([AMY], [grade(None, AMY, override=by_hand())])))["grades"]

    assert {key for key, value in entry.items() if value is None} == {
        *("points", "max_points", "run", "handed_in", "score", "earned", "lateness", "after_lateness"),
    }
    assert entry["standing"] == "excused"


# --- JUnit XML ------------------------------------------------------------------------------------------------------


def properties_of(suite: ET.Element) -> dict[str, str]:
    """A suite's properties."""
    return {each.get("name", ""): each.get("value", "") for each in suite.iter("property")}


def test_junit_has_a_case_for_each_check() -> None:
    """Lost checks are failures, uncounted ones are skipped, the grader's own faults are errors."""
    root = ET.fromstring(junit_xml(gradesheet([AMY], [grade(marked("+-!?"))]), {("amy", "ex1"): marked("+-!?")}, "en"))
    (suite,) = root
    kinds = [[child.tag for child in case] for case in suite.iter("testcase")]

    assert kinds == [[], ["failure"], ["error"], ["skipped"]]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert (root.get("tests"), suite.get("time")) == ("4", "0.400")


def test_junit_tells_all_that_a_report_says_of_a_check() -> None:
    """Message, mistake, example and output."""
    root = ET.fromstring(junit_xml(gradesheet([AMY], [grade(telling())]), {("amy", "ex1"): telling()}, "en"))
    failure, output = root.find(".//failure"), root.find(".//system-out")

    assert failure is not None
    assert output is not None
    assert failure.get("message") == "At [0, 1]: The value is wrong."
    assert failure.text == (
        "At [0, 1]: The value is wrong.\nThe kernel is flipped.\nf([[1, 2],\n   [3, 4]])\nexpected\n[[1, 2]]"
    )
    assert output.text == "<b>hi</b>\n"


def test_junit_gives_the_grades_back_for_hostile_names() -> None:
    """What XML cannot hold is replaced; nothing else is lost."""
    sheet = hostile_class()
    reports = {each.place: marked("+-+" if each.exercise == "ex1" else "+", each.exercise) for each in sheet.grades}
    root = ET.fromstring(junit_xml(sheet, reports, "zh-TW"))
    facts = [properties_of(suite) for suite in root]

    assert {(f["student"], f["exercise"]): float(f["points"]) if f["points"] else None for f in facts} == points_of(
        sheet
    )
    assert facts[2 * list(HOSTILE_NAMES).index("html")]["name"] == "<script>alert(1)</script>"
    assert root.get("tests") == str(4 * len(HOSTILE_NAMES))


@pytest.mark.parametrize("text", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_junit_survives_what_a_submission_says(text: str) -> None:
    """Messages, titles and outputs are hostile, too."""
    hostile = report(check("a", Verdict.FAILED, title=text, message=text, output=text, function=text))
    root = ET.fromstring(junit_xml(gradesheet([AMY], [grade(hostile)]), {("amy", "ex1"): hostile}, "en"))

    assert [case.tag for case in root.iter("failure")] == ["failure"]


def test_junit_says_what_was_not_graded() -> None:
    """One error with the reason."""
    found = marked("", reason="It is a folder.")
    root = ET.fromstring(junit_xml(gradesheet([AMY], [grade(found)]), {("amy", "ex1"): found}, "en"))

    assert [(each.get("type"), each.get("message")) for each in root.iter("error")] == [
        ("not graded", "It is a folder.")
    ]


# --- Gradescope -----------------------------------------------------------------------------------------------------

DOCUMENTED = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format"}
DOCUMENTED |= {"visibility", "stdout_visibility", "extra_data", "tests"}
DOCUMENTED_OF_A_TEST = {"score", "max_score", "status", "name", "output", "visibility", "extra_data"}


def test_gradescope_gets_the_grade_and_the_checks() -> None:
    """In its documented format, and nothing else."""
    data = json.loads(gradescope_json(grade(telling(), policy=policy(percent=50)), telling(), "en"))
    tests = data["tests"]

    assert set(data) == DOCUMENTED
    assert all(set(test) <= DOCUMENTED_OF_A_TEST for test in tests)
    assert (data["score"], data["execution_time"], data["extra_data"]["max_points"]) == (0.23, 1.25, 3.83)
    assert [(test["score"], test["max_score"], test.get("status")) for test in tests] == [
        (0.0, 2.5, "failed"),
        (1 / 3, 1 / 3, "passed"),
        (0.0, 0.0, None),
    ]
    assert "The kernel is flipped." in tests[0]["output"]
    assert (tests[1]["name"], tests[1]["output"]) == ("f: Check right.", "right")


def test_gradescope_gets_no_less_for_a_fault_of_the_grader() -> None:
    """The score at the top is that of the whole exercise."""
    data = json.loads(gradescope_json(grade(marked("+-!!")), marked("+-!!"), "en"))

    assert (data["score"], sum(test["max_score"] for test in data["tests"])) == (2.0, 2.0)
    assert "1 of 2 points were earned in the checks that counted; of all 4 points, that is 2." in data["output"]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(grade(marked("", reason="It is a folder.")), "Not graded. It is a folder.", id="not-graded"),
        pytest.param(grade(marked("++"), override=by_hand()), "Excused by teacher: An agreement.", id="excused"),
    ],
)
def test_gradescope_is_told_why_there_are_no_points(found, says: str) -> None:
    """It asks for a number, so the words say that it is none."""
    data = json.loads(gradescope_json(found, None, "en"))

    assert (data["score"], data["tests"]) == (0.0, [])
    assert says in data["output"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_gradescope_gets_hostile_texts_as_text(text: str, language: str) -> None:
    """Declared as plain text, with control characters escaped."""
    student = Student("s1", text, text)
    hostile = report(check("a", Verdict.FAILED, title=text, message=text, output=text))
    data = json.loads(gradescope_json(grade(hostile, student), hostile, language).decode("utf-8"))

    assert (data["output_format"], data["test_output_format"], data["test_name_format"]) == ("text", "text", "text")
    said = data["tests"][0]["name"] + data["tests"][0]["output"]
    assert not any(c in said for c in "\0\x07\x1b\u202e\u2066\r")

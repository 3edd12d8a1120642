"""
JUnit XML, as build servers read it: a suite for each graded attempt, a case for each check.

A lost check is a failure, one that did not count is skipped, a fault of the grader is an error. Points and the grade are
properties of the suite.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.core.cells import number
from grader.core.grades import Grade, Gradesheet, Place
from grader.core.hostile import in_xml, shown
from grader.core.report import UNCOUNTED, CheckOutcome, ExerciseReport, Verdict
from grader.exports.wording import explanation


def junit_xml(sheet: Gradesheet, reports: Mapping[Place, ExerciseReport], language: str) -> bytes:
    """All grades with their checks; what was not graded is a suite with one error."""
    root = Element("testsuites", name="grade")
    for grade in sheet.grades:
        _suite(root, grade, reports.get(grade.place), language)
    _total(root, list(root))
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(root: Element, grade: Grade, report: ExerciseReport | None, language: str) -> None:
    suite = SubElement(root, "testsuite", name=in_xml(f"{grade.student.id} {grade.exercise}"))
    properties = SubElement(suite, "properties")
    for name, value in _facts(grade).items():
        SubElement(properties, "property", name=name, value=in_xml(shown(value)))
    classname = in_xml(f"{grade.student.id}.{grade.exercise}")
    if report is None or not report.graded:
        reason = report.reason if report is not None else None
        case = SubElement(suite, "testcase", classname=classname, name="graded", time="0")
        kind = "error" if grade.score is not None else "skipped"
        SubElement(case, kind, type="not graded", message=in_xml(shown(reason or "")))
    else:
        for check in report.checks:
            _case(suite, classname, check, language)
    _count(suite)


def _facts(grade: Grade) -> Mapping[str, str]:
    facts = {
        "student": grade.student.id,
        "name": grade.student.name,
        "exercise": grade.exercise,
        "standing": str(grade.standing),
        "points": "" if grade.points is None else number(grade.points),
        "max_points": "" if grade.max_points is None else number(grade.max_points),
    }
    late = {"lateness": str(grade.lateness.timing)} if grade.lateness else {}
    return facts | late | ({"override": grade.override.reason} if grade.override else {})


def _case(suite: Element, classname: str, check: CheckOutcome, language: str) -> None:
    name = in_xml(shown(f"{check.function}: {check.title} [{check.id}]"))
    case = SubElement(suite, "testcase", classname=classname, name=name, time=f"{check.seconds:.3f}")
    if check.verdict is Verdict.PASSED:
        return
    kind = "error" if check.verdict is Verdict.FAULT else "skipped" if check.verdict in UNCOUNTED else "failure"
    ended = SubElement(case, kind, type=str(check.verdict), message=in_xml(shown(check.message)))
    ended.text = in_xml(explanation(check, language))
    if check.output:
        SubElement(case, "system-out").text = in_xml(shown(check.output))


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _total(root: Element, suites: list[Element]) -> None:
    for attribute in ("tests", "failures", "errors", "skipped"):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in suites)))

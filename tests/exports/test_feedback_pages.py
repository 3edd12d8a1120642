"""What students get back says what was graded, in their language, and does nothing but that."""

import dataclasses
import html.parser
import json
import re
from datetime import UTC, timedelta, timezone

import pytest
from classroom import AMY, HOSTILE_NAMES, NOON, by_hand, check, grade, marked, policy, report, telling

from grader.core.coursework import Student
from grader.core.report import Example, ExerciseReport, Verdict
from grader.core.texts import LANGUAGES, say
from grader.exports.feedback import feedback_html, feedback_json

LEAVES = {"meta"}


class Page(html.parser.HTMLParser):
    """A page as a browser takes it apart: elements with their attributes, and text by the element that it is in."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.append((tag, ""))
        if tag not in LEAVES:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        tag = self._open[-1] if self._open else ""
        if self.texts and self.texts[-1][0] == tag:
            self.texts[-1] = (tag, self.texts[-1][1] + data)
        elif data.strip():
            self.texts.append((tag, data))

    def of(self, *tags: str) -> list[str]:
        """The texts in these elements."""
        return [text for tag, text in self.texts if tag in tags and text.strip()]

    @property
    def everything(self) -> str:
        return " ".join(text for _, text in self.texts)


def page(found: ExerciseReport, language: str = "en", student: Student = AMY, **about) -> Page:
    """The page of one exercise."""
    titles = about.pop("titles", None)
    zone = about.pop("zone", UTC)
    graded = grade(found, student, **about)
    return Page(feedback_html(student, [graded], {found.exercise: found}, language, titles=titles, zone=zone))


def test_the_page_says_what_was_graded() -> None:
    """What was handed in, points per function, what failed and how, notes."""
    found = page(telling(), titles={"ex1": "Convolution"}, zone=timezone(timedelta(hours=8)))

    assert found.of("h2") == ["ex1 · Convolution"]
    assert {"in/it.py", "2026-03-02 20:00 +0800", "0" * 12} <= set(found.of("bdi"))
    assert [text for text in found.of("td", "code") if "/" in text] == ["0.33 / 2.83", "0 / 0"]
    assert found.of("pre") == ["f([[1, 2],\n   [3, 4]])", "[[1, 2]]", "return a < b", "<b>hi</b>\n"]
    for sentence in ("At [0, 1]: The value is wrong.", "The kernel is flipped.", "A note.", "No GPU.", "Check told."):
        assert sentence in found.everything


def test_the_page_says_what_became_of_the_points() -> None:
    """Lateness and override, with the reason."""
    found = page(marked("++"), policy=policy(days=1.5, percent=25), override=by_hand(1.75, "Half for <the idea>."))

    assert "1.75 of 2 points" in found.everything
    assert "Handed in 1 d 12 h late (days counted: 2): 50 % of the points earned are taken." in found.everything
    assert "Set by hand to 1.75 points, by teacher: Half for <the idea>." in found.everything


@pytest.mark.parametrize(
    ("about", "says"),
    [
        pytest.param({"policy": policy(days=0.01, grace=60)}, "within the grace: nothing is taken", id="in-grace"),
        pytest.param({"policy": policy(days=2, stop=1)}, "it gives no points", id="too-late"),
        pytest.param({"late": True}, "by how much is not known", id="unknown"),
        pytest.param({"override": by_hand()}, "Excused by teacher: An agreement.", id="excused"),
    ],
)
def test_the_page_explains_every_kind_of_lateness(about: dict[str, object], says: str) -> None:
    """In a sentence."""
    assert says in page(marked("++"), **about).everything


def test_the_page_says_why_nothing_was_graded() -> None:
    """And shows no table of nothing."""
    found = page(marked("", reason="It is a folder."))

    assert "Not graded. It is a folder." in found.everything
    assert found.of("td") == []


def test_failures_that_say_the_same_are_told_once() -> None:
    """A file that cannot be loaded fails every check with the same sentence."""
    checks = [
        check(f"{n}", Verdict.FAILED, title=f"Title {n}.", message="Your file cannot be loaded.") for n in range(30)
    ]
    found = page(report(*checks))

    assert found.everything.count("Your file cannot be loaded.") == 1
    assert (len(found.of("li")), found.of("li")[-1]) == (9, "… and 22 more")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_students_language(language: str) -> None:
    """Said to the browser, and seen in the headings."""
    found = page(telling(), language)

    assert found.elements[0] == ("html", {"lang": language})
    assert [say(f"feedback.{name}", language) for name in ("functions", "failed", "notes")] == found.of("h3")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_same_elements_whatever_is_in_it(language: str) -> None:
    """No text of a student becomes an element, an attribute or a style, and none is lost."""
    plain = page(
        hostile_report("plain"), language, Student("s1", "plain"), origin="plain", override=by_hand(1, "plain")
    )
    for text in HOSTILE_NAMES.values():
        about = {"origin": text, "override": by_hand(1, text)}
        found = page(hostile_report(text), language, Student("s1", text), titles={"ex1": "plain"}, **about)
        reference = page(
            hostile_report("plain"),
            language,
            Student("s1", "plain"),
            titles={"ex1": "plain"},
            **{**about, "origin": "x"},
        )

        assert [tag for tag, _ in found.elements] == [tag for tag, _ in reference.elements]
        assert [each for each in found.elements if each[0] != "section"] == [
            each for each in plain.elements if each[0] != "section"
        ]
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", found.everything)


def hostile_report(text: str) -> ExerciseReport:
    """A report in which every text is this one."""
    said = {
        "title": text,
        "message": text,
        "output": text + "x",
        "code": text + "x",
        "line": 1,
        "mistake_messages": (text + "x",),
    }
    failed = check("a", Verdict.FAILED, function=text, example=Example(text, text, text), **said)
    waiting = check("b", Verdict.PENDING, function=text, message=text)
    return report(failed, waiting, functions=(text,), submission=text, notes=(text,))


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="html"),
        pytest.param("👩‍👩‍👧 🇹🇼", "👩‍👩‍👧 🇹🇼", id="emoji"),
        pytest.param("می‌خواهم", "می‌خواهم", id="persian"),
        pytest.param("a\u202eb\x07", "a\\u202eb\\x07", id="escaped"),
        pytest.param("林小明", "林小明", id="chinese"),
        pytest.param("", "s1", id="nameless"),
    ],
)
def test_a_name_is_shown_as_it_is(name: str, seen: str) -> None:
    """But for what would change how other text is shown."""
    found = page(marked("+"), "en", Student("s1", name))

    assert ("bdi", {"class": "name"}) in found.elements
    assert found.of("bdi")[0] == seen


@pytest.mark.parametrize("name", ["", AMY.id])
def test_a_student_without_another_name_is_named_once(name: str) -> None:
    student = dataclasses.replace(AMY, name=name)

    named = [text for text in page(telling(), student=student).of("title", "bdi", "small") if AMY.id in text]
    assert len(named) == 2, "in the title and in the heading"


def test_the_page_asks_nothing_of_anybody() -> None:
    """No script, no picture, no form, no link, no address; and the browser is told to allow none."""
    content = feedback_html(AMY, [grade(telling())], {"ex1": telling()}, "en").decode("utf-8")
    found = Page(content.encode())
    policies = [about["content"] for tag, about in found.elements if tag == "meta" and "http-equiv" in about]

    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert {tag for tag, _ in found.elements} & {
        "script",
        "img",
        "link",
        "iframe",
        "form",
        "a",
        "object",
        "svg",
    } == set()
    assert re.findall(r"https?:|url\(|@import|\son\w+=", content) == []
    assert "prefers-color-scheme: dark" in content
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [
        about for _, about in found.elements
    ]


def test_a_student_without_grades_gets_a_page_too() -> None:
    """It says so."""
    assert "There is no grade yet." in Page(feedback_html(AMY, [], {}, "en")).everything


def test_points_on_the_page_are_those_of_the_grades() -> None:
    """Read back from the page, exercise by exercise."""
    reports = {f"ex{n}": marked("+" * n + "-" * (5 - n), f"ex{n}") for n in range(6)}
    found = Page(feedback_html(AMY, [grade(each) for each in reports.values()], reports, "en"))
    said = [text for text in found.of("p") if re.fullmatch(r"\d of 5 points", text)]
    sections = [about["data-exercise"] for tag, about in found.elements if tag == "section"]

    assert dict(zip(sections, said, strict=True)) == {f"ex{n}": f"{n} of 5 points" for n in range(6)}


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_json_gives_back_reports_and_steps(name: str) -> None:
    """The whole report, in its public format, under the name as it was."""
    found = hostile_report(name)
    given = grade(found, Student("s1", name), policy=policy(percent=50))
    data = json.loads(feedback_json(given.student, [given], {"ex1": found}).decode("utf-8"))

    assert (data["schema"], data["student"]["name"]) == ("grade-feedback/1", name)
    assert data["grades"][0]["report"] == json.loads(json.dumps(found.to_json()))
    assert (data["grades"][0]["points"], data["grades"][0]["lateness"]["percent"]) == (given.points, 50.0)
    assert data["grades"][0]["handed_in"]["handed_in"] == NOON.isoformat()

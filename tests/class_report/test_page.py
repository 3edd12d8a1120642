"""The page as text: everybody is on it, every text is escaped, and nothing of it comes from elsewhere."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up_class import COURSE, EXERCISES, HOSTILE, Given, MadeUpClass, made_up_class, real_reports

import grader.class_report
from grader.class_report.attempts import moment, room_for, shown_attempt
from grader.class_report.page import level, report_page
from grader.class_report.words import LABELS, Words
from grader.core.class_statistics import statistics_of
from grader.core.coursework import Attempt, Handed, Student
from grader.core.hostile import line, shown
from grader.core.texts import LANGUAGES, texts

VOID = {"meta", "br", "input"}


class Reader(HTMLParser):
    """What a browser would make of a page: elements, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def within(self, tag: str) -> list[str]:
        """The texts directly in elements of that kind."""
        return [text for inside, text in self.texts if inside == tag]


@pytest.fixture(scope="module")
def made_up() -> MadeUpClass:
    """Thirty students, eleven of them with hostile names."""
    return made_up_class(30)


@pytest.fixture(scope="module")
def text(made_up: MadeUpClass) -> str:
    """Their page, in English."""
    return made_up.page()


@pytest.fixture(scope="module")
def page(text: str) -> Reader:
    """The same, read."""
    return Reader(text)


def test_every_element_is_closed(page: Reader) -> None:
    """And nothing is left open."""
    assert (page.wrong, page.open) == ([], [])


def test_every_student_is_in_the_table_and_has_a_part_of_the_page(page: Reader, made_up: MadeUpClass) -> None:
    """Also those who handed in nothing."""
    students = {each.attempt.student for each in made_up.graded} | set(made_up.handed.idle)
    targets = {attributes["id"] for tag, attributes in page.tags if attributes.get("class") == "student"}
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    names = page.within("bdi")

    assert len(targets) == len(students)
    assert {f"#{target}" for target in targets} <= links
    for student in students:
        assert names.count(line(student.name or student.id, 120)) >= 2, student


def test_a_quiz_has_its_figures(page: Reader) -> None:
    """Half of twelve students slipped in one of two questions, which says nothing of the other."""
    ids = [
        "".join(text for inside, text in page.texts if inside == "span" and text == name)
        for name in ("conv-parameters", "fc-parameters")
    ]

    assert ids == ["conv-parameters", "fc-parameters"]
    assert page.within("td").count("0.50") >= 1
    assert "no-bias" in page.within("td")


def test_a_quiz_may_be_called_anything(page: Reader) -> None:
    """Its name is text."""
    assert any("midterm <b>&\\u202e" in text for text in page.within("h2"))


def test_every_attempt_is_shown(page: Reader, made_up: MadeUpClass) -> None:
    """Also those that do not count, and those that could not be graded."""
    shown_ones = [attributes["class"] for tag, attributes in page.tags if tag == "article"]

    assert len(shown_ones) == len(made_up.graded)
    assert shown_ones.count("attempt earlier") == sum(not each.attempt.counts for each in made_up.graded)


def test_nothing_of_a_student_becomes_an_element(page: Reader) -> None:
    """Two scripts and the words are ours, and there is no picture, no frame and no handler."""
    tags = [tag for tag, _ in page.tags]
    attributes = {name for _, given in page.tags for name in given}

    assert (tags.count("script"), tags.count("style")) == (3, 1)
    assert {"img", "iframe", "object", "embed", "link", "base", "form"} & set(tags) == set()
    assert [name for name in attributes if name.startswith("on") or name == "style"] == []


def test_control_and_direction_characters_are_made_visible(text: str) -> None:
    """None of them is left, except for joiners, line ends and tabs."""
    odd = {c for c in text if not c.isprintable()} - set("\n\t\u200d\u200c\xa0")

    assert odd == set()
    assert "\\u202egnp.exe" in text


def test_names_cannot_reach_the_text_around_them(page: Reader) -> None:
    """A name is always in an element that isolates its direction."""
    arabic = HOSTILE[3]

    assert {inside for inside, text in page.texts if arabic in text} == {"bdi"}


def test_nothing_is_fetched_from_anywhere(page: Reader) -> None:
    """Every address leads to a part of the same page."""
    addresses = {given[name] for _, given in page.tags for name in ("href", "src", "action", "srcset") if name in given}

    assert {address for address in addresses if not (address or "").startswith("#")} == set()


def test_every_link_leads_somewhere(page: Reader) -> None:
    """Within the page."""
    targets = {f"#{given['id']}" for _, given in page.tags if "id" in given}

    assert {given["href"] for tag, given in page.tags if tag == "a"} <= targets


def test_the_policy_comes_before_what_it_rules() -> None:
    """Nothing else runs, loads or is sent."""
    page = Reader(made_up_class(1).page())
    head = [given for tag, given in page.tags if tag in ("meta", "style", "script")]

    assert head[1]["http-equiv"] == "Content-Security-Policy"
    policy = str(head[1]["content"])
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_a_known_mistake_is_counted_and_explained(page: Reader, made_up: MadeUpClass) -> None:
    """In the exercise's part of the page."""
    mistake = made_up.statistics.exercises[0].mistakes[0]

    assert str(mistake.students) in page.within("td")
    assert mistake.message in page.within("td")


def test_every_check_is_in_the_table_of_its_exercise(page: Reader, made_up: MadeUpClass) -> None:
    """By its title."""
    titles = {check.title for each in made_up.statistics.exercises for check in each.checks}

    assert titles <= set(page.within("td"))


def test_a_class_of_nobody_has_a_page() -> None:
    """It says so."""
    text = "".join(report_page(COURSE, Handed((), (), (), ()), [], statistics_of([]), "en"))

    assert "Nobody has handed in anything." in Reader(text).within("span")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_starts_in_the_language_of_the_batch(language: str) -> None:
    """Its other words are in it, too."""
    text = made_up_class(1).page(language)

    assert f'<html lang="{language}">' in text
    assert texts(language)["class-report"]["overview"] in Reader(text).within("span")


def test_the_words_of_all_languages_are_in_the_page(page: Reader) -> None:
    """For the page's switch, as JSON."""
    words = next(json.loads(text) for text in page.within("script") if text.startswith("{"))

    for language in LANGUAGES:
        assert {key: words[language][key] for key in LABELS} == {
            key: texts(language)["class-report"][key] for key in LABELS
        }


def test_braces_in_a_title_of_a_course_are_text() -> None:
    """They are no fields."""
    words = Words(replace(COURSE, titles={"en": "Sets {a} {{b}}"}), "en")

    assert str(words.course()) == '<span data-t="course">Sets {a} {{b}}</span>'


def test_labels_and_templates_know_each_other() -> None:
    """No label is missing, none is left over."""
    folder = Path(grader.class_report.__file__).parent
    sources = [
        path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in (".jinja", ".js", ".py")
    ]
    quoted = Counter(re.findall(r"\"([a-z-]+)\"", "".join(sources)))

    assert [label for label in LABELS if quoted[label] < 2] == []


# --- attempts -------------------------------------------------------------------------------------------------------

ATTEMPT = Attempt(Student("a", "A"), EXERCISES[0], 1, True, "a/work.py", "work.py", b"")


def test_the_first_failure_of_each_function_comes_first() -> None:
    """That is what a student reads first."""
    found = shown_attempt(ATTEMPT, real_reports()[1], "", 10**6)
    functions = [failure.function for failure in found.failures]

    assert functions[:3] == list(dict.fromkeys(functions))
    assert found.left_out == 0


def test_a_mistake_is_explained_once_in_an_attempt() -> None:
    """However many checks show it."""
    told = [
        mistake
        for failure in shown_attempt(ATTEMPT, real_reports()[1], "", 10**6).failures
        for mistake in failure.mistakes
    ]

    assert len(told) == len(set(told)) > 1


@pytest.mark.parametrize("room", [0, 300, 1000, 5000])
def test_feedback_keeps_within_its_room(room: int) -> None:
    """What is left out is counted."""
    whole = shown_attempt(ATTEMPT, real_reports()[1], "", 10**6)
    found = shown_attempt(ATTEMPT, real_reports()[1], "", room)

    assert sum(failure.size for failure in found.failures) <= room
    assert len(found.failures) + found.left_out == len(whole.failures)


def test_the_more_attempts_the_less_room() -> None:
    """A class of 600 with 12 exercises is a file of a few megabytes."""
    assert room_for(0) == room_for(10) > room_for(1000) > room_for(7200) > 300


def test_a_large_output_is_cut() -> None:
    """And says so."""
    report = real_reports()[1]
    check = next(c for c in report["checks"] if c["verdict"] == "failed")
    found = shown_attempt(ATTEMPT, report | {"checks": [check | {"output": "y" * 10**6}]}, "", 10**5)

    assert found.failures[0].output.endswith("y…")
    assert len(found.failures[0].output) < 2000


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (None, ""),
        (datetime(2026, 3, 5, 9, 7, tzinfo=UTC), "2026-03-05 09:07 UTC"),
        (datetime(2026, 3, 5, 9, 7, tzinfo=timezone(timedelta(hours=8))), "2026-03-05 09:07 UTC+0800"),
    ],
)
def test_a_time_says_its_zone(time: datetime | None, text: str) -> None:
    """Or is empty."""
    assert moment(time) == text


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202ea", "\\u202ea"),
        ("\u2066a", "\\u2066a"),
        ("\ud800", "\\ud800"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_hostile_text_is_made_fit_for_a_page(given: str, seen: str) -> None:
    """What it shows stays."""
    assert shown(given, 300) == seen


@pytest.mark.parametrize(("value", "kind"), [(None, "none"), (0.0, "l0"), (19.9, "l0"), (99.9, "l4"), (100.0, "full")])
def test_percentages_have_levels(value: float | None, kind: str) -> None:
    """Full marks have a colour of their own."""
    assert level(value) == kind


def test_a_report_without_a_score_says_why() -> None:
    """Its reason is shown."""
    report = real_reports()[0] | {"status": "not graded", "reason": "There <is> no file.", "percent": None}
    given = Given(ATTEMPT, report)
    handed = Handed((), (ATTEMPT,), (), ())
    text = "".join(report_page(COURSE, handed, [given], statistics_of([]), "en"))

    assert "There &lt;is&gt; no file." in text

"""The gradebook records, publishes, reverts, and remembers what was decided by hand, on both databases."""

from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from classroom import AMY, BEN, HOSTILE_NAMES, NOON, attempt, changes, graded, marked, points_of, policy, telling

from grader.core.coursework import Student
from grader.core.grades import Standing
from grader.core.lateness import Timing
from grader.core.regrading import Direction, by_check
from grader.core.runs import Graded, RunNotes, RunState
from grader.gradebook.book import Gradebook
from grader.primitives.errors import UsageError


def recorded(book: Gradebook, key: str, *found: Graded) -> int:
    """A draft with these attempts."""
    run = book.begin_run(RunNotes(key))
    book.record(run.id, found)
    return run.id


def published(book: Gradebook, key: str, *found: Graded) -> int:
    """A published run of these attempts."""
    return book.publish(recorded(book, key, *found)).id


# --- recording ------------------------------------------------------------------------------------------------------


def test_what_was_recorded_is_there_when_it_is_opened_again(where: str | Path) -> None:
    """A gradebook outlives the program."""
    with Gradebook.open(where) as book:
        published(book, "one", graded("++-", AMY), graded("+--", BEN))

    with Gradebook.open(where) as book:
        assert points_of(book.grades()) == {("amy", "ex1"): 2.0, ("ben", "ex1"): 1.0}


def test_a_report_comes_back_as_it_was(book: Gradebook) -> None:
    """With every message, mistake and example."""
    published(book, "one", Graded(attempt(), telling()))

    assert book.reports()["amy", "ex1"].to_json() == telling().to_json()


def test_an_attempt_comes_back_with_its_content(book: Gradebook) -> None:
    """So it can be graded again without the folder that it came from."""
    taipei = timezone(timedelta(hours=8))
    given = attempt(content=b"\x00\xff\n", number=3, late=True, handed_in=NOON.astimezone(taipei))
    published(book, "one", Graded(given, marked("+")))

    assert list(book.attempts()) == [given]


def test_an_attempt_that_nobody_could_read_comes_back_with_its_problem(book: Gradebook) -> None:
    """It has no content, and the grade has no points."""
    given = replace(attempt(), content=None, problem="It is a link.")
    published(book, "one", Graded(given, marked("", reason="It is a link.")))

    assert list(book.attempts()) == [given]
    assert (book.grades().grades[0].standing, book.grades().grades[0].points) == (Standing.NOT_GRADED, None)


def test_recording_again_changes_nothing(book: Gradebook) -> None:
    """A batch that goes on after a stop may repeat itself."""
    run = recorded(book, "one", graded("+-"), graded("++", BEN))
    book.publish(run)
    before = (book.runs(), book.grades(), dict(book.reports()), list(book.attempts()))

    book.record(run, [graded("+-"), graded("++", BEN)])

    assert (book.runs(), book.grades(), dict(book.reports()), list(book.attempts())) == before


def test_the_same_key_is_the_same_run(book: Gradebook) -> None:
    """However often it is begun."""
    notes = RunNotes("one", {"ex1": "abc"}, {"numpy": "2.4"}, "First.")

    assert book.begin_run(notes) == book.begin_run(RunNotes("one"))
    assert [run.notes for run in book.runs()] == [notes]


def test_a_draft_takes_a_better_report_of_the_same_attempt(book: Gradebook) -> None:
    """Where the grader itself failed, it is tried again."""
    run = recorded(book, "one", graded("+!"))
    book.record(run, [graded("+-")])

    assert points_of(book.grades(run)) == {("amy", "ex1"): 1.0}
    assert book.runs()[0].reports == 1


def test_a_published_run_does_not_change(book: Gradebook) -> None:
    """Neither a report of it, nor who is in it."""
    run = published(book, "one", graded("+-"))

    for other in (graded("++"), graded("+", BEN)):
        with pytest.raises(UsageError, match=r"does not change any more\. Begin another run"):
            book.record(run, [other])
    assert points_of(book.grades()) == {("amy", "ex1"): 1.0}


def test_a_batch_is_recorded_whole_or_not_at_all(book: Gradebook) -> None:
    """One entry that makes no sense leaves nothing of the others."""
    run = book.begin_run(RunNotes("one")).id

    with pytest.raises(UsageError, match="cannot be that of an attempt"):
        book.record(run, [graded("+"), Graded(attempt(BEN, "ex1"), marked("+", "ex2"))])

    assert (book.runs()[0].reports, book.grades(run).students) == (0, ())


def test_of_several_attempts_the_one_that_counts_gives_the_grade(book: Gradebook) -> None:
    """The others are kept."""
    first = graded("++", content=b"1", number=1, counts=False)
    second = graded("+-", content=b"2", number=2)
    published(book, "one", first, second)

    assert points_of(book.grades()) == {("amy", "ex1"): 1.0}
    assert [each.number for each in book.attempts()] == [2]
    assert [(each.number, each.counts) for each in book.attempts(counting=False)] == [(1, False), (2, True)]


def test_of_two_that_count_the_last_recorded_does(book: Gradebook) -> None:
    """A file that was replaced while the batch stood still."""
    run = recorded(book, "one", graded("++", content=b"1"))
    book.record(run, [graded("+-", content=b"2")])

    assert points_of(book.grades(run)) == {("amy", "ex1"): 1.0}


def test_students_without_work_are_in_the_sheet(book: Gradebook) -> None:
    """A roster is kept, and what is learned later is added."""
    book.add_students([BEN, replace(AMY, email="", sid="")])
    published(book, "one", graded("+", AMY))
    book.add_students([replace(AMY, name="", lms="")])

    assert book.grades().students == (AMY, BEN)


def test_every_name_can_be_kept(book: Gradebook) -> None:
    """What a database cannot hold is kept as its escape; recording it again still changes nothing."""
    students = [Student(f"s{n:02}", name, name, name, name) for n, name in enumerate(HOSTILE_NAMES.values())]
    found = [graded("+", student, file=student.name, origin=student.name) for student in students]
    run = published(book, "one", *found)
    book.record(run, found)

    kept = [name.replace("\0", "\\u0000").replace("\udcff", "\\udcff") for name in HOSTILE_NAMES.values()]
    assert [each.name for each in book.grades().students] == kept
    assert [each.file for each in book.attempts()] == kept


def test_a_run_that_is_not_there(book: Gradebook) -> None:
    """A sentence, whatever was asked of it."""
    for ask in (
        book.grades,
        book.reports,
        book.publish,
        lambda run: book.record(run, []),
        lambda run: list(book.attempts(run)),
    ):
        with pytest.raises(UsageError, match="The gradebook has no run 7"):
            ask(7)


# --- publishing -----------------------------------------------------------------------------------------------------


def test_a_draft_gives_no_grade(book: Gradebook) -> None:
    """Until it is published; what it would give can be seen."""
    run = recorded(book, "one", graded("+-"))

    assert (book.runs()[0].state, book.grades().grades) == (RunState.DRAFT, ())
    assert points_of(book.grades(run)) == {("amy", "ex1"): 1.0}


def test_publishing_replaces_and_reverting_brings_back(book: Gradebook) -> None:
    """As often as there were publications."""
    published(book, "one", graded("+--"))
    second = published(book, "two", graded("++-"))
    seen = [points_of(book.grades())["amy", "ex1"]]

    reverted = book.revert()
    seen.append(points_of(book.grades())["amy", "ex1"])
    book.revert()

    assert (seen, book.grades().grades) == ([2.0, 1.0], ())
    assert (reverted.run.id, reverted.run.state, reverted.now and reverted.now.notes.key) == (
        second,
        RunState.REVERTED,
        "one",
    )
    with pytest.raises(UsageError, match="Nothing is published"):
        book.revert()


def test_publishing_twice_is_publishing_once(book: Gradebook) -> None:
    """One revert takes it back."""
    run = published(book, "one", graded("+"))
    book.publish(run)
    book.revert()

    assert book.runs()[0].state is RunState.REVERTED


def test_an_older_run_can_be_published_again(book: Gradebook) -> None:
    """And taken back again."""
    first = published(book, "one", graded("+--"))
    published(book, "two", graded("++-"))
    book.publish(first)
    seen = [points_of(book.grades())["amy", "ex1"]]
    book.revert()
    seen.append(points_of(book.grades())["amy", "ex1"])

    assert seen == [1.0, 2.0]


def test_a_run_of_some_leaves_the_others_alone(book: Gradebook) -> None:
    """Of each student and exercise, the last published run that graded it counts."""
    published(book, "one", graded("+-"), graded("+-", BEN), graded("+", AMY, "ex2"))
    published(book, "late", graded("++", BEN))

    assert points_of(book.grades()) == {("amy", "ex1"): 1.0, ("ben", "ex1"): 2.0, ("amy", "ex2"): 1.0}


def test_an_empty_run_is_not_published(book: Gradebook) -> None:
    """It would change nothing, so somebody meant another one."""
    with pytest.raises(UsageError, match="has no report to publish"):
        book.publish(book.begin_run(RunNotes("one")).id)


def test_a_later_attempt_in_a_draft_does_not_show(book: Gradebook) -> None:
    """What is published is the attempt that counted then, with the time of that attempt."""
    book.set_policy("ex1", policy(days=0))
    published(book, "one", graded("++", content=b"1"))
    recorded(book, "two", graded("--", content=b"1", handed_in=NOON + timedelta(days=3), number=2))

    grade = book.grades().grades[0]
    assert (grade.points, grade.lateness and grade.lateness.timing) == (2.0, Timing.ON_TIME)


# --- comparing ------------------------------------------------------------------------------------------------------


def test_a_regrade_shows_who_gains_and_who_loses_and_by_which_check(book: Gradebook) -> None:
    """Before it is published."""
    cat = Student("cat", "Cat")
    published(book, "one", graded("+-+"), graded("++-", BEN), graded("+", cat))
    regrade = recorded(book, "two", graded("++-"), graded("++-", BEN), graded("-", cat))

    found = book.compare(None, regrade)

    assert changes(found) == [("amy", "same", 0.0), ("ben", "same", 0.0), ("cat", "loses", -1.0)]
    moved = [(change.student.id, each.check, each.gained) for change in found for each in change.checks]
    assert moved == [
        ("amy", "test_it.py::test_b", 1),
        ("amy", "test_it.py::test_c", -1),
        ("cat", "test_it.py::test_a", -1),
    ]
    assert [(each.check[-1], each.gain, each.lose) for each in by_check(found)] == [
        ("a", 0, 1),
        ("b", 1, 0),
        ("c", 0, 1),
    ]


def test_comparing_with_what_is_published_leaves_the_others_out(book: Gradebook) -> None:
    """A regrade of some takes nothing from the others; two runs side by side show who is only in one."""
    first = published(book, "one", graded("+"), graded("+", BEN))
    second = recorded(book, "two", graded("-"), graded("+", Student("cat", "Cat")))

    assert changes(book.compare(None, second)) == [("amy", "loses", -1.0), ("cat", "new", 1.0)]
    assert changes(book.compare(first, second)) == [("amy", "loses", -1.0), ("ben", "gone", -1.0), ("cat", "new", 1.0)]


def test_an_override_does_not_hide_a_loss(book: Gradebook) -> None:
    """The direction is what was graded; the difference is what the student sees."""
    published(book, "one", graded("++"))
    book.set_override("amy", "ex1", points=2, reason="Agreed.", by="teacher")
    regrade = recorded(book, "two", graded("+-"))

    assert [(c.direction, c.difference) for c in book.compare(None, regrade)] == [(Direction.LOSES, 0.0)]


def test_a_regrade_from_the_gradebook_is_of_the_same_attempts(book: Gradebook) -> None:
    """What comes out of it and is graded again goes back to where it was."""
    published(book, "one", graded("+-", replace(AMY, name="A\0\udcff")), graded("+-", BEN, handed_in=None))
    regrade = recorded(book, "two", *(Graded(each, marked("++")) for each in book.attempts()))

    assert changes(book.compare(None, regrade)) == [("amy", "gains", 1.0), ("ben", "gains", 1.0)]
    book.publish(regrade)
    assert len(list(book.attempts(counting=False))) == 2


# --- by hand --------------------------------------------------------------------------------------------------------


def test_an_override_survives_regrades_and_reverts(book: Gradebook) -> None:
    """Until somebody clears it."""
    published(book, "one", graded("+-"))
    book.set_override("amy", "ex1", points=1.5, reason=" Half a point for the idea. ", by="teacher")
    published(book, "two", graded("--"))
    seen = [points_of(book.grades())["amy", "ex1"]]
    book.revert()
    seen.append(points_of(book.grades())["amy", "ex1"])
    override = book.grades().grades[0].override

    assert seen == [1.5, 1.5]
    assert override is not None
    assert (override.reason, override.by) == ("Half a point for the idea.", "teacher")
    assert (book.clear_override("amy", "ex1"), book.clear_override("amy", "ex1")) == (True, False)
    assert points_of(book.grades())["amy", "ex1"] == 1.0


def test_the_last_override_holds(book: Gradebook) -> None:
    """An exercise may also be excused, even one that was never handed in."""
    book.add_students([AMY])
    book.set_override("amy", "ex9", points=3, reason="Shown in class.", by="teacher")
    book.set_override("amy", "ex9", excused=True, reason="Ill.", by="teacher")
    grade = book.grades().grades[0]

    assert (grade.standing, grade.points, grade.override and grade.override.reason) == (Standing.EXCUSED, None, "Ill.")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({}, "gives points or excuses", id="nothing"),
        pytest.param({"points": 1, "excused": True}, "gives points or excuses", id="both"),
        pytest.param({"points": -1}, "cannot be given", id="negative"),
        pytest.param({"points": float("nan")}, "cannot be given", id="nan"),
        pytest.param({"points": 1, "reason": " "}, "needs a reason", id="no-reason"),
        pytest.param({"points": 1, "student": "nobody"}, "knows no student 'nobody'", id="nobody"),
    ],
)
def test_an_override_that_makes_no_sense(book: Gradebook, wrong: dict[str, object], says: str) -> None:
    """A sentence says why, and nothing is kept."""
    book.add_students([AMY])
    arguments = {"student": "amy", "exercise": "ex1", "reason": "Agreed.", "by": "teacher"} | wrong

    with pytest.raises(UsageError, match=says):
        book.set_override(**arguments)  # type: ignore[arg-type]

    assert book.grades().grades == ()


def test_a_late_policy_is_applied_to_what_is_there(book: Gradebook) -> None:
    """And kept as it was set, until it is taken away."""
    published(book, "one", graded("++++"))
    rule = policy(days=1.5, percent=25, stop=9)
    book.set_policy("ex1", policy(days=9))
    book.set_policy("ex1", rule)
    grade = book.grades().grades[0]

    assert (grade.earned, grade.lateness and grade.lateness.days, grade.points) == (4.0, 2, 2.0)
    assert dict(book.policies()) == {"ex1": rule}

    book.set_policy("ex1", None)
    assert points_of(book.grades()) == {("amy", "ex1"): 4.0}


def test_what_did_not_count_costs_nothing(book: Gradebook) -> None:
    """A fault of the grader and a check that waits leave the share as it is."""
    published(book, "one", graded("+-!?"))
    grade = book.grades().grades[0]

    assert (grade.score and grade.score.points, grade.points, grade.max_points) == (1.0, 2.0, 4.0)


def test_a_large_class_fits_in_a_statement(book: Gradebook) -> None:
    """There are more reports than some databases take values at once."""
    many = [Student(f"s{n:04}", f"Student {n}") for n in range(510)]
    run = recorded(book, "one", *(graded("+-", student) for student in many))

    assert {(c.direction, len(c.checks)) for c in book.compare(run, run)} == {(Direction.SAME, 0)}
    assert len(book.reports(run)) == len(many)

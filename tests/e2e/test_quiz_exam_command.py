"""An exam by its commands: made, sat through a pipe, collected, shown in the class's statistics."""

from pathlib import Path

from quiz_course import WITH_MORE, write_quiz_course
from support import grade

QUIZ = 'id = "mid"\nminutes = 60\n[title]\nen = "Mid"\nzh-TW = "期中"\n[[questions]]\nid = "word"\n[[questions]]\nid = "table"\n'


def test_an_exam_from_the_file_to_the_statistics(tmp_path: Path) -> None:
    """Sheets, answers that are asked again, a receipt, points, a file that was changed."""
    course = write_quiz_course(tmp_path / "course", WITH_MORE).folder.parent
    (tmp_path / "mid.toml").write_text(QUIZ, encoding="utf-8")
    (tmp_path / "class.csv").write_text("id,name\nada,Ada\nbob,Bob\n", encoding="utf-8")
    env = {"GRADER_HOME": str(tmp_path / "home"), "GRADER_SECRET": "tests"}
    roster, out = tmp_path / "class.csv", tmp_path / "exam"

    made = grade("--course", course, "quiz", "make", tmp_path / "mid.toml", "--roster", roster, "--out", out, env=env)
    assert (made.code, "2 students, 2 questions" in made.text) == (0, True)

    sheet = out / "sheets/ada.quiz"
    (tmp_path / "typed").write_text("Z\nA\n1 2; 3 4\n1\nB\ny\n")
    with (tmp_path / "typed").open("rb") as typed:
        sat = grade("--lang", "zh-TW", "quiz", "exam", sheet, env=env, stdin=typed)
    assert sat.code == 0, sat.text
    assert "Type letters from A to B" in sat.text
    assert "write down" in sat.text
    again = grade("quiz", "exam", sheet, env=env)
    assert "write down" in again.text

    collected = grade("quiz", "collect", out / "sheets", "--keys", out, env=env)
    assert (collected.code, "Nothing from: bob" in collected.text, "KR-20" in collected.text) == (0, True, True)

    answers = out / "sheets/ada.answers"
    answers.write_bytes(answers.read_bytes().replace(b'"typed":"B"', b'"typed":"A"'))
    refused = grade("quiz", "collect", out / "sheets", "--keys", out, env=env)
    assert (refused.code, "is not as it was written" in refused.text) == (1, True)
    assert "word" in grade("--course", course, "stats", out, env=env).text


def test_a_quiz_stands_in_the_report_of_its_class(tmp_path: Path) -> None:
    """Where both have one gradebook."""
    quiz, exam, graded = tmp_path / "weekly.toml", tmp_path / "exam", tmp_path / "graded"
    quiz.write_text('id = "weekly"\n[title]\nen = "W"\nzh-TW = "週"\n[[questions]]\nid = "conv-parameters"\n')
    (tmp_path / "class.csv").write_text("id,name\nada,Ada\n")
    (tmp_path / "class/ada").mkdir(parents=True)
    (tmp_path / "class/ada/parameters.py").write_text("def fc_parameters(")
    env = {"GRADER_HOME": str(tmp_path / "home"), "GRADER_SECRET": "tests"}
    (tmp_path / "typed").write_text("1\ny\n")

    grade("quiz", "make", quiz, "--roster", tmp_path / "class.csv", "--out", exam, env=env)
    with (tmp_path / "typed").open("rb") as typed:
        grade("quiz", "exam", exam / "sheets/ada.quiz", env=env, stdin=typed)
    book = graded / "gradebook.sqlite"
    graded.mkdir()
    collected = grade("quiz", "collect", exam / "sheets", "--keys", exam, "--gradebook", book, env=env)
    batch = grade("batch", tmp_path / "class", "--out", graded, "--roster", tmp_path / "class.csv", env=env)

    assert collected.code == 0, collected.text
    assert "weekly" in (graded / "report.html").read_text(encoding="utf-8"), batch.text


def test_without_keys_nothing_is_collected(tmp_path: Path) -> None:
    """And no gradebook is made."""
    run = grade("quiz", "collect", tmp_path, "--keys", tmp_path)

    assert (run.code, list(tmp_path.iterdir())) == (2, [])

"""What students are given holds no answer, no suite, no mistake and no secret."""

import ast
import shutil
import zipfile
from pathlib import Path

import pytest

from grader.core.catalogue import Course, find_course
from grader.primitives.errors import UsageError
from grader.usecases.release_course import Release, release_course
from tests.support import ROOT, grade

ALLOWED = {"README.md", "README.zh-TW.md", "exercise.toml", "test_examples.py", "course.toml", "pytest.ini"}
ALLOWED |= {"picture.txt", "picture.zh-TW.txt"}
SECRET = "this is what hidden inputs are drawn from"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as an instructor has it: with a secret, and with a stub that somebody has filled in."""
    folder = tmp_path_factory.mktemp("instructor")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "solutions/secret.txt").write_text(SECRET)
    (folder / "exercises/exercise01/notes.txt").write_text("the bias is 3")
    (folder / "exercises/exercise01/convolution.backup-1.py").write_text("an old answer")
    shutil.copy(folder / "solutions/exercise01/convolution.py", folder / "exercises/exercise01/convolution.py")
    return find_course(folder, explicit=folder)


@pytest.fixture(scope="module")
def released(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """It all, as a folder."""
    return release_course(course, tmp_path_factory.mktemp("students") / "course")


def test_only_what_students_may_have_is_in_it(course: Course, released: Release) -> None:
    """Statements, stubs, stages, pictures, public examples, READMEs."""
    own = {each.file for each in course.exercises} | {
        each.stage_file.name for each in course.exercises if each.stage_file
    }

    assert {Path(name).name for name in released.files} <= ALLOWED | own


@pytest.mark.parametrize("kind", ["*.py", "equivalent.toml", "styles/*.py"])
def test_nothing_of_the_instructors_files_is_in_it(course: Course, released: Release, kind: str) -> None:
    """No three lines of theirs follow each other anywhere: docstrings and data, which stubs repeat, are no code."""
    public = {part for name in released.files if name.endswith(".py") for part in _parts(released.path / name)}
    assert course.solutions
    for path in course.solutions.glob(f"*/{kind}"):
        assert _parts(path) & public <= _helpers(released, path), path


def _helpers(released: Release, path: Path) -> set[str]:
    """Of a suite: what the exercise's public examples have, too, as a helper that is no check."""
    examples = released.path / "exercises" / path.parent.name / "test_examples.py"
    if not path.name.startswith("test_") or not examples.is_file():
        return set()
    tree = ast.parse(examples.read_text(encoding="utf-8"))
    helpers = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_")]
    shared = {line.strip() for node in helpers for line in ast.unparse(node).splitlines()}
    return {part for part in _parts(path) if set(part.splitlines()[:2]) <= shared}


def _parts(file: Path) -> set[str]:
    """Every three lines of code that follow each other, comments, imports, docstrings and literal tables left out."""
    text = file.read_text(encoding="utf-8")
    lines = [line.strip() for line in (_code(text) if file.suffix == ".py" else text.splitlines())]
    lines = [line for line in lines if len(line) > 3 and not line.startswith(("#", "import ", "from "))]
    return {"\n".join(lines[place : place + 3]) for place in range(len(lines) - 2)}


def _code(text: str) -> list[str]:
    """The lines of its functions' bodies and values, as Python writes them: without comments and docstrings, stubs' own lines left out."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and ast.get_docstring(node):
            del node.body[0]
    tree.body = [node for node in tree.body if not isinstance(node, (ast.Assign, ast.Import, ast.ImportFrom))]
    return ast.unparse(tree).splitlines()


def test_the_secret_is_not_in_it(released: Release) -> None:
    """Nowhere, in no file."""
    assert not any(SECRET.encode() in (released.path / name).read_bytes() for name in released.files)


def test_stubs_are_stubs_whatever_lay_in_their_place(released: Release) -> None:
    """The instructor's own attempt stays at home."""
    text = (released.path / "exercises/exercise01/convolution.py").read_text(encoding="utf-8")

    assert text.count("raise NotImplementedError") == 3


def test_a_zip_has_the_same_files_and_is_always_the_same(course: Course, released: Release, tmp_path: Path) -> None:
    """Under one folder, so that unpacking it makes no mess."""
    first, second = (release_course(course, tmp_path / f"{name}/course.zip") for name in ("a", "b"))
    with zipfile.ZipFile(first.path) as archive:
        names = archive.namelist()

    assert names == [f"course/{name}" for name in released.files]
    assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize("name", ["course", "course.zip"])
def test_what_is_there_is_not_overwritten(course: Course, tmp_path: Path, name: str) -> None:
    """A release that students have must not change under their hands."""
    release_course(course, tmp_path / name)

    with pytest.raises(UsageError, match="is there already"):
        release_course(course, tmp_path / name)


def test_the_readme_names_every_exercise_in_both_languages(course: Course, released: Release) -> None:
    """With its file."""
    for name in ("README.md", "README.zh-TW.md"):
        text = (released.path / name).read_text(encoding="utf-8")
        assert all(exercise.id in text and exercise.file in text for exercise in course.exercises)


def test_a_student_can_work_with_it(course: Course, tmp_path: Path) -> None:
    """The command makes it, and grading its stub says what to do."""
    assert grade("--course", course.folder.parent, "release", "--out", tmp_path / "given").code == 0
    run = grade("exercise03", cwd=tmp_path / "given")

    assert run.code == 1
    assert "Not attempted" in run.text or "not attempted" in run.text


def test_an_impossible_place_is_told(course: Course, tmp_path: Path) -> None:
    """In a sentence."""
    (tmp_path / "file").write_text("")
    run = grade("--course", course.folder.parent, "release", "--out", tmp_path / "file" / "course")

    assert run.code == 2
    assert "cannot be written" in run.text

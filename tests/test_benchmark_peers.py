"""Other people's graders in the benchmark of a class: they make the same checks, and one that makes none is found out."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from types import SimpleNamespace

import pytest
from support import ROOT

from grader.core.catalogue import find_course
from grader.suite.files import suite_files

BENCHMARKS = ROOT / "benchmarks"

SUITE = """
import pytest

pytestmark = pytest.mark.function("double")


@pytest.mark.points(3)
class TestDouble:
    def test_worth_three(self, student, reference, rng):
        number = int(rng.integers(100))
        assert student.double(number) == reference.double(number)

    @pytest.mark.points(2)
    @pytest.mark.parametrize("number", [1, pytest.param(-1, id="below/zero"), 0])
    def test_each(self, student, number):
        assert student.double(number) == 2 * number


@pytest.mark.parametrize(("left", "right"), [(0, 0), (1, 3)])
@pytest.mark.parametrize("once_more", [False, True])
def test_pairs(student, once, left, right, once_more):
    assert student.double(once("left", lambda: left)) == right
"""
EXAMPLES = """
from numbers_ import double


def test_two():
    assert double(2) == 4
"""
SOLUTION = "def double(x):\n    return 2 * x\n"
SQUARES = "import sys\n\ndef double(x):\n    print('doubling', file=sys.stderr)\n    return x * x\n"
EVERYTHING = """
import json, sys
from pathlib import Path
import suite_checks

student, told = suite_checks.from_file(Path(sys.argv[1])), {}
for name in json.loads(sys.argv[2]):
    try:
        suite_checks.run(name, student)
        told[name] = True
    except Exception:
        told[name] = False
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def benchmarks():
    """The benchmark's modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        import batch
        import classes
        import verdicts
        from peers import environments, peer

        yield SimpleNamespace(batch=batch, classes=classes, verdicts=verdicts, environments=environments, peer=peer)


@pytest.fixture
def doubling(tmp_path):
    """An exercise with parametrized checks, and two submissions: a right one, and one that squares."""
    folder, solutions = tmp_path / "exercises", tmp_path / "solutions"
    files = {
        folder / "test_examples.py": EXAMPLES,
        solutions / "numbers_.py": SOLUTION,
        solutions / "test_numbers.py": SUITE,
        tmp_path / "class/right/numbers_.py": SOLUTION,
        tmp_path / "class/wrong/numbers_.py": SQUARES,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return SimpleNamespace(
        folder=folder,
        solutions=solutions,
        file="numbers_.py",
        packages=(),
        solution_file=solutions / "numbers_.py",
        examples_file=folder / "test_examples.py",
        submissions=sorted(tmp_path.glob("class/*/numbers_.py")),
    )


def adapter(exercise, *command):
    """What a Python process prints, as JSON, that has the checks within reach as a peer has them."""
    suites = [exercise.examples_file, *suite_files(exercise)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (BENCHMARKS / "peers/beside", ROOT, exercise.folder))),
        "GRADER_PEER_SOLUTION": str(exercise.solution_file),
        "GRADER_PEER_SUITES": os.pathsep.join(map(str, suites)),
    }
    ended = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=True)
    return json.loads(ended.stdout)


def verdicts_beside(exercise, file):
    """Of every check that the adapter finds."""
    names = [name for name, _ in adapter(exercise, "-m", "suite_checks")]
    return adapter(exercise, "-c", EVERYTHING, str(file), json.dumps(names))


# --- the same checks -------------------------------------------------------------------------------------------------


def test_peers_make_the_checks_that_pytest_makes(doubling, benchmarks, tmp_path):
    """Of classes, of functions and of each parametrized case: the same names and the same verdicts."""
    plain = benchmarks.batch.run_plain(doubling, doubling.submissions, tmp_path, 1)

    assert {file.parent.name: verdicts_beside(doubling, file) for file in doubling.submissions} == plain
    assert sorted(sum(checks.values()) for checks in plain.values()) == [4, 7]


def test_the_course_has_the_same_verdicts_beside_it(benchmarks, tmp_path):
    """Every check of exercise01, of submissions from its first right answer to its last known mistake."""
    exercise = find_course(ROOT).exercise("exercise01")
    files = benchmarks.classes.spread(benchmarks.classes.write_class(exercise, tmp_path / "class", 60), 3)

    plain = benchmarks.batch.run_plain(exercise, files, tmp_path, 1)

    told = {file.parent.name: verdicts_beside(exercise, file) for file in files}
    assert benchmarks.verdicts.differences(told, plain) == []
    assert not all(all(checks.values()) for checks in plain.values())


def test_a_check_is_worth_what_its_closest_mark_says(doubling):
    """The function's before the class's; one point where there is none."""
    points = dict(adapter(doubling, "-m", "suite_checks"))

    assert {name.partition("::")[2]: worth for name, worth in points.items()} == {
        "test_two": 1,
        "TestDouble::test_worth_three": 3,
        **{f"TestDouble::test_each#{case}": 2 for case in range(3)},
        **{f"test_pairs#{case}": 1 for case in range(4)},
    }


# --- who grades nothing is not fast ------------------------------------------------------------------------------------

PLAIN = {"ann": {"a": True, "b": False}, "bob": {"a": True, "b": True}}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        pytest.param(PLAIN, "all 4 alike, 3 passed", id="the same"),
        pytest.param({}, "4 of 4 differ; a of ann is missing here and passed there", id="nothing at all"),
        pytest.param(
            {**PLAIN, "bob": {}}, "2 of 4 differ; a of bob is missing here and passed there", id="one student missing"
        ),
        pytest.param(
            {**PLAIN, "ann": {"a": True, "b": True}},
            "1 of 4 differ; b of ann is passed here and failed there",
            id="generous",
        ),
    ],
)
def test_what_differs_from_plain_pytest_is_said(benchmarks, told, sentence):
    """Verdict by verdict: one that is missing is not the same as one that failed."""
    assert benchmarks.verdicts.agreement(told, PLAIN) == sentence


def installed(folder, name):
    """An environment that has everything: this one."""
    home = folder / name
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(sys.executable)
    packages = [f"{package}=={version(package)}" for package in ("numpy", "pytest")]
    (home / "installed.txt").write_text("\n".join([f"{name}==1", *packages]))


def test_a_peer_that_grades_nothing_is_not_measured(benchmarks, doubling, tmp_path):
    """It must pass the reference solution in every check before its time counts."""
    installed(tmp_path / "environments", "idler")

    class Idler(benchmarks.peer.Peer):
        requirements = ("idler==1",)
        confinement = "nothing"

        def prepare(self):
            """Nothing."""

        def grade(self, files, jobs):
            """Nothing."""

        def verdicts(self, files):
            return {student: {} for student in files}

    with pytest.raises(
        benchmarks.environments.CannotRun, match=r"^Of the reference solution, 0 of 9 checks pass there\.$"
    ):
        Idler(doubling, tmp_path / "scratch", tmp_path / "environments")


def test_a_peer_that_cannot_be_installed_says_so_in_a_sentence(benchmarks, tmp_path):
    """What the installer says, and no traceback."""
    missing = tmp_path / "missing.whl"

    with pytest.raises(benchmarks.environments.CannotRun) as refused:
        benchmarks.environments.environment_for((str(missing),), (), tmp_path / "environments")

    assert str(refused.value).startswith("It cannot be installed on Python 3.")
    assert "\n" not in str(refused.value)

"""The author's gate: a good course passes every rule, and each broken rule is reported."""

import pytest
from support import ROOT

from grader.core.catalogue import find_course
from grader.usecases.check_course import check_course
from grader.usecases.make_copy import make_copy

COURSE = """
id = "tiny"
languages = ["en", "zh-TW"]
exercises = ["one"]

[title]
en = "Tiny"
zh-TW = "小"
"""
EXERCISE = """
id = "one"
file = "numbers_.py"
packages = []

[title]
en = "Doubling"
zh-TW = "加倍"

[topic]
en = "doubling numbers"
zh-TW = "把數字加倍"

[limits]
seconds = 5.0
memory_mb = 256
output_kb = 100

[[functions]]
name = "double"
points = 3
hints.en = ["twice", "2 * x"]
hints.zh-TW = ["兩倍", "2 * x"]

[[functions]]
name = "square"
points = 1
hints.en = ["by itself", "x * x"]
hints.zh-TW = ["乘以自己", "x * x"]
"""
SOLUTION = '''"""Numbers."""


def double(x):
    """Twice a number."""
    # solution begins
    return 2 * x
    # solution ends


def square(x):
    """A number by itself."""
    # solution begins
    return x * x
    # solution ends
'''
STUB = '''"""Numbers."""


def double(x):
    """Twice a number."""
    raise NotImplementedError("one: write double, then run `grade one`")


def square(x):
    """A number by itself."""
    raise NotImplementedError("one: write square, then run `grade one`")
'''
SUITE = '''
import pytest
from grader.suite import same


@pytest.mark.function("double")
@pytest.mark.points(2)
def test_random_numbers(student, reference, rng):
    """Any number is doubled.

    zh-TW: 任何數字都加倍。
    """
    for _ in range(3):
        x = int(rng.integers(3, 100))
        same(student.double(x), reference.double(x))


@pytest.mark.function("double")
def test_negative_numbers(student, reference, rng):
    """Negative ones, too.

    zh-TW: 負數也是。
    """
    for _ in range(2):
        x = -int(rng.integers(3, 100))
        same(student.double(x), reference.double(x))


@pytest.mark.function("square")
def test_squares(student, reference, rng):
    """A number is multiplied by itself.

    zh-TW: 數字乘以自己。
    """
    for _ in range(3):
        x = int(rng.integers(3, 100))
        same(student.square(x), reference.square(x))
'''
MISTAKES = """
from grader.suite import mistake


@mistake("double", en="You added one.", zh_TW="你加了一。")
def plus_one(reference, x):
    return x + 1


@mistake("square", en="You doubled.", zh_TW="你加倍了。")
def doubled(reference, x):
    return 2 * x
"""
EXAMPLES = '''
import pytest
from numbers_ import double
from grader.suite import same


@pytest.mark.function("double")
def test_one():
    """One and one is two.

    zh-TW: 一加一等於二。
    """
    same(double(1), 2)
'''
FILES = {
    "exercises/course.toml": COURSE,
    "exercises/one/exercise.toml": EXERCISE,
    "exercises/one/README.md": "# Doubling",
    "exercises/one/README.zh-TW.md": "# 加倍",
    "exercises/one/numbers_.py": STUB,
    "exercises/one/test_examples.py": EXAMPLES,
    "solutions/one/numbers_.py": SOLUTION,
    "solutions/one/test_numbers.py": SUITE,
    "solutions/one/mistakes.py": MISTAKES,
}


@pytest.fixture
def findings_of(tmp_path):
    """Writes the tiny course with changes (None: without that file) and checks it."""

    def check(changes, *, secrets=2):
        for name, text in (FILES | changes).items():
            if text is not None:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        course = find_course(tmp_path, explicit=tmp_path)
        return check_course(course, course.exercises, secrets=secrets, progress=lambda _: None)

    return check


def bad(findings):
    return [finding.text for finding in findings if not finding.good]


def test_a_real_exercise_is_in_order():
    course = find_course(ROOT)

    findings = check_course(course, [course.exercise("exercise03")], secrets=1, progress=lambda _: None)

    assert bad(findings) == []


def test_a_tiny_course_is_in_order(findings_of):
    assert bad(findings_of({})) == []


def test_forbidden_calls_that_the_solution_does_without_are_in_order(findings_of):
    assert bad(findings_of({"exercises/one/exercise.toml": FORBIDS_PROD})) == []


def test_right_answers_in_other_styles_are_in_order(findings_of):
    findings = findings_of({"solutions/one/styles/added.py": ADDED, "solutions/one/styles/lambdas.py": LAMBDAS})

    assert bad(findings) == []
    assert "2 right answers in other styles get full marks" in [finding.text for finding in findings]


def test_a_copy_for_students_has_no_styles(findings_of, tmp_path):
    findings_of({"solutions/one/styles/added.py": ADDED})

    make_copy(find_course(tmp_path, explicit=tmp_path), tmp_path / "copy")

    assert not [path for path in tmp_path.glob("copy/**/*") if path.name in ("styles", "added.py")]


ADDED = "def double(x):\n    return x + x\n\n\ndef square(x):\n    return sum([x] * x) if x > 0 else x * x\n"
LAMBDAS = "double, square = lambda x: x << 1, lambda x: x**2\n"
LAZY = SUITE.replace("        same(student.square(x), reference.square(x))", "        student.square(x)")
KNOWS = SUITE.replace("same(student.square(x)", "assert student.double(x) == 2 * x\n        same(student.square(x)")
UNSTABLE = SOLUTION.replace("    return x * x\n", "    return x * x if x < 60 else 0\n")
USES_PROD = SOLUTION.replace("    return x * x\n", '    return __import__("math").prod([x, x])\n')
FORBIDS_PROD = EXERCISE.replace("[limits]", '[forbidden]\ncalls = ["math.prod"]\n\n[limits]')
FIXED = SUITE.replace("same(student.square(x), reference.square(x))", "same(student.square(x), x * x)")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"exercises/course.toml": COURSE.replace('zh-TW = "小"', "")}, ["no title in zh-TW"], id="course-title"),
        pytest.param({"exercises/one/README.md": None}, ["no one/README.md"], id="no-statement"),
        pytest.param({"exercises/one/README.zh-TW.md": None}, ["no one/README.zh-TW.md"], id="no-chinese-statement"),
        pytest.param({"exercises/one/test_examples.py": None}, ["no one/test_examples.py"], id="no-examples"),
        pytest.param({"solutions/one/mistakes.py": None}, ["no one/mistakes.py"], id="no-mistakes"),
        pytest.param({"solutions/one/test_numbers.py": None}, ["no hidden suite"], id="no-suite"),
        pytest.param({"exercises/one/notes.txt": "x"}, ["stray: one/notes.txt"], id="stray-file"),
        pytest.param({"exercises/one/solution.py": SOLUTION}, ["stray: one/solution.py"], id="stray-solution"),
        pytest.param({"solutions/one/old.py": "x"}, ["stray: one/old.py"], id="stray-in-solutions"),
        pytest.param({"solutions/one/styles/notes.txt": "x"}, ["stray: styles/notes.txt"], id="stray-among-styles"),
        pytest.param({"solutions/one/styles": "x"}, ["stray: one/styles"], id="styles-that-are-no-folder"),
        pytest.param({"solutions/one/styles/added.py": ADDED, "solutions/one/styles/once.py": "double = lambda x: 2 * x"}, ["2 right answers", "once.py: test_numbers.py::test_squares missing"], id="style-that-loses-marks"),
        pytest.param({"solutions/one/styles/float.py": ADDED.replace("x + x", "2.0 * x")}, ["float.py: test_numbers.py::test_random_numbers failed"], id="style-of-another-kind-of-number"),
        pytest.param({"exercises/one/exercise.toml": EXERCISE.replace('zh-TW = "加倍"', "")}, ["no title in zh-TW"], id="title"),
        pytest.param({"exercises/one/exercise.toml": EXERCISE.replace('zh-TW = "把數字加倍"', "")}, ["no topic in zh-TW"], id="topic"),
        pytest.param({"exercises/one/exercise.toml": EXERCISE.replace('["twice", "2 * x"]', '["twice"]')}, ["double: 1 and 2 hints"], id="hints"),
        pytest.param({"exercises/one/exercise.toml": EXERCISE.replace("points = 3", "points = 4")}, ["double: exercise.toml says 4, its checks 3"], id="points"),
        pytest.param({"exercises/one/numbers_.py": STUB + "\n# edited\n"}, ["differs from the solution's stub", "grade stubs"], id="stub-edited"),
        pytest.param({"solutions/one/test_numbers.py": SUITE.replace("    zh-TW: 數字乘以自己。\n", "")}, ["titles of all checks", "test_squares"], id="check-title"),
        pytest.param({"solutions/one/numbers_.py": UNSTABLE, "solutions/one/test_numbers.py": FIXED}, ["solution gets full marks", "secret", "test_squares"], id="unstable-solution"),
        pytest.param({"solutions/one/test_numbers.py": LAZY}, ["hopeless submissions", "test_squares"], id="check-without-comparison"),
        pytest.param({"solutions/one/test_numbers.py": KNOWS}, ["only where they are", "plus-one"], id="mistake-costs-elsewhere"),
        pytest.param({"solutions/one/mistakes.py": MISTAKES.replace("return x + 1", "return 2 * x")}, ["plus-one", "fails in no function"], id="mistake-that-is-right"),
        pytest.param({"solutions/one/mistakes.py": MISTAKES + '\n@mistake("square", en="Other.", zh_TW="另一個。")\ndef added(reference, x):\n    return x + x\n'}, ["added", "named doubled"], id="two-mistakes-alike"),
        pytest.param({"solutions/one/test_numbers.py": "def broken(:"}, ["cannot be collected"], id="suite-is-no-python"),
        pytest.param({"solutions/one/test_numbers.py": SUITE.replace('function("square")', 'function("cube")')}, ["about no function", "test_squares"], id="unknown-function"),
        pytest.param({"solutions/one/numbers_.py": SOLUTION.replace("    # solution ends\n\n\ndef square", "\n\ndef square")}, ["solution begins"], id="unbalanced-marks"),
        pytest.param({"solutions/one/numbers_.py": SOLUTION + "\nimport nowhere_to_be_found\n" }, ["nowhere_to_be_found"], id="solution-not-importable"),
        pytest.param({"solutions/one/mistakes.py": MISTAKES + "\n1 / 0\n"}, ["ZeroDivisionError"], id="mistakes-not-importable"),
        pytest.param({"exercises/one/exercise.toml": FORBIDS_PROD, "solutions/one/numbers_.py": USES_PROD}, ["solution gets full marks", "forbidden", "math.prod（第 14 行）"], id="solution-uses-a-forbidden-call"),
        pytest.param({"exercises/one/exercise.toml": FORBIDS_PROD.replace("prod", "product")}, ["forbidden calls are there: math.product"], id="forbidden-call-that-is-none"),
        pytest.param({"exercises/one/exercise.toml": FORBIDS_PROD.replace("math", "maths")}, ["forbidden calls are there: maths.prod"], id="forbidden-library-that-is-none"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_reported(findings_of, changes, words):
    said = " | ".join(bad(findings_of(changes, secrets=4)))

    assert said
    assert not [word for word in words if word not in said], said

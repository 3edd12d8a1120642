"""The author's gate: a good course passes every rule, and each broken rule is reported."""

import pytest
from tiny_course import COURSE, EXAMPLES, EXERCISE, MISTAKES, SOLUTION, STUB, SUITE, write_tiny_course

from grader.core.catalogue import find_course
from grader.usecases.check_course import check_course
from grader.usecases.make_copy import make_copy


@pytest.fixture
def findings_of(tmp_path):
    """Writes the tiny course with changes (None: without that file) and checks it."""

    def check(changes, *, secrets=2, **wishes):
        course = write_tiny_course(tmp_path, changes)
        return check_course(course, course.exercises, secrets=secrets, progress=lambda _: None, **wishes)

    return check


def bad(findings):
    return [finding.text for finding in findings if not finding.good]


def test_a_tiny_course_is_in_order(findings_of):
    assert bad(findings_of({})) == []


def test_forbidden_calls_that_the_solution_does_without_are_in_order(findings_of):
    assert bad(findings_of({"exercises/one/exercise.toml": FORBIDS_PROD})) == []


def test_right_answers_in_other_styles_are_in_order(findings_of):
    findings = findings_of({"solutions/one/styles/added.py": ADDED, "solutions/one/styles/lambdas.py": LAMBDAS})

    assert bad(findings) == []
    assert "2 right answers in other styles get full marks" in [finding.text for finding in findings]


def test_tolerances_that_are_far_from_everything_are_in_order(findings_of):
    assert bad(findings_of(FLOATS | {"solutions/one/styles/lambdas.py": LAMBDAS.replace("x << 1", "x + x")})) == []


def test_mutants_are_tried_where_they_are_wished_for(findings_of):
    findings = findings_of(
        {"solutions/one/test_numbers.py": ONLY_POSITIVE, "solutions/one/numbers_.py": CAREFUL}, mutants=True
    )

    (survived,) = [finding for finding in findings if "mutants" in finding.text and not finding.good]
    assert "equivalent.toml" in survived.text
    assert "numbers_.py:7 double" in survived.details
    assert ("  - if x < 0:", "  + if x <= 0:") in zip(survived.details, survived.details[1:], strict=False)


def test_a_listed_mutant_that_loses_marks_is_reported(findings_of):
    listed = '[[equivalent]]\nfunction = "square"\nbefore = "return x * x"\nafter = "return x"\nreason = "none"\n'

    findings = findings_of({"solutions/one/equivalent.toml": listed}, mutants=True)

    (outdated,) = [finding for finding in findings if not finding.good]
    assert outdated.details == ("square: return x * x  ->  return x",)


def test_a_copy_for_students_has_no_styles(findings_of, tmp_path):
    findings_of({"solutions/one/styles/added.py": ADDED})

    make_copy(find_course(tmp_path, explicit=tmp_path), tmp_path / "copy")

    assert not [path for path in tmp_path.glob("copy/**/*") if path.name in ("styles", "added.py")]


ADDED = "def double(x):\n    return x + x\n\n\ndef square(x):\n    return sum([x] * x) if x > 0 else x * x\n"
LAMBDAS = "double, square = lambda x: x << 1, lambda x: x**2\n"
CAREFUL = SOLUTION.replace("    return 2 * x\n", "    if x < 0:\n        return -2 * -x\n    return 2 * x\n")
ONLY_POSITIVE = SUITE.replace("x = -int(rng.integers(3, 100))", "x = int(rng.integers(3, 100))")
LAZY = SUITE.replace("        same(student.square(x), reference.square(x))", "        student.square(x)")
KNOWS = SUITE.replace("same(student.square(x)", "assert student.double(x) == 2 * x\n        same(student.square(x)")
UNSTABLE = SOLUTION.replace("    return x * x\n", "    return x * x if x < 60 else 0\n")
FLOATS = {
    "solutions/one/test_numbers.py": SUITE.replace("x = int(rng", "x = float(rng").replace("x = -int(", "x = -float("),
    "exercises/one/test_examples.py": EXAMPLES.replace("double(1), 2", "double(1.0), 2.0"),
}
NEARLY = (
    "\n\n@mistake('double', en='Nearly.', zh_TW='差一點。')\ndef nearly(reference, x):\n    return 2 * x * (1 + 5e-9)\n"
)
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
        pytest.param(FLOATS | {"solutions/one/styles/rough.py": LAMBDAS.replace("x << 1", "2 * x * (1 + 3e-11)")}, ["tolerances", "rough.py is off by 3.0e-11"], id="style-near-the-tolerance"),
        pytest.param(FLOATS | {"solutions/one/mistakes.py": MISTAKES + NEARLY}, ["tolerances", "nearly (double) is off by 5.0e-09 only"], id="mistake-near-the-tolerance"),
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

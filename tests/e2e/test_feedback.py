"""What a report tells: enough to learn from, and nothing that is hidden."""

import json
import re

import pytest
from rich.cells import cell_len
from support import ROOT, grade, grade_sources, solution

from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.usecases.grade_exercise import Wishes

RIGHT = solution("exercise01")
FLIPPED = (
    RIGHT
    + "\n\n_right = conv2d\ndef conv2d(image, kernel, *a, **k): return _right(image, np.asarray(kernel)[::-1, ::-1], *a, **k)\n"
)
HALF = RIGHT + "\n\ndef conv2d_batch(*a, **k): raise NotImplementedError\ndel conv2d_channels\n"


@pytest.fixture(scope="module")
def flipped():
    return grade_sources("exercise01", {"flipped.py": FLIPPED})["flipped.py"]


@pytest.fixture
def hand_in(tmp_path):
    def write(source):
        path = tmp_path / "convolution.py"
        path.write_text(source, encoding="utf-8")
        return path

    return write


class TestWrongAnswer:
    """A failed hidden check is explained by its twin."""

    def test_every_failed_check_has_a_title_and_a_complete_example(self, flipped):
        failed = [check for check in flipped.checks if check.hidden and check.verdict is Verdict.FAILED]

        assert failed
        for check in failed:
            assert check.title.endswith(".")
            assert check.example.call.startswith("conv2d(")
            assert check.example.expected
            assert check.example.got

    def test_the_example_can_be_reproduced(self, flipped):
        import numpy as np

        space: dict = {"np": np}
        exec(FLIPPED, space)
        examples = [check.example for check in flipped.checks if check.hidden and check.example]
        numbers = [re.findall(r"-?\d+\.?\d*", example.got) for example in examples]
        answers = [np.ravel(eval(example.call, space)) for example in examples]

        assert examples
        for shown, answer in zip(numbers, answers, strict=True):
            assert np.allclose(np.array(shown, dtype=float), answer, rtol=1e-2, atol=0.06)

    def test_wrong_cells_are_marked(self, flipped):
        assert any("▸" in check.example.got for check in flipped.checks if check.example)

    def test_the_mistake_is_named_by_its_id_and_in_words(self, flipped):
        named = {name for check in flipped.checks for name in check.mistakes}
        words = {message for check in flipped.checks for message in check.mistake_messages}

        assert named == {"flipped-kernel"}
        assert len(words) == 1
        assert "flipped" in words.pop()

    def test_the_example_is_the_same_with_every_secret(self, flipped):
        other = grade_sources("exercise01", {"flipped.py": FLIPPED}, Wishes(secret=b"another"))["flipped.py"]

        assert [check.example for check in other.checks] == [check.example for check in flipped.checks]

    def test_a_wrong_value_of_an_argument_is_told_with_the_call(self):
        source = (
            RIGHT
            + "\n_right = conv2d\ndef conv2d(i, k, stride=1, padding=0): return _right(i, k, max(stride, 1), padding)\n"
        )

        report = grade_sources("exercise01", {"x": source}, Wishes(only="conv2d"))["x"]

        told = next(c for c in report.checks if c.id.endswith("test_impossible_steps"))
        assert "must raise ValueError" in told.message
        assert "stride=0" in told.example.call


# What submissions may try to get hidden inputs out; `args` are the inputs.
EXFILTRATION = {
    "prints": "print(repr(args), repr(kwargs))",
    "prints to stderr": "import sys; sys.stderr.write(repr(args) * 3)",
    "returns them": "return args",
    "returns them as text": "return repr(args)",
    "raises them": "raise ValueError(repr(args))",
    "raises them as a class": "raise type('E' + args[0].tobytes().hex()[:80], (Exception,), {})(repr(args))",
    "raises them as a missing module": "raise ModuleNotFoundError('x', name='m' + args[0].tobytes().hex()[:80])",
    "raises them as not implemented": "raise NotImplementedError(repr(args))",
    "raises them as out of memory": "raise MemoryError(repr(args))",
    "raises them as a missing key": "raise KeyError(repr(args))",
    "raises them from another line": "exec(compile('\\n' * int(abs(args[0]).sum()) + 'raise ValueError', 'convolution.py', 'exec'))",
    "raises a chain": "\n    try: raise ValueError(repr(args))\n    except ValueError as error: raise TypeError(repr(args)) from error",
    "raises a syntax error": "raise SyntaxError(repr(args), ('convolution.py', int(abs(args[0]).sum()), 1, repr(args)))",
    "an object named after them": "return type('C' + args[0].tobytes().hex()[:80], (), {})()",
    "a dtype named after them": "return np.zeros(2, dtype=[('f' + args[0].tobytes().hex()[:60], float)])",
    "a key that cannot cross": "return {repr(args): 1, 2.5: args}",
    "a signal": "import os; os.kill(os.getpid(), 10 + int(abs(args[0]).sum()) % 2 * 2)",
    "an exit": "import os; os._exit(int(abs(args[0]).sum()) % 256)",
    "a frame of that length": (
        "import os; n = int(abs(args[0]).sum()) + 2**30\n    for d in range(3, 32):\n"
        "        try: os.write(d, n.to_bytes(8, 'little'))\n        except OSError: pass\n    os._exit(0)"
    ),
}


@pytest.fixture(scope="module", params=["conv2d"])
def leaks(request):
    """The public report of each submission, graded with two different secrets."""
    body = "import numpy as np\ndef conv2d(*args, **kwargs):\n    {}\n"
    sources = {name: body.format(statement) for name, statement in EXFILTRATION.items()}
    reports = [
        grade_sources("exercise01", sources, Wishes(only=request.param, secret=secret)) for secret in (b"one", b"two")
    ]
    return {name: [_timeless(report[name].to_json()) for report in reports] for name in sources}


def _timeless(report):
    report["seconds"] = 0
    for check in report["checks"]:
        check["seconds"] = 0
    return json.dumps(report, indent=1)


@pytest.mark.parametrize("name", EXFILTRATION)
def test_a_report_does_not_depend_on_hidden_inputs(leaks, name):
    """Two secrets mean other hidden inputs: a report that shows them differs."""
    one, other = leaks[name]

    assert one == other


PRINTS = (
    RIGHT
    + """
_right = conv2d
def conv2d(image, kernel, *a, **k):
    print("I was asked about", image.shape)
    return _right(image, kernel, *a, **k) + (image.shape[0] % 2)
"""
)


def test_printed_text_is_shown_for_checks_that_failed():
    report = grade_sources("exercise01", {"x": PRINTS}, Wishes(only="conv2d"))["x"]

    failed = [check for check in report.checks if check.verdict is Verdict.FAILED]
    assert failed
    assert all("I was asked about" in check.output for check in failed if check.example)


def test_printed_text_of_a_hidden_run_is_never_shown():
    """Where no twin fails, there is nothing to show: a hidden input alone may have been printed."""
    source = (
        RIGHT
        + """
import time
_loaded = time.time()
_right = conv2d
def conv2d(image, kernel, *a, **k):
    print("HIDDEN")
    return _right(image, kernel, *a, **k)
"""
    )
    report = grade_sources("exercise01", {"x": source}, Wishes(only="conv2d"))["x"]

    assert "HIDDEN" not in json.dumps(report.to_json())


class TestScreen:
    """What is printed."""

    def test_functions_that_were_not_attempted_are_listed_as_such(self, hand_in):
        run = grade("exercise01", hand_in(HALF))

        assert re.search(r"conv2d +10 / 10 +right", run.text)
        assert re.search(r"conv2d_batch +0 / 10 +not attempted", run.text)
        assert re.search(r"conv2d_channels +0 / 10 +missing", run.text)

    @pytest.mark.parametrize(("exercise", "following"), [("exercise01", "exercise02"), ("exercise02", "exercise03")])
    def test_full_marks_are_congratulated_with_what_comes_next(self, exercise, following):
        path = next(ROOT.glob(f"solutions/{exercise}/[!tm]*.py"))

        run = grade(exercise, path)

        assert run.code == 0
        assert f"Full marks, well done! Next: `grade {following}`" in run.text
        assert f"`grade solution {exercise}`" in run.text

    def test_after_the_last_exercise_nothing_comes_next(self):
        last = find_course(ROOT).exercises[-1]

        run = grade(last.id, last.solution_file)

        assert "That was the last exercise" in run.text

    def test_one_failure_is_shown_in_full_and_the_others_by_title(self, hand_in):
        run = grade("exercise01", hand_in(FLIPPED))

        assert run.out.count("➜") == 1
        assert "Also failed" in run.text
        assert "`grade hint exercise01 conv2d`" in run.text
        assert len(run.out.splitlines()) <= 50, "one screen"

    def test_verbose_shows_every_failure_in_full(self, hand_in):
        short, long = grade("exercise01", hand_in(FLIPPED)), grade("exercise01", hand_in(FLIPPED), "--verbose")

        assert long.out.count("➜") > short.out.count("➜")
        assert "Also failed" not in long.text

    def test_only_one_function_is_graded(self, hand_in):
        report = grade("exercise01", hand_in(HALF), "--only", "conv2d", "--json").json

        assert (report["only"], report["percent"]) == ("conv2d", 100)
        assert {check["function"] for check in report["checks"]} == {"conv2d"}

    def test_full_marks_in_one_function_lead_to_all_of_them(self, hand_in):
        run = grade("exercise01", hand_in(HALF), "--only", "conv2d")

        assert run.code == 0
        assert "Now all of them: `grade exercise01`" in run.text

    @pytest.mark.parametrize("before", [True, False])
    def test_chinese_reports_have_chinese_titles_and_sentences(self, before, hand_in):
        path = hand_in(FLIPPED)
        arguments = ["--lang", "zh-TW", "exercise01", path] if before else ["exercise01", path, "--lang", "zh-TW"]

        run = grade(*arguments)

        assert "卷積" in run.text
        assert "你把核翻轉了" in run.text.replace(" ", "")
        assert "Also failed" not in run.text

    def test_the_locale_decides_where_no_language_is_given(self):
        assert "輸出大小" in grade("list", env={"LC_ALL": "zh_TW.UTF-8"}).text

    @pytest.mark.parametrize("language", ["en", "zh-TW"])
    @pytest.mark.parametrize("verbose", [[], ["--verbose"]], ids=["short", "verbose"])
    def test_forty_columns_are_enough_for_a_failure(self, language, verbose, hand_in):
        run = grade("exercise01", hand_in(FLIPPED), "--lang", language, *verbose, env={"COLUMNS": "40"})

        assert not [line for line in run.out.splitlines() if cell_len(line.rstrip()) > 40]

    def test_hostile_text_does_not_reach_the_terminal(self, hand_in):
        source = "def conv2d(*a, **k):\n    print('\\x1b[2J\\x07\\r[bold]hi[/bold]')\n    raise ValueError('\\x1b]0;x\\x07[red]\\u202e')\n"

        run = grade("exercise01", hand_in(source), "--only", "conv2d")

        assert not set(run.out) & set("\x1b\x07\r\u202e")
        assert "[bold]hi[/bold]" in run.text


class TestJson:
    """The public format."""

    def test_it_is_one_object_of_the_documented_schema(self, hand_in):
        report = grade("exercise01", hand_in(FLIPPED), "--json").json

        assert report["schema"] == "grade-report/1"
        assert {"exercise", "submission", "status", "reason", "points", "max_points", "percent", "seconds", "sandbox",
                "functions", "checks", "versions"} <= report.keys()  # fmt: skip
        assert {"id", "function", "title", "hidden", "verdict", "points", "max_points", "seconds", "message", "mistakes",
                "example"} <= report["checks"][0].keys()  # fmt: skip

    def test_points_add_up(self, hand_in):
        report = grade("exercise01", hand_in(FLIPPED), "--json").json

        assert report["points"] == sum(check["points"] for check in report["checks"])
        assert report["points"] == sum(function["points"] for function in report["functions"])
        assert report["max_points"] == 30

    def test_nothing_but_json_is_on_stdout_whatever_is_printed(self, hand_in):
        source = "print('loading')\n" + RIGHT + "\nimport os\nos.write(1, b'noise')\nos.write(2, b'noise')\n"

        run = grade("exercise01", hand_in(source), "--json")

        assert run.json["percent"] == 100
        assert run.err == ""

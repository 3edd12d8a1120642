"""Bad input gets a clear sentence and the right exit code, never a traceback. `support.grade` holds every run to the latter."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from support import (
    GRADE,
    ROOT,
    alive,
    copy_of_course,
    descendants,
    environment,
    grade,
    grade_sources,
    grade_without_power,
    lost,
    solution,
    wait_until,
)

from grader.usecases.grade_exercise import Wishes

RIGHT_01 = ROOT / "solutions/exercise01/convolution.py"
RIGHT_02 = ROOT / "solutions/exercise02/output_size.py"


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A copy of the course with small limits, so that reaching them takes no time."""
    folder = tmp_path_factory.mktemp("strict")
    return copy_of_course(folder, seconds=0.5, memory_mb=64, output_kb=20, total_seconds=3.0)


@pytest.fixture
def hand_in(tmp_path):
    """Writes a submission and gives its path."""

    def write(source: str | bytes) -> Path:
        path = tmp_path / "submission.py"
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        return path

    return write


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["exercize03"], "Did you mean exercise03?", id="misspelled"),
        pytest.param(["excercise01"], "Did you mean exercise01?", id="misspelled-first"),
        pytest.param(["99"], "There is no exercise '99'", id="number"),
        pytest.param(["qqq"], "There are: exercise01, exercise02, exercise03", id="nothing-near"),
        pytest.param(["hnt"], "Did you mean `grade hint`?", id="misspelled-command"),
        pytest.param(["hint", "exercize03"], "Did you mean exercise03?", id="of-a-hint"),
        pytest.param(["hint", "exercise01", "conv2dd"], "Did you mean conv2d?", id="function-of-a-hint"),
        pytest.param(["1", RIGHT_01, "--only", "conv2_batch"], "Did you mean conv2d_batch?", id="function"),
        pytest.param(["1", RIGHT_01, "--jsn"], "--jsn", id="option"),
        pytest.param(["1", RIGHT_01, "--lang", "fr"], "'fr' is not one of", id="language"),
        pytest.param(["1", RIGHT_01, "surplus"], "surplus", id="surplus-argument"),
        pytest.param(["--course", "/nowhere", "list"], "There is no course in /nowhere", id="course"),
        pytest.param(["completion", "tcsh"], "'tcsh' is not one of", id="shell"),
    ],
)
def test_what_does_not_exist_is_a_usage_error_with_the_nearest_name(arguments, sentence):
    run = grade(*arguments)

    assert (run.code, run.out) == (2, "")
    assert sentence in run.text


def test_an_unknown_sandbox_tier_is_a_usage_error_that_lists_the_tiers():
    run = grade("2", RIGHT_02, env={"GRADER_SANDBOX": "castle"})

    assert run.code == 2
    assert "'castle'" in run.text
    assert "full" in run.text


def missing(folder):
    return folder / "absent.py"


def a_folder(folder):
    (folder / "folder.py").mkdir()
    return folder / "folder.py"


def a_link(folder):
    (folder / "link.py").symlink_to(RIGHT_01)
    return folder / "link.py"


def a_link_to_nothing(folder):
    (folder / "link.py").symlink_to(folder / "nothing")
    return folder / "link.py"


def a_fifo(folder):
    os.mkfifo(folder / "fifo.py")
    return folder / "fifo.py"


def a_device(_folder):
    return Path("/dev/zero")


def ten_megabytes(folder):
    (folder / "large.py").write_bytes(b"# " + b"x" * 10_000_000)
    return folder / "large.py"


def below_a_file(folder):
    (folder / "file").write_text("x")
    return folder / "file" / "submission.py"


def too_long_a_name(folder):
    return folder / ("x" * 300)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(missing, ["no file absent.py", "Check the name"], id="no-such-file"),
        pytest.param(a_folder, ["folder.py is a folder", "Give the path"], id="directory"),
        pytest.param(a_link, ["link.py is a link", "Give the path"], id="symlink"),
        pytest.param(a_link_to_nothing, ["link.py is a link", "Give the path"], id="dangling-symlink"),
        pytest.param(a_fifo, ["fifo.py is not an ordinary file", "Give the path"], id="fifo"),
        pytest.param(a_device, ["zero is not an ordinary file", "Give the path"], id="device"),
        pytest.param(ten_megabytes, ["large.py is 10.0 MB", "at most 1 MB", "Hand in the code only"], id="10-mb"),
        pytest.param(below_a_file, ["submission.py", "Check the name"], id="below-a-file"),
        pytest.param(too_long_a_name, ["Check the name"], id="300-letters"),
    ],
)
class TestNoSubmission:
    """What is no submission is not graded: no points, no zero."""

    def test_exit_code_and_sentence(self, make, words, tmp_path):
        run = grade("exercise01", make(tmp_path))

        assert run.code == 2
        assert not [word for word in words if word not in run.text], run.text

    def test_json_says_why(self, make, words, tmp_path):
        run = grade("exercise01", make(tmp_path), "--json")

        assert (run.code, run.json["status"], run.json["percent"]) == (2, "not graded", None)
        assert not [word for word in words if word not in run.json["reason"]]


def test_a_file_that_may_not_be_read_is_named(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1")
    path.chmod(0)

    run = grade_without_power("exercise01", path)

    assert run.code == 2
    assert "mine.py may not be read" in run.text


def test_a_hostile_file_name_does_not_reach_the_terminal(tmp_path):
    path = tmp_path / "\x1b[2Jquit\n.py"
    path.write_text(solution("exercise02"))

    run = grade("exercise02", path)

    assert run.code == 0
    assert "\x1b" not in run.out


NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["x = 1"]}], "nbformat": 4})


CANNOT_BE_LOADED = {
    "empty": ("", ["submission.py is empty", "grade reset"]),
    "blank": ("\n \n", ["submission.py is empty"]),
    "syntax-error": ("x = 1\ndef f(:\n    pass\n", ["not valid Python", "line 2", "def f(:"]),
    "tabs-and-spaces": ("def f():\n\tif 1:\n        pass\n", ["not valid Python", "line 3"]),
    "not-indented": ("def f():\nreturn 1\n", ["not valid Python", "line 2", "return 1"]),
    "latin-1": ("name = 'Müller'\n".encode("latin-1"), ["not saved as UTF-8"]),
    "unknown-cookie": (b"# coding: nonsense\nx = 1\n", ["not valid Python", "nonsense"]),
    "nul-bytes": (b"x = 1\n\0\0\n", ["not text, or is damaged", "UTF-8"]),
    "utf-16": ("x = 1\n".encode("utf-16"), ["saved as UTF-16", "Save it as UTF-8"]),
    "notebook": (NOTEBOOK, ["Jupyter notebook", "Export it"]),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["not text, or is damaged"]),
    "deep-parentheses": ("(" * 100_000, ["not valid Python"]),
    "deep-expression": ("x = " + "-" * 100_000 + "1", ["be loaded"]),
    "sys-exit": ("import sys\n\nsys.exit(0)\n", ["ends the program", "line 3", "__main__"]),
    "quit": ("quit()\n", ["ends the program", "__main__"]),
    "input": ("name = input('? ')\n", ["waits for input", "line 1", "__main__"]),
    "os-exit": ("import os\nos._exit(0)\n", ["ended the Python process"]),
    "exception": ("1 / 0\n", ["ZeroDivisionError", "line 1"]),
    "recursion": ("def f(): return f()\nf()\n", ["RecursionError", "line 1"]),
    "segfault": ("import ctypes\nctypes.string_at(0)\n", ["segmentation fault", "loaded your file"]),
    "not-implemented": ("raise NotImplementedError\n", ["NotImplementedError"]),
    "forbidden-scipy": ("import scipy.signal\n", ["sliding a kernel over an image", "scipy"]),
    "forbidden-torch": ("from torch import nn\n", ["sliding a kernel over an image", "torch"]),
    "misspelled-module": ("import nunpy as np\n", ["nunpy", "spelling"]),
    "the-grader-itself": ("from grader.suite import same\n", ["grader", "available"]),
    "misspelled-name": ("from numpy import zeroes\n", ["zeroes", "line 1"]),
}
"""Submissions of exercise01, and the words that their one message must hold."""


@pytest.fixture(scope="module")
def not_loaded():
    return grade_sources("exercise01", {name: source for name, (source, _) in CANNOT_BE_LOADED.items()})


@pytest.mark.parametrize("name", CANNOT_BE_LOADED)
def test_a_file_that_cannot_be_loaded_gets_one_sentence_and_no_points(not_loaded, name):
    report = not_loaded[name]
    _, words = CANNOT_BE_LOADED[name]

    messages = {check.message.replace(f"{name} is", "submission.py is", 1) for check in report.checks}
    assert (report.exit_code, report.points, report.max_points) == (1, 0, 30)
    assert len(messages) == 1, messages
    assert not [word for word in words if word not in messages.copy().pop()], messages


@pytest.mark.parametrize(
    "name", ["empty", "syntax-error", "latin-1", "nul-bytes", "utf-16", "notebook", "sys-exit", "input"]
)
def test_the_command_says_it_once(name, hand_in):
    source, words = CANNOT_BE_LOADED[name]

    run = grade("exercise01", hand_in(source))

    assert run.code == 1
    assert not [word for word in words if run.text.count(word) != 1], run.text


@pytest.mark.parametrize("module", ["scipy", "torch", "cv2"])
def test_a_forbidden_import_has_a_verdict_of_its_own(module, hand_in):
    report = grade("exercise01", hand_in(f"import {module}\n"), "--json").json

    assert {check["verdict"] for check in report["checks"]} == {"forbidden"}
    assert "sliding a kernel over an image" in report["checks"][0]["message"]


def test_a_forbidden_import_inside_a_function_costs_that_function_only(hand_in):
    source = solution("exercise01") + "\n\ndef conv2d(*args, **kwargs):\n    import scipy.signal\n"

    report = grade("exercise01", hand_in(source), "--json").json

    assert [f["state"] for f in report["functions"]] == ["forbidden", "passed", "passed"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda source: b"\xef\xbb\xbf" + source, id="bom"),
        pytest.param(lambda source: source.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(lambda source: source.replace(b"\n", b"\r"), id="cr"),
        pytest.param(lambda source: source.rstrip(b"\n"), id="no-final-newline"),
        pytest.param(lambda source: b"# coding: latin-1\n# M\xfcller\n" + source, id="latin-1-with-cookie"),
        pytest.param(lambda source: source + b"\nprint('loaded', flush=True)\n", id="prints"),
        pytest.param(lambda source: source + b"\nimport warnings\nwarnings.warn('old')\n", id="warns"),
    ],
)
def test_an_odd_but_right_file_gets_full_marks(change, hand_in):
    run = grade("exercise02", hand_in(change(solution("exercise02").encode())), "--only", "same_padding")

    assert run.code == 0, run.text


GOES_WRONG = {
    "endless-loop": ("while True: pass", "timed out", ["0.5 s", "loop"]),
    "sleep": ("import time; time.sleep(1000)", "timed out", ["0.5 s"]),
    "endless-recursion": ("return same_padding(f)", "failed", ["RecursionError", "calls itself"]),
    "deep-recursion": ("import sys; sys.setrecursionlimit(10**9); return repr(Deep())", "crashed", ["crashed"]),
    "segfault": ("import ctypes; ctypes.string_at(0)", "crashed", ["segmentation fault"]),
    "abort": ("import os; os.abort()", "crashed", ["signal 6"]),
    "os-exit": ("import os; os._exit(0)", "crashed", ["ended before it answered"]),
    "memory-bomb": ("return [0] * 10**9", "out of memory", ["64 MB"]),
    "growing-list": ("x = []\n    while True: x.append(bytes(10**6))", "out of memory", ["64 MB"]),
    "output-flood": ("while True: print('x' * 1000)", "failed", ["20 KB", "print"]),
    "input": ("return input()", "failed", ["EOFError", "input()"]),
    "sys-exit": ("import sys; sys.exit(0)", "failed", ["SystemExit", "Return the answer"]),
    "breakpoint": ("breakpoint()", "failed", ["breakpoint()"]),
    "undefined-name": ("return undefined", "failed", ["NameError", "line 6", "misspelled"]),
    "no-return": ("return None", "failed", ["None", "return"]),
    "keyboard-interrupt": ("raise KeyboardInterrupt", "failed", ["KeyboardInterrupt"]),
    "misspelled-module": ("import nunpy", "forbidden", ["nunpy", "spelling"]),
}
"""Bodies of same_padding in exercise02, the verdict of a check, and the words that its message must hold."""


def going_wrong(name):
    deep = "class Deep:\n    def __repr__(self): return repr(self)"
    return f"{deep}\n\n\ndef same_padding(f, dilation=1):\n    {GOES_WRONG[name][0]}\n"


@pytest.fixture(scope="module")
def gone_wrong(strict):
    sources = {name: going_wrong(name) for name in GOES_WRONG}
    return grade_sources("exercise02", sources, Wishes(only="same_padding"), course=strict)


@pytest.mark.parametrize("name", GOES_WRONG)
def test_a_function_that_goes_wrong_is_told_how(gone_wrong, name):
    report = gone_wrong[name]
    _, verdict, words = GOES_WRONG[name]

    failed = [check for check in report.checks if check.verdict == verdict]
    assert (report.exit_code, report.points, report.max_points) == (1, 0, 10)
    assert failed, lost(report)
    assert not [word for word in words if word not in failed[0].message], failed[0].message


@pytest.mark.parametrize("name", ["endless-loop", "deep-recursion", "segfault", "growing-list", "output-flood"])
def test_the_command_tells_how_it_went_wrong(name, strict, hand_in):
    _, _, words = GOES_WRONG[name]

    run = grade("exercise02", hand_in(going_wrong(name)), "--only", "same_padding", cwd=strict)

    assert run.code == 1
    assert not [word for word in words if word not in run.text], run.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("while True: pass", ["did not finish loading within 0.5 s", "__main__"], id="endless-loop"),
        pytest.param("x = [0] * 10**9", ["64 MB", "__main__"], id="memory-bomb"),
        pytest.param("while True: print('x' * 1000)", ["20 KB", "__main__"], id="output-flood"),
    ],
)
def test_a_file_that_reaches_a_limit_while_it_loads_is_told_which(line, words, strict, hand_in):
    start = time.monotonic()

    run = grade("exercise02", hand_in(line + "\n"), "--json", cwd=strict)

    messages = {check["message"] for check in run.json["checks"]}
    assert (run.code, run.json["points"], len(messages)) == (1, 0, 1)
    assert not [word for word in words if word not in messages.copy().pop()], messages
    assert time.monotonic() - start < 20, "it is loaded once, not once for every check"


@pytest.mark.parametrize(
    ("definition", "state", "words"),
    [
        pytest.param("", "missing", ["defines no same_padding", "spelling"], id="missing-function"),
        pytest.param("same_padding = 3", "failed", ["not a function", "int", "def same_padding"], id="a-number"),
        pytest.param("def same_padding(): return 1", "failed", ["TypeError", "parameters"], id="no-parameters"),
        pytest.param(
            "def same_padding(f, dilatation=1): return (f - 1) // 2", "failed", ["TypeError"], id="other-name"
        ),
        pytest.param("def Same_padding(f): return 1", "missing", ["defines no same_padding"], id="capital-letter"),
    ],
)
def test_a_missing_function_or_another_signature_is_named(definition, state, words, hand_in):
    run = grade("exercise02", hand_in(f"x = 1\n{definition}\n"), "--only", "same_padding", "--json")

    told = " ".join(check["message"] for check in run.json["checks"])
    assert (run.code, run.json["functions"][0]["state"]) == (1, state)
    assert not [word for word in words if word not in told], told


class TestSurroundings:
    """Terminals, disks and pipes that are not what one expects."""

    def test_a_home_that_cannot_be_made_costs_progress_only(self, tmp_path):
        (tmp_path / "file").write_text("")

        run = grade("exercise02", RIGHT_02, env={"GRADER_HOME": str(tmp_path / "file" / "home")})

        assert run.code == 0
        assert "could not be kept" in run.text
        assert "set GRADER_HOME" in run.text

    def test_a_home_that_cannot_be_made_leaves_json_alone(self, tmp_path):
        (tmp_path / "file").write_text("")

        run = grade("exercise02", RIGHT_02, "--json", env={"GRADER_HOME": str(tmp_path / "file" / "home")})

        assert run.json["percent"] == 100
        assert "could not be kept" in run.err

    @pytest.mark.parametrize(
        "arguments",
        [
            pytest.param([], id="overview"),
            pytest.param(["hint", "1"], id="hint"),
            pytest.param(["doctor"], id="doctor"),
        ],
    )
    def test_a_home_that_cannot_be_made_is_named_by_other_commands(self, arguments, tmp_path):
        (tmp_path / "file").write_text("")

        run = grade(*arguments, env={"GRADER_HOME": str(tmp_path / "file" / "home")})

        assert run.code in (0, 1)
        assert any(word in run.text for word in ("GRADER_HOME", "could not be kept")), run.text

    def test_a_progress_file_that_is_no_database_costs_progress_only(self, tmp_path):
        (tmp_path / "progress.sqlite").write_text("this is no database" * 100)

        run = grade("exercise02", RIGHT_02, env={"GRADER_HOME": str(tmp_path)})

        assert run.code == 0
        assert "could not be kept" in run.text

    def test_a_full_disk_costs_progress_only(self, tmp_path):
        fill = f'mount -t tmpfs -o size=64k none {tmp_path} && (head -c 1M /dev/zero > {tmp_path}/filled; exec "$@")'
        confined = ["unshare", "-rm", "sh", "-c", fill, "sh"]
        if subprocess.run([*confined, "true"], check=False, capture_output=True).returncode:
            pytest.skip("no private mounts here")
        command = [*confined, GRADE, "exercise02", str(RIGHT_02)]

        ended = subprocess.run(
            command,
            env=environment({"GRADER_HOME": str(tmp_path)}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == 0, ended.stderr
        assert "could not be kept" in ended.stderr
        assert "Traceback" not in ended.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            pytest.param(["list"], id="list"),
            pytest.param(["2", RIGHT_02], id="report"),
            pytest.param(["2", RIGHT_02, "--json"], id="json"),
            pytest.param(["solution", "1", "--give-up"], id="solution"),
            pytest.param(["completion", "bash"], id="completion"),
            pytest.param(["--help"], id="help"),
        ],
    )
    def test_output_to_a_full_disk_is_a_sentence(self, arguments):
        with Path("/dev/full").open("wb") as full:
            run = grade(*arguments, stdout=full)

        assert run.code == 3
        assert "No space left" in run.err

    @pytest.mark.parametrize(
        "arguments",
        [
            pytest.param(["list"], id="list"),
            pytest.param(["2", RIGHT_02], id="report"),
            pytest.param(["2", RIGHT_02, "--json"], id="json"),
        ],
    )
    def test_a_reader_that_has_gone_is_no_error_to_talk_about(self, arguments):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            run = grade(*arguments, stdout=writer)
        finally:
            os.close(writer)

        assert run.err == ""
        assert run.code in (0, 1)

    def test_head_shows_the_first_line_and_nothing_else(self):
        shell = ["bash", "-c", f"{GRADE} exercise02 {RIGHT_02} | head -1"]

        ended = subprocess.run(shell, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)

        assert ended.stderr == ""
        assert len(ended.stdout.splitlines()) == 1

    @pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    def test_closed_streams_change_no_exit_code(self, stream):
        shell = ["bash", "-c", f"{GRADE} exercise02 {RIGHT_02} --only same_padding {stream}"]

        ended = subprocess.run(shell, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)

        assert "Traceback" not in ended.stdout + ended.stderr
        assert ended.returncode == 0, ended.stderr

    @pytest.mark.parametrize(
        "variables",
        [
            pytest.param({"PYTHONIOENCODING": "ascii"}, id="ascii"),
            pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="c-locale"),
            pytest.param({"TERM": "dumb"}, id="dumb"),
            pytest.param({"COLUMNS": "1"}, id="one-column"),
            pytest.param({"COLUMNS": "nonsense"}, id="columns-nonsense"),
            pytest.param({"LC_ALL": "xx_YY.nonsense"}, id="unknown-locale"),
        ],
    )
    def test_an_odd_terminal_changes_no_exit_code(self, variables):
        assert grade("2", RIGHT_02, "--only", "same_padding", "--lang", "zh-TW", env=variables).code == 0

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            pytest.param(["exercise02", RIGHT_02], 0, id="report"),
            pytest.param(["exercise01", ROOT / "exercises/exercise01/convolution.py"], 1, id="stub"),
            pytest.param([], 0, id="overview"),
            pytest.param(["list"], 0, id="list"),
            pytest.param(["hint", "exercise01"], 0, id="hint"),
        ],
    )
    def test_forty_columns_are_enough(self, arguments, code):
        run = grade(*arguments, env={"COLUMNS": "40"})

        assert run.code == code
        assert not [line for line in run.out.splitlines() if cell_len(line.rstrip()) > 40]


LOOPING = "def same_padding(f, dilation=1):\n    while True: pass\n"


def start_and_wait_for_the_loop(path, *, tier="full"):
    """The command while it grades a loop, in a session of its own as a terminal would have it, and all that it started."""
    process = subprocess.Popen(
        [GRADE, "exercise02", str(path), "--only", "same_padding"],
        cwd=ROOT,
        env=environment({"GRADER_SANDBOX": tier, "GRADER_TRUST_SUBMISSIONS": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert wait_until(lambda: any(_seconds_used(pid) > 0.3 for pid in _workers(process.pid))), "no worker is looping"
    return process, descendants(process.pid)


def _workers(pid):
    return {child for child in descendants(pid) if not descendants(child)}


def _seconds_used(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("options", ["-v", "--no-such-option", "-k nothing", "-x -n 2"])
def test_options_that_somebody_gives_their_own_pytest_change_no_grade(options):
    run = grade("exercise03", ROOT / "solutions/exercise03/parameters.py", env={"PYTEST_ADDOPTS": options})

    assert run.code == 0


def test_plugins_that_somebody_gives_their_own_pytest_change_no_grade():
    run = grade("exercise03", ROOT / "solutions/exercise03/parameters.py", env={"PYTEST_PLUGINS": "absent"})

    assert run.code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("tier", ["full", "limits"])
class TestInterruption:
    """Whatever ends the command, nothing that it started lives on."""

    def test_ctrl_c_ends_cleanly(self, tier, hand_in):
        process, started = start_and_wait_for_the_loop(hand_in(LOOPING), tier=tier)

        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)

        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in err
        assert "stopped" in err
        assert wait_until(lambda: not alive(started), 30), "processes are left behind"

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    def test_a_signal_leaves_no_process_behind(self, number, tier, hand_in):
        process, started = start_and_wait_for_the_loop(hand_in(LOOPING), tier=tier)

        process.send_signal(number)
        process.communicate(timeout=60)

        assert process.returncode != 0
        assert wait_until(lambda: not alive(started), 30), "processes are left behind"

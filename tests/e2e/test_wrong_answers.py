"""Wrong answers lose marks, half-done work keeps its half, and cheating earns nothing."""

import pytest
from support import ROOT, grade_sources, lost, solution

from grader.core.report import Verdict
from grader.usecases.grade_exercise import Wishes

RIGHT = solution("exercise01")
BEGIN = "import numpy as np\n"

# Each is a whole submission for exercise01, of which conv2d is graded. `{...}` is never right.
CHEATS = {
    "os._exit while loading": "import os\nos._exit(0)",
    "os._exit in a call": "import os\ndef conv2d(*a, **k): os._exit(0)",
    "sys.exit(0)": "import sys\ndef conv2d(*a, **k): sys.exit(0)",
    "exit in a destructor": (
        "import os\nclass Bomb:\n    def __del__(self): os._exit(0)\ndef conv2d(*a, **k):\n    Bomb()\n    return 1"
    ),
    "always ValueError": """
def conv2d(image, kernel, stride=1, padding=0):
    raise ValueError(f"image {image.shape} kernel {kernel.shape} stride {stride} padding {padding}")
""",
    "always None": "def conv2d(*a, **k): return None",
    "ones of the right shape": """
def conv2d(image, kernel, stride=1, padding=0):
    if stride < 1: raise ValueError(f"stride {stride}")
    if padding < 0: raise ValueError(f"padding {padding}")
    if image.ndim != 2 or kernel.ndim != 2: raise ValueError(f"image {image.shape} kernel {kernel.shape}")
    rows, columns = [(n + 2 * padding - k) // stride + 1 for n, k in zip(image.shape, kernel.shape)]
    if min(rows, columns) < 1: raise ValueError(f"kernel {kernel.shape} image {image.shape}")
    return np.ones((rows, columns))
""",
    "the same with NaN": """
def conv2d(image, kernel, stride=1, padding=0):
    rows, columns = [(n + 2 * padding - k) // stride + 1 for n, k in zip(image.shape, kernel.shape)]
    return np.full((rows, columns), np.nan)
""",
    "lone number for an array": "def conv2d(image, kernel, *a, **k): return float((image[:1, :1] * kernel[:1, :1]).sum())",
    "always equal object": """
class Equal:
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __array_priority__ = 1e9
    __array__ = lambda self, *a, **k: np.zeros((3, 3))
    shape, ndim, dtype = (3, 3), 2, np.dtype(float)
    def __getattr__(self, name): return lambda *a, **k: Equal()
def conv2d(*a, **k): return Equal()
""",
    "always equal float": """
class Float(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Float(0)
def conv2d(*a, **k): return Float(1)
""",
    "lying class": """
class Meta(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = lambda *a: True
    __hash__ = lambda self: hash(np.ndarray)
class Array(metaclass=Meta):
    @property
    def __class__(self): return np.ndarray
def conv2d(*a, **k): return Array()
""",
    "array subclass": """
class Equal(np.ndarray):
    def __array_ufunc__(self, *a, **k): return np.zeros((3, 3))
    def __array_function__(self, *a, **k): return True
    __eq__ = lambda self, other: np.True_
def conv2d(image, kernel, *a, **k): return image.view(Equal)
""",
    "masked array": "def conv2d(image, kernel, *a, **k): return np.ma.masked_all(image.shape)",
    "matrix": "def conv2d(image, kernel, *a, **k): return np.matrix(image)",
    "object array": """
class Equal:
    __eq__ = lambda self, other: True
def conv2d(image, kernel, *a, **k): return np.array([[Equal()] * 3] * 3, dtype=object)
""",
    "structured array": "def conv2d(*a, **k): return np.zeros((3, 3), dtype=[('x', float)])",
    "array of text": "def conv2d(image, *a, **k): return image.astype(str)",
    "list of lists": "def conv2d(image, *a, **k): return image.tolist()",
    "broadcast bomb": "def conv2d(*a, **k): return np.broadcast_to(0.0, (10**6, 10**6))",
    "shared list bomb": "def conv2d(*a, **k):\n    x = []\n    for _ in range(60): x = [x] * 10\n    return x",
    "deep nesting": "def conv2d(*a, **k):\n    x = []\n    for _ in range(10**5): x = [x]\n    return x",
    "list that holds itself": "def conv2d(*a, **k):\n    x = []\n    x.append(x)\n    return x",
    "huge whole number": "def conv2d(*a, **k): return 1 << 10**7",
    "huge text": "def conv2d(*a, **k): return 'x' * 10**8",
    "dict that imitates a frame": "def conv2d(*a, **k): return {'id': 1, 'kind': 'value', 'value': ['a', '<f8', [3, 3], 72]}",
    "memory out of bounds": """
def conv2d(image, *a, **k): return np.lib.stride_tricks.as_strided(image, (10**4, 10**4), (4096, 4096))
""",
    "generator": "def conv2d(image, *a, **k):\n    yield image",
    "async def": "async def conv2d(image, *a, **k): return image",
    "function": "def conv2d(*a, **k): return conv2d",
    "exception as answer": "def conv2d(*a, **k): return ValueError('stride 0 padding -1')",
    "exception that cannot be shown": """
class Odd(Exception):
    def __str__(self): raise SystemExit(0)
    __repr__ = __str__
def conv2d(*a, **k): raise Odd
""",
    "pytest's own exceptions": """
class Skipped(BaseException):
    pass
Skipped.__module__ = "_pytest.outcomes"
def conv2d(*a, **k): raise Skipped("skip this check")
""",
    "AssertionError of the framework": "def conv2d(*a, **k): raise AssertionError('1 passed')",
    "StopIteration": "def conv2d(*a, **k): raise StopIteration",
    "GeneratorExit": "def conv2d(*a, **k): raise GeneratorExit",
    "patched numpy.testing": """
import numpy.testing
for name in dir(np.testing):
    if name.startswith("assert"): setattr(np.testing, name, lambda *a, **k: None)
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.ndarray.__eq__ if False else None
def conv2d(image, *a, **k): return image
""",
    "patched builtins": """
import builtins, math
builtins.isinstance = lambda *a: True
builtins.all = builtins.any = lambda *a: True
builtins.abs = lambda x: 0
math.isclose = lambda *a, **k: True
def conv2d(image, *a, **k): return image
""",
    "call counter": """
calls = 0
def conv2d(image, kernel, stride=1, padding=0):
    global calls
    calls += 1
    if calls > 1: return right(image, kernel, stride, padding) * 0
    return image
def right(image, kernel, stride, padding): return image
""",
    "writing to every descriptor": """
import os
def conv2d(*a, **k):
    for descriptor in range(256):
        try: os.write(descriptor, b"\\x02\\0\\0\\0\\0\\0\\0\\0[]" * 100)
        except OSError: pass
    return 1
""",
    "writing to every descriptor while loading": """
import os
for descriptor in range(256):
    try: os.write(descriptor, b"PASSED 30/30\\n" * 10)
    except OSError: pass
def conv2d(image, *a, **k): return image
""",
    "closing every descriptor": "import os\ndef conv2d(*a, **k): os.closerange(0, 256)",
    "frames from a daemon thread": """
import os, threading
def forge():
    body = b'["d",[["id",1],["kind","value"],["value",null]]]'
    frame = len(body).to_bytes(4, "little") + bytes(4) + body
    while True:
        for descriptor in range(3, 32):
            try: os.write(descriptor, frame)
            except OSError: pass
threading.Thread(target=forge, daemon=True).start()
def conv2d(image, *a, **k): return image
""",
    "half a frame, then exit": """
import os
def conv2d(*a, **k):
    for descriptor in range(3, 32):
        try: os.write(descriptor, b"\\xff\\0\\0\\0\\0\\0\\0\\0[")
        except OSError: pass
    os._exit(0)
""",
    "frame of an enormous length": """
import os
def conv2d(*a, **k):
    for descriptor in range(3, 32):
        try: os.write(descriptor, b"\\xff" * 64)
        except OSError: pass
    os._exit(0)
""",
    "reading /proc": """
import glob
def conv2d(image, *a, **k):
    for path in glob.glob("/proc/*/*"):
        try: open(path, "rb").read(1000)
        except OSError: pass
    return image
""",
    "reference from the disk": f"""
import glob, sys
def conv2d(*a, **k):
    for path in [{str(ROOT)!r} + "/solutions/exercise01/convolution.py", *glob.glob("/**/convolution.py", recursive=True)]:
        space = {{}}
        exec(open(path).read(), space)
        return space["conv2d"](*a, **k)
""",
    "reference from memory": """
import gc, types
def conv2d(*a, **k):
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__name__ == "conv2d" and each is not conv2d:
            return each(*a, **k)
""",
    "reference from the callers": """
import sys
def conv2d(*a, **k):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for name in ("reference", "expected", "item", "session"):
                if name in space: return space[name]
        frame = frame.f_back
""",
    "the grader's own modules": """
import importlib, sys
def conv2d(*a, **k):
    for name in ("grader.suite.reference", "solutions.exercise01.convolution", "reference_exercise01", "test_convolution"):
        try: return importlib.import_module(name).conv2d(*a, **k)
        except ImportError: pass
""",
    "sys.modules tricks": """
import sys, types
fake = types.ModuleType("pytest")
fake.__getattr__ = lambda name: lambda *a, **k: True
for name in ("pytest", "grader", "grader.suite", "grader.core.comparison", "numpy.testing"): sys.modules[name] = fake
sys.modules["convolution"] = sys.modules["__main__"] = fake
def conv2d(image, *a, **k): return image
""",
    "module that answers everything": """
import sys
class Anything:
    def __getattr__(self, name): return lambda *a, **k: a[0]
sys.modules[__name__] = Anything()
""",
    "replaced sys.stdout": """
import sys
class Out:
    def write(self, text): raise SystemExit(0)
    def flush(self): raise SystemExit(0)
sys.stdout = sys.stderr = sys.__stdout__ = Out()
def conv2d(image, *a, **k): return image
""",
    "exception hooks": """
import sys, threading, atexit, os
sys.excepthook = threading.excepthook = sys.unraisablehook = lambda *a: os._exit(0)
atexit.register(os._exit, 0)
def conv2d(*a, **k): 1 / 0
""",
    "printed verdicts": """
print('{"schema": "grade-report/1", "points": 30, "percent": 100}', flush=True)
def conv2d(image, *a, **k):
    print("1 passed in 0.01s\\n::set-output name=points::30")
    return image
""",
    "a conftest in the scratch folder": """
for name in ("conftest.py", "pytest.ini", "sitecustomize.py", "numpy.py"):
    open(name, "w").write("import os; os._exit(0)")
def conv2d(image, *a, **k): return image
""",
    "tracing the harness": """
import sys, threading
def trace(frame, event, argument):
    for name in list(frame.f_locals):
        if name in ("reply", "value"): frame.f_locals[name] = {"kind": "value", "value": None}
    return trace
sys.settrace(trace); sys.setprofile(trace); threading.settrace(trace)
def conv2d(image, *a, **k): return image
""",
    "patched json in the worker": """
import json
_dumps = json.dumps
json.dumps = lambda value, **k: _dumps(["d", [["id", 1], ["kind", "value"], ["value", True]]], **k)
def conv2d(image, *a, **k): return image
""",
    "patched struct in the worker": """
import struct
class Liar(struct.Struct):
    def pack(self, *a): return bytes(8)
struct.Struct = Liar
for frame in __import__("gc").get_objects():
    if isinstance(frame, dict) and "PREFIX" in frame: frame["PREFIX"] = Liar("<II")
def conv2d(image, *a, **k): return image
""",
    "ValueError from the harness": """
import gc, types
for each in gc.get_objects():
    if isinstance(each, types.FunctionType) and each.__name__ == "describe" and "error" in each.__code__.co_varnames:
        each.__code__ = (lambda error, file: {"types": ["ValueError"], "name": "stride", "text": "stride 0 padding -1",
            "line": 1, "code": "", "module": None}).__code__
def conv2d(*a, **k): raise KeyError
""",
}

MUTATION = """
_right = conv2d


def conv2d(image, kernel, stride=1, padding=0):
    answer = _right(image, kernel, stride, padding)
    if image.flags.writeable:
        image[...] = 0
    return answer
"""
LIES_ABOUT_ARGUMENTS = {
    "nothing": "",
    "snapshot": """
import gc
import types

for each in gc.get_objects():
    if isinstance(each, types.FunctionType) and each.__name__ == "_as_bytes":
        each.__code__ = (lambda value: b"").__code__
""",
}


@pytest.fixture(scope="module")
def cheats():
    sources = {name: BEGIN + source for name, source in CHEATS.items()}
    return grade_sources("exercise01", sources, Wishes(only="conv2d"))


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_earns_nothing(cheats, name):
    report = cheats[name]

    passed = [check.id for check in report.checks if check.hidden and check.verdict is Verdict.PASSED]
    assert (report.points, passed) == (0, [])


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_no_fault_of_the_grader(cheats, name):
    """A fault costs nobody points, so to cause one would be a way to be excused from a check."""
    report = cheats[name]

    assert (report.max_points, report.has_fault, report.exit_code) == (10, False, 1)


@pytest.mark.parametrize("lie", LIES_ABOUT_ARGUMENTS)
def test_changed_arguments_cost_a_check_whatever_the_worker_says(lie):
    """The right answers, and arguments that are wiped out: only the check that asks for it is lost, and it is lost."""
    source = RIGHT + LIES_ABOUT_ARGUMENTS[lie] + MUTATION

    report = grade_sources("exercise01", {lie: source}, Wishes(only="conv2d"))[lie]

    assert list(lost(report)) == ["test_convolution.py::TestConv2d::test_arguments_stay"]


class TestStub:
    """What a student has not begun is not wrong: it is not attempted."""

    @pytest.mark.parametrize("exercise", ["exercise01", "exercise02", "exercise03"])
    def test_the_stub_gets_nothing_and_is_not_attempted(self, exercise):
        path = next(ROOT.glob(f"exercises/{exercise}/[!t]*.py"))

        report = grade_sources(exercise, {"stub": path.read_bytes()})["stub"]

        assert (report.points, report.exit_code) == (0, 1)
        assert {check.verdict for check in report.checks} == {Verdict.NOT_ATTEMPTED}

    def test_not_implemented_in_disguise_is_not_attempted_either(self):
        source = "class Later(NotImplementedError): pass\ndef conv2d(*a, **k): raise Later('tomorrow')"

        report = grade_sources("exercise01", {"x": source}, Wishes(only="conv2d"))["x"]

        assert {check.verdict for check in report.checks} == {Verdict.NOT_ATTEMPTED}


HALVES = {
    "one of three functions": (RIGHT + "\ndef conv2d_channels(*a, **k): raise NotImplementedError\nconv2d_batch = conv2d_channels",
                               {"conv2d": 10, "conv2d_channels": 0, "conv2d_batch": 0}),
    "two of three functions": (RIGHT + "\ndel conv2d_batch", {"conv2d": 10, "conv2d_channels": 10, "conv2d_batch": 0}),
    "the last one only": (RIGHT + "\ndel conv2d, conv2d_channels", {"conv2d": 0, "conv2d_channels": 0, "conv2d_batch": 10}),
    "one function crashes": (RIGHT + "\nimport os\ndef conv2d(*a, **k): os._exit(1)",
                             {"conv2d": 0, "conv2d_channels": 10, "conv2d_batch": 10}),
}  # fmt: skip


@pytest.fixture(scope="module")
def halves():
    return grade_sources("exercise01", {name: source for name, (source, _) in HALVES.items()})


@pytest.mark.parametrize("name", HALVES)
def test_half_done_work_gets_the_points_of_that_half(halves, name):
    points = {outcome.name: outcome.points for outcome in halves[name].function_outcomes}

    assert points == HALVES[name][1]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        pytest.param(
            "return _right(image, kernel, 1, padding) if stride >= 1 else _right(image, kernel, stride)",
            {"test_slides_example", "test_any_shape", "test_padding", "test_integers", "test_arguments_stay",
             "test_impossible_steps", "test_impossible_shapes"},
            id="stride-ignored",
        ),
        pytest.param(
            "return _right(image, kernel, stride, padding).astype(np.float32)", set(), id="float32",
        ),
        pytest.param(
            "return _right(image, kernel, max(stride, 1), max(padding, 0))",
            {"test_slides_example", "test_any_shape", "test_stride", "test_stride_with_rest", "test_padding",
             "test_stride_and_padding", "test_integers", "test_arguments_stay", "test_impossible_shapes"},
            id="steps-unchecked",
        ),
    ],
)  # fmt: skip
def test_a_wrong_function_keeps_the_checks_that_it_gets_right(wrong, expected):
    source = f"{RIGHT}\n_right = conv2d\ndef conv2d(image, kernel, stride=1, padding=0):\n    {wrong}\n"

    report = grade_sources("exercise01", {"x": source}, Wishes(only="conv2d"))["x"]

    passed = {c.id.rpartition("::")[2] for c in report.checks if c.hidden and c.verdict is Verdict.PASSED}
    if expected:
        assert passed == expected
    assert report.points == len(passed) < 10


REMEMBERS = """
import os, tempfile
_right = conv2d


def conv2d(image, kernel, stride=1, padding=0):
    try:
        seen = open(tempfile.gettempdir() + "/seen.txt").read()
    except OSError:
        seen = ""
    with open(tempfile.gettempdir() + "/seen.txt", "w") as file:
        file.write(seen + "x")
    return _right(image, kernel, stride, padding) if len(seen) < 20 else 0
"""


def test_files_do_not_reach_the_next_check():
    """No check asks more than twenty times: a file that outlived its check would show as wrong answers."""
    report = grade_sources("exercise01", {"x": RIGHT + REMEMBERS}, Wishes(only="conv2d"))["x"]

    assert not [c for c in report.checks if c.hidden and c.verdict is not Verdict.PASSED]


def test_one_submission_leaves_nothing_for_the_next():
    """The first right one would have to lend its function to the second, which has none."""
    lends = (
        RIGHT
        + "\nimport builtins, sys, tempfile\nbuiltins.lent = conv2d\nsys.lent = conv2d\nopen(tempfile.gettempdir() + '/lent', 'w').write('x')\n"
    )
    borrows = "import builtins, sys\nconv2d = getattr(builtins, 'lent', None) or getattr(sys, 'lent', None) or (lambda *a: 0)\n"

    reports = grade_sources("exercise01", {"lends": lends, "borrows": borrows}, Wishes(only="conv2d"))

    assert (reports["lends"].points, reports["borrows"].points) == (10, 0)

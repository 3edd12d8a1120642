"""Reading finds forbidden calls in every usual form, blames nobody for look-alikes, and charges the functions that use them."""

import random
import time

import numpy as np
import pytest

from grader.student_side.reading import charges
from grader.student_side.submission import compiled

FORBIDDEN = ("numpy.convolve", "numpy.polynomial", "builtins.sum")
FUNCTIONS = ("one", "two", "three")


def read(text, forbidden=FORBIDDEN):
    """What is charged for a file."""
    source = text.encode()
    return charges(source, compiled("work.py", source), forbidden, FUNCTIONS)


def in_function(expression, before="import numpy as np"):
    """A file whose first function uses an expression, in line 4."""
    return f"{before}\ndef one(a, b):\n    # here it comes\n    return {expression}\n"


FORMS = {
    "import numpy": in_function("numpy.convolve(a, b)", "import numpy"),
    "import numpy as np": in_function("np.convolve(a, b)"),
    "import of a part binds the whole": in_function("numpy.convolve(a, b)", "import numpy.linalg"),
    "from numpy import convolve": in_function("convolve(a, b)", "from numpy import convolve"),
    "from numpy import convolve as c": in_function("c(a, b)", "from numpy import convolve as c"),
    "from numpy import *": in_function("convolve(a, b)", "from numpy import *"),
    "import in the function": "\ndef one(a, b):\n    import numpy as lib\n    return lib.convolve(a, b)\n",
    "import in a try": in_function("c(a, b)", "try: from numpy import convolve as c\nexcept ImportError: c = None").replace("# here it comes\n", ""),
    "chain of attributes": in_function("np.core.numeric.convolve(a, b)"),
    "imported from a part": in_function("c(a, b)", "from numpy.core.numeric import convolve as c"),
    "over several lines": in_function("(\n    np).convolve(a, b)", "import numpy as np").replace("    # here it comes\n", ""),
    "alias of the library": in_function("mod.convolve(a, b)", "import numpy as np; mod = np"),
    "alias in the function": "import numpy as np\ndef one(a, b):\n    f, mod = 1, np\n    return mod.convolve(a, b)\n",
    "alias of an alias": in_function("three.convolve(a, b)", "import numpy; two = numpy; three = two"),
    "alias by walrus": in_function("(lib := np) and lib.convolve(a, b)"),
    "alias chosen by a condition": in_function("lib.convolve(a, b)", "import numpy as np; lib = np if np else None"),
    "alias made later": "import numpy as np\ndef one(a, b):\n    return f(a, b)\nf = np.convolve\n",
    "alias through a global": "import numpy as np\ndef two():\n    global lib; lib = np\ndef one(a): return lib.convolve(a)\n",
    "alias through a nonlocal": "import numpy as np\ndef one(a):\n  lib = 0\n  def two(): nonlocal lib; lib = np; lib.convolve(a)\n",
    "default of a parameter": "import numpy as np\n\n\ndef one(a, b, c=np.convolve): return c(a, b)\n",
    "library as a default": in_function("lib.convolve(a, b)").replace("a, b):", "a, b, *, lib=np):"),
    "getattr": in_function("getattr(np, 'convolve')(a, b)"),
    "getattr with a default": in_function("getattr(np, 'convolve', None)(a, b)"),
    "getattr of a put together name": in_function("getattr(np, 'conv' + 'olve')(a, b)"),
    "getattr of a name in variables": in_function("getattr(np, x + y)(a, b)", "import numpy as np; x, y = 'conv', 'olve'"),
    "getattr of builtins": in_function("builtins.getattr(np, 'convolve')(a, b)", "import builtins, numpy as np"),
    "__getattribute__": in_function("np.__getattribute__('convolve')(a, b)"),
    "vars": in_function("vars(np)['convolve'](a, b)"),
    "__dict__": in_function("np.__dict__['convolve'](a, b)"),
    "__dict__.get": in_function("np.__dict__.get('convolve')(a, b)"),
    "import_module": in_function("importlib.import_module('numpy').convolve(a, b)", "import importlib"),
    "import_module by its name": in_function("load('numpy').convolve(a, b)", "from importlib import import_module as load"),
    "__import__": in_function("__import__('numpy').convolve(a, b)", ""),
    "sys.modules": in_function("sys.modules['numpy'].convolve(a, b)", "import sys"),
    "passed as a value": in_function("list(map(np.convolve, a, b))"),
    "held in a list": in_function("[np.convolve][0](a, b)"),
    "partial": in_function("functools.partial(np.convolve, a)(b)", "import functools, numpy as np"),
    "lambda": in_function("(lambda: np.convolve(a, b))()"),
    "comprehension": in_function("[np.convolve(x, b) for x in a]"),
    "decorator": "import numpy as np\n\n\n@np.vectorize(np.convolve)\ndef one(a, b): pass\n",
    "match": "import numpy as np\ndef one(a):\n  match a:\n    case [b] if np.convolve(b, b): pass\n",
    "except": "import numpy as np\ndef one(a):\n  try: pass\n  except OSError as e: np.convolve(a, e)\n",
    "async": "import numpy as np\nasync def one(a):\n\n    return np.convolve(a, a)\n",
    "attributes of it": in_function("np.convolve.__wrapped__(a, b)"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_it_is_found_in_every_form_with_its_line(name):
    assert read(FORMS[name]) == {"one": [("numpy.convolve", 4)]}


@pytest.mark.parametrize(
    ("text", "call"),
    [
        pytest.param("np.polynomial.Polynomial(a)", "numpy.polynomial", id="below-a-module"),
        pytest.param("np.polynomial.polynomial.polymul(a, b)", "numpy.polynomial", id="far-below"),
        pytest.param("sum(a)", "builtins.sum", id="builtin"),
        pytest.param("builtins.sum(a)", "builtins.sum", id="builtin-by-its-module"),
    ],
)
def test_modules_and_builtins_can_be_forbidden(text, call):
    assert read(in_function(text, "import builtins, numpy as np")) == {"one": [(call, 4)]}


INNOCENT = {
    "own function": "import numpy as np\ndef convolve(a): return a\ndef one(a): return convolve(a)",
    "own function despite a star": "from numpy import *\ndef convolve(a): return a\ndef one(a): return convolve(a)",
    "own function instead of an imported one": "from numpy import convolve\ndef convolve(a): return a\ndef one(a): return convolve(a)",
    "own method": "class Own:\n    def convolve(self): return 1\ndef one(a): return Own().convolve()",
    "own object of that name": "class np:\n    convolve = staticmethod(len)\ndef one(a): return np.convolve(a)",
    "own module of that name": "from own import numpy\ndef one(a): return numpy.convolve(a)",
    "parameter": "from numpy import *\ndef one(a, convolve): return convolve(a)",
    "parameter of a lambda": "from numpy import *\none = lambda a, convolve: convolve(a)",
    "local variable": "from numpy import *\ndef one(a):\n    convolve = len\n    return convolve(a)",
    "variable of a loop": "from numpy import *\ndef one(a):\n    for convolve in a: convolve(a)",
    "variable of a comprehension": "from numpy import *\ndef one(a): return [convolve(a) for convolve in a]",
    "variable of with": "from numpy import *\ndef one(a):\n    with a as convolve: convolve(a)",
    "keyword": "import numpy as np\ndef one(a): return dict(convolve=a)",
    "attribute of an array": "import numpy as np\ndef one(a): return a.convolve(np)",
    "comment": "import numpy as np\ndef one(a): return a  # np.convolve(a, a)",
    "docstring": "import numpy as np\ndef one(a):\n    'np.convolve(a, a)'",
    "text": "import numpy as np\ndef one(a): return 'convolve', f'np.convolve {a}'",
    "other calls": "import numpy as np\ndef one(a): return np.einsum('i->', a) + np.fft.fft(a) + np.tensordot(a, a) + np.dot(a, a)",
    "another function of that name": "import numpy as np\ndef one(a): return np.ma.convolve(a, a)",
    "only imported": "from numpy import convolve\ndef one(a): return a",
    "assigned to": "import numpy as np\nnp.convolve = None\ndef one(a): return a",
    "own getattr": "import numpy as np\ndef getattr(*a): return 1\ndef one(a): return getattr(np, 'convolve')",
    "a name that begins alike": "import numpy as np\ndef one(a): return np.polynomials, np.convolved",
    "own sum": "def sum(a): return a\ndef one(a): return sum(a)",
    "method sum": "import numpy as np\ndef one(a): return a.sum() + np.sum(a)",
    "helper that nobody uses": "import numpy as np\ndef draft(a): return np.convolve(a, a)\ndef one(a): return a",
    "what it does as a program": "import numpy as np\ndef one(a): return a\nif __name__ == '__main__':\n    print(np.convolve([1], [2]))",
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_nothing_innocent_is_flagged(name):
    assert read(INNOCENT[name]) == {}


BEGIN = "import numpy as np\ndef one(a): return a\ndef two(a): return a\ndef three(a): return a\n"
CALL = [("numpy.convolve", 5)]
CHARGED = {
    "the function that uses it": ("def two(a): return np.convolve(a, a)", {"two": CALL}),
    "the one that uses a helper": ("def help(a): return np.convolve(a, a)\ndef two(a): return help(a)", {"two": CALL}),
    "the one that uses a helper's helper": (
        "def deep(a): np.convolve\ndef help(a): return deep(a)\ndef three(a): return help(a)",
        {"three": CALL},
    ),
    "those that share a helper": (
        "def help(a): np.convolve\ndef one(a): return help(a)\ndef three(a): return map(help, a)",
        {"one": CALL, "three": CALL},
    ),
    "the one that uses another one": (
        "def one(a): return np.convolve(a, a)\ndef two(a): return one(a)",
        {"one": CALL, "two": CALL},
    ),
    "helpers that call each other": ("def x(a): np.convolve; y(a)\ndef y(a): x(a)\ndef one(a): y(a)", {"one": CALL}),
    "those that reach an alias": ("f = np.convolve\ndef two(a): return f(a, a)", {"two": CALL}),
    "those that reach a table": ("table = {'f': np.convolve}\ndef two(a): return table['f'](a)", {"two": CALL}),
    "those that reach an entry": ("np.own = np.convolve\ndef two(a): return np.own(a)", {"two": CALL}),
    "those that reach a class": ("class Help: f = np.convolve\ndef two(a): return Help.f(a)", {"two": CALL}),
    "those that reach what a function sets": (
        "def set(): global f; f = np.convolve\nset()\ndef two(a): return f(a)",
        {"two": CALL},
    ),
    "the function that is an alias": ("two = np.convolve", {"two": CALL}),
    "not one whose local variable is called so": ("def help(a): np.convolve\ndef one(help): return help(1)", {}),
    "all, if it belongs to no name": ("globals().update(f=np.convolve)", dict.fromkeys(FUNCTIONS, CALL)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARGED)
def test_charged_is(name):
    text, expected = CHARGED[name]

    assert read(BEGIN + text) == expected


def test_every_call_is_named_with_its_first_line():
    text = "import numpy as np\ndef one(a):\n    sum(a)\n    np.convolve(a)\n    np.convolve(a)\n    sum(a)\n"

    assert read(text) == {"one": [("builtins.sum", 3), ("numpy.convolve", 4)]}


class TestOddFiles:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("np.convolve" + ".T" * 2000, id="long-chain"),
            pytest.param("1 " + "+ 1 " * 900 + "+ np.convolve", id="long-sum"),
            pytest.param("(" * 150 + "np.convolve" + ")" * 150, id="parentheses"),
            pytest.param("[" * 90 + "np.convolve" + "]" * 90, id="lists"),
            pytest.param("-" * 90 + "np.convolve", id="signs"),
            pytest.param("lambda: " * 90 + "np.convolve", id="lambdas"),
        ],
    )
    def test_depth_hides_nothing(self, text):
        """As far as Python itself compiles it."""
        assert read(in_function(text)) == {"one": [("numpy.convolve", 4)]}

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("x = y\ny = x\n", id="circle"),
            pytest.param("x = x.a\n" * 5000, id="chain-of-itself"),
            pytest.param("if x: x = y\n" * 5000, id="many-perhaps"),
            pytest.param("x = 'c' or 'o'\n" + "x = x + x\n" * 200, id="doubling-text"),
            pytest.param("\n".join(f"a{i + 1} = a{i}" for i in reversed(range(3000))), id="aliases-backwards"),
            pytest.param("from numpy import *\n" * 200 + "convolve_ = 1\n", id="many-stars"),
        ],
    )
    def test_aliases_without_end_do_not_take_long(self, text):
        begin = time.process_time()

        assert (
            read(f"{text}\nimport numpy as np\ndef one(a): return np.convolve(a, a)\n")["one"][0][0] == "numpy.convolve"
        )
        assert time.process_time() - begin < 20  # a chain that is followed again and again takes for ever

    @pytest.mark.parametrize("forbidden", [["x"], ["numpy.absent"], ["absent.thing"], [""], []])
    def test_odd_names_forbid_nothing_else(self, forbidden):
        assert read(in_function("np.einsum(a)"), forbidden) == {}

    def test_code_that_is_none_is_no_reason_to_raise(self):
        assert charges(b"def one(: np.convolve", b"not marshalled", FORBIDDEN, FUNCTIONS) == {}

    def test_source_that_cannot_be_parsed_is_no_reason_to_raise(self):
        code = compiled("work.py", in_function("np.convolve").encode())

        assert charges(b"def one(: np.convolve", code, FORBIDDEN, FUNCTIONS) == {}

    @pytest.mark.parametrize("source", [b"\xef\xbb\xbf", b"# -*- coding: big5 -*-\n"], ids=["bom", "big5"])
    def test_other_encodings_are_read(self, source):
        source += "import numpy as np\ndef one(a): return '卷', np.convolve(a)".encode(
            "big5" if b"big5" in source else "utf-8"
        )

        assert list(charges(source, compiled("work.py", source), FORBIDDEN, FUNCTIONS)) == ["one"]

    @pytest.mark.filterwarnings("always")
    def test_no_warning_is_given_twice(self, recwarn):
        """They would be part of what the student's file prints."""
        text = in_function("np.convolve(a) is 1")
        code = compiled("work.py", text.encode())
        recwarn.clear()

        charges(text.encode(), code, FORBIDDEN, FUNCTIONS)

        assert len(recwarn) == 0

    @pytest.mark.parametrize("seed", range(20))
    def test_no_shuffled_file_raises(self, seed):
        """Whatever it finds there."""
        lines = "\n".join([*FORMS.values(), *INNOCENT.values()]).split("\n")
        random.Random(seed).shuffle(lines)
        source = "\n".join(lines).encode()
        code = compiled("work.py", in_function("np.convolve").encode())

        assert type(charges(source, code, FORBIDDEN, FUNCTIONS)) is dict


def test_what_is_found_is_really_the_same_function():
    """So that the names in these tests mean what they should."""
    assert np._core.numeric.convolve is np.convolve is not np.ma.convolve

"""
Writes the sample class: 40 submissions of two exercises, in every arrangement that learning platforms give.

    python examples/make_class.py DIR

Nothing is drawn at random: the same course makes the same class. Works are styles of right answers, known mistakes, half-done,
broken and hostile files, and notebooks; names are in several scripts.
"""

import argparse
import io
import json
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOMENT = (2026, 3, 1, 12, 0, 0)
ONE, THREE = "exercise01", "exercise03"
FILES = {ONE: "convolution.py", THREE: "parameters.py"}


def solution(exercise):
    return (ROOT / "solutions" / exercise / FILES[exercise]).read_text(encoding="utf-8")


def stub(exercise):
    return (ROOT / "exercises" / exercise / FILES[exercise]).read_text(encoding="utf-8")


def style(exercise, name):
    return (ROOT / "solutions" / exercise / "styles" / f"{name}.py").read_text(encoding="utf-8")


def sample(name):
    return (ROOT / "examples" / "submissions" / f"{name}.py").read_text(encoding="utf-8")


def changed(exercise, before, after):
    """The solution with one slip."""
    text = solution(exercise)
    if before not in text:
        raise SystemExit(f"{exercise} has no {before!r} any more: correct examples/make_class.py")
    return text.replace(before, after)


def half(exercise, keep):
    """The stub with one function filled in."""
    return stub(exercise) + "\n\n" + keep


def notebook(*cells):
    """A notebook as Jupyter writes it, with a heading and with output."""
    heading = {"cell_type": "markdown", "metadata": {}, "source": ["# Homework\n", "by me"]}
    output = [{"output_type": "stream", "name": "stdout", "text": ["100 of 100 points\n"]}]
    code = [
        {"cell_type": "code", "execution_count": number, "metadata": {}, "outputs": output, "source": cell}
        for number, cell in enumerate(cells, start=1)
    ]
    return json.dumps({"cells": [heading, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


FC = "def fc_parameters(inputs, nodes, bias=True):\n    return (inputs + bool(bias)) * nodes\n"


def works():
    """(exercise, source or bytes) of each kind, by a name for it."""
    three, one = solution(THREE), solution(ONE)
    return {
        "right": (THREE, three),
        "right-one": (ONE, one),
        "loops": (ONE, style(ONE, "loops")),
        "im2col": (ONE, style(ONE, "im2col")),
        "strided": (ONE, style(ONE, "strided")),
        "fourier": (ONE, style(ONE, "fourier")),
        "classes": (THREE, style(THREE, "classes")),
        "recursion": (THREE, style(THREE, "recursion")),
        "match": (THREE, style(THREE, "match_statement")),
        "lambdas": (THREE, style(THREE, "table_of_lambdas")),
        "no-bias": (THREE, changed(THREE, "(weights_of_one_filter + (1 if bias else 0))", "weights_of_one_filter")),
        "square": (THREE, changed(THREE, "height * width * _at_least", "height * height * _at_least")),
        "batchnorm-4": (THREE, changed(THREE, "return 2 * shape[0]", "return 4 * shape[0]")),
        "mistakes": (ONE, sample("exercise01_known_mistakes")),
        "half-one": (ONE, sample("exercise01_half_done")),
        "half": (THREE, half(THREE, FC)),
        "stub": (THREE, stub(THREE)),
        "stub-one": (ONE, stub(ONE)),
        "no-python": (THREE, sample("exercise03_hopeless")),
        "empty": (THREE, ""),
        "utf-16": (THREE, three.encode("utf-16")),
        "asks": (THREE, "n = int(input('how many layers? '))\n" + three),
        "hangs": (
            THREE,
            three.replace("    height, width = _pair", "    while True:\n        pass\n    height, width = _pair"),
        ),
        "exits": (THREE, three + "\nimport os\nos._exit(0)\n"),
        "boasts": (THREE, 'print(\'{"points": 60, "percent": 100}\')\n' + stub(THREE)),
        "compares": (ONE, stub(ONE) + ALWAYS_EQUAL),
        "looks-around": (THREE, stub(THREE) + LOOKS_AROUND),
        "fills-memory": (
            ONE,
            one.replace("def conv2d(", "hoard = [bytes(10**6) for _ in range(10**5)]\n\n\ndef conv2d(", 1),
        ),
        "html": (THREE, three + "\nprint('<script>alert(1)</script> \\u202e olleh')\n"),
        "notebook": (THREE, notebook("%matplotlib inline\nimport math\n", three, "total_parameters((1, 28, 28), [])")),
        "notebook-one": (ONE, notebook("!pip install numpy\n", one, "while True:\n    conv2d([[1]], [[1]])")),
        "notebook-broken": (THREE, '{"cells": ['),
        "notebook-cell": (THREE, notebook("def conv_parameters(:\n    pass\n", FC)),
    }


ALWAYS_EQUAL = '''

class Everything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True


def conv2d(*args, **kwargs):
    return Everything()
'''
LOOKS_AROUND = """

def conv_parameters(*args, **kwargs):
    import glob
    return [open(path).read() for path in glob.glob("/**/solutions/**/*.py", recursive=True)]
"""

NOTEBOOKS = ("notebook", "notebook-one", "notebook-broken", "notebook-cell")

MOODLE = [
    ("王小明", 2101, "right"),
    ("陳怡君", 2102, "no-bias"),
    ("林志豪", 2103, "half"),
    ("Zoë Müller", 2104, "notebook"),
    ("O'Brien, Pat", 2105, "no-python"),
    ("張 雅婷", 2106, "classes"),
    ("<b>Bobby</b>", 2107, "html"),
    ("Robert'); DROP TABLE students;--", 2108, "square"),
]
CANVAS = [
    ("leeann", 301, "", "loops"),
    ("wangwei", 302, "LATE", "mistakes"),
    ("garciaana", 303, "", "half-one"),
    ("kimminji", 304, "", "fourier"),
    ("satotaro", 305, "", "fills-memory"),
    ("nguyenlan", 306, "LATE", "notebook-one"),
    ("smithjo", 307, "", "compares"),
    ("huangkai", 308, "", "strided"),
]
GRADESCOPE = [
    ("Ada Lovelace", "B10901001", "2026-03-01 21:14:03 +0800", "recursion"),
    ('=HYPERLINK("http://example.org")', "B10901002", "2026-03-02 00:10:00 +0800", "batchnorm-4"),
    ("محمد علي", "B10901003", "2026-03-01 23:59:59 +0800", "match"),
    ("Grace 🚀 Hopper", "B10901004", "2026-03-01 20:00:00 +0800", "hangs"),
    ("Linus T", "B10901005", "2026-03-01 20:00:00 +0800", "exits"),
    ("Edsger D", "B10901006", "2026-03-01 20:00:00 +0800", "looks-around"),
]
CLASSROOM = [("octocat", "im2col"), ("hubot", "right-one"), ("defunkt", "stub-one"), ("mojombo", "loops")]
FOLDERS = [("B10902011", "lambdas"), ("B10902012", "boasts"), ("B10902013", "asks"), ("B10902014", "utf-16")]
FLAT = [("alice", "right"), ("bob", "empty"), ("carol", "notebook-cell"), ("dave", "notebook-broken"), ("erin", "stub")]
AGAIN = [("frank", ("stub", "half", "right")), ("grace", ("right", "no-bias"))]
LAST = [("heidi", "square"), ("ivan", "recursion"), ("judy", "batchnorm-4")]


def name_of(work):
    """The file's name: the exercise's, or a notebook."""
    exercise, _ = works()[work]
    return f"{exercise}.ipynb" if work in NOTEBOOKS else FILES[exercise]


def content(work):
    """The file's bytes."""
    _, source = works()[work]
    return source if isinstance(source, bytes) else source.encode()


def put(path, work):
    """Write one work."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(work))


def zipped(name, data):
    """A zip with one file, always the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, MOMENT), data)
    return buffer.getvalue()


def write_class(folder):
    """All of it."""
    write_moodle(folder / "Homework 1-2601.zip")
    write_canvas(folder / "submissions.zip")
    write_gradescope(folder / "assignment_77_export")
    for name, work in CLASSROOM:
        put(folder / f"homework-1-{name}" / name_of(work), work)
        (folder / f"homework-1-{name}" / ".git").mkdir()
    for name, work in FOLDERS:
        put(folder / name / "homework" / name_of(work), work)
    for name, work in FLAT:
        put(folder / f"{name}_{name_of(work)}", work)
    for name, attempts in AGAIN:
        for number, work in enumerate(attempts, start=1):
            put(folder / name / f"attempt{number}" / name_of(work), work)
    for name, work in LAST:
        (folder / f"{name}.zip").write_bytes(zipped(name_of(work), content(work)))
    (folder / "B10902015").mkdir()
    (folder / "B10902015" / "apology.txt").write_text("My dog ate it.", encoding="utf-8")


def write_moodle(path):
    """A folder for each student, in one of them a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for place, (name, number, work) in enumerate(MOODLE):
            above = f"{name.replace('/', '-')}_{number}_assignsubmission_file_"
            file = (
                ("homework.zip", zipped(name_of(work), content(work))) if place == 1 else (name_of(work), content(work))
            )
            archive.writestr(zipfile.ZipInfo(f"{above}/{file[0]}", MOMENT), file[1])


def write_canvas(path):
    """All files side by side, their names beginning with the students'."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, number, late, work in CANVAS:
            parts = [name, *([late] if late else []), str(number), str(70_000 + number), name_of(work)]
            archive.writestr(zipfile.ZipInfo("_".join(parts), MOMENT), content(work))


def write_gradescope(folder):
    """A numbered folder for each submission, and a list of whose they are."""
    lines = ["---"]
    for number, (name, sid, time, work) in enumerate(GRADESCOPE, start=9001):
        put(folder / f"submission_{number}" / name_of(work), work)
        lines += [f"submission_{number}:", "  :submitters:", f"  - :name: {json.dumps(name, ensure_ascii=False)}"]
        lines += [f"    :sid: {sid}", f"    :email: {sid.lower()}@example.org", f"  :created_at: {time}"]
    (folder / "submission_metadata.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True)
    write_class(folder)
    people = [*MOODLE, *CANVAS, *GRADESCOPE, *CLASSROOM, *FOLDERS, *FLAT, *AGAIN, *LAST]
    print(f"{len(people)} students in {folder}")


if __name__ == "__main__":
    main()

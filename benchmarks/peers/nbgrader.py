"""nbgrader: a notebook with a graded cell for each check, and `nbgrader autograde` for a course of students."""

import json
import shutil

from peers.peer import Peer, student_of

_ASSIGNMENT = "exercise"


class Nbgrader(Peer):
    """It grades one student after another, so that several processes need a course each. Scores are those of its gradebooks."""

    requirements = ("nbgrader==0.9.6",)
    confinement = "nothing; a Jupyter kernel per submission, 30 s per check"

    def prepare(self):
        """The instructor's notebook, and the students' version that nbgrader makes of it."""
        self.cells = {f"check_{number:03}": check for number, check in enumerate(self.checks)}
        self.course = self.scratch / "course"
        solution = self.exercise.solution_file.read_text(encoding="utf-8")
        cells = [_cell("answer", f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION", solution=True)]
        for name, check in self.cells.items():
            text = f"import suite_checks\n\nsuite_checks.run({check!r}, suite_checks.from_notebook(globals()))"
            cells.append(_cell(name, text, grade=True, locked=True, points=self.checks[check]))
        _write(self._notebook(self.course / "source"), cells)
        self._nbgrader("generate_assignment", self.course)
        released = json.loads(self._notebook(self.course / "release").read_text(encoding="utf-8"))
        self.released = released["cells"]

    def grade(self, files, jobs):
        """A process for each course; who is in which course is decided in turn."""
        courses = {self._course(files, number): files[number::jobs] for number in range(min(jobs, len(files)))}
        for course, theirs in courses.items():
            shutil.copytree(self.course, course)
            for file in theirs:
                self._hand_in(course, file)
        self.each(self._autograde, courses, jobs)
        self.courses = list(courses)

    def _course(self, files, number):
        return self.scratch / f"course-{student_of(files[0])}-{number}"

    def _hand_in(self, course, file):
        """The released notebook with this submission in place of the stub."""
        source = file.read_text(encoding="utf-8")
        cells = [
            {**cell, "source": source} if cell["metadata"]["nbgrader"]["solution"] else cell for cell in self.released
        ]
        _write(self._notebook(course / "submitted" / student_of(file)), cells)

    def _autograde(self, course):
        self._nbgrader("autograde", course, said=self.said_of(course.name))

    def _nbgrader(self, action, course, **how):
        words = [action, _ASSIGNMENT, "--course-dir", course, "--db", _gradebook(course)]
        self.command(self.bin / "nbgrader", *words, cwd=course, **how)

    def _notebook(self, folder):
        return folder / _ASSIGNMENT / f"{self.exercise.module}.ipynb"

    def verdicts(self, files):
        """A check passed if its cell got all of its points."""
        told = {}
        for course in self.courses:
            asked = self.command(self.bin / "python", "-m", "passed_cells", _gradebook(course), cwd=course)
            told |= json.loads(asked.stdout)
        students = {student_of(file) for file in files}
        return {
            student: {self.cells[name]: well for name, well in cells.items() if name in self.cells}
            for student, cells in told.items()
            if student in students
        }


def _gradebook(course):
    return f"sqlite:///{course / 'gradebook.db'}"


def _cell(name, source, **role):
    """A cell of code that nbgrader knows by a name."""
    grading = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **role}
    metadata = {"nbgrader": {**grading, "grade_id": name}}
    return {
        "id": name.replace("_", "-"),
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def _write(path, cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")

"""otter-grader: a test file for each check in an autograder's zip, and `otter run` (without Docker) for each submission."""

import json

from peers.peer import Peer, student_of

_TEST = """\
from otter.test_files import test_case

import suite_checks

OK_FORMAT = False
name = {file!r}
points = {points!r}


@test_case()
def {file}(env):
    suite_checks.run({check!r}, suite_checks.from_notebook(env))
"""


class OtterGrader(Peer):
    """Scores are read from the results.json of each run."""

    requirements = ("otter-grader==7.0.0", "ipykernel==7.4.0")
    confinement = "nothing; a Jupyter kernel per submission"

    def prepare(self):
        """Tests in its exception-based format; `otter generate` makes the zip."""
        tests = self.scratch / "tests"
        tests.mkdir()
        self.files = {f"check_{number:03}": check for number, check in enumerate(self.checks)}
        for file, check in self.files.items():
            text = _TEST.format(file=file, check=check, points=self.checks[check])
            (tests / f"{file}.py").write_text(text, encoding="utf-8")
        self.zip = self.scratch / "autograder.zip"
        options = ["--no-config", "--no-requirements", "--no-environment"]
        self.command(self.bin / "otter", "generate", "-t", tests, "-o", self.zip, *options)

    def grade(self, files, jobs):
        """A process for each."""
        self.each(self._run, files, jobs)

    def _run(self, file):
        out = self.scratch / "results" / student_of(file)
        out.mkdir(parents=True)
        said = self.said_of(student_of(file))
        self.command(self.bin / "otter", "run", "-a", self.zip, "-o", out, "--no-logo", file, said=said)

    def verdicts(self, files):
        """A check passed if its test file got all of its points."""
        return {student_of(file): self._verdicts(student_of(file)) for file in files}

    def _verdicts(self, student):
        results = self.scratch / "results" / student / "results.json"
        if not results.exists():
            return {}
        tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
        scores = {test["name"]: test.get("score", 0) >= test.get("max_score", 1) for test in tests}
        return {check: scores[file] for file, check in self.files.items() if file in scores}

"""check50: a package of checks of its own, a check for each, and `check50 --dev` (all of it here) for each submission."""

import json

from peers.peer import Peer, student_of

_CONFIG = "check50:\n  checks: checks.py\n"
_HEAD = """\
from pathlib import Path

import check50
import suite_checks


def run(check):
    try:
        suite_checks.run(check, suite_checks.from_file(Path({file!r})))
    except Exception as error:
        raise check50.Failure(str(error)) from None
"""
_CHECK = '''

@check50.check()
def {name}():
    """{check}"""
    run({check!r})
'''


class Check50(Peer):
    """Results are read from the JSON of each run. One process makes the checks of a submission, as many as run side by side."""

    requirements = ("check50==3.5.0",)
    confinement = "nothing; a process of its pool, 60 s per check"

    def prepare(self):
        """Its configuration and a module of checks."""
        self.package = self.scratch / "checks"
        self.package.mkdir()
        self.names = {f"check_{number:03}": check for number, check in enumerate(self.checks)}
        checks = [_CHECK.format(name=name, check=check) for name, check in self.names.items()]
        (self.package / ".cs50.yml").write_text(_CONFIG, encoding="utf-8")
        text = _HEAD.format(file=self.exercise.file) + "".join(checks)
        (self.package / "checks.py").write_text(text, encoding="utf-8")
        self.environment["CHECK50_WORKERS"] = "1"  # of each; there are as many as there are jobs

    def grade(self, files, jobs):
        """A process, and one for its checks, for each."""
        self.each(self._run, files, jobs)

    def _run(self, file):
        student = student_of(file)
        words = ["--dev", "-o", "json", "--output-file", self._results(student), self.package]
        self.command(self.bin / "check50", *words, cwd=file.parent, said=self.said_of(student))

    def _results(self, student):
        return self.scratch / f"{student}.json"

    def verdicts(self, files):
        """A check passed if it says so."""
        return {student_of(file): self._verdicts(student_of(file)) for file in files}

    def _verdicts(self, student):
        if not self._results(student).exists():
            return {}
        told = json.loads(self._results(student).read_text(encoding="utf-8"))
        return {self.names[result["name"]]: result["passed"] is True for result in told.get("results", [])}

"""Answers that are large one by one and far too large together: the grader stays small, and says why."""

import json
import os
import subprocess

from support import GRADE, ROOT, environment

LARGE = """
def large(*args, **kwargs): return bytes(60_000_000)
conv_output_size = fits_exactly = same_padding = pool_output_size = trace_shapes = receptive_field = large
"""
ENOUGH_MB = 1500


def test_the_grader_does_not_collect_gigabytes(tmp_path):
    """Sixty checks of sixty megabytes each were 7 GB, once."""
    submission, out = tmp_path / "large.py", tmp_path / "report.json"
    submission.write_text(LARGE)
    with out.open("w") as file:
        command = [GRADE, "exercise02", str(submission), "--json"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)

    report = json.loads(out.read_text())

    assert (process.returncode, report["percent"]) == (1, 0)
    assert usage.ru_maxrss / 1024 < ENOUGH_MB
    assert any("answers had come to more than 512 MB" in check["message"] for check in report["checks"])

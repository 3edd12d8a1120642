"""`grade audit`: hostile submissions tried on this installation."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import GRADE, grade, wait_until

from grader.core.attacks import known_attacks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="canaries and counts are those of Linux")

HELD = "own_layer_fork"


def test_an_installation_that_holds_exits_0():
    run = grade("audit", HELD)

    assert run.code == 0, run.text
    assert "All 1 held" in run.text


def test_the_table_names_category_and_layer():
    run = grade("audit", HELD)

    assert "resource exhaustion" in run.text
    assert "seccomp" in run.text


def test_an_installation_that_does_not_hold_exits_1():
    """Without a sandbox, the attack starts its process."""
    run = grade("audit", HELD, env={"GRADER_SANDBOX": "limits"})

    assert run.code == 1
    assert "ESCAPED fork" in run.text


def test_every_trial_as_json():
    (trial,) = grade("audit", HELD, "--json").json

    assert (trial["id"], trial["held"], trial["problems"]) == (HELD, True, [])


def test_chinese():
    assert "全部擋下" in grade("--lang", "zh-TW", "audit", HELD).text


def test_nothing_is_left():
    grade("audit", HELD)

    assert not Path("/tmp/agcanary").exists()


def test_a_folder_of_that_name_is_not_touched():
    Path("/tmp/agcanary").mkdir()
    try:
        run = grade("audit", HELD)
    finally:
        Path("/tmp/agcanary").rmdir()

    assert run.code == 2
    assert "/tmp/agcanary exists" in run.text


def test_what_a_killed_audit_left_is_removed():
    process = subprocess.Popen([GRADE, "audit", "own_res_fast_drip_sleeping"], stdout=subprocess.DEVNULL)
    assert wait_until(Path("/tmp/agcanary/sock").is_socket, 20)
    assert grade("audit", HELD).code == 2  # that one is still running
    process.kill()
    process.wait()

    assert grade("audit", HELD).code == 0


def audit_beside(writes):
    """Audit one attack while another program leaves so many files in /tmp, a tenth of a second apart."""
    files = [Path(f"/tmp/of-another-program-{number}") for number in range(writes)]
    audit = subprocess.Popen([GRADE, "--lang", "en", "audit", HELD], stdout=subprocess.PIPE, text=True)
    try:
        assert wait_until(Path("/tmp/agcanary/sock").is_socket, 20)
        for path in files:
            path.touch()
            if audit.poll() is not None:
                break
            time.sleep(0.1)
        text = audit.communicate()[0]
    finally:
        for path in files:
            path.unlink(missing_ok=True)
    return audit.returncode, text


def test_what_another_program_leaves_once_is_no_problem():
    """Nobody has a machine of one's own."""
    code, text = audit_beside(writes=20)

    assert code == 0, text


def test_what_is_left_every_time_is_a_problem():
    """An attack would do it again."""
    code, text = audit_beside(writes=600)

    assert code == 1
    assert "left /tmp/of-another-program" in text


class TestCorpus:
    ATTACKS = known_attacks()

    def test_it_holds_at_least_216_attacks(self):
        assert len(self.ATTACKS) >= 216

    def test_at_least_40_of_them_know_this_grader(self):
        assert sum(attack.id.startswith("own_") for attack in self.ATTACKS) >= 40

    @pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
    def test_its_file_is_there(self, attack):
        assert attack.file is None or attack.file.is_file()

    def test_no_two_have_one_name(self):
        names = [attack.id for attack in self.ATTACKS]

        assert len(set(names)) == len(names)

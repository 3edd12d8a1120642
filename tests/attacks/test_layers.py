"""
Each layer bears load: with one switched off, an attack gets through that is held with it.

What is tried here does no harm when it succeeds: it appends to a canary, starts a process that ends, takes memory.
"""

import os
import pickle
import sys
from dataclasses import replace

import numpy as np
import pytest
from support import ROOT

from grader.core.attacks import known_attacks
from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.primitives import wire
from grader.primitives.errors import GraderError
from grader.primitives.layers import Layer
from grader.sandbox import worker
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault
from grader.suite.student import Student
from grader.usecases.canaries import canaries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's layers are Linux's")

COURSE = find_course(ROOT)
EXERCISE = COURSE.exercise("exercise01")
SAME_PADDING = replace(
    COURSE.exercise("exercise02"),
    functions=tuple(f for f in COURSE.exercise("exercise02").functions if f.name == "same_padding"),
)
ATTACKS = {attack.id: attack for attack in known_attacks()}
OFF = [
    pytest.param("own_layer_stat", Tier.FULL, {Layer.PRIVATE_ROOT}, id="private-root"),
    pytest.param("esc_read_etc", Tier.FULL, {Layer.PRIVATE_ROOT, Layer.LANDLOCK}, id="landlock-behind-the-root"),
    pytest.param("own_layer_canary", Tier.NO_NAMESPACES, {Layer.LANDLOCK}, id="landlock"),
    pytest.param("own_layer_fork", Tier.FULL, {Layer.SECCOMP}, id="seccomp"),
    pytest.param("own_layer_listen", Tier.NO_NAMESPACES, {Layer.SECCOMP, Layer.LANDLOCK}, id="seccomp-for-sockets"),
    pytest.param("own_layer_listen", Tier.FULL, {Layer.SECCOMP, Layer.LANDLOCK, Layer.NAMESPACES, Layer.PRIVATE_ROOT}, id="namespaces"),
    pytest.param("own_layer_memory", Tier.FULL, {Layer.LIMITS}, id="limits"),
]  # fmt: skip


def answered(launcher, source, arguments, exercise=EXERCISE):
    """What a function of `source` answers, and what was printed meanwhile."""
    talk = Conversation(Quarters(launcher, bounds_of(exercise), stock=0), exercise, Submission("x.py", source))
    try:
        talk.begin_check("a check", None)
        return getattr(Student(lambda: talk), exercise.functions[0].name)(*arguments), talk.printed
    finally:
        talk.close()


def reached(attack, tier, without=frozenset()):
    """Did it print its marker?"""
    exercise = COURSE.exercise(ATTACKS[attack].exercise)
    try:
        with canaries(), Launcher(package_set(("numpy",)), tier=tier, without=frozenset(without)) as launcher:
            assert launcher.tier is tier
            arguments = (np.ones((5, 5)), np.ones((3, 3)))
            _, said = answered(launcher, ATTACKS[attack].file.read_bytes(), arguments, exercise)
    except GraderError as error:
        pytest.skip(f"this machine does not give the tier {tier}: {error}")
    assert said
    return ATTACKS[attack].marker in said


@pytest.mark.parametrize(("attack", "tier", "without"), OFF)
def test_without_the_layer_the_attack_gets_through(attack, tier, without):
    assert reached(attack, tier, without)


@pytest.mark.parametrize(("attack", "tier"), dict.fromkeys(tuple(case.values[:2]) for case in OFF))
def test_with_all_layers_it_does_not(attack, tier):
    assert not reached(attack, tier)


def test_namespaces_alone_keep_it_from_the_machines_sockets():
    assert not reached("own_layer_listen", Tier.FULL, {Layer.SECCOMP, Layer.LANDLOCK})


class TestOnTheTrustedSide:
    """The layers that are not the kernel's."""

    SLEEPER = "import time\ndef same_padding(f, dilation=1):\n    time.sleep({seconds})\n    return 7\n"

    def answer(self, source):
        with Launcher(package_set(())) as launcher:
            return answered(launcher, source.encode(), (3,), SAME_PADDING)[0]

    def test_the_deadline_ends_one_who_sleeps(self):
        """After at most two minutes, on the most crowded of machines."""
        with pytest.raises(StudentFault) as raised:
            self.answer(self.SLEEPER.format(seconds=300))

        assert raised.value.verdict is Verdict.TIMED_OUT

    def test_without_the_deadline_one_who_sleeps_is_waited_for(self, monkeypatch):
        monkeypatch.setattr(worker, "WALL_PER_PROCESSOR_SECOND", 60.0)

        assert self.answer(self.SLEEPER.format(seconds=9)) == 7

    def forger(self, canary):
        """Answers with a pickle that makes a folder in the process that loads it."""
        payload = pickle.dumps(Makes(str(canary)))
        frame = wire.PREFIX.pack(len(payload), 0) + payload
        return f"import os\ndef same_padding(f, dilation=1):\n    os.write(11, {frame!r})\n    os._exit(0)\n"

    def test_strict_decoding_runs_nothing_of_a_forged_answer(self, tmp_path):
        with pytest.raises(StudentFault):
            self.answer(self.forger(tmp_path / "canary"))

        assert not (tmp_path / "canary").exists()

    def test_a_lenient_decoder_would_have_run_it(self, tmp_path, monkeypatch):
        strict = wire.decode
        monkeypatch.setattr(wire, "decode", lambda h, b: pickle.loads(h) if h.startswith(b"\x80") else strict(h, b))

        with pytest.raises(StudentFault):
            self.answer(self.forger(tmp_path / "canary"))

        assert (tmp_path / "canary").exists()


class Makes:
    """Unpickled, it makes a folder."""

    def __init__(self, path):
        self._path = path

    def __reduce__(self):
        return os.mkdir, (self._path,)

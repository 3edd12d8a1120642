"""
Hostile and odd submissions of the corpus, in every tier that this machine gives: all of them, or one in four.

One audit per tier; a case per attack says what did not hold. `grade audit` does the same for an instructor.
"""

import os
import sys

import pytest
from support import ROOT

from grader.core.attacks import known_attacks
from grader.core.catalogue import find_course
from grader.primitives.errors import GraderError
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.tiers import Tier
from grader.usecases.audit_installation import audit
from grader.usecases.grade_exercise import Wishes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="canaries and counts are those of Linux")

WHOLE = bool(os.environ.get("GRADER_WHOLE_CORPUS"))
ONE_IN = 4
ATTACKS = known_attacks() if WHOLE else [attack for attack in known_attacks() if not attack.slow][::ONE_IN]
LEFT_OUT = len(known_attacks()) - len(ATTACKS)
HARMLESS_WITHOUT_SANDBOX = [attack for attack in ATTACKS if not attack.needs_sandbox and not attack.slow]


def trials_in(tier, attacks):
    try:
        with Launcher(package_set(()), tier=tier) as launcher:
            assert launcher.tier is tier
    except GraderError as error:
        pytest.skip(f"this machine does not give the tier {tier}: {error}")
    return {trial.attack.id: trial for trial in audit(find_course(ROOT), attacks, lambda _: None, Wishes(tier=tier))}


@pytest.fixture(scope="module")
def full():
    return trials_in(Tier.FULL, ATTACKS)


@pytest.fixture(scope="module")
def no_namespaces():
    return trials_in(Tier.NO_NAMESPACES, ATTACKS)


@pytest.fixture(scope="module")
def limits():
    return trials_in(Tier.LIMITS, HARMLESS_WITHOUT_SANDBOX)


@pytest.mark.skipif(
    not WHOLE, reason=f"{LEFT_OUT} attacks take long: `make test-trust` runs them, and so does `grade audit`"
)
def test_the_whole_corpus_is_tried():
    """Otherwise a skip tells that it is not."""
    assert LEFT_OUT == 0


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_it_is_held_in_tier_full(full, attack):
    assert not full[attack.id].problems


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_it_is_held_without_namespaces(no_namespaces, attack):
    assert not no_namespaces[attack.id].problems


@pytest.mark.parametrize("attack", HARMLESS_WITHOUT_SANDBOX, ids=lambda attack: attack.id)
def test_it_earns_nothing_in_tier_limits(limits, attack):
    assert not limits[attack.id].problems

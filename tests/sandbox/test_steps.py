"""What an interrupted message leaves behind."""

import pytest

from grader.sandbox.steps import Steps


def test_whole_steps_follow_each_other():
    steps = Steps()
    for _ in range(2):
        with steps:
            pass


@pytest.mark.parametrize("end", [KeyboardInterrupt, OSError("gone"), EOFError])
def test_after_a_step_that_was_cut_short_there_is_no_other(end):
    steps = Steps()
    with pytest.raises((KeyboardInterrupt, OSError, EOFError)), steps:
        raise end

    with pytest.raises(OSError, match="interrupted"), steps:
        pytest.fail("a step after a broken one")

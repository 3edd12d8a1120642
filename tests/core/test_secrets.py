"""Seeds are the same for the same check, different for every other, and hidden ones need the secret."""

import pytest

from grader.core.secrets import hidden_seed, public_seed


def test_a_hidden_seed_is_always_the_same() -> None:
    """A grade can be reproduced later, on another machine and with another version of Python."""
    assert hidden_seed(b"secret", "exercise03", "test_it") == 0xE89962DEBD9F4094A158DD77E7EEE155


def test_a_public_seed_is_always_the_same() -> None:
    """A student sees the same example again."""
    assert public_seed(0, "exercise03", "test_it") == public_seed(0, "exercise03", "test_it")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(hidden_seed(b"other", "exercise03", "test_it"), id="secret"),
        pytest.param(hidden_seed(b"secret", "exercise02", "test_it"), id="exercise"),
        pytest.param(hidden_seed(b"secret", "exercise03", "test_that"), id="check"),
        pytest.param(hidden_seed(b"secret", "exercise03t", "est_it"), id="boundary"),
        pytest.param(public_seed(0, "exercise03", "test_it"), id="public"),
    ],
)
def test_a_hidden_seed_depends_on_everything(other: int) -> None:
    """Another secret, exercise or check is another seed."""
    assert hidden_seed(b"secret", "exercise03", "test_it") != other


def test_every_attempt_at_a_twin_has_its_own_seed() -> None:
    """An example that did not show the failure is not tried again."""
    assert len({public_seed(attempt, "exercise03", "test_it") for attempt in range(10)}) == 10


@pytest.mark.parametrize("seed", [hidden_seed(b"", "x"), public_seed(0, "x"), hidden_seed(b"secret", "卷積")])
def test_a_seed_is_a_number_of_128_bits(seed: int) -> None:
    """As numpy's generators take it."""
    assert 2**64 < seed < 2**128

"""Gradescope's list is read for what is needed, and nothing in it can do harm."""

import time

import pytest

from grader.core.gradescope import read_metadata
from tests.gradescope_export import METADATA


def test_submitters_and_time_are_read() -> None:
    """One student, and when it was handed in."""
    found = read_metadata(METADATA)["submission_1"]
    owner = found.owners[0]

    assert (owner.name, owner.sid, owner.email) == ("Ann Lee", "B1", "ann@x.tw")
    assert found.handed_in is not None
    assert found.handed_in.isoformat() == "2026-02-07T05:07:36.170000+00:00"


def test_a_group_has_several_owners() -> None:
    """Each of them handed it in."""
    assert [owner.name for owner in read_metadata(METADATA)["submission_2"].owners] == ["Bob Wu", "王小明"]


def test_earlier_submissions_belong_to_the_same_people() -> None:
    """With their own times."""
    found = read_metadata(METADATA)["submission_20"]

    assert [owner.name for owner in found.owners] == ["Bob Wu", "王小明"]
    assert found.handed_in is not None
    assert found.handed_in.day == 6


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"just text", id="text"),
        pytest.param(b"- a\n- b\n", id="list"),
        pytest.param(b"a: [1, 2", id="broken"),
        pytest.param(b"\xff\xfe\x00", id="no-text"),
        pytest.param(b"\0", id="zero"),
        pytest.param(b"submission_1: 5", id="number"),
        pytest.param(b"submission_1:\n  :submitters: nobody", id="no-list"),
        pytest.param(b"submission_1:\n  :submitters:\n  - 5\n  - :name: ~\n", id="no-names"),
        pytest.param(b"? [a, b]\n: c\n", id="odd-key"),
        pytest.param(b"a: *nowhere", id="unknown-alias"),
    ],
)
def test_what_is_no_list_says_nothing(content: bytes) -> None:
    """Without an exception."""
    assert read_metadata(content) == {}


def test_tags_are_not_obeyed() -> None:
    """Ruby writes them, and so may somebody else."""
    hostile = (
        b"submission_1:\n  :results: !!python/object/apply:os.system [echo]\n  :submitters:\n  - :name: !ruby/x Ann\n"
    )

    assert read_metadata(hostile)["submission_1"].owners[0].name == "Ann"


def test_aliases_are_not_followed() -> None:
    """Ten lines could stand for a billion."""
    laughs = b"a0: &a0 [x, x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60))

    assert read_metadata(laughs + METADATA.removeprefix(b"---\n"))["submission_1"].owners[0].name == "Ann Lee"


def test_depth_does_not_matter() -> None:
    """What is deeper than the list needs is skipped."""
    assert len(read_metadata(METADATA + b"more: " + b"[" * 30 + b"]" * 30)) == 4


def test_endless_depth_is_no_list() -> None:
    """It takes no time to say so."""
    start = time.process_time()

    assert read_metadata(METADATA + b"more: " + b"[" * 50_000) == {}
    assert time.process_time() - start < 2


def test_a_large_list_is_read_in_time() -> None:
    """Six hundred students with all their results."""
    results = b"".join(b"    - :name: test %d\n      :score: 1.0\n" % n for n in range(40))
    content = b"".join(
        b"submission_%d:\n  :submitters:\n  - :name: N %d\n  :results:\n    :tests:\n%s" % (n, n, results)
        for n in range(600)
    )
    start = time.process_time()

    assert len(read_metadata(content)) == 600
    assert time.process_time() - start < 20

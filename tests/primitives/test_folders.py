"""Whatever a submission leaves in its folder, it can be removed."""

import os

import pytest

from grader.primitives.folders import remove_folder


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "scratch"
    path.mkdir()
    return path


def test_an_empty_folder_goes(folder):
    remove_folder(str(folder))

    assert not folder.exists()


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    remove_folder(str(tmp_path / "nowhere"))


def test_a_tree_that_is_deeper_than_any_recursion_goes(folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)

    remove_folder(str(folder))

    assert not folder.exists()


def test_a_link_is_removed_and_not_followed(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("stays")
    (folder / "link").symlink_to(outside)
    (folder / "inner").mkdir()
    (folder / "inner" / "link").symlink_to(outside)

    remove_folder(str(folder))

    assert (outside / "file").read_text() == "stays"
    assert not folder.exists()


def test_a_link_in_the_folders_place_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    link = tmp_path / "scratch"
    link.symlink_to(outside)

    with pytest.raises(OSError, match="link"):
        remove_folder(str(link))

    assert outside.is_dir()


def test_folders_that_nobody_may_open_go(folder):
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed").chmod(0)

    remove_folder(str(folder))

    assert not folder.exists()


def test_names_like_its_own_do_no_harm(folder):
    for name in ("removed-0", "removed-1/removed-0", "removed-1/removed-1"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "file").write_text("x")

    remove_folder(str(folder))

    assert not folder.exists()


def test_fifos_and_sockets_go(folder):
    os.mkfifo(folder / "fifo")

    remove_folder(str(folder))

    assert not folder.exists()


def test_where_no_folder_can_be_held_on_to_it_goes_by_its_paths(folder, monkeypatch):
    """Windows, imitated: also a folder that may not be written."""
    monkeypatch.setattr(os, "supports_dir_fd", frozenset())
    (folder / "closed").mkdir()
    (folder / "closed" / "file").write_text("x")
    (folder / "closed").chmod(0o500)

    remove_folder(str(folder))
    remove_folder(str(folder))

    assert not folder.exists()

"""Whatever a zip is or claims to be: it is read within limits, nothing is written, and all that is not taken has a reason."""

import io
import os
import resource
import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from grader.primitives.archives import Limits, Member, Problem, members
from tests.handed_in import zipped

MEGABYTE = 1_000_000


def python_files(name: str) -> int:
    """What intake wants, roughly."""
    return MEGABYTE if name.endswith(".py") else 0


def taken(packed: bytes, limits: Limits | None = None, wanted: Callable[[str], int] = python_files) -> list[Member]:
    """What is in a zip, without the folders."""
    return [member for member in members(io.BytesIO(packed), wanted, limits) if not member.folder]


def contents(packed: bytes, limits: Limits | None = None) -> dict[str, bytes | None]:
    """What was read, by path."""
    return {"/".join(m.path): m.content for m in taken(packed, limits) if not m.problem}


def problems(packed: bytes, limits: Limits | None = None) -> dict[str, Problem]:
    """What was not taken, by path."""
    return {"/".join(m.path): m.problem for m in taken(packed, limits) if m.problem}


def with_member(info: zipfile.ZipInfo, content: bytes = b"x = 1", beside: str = "good.py") -> bytes:
    """A zip with this member and a good one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, content)
        archive.writestr(beside, b"good")
    return packed.getvalue()


def flagged(packed: bytes, bit: int) -> bytes:
    """The same with a flag set in all headers."""
    changed = bytearray(packed)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags | bit)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def named(name: bytes, content: bytes = b"x = 1") -> bytes:
    """A zip whose member has a name of these bytes, in no stated encoding."""
    placeholder = b"n" * len(name)
    return zipped({placeholder.decode(): content}).replace(placeholder, name)


def crowded(count: int) -> bytes:
    """A zip that lists its only member again and again."""
    packed = zipped({"a.py": b""})
    start, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    listed = packed[start:end] * count
    size = struct.pack("<I", len(listed))
    return packed[:start] + listed + packed[end : end + 12] + size + packed[end + 16 :]


# --- what is read ----------------------------------------------------------------------------------------------------


def test_what_is_wanted_is_read_and_the_rest_is_listed() -> None:
    """Only names decide, and nothing is left out."""
    packed = zipped({"a/sums.py": b"x", "a/report.pdf": b"%PDF", "b/": b""})

    assert contents(packed) == {"a/sums.py": b"x", "a/report.pdf": None}


def test_folders_are_listed() -> None:
    """Also those with nothing in them: an empty folder is a student who handed in nothing."""
    found = list(members(io.BytesIO(zipped({"empty/": b""})), python_files))

    assert [(member.path, member.folder) for member in found] == [(("empty",), True)]


def test_times_are_those_of_the_zip() -> None:
    """To the two seconds that the format knows."""
    info = zipfile.ZipInfo("a.py", date_time=(2026, 3, 4, 5, 6, 8))

    assert taken(with_member(info))[0].modified == datetime(2026, 3, 4, 5, 6, 8)  # noqa: DTZ001 - a zip does not say in which zone


def test_a_time_that_cannot_be_is_none() -> None:
    """Month 0 is in many zips."""
    info = zipfile.ZipInfo("a.py", date_time=(1980, 0, 0, 0, 0, 0))

    assert taken(with_member(info))[0].modified is None


def test_zips_in_zips_are_looked_into() -> None:
    """As if they were folders."""
    packed = zipped({"alice.zip": zipped({"hw/sums.py": b"x", "more.zip": zipped({"deep.py": b"y"})})})

    assert contents(packed) == {"alice.zip/hw/sums.py": b"x", "alice.zip/more.zip/deep.py": b"y"}


def test_backslashes_separate_folders() -> None:
    """Some programs on Windows write them."""
    assert contents(zipped({"alice\\sums.py": b"x"})) == {"alice/sums.py": b"x"}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("王小明/卷積.py".encode("cp950"), "王小明/卷積.py", id="windows-in-taiwan"),
        pytest.param("許功蓋.py".encode("cp950"), "許功蓋.py", id="a-backslash-inside-of-a-character"),
        pytest.param("王小明.py".encode(), "王小明.py", id="utf-8-that-does-not-say-so"),
        pytest.param("José.py".encode("cp437"), "José.py", id="the-standard"),
        pytest.param("Muñoz.py".encode("cp437"), "Muñoz.py", id="the-standard-though-it-could-be-big5"),
        pytest.param(b"\xff\xfe\x80.py", b"\xff\xfe\x80".decode("cp437") + ".py", id="nothing-known"),
    ],
)
def test_names_are_read_as_they_were_meant(raw: bytes, name: str) -> None:
    """The standard knows two encodings; the world has more."""
    assert contents(named(raw)) == {name: b"x = 1"}


def test_names_marked_as_utf_8_are_utf_8() -> None:
    """Nothing is guessed about them."""
    assert contents(zipped({"王小明/卷積.py": b"x"})) == {"王小明/卷積.py": b"x"}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "a/../../evil.py",
        "/etc/evil.py",
        "\\\\host\\evil.py",
        "C:\\evil.py",
        "c:evil.py",
        "a\\..\\..\\evil.py",
    ],
)
def test_a_path_that_leads_outside_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the others are read all the same; nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    packed = zipped({name: b"x", "good.py": b"good"})

    assert list(problems(packed).values()) == [Problem.OUTSIDE]
    assert contents(packed) == {"good.py": b"good"}
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int) -> None:
    """Whatever they point to."""
    info = zipfile.ZipInfo("link.py")
    info.external_attr = (kind | 0o777) << 16

    assert problems(with_member(info, b"/etc/passwd")) == {"link.py": Problem.LINK}


def test_encrypted_members_are_refused() -> None:
    """Nobody is asked for a password."""
    assert problems(flagged(zipped({"a.py": b"x"}), 0x1)) == {"a.py": Problem.ENCRYPTED}


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_refused(how: int) -> None:
    """One step of theirs can give gigabytes."""
    assert problems(zipped({"a.py": bytes(100_000)}, how=how)) == {"a.py": Problem.METHOD}


def test_of_two_members_of_one_name_the_last_is_taken() -> None:
    """As every unpacker does; the other one is listed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.py", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.py", b"second")

    assert contents(packed.getvalue()) == {"a.py": b"second"}
    assert problems(packed.getvalue()) == {"a.py": Problem.DUPLICATE}


@pytest.mark.parametrize("name", ["a" * 300 + ".py", "/".join("a" * 50) + ".py"], ids=["name", "path"])
def test_names_and_paths_have_a_length(name: str) -> None:
    """No file system would take them."""
    assert list(problems(zipped({name: b"x"})).values()) == [Problem.NAME]


def test_a_member_may_have_the_wanted_size_and_no_more() -> None:
    """The limit itself is allowed."""
    packed = zipped({"full.py": os.urandom(MEGABYTE), "more.py": os.urandom(MEGABYTE + 1)})

    assert (list(contents(packed)), problems(packed)) == (["full.py"], {"more.py": Problem.LARGE})


def test_a_size_in_the_header_is_not_believed() -> None:
    """A header that promises one byte does not let more through."""
    packed = zipped({"a.py": b"x" * 5000})
    lying = packed.replace(struct.pack("<I", 5000), struct.pack("<I", 1))

    assert problems(lying) == {"a.py": Problem.DAMAGED}


def test_a_bomb_is_stopped_by_its_ratio() -> None:
    """Before it has unpacked to more than a few megabytes."""
    packed = zipped({"bomb.zip": bytes(40 * MEGABYTE), "good.py": b"good"})

    assert (problems(packed), contents(packed)) == ({"bomb.zip": Problem.RATIO}, {"good.py": b"good"})


def test_all_members_together_have_a_limit() -> None:
    """What is read before it is kept, what comes later is listed."""
    packed = zipped({f"{n}.py": os.urandom(1000) for n in range(5)})

    assert list(problems(packed, Limits(total=2500)).values()) == [Problem.TOTAL] * 3


def test_one_nested_zip_cannot_use_up_what_there_is_for_all() -> None:
    """A bomb of one student costs the others nothing."""
    bomb = zipped({f"{n}.py": os.urandom(1000) for n in range(9)}, how=zipfile.ZIP_STORED)
    packed = zipped({"mallory.zip": bomb, "alice.zip": zipped({"sums.py": b"x"})})

    found = contents(packed, Limits(nested_total=4000, total=40_000))

    assert "alice.zip/sums.py" in found
    assert len(found) == 5


def test_bombs_inside_of_nested_zips_count_together() -> None:
    """A zip of zips of zips has the room of one."""
    inner = zipped({f"{n}.py": os.urandom(1000) for n in range(3)})
    packed = zipped({"mallory.zip": zipped({f"{n}.zip": inner for n in range(20)})})

    read = [content for content in contents(packed, Limits(nested_total=20_000)).values() if content]

    assert sum(map(len, read)) < 20_000
    assert Problem.TOTAL in problems(packed, Limits(nested_total=20_000)).values()


def test_zips_are_followed_to_a_depth() -> None:
    """A zip that holds itself would never end."""
    packed = zipped({"core.py": b"x"})
    for level in range(6):
        packed = zipped({f"{level}.zip": packed})

    assert problems(packed) == {"5.zip/4.zip/3.zip/2.zip": Problem.DEPTH}


def test_a_hundred_thousand_members_are_not_even_listed() -> None:
    """Neither time nor memory goes into them."""
    packed = crowded(100_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert problems(packed) == {"": Problem.COUNT}
    assert problems(zipped({"mallory.zip": packed, "good.py": b""}, how=zipfile.ZIP_STORED)) == {
        "mallory.zip": Problem.COUNT
    }
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_list_of_members_that_fits_is_counted_all_the_same() -> None:
    """Short names make many of them in little room."""
    assert problems(crowded(9_000), Limits(members=8_999)) == {"": Problem.COUNT}


def test_members_of_nested_zips_count_too() -> None:
    """A hundred zips of a hundred files are ten thousand files."""
    inner = zipped({f"{n}.py": b"" for n in range(60)})
    packed = zipped({"mallory.zip": zipped({"1.zip": inner, "2.zip": inner})})

    assert problems(packed, Limits(nested_members=100)) == {"mallory.zip/2.zip": Problem.COUNT}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"no zip at all", id="no-zip"),
        pytest.param(lambda packed: packed[: len(packed) // 2], id="cut-off"),
        pytest.param(lambda packed: packed[:-30] + bytes(30), id="no-end"),
        pytest.param(lambda packed: packed.replace(b"PK\x01\x02", b"PK\x09\x09"), id="broken-directory"),
        pytest.param(lambda _: b"Rar!\x1a\x07\x00" + bytes(100), id="another-format"),
    ],
)
def test_what_is_no_zip_is_damaged(spoil: Callable[[bytes], bytes]) -> None:
    """With a reason, and no exception."""
    assert problems(spoil(zipped({"a.py": b"x" * 100, "b.py": b"y"}))) == {"": Problem.DAMAGED}


def test_a_broken_member_leaves_the_others() -> None:
    """Its checksum tells."""
    packed = zipped({"a.py": b"x" * 100, "b.py": b"good"}, how=zipfile.ZIP_STORED).replace(b"xxx", b"xyx", 1)

    assert (problems(packed), contents(packed)) == ({"a.py": Problem.DAMAGED}, {"b.py": b"good"})


@pytest.mark.parametrize("seed", range(40))
def test_no_spoiled_byte_raises(seed: int) -> None:
    """Any byte of a zip may be anything."""
    packed = bytearray(zipped({"a/sums.py": b"x" * 300, "b.zip": zipped({"c.py": b"y"})}))
    for place in range(seed, len(packed), 40):
        spoiled = bytearray(packed)
        spoiled[place] ^= 0xFF
        taken(bytes(spoiled))

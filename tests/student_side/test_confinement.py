"""What each layer does to a process that it confines, tried in that process."""

import os
import resource
import socket
import sys
import threading
from pathlib import Path

import pytest
from in_child import in_child
from support import ROOT

from grader.primitives.layers import Layer
from grader.sandbox.tiers import Tier
from grader.student_side import (
    confinement,
    interpreter,
    kernel,
    landlock,
    launcher,
    limits,
    namespaces,
    probes,
    seccomp,
)
from grader.student_side.confinement import Confinement
from grader.student_side.namespaces import DEVICES, View

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's layers are Linux's")

HIDDEN = str(ROOT / "grader/suite/__init__.py")
SETUP = {"folders": [], "visible": [], "must_be_hidden": HIDDEN}


def works(*steps):
    """Can this machine do that?"""
    try:
        in_child(*steps)
    except OSError:
        return False
    return True


HAS_NAMESPACES = sys.platform == "linux" and works(lambda: namespaces.enter(None))
HAS_LANDLOCK = sys.platform == "linux" and landlock.version() > 0
HAS_SECCOMP = sys.platform == "linux" and bool(confinement.system_calls_of(os.uname().machine))
needs_namespaces = pytest.mark.skipif(not HAS_NAMESPACES, reason="this machine gives no namespaces")
needs_landlock = pytest.mark.skipif(not HAS_LANDLOCK, reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not HAS_SECCOMP, reason="no table of system calls for this machine")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def refused(attempt):
    """The number of the system's error; 0 if it worked."""
    try:
        attempt()
    except OSError as error:
        return error.errno or -1
    return 0


def fork_and_wait():
    if os.fork() == 0:
        os.kill(os.getpid(), 9)
    os.wait()


def a_view():
    """What a launcher lets see that has no packages. Called in a child: it takes packages off the import path."""
    interpreter.only_standard_library()
    return launcher._view(SETUP)


def confined(layers, scratch="", system_calls=None):
    """A confinement of these layers."""
    view = a_view()
    program = confinement.system_calls_of(os.uname().machine) if system_calls is None else system_calls
    used = frozenset(layers)
    place = view.scratch if Layer.NAMESPACES in used else scratch
    return Confinement(used, view, place, limits.address_space(), program)


@needs_namespaces
class TestNamespaces:
    """Users, processes, mounts and network of one's own."""

    def test_the_next_child_is_process_1_and_no_other_can_be_signalled(self):
        outside = os.getpid()

        number, signalled = in_child(
            lambda: namespaces.enter(None), lambda: (os.getpid(), refused(lambda: os.kill(outside, 0)))
        )

        assert number == 1
        assert signalled

    def test_there_is_no_way_to_the_network(self):
        def connect():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
                datagrams.connect(("192.0.2.1", 9))

        assert in_child(lambda: namespaces.enter(None), lambda: refused(connect))

    def test_the_user_is_another_one_inside(self):
        assert in_child(lambda: namespaces.enter(None), os.getuid) == 1000

    def test_of_the_files_only_the_view_is_there_and_only_to_be_read(self):
        def look():
            library = os.path.dirname(os.__file__)
            return {
                "hidden": os.path.exists(HIDDEN),
                "passwords": os.path.exists("/etc/passwd"),
                "library": os.path.exists(f"{library}/json/__init__.py"),
                "null": refused(lambda: Path("/dev/null").write_bytes(b"x")),
                "root": refused(lambda: Path("/x").write_bytes(b"x")),
                "library written": refused(lambda: Path(f"{library}/x").write_bytes(b"x")),
                "scratch": refused(lambda: Path("/tmp/x").write_bytes(b"x")),
            }

        seen = in_child(lambda: namespaces.enter(a_view()), look)

        assert (seen["hidden"], seen["passwords"], seen["library"]) == (False, False, True)
        assert (seen["null"], seen["scratch"]) == (0, 0)
        assert seen["root"]
        assert seen["library written"]

    def test_package_folders_are_empty_but_for_what_is_allowed(self, tmp_path):
        """One package of a folder is put back; its neighbour is not there."""
        for name in ("allowed", "other"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text("")

        def enter():
            view = a_view()
            namespaces.enter(View((*view.base, str(tmp_path)), (*view.hidden, str(tmp_path)), (f"{tmp_path}/allowed",)))

        assert in_child(enter, lambda: os.listdir(tmp_path)) == ["allowed"]

    def test_a_fresh_scratch_folder_is_empty_and_vanishes_with_its_process(self):
        def use():
            namespaces.fresh_scratch("/tmp")
            found = os.listdir("/tmp")
            Path("/tmp/x").write_text("x")
            return found

        def twice():
            fork = os.fork()
            if fork == 0:
                use()
                os.kill(os.getpid(), 9)
            os.waitpid(fork, 0)
            return use()

        assert in_child(lambda: namespaces.enter(a_view()), twice) == []

    def test_what_is_entered_can_be_refused(self):
        """A machine that forbids it is told by an error, not by half a confinement."""

        def without_any():
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
            return refused(lambda: namespaces.enter(None))

        assert in_child(without_any)


@needs_landlock
class TestLandlock:
    """Which trees may be read and written."""

    def test_what_is_not_named_can_neither_be_read_nor_written(self, tmp_path):
        for name in ("readable", "writable", "other"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "file").write_text("x")

        def look():
            kernel.no_new_privileges()
            landlock.apply(landlock.rules([f"{tmp_path}/readable", "/not/there"], DEVICES), f"{tmp_path}/writable")
            return {
                (name, mode): refused(lambda n=name, m=mode: open(tmp_path / n / "file", m).close())
                for name in ("readable", "writable", "other")
                for mode in ("r", "a")
            } | {"null": refused(lambda: Path("/dev/null").write_bytes(b"x"))}

        found = in_child(look)

        allowed = {key for key, error in found.items() if not error}
        assert allowed == {("readable", "r"), ("writable", "r"), ("writable", "a"), "null"}

    def test_a_folder_can_be_listed_without_its_files_being_read(self, tmp_path):
        (tmp_path / "file").write_text("x")

        def look():
            kernel.no_new_privileges()
            landlock.apply(landlock.rules([], [], listed=[str(tmp_path)]))
            return os.listdir(tmp_path), refused((tmp_path / "file").read_text)

        names, error = in_child(look)

        assert names == ["file"]
        assert error


def test_a_kernel_without_landlock_has_version_0(monkeypatch):
    def without():
        raise OSError(38, "no Landlock")

    monkeypatch.setattr(kernel, "landlock_version", without)

    assert landlock.version() == 0


@needs_seccomp
class TestSeccomp:
    """Only the filter's system calls."""

    def test_no_process_no_socket_no_namespace_but_threads_and_files(self):
        def look():
            kernel.no_new_privileges()
            seccomp.apply(seccomp.compiled(os.uname().machine))
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            return {
                "fork": refused(fork_and_wait),
                "socket": refused(lambda: socket.socket(socket.AF_INET).close()),
                "unshare": refused(lambda: kernel.unshare(kernel.CLONE_NEWUSER)),
                "open": refused(lambda: open(os.devnull, "rb").close()),
                "pair": refused(lambda: [end.close() for end in socket.socketpair()]),
            }

        found = in_child(look)

        assert all(found[name] for name in ("fork", "socket", "unshare"))
        assert found["open"] == found["pair"] == 0

    def test_an_unknown_machine_has_no_filter(self):
        assert confinement.system_calls_of("abacus") == b""


class TestLimits:
    """Hard limits: a process cannot raise its own."""

    def test_memory_files_and_time_are_limited_for_good(self):
        def look():
            base = limits.address_space()
            limits.apply(limits.planned(seconds=1.5, memory_mb=64, base=base, alone=True))
            kinds = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_NPROC")
            values = {kind: resource.getrlimit(getattr(resource, kind)) for kind in kinds}
            try:
                kept = bytearray(128 * 2**20)
            except MemoryError:
                kept = None
            return base, values, kept is None

        base, values, refused_memory = in_child(look)

        assert values["RLIMIT_CPU"] == (2, 2)
        assert values["RLIMIT_AS"] == (base + 64 * 2**20,) * 2
        assert values["RLIMIT_CORE"] == (0, 0)
        assert values["RLIMIT_NPROC"] == (64, 64)
        assert refused_memory

    def test_less_memory_than_promised_is_an_error(self):
        def look():
            base = limits.address_space()
            resource.setrlimit(resource.RLIMIT_AS, (base + 32 * 2**20,) * 2)
            limits.planned(seconds=1, memory_mb=64, base=base, alone=False)

        with pytest.raises(OSError, match="memory"):
            in_child(look)

    @pytest.mark.parametrize(("soft", "hard", "then"), [(64, 4096, 1024), (64, 256, 256), (2048, 4096, 2048)])
    def test_a_low_soft_limit_of_open_files_is_raised(self, soft, hard, then):
        def look():
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            limits.enough_descriptors()
            return resource.getrlimit(resource.RLIMIT_NOFILE)

        assert in_child(look) == (then, hard)


class TestPrivileges:
    """What is given up stays given up."""

    def test_no_capability_is_left(self):
        def look():
            kernel.drop_capabilities()
            return kernel.capabilities()

        assert in_child(look) == [0] * 6

    @needs_root
    def test_nobody_owns_nothing(self):
        def look():
            confinement.become_nobody()
            return os.getresuid(), os.getgroups(), refused(lambda: os.setuid(0))

        users, groups, back = in_child(look)

        assert users == (65534,) * 3
        assert groups == []
        assert back

    def test_a_child_ends_with_its_parent(self):
        """However the parent ends."""
        reading, writing = os.pipe()

        def parent():
            if os.fork() == 0:
                kernel.die_with_parent()
                os.write(writing, b"x")
                threading.Event().wait(60)
            os.read(reading, 1)
            os.close(writing)

        in_child(parent)
        os.close(writing)

        with open(reading, "rb") as left:
            assert left.read() == b""  # the pipe is closed: nobody holds it any more


TIERS = [
    pytest.param(Tier.FULL, marks=[needs_namespaces, needs_landlock, needs_seccomp]),
    pytest.param(Tier.NO_NAMESPACES, marks=[needs_landlock, needs_seccomp]),
    pytest.param(Tier.LIMITS),
]


@pytest.mark.parametrize("tier", TIERS)
class TestConfinement:
    """All layers of a tier, in the order in which they must come."""

    def confined(self, tier, tmp_path, look):
        """What is seen in a worker of that tier."""
        made = []

        def cell():
            found = confined(tier.layers, str(tmp_path))
            made.append(found)
            found.around_cell()

        def worker():
            here = made[0].around_worker(made[0].prepared(seconds=5, memory_mb=128))
            made[0].seal()
            return look(here, made[0])

        return in_child(cell, worker)

    def test_the_probes_hold(self, tier, tmp_path):
        outside = os.getpid()

        def look(here, found):
            return probes.failed(probes.Surface(HIDDEN, (os.__file__,), here, outside), found.layers)

        assert self.confined(tier, tmp_path, look) == []

    def test_the_working_folder_is_empty_and_can_be_written(self, tier, tmp_path):
        def look(here, _):
            before = os.listdir(".")
            Path("file").write_text("x")
            return os.getcwd() == here, before, os.listdir(here)

        assert self.confined(tier, tmp_path, look) == (True, [], ["file"])


class TestProbes:
    """They tell where nothing is confined."""

    def test_an_unconfined_process_fails_what_a_confined_one_passes(self, tmp_path):
        surface = probes.Surface(HIDDEN, (os.__file__,), str(tmp_path), os.getpid())

        found = set(in_child(lambda: probes.failed(surface, set(Layer))))

        assert {"hidden files cannot be read", "hidden files are not there", "no process can be started"} <= found
        assert {"limits are set and cannot be raised", "no socket can be opened"} <= found
        assert not {"what is needed can be read", "the scratch folder can be written"} & found

    def test_what_is_needed_is_tried_too(self, tmp_path):
        """A confinement that hides the standard library, or leaves no scratch folder, is none."""
        surface = probes.Surface(HIDDEN, ("/not/there",), str(tmp_path / "none"), os.getpid())

        assert probes.failed(surface, {Layer.LIMITS})[:2] == [
            "what is needed can be read",
            "the scratch folder can be written",
        ]

    def test_no_limit_is_none_that_stands(self, tmp_path):
        if resource.getrlimit(resource.RLIMIT_AS)[1] != resource.RLIM_INFINITY:
            pytest.skip("memory is limited here already")

        assert not probes._limits_stand(probes.Surface("", (), str(tmp_path), 0))


class TestView:
    """A view without what is hidden in it, in paths."""

    def test_a_path_that_holds_something_hidden_is_given_in_parts(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "x").write_text("")
            (tmp_path / name / "y").write_text("")
        view = View((str(tmp_path), "/elsewhere"), (f"{tmp_path}/a/x", "/not/there"), ("/package",))

        parts = list(confinement._without_hidden(view))

        assert parts == [f"{tmp_path}/a/y", f"{tmp_path}/b", "/elsewhere", "/package"]

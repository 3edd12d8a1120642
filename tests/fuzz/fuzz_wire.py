"""
Feeds frames to the grader's decoder and reports whatever is neither data nor a `ProtocolError`.

    python tests/fuzz/fuzz_wire.py --frames 1000000 --seed 1 [--minutes 5] [--keep FOLDER]

It starts from `corpus/` and from valid frames of random values. A sample of the mutants is traced: those that take steps
through the decoder that no frame took before are mutated further, and are written to FOLDER. The same seed, corpus and
packages make the same frames. Exit code: 1 if anything was found.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import hashlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

from wire_frames import bomb, mutant, random_reply, random_value
from wire_oracle import flaw

from grader.primitives import headers, wire
from grader.primitives.errors import ProtocolError, Unsendable

CORPUS = Path(__file__).with_name("corpus")

SLOW = 0.5
"""Seconds of processor time that no frame may take."""

TRACED, UNHARMED, BOMBS = 8, 50, 5000
"""One of so many frames is traced, is a valid frame of a new value, is a bomb."""

LONGEST_KEPT = 2048
BATCH = 1000
MEMORY = 2 * 2**30
PATIENCE = 300.0
"""What a run may use besides what it has at its start; seconds after which a batch is called a hang."""

_TRACED_FILES = {wire.__file__, headers.__file__}
Decode = Callable[[bytes, bytes], Any]
Step = tuple[CodeType, int, int, int]


@dataclass(frozen=True)
class Finding:
    """A frame that did what none may do."""

    reason: str
    frame: bytes

    def __str__(self) -> str:
        return f"{self.reason}\n    {len(self.frame)} bytes: {self.frame[:300]!r}"


class Trace:
    """The steps from line to line of the decoder while it is entered, each with how often it was taken, roughly."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[CodeType, int, int]] = Counter()

    def __enter__(self) -> None:
        self._outer = sys.gettrace()
        sys.settrace(self._begin)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._outer)

    @property
    def steps(self) -> set[Step]:
        return {(*step, count.bit_length()) for step, count in self._taken.items()}

    def _begin(self, frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in _TRACED_FILES:
            return None
        last = 0

        def follow(frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any]:
            nonlocal last
            self._taken[frame.f_code, last, frame.f_lineno] += 1
            last = frame.f_lineno
            return follow

        return follow


class Fuzzer:
    """Makes frames, judges what becomes of them, and keeps those that lead somewhere new."""

    def __init__(self, seed: int, corpus: Iterable[bytes] = (), decode: Decode = wire.decode) -> None:
        self.outcomes: Counter[str] = Counter()
        self.findings: dict[str, Finding] = {}
        self.corpus: list[bytes] = []
        self.kept: list[bytes] = []
        self.steps: set[Step] = set()
        self._rng = Random(seed)
        self._decode = decode
        for frame in corpus:
            self.corpus.append(frame)
            self.steps |= self.feed(frame, Trace())

    def run(self, frames: int) -> None:
        """Make and judge so many frames."""
        for number in range(frames):
            frame = self._next_frame()
            if number % TRACED:
                self.feed(frame)
            else:
                self._learn_from(frame)

    def feed(self, frame: bytes, trace: Trace | None = None) -> set[Step]:
        """Judge one frame; the steps it took, if it is traced."""
        start = time.process_time()
        try:
            with trace or contextlib.nullcontext():
                value = _received(frame, self._decode)
        except ProtocolError as error:
            self.outcomes[f"refused: {error}"] += 1
        except EOFError:
            self.outcomes["unfinished"] += 1
        except Exception as error:
            self._report(f"{type(error).__name__}: {error}", frame)
        else:
            self._judge(value, frame)
        if trace is None and time.process_time() - start > SLOW and self._is_slow(frame):
            self._report(f"slow: {frame[wire.PREFIX.size :][:24]!r}", frame)
        return trace.steps if trace else set()

    def _learn_from(self, frame: bytes) -> None:
        """Judge a frame; keep it if it is short and takes a step that is new."""
        steps = self.feed(frame, Trace())
        if not steps <= self.steps and len(frame) <= LONGEST_KEPT:
            self.corpus.append(frame)
            self.kept.append(frame)
            self.steps |= steps

    def _next_frame(self) -> bytes:
        rng = self._rng
        if rng.randrange(BOMBS) == 0:
            return bomb(rng)
        if rng.randrange(UNHARMED) == 0:
            return self._fresh()
        return mutant(self._chosen(), self._chosen(), rng)

    def _chosen(self) -> bytes:
        """Any frame of the corpus, the latest ones more often, or a new one."""
        choice = self._rng.random()
        if choice < 0.3 or not self.corpus:
            return self._fresh()
        return self._rng.choice(self.corpus[-32:] if choice < 0.5 else self.corpus)

    def _fresh(self) -> bytes:
        return wire.encode(self._rng.choice((random_reply, random_value))(self._rng))

    def _judge(self, value: object, frame: bytes) -> None:
        found = flaw(value) or (_changes_on_its_way(value) if len(frame) <= LONGEST_KEPT else None)
        if found:
            self._report(found, frame)
        else:
            self.outcomes[f"data: {type(value).__name__}"] += 1

    def _is_slow(self, frame: bytes) -> bool:
        """Is it slow whenever it is tried, and with decoding alone?"""
        return all(_seconds(frame, self._decode) > SLOW for _ in range(3))

    def _report(self, reason: str, frame: bytes) -> None:
        self.outcomes["FOUND"] += 1
        self.findings.setdefault(reason, Finding(reason, frame))


def _received(frame: bytes, decode: Decode) -> Any:
    """What the grader makes of these bytes: it reads two lengths, and then no more than they say."""
    start = wire.PREFIX.size
    if len(frame) < start:
        raise EOFError
    header, body = wire.frame_lengths(frame[:start])
    if len(frame) < start + header + body:
        raise EOFError
    return decode(frame[start : start + header], frame[start + header : start + header + body])


def _changes_on_its_way(value: object) -> str | None:
    """Data that were received can be sent, and arrive as they are."""
    try:
        frame = wire.encode(value)
        arrived = wire.encode(_received(frame, wire.decode))
    except (Unsendable, ProtocolError) as error:
        return f"received, but cannot be sent: {error}"
    return None if arrived == frame else "received, and changed by sending it again"


def _seconds(frame: bytes, decode: Decode) -> float:
    start = time.process_time()
    with contextlib.suppress(Exception):
        _received(frame, decode)
    return time.process_time() - start


def load_corpus(folder: Path) -> dict[str, bytes]:
    """The corpus' frames by name."""
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.frame"))}


def save(frames: Iterable[bytes], folder: Path, prefix: str) -> None:
    """Write frames under names made from their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for frame in frames:
        name = hashlib.sha256(frame).hexdigest()[:12]
        (folder / f"{prefix}-{name}.frame").write_bytes(frame)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so many, whatever is left")
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="FOLDER", help="frames to start from")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write new frames and findings there")
    wishes = parser.parse_args()
    _limit_memory()
    start = time.monotonic()
    fuzzer = Fuzzer(wishes.seed, load_corpus(wishes.corpus).values())
    done = 0
    while done < wishes.frames and time.monotonic() - start < 60 * wishes.minutes:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        fuzzer.run(min(BATCH, wishes.frames - done))
        done += min(BATCH, wishes.frames - done)
    faulthandler.cancel_dump_traceback_later()
    if wishes.keep:
        save(fuzzer.kept, wishes.keep, "found")
        save((finding.frame for finding in fuzzer.findings.values()), wishes.keep, "finding")
    sys.stdout.write(summary(fuzzer, done, time.monotonic() - start))
    return 1 if fuzzer.findings else 0


def summary(fuzzer: Fuzzer, frames: int, seconds: float) -> str:
    """The figures of a run, and all findings."""
    lines = [
        f"{frames:,} frames in {seconds:.0f} s: {frames / seconds:,.0f} frames/s",
        f"{time.process_time():.0f} s of processor time: {frames / time.process_time():,.0f} frames/s",
        f"corpus {len(fuzzer.corpus)} frames, {len(fuzzer.kept)} of them new; {len(fuzzer.steps)} steps seen",
        *(f"{count:>10,}  {outcome}" for outcome, count in fuzzer.outcomes.most_common()),
        f"{len(fuzzer.findings)} findings",
        *map(str, fuzzer.findings.values()),
    ]
    return "\n".join(lines) + "\n"


def _limit_memory() -> None:
    """What a frame must not make the grader allocate is a MemoryError here."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())

"""
Frames for the fuzzer: valid ones of random values, and mutants that keep most of their structure.

A mutant is made of the JSON tree of a header (tags, numbers, dtypes, shapes, lengths, depth), of its bytes, or of the
whole frame's bytes. Lengths and bodies are mostly mended afterwards: a frame that fails the first check tests nothing else.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import torch

from grader.primitives import wire
from grader.primitives.wire import Handle

TAGS = ("l", "t", "d", "c", "y", "h", "a", "m", "s", "T")
LONGEST_BODY = 4096
COLLIDING = 2**61 - 1

# Numbers at the edges of machine words, of the format's limits and of numpy's shapes.
NUMBERS = (
    *(0, 1, 2, 3, 8, 31, 32, 33, 127, 128, 255, 256, 199, 200, 201, -1, -2, -8),
    *(wire.MAX_ITEMS, wire.MAX_HEADER, wire.MAX_BODY, wire.MAX_BODY // 8 + 1, COLLIDING, 2**31, 2**32, 2**53),
    *(
        2**62,
        2**63 - 1,
        2**63,
        2**64 - 1,
        2**64,
        -(2**63),
        -(2**64),
        2**70,
        2**511,
        2**512 - 1,
        2**512,
        -(2**512),
        10**400,
    ),
)
FLOATS = (0.0, -0.0, 0.5, 1.0, 8.0, 5e-324, 1.7e308, math.nan, math.inf, -math.inf)
TEXTS = (
    "",
    "a",
    "id",
    "kind",
    "value",
    "callback",
    "卷積",
    "\ud800",
    "\udc00\ud83d",
    "\0\x1b[31m",
    '",[{}]:',
    "x" * 201,
)
DTYPES = (
    *wire.DTYPES,
    *("<b1", ">f8", "=f8", "f8", "<f3", "<f12", "<f16", "<c32", "|O", "O8", "|V8", "|S8", "<U2", "<M8[s]", "<m8"),
    *("object", "float64", "int", "<f8,<f8", "(2,)<f8", "<f8 ", "\uff1cf8", "", "|i8", "bool", "bf16"),
)
ODD = ("{}", '{"a":1}', '{"a":[{}]}', "[]", "[[]]", '["l"]', '["l",[]]', '["d",[["a",1]]]', '["a","<f8",[0],0]', "null")

PIECES = (
    *(
        "[],",
        "[[[[[[[]]]]]]],",
        "[0],",
        "{},",
        '{"":0},',
        "0.5,",
        '"",',
        '"\\"",',
        "9" * 4300 + ",",
        "1" * 4000 + ".5,",
    ),
    *(
        '["l",[]],',
        '["d",[]],',
        '["c",0.5,NaN],',
        '["y",0],',
        '["h",0,"",true],',
        '["s","<f8",[],8],',
        "null,",
        "[0,0],",
    ),
    *('["a","<f8",[0],0],', '["a","<f8",[1],8],', '["a","|u1",[],1],', '["T","<f8",[0],0],', '["T","<f4",[],4],'),
    *(
        '["a","|u1",[' + "1," * 31 + "1],1],",
        '["a","|u1",[0' + ",1" * 31 + "],0],",
        "[%d,0],",
        "[%d000000000000,0],",
        "[",
        '"',
    ),
)
"""Of what a bomb is made; `%d` is a multiple of what makes whole numbers collide."""


# --- valid frames ---------------------------------------------------------------------------------------------------


def random_value(rng: Random, depth: int = 0) -> Any:
    """Anything that may cross, rarely nested more than a few times."""
    if depth < 4 and rng.random() < 0.4 / (1 + depth):
        return rng.choice(_CONTAINERS)(rng, depth + 1)
    return rng.choice(_LEAVES)(rng)


def random_array(rng: Random) -> Any:
    """An array of any dtype, of few axes, in any layout."""
    shape = tuple(rng.choice((0, 1, 1, 2, 3)) for _ in range(rng.choice((0, 1, 1, 2, 3, 5))))
    dtype = np.dtype(rng.choice(wire.DTYPES))
    raw = rng.randbytes(math.prod(shape) * dtype.itemsize)
    array = np.frombuffer(bytes(byte % 2 for byte in raw) if dtype.kind == "b" else raw, dtype).reshape(shape)
    layouts = (array, array.T, array[::-1] if shape else array, array.astype(dtype.newbyteorder(">")))
    return rng.choice((*layouts, np.broadcast_to(array, (2, *shape))))


def random_scalar(rng: Random) -> Any:
    array = random_array(rng)
    return array.flat[0] if array.size else array.dtype.type(1)


def random_tensor(rng: Random) -> Any:
    array = random_array(rng)
    return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("<")))


def random_text(rng: Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(TEXTS)
    return "".join(
        chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x250), rng.randrange(0x11_0000)))) for _ in "1234"
    )


def random_reply(rng: Random) -> Any:
    """What a student's process says."""
    return {
        "id": rng.randrange(2**33),
        "kind": rng.choice(("value", "raised", "callback")),
        "value": random_value(rng, 1),
    }


def _random_map(rng: Random, depth: int) -> dict[Any, Any]:
    keys = [rng.choice((random_text(rng), rng.randrange(-5, 5), True, -(2**64) + 1)) for _ in range(rng.randrange(4))]
    return {key: random_value(rng, depth) for key in keys}


_CONTAINERS: tuple[Callable[[Random, int], Any], ...] = (
    lambda rng, depth: [random_value(rng, depth) for _ in range(rng.randrange(4))],
    lambda rng, depth: tuple(random_value(rng, depth) for _ in range(rng.randrange(4))),
    _random_map,
)
_LEAVES: tuple[Callable[[Random], Any], ...] = (
    lambda rng: rng.choice((None, True, False)),
    lambda rng: rng.choice([number for number in NUMBERS if number.bit_length() <= wire.MAX_INT_BITS]),
    lambda rng: rng.choice(FLOATS),
    lambda rng: complex(rng.choice(FLOATS), rng.choice(FLOATS)),
    random_text,
    lambda rng: rng.randbytes(rng.randrange(9)),
    lambda rng: Handle(rng.choice((0, 1, 2**63 - 1)), random_text(rng), rng.random() < 0.5),
    random_array,
    random_array,
    random_scalar,
    random_tensor,
)


# --- mutants --------------------------------------------------------------------------------------------------------


def mutant(frame: bytes, other: bytes, rng: Random) -> bytes:
    """A frame like the first, with something of the second or of neither."""
    choice = rng.random()
    if choice < 0.1:
        return damaged(frame, rng)
    header, body = split(frame)
    if choice < 0.25:
        return joined(damaged(header, rng), body, rng)
    try:
        tree, donor = [json.loads(header)], _tree(other)
    except (ValueError, RecursionError):
        return joined(damaged(header, rng), body, rng)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _edit(tree, donor, rng)
    return joined(_written(tree[0] if tree else None, rng), _fitting(tree, body, rng), rng)


def split(frame: bytes) -> tuple[bytes, bytes]:
    """Header and body, as far as they are there."""
    length = int.from_bytes(frame[:4], "little")
    return frame[wire.PREFIX.size :][:length], frame[wire.PREFIX.size :][length:]


def joined(header: bytes, body: bytes, rng: Random) -> bytes:
    """A frame whose lengths are right, almost always."""
    lengths = [len(header), len(body)]
    if rng.random() < 0.03:
        lengths[rng.randrange(2)] = rng.choice([n for n in NUMBERS if 0 <= n < 2**32])
    return wire.PREFIX.pack(*lengths) + header + body


def damaged(data: bytes, rng: Random) -> bytes:
    """Some bytes replaced, dropped, doubled or added."""
    damage = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        start = rng.randrange(len(damage) + 1)
        end = start + rng.choice((0, 1, 1, 2, 8))
        tokens = (b"", b"[", b"]", b'"', b",", b"{", b"-", b"9", b"1e999", b"\\ud800", b"\0", b"\xff", b"NaN", b" ")
        damage[start:end] = rng.choice((*tokens, rng.randbytes(1), damage[start:end] * 2))
    return bytes(damage)


def bomb(rng: Random) -> bytes:
    """A frame that repeats one small thing up to a limit of the format, or beyond it."""
    piece = rng.choice(PIECES)
    most = wire.MAX_HEADER // len(piece) - 2
    count = min(
        most, rng.choice((1000, wire.MAX_ITEMS // 3, wire.MAX_ITEMS // 2, wire.MAX_ITEMS - 1, wire.MAX_ITEMS, most))
    )
    if "%d" in piece:
        text = "".join(piece % (number * COLLIDING) for number in range(min(count, wire.MAX_ITEMS)))
    else:
        text = piece * count
    opening, closing = rng.choice((('["l",[', "]]"), ('["t",[', "]]"), ('["d",[', "]]"), ("[", "]"), ("", "")))
    header = (opening + text.rstrip(",") + closing).encode("ascii")[: wire.MAX_HEADER]
    return joined(header, bytes(min(wire.MAX_BODY, count * rng.choice((0, 1, 4, 8)))), rng)


def _tree(frame: bytes) -> Any:
    return json.loads(split(frame)[0])


def _edit(tree: list[Any], donor: Any, rng: Random) -> None:
    """Change one place of a tree; the tree's own list is there so that its root is a place, too."""
    parent = tree
    while parent:
        place = rng.randrange(len(parent))
        if type(parent[place]) is not list or not parent[place] or rng.random() < 0.2:
            rng.choice(_EDITS)(parent, place, donor, rng)
            return
        parent = parent[place]


def _somewhere(node: Any, rng: Random) -> Any:
    """A copy of any node of a tree."""
    while type(node) is list and node and rng.random() < 0.8:
        node = rng.choice(node)
    return copy.deepcopy(node)


def _put_atom(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    kinds = (NUMBERS, FLOATS, TEXTS, DTYPES, TAGS, (None, True, False))
    parent[place] = json.loads(rng.choice(ODD)) if rng.random() < 0.1 else rng.choice(rng.choice(kinds))


def _nudge(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    """Another value of the same kind: a number by a little, a dtype for a dtype, a tag for a tag."""
    value = parent[place]
    if type(value) is int:
        parent[place] = rng.choice(
            (value + 1, value - 1, value * 2, value * 8, -value, float(value % 2**64), value > 0)
        )
    elif value in TAGS:
        parent[place] = rng.choice(TAGS)
    elif type(value) is str:
        parent[place] = rng.choice(DTYPES) if value in DTYPES else value[:300] * rng.choice((2, 300))
    else:
        _put_atom(parent, place, None, rng)


def _remove(parent: list[Any], place: int, _donor: Any, _rng: Random) -> None:
    del parent[place]


def _repeat(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    often = 33 if type(parent[place]) is list else 300
    parent[place:place] = [parent[place]] * rng.choice((1, 1, 2, often))


def _swap(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    other = rng.randrange(len(parent))
    parent[place], parent[other] = parent[other], parent[place]


def _wrap(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    for _ in range(rng.choice((1, 1, 2, 31, 32, 33))):
        tag = rng.choice("lltd")
        parent[place] = [tag, [["key", parent[place]] if tag == "d" else parent[place]]]


def _graft(parent: list[Any], place: int, donor: Any, rng: Random) -> None:
    parent[place] = _somewhere(donor, rng)


def _insert(parent: list[Any], place: int, donor: Any, rng: Random) -> None:
    parent.insert(place, _somewhere(donor, rng))


def _put_array(parent: list[Any], place: int, _donor: Any, rng: Random) -> None:
    """An array whose dtype, shape and length agree, whatever they are."""
    dtype = rng.choice(wire.DTYPES if rng.random() < 0.8 else DTYPES)
    shape = [rng.choice((0, 1, 1, 2, 3, rng.choice(NUMBERS))) for _ in range(rng.choice((0, 1, 1, 2, 3, 32, 33)))]
    size = int(dtype[2:]) if dtype in wire.DTYPES else 8
    parent[place] = [rng.choice("aasT"), dtype, shape, min(math.prod(shape) * size, 10**400)]


_EDITS = (
    _put_atom,
    _put_atom,
    _nudge,
    _nudge,
    _nudge,
    _remove,
    _repeat,
    _swap,
    _wrap,
    _graft,
    _insert,
    _put_array,
    _put_array,
)


def _written(tree: Any, rng: Random) -> bytes:
    """JSON, mostly as `encode` writes it."""
    if rng.random() < 0.95:
        return json.dumps(tree, separators=(",", ":")).encode("ascii")
    text = json.dumps(tree, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 1)))
    return text.encode(rng.choice(("utf-8", "utf-16", "utf-8-sig")), "surrogatepass")


def _fitting(tree: Any, body: bytes, rng: Random) -> bytes:
    """The body as it was, or as long as the values claim, or damaged."""
    choice = rng.random()
    if choice < 0.3:
        return body
    if choice < 0.4:
        return damaged(body, rng)
    length = _claimed(tree)
    if not 0 <= length <= LONGEST_BODY:
        return body
    return rng.randbytes(length) if choice < 0.6 else bytes([0, 1, 0, 0]) * (length // 4) + bytes(length % 4)


def _claimed(node: Any) -> int:
    """How many bytes the buffers of a tree's values need, as they say."""
    if type(node) is not list:
        return 0
    if len(node) > 1 and node[0] in ("a", "s", "T", "y") and type(node[-1]) is int:
        return node[-1]
    return sum(map(_claimed, node))

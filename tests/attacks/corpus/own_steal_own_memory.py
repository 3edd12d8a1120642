"""NAME: own_steal_own_memory
CATEGORY: 2 stealing the expected answer
ATTEMPTS: scans all of its own memory, page by page through a pipe, for the canary, for the text of other submissions and of hidden checks
A CORRECT GRADER MUST: memory that came by forking held none of them, not even freed
"""
import ctypes
import gc
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
# each word and what follows it, backwards: so the whole of none is in this file's own memory
WORDS = [(b"DETCEPXE-YRANAC-GA", b"SEULAV-"), (b"etius neddiH", b"10esicrexe fo "), (b"snigeb noitulos", b"\n"), (b"gniddap_tset fed", b"fles(")]
WORDS = [(bytes(reversed(word)), bytes(reversed(rest))) for word, rest in WORDS]
NAME = bytes(reversed(b"_nwo :EMAN"))
reading, writing = os.pipe()
os.set_blocking(writing, False)
arenas = {id(thing) >> 20 for thing in gc.get_objects()}
scanned, hits = 0, {}
for arena in sorted(arenas):
    for page in range(arena << 20, (arena + 1) << 20, 16384):
        got = libc.write(writing, ctypes.c_void_p(page), ctypes.c_size_t(16384))
        if got <= 0:
            continue
        text = os.read(reading, got)
        scanned += got
        for word, rest in WORDS:
            start = text.find(word)
            while start >= 0:
                if text.startswith(rest, start + len(word)):
                    hits[word] = hits.get(word, 0) + 1
                start = text.find(word, start + 1)
        start = text.find(NAME)
        while start >= 0:
            if not text.startswith(b"steal_own_memory", start + len(NAME)) and text[start + len(NAME) : start + len(NAME) + 1].isalpha():
                print("LEAK memory of another file", text[start : start + 40])
            start = text.find(NAME, start + 1)
for word in hits:
    print("LEAK memory", word)
print("scanned", scanned >> 20, "MB")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))

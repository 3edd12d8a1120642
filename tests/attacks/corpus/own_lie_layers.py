"""NAME: own_lie_layers
CATEGORY: 3 lying values
ATTEMPTS: exercise03: answers a network's layers with lists and maps that hold handles, huge integers, odd keys and nests, so that the suite's own helpers stumble
A CORRECT GRADER MUST: whatever a helper of the suite raises on an answer is the answer's failure, not the grader's fault
"""
class Sly(list):
    def __iter__(self):
        raise SystemExit


class Type:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __len__(self):
        return 10**30


CALLS = 0
ANSWERS = [
    [{"type": Type(), "kernel": Type()}],
    [{"type": "conv", "filters": 2**500, "kernel": [2**500, -(2**500)]}],
    [{"type": ["conv"], 5: 6, True: {}}],
    [None, 1.5, "conv", b"conv", ("conv",)],
    Sly([{"type": "conv"}]),
    [{"type": "fc", "nodes": float("inf")}, {"type": "fc", "nodes": float("nan")}],
    {"type": "conv"},
    Type(),
    [[[[[[[["conv"]]]]]]]],
    (lambda: 1),
]


def mnist_cnn(*args, **kwargs):
    global CALLS
    CALLS += 1
    print("layers")
    return ANSWERS[(CALLS + len(repr(args))) % len(ANSWERS)]


def total_parameters(*args, **kwargs):
    return True

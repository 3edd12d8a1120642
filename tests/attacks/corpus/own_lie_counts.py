"""NAME: own_lie_counts
CATEGORY: 3 lying values
ATTEMPTS: exercise03: answers counts as True, -0.0, numbers of 512 bits, floats, text and objects with a friendly __eq__ and __index__
A CORRECT GRADER MUST: zero points; nothing but a value counts
"""
class Any:
    def __eq__(self, other):
        return True

    def __index__(self):
        return 0

    def __float__(self):
        return 0.0

    __int__ = __index__
    __hash__ = None


CALLS = 0
ANSWERS = [True, -0.0, 2**511, -(2**511), float("nan"), float("inf"), "320", b"320", [320], Any(), 320j, None, {"value": 320}]


def total_parameters(*args, **kwargs):
    global CALLS
    CALLS += 1
    print("counts")
    return ANSWERS[(CALLS + len(repr(args))) % len(ANSWERS)]

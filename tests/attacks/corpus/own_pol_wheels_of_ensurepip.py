"""NAME: own_pol_wheels_of_ensurepip
CATEGORY: 8 policy evasion
ATTEMPTS: imports packages from archives of the standard library (ensurepip's wheels), from bytes of its own and from a frozen table
A CORRECT GRADER MUST: code of its own is its own; nothing of it is on the list of allowed packages' files
"""
import ensurepip
import glob
import importlib.abc
import importlib.util
import os
import sys

import numpy as np

wheels = glob.glob(os.path.dirname(ensurepip.__file__) + "/_bundled/*.whl") + glob.glob("/usr/share/python-wheels/*.whl")
sys.path[:0] = wheels
for name in ("scipy", "torch", "grader"):
    try:
        __import__(name)
        print("ESCAPED import", name)
    except ImportError as error:
        print("denied", error)


class Own(importlib.abc.InspectLoader):
    def get_source(self, fullname):
        return "import sys\npassed = True\n"


spec = importlib.util.spec_from_loader("grader.suite", Own())
sys.modules["grader.suite"] = importlib.util.module_from_spec(spec)
print("own module", spec.name)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))

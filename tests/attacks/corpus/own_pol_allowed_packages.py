"""NAME: own_pol_allowed_packages
CATEGORY: 8 policy evasion
ATTEMPTS: adds names to the harness's AllowedPackages finder, its folders to sys.path, and imports what the exercise does not allow
A CORRECT GRADER MUST: what is not allowed is not there: denied
"""
import importlib
import sys

import numpy as np

folders = []
for finder in sys.meta_path:
    if type(finder).__name__ == "AllowedPackages":
        finder._names = frozenset(("scipy", "torch", "pytest", "_pytest", "grader", "rich", "click", "pluggy", "watchfiles", "numpy"))
        folders = list(finder._folders)
        print("patched", len(folders))
sys.path[:0] = [*folders, *(folder + "/.." * up for folder in folders for up in range(1, 5))]
sys.path_importer_cache.clear()
importlib.invalidate_caches()
for name in ("scipy", "scipy.signal", "pytest", "_pytest", "grader", "grader.suite", "grader.core.secrets", "solutions", "rich", "click", "watchfiles", "pip"):
    try:
        module = importlib.import_module(name)
        print("ESCAPED import", name, getattr(module, "__file__", None))
    except ImportError as error:
        print("denied", error)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))

"""NAME: own_steal_by_own_paths
CATEGORY: 2 stealing the expected answer
ATTEMPTS: takes the grader's folders from the launcher's setup message and the view of the cell, and opens suite, solutions and attempts next to them by every kind of loader
A CORRECT GRADER MUST: denied: what the harness knows by name is not there
"""
import gc
import importlib.machinery
import os
import sys
import zipimport

import numpy as np

paths = set()
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        for inner in value.values() if type(value) is dict else vars(value).values() if hasattr(value, "__dict__") and type(value).__name__ in ("Surroundings", "Confinement", "Cell") else ():
            for text in inner if isinstance(inner, (list, tuple)) else [inner, getattr(inner, "hidden", ""), getattr(inner, "base", "")]:
                for each in text if isinstance(text, (list, tuple)) else [text]:
                    if isinstance(each, str) and each.startswith("/"):
                        paths.add(each)
    frame = frame.f_back
print("paths", len(paths), any("suite" in path for path in paths))
tried = 0
for path in sorted(paths):
    for up in ("", "/..", "/../..", "/../../.."):
        for name in ("", "/solutions", "/solutions/exercise01/convolution.py", "/grader/suite/reference.py", "/grader/core/secrets.py", "/tests", "/pytest/__init__.py", "/_pytest/config/__init__.py", "/rich/__init__.py", "/suite/__init__.py"):
            target = os.path.normpath(path + up) + name
            if "python3." in target and not target.endswith((".py", "site-packages")) or target == "/":
                continue
            tried += 1
            try:
                if os.path.isdir(target):
                    inside = set(os.listdir(target)) & {"solutions", "exercise01", "_pytest", "rich", "suite", "convolution.py", "secret"}
                    if inside:
                        print("LEAK path", target, inside)
                else:
                    text = open(target, "rb").read(2000)
                    if name or "suite" in target:
                        print("LEAK path", target, text[:40])
            except OSError:
                pass
            for loader in (importlib.machinery.SourceFileLoader("x", target), importlib.machinery.ExtensionFileLoader("x", target)):
                try:
                    if name and len(loader.get_data(target)):
                        print("LEAK path by loader", target)
                except OSError:
                    pass
            try:
                zipimport.zipimporter(target)
            except (OSError, zipimport.ZipImportError):
                pass
print("denied of", tried)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))

"""Files of a suite are imported anew, whatever module has their name."""

import sys
from types import ModuleType

from support import copy_of_course, grade_sources, lost, solution

from grader.suite.files import modules_set_aside


def test_a_second_course_in_one_process_gets_its_own_suite(tmp_path):
    sources = {"solution": solution("exercise02")}
    grade_sources("exercise02", sources, course=copy_of_course(tmp_path / "first"))
    report = grade_sources("exercise02", sources, course=copy_of_course(tmp_path / "second"))["solution"]

    assert not lost(report)


def test_a_module_with_the_name_of_a_suite_comes_back(tmp_path, monkeypatch):
    namesake = ModuleType("somewhere.test_examples")
    monkeypatch.setitem(sys.modules, "somewhere.test_examples", namesake)

    with modules_set_aside([tmp_path / "test_examples.py"]):
        assert "somewhere.test_examples" not in sys.modules

    assert sys.modules["somewhere.test_examples"] is namesake


def test_the_modules_of_a_suite_are_gone_afterwards(tmp_path):
    with modules_set_aside([tmp_path / "test_examples.py"]):
        sys.modules["exercises.test_examples"] = ModuleType("exercises.test_examples")

    assert "exercises.test_examples" not in sys.modules

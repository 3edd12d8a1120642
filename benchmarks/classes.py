"""Classes to grade: right answers in several styles, and known mistakes as students make them."""

from grader.core.wrong_submissions import Sources, with_mistake
from grader.suite.reference import Reference

_HANGING = "\n\ndef {name}(*args, **kwargs):\n    while True:\n        pass\n"


def write_class(exercise, folder, count, *, hanging=0):
    """
    So many different submissions, a folder for each student. hanging: every so many hang in their first function; 0: none.

    Returns: the submissions' files, in order.
    """
    solution = exercise.solution_file.read_text(encoding="utf-8")
    reference = Reference(exercise)
    mistakes = (exercise.solutions / "mistakes.py").read_text(encoding="utf-8")
    names = [function.name for function in exercise.functions]
    sources = Sources(solution, mistakes)
    kinds = [solution.encode(), *(path.read_bytes() for path in exercise.style_files)]
    kinds += [with_mistake(sources, names, mistake) for mistake in reference.mistakes]
    files = []
    for number in range(count):
        path = folder / f"student{number:04}" / exercise.file
        path.parent.mkdir(parents=True)
        tail = _HANGING.format(name=names[0]) if hanging and number % hanging == hanging - 1 else ""
        path.write_bytes(kinds[number % len(kinds)] + f"{tail}\n# {number}\n".encode())
        files.append(path)
    return files


def spread(files, count):
    """So many of them, evenly from first to last: right answers come first, and cost less than wrong ones."""
    count = min(count, len(files))
    return [files[number * len(files) // count] for number in range(count)]

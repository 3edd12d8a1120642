"""
What nbgrader's gradebook says of every graded cell, as JSON: student -> cell -> whether it got its points.

    python passed_cells.py URL    # in the interpreter that has nbgrader
"""

import json
import sys

from nbgrader.api import Gradebook

with Gradebook(sys.argv[1]) as book:
    told = {
        submission.student.id: {
            grade.name: grade.auto_score is not None and grade.auto_score >= grade.max_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        for assignment in book.assignments
        for submission in book.assignment_submissions(assignment.name)
    }
print(json.dumps(told))

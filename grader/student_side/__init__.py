"""
The untrusted half: loads one submission and answers calls with values. It decides nothing and knows no answer.

launcher (a program of its own, packages imported, no secrets) -> cell (one per submission) -> worker (one per test
function; the only process that runs a student's code). Imports `grader.primitives` only.
"""

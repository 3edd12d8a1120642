"""
Starts, confines, calls and stops the untrusted half.

`launcher.Launcher` is the warm program, `cell.Cell` a submission's home, `worker.Worker` one conversation with the
student's code. What each of the layers of confinement does stands in `grader/student_side/` (it runs there); which of
them this machine offers is the tier, in `tiers`.
"""

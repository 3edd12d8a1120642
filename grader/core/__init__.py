"""The pure part: courses, submissions, comparison, scoring, reports and texts. No processes, no pytest, no terminal."""

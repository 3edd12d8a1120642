"""
Grades and feedback as files for people and for learning platforms. Every exporter is a function from grades to bytes.

Names, messages and outputs are hostile: `hostile.py` makes them safe to show, `cells.py` safe in a spreadsheet.
"""

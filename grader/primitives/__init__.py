"""What both processes share: the error tree and the wire format. Imports nothing else of the grader."""

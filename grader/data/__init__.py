"""
Pictures to learn from: digits that are drawn here, and MNIST's files where somebody has them.

Used by suites, and by whoever wants to try something at home. Nothing here knows an exercise, and nothing is downloaded.
"""

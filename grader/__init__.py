"""An auto-grader for exercises that teach convolutional networks; `grader.cli` is its entry point."""

__version__ = "0.1.0"

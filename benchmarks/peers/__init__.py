"""Other people's graders, measured on the same checks: each in a virtual environment of its own."""

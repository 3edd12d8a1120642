"""How a gradebook came to be what it is: one file per step in `versions`, run by `env.py`."""

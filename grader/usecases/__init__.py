"""One file per thing a person asks for. Each returns results; the command line prints them."""

"""Every run of the tests has a home and a secret of its own."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _home_and_secret(tmp_path_factory):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_HOME", str(tmp_path_factory.mktemp("home")))
        environment.setenv("GRADER_SECRET", "tests")
        yield

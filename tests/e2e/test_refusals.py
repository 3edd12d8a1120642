"""What the sandbox refuses is explained in words that a student understands."""

import pytest
from support import grade_sources, lost

from grader.usecases.grade_exercise import Wishes

REFUSED = {
    "subprocess": "import subprocess\ndef same_padding(f, dilation=1):\n    return subprocess.run(['true']).returncode\n",
    "multiprocessing": "import multiprocessing\ndef same_padding(f, dilation=1):\n    with multiprocessing.get_context('fork').Pool(1) as p:\n        return p.map(len, [f])\n",
    "fork": "import os\ndef same_padding(f, dilation=1):\n    return os.fork()\n",
    "a socket": "import socket\ndef same_padding(f, dilation=1):\n    return socket.socket()\n",
    "the network": "import urllib.request\ndef same_padding(f, dilation=1):\n    return urllib.request.urlopen('http://192.0.2.1')\n",
    "a file": "def same_padding(f, dilation=1):\n    return open('/etc/passwd').read()\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def reports():
    return grade_sources("exercise02", REFUSED, Wishes(only="same_padding"))


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_explained(reports, what):
    messages = " ".join(lost(reports[what]).values())

    assert "While grading" in messages, messages


@pytest.mark.parametrize("what", REFUSED)
def test_it_earns_nothing(reports, what):
    assert reports[what].points == 0

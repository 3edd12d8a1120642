"""Training needs no compiler, the pretend GPU no distributed tensors; both do the same without. Who wants them gets them."""

import subprocess
import sys

import pytest
from support import ROOT

pytest.importorskip("torch", reason="the extra `torch` is not installed")

BEGIN = "import sys, torch\nfrom grader.primitives.torch_parts import leave_compiler_alone\n"
ALONE = "leave_compiler_alone()\n"
LOADED = "print('sympy' in sys.modules)\n"
TRAIN = """
torch.manual_seed(1)
model = torch.nn.Linear(3, 2)
for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.NAdam):
    optimizer = kind(model.parameters(), lr=0.1)
    optimizer.add_param_group({"params": [torch.nn.Parameter(torch.ones(2))]})
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.ones(4, 3)).square().sum().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
    other = kind(model.parameters(), lr=0.1)
    other.load_state_dict(kind(model.parameters(), lr=0.2).state_dict())
    assert other.param_groups[0]["lr"] == 0.2
print([round(w, 12) for w in model.weight.flatten().tolist()])
"""
COMPILE = """
double = torch.compile(lambda x: 2 * x + 1, backend="eager")
print(double(torch.ones(2)).tolist())
"""


def printed(*parts: str) -> list[str]:
    """What a program of these parts says."""
    command = [sys.executable, "-c", BEGIN + "".join(parts)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_training_is_the_same_and_loads_no_compiler() -> None:
    """Or a version of torch does it in another way: that would be a second lost per start, and nothing else."""
    weights, loaded = printed(ALONE, TRAIN, LOADED)

    assert [weights, "True"] == printed(TRAIN, LOADED)
    assert loaded == "False"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        pytest.param(COMPILE, "[3.0, 3.0]", id="torch.compile"),
        pytest.param(
            "import torch._dynamo\nprint(torch._dynamo.config.cache_size_limit > 0)\n", "True", id="its settings"
        ),
        pytest.param("import torch._dynamo.config as c\nprint(c.cache_size_limit > 0)\n", "True", id="a module of it"),
        pytest.param("from torch._dynamo import optimize\nprint(callable(optimize))\n", "True", id="a name of it"),
    ],
)
@pytest.mark.parametrize("before", ["", TRAIN], ids=["at once", "after training"])
def test_who_wants_the_compiler_gets_it(before: str, wish: str, said: str) -> None:
    assert printed(ALONE, before, wish, LOADED)[-2:] == [said, "True"]


def test_a_compiler_that_is_there_stays() -> None:
    assert printed("import torch._dynamo as real\n", ALONE, "print(sys.modules['torch._dynamo'] is real)") == ["True"]


def test_where_torch_is_not_loaded_nothing_is_done() -> None:
    program = "import sys; from grader.primitives.torch_parts import leave_compiler_alone as alone; alone()"
    command = [sys.executable, "-c", f"{program}; print([name for name in sys.modules if name.startswith('torch')])"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert ended.stdout == "[]\n"


PRETEND = """
from grader.primitives import pretend_gpu
device = pretend_gpu.device()
"""
COUNT = """
model = torch.nn.Linear(3, 2).to(device)
with pretend_gpu.counting() as counts:
    model(torch.ones(4, 3, device=device)).sum().item()
print(counts)
"""
DISTRIBUTED = "print('torch.distributed.tensor' in sys.modules)\n"
NO_GPU = "if device.type == 'meta': print(pretend_gpu.problem()); sys.exit()\n"


def on_the_pretend_gpu(*parts: str) -> list[str]:
    said = printed(PRETEND, NO_GPU, *parts)
    if "meta device" in said[0]:
        pytest.skip(said[0])
    return said


def test_the_pretend_gpu_loads_no_distributed_tensors() -> None:
    """Or a version of torch does it in another way: that would be a second lost per start, and nothing else."""
    counts, loaded = on_the_pretend_gpu(COUNT, DISTRIBUTED)

    assert loaded == "False"
    assert [counts] == on_the_pretend_gpu("import torch.distributed.tensor\n", COUNT)


def test_who_wants_distributed_tensors_gets_them() -> None:
    wish = "from torch.distributed.tensor import DTensor, Replicate\nprint(issubclass(DTensor, torch.Tensor))\n"

    assert on_the_pretend_gpu(COUNT, wish)[1:] == ["True"]


def test_distributed_tensors_that_are_there_stay() -> None:
    begin = "import torch.distributed.tensor as real\n"

    assert printed(begin, PRETEND, "print(sys.modules['torch.distributed.tensor'] is real)") == ["True"]

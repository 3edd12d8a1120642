"""
Tells torch of the pretend device: factory functions, moving modules, autocast, pinned memory, saving and loading.

All of it goes through torch's hook for one device of somebody else's (PrivateUse1). The call that allows it to be written
in Python is private to torch: `pretend_gpu` decides whether it is used.
"""

from __future__ import annotations

import functools
import types
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import backend_registration

from grader.primitives.pretend_tensor import NAME, PretendTensor, Unsupported, copy_, count_wait, dispatch
from grader.primitives.torch_parts import without_distributed_tensors

_MARK = "_of_the_pretend_device"
_LOWER = (
    "conv1d conv2d conv3d convolution linear matmul mm bmm addmm baddbmm addmv mv prelu scaled_dot_product_attention"
)
_FULL = (
    "cross_entropy_loss nll_loss nll_loss2d binary_cross_entropy_with_logits mse_loss l1_loss smooth_l1_loss huber_loss "
    "kl_div softmax.int log_softmax.int layer_norm group_norm norm.Scalar exp log pow.Tensor_Scalar sum sum.dim_IntList "
    "prod cumsum"
)
"""What autocast runs in the lower type, and what it runs in float32, as on CUDA; all else takes what comes."""

_FACTORIES = "arange arange.start arange.start_step range range.step linspace logspace eye eye.m randperm"
"""Operators that torch writes as "an empty tensor, then resized in place", which ours cannot do."""

_keep: list[torch.library.Library] = []


class _DeviceModule(types.ModuleType):
    """`torch.pretend`."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"the pretend GPU has no torch.{NAME}.{name}; it has no streams, events, graphs or memory")


def install() -> None:
    """Make `torch.device("pretend")` work in this process, for good."""
    weight = torch.ones(1, requires_grad=True)
    weight.sum().backward()  # torch decides at its first backward how many threads it needs; for this device, none
    backend_registration._setup_privateuseone_for_python_backend(NAME, _device_module())
    torch.autograd.set_multithreading_enabled(False)
    anything = torch.library.Library("_", "IMPL")
    anything.fallback(_make, "PrivateUse1")
    anything.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
    operators = torch.library.Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"(?s).*[Oo]verriding a previously registered kernel.*")
        operators.impl("empty_strided", _empty_strided, "PrivateUse1")  # these two are called where nothing
        operators.impl("copy_", copy_, "PrivateUse1")  # else of ours is asked: in `torch.tensor(…, device=…)`
        for name in _FACTORIES.split():
            operators.impl(name, functools.partial(_make, _operator(name)), "PrivateUse1")
        operators.impl("_pin_memory", _pin_memory, "CPU")
        operators.impl("is_pinned", _is_pinned, "CPU")
        for name in _LOWER.split():
            operators.impl(name, functools.partial(_autocast, _operator(name), None), "AutocastPrivateUse1")
        for name in _FULL.split():
            operators.impl(name, functools.partial(_autocast, _operator(name), torch.float32), "AutocastPrivateUse1")
    _keep.extend((anything, operators))
    torch.nn.Module._apply = _apply  # type: ignore[method-assign]
    torch.accelerator.synchronize = _synchronize
    PretendTensor.reduced = _reduced
    torch.serialization.register_package(5, _location_of, _restored)
    torch.serialization.add_safe_globals([rebuilt])
    with without_distributed_tensors():
        torch.ones(1, device=NAME).add(
            1
        )  # torch looks for them at its first call of a device in Python, and never again


def _device_module() -> types.ModuleType:
    module = _DeviceModule(f"torch.{NAME}")
    module.__dict__.update(
        is_initialized=lambda: True,
        is_available=lambda: True,
        current_device=lambda: 0,
        device_count=lambda: 1,
        set_device=lambda _device: None,
        _is_in_bad_fork=lambda: False,
        manual_seed=torch.manual_seed,
        manual_seed_all=lambda _seed: None,
        synchronize=_synchronize,
        empty_cache=lambda: None,
        get_amp_supported_dtype=lambda: [torch.float16, torch.bfloat16],
        rebuilt=rebuilt,
    )
    return module


def _synchronize(_device: Any = None) -> None:
    count_wait()


# --- new tensors ----------------------------------------------------------------------------------------------------


def _make(func: Any, *args: Any, **kwargs: Any) -> Any:
    """A factory function, or any other operator that comes here without a tensor of ours."""
    return dispatch(func, args, kwargs)


def _empty_strided(
    size: Any, stride: Any, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: Any = None
) -> Any:
    del layout, pin_memory
    return dispatch(torch.ops.aten.empty_strided.default, (size, stride), {"dtype": dtype, "device": device or NAME})


def _pin_memory(tensor: torch.Tensor, device: Any = None) -> torch.Tensor:
    """A copy that says it is pinned."""
    del device
    pinned = tensor.clone()
    pinned._is_pinned_here = True  # type: ignore[attr-defined]
    return pinned


def _is_pinned(tensor: torch.Tensor, device: Any = None) -> bool:
    del device
    return bool(getattr(tensor, "_is_pinned_here", False))


# --- autocast -------------------------------------------------------------------------------------------------------


def _operator(name: str) -> Any:
    packet, _, overload = name.partition(".")
    return getattr(getattr(torch.ops.aten, packet), overload or "default")


def _autocast(operator: Any, dtype: torch.dtype | None, *args: Any, **kwargs: Any) -> Any:
    """Run an operator of an autocast region in another type."""
    wanted = dtype or torch.get_autocast_dtype(NAME)
    cast = functools.partial(_cast, dtype=wanted)
    with torch._C._ExcludeDispatchKeyGuard(_autocast_key()):
        return operator(*map(cast, args), **{key: cast(value) for key, value in kwargs.items()})


def _autocast_key() -> Any:
    return torch._C.DispatchKeySet(torch._C._dispatch_key_parse("AutocastPrivateUse1"))


def _cast(value: Any, dtype: torch.dtype) -> Any:
    """A floating tensor of the device in another type, except in double precision; everything else as it is."""
    if isinstance(value, (list, tuple)):
        return type(value)(_cast(item, dtype) for item in value)
    if isinstance(value, PretendTensor) and value.is_floating_point() and value.dtype is not torch.float64:
        return value.to(dtype)
    return value


# --- moving a module ------------------------------------------------------------------------------------------------


def _apply(self: torch.nn.Module, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> torch.nn.Module:  # noqa: FBT001, FBT002
    """
    `nn.Module._apply`: parameters stay the same objects when they move, so that an optimizer made before still has them.

    On a real GPU torch replaces what a parameter holds; here the parameter and its moved copy change places.
    """
    if recurse:
        for module in self.children():
            module._apply(fn)
    for name, parameter in self._parameters.items():
        if parameter is not None:
            with torch.no_grad():
                applied, gradient = fn(parameter), None if parameter.grad is None else fn(parameter.grad)
            self._parameters[name] = _replaced(parameter, applied, gradient)
    for name, buffer in self._buffers.items():
        if buffer is not None:
            self._buffers[name] = fn(buffer)
    return self


def _replaced(
    parameter: torch.nn.Parameter, applied: torch.Tensor, gradient: torch.Tensor | None
) -> torch.nn.Parameter:
    if applied is parameter:
        return parameter
    here = isinstance(parameter, PretendTensor)
    if here == isinstance(applied, PretendTensor) and (
        here or torch._has_compatible_shallow_copy_type(parameter, applied)
    ):
        parameter.data = applied
        if gradient is not None and parameter.grad is not None:
            parameter.grad.data = gradient
        return parameter
    if here == isinstance(applied, PretendTensor):
        return torch.nn.Parameter(applied, parameter.requires_grad)
    parameter.grad = None
    try:
        torch.utils.swap_tensors(parameter, torch.nn.Parameter(applied, parameter.requires_grad))
    except RuntimeError as error:
        raise Unsupported(
            f"moving a module while a graph of its parameters is kept alive ({error})",
            "detach what is kept of earlier losses",
        ) from error
    parameter.grad = gradient
    return parameter


# --- saving and loading ---------------------------------------------------------------------------------------------


def _reduced(tensor: PretendTensor) -> Any:
    """What `pickle` stores of a tensor: its memory, marked; torch's own rules decide where that is loaded to."""
    memory = tensor.held.detach()._typed_storage()
    setattr(memory._untyped_storage, _MARK, True)
    layout = (memory, tensor.held.storage_offset(), tuple(tensor.held.size()), tensor.held.stride())
    is_parameter = bool(getattr(tensor, "_is_param", False))
    return rebuilt, (*layout, tensor.requires_grad, is_parameter)


def rebuilt(
    storage: Any,
    offset: int,
    size: Any,
    stride: Any,
    requires_grad: bool,  # noqa: FBT001
    is_parameter: bool,  # noqa: FBT001
) -> torch.Tensor:
    """A tensor from its memory: on the device if the memory is the device's."""
    tensor: torch.Tensor = torch._utils._rebuild_tensor(storage, offset, size, stride)
    if getattr(storage._untyped_storage, _MARK, False):
        tensor = PretendTensor(tensor)
    if is_parameter:
        return torch.nn.Parameter(tensor, requires_grad)
    return tensor.requires_grad_(requires_grad)


rebuilt.__module__, rebuilt.__qualname__ = f"torch.{NAME}", "rebuilt"


def _location_of(storage: Any) -> str | None:
    return f"{NAME}:0" if getattr(storage, _MARK, False) else None


def _restored(storage: Any, location: str) -> Any:
    if not location.startswith(NAME):
        return None
    setattr(storage, _MARK, True)
    return storage

"""
A tensor that says it is on a GPU and is not: it holds a tensor of the CPU, and every operator runs on that.

So it computes exactly what the CPU computes. What a GPU does beyond computing is imitated: tensors of two devices do not
mix, with CUDA's own messages; copies between host and device, and the moments at which the host has to wait, are counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import torch

NAME = "pretend"

_ATEN = torch.ops.aten
_CPU = torch.device("cpu")
_TYPES = {
    torch.float32: "FloatTensor",
    torch.float64: "DoubleTensor",
    torch.float16: "HalfTensor",
    torch.bfloat16: "BFloat16Tensor",
}


class Unsupported(RuntimeError):
    """Something that a GPU can do and the pretend one cannot. No NotImplementedError, which is what stubs raise."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"the pretend GPU does not support {what}; {instead}")


@dataclass
class Counts:
    """
    What crossed between host and device.

    to_device, to_host: copies; their bytes. waits: how often the host had to wait for the device (`.item()`, `.cpu()`,
    printing, `bool(tensor)`, sizes that depend on values).
    """

    to_device: int = 0
    to_device_bytes: int = 0
    to_host: int = 0
    to_host_bytes: int = 0
    waits: int = 0


_counting: list[Counts] = []


@contextlib.contextmanager
def counting() -> Iterator[Counts]:
    """Within this, everything is counted; may be nested."""
    counts = Counts()
    _counting.append(counts)
    try:
        yield counts
    finally:
        _counting.remove(counts)


def count_wait() -> None:
    """The host waits for the device."""
    for counts in _counting:
        counts.waits += 1


def _count_to_device(tensor: torch.Tensor) -> None:
    for counts in _counting:
        counts.to_device += 1
        counts.to_device_bytes += tensor.numel() * tensor.element_size()


def _count_to_host(tensor: torch.Tensor, *, non_blocking: bool) -> None:
    for counts in _counting:
        counts.to_host += 1
        counts.to_host_bytes += tensor.numel() * tensor.element_size()
    if not non_blocking:
        count_wait()


class PretendTensor(torch.Tensor):
    """Args: held: the tensor of the CPU with the numbers."""

    held: torch.Tensor
    reduced: ClassVar[Callable[[PretendTensor], Any]]
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> Self:  # noqa: ANN001
        """A tensor without memory of its own, of the shape, strides and type of the one it holds."""
        wrapper: Self = torch.Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            layout=held.layout,
            device=torch.device(NAME, 0),
        )
        wrapper.held = held
        return wrapper

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run an operator that some pretend tensor takes part in."""
        del types
        return dispatch(func, args, kwargs or {})

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        """As torch shows a tensor of another device. To print, the numbers are fetched."""
        _count_to_host(self.held, non_blocking=False)
        del tensor_contents
        shown = repr(self.held.detach().requires_grad_(False))
        history = ""
        if self.grad_fn is not None:
            history = f", grad_fn=<{self.grad_fn.name()}>"
        elif self.requires_grad:
            history = ", requires_grad=True"
        text = f"{shown[:-1]}, device='{self.device}'{history})"
        return f"Parameter containing:\n{text}" if getattr(self, "_is_param", False) else text

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        """Of a single number, that number; it is fetched."""
        return format(self.item(), spec) if self.dim() == 0 else format(str(self), spec)

    def numpy(self, **_: Any) -> Any:
        """Refused, as for any GPU."""
        raise TypeError(
            f"can't convert {self.device} device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor to host memory first."
        )

    def __array__(self, *_: Any, **__: Any) -> Any:
        """Refused, as for any GPU."""
        return self.numpy()

    def tolist(self) -> Any:
        """The numbers, fetched."""
        return self.detach().cpu().tolist()

    @property
    def data(self) -> torch.Tensor:
        """The same numbers without history."""
        return self.detach()

    @data.setter
    def data(self, value: torch.Tensor) -> None:
        if not isinstance(value, PretendTensor):
            raise RuntimeError(  # noqa: TRY004 - as on a real GPU
                f"incompatible tensor type: .data of a tensor on {self.device} set to one on {value.device}"
            )
        torch.Tensor.data.__set__(self, value)  # type: ignore[attr-defined]
        self.held = value.held

    def pin_memory(self, *_: Any) -> Any:
        """Refused, as for any GPU."""
        raise RuntimeError(f"cannot pin 'torch.{NAME}.{_type_name(self)}' only dense CPU tensors can be pinned")

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A copy on the device, with its gradient and the attributes that somebody gave it."""
        if id(self) in memo:
            return memo[id(self)]
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment."
            )
        with torch.no_grad():
            copied = PretendTensor(self.held.detach().clone())
            copied.grad = None if self.grad is None else PretendTensor(self.grad.held.detach().clone())  # type: ignore[attr-defined]
        copied.requires_grad_(self.requires_grad)
        copied.__dict__.update({name: value for name, value in self.__dict__.items() if name != "held"})
        memo[id(self)] = copied
        return copied

    def __reduce_ex__(self, protocol: Any) -> Any:
        """For saving: the memory of the CPU, marked as the device's, so that `map_location` works."""
        return self.reduced()


def dispatch(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run an operator of which an argument is a pretend tensor, or that is to make one."""
    special = _SPECIAL.get(func.overloadpacket)
    if special is not None:
        return special(func, args, kwargs)
    return _run(func, args, kwargs)


def _run(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The operator of the CPU; what comes out is on the pretend device, unless another one was asked for."""
    tensors = list(_tensors_in((args, kwargs)))
    _refuse_two_devices(func, args, kwargs, tensors)
    if any(isinstance(value, torch.Generator) for value in (*args, *kwargs.values())):
        raise RuntimeError(f"Expected a '{NAME}' device type for generator but found 'cpu'")
    target = kwargs.get("device")
    if target is not None:
        kwargs = {**kwargs, "device": _CPU if _is_ours(target) else target}
    results = func(*_unwrapped(args), **_unwrapped(kwargs))
    if target is not None and not _is_ours(target):
        return results
    known = {id(tensor.held): tensor for tensor in tensors if isinstance(tensor, PretendTensor)}
    return _wrapped(results, known)


def _is_ours(device: Any) -> bool:
    """Is it the pretend device? Raises RuntimeError for a second one, which there is not."""
    device = torch.device(device)
    if device.type != NAME:
        return False
    if device.index not in (None, 0):
        raise RuntimeError(f"{NAME} error: invalid device ordinal: there is one device, {NAME}:0, not {device}")
    return True


def _tensors_in(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors_in(item)


def _unwrapped(value: Any) -> Any:
    if isinstance(value, PretendTensor):
        return value.held
    if isinstance(value, (list, tuple)):
        return type(value)(_unwrapped(item) for item in value)
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return value


def _wrapped(value: Any, known: dict[int, PretendTensor]) -> Any:
    """Results; an operator that works in place gives back the tensor that it was given."""
    if isinstance(value, torch.Tensor):
        same = known.get(id(value))
        if same is None:
            return PretendTensor(value)
        if same.size() != value.size():
            raise Unsupported("changing the size of a tensor in place", "make a new tensor")
        return same
    if isinstance(value, (list, tuple)):
        return type(value)(_wrapped(item, known) for item in value)
    return value


# --- tensors of two devices -----------------------------------------------------------------------------------------


def _refuse_two_devices(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tensors: Sequence[torch.Tensor]
) -> None:
    """Raises what CUDA raises; a tensor of the CPU that holds a single number is let through, as there."""
    numbers_pass = func.overloadpacket not in (_ATEN.cat, _ATEN.stack)
    strangers = [t for t in tensors if not isinstance(t, PretendTensor) and not (numbers_pass and t.dim() == 0)]
    if not strangers or len(strangers) == len(tensors):
        return
    if func.overloadpacket in (_ATEN.convolution, _ATEN._convolution):
        _refuse_convolution(*args[:2])
    here, there = torch.device(NAME, 0), strangers[0].device
    if torch.Tag.pointwise in func.tags:
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found at least two devices, {here} and {there}!"
        )
    name = _argument_name(func, args, kwargs, strangers[0])
    raise RuntimeError(
        f"Expected all tensors to be on the same device, but got {name} is on {there}, different from other tensors on "
        f"{here} (when checking argument in method wrapper_{NAME}_{func.overloadpacket.__name__})"
    )


def _argument_name(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tensor: torch.Tensor) -> str:
    named = dict(zip((argument.name for argument in func._schema.arguments), args, strict=False)) | kwargs
    return next((name for name, value in named.items() if any(t is tensor for t in _tensors_in(value))), "a tensor")


def _refuse_convolution(inputs: torch.Tensor, weight: torch.Tensor) -> None:
    if isinstance(inputs, PretendTensor) == isinstance(weight, PretendTensor):
        return
    or_else = (
        "" if isinstance(inputs, PretendTensor) else " or input should be a MKLDNN tensor and weight is a dense tensor"
    )
    raise RuntimeError(
        f"Input type ({_full_type_name(inputs)}) and weight type ({_full_type_name(weight)}) should be the same{or_else}"
    )


def _full_type_name(tensor: torch.Tensor) -> str:
    return f"torch.{NAME}.{_type_name(tensor)}" if isinstance(tensor, PretendTensor) else f"torch.{_type_name(tensor)}"


def _type_name(tensor: torch.Tensor) -> str:
    return _TYPES.get(tensor.dtype, "Tensor")


# --- operators that copy, or make the host wait ---------------------------------------------------------------------


def copy_(target: torch.Tensor, source: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:  # noqa: FBT001, FBT002
    """Copy numbers from one tensor into another, whatever their devices."""
    if isinstance(target, PretendTensor):
        if not isinstance(source, PretendTensor):
            _count_to_device(source)
        target.held.copy_(_unwrapped(source))
        return target
    assert isinstance(source, PretendTensor), "one of the two is on the device"
    _count_to_host(source.held, non_blocking=non_blocking)
    return target.copy_(source.held)


def _copy(_func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return copy_(*args, **kwargs)


def _to_copy(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`.to`, `.cpu` and the like: a copy of another device or dtype."""
    target, (source,) = kwargs.get("device"), args
    if target is None or _is_ours(target):
        return _run(func, args, kwargs)
    _count_to_host(source.held, non_blocking=bool(kwargs.get("non_blocking")))
    return func(source.held, **kwargs)


def _waiting(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """An operator whose result the host needs before it can go on."""
    count_wait()
    if func.overloadpacket is _ATEN._local_scalar_dense:
        for counts in _counting:
            counts.to_host += 1
            counts.to_host_bytes += args[0].element_size()
        return func(args[0].held)
    return _run(func, args, kwargs)


def _indexing(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`x[indices]`: indices of the CPU are brought to the device; to look for the True ones of a mask, the host waits."""
    indexed, indices, *rest = args
    found = [index for index in indices if index is not None]
    if not isinstance(indexed, PretendTensor) and any(isinstance(index, PretendTensor) for index in found):
        raise RuntimeError(
            f"indices should be either on {indexed.device} or on the same device as the indexed tensor ({indexed.device})"
        )
    for index in found:
        if not isinstance(index, PretendTensor):
            _count_to_device(index)
        elif index.dtype in (torch.bool, torch.uint8):
            count_wait()
    brought = [PretendTensor(each) if type(each) is torch.Tensor else each for each in indices]
    return _run(func, (indexed, brought, *rest), kwargs)


_SPECIAL: dict[Any, Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]] = {
    _ATEN.copy_: _copy,
    _ATEN._to_copy: _to_copy,
    _ATEN.index: _indexing,
    _ATEN.index_put: _indexing,
    _ATEN.index_put_: _indexing,
    **dict.fromkeys(
        (
            _ATEN._local_scalar_dense,
            _ATEN.nonzero,
            _ATEN.masked_select,
            _ATEN.equal,
            _ATEN._unique2,
            _ATEN.unique_dim,
            _ATEN.unique_consecutive,
            _ATEN.bincount,
        ),
        _waiting,
    ),
}

"""A class for each type of layer, which checks itself and knows what it does to a shape."""

from dataclasses import dataclass, fields


class Invalid(ValueError):
    """Arguments that have no answer."""


def whole(name, value, least=1):
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise Invalid(f"{name} must not be {value!r}")
    return value


@dataclass(frozen=True)
class Side:
    """One axis of a window."""

    size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def span(self):
        return self.dilation * (self.size - 1) + 1

    def spare(self, n):
        return n + 2 * self.padding - self.span

    def outputs(self, n):
        spare = self.spare(n)
        if spare < 0:
            raise Invalid(f"f={self.size} does not fit n={n} (dilation={self.dilation}, padding={self.padding})")
        return divmod(spare, self.stride)[0] + 1


def side(n, f, stride, padding, dilation=1):
    whole("n", n)
    return Side(whole("f", f), whole("stride", stride), whole("padding", padding, 0), whole("dilation", dilation))


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    return side(n, f, stride, padding, dilation).outputs(n)


def fits_exactly(n, f, stride=1, padding=0):
    one = side(n, f, stride, padding)
    one.outputs(n)
    return divmod(one.spare(n), stride)[1] == 0


def same_padding(f, dilation=1):
    lost = Side(whole("f", f), dilation=whole("dilation", dilation)).span - 1
    each, rest = divmod(lost, 2)
    if rest:
        raise Invalid(f"f={f} and dilation={dilation}: {lost} pixels are no even number")
    return each


def pool_output_size(n, f=2, stride=None, padding=0):
    return conv_output_size(n, f, stride if stride is not None else f, padding)


class Layer:
    """What a layer does that only passes numbers on."""

    def after(self, shape):
        return shape

    def window(self):
        return (Side(1), Side(1))

    def flattens(self, flat):
        return flat


@dataclass
class Window(Layer):
    kernel: object = None

    def window(self):
        kernel = self.kernel if isinstance(self.kernel, (tuple, list)) else [self.kernel] * 2
        if len(kernel) != 2:
            raise Invalid(f"kernel {self.kernel!r}")
        for size in kernel:
            whole(f"a side of kernel {self.kernel!r}", size)
        whole("padding", self.padding, 0)
        strides = kernel if self.stride is None else [whole("stride", self.stride)] * 2
        return tuple(
            Side(size, stride, self.padding, whole("dilation", self.dilation)) for size, stride in zip(kernel, strides)
        )

    def flattens(self, flat):
        if flat:
            raise Invalid(f"type {type(self).__name__.lower()!r} needs an image, but there was a flatten")
        return flat

    def after(self, shape):
        sizes = [one.outputs(n) for one, n in zip(self.window(), shape[1:])]
        return (getattr(self, "filters", shape[0]), *sizes)


@dataclass
class Conv(Window):
    filters: object = None
    stride: object = 1
    padding: object = 0
    dilation: object = 1
    bias: object = True
    needed = ("filters", "kernel")


@dataclass
class Pool(Window):
    stride: object = None
    padding: object = 0
    dilation = 1
    needed = ("kernel",)


@dataclass
class Fc(Layer):
    nodes: object = None
    bias: object = True
    needed = ("nodes",)

    def flattens(self, flat):
        if not flat:
            raise Invalid("type 'fc' without a flatten before it")
        return flat

    def after(self, shape):
        return (self.nodes,)


@dataclass
class Dropout(Layer):
    p: object = 0.5


@dataclass
class Relu(Layer):
    pass


@dataclass
class Softmax(Layer):
    pass


@dataclass
class Batchnorm(Layer):
    pass


@dataclass
class Flatten(Layer):
    def flattens(self, flat):
        return True

    def after(self, shape):
        features = 1
        for size in shape:
            features *= size
        return (features,)


KINDS = {kind.__name__.lower(): kind for kind in (Conv, Pool, Fc, Dropout, Relu, Softmax, Batchnorm, Flatten)}


def build(layer):
    given = {key: value for key, value in layer.items() if value is not None}
    kind = KINDS.get(given.pop("type", None))
    if kind is None:
        raise Invalid(f"type {layer.get('type')!r}")
    names = [field.name for field in fields(kind)]
    for key, value in given.items():
        if key not in names:
            raise Invalid(f"{layer['type']!r} does not know {key} = {value!r}")
    for key in getattr(kind, "needed", ()):
        if key not in given:
            raise Invalid(f"type {layer['type']!r} lacks {key}: None")
    for key in {"filters", "nodes"} & given.keys():
        whole(key, given[key])
    if not 0 - 1e-9 <= given.get("p", 0.5) <= 1 + 1e-9:
        raise Invalid(f"p is {given['p']!r}")
    built = kind(**given)
    built.window()
    return built


def described(layers, flat, act):
    for layer in layers:
        try:
            built = build(layer)
            flat = built.flattens(flat)
            act(built)
        except ValueError as error:
            raise Invalid(f"{layer!r}: {error}") from None


def trace_shapes(input_shape, layers):
    if len(input_shape) not in (1, 3):
        raise Invalid(f"input_shape is {input_shape!r}")
    shapes = [tuple(whole(f"input_shape {input_shape!r} with", size) for size in input_shape)]
    described(layers, len(input_shape) == 1, lambda layer: shapes.append(layer.after(shapes[-1])))
    return shapes[1:]


def receptive_field(layers):
    height, width = [1, 1], [1, 1]

    def widen(layer):
        for axis, one in zip((height, width), layer.window()):
            axis[0] += (one.span - 1) * axis[1]
            axis[1] *= one.stride

    described(layers, False, widen)
    return max(height[0], width[0])

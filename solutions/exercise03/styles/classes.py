"""A class for each type of layer; the sum is asked of the objects."""

from abc import ABC, abstractmethod
from collections import OrderedDict


class LayerError(ValueError):
    pass


def size(name, value, least=1):
    if type(value) is not int or value < least:
        raise LayerError(f"{name}={value!r}")
    return value


class Layer(ABC):
    needed = ()
    optional = {}

    def __init__(self, description):
        self.description = description
        given = {key: value for key, value in description.items() if value is not None and key != "type"}
        for key, value in given.items():
            if key not in self.needed and key not in self.optional:
                raise LayerError(f"{description}: type={description['type']!r} takes no {key}={value!r}")
        for key in self.needed:
            if key not in given:
                raise LayerError(f"{description}: type={description['type']!r} needs {key}=None")
        self.keys = {**self.optional, **given}
        self.check()

    def check(self):
        pass

    def parameters(self, shape):
        return 0

    @abstractmethod
    def after(self, shape): ...


class Sliding(Layer):
    @property
    def kernel(self):
        kernel = self.keys["kernel"]
        return (kernel, kernel) if not isinstance(kernel, (tuple, list)) else kernel

    @property
    def stride(self):
        stride = self.keys["stride"]
        return self.kernel if stride is None else (stride, stride)

    def check(self):
        if len(self.kernel) != 2:
            raise LayerError(f"{self.description}: kernel={self.keys['kernel']!r}")
        for one in self.kernel:
            if type(one) is not int or one < 1:
                raise LayerError(f"{self.description}: kernel={self.keys['kernel']!r}, {one!r}")
        for one in self.stride:
            size("stride", one)
        size("padding", self.keys["padding"], 0)
        size("dilation", self.keys.get("dilation", 1))
        size("filters", self.keys.get("filters", 1))

    def sides(self, shape):
        if len(shape) != 3:
            raise LayerError(f"type={self.description['type']!r} after flatten, the shape={shape}")
        for pixels, kernel, stride in zip(shape[1:], self.kernel, self.stride):
            last = pixels + 2 * self.keys["padding"] - self.keys.get("dilation", 1) * (kernel - 1)
            if last <= 0:
                raise LayerError(f"{self.description}: kernel={self.keys['kernel']!r} too large for shape={shape}")
            yield len(range(0, last, stride))


class Conv(Sliding):
    needed = ("filters", "kernel")
    optional = {"stride": 1, "padding": 0, "dilation": 1, "bias": True}

    def parameters(self, shape):
        return conv_parameters(self.kernel, shape[0], self.keys["filters"], self.keys["bias"])

    def after(self, shape):
        return (self.keys["filters"], *self.sides(shape))


class Pool(Sliding):
    needed = ("kernel",)
    optional = {"stride": None, "padding": 0}

    def after(self, shape):
        return (shape[0], *self.sides(shape))


class Fc(Layer):
    needed = ("nodes",)
    optional = {"bias": True}

    def check(self):
        size("nodes", self.keys["nodes"])

    def parameters(self, shape):
        return fc_parameters(shape[0], self.keys["nodes"], self.keys["bias"])

    def after(self, shape):
        if len(shape) > 1:
            raise LayerError(f"type='fc', nodes={self.keys['nodes']} before flatten, the shape={shape}")
        return (self.keys["nodes"],)


class Plain(Layer):
    def after(self, shape):
        return shape


class Dropout(Plain):
    optional = {"p": 0.5}

    def check(self):
        if not -1e-9 <= self.keys["p"] <= 1 + 1e-9:
            raise LayerError(f"p={self.keys['p']!r}")


class Batchnorm(Plain):
    def parameters(self, shape):
        return 2 * shape[0]


class Flatten(Layer):
    def after(self, shape):
        features = 1
        for one in shape:
            features *= one
        return (features,)


KINDS = {"conv": Conv, "pool": Pool, "fc": Fc, "dropout": Dropout, "batchnorm": Batchnorm, "flatten": Flatten}
KINDS |= dict.fromkeys(("relu", "softmax"), Plain)


def build(description):
    kind = description.get("type")
    if kind not in KINDS:
        raise LayerError(f"type={kind!r} in {description}")
    return KINDS[kind](description)


class Network:
    def __init__(self, input_shape, layers):
        if len(input_shape) not in (1, 3) or any(type(one) is not int or one < 1 for one in input_shape):
            raise LayerError(f"input_shape={input_shape!r}")
        self.shapes, self.layers = [tuple(input_shape)], [build(layer) for layer in layers]
        for layer in self.layers:
            self.shapes.append(layer.after(self.shapes[-1]))

    def parameters(self):
        return [layer.parameters(shape) for layer, shape in zip(self.layers, self.shapes)]


def conv_parameters(kernel, in_channels, filters, bias=True):
    pair = kernel if isinstance(kernel, (tuple, list)) else (kernel, kernel)
    if len(pair) != 2 or any(type(one) is not int or one < 1 for one in pair):
        raise LayerError(f"kernel={kernel!r}")
    return (pair[0] * pair[1] * size("in_channels", in_channels) + bool(bias)) * size("filters", filters)


def fc_parameters(inputs, nodes, bias=True):
    return (size("inputs", inputs) + bool(bias)) * size("nodes", nodes)


def layer_parameters(input_shape, layers):
    return Network(input_shape, layers).parameters()


def total_parameters(input_shape, layers):
    return sum(Network(input_shape, layers).parameters())


def mnist_cnn():
    return [
        OrderedDict(type="conv", filters=32, kernel=3),
        OrderedDict(type="relu"),
        OrderedDict(type="conv", filters=64, kernel=3),
        OrderedDict(type="relu"),
        OrderedDict(type="pool", kernel=2),
        OrderedDict(type="flatten"),
        OrderedDict(type="fc", nodes=128),
        OrderedDict(type="relu"),
        OrderedDict(type="fc", nodes=10),
    ]


def dense_equivalent(input_shape, conv_layer):
    network = Network(input_shape, [conv_layer])
    if not isinstance(network.layers[0], Conv):
        raise LayerError(f"conv_layer={conv_layer!r} is of type={conv_layer['type']!r}")
    before, after = (Flatten({"type": "flatten"}).after(shape)[0] for shape in network.shapes)
    return before * after

"""
How many numbers a network has to learn, layer by layer.

Only the standard library is needed. A network is a *layer list*: a list of plain dicts, read from the input to the
output. These are the layers and their keys; a key that is left out, or is None, takes the value shown here.

    {"type": "conv", "filters": required, "kernel": required, "stride": 1, "padding": 0, "dilation": 1, "bias": True}
    {"type": "pool", "kernel": required, "stride": the kernel, "padding": 0}
    {"type": "fc", "nodes": required, "bias": True}
    {"type": "dropout", "p": 0.5}
    {"type": "relu"}   {"type": "batchnorm"}   {"type": "flatten"}   {"type": "softmax"}

`kernel` is an int, or (height, width). An input shape is (channels, height, width), or (features,) for an input that is
flat already. Nothing that a caller passes in is ever changed.
"""


def conv_parameters(kernel, in_channels, filters, bias=True):
    """
    Trainable parameters of one convolutional layer.

    Args:
        kernel: height and width of every filter in pixels, an int or (height, width), each >= 1.
        in_channels: channels of the layer's input, which is the depth of every filter, >= 1.
        filters: number of filters, which is the number of output channels, >= 1.
        bias: whether every filter also learns one bias.
    Returns: an int; all weights of all filters, and the biases if there are any.
    Raises: ValueError with the argument's name and value if a size is < 1.
    Source: first course deck, "parameters of a conv layer"; (3, 1, 32) gives the 320 of its Conv_1.
    """
    raise NotImplementedError("exercise03: write conv_parameters, then run `grade exercise03`")


def fc_parameters(inputs, nodes, bias=True):
    """
    Trainable parameters of one fully connected layer.

    Args:
        inputs: values that enter the layer, >= 1.
        nodes: values that leave it, >= 1.
        bias: whether every node also learns one bias.
    Returns: an int; one weight for each pair of an input and a node, and the biases if there are any.
    Raises: ValueError with the argument's name and value if a size is < 1.
    Source: first course deck, "parameters of a simple CNN"; (128, 10) gives the 1,290 of its output layer.
    """
    raise NotImplementedError("exercise03: write fc_parameters, then run `grade exercise03`")


def layer_parameters(input_shape, layers):
    """
    Trainable parameters of every layer of a network.

    Args:
        input_shape: (channels, height, width) in pixels, or (features,); every number >= 1.
        layers: a layer list, as described at the top of this file; it is not changed.
    Returns: a list with one int per layer, in order. relu, pool, flatten, dropout and softmax have 0; batchnorm has 2
        per channel, or 2 per feature once the data is flat. Running averages are not trained and do not count.
    Raises: ValueError with the offending key and its value, or with the whole offending layer: for an unknown type, a
        required key that is missing, a key of another type, a size, stride or dilation < 1, a negative padding, a p
        outside [0, 1], a kernel that does not fit the padded input, fc before flatten, conv or pool after it.
    Source: first course deck, "parameters of a simple CNN"; fourth deck for batchnorm.
    """
    raise NotImplementedError("exercise03: write layer_parameters, then run `grade exercise03`")


def total_parameters(input_shape, layers):
    """
    Trainable parameters of a whole network.

    Args:
        input_shape: (channels, height, width) in pixels, or (features,); every number >= 1.
        layers: a layer list, as described at the top of this file; it is not changed.
    Returns: an int.
    Raises: ValueError wherever layer_parameters does.
    Source: first course deck; its CNN for 28 x 28 digits has 1,199,882.
    """
    raise NotImplementedError("exercise03: write total_parameters, then run `grade exercise03`")


def mnist_cnn():
    """
    The CNN of the first deck for grey digits of 28 x 28 pixels, input shape (1, 28, 28), as a layer list.

    Its nine layers: a convolution with 32 filters of 3 x 3, a ReLU, a convolution with 64 filters of 3 x 3, a ReLU, a
    2 x 2 max pooling, flatten, a fully connected layer with 128 nodes, a ReLU, a fully connected layer with 10 nodes.
    Stride 1 and no padding in the convolutions; every convolution and fully connected layer has its biases. There is
    no softmax at the end: the ten outputs are logits.

    Returns: a new list of nine dicts. Keys that have their default value may be written or left out.
    Source: first course deck, "a simple CNN".
    """
    raise NotImplementedError("exercise03: write mnist_cnn, then run `grade exercise03`")


def dense_equivalent(input_shape, conv_layer):
    """
    Weights that are needed if a fully connected layer takes the place of a convolution.

    It reads the same input and gives the same number of outputs, but every output has its own weight for every input.

    Args:
        input_shape: (channels, height, width) in pixels, every number >= 1.
        conv_layer: one dict of type "conv", as described at the top of this file; it is not changed.
    Returns: an int; weights only, biases are never counted here.
    Raises: ValueError with the offending key and its value, or with the whole layer: for a layer of another type, a
        flat input, and everything that layer_parameters refuses.
    Source: first course deck, "with an ordinary neural network"; Conv_1 of its CNN gives 784 * 21,632 = 16,959,488.
    """
    raise NotImplementedError("exercise03: write dense_equivalent, then run `grade exercise03`")

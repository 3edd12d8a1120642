"""Parameter counting, hopeless: this is not Python yet."""


def conv_parameters(kernel, in_channels, filters, bias=True)
    return kernel * kernel * in_channels * filters

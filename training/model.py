"""Networks of convolutions only: each result sees little more than a few characters, so that it learns no language.

Every layer is a convolution over rows, columns and channels; one of them takes all rows that are left at once."""

from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Layer:
    kernel: tuple
    stride: tuple
    padding: tuple
    channels: int
    relu: bool = True


class Network(nn.Module):
    """Layers; `normed` ones are brought to even means and spreads while training, which `plain` folds in."""

    def __init__(self, layers, normed):
        super().__init__()
        parts, inputs = [], 1
        for layer in layers:
            norm = normed and layer.relu
            convolution = nn.Conv2d(inputs, layer.channels, layer.kernel, layer.stride, layer.padding, bias=not norm)
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
            if convolution.bias is not None:
                nn.init.zeros_(convolution.bias)
            parts.append(convolution)
            if norm:
                parts.append(nn.BatchNorm2d(layer.channels, momentum=0.02))
            if layer.relu:
                parts.append(nn.ReLU())
            inputs = layer.channels
        self.parts = nn.Sequential(*parts).to(memory_format=torch.channels_last)

    def forward(self, values):
        """Scores by line, class and column; values by line, row, column."""
        return self.parts(values[:, None].contiguous(memory_format=torch.channels_last))[:, :, 0]


def plain(network):
    """Kernel (rows, columns, inputs, outputs) and bias of each layer, as arrays; norms are folded in."""
    result = []
    for part in network.parts:
        if isinstance(part, nn.Conv2d):
            kernel = part.weight.detach().double()
            bias = part.bias.detach().double() if part.bias is not None else torch.zeros(len(kernel)).double()
        elif isinstance(part, nn.BatchNorm2d):
            share = part.weight.detach().double() / torch.sqrt(part.running_var.double() + part.eps)
            kernel, bias = result.pop()
            kernel = kernel * share[:, None, None, None]
            bias = (bias - part.running_mean.double()) * share + part.bias.detach().double()
        else:
            continue
        result.append((kernel, bias))
    return [(kernel.permute(2, 3, 1, 0).float().numpy(), bias.float().numpy()) for kernel, bias in result]


def frames(layers, width):
    """Columns of the last layer for an image of that many columns."""
    for layer in layers:
        width = (width + 2 * layer.padding[1] - layer.kernel[1]) // layer.stride[1] + 1
    return width

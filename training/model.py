"""The network: convolutions only, so that it sees little more than a character at a time and learns no language.

Every layer is a convolution over rows, columns and channels; the fourth takes all rows that are left at once.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np


@dataclass(frozen=True)
class Layer:
    kernel: tuple
    stride: tuple
    padding: tuple
    channels: int
    relu: bool = True


LAYERS = (
    Layer((3, 3), (2, 2), (1, 1), 8),
    Layer((3, 3), (2, 2), (1, 1), 16),
    Layer((3, 3), (2, 2), (1, 1), 32),
    Layer((5, 3), (1, 1), (0, 1), 64),
    Layer((1, 3), (1, 1), (0, 1), 64),
    Layer((1, 1), (1, 1), (0, 0), 15, relu=False),
)


def start(key):
    """Random weights."""
    weights, inputs = [], 1
    for layer in LAYERS:
        key, part = jax.random.split(key)
        shape = (*layer.kernel, inputs, layer.channels)
        spread = np.sqrt(2.0 / np.prod(shape[:3]))
        weights.append({"kernel": spread * jax.random.normal(part, shape), "bias": jnp.zeros(layer.channels)})
        inputs = layer.channels
    return weights


def logits(weights, pixels):
    """Scores by line, column of the last layer and class; pixels as bytes or floats of lines, rows, columns."""
    values = (jnp.asarray(pixels, jnp.float32)[..., None] - 32.0) / 192.0
    for layer, held in zip(LAYERS, weights):
        pad = [(held_pad, held_pad) for held_pad in layer.padding]
        values = jax.lax.conv_general_dilated(
            values, held["kernel"], layer.stride, pad, dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        values = values + held["bias"]
        if layer.relu:
            values = jax.nn.relu(values)
    return values[:, 0]


def frames(width):
    """Columns of the last layer for an image of that many columns."""
    for layer in LAYERS:
        width = (width + 2 * layer.padding[1] - layer.kernel[1]) // layer.stride[1] + 1
    return width

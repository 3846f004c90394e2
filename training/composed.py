"""Composed strips (`compose.py`) as data to train on: pools, slips done to them by chance, crops to check with."""

import glob
import os

import numpy as np
from PIL import Image
from scipy import ndimage

import normal


def pool(path):
    """The strips of a pool with their truth."""
    data = open(path, "rb").read()
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        width, truth = data[at:end].decode().split(" ", 1)
        size = normal.ROWS * int(width)
        yield np.frombuffer(data, np.uint8, size, end + 1).reshape(normal.ROWS, int(width)), truth
        at = end + 1 + size


def crops(path, widest, most=None):
    """The crops of a file as strips, with their truth; what is no strip is left out."""
    data = open(path, "rb").read()
    at, result = 0, []
    while at < len(data) and (most is None or len(result) < most):
        end = data.index(b"\n", at)
        width, height, truth = data[at:end].decode().split(" ", 2)
        size = int(width) * int(height)
        gray = np.frombuffer(data, np.uint8, size, end + 1).reshape(int(height), int(width))
        result.append((normal.strip(gray, widest), truth))
        at = end + 1 + size
    return [(strip, truth) for strip, truth in result if strip is not None]


def bent(strip, rng):
    """A strip as if its height, place and slant had been measured a little wrong, and written a little unevenly: pieces of
    it are stretched, leant and shifted differently."""
    height, width = strip.shape
    middle = height / 2
    tall = np.exp(rng.normal(0, 0.1)) if rng.random() < 0.8 else rng.uniform(0.75, 1.25)
    lift = rng.normal(0, 1.0) if rng.random() < 0.8 else rng.uniform(-3, 3)
    lean = rng.normal(0, 0.09)
    size = max(16, round(width * np.exp(rng.normal(0, 0.1))))
    count = max(2, round(size / rng.uniform(14, 40)))
    uneven = rng.uniform(0, 1)
    knots = np.linspace(0, size, count + 1).round().astype(int)
    lengths = np.exp(rng.normal(0, 0.18 * uneven, count))
    # Where the strip's columns come from, and how far they lean, and where their ends come from.
    x = np.concatenate([[0], np.cumsum(lengths)]) * width / lengths.sum() + rng.uniform(-3, 3)
    leans = (lean + rng.normal(0, 0.05 * uneven, count + 1)) * middle
    top = middle - middle / tall + lift + rng.normal(0, 0.6 * uneven, count + 1)
    bottom = middle + middle / tall + lift + rng.normal(0, 0.6 * uneven, count + 1)
    pieces = [
        ((int(knots[n]), 0, int(knots[n + 1]), height), (x[n] - leans[n], top[n], x[n] + leans[n], bottom[n], x[n + 1] + leans[n + 1], bottom[n + 1], x[n + 1] - leans[n + 1], top[n + 1]))
        for n in range(count)
    ]
    return np.asarray(Image.fromarray(strip).transform((size, height), Image.MESH, pieces, Image.BILINEAR))


def slipped(strip, rng):
    """A strip a little differently written, found and worn each time."""
    image = bent(strip, rng)
    kind = rng.random()
    if kind < 0.1:
        image = ndimage.grey_dilation(image, [(2, 2), (1, 2), (2, 1)][int(rng.integers(3))])
    elif kind < 0.18:
        image = ndimage.grey_erosion(image, (2, 1) if rng.random() < 0.5 else (1, 2)) // 2 + image // 2
    elif kind < 0.3:
        image = ndimage.uniform_filter(image, 2 if rng.random() < 0.6 else 3)
    if rng.random() < 0.04:
        image = ruled(image, rng)
    kind = rng.random()
    if kind < 0.4:
        curve = np.linspace(0, 1, 256) ** np.exp(rng.normal(0, 0.35))
        image = (curve * 255 * rng.uniform(0.65, 1)).astype(np.uint8)[image]
    elif kind < 0.48:
        # Black and white at some level.
        image = np.clip((image.astype(np.float32) - rng.uniform(70, 170)) * rng.uniform(2, 8) + 128, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        noise = rng.normal(0, rng.uniform(3, 28), image.shape).astype(np.float32)
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    return image


def ruled(image, rng):
    """A level line taken out of the strip, or left in it."""
    image = image.copy()
    y, deep = int(rng.integers(4, 28)), int(rng.integers(1, 3))
    if rng.random() < 0.5:
        image[y : y + deep] //= int(rng.integers(2, 8))
    else:
        y = int(rng.integers(23, 31)) if rng.random() < 0.7 else int(rng.integers(0, 6))
        start, end = sorted(rng.integers(0, image.shape[1], 2))
        image[y : y + deep, start:end] = np.maximum(image[y : y + deep, start:end], int(rng.integers(60, 255)))
    return image


def arguments(parser):
    parser.add_argument("--pools", required=True, help="pattern of pool files; such as appear later are taken up too")
    parser.add_argument("--check", action="append", default=[], help="a file of held-out crops")


class Pools:
    """All pools that are there; looks for new ones now and then."""

    def __init__(self, pattern):
        self.pattern, self.lines, self.known, self.given = pattern, [], set(), 0

    def __call__(self, rng):
        if self.given % 20000 == 0:
            for path in sorted(set(glob.glob(self.pattern)) - self.known):
                self.known.add(path)
                self.lines.extend(pool(path))
                print(f"{len(self.lines)} strips", flush=True)
        self.given += 1
        strip, truth = self.lines[int(rng.integers(len(self.lines)))]
        return slipped(strip, rng), truth


def data(args, widest):
    checks = {os.path.basename(path).split(".")[0]: crops(path, widest, 600) for path in args.check}
    return Pools(args.pools), checks

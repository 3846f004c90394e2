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


def slipped(strip, rng):
    """A strip as if its height and place had been measured a little wrong, and a little more worn."""
    height, width = strip.shape
    tall = np.exp(rng.normal(0, 0.1)) if rng.random() < 0.8 else rng.uniform(0.75, 1.25)
    wide = np.exp(rng.normal(0, 0.07))
    lift = rng.normal(0, 1.0) if rng.random() < 0.8 else rng.uniform(-3, 3)
    lean = rng.normal(0, 0.06)
    middle = height / 2
    size = max(16, round(width * wide))
    # From the new strip's columns and rows to the old one's.
    change = (1 / wide, lean, -lean * middle + rng.uniform(-3, 3), 0, 1 / tall, middle - middle / tall + lift)
    image = np.asarray(Image.fromarray(strip).transform((size, height), Image.AFFINE, change, Image.BILINEAR))
    kind = rng.random()
    if kind < 0.08:
        image = ndimage.grey_dilation(image, (2, 2) if rng.random() < 0.7 else (1, 2))
    elif kind < 0.14:
        image = ndimage.grey_erosion(image, (2, 1) if rng.random() < 0.5 else (1, 2)) // 2 + image // 2
    elif kind < 0.24:
        image = ndimage.uniform_filter(image, 2 if rng.random() < 0.6 else 3)
    kind = rng.random()
    if kind < 0.35:
        bent = (np.linspace(0, 1, 256) ** np.exp(rng.normal(0, 0.3)) * 255 * rng.uniform(0.7, 1)).astype(np.uint8)
        image = bent[image]
    if kind < 0.2:
        noise = rng.normal(0, rng.uniform(3, 25), image.shape).astype(np.float32)
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
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

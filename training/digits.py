"""Digits that people wrote: MNIST, optdigits and semeion (see README.md for their licences). Part of each is held out."""

import functools
import gzip
import os

import numpy as np
from PIL import Image
from scipy import ndimage

# Rows of a digit once it is brought to one height.
HEIGHT = 40


def mnist(folder):
    raw = gzip.open(os.path.join(folder, "mnist-train-images-idx3-ubyte.gz")).read()
    images = np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)
    labels = np.frombuffer(gzip.open(os.path.join(folder, "mnist-train-labels-idx1-ubyte.gz")).read(), np.uint8, offset=8)
    return images, labels, len(labels) - 6000, 1.0


def optdigits(folder):
    lines = gzip.open(os.path.join(folder, "optdigits-orig.tra.gz"), "rt").read().split("\n")
    body = [line.strip() for line in lines if line.strip() and set(line.strip()) <= set("0123456789") and len(line.strip()) in (1, 32)]
    while len(body[0]) != 32:
        body.pop(0)
    count = len(body) // 33
    images = np.array([[list(map(int, row)) for row in body[n * 33 : n * 33 + 32]] for n in range(count)], np.uint8) * 255
    labels = np.array([int(body[n * 33 + 32]) for n in range(count)])
    return images, labels, count - count // 10, 1.0


def semeion(folder):
    marks = "".join(gzip.open(os.path.join(folder, "semeion.data.gz"), "rt").read().split())
    table = np.frombuffer(marks.encode(), np.uint8).reshape(1593, -1) - ord("0")
    images = table[:, :256].reshape(-1, 16, 16) * np.uint8(255)
    # These were stretched to squares; digits are narrower.
    return images, table[:, 256:266].argmax(1), len(table) - 400, 0.7


def looks(image):
    """Lean (columns per row) and width of the pen in shares of the height."""
    y, x = np.nonzero(image > 127)
    height = np.ptp(y) + 1
    dy, dx = y - y.mean(), x - x.mean()
    lean = -(dy * dx).sum() / max((dy * dy).sum(), 1)
    inside = np.pad(image > 127, 1)
    edge = inside & ~ndimage.binary_erosion(inside)
    return lean, 2 * inside.sum() / max(edge.sum(), 1) / height


@functools.cache
def sets(folder, held):
    """For each set and digit: images, leans, pens."""
    result = []
    for images, labels, until, narrow in (mnist(folder), optdigits(folder), semeion(folder)):
        part = slice(until, None) if held else slice(0, min(until, 24000))
        images, labels = images[part], labels[part]
        seen = np.array([looks(image) for image in images])
        digits = []
        for digit in range(10):
            which = np.flatnonzero(labels == digit)
            digits.append((images[which], seen[which], narrow))
        result.append(digits)
    return result


def thinned(image, less):
    """As if by a finer pen: strokes lose so much on both sides, but not all."""
    deep = ndimage.distance_transform_edt(image > 0.5)
    ridge = (deep >= ndimage.maximum_filter(deep, 3)) & (deep > 0.5)
    left = np.clip(deep - less, 0, 1) if less < 1 else np.clip(deep - less + 0.3, 0, 1)
    return ndimage.gaussian_filter(np.maximum(left, ridge).astype(np.float32), 0.6).clip(0, 0.85) / 0.85


def trimmed(image):
    rows, columns = np.flatnonzero((image > 60).any(1)), np.flatnonzero((image > 60).any(0))
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


class Writer:
    """Digits that look like one hand's."""

    def __init__(self, folder, held, rng):
        choice = rng.random()
        self.set = sets(folder, held)[0 if choice < 0.7 else 1 if choice < 0.85 else 2]
        self.rng, self.kept = rng, {}
        digits = self.set[int(rng.integers(10))]
        self.target = digits[1][int(rng.integers(len(digits[1])))]
        self.wide = rng.uniform(0.8, 1.25)
        self.crisp = rng.uniform(1.5, 5)
        self.level = rng.uniform(0.38, 0.6)
        # A finer pen than the sample's, so many pixels less on both sides.
        self.pen = self.target[1] * HEIGHT
        self.finer = rng.uniform(0, (self.pen - 2.6) / 2) if self.pen > 3.6 and rng.random() < 0.5 else 0
        self.pen -= 2 * self.finer
        # How faithfully the hand repeats itself.
        self.like = int(rng.choice([1, 6, 30]))

    def digit(self, digit):
        """An image of a digit, `HEIGHT` rows high, ink 255."""
        if digit in self.kept and self.rng.random() < 0.4:
            return self.kept[digit]
        images, seen, narrow = self.set[digit]
        some = self.rng.integers(len(images), size=self.like)
        apart = np.abs(seen[some, 0] - self.target[0]) + 4 * np.abs(seen[some, 1] - self.target[1])
        chosen = some[int(apart.argmin())]
        image = trimmed(images[chosen])
        width = max(4, image.shape[1] * HEIGHT / image.shape[0] * self.wide)
        if narrow < 1:
            width *= narrow * (0.45 if digit == 1 else 1)
        width = round(min(width, HEIGHT * 1.1))
        padded = np.pad(image, 1)
        sized = Image.fromarray(padded).resize((width + 4, HEIGHT + 4), Image.BICUBIC)
        result = np.asarray(sized, np.float32) / 255
        if narrow < 1:
            result = ndimage.uniform_filter(result, 3)
        result = np.clip((result - self.level) * self.crisp + 0.5, 0, 1)
        if self.finer > 0.3:
            result = thinned(result, self.finer)
        self.kept[digit] = result
        return result

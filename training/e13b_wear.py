"""What printing, paper and scanning do to a line, done to strips by chance."""

import numpy as np
from scipy import ndimage

PAPER, INK = 32.0, 224.0


def augmented(pixels, rng):
    """A strip worn by chance."""
    image = warped(pixels.astype(np.float32), rng)
    if rng.random() < 0.15:
        image = cut(image, rng)
    if rng.random() < 0.15:
        image = bars(image, rng)
    image = beside_the_line(image, rng)
    if rng.random() < 0.7:
        image = other_weight(image, rng)
    if rng.random() < 0.35:
        image = broken(image, rng)
    if rng.random() < 0.3:
        image = specks(image, rng)
    if rng.random() < 0.15:
        image = crossed(image, rng)
    if rng.random() < 0.2:
        image = hidden(image, rng)
    if rng.random() < 0.25:
        image = background(image, rng)
    if rng.random() < 0.6:
        image = ndimage.gaussian_filter(image, rng.uniform(0.3, 1.4), truncate=2.0)
    if rng.random() < 0.25:
        level = rng.uniform(90, 170)
        image = np.where(image > level, INK, PAPER).astype(np.float32)
        image = ndimage.gaussian_filter(image, rng.uniform(0.4, 1.0), truncate=2.0)
    return toned(image, rng)


def smooth(rng, length, step, low, high):
    """A curve that wanders between two values."""
    count = max(2, length // step + 2)
    return np.interp(np.arange(length), np.linspace(0, length, count), rng.uniform(low, high, count))


def warped(image, rng):
    """Stretched, lifted, sloped, leaning, and cut somewhere in the white beside the line."""
    height, width = image.shape
    stretch = rng.uniform(0.88, 1.13)
    columns = np.arange(int(width * stretch)) / stretch + smooth(rng, int(width * stretch), 120, -2, 2)
    columns = np.clip(columns + rng.uniform(-4, 4), 0, width - 1.001)
    left = columns.astype(int)
    share = (columns - left).astype(np.float32)
    image = image[:, left] * (1 - share) + image[:, left + 1] * share
    width = image.shape[1]
    tall = rng.uniform(0.87, 1.14)
    lift = rng.uniform(-2.2, 2.2) + rng.uniform(-1.5, 1.5) * np.linspace(-1, 1, width) + smooth(rng, width, 80, -0.7, 0.7)
    rows = (np.arange(height)[:, None] - (height - 1) / 2) / tall + (height - 1) / 2 + lift[None, :]
    rows = np.clip(rows, 0, height - 1.001)
    top = rows.astype(int)
    share = (rows - top).astype(np.float32)
    along = np.arange(width)[None, :]
    if rng.random() < 0.3:
        lean = np.round(rng.uniform(-0.1, 0.1) * (np.arange(height) - height / 2)).astype(int)[:, None]
        along = np.clip(along + lean, 0, width - 1)
    return image[top, along] * (1 - share) + image[top + 1, along] * share


def inked(image):
    """First and last column with print; the whole width if there is none."""
    dark = np.flatnonzero((image > 128).sum(0) >= 3)
    return (dark[0], dark[-1]) if len(dark) else (0, image.shape[1] - 1)


def beside_the_line(image, rng):
    """What stands before and behind a line: edges of the crop, frames, pieces of other print, nothing at all."""
    first, last = inked(image)
    width = image.shape[1]
    for start, end, at_left in ((0, first - 12, True), (last + 12, width, False)):
        room = end - start
        kind = rng.random()
        if room < 6 or kind < 0.5:
            continue
        part = image[:, start:end]
        if kind < 0.6:
            x, wide = int(rng.integers(0, room)), int(rng.integers(1, 6))
            part[:, x : x + wide] = rng.uniform(110, 255)
        elif kind < 0.7:
            cut = int(rng.integers(0, room))
            shade = rng.choice([0.0, rng.uniform(0, 255)])
            if at_left:
                part[:, :cut] = shade
            else:
                part[:, room - cut :] = shade
        elif kind < 0.85:
            for _ in range(int(rng.integers(1, 4))):
                x, y = int(rng.integers(0, room)), int(rng.integers(0, image.shape[0]))
                part[y : y + int(rng.integers(1, 9)), x : x + int(rng.integers(1, 9))] = rng.uniform(90, 255)
        else:
            stroke(part, rng, rng.uniform(1, 3))
    return image


def cut(image, rng):
    """The first or last character reaches over the edge of the scan, as far as it can still be told."""
    first, last = inked(image)
    gone = int(rng.integers(1, 6))
    if rng.random() < 0.5:
        image[:, : first + gone] = rng.choice([PAPER, 0.0])
    else:
        image[:, last - gone :] = rng.choice([PAPER, 0.0])
    return image


def bars(image, rng):
    """Rules of a form, upright, where there is room between characters; they are longer than print."""
    height, width = image.shape
    free = (image > 128).sum(0) == 0
    for _ in range(int(rng.integers(1, 4))):
        wide = int(rng.integers(2, 7))
        x = int(rng.integers(0, max(1, width - wide - 6)))
        if free[x : x + wide + 6].all():
            top, bottom = (0, height) if rng.random() < 0.6 else (int(rng.integers(0, 6)), height - int(rng.integers(0, 6)))
            image[top:bottom, x + 3 : x + 3 + wide] = rng.uniform(120, 240)
    return image


def stroke(image, rng, weight):
    """A pen stroke somewhere through an image."""
    height, width = image.shape
    count = 160
    turn = np.linspace(0, 1, count)
    x = np.interp(turn, [0, 0.5, 1], rng.uniform(0, width, 3))
    y = np.interp(turn, [0, 0.3, 0.7, 1], rng.uniform(-height * 0.4, height * 1.4, 4))
    x, y = ndimage.gaussian_filter1d(x, 12), ndimage.gaussian_filter1d(y, 12)
    shade = rng.uniform(130, 235)
    reach = int(np.ceil(weight))
    for dx in range(-reach, reach + 1):
        for dy in range(-reach, reach + 1):
            if dx * dx + dy * dy <= weight * weight:
                columns, rows = np.round(x + dx).astype(int), np.round(y + dy).astype(int)
                inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
                image[rows[inside], columns[inside]] = np.maximum(image[rows[inside], columns[inside]], shade)


def crossed(image, rng):
    """A pen stroke across a few characters: short, or it would hide the truth."""
    width = image.shape[1]
    start = int(rng.integers(0, max(1, width - 60)))
    stroke(image[:, start : start + int(rng.integers(20, 140))], rng, rng.uniform(0.5, 1.6))
    return image


def hidden(image, rng):
    """A blot on a character, or a part of it gone: what nobody can tell must not look sure."""
    for _ in range(int(rng.integers(1, 3))):
        x, y = int(rng.integers(0, image.shape[1])), int(rng.integers(4, 26))
        part = image[y : y + int(rng.integers(6, 34)), x : x + int(rng.integers(6, 26))]
        if rng.random() < 0.6:
            np.maximum(part, rng.uniform(140, 235), out=part)
        else:
            part[:] = PAPER
    return image


def other_weight(image, rng):
    """Bolder or thinner print, not the same all along the line."""
    for _ in range(1 if rng.random() < 0.6 else 2):
        tool = ndimage.maximum_filter if rng.random() < 0.55 else ndimage.minimum_filter
        size = (3, 3) if rng.random() < 0.6 else [(1, 3), (3, 1)][int(rng.integers(2))]
        share = np.clip(smooth(rng, image.shape[1], 60, -0.4, 1.2), 0, 1).astype(np.float32)
        image = image * (1 - share) + tool(image, size) * share
    return image


def field(shape, rng, grain):
    """Noise with a grain of so many pixels, 0 to 1."""
    small = rng.random((shape[0] // grain + 2, shape[1] // grain + 2)).astype(np.float32)
    large = np.repeat(np.repeat(small, grain, 0), grain, 1)
    y, x = rng.integers(0, grain, 2)
    return large[y : y + shape[0], x : x + shape[1]]


def broken(image, rng):
    """Toner that did not hold: specks, rows and patches without ink."""
    image = image.copy()
    if rng.random() < 0.7:
        gone = field(image.shape, rng, int(rng.integers(1, 4))) < rng.uniform(0.02, 0.22)
        if rng.random() < 0.5:
            gone &= (smooth(rng, image.shape[1], 40, 0, 1) > 0.5)[None, :]
        image[gone] = PAPER + (image[gone] - PAPER) * rng.uniform(0.0, 0.5)
    if rng.random() < 0.4:
        y = int(rng.integers(8, 32))
        start = int(rng.integers(0, image.shape[1]))
        image[y : y + int(rng.integers(1, 3)), start : start + int(rng.integers(20, 300))] = PAPER
    if rng.random() < 0.3:
        x = int(rng.integers(0, image.shape[1]))
        image[:, x : x + int(rng.integers(1, 4))] = PAPER
    return image


def specks(image, rng):
    """Dust."""
    for _ in range(int(rng.integers(1, 40))):
        x, y = int(rng.integers(0, image.shape[1])), int(rng.integers(0, image.shape[0]))
        part = image[y : y + int(rng.integers(1, 5)), x : x + int(rng.integers(1, 5))]
        np.maximum(part, rng.uniform(80, 240), out=part)
    return image


def background(image, rng):
    """A pattern that is printed on the paper, fainter than ink, or a gray that changes along the line."""
    height, width = image.shape
    depth = rng.uniform(8, 70)
    kind = rng.random()
    if kind < 0.5:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        a, b, c = rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9), rng.uniform(0, 6)
        pattern = np.sin(a * x + b * y + c) * 0.5 + 0.5
    elif kind < 0.8:
        pattern = field(image.shape, rng, int(rng.integers(1, 6)))
    else:
        pattern = np.broadcast_to(smooth(rng, width, 150, 0, 1).astype(np.float32), image.shape)
    return np.maximum(image, PAPER + depth * pattern) if rng.random() < 0.5 else image + depth * (pattern - 0.5)


def toned(image, rng):
    """Lighter or darker, softer or harder, noisy; as bytes."""
    gain = rng.uniform(0.75, 1.2)
    image = PAPER + (image - PAPER) * gain + rng.uniform(-14, 14)
    if rng.random() < 0.5:
        image = image + rng.normal(0, rng.uniform(1, 18), image.shape).astype(np.float32)
    return np.clip(image, 0, 255).astype(np.uint8)

"""Strokes of a pen, and the marks of an amount drawn with them."""

import numpy as np
from PIL import Image, ImageDraw

FINE = 3


def curve(points, count=24):
    """A smooth curve through points (Catmull-Rom)."""
    points = np.asarray(points, float)
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, max(2, count // max(1, len(points) - 1)), endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, points[-1:]])


def drawn(strokes, height, pen, rng):
    """Strokes in units of the height (x to the right, y down from the top of a digit, which ends at 1) as an image, and
    how many rows of it are above the baseline."""
    shaken = [np.asarray(s, float) + rng.normal(0, 0.025, np.shape(s)) for s in strokes]
    lines = [curve(s) if len(s) > 1 else s for s in shaken]
    every = np.vstack(lines)
    margin = pen / height + 0.06
    left, right, top, bottom = every[:, 0].min() - margin, every[:, 0].max() + margin, every[:, 1].min() - margin, every[:, 1].max() + margin
    size = max(1, round((right - left) * height)), max(1, round((bottom - top) * height))
    image = Image.new("L", (size[0] * FINE, size[1] * FINE))
    brush = ImageDraw.Draw(image)
    for line in lines:
        dots = [((x - left) * height * FINE, (y - top) * height * FINE) for x, y in line]
        wide = pen * FINE * rng.uniform(0.85, 1.15)
        if len(dots) > 1:
            brush.line(dots, fill=255, width=max(1, round(wide)), joint="curve")
        for x, y in (dots[0], dots[-1]):
            brush.ellipse([x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2], fill=255)
    return np.asarray(image.resize(size, Image.BOX), np.float32) / 255, round((1 - top) * height)


def dollar(rng):
    w = rng.uniform(0.3, 0.5)
    s = [(w, 0.2), (w * 0.5, 0.08), (0.03, 0.25), (w * 0.5, 0.48), (w, 0.7), (w * 0.5, 0.92), (0, 0.78)]
    up, down = rng.uniform(-0.25, 0.05), rng.uniform(0.95, 1.25)
    bars = [[(w * at, up), (w * at + rng.normal(0, 0.03), down)] for at in ([0.5] if rng.random() < 0.65 else [0.38, 0.62])]
    if rng.random() < 0.15:
        bars = [[(w * 0.5, up), (w * 0.5, 0.1)], [(w * 0.5, 0.9), (w * 0.5, down)]]
    return [s, *bars]


def hash_mark(rng):
    w = rng.uniform(0.45, 0.8)
    lean = rng.uniform(0, 0.25)
    up, down = rng.uniform(-0.1, 0.15), rng.uniform(0.85, 1.1)
    strokes = [[(w * a + lean, up), (w * a, down)] for a in (0.3, 0.7)]
    return strokes + [[(0, y + rng.normal(0, 0.03)), (w + lean, y + rng.normal(0, 0.05))] for y in (0.35, 0.65)]


def ampersand(rng):
    if rng.random() < 0.5:
        return [[(0.55, 0.95), (0.12, 0.25), (0.28, 0.03), (0.4, 0.2), (0.02, 0.65), (0.2, 0.97), (0.55, 0.55)]]
    if rng.random() < 0.5:
        return [[(0.22, 0.2), (0.22, 0.9)], [(0, 0.55), (0.45, 0.55)]]
    return [[(0.45, 0.15), (0.15, 0.1), (0.1, 0.4), (0.35, 0.5), (0.05, 0.55), (0.08, 0.9), (0.45, 0.85)], [(0.28, 0), (0.26, 1.05)]]


def star(rng):
    r = rng.uniform(0.18, 0.3)
    y, turn = rng.uniform(0.3, 0.6), rng.uniform(0, 1)
    ends = [(r * np.cos(a + turn), r * np.sin(a + turn)) for a in np.arange(3) * np.pi / 3]
    return [[(r - dx, y - dy), (r + dx, y + dy)] for dx, dy in ends]


def slash(rng):
    lean = rng.uniform(0.1, 0.6)
    return [[(lean, rng.uniform(-0.25, 0.1)), (lean / 2 + rng.normal(0, 0.02), 0.5), (0, rng.uniform(0.9, 1.25))]]


def dash(rng):
    length, y = rng.uniform(0.2, 0.5), rng.uniform(0.45, 0.65)
    return [[(0, y), (length, y + rng.normal(0, 0.04))]]


def cross(rng):
    w, y = rng.uniform(0.3, 0.5), rng.uniform(0.35, 0.55)
    return [[(0, y), (w, 1)], [(w, y), (0, 1)]]


def comma(rng):
    return [[(0.1, 0.88), (0.1, 1.0), (rng.uniform(-0.05, 0.05), rng.uniform(1.12, 1.3))]]


def point(rng):
    if rng.random() < 0.75:
        return [[(0, 0.96)]]
    return [[(0, 0.95), (rng.uniform(0.03, 0.09), 0.97)]]


def small_n(rng):
    return [[(0.02, 0.5), (0.02, 1.0), (0.06, 0.65), (0.25, 0.5), (0.32, 0.7), (0.33, 1.0)]]


def small_o(rng):
    return [[(0.2, 0.5), (0.03, 0.65), (0.06, 0.95), (0.28, 0.95), (0.33, 0.65), (0.2, 0.5)]]


MARKS = {"$": dollar, "#": hash_mark, "&": ampersand, "*": star, "/": slash, "-": dash, "x": cross, ",": comma, ".": point, "n": small_n, "o": small_o}


def filler(rng, length):
    """What is drawn behind an amount so that nothing can be added: a stroke, two, or a wave; so many heights long."""
    y = rng.uniform(0.4, 0.75)
    kind = rng.random()
    if kind < 0.6:
        return [[(0, y), (length / 2, y + rng.normal(0, 0.06)), (length, y + rng.normal(0, 0.1))]]
    if kind < 0.8:
        return [[(0, y - 0.12), (length, y - 0.12 + rng.normal(0, 0.05))], [(0, y + 0.12), (length, y + 0.12 + rng.normal(0, 0.05))]]
    steps = max(3, round(length / 0.3))
    return [[(length * n / steps, y + (0.1 if n % 2 else -0.1)) for n in range(steps + 1)]]

"""What becomes of a line between the pen or the press and the crop of a scan: ink on paper in, a gray crop out."""

import io

import numpy as np
from PIL import Image
from scipy import ndimage

import normal

# Ink of worn lines must still be this alike to what was written; the rest nobody could read for sure.
ALIKE = 0.58
# ... and of each piece of a line at least this share must be left.
LEAST = 0.34


def turned(ink, rng, slope, size, stretch):
    """Turned by an angle (radians) and brought to another size."""
    height, width = ink.shape
    extra = int(abs(slope) * width / 2) + 1
    image = Image.fromarray(np.pad((ink * 255).astype(np.uint8), ((extra, extra), (4, 4))))
    middle = image.size[0] / 2
    image = image.transform(image.size, Image.AFFINE, (1, 0, 0, slope, 1, -slope * middle), Image.BILINEAR)
    width, height = image.size
    sized = image.resize((max(4, round(width * size * stretch)), max(4, round(height * size))), Image.BILINEAR)
    return np.asarray(sized, np.float32) / 255


def cropped(ink, rng, digit):
    """Cut to the writing with paper about it: a little or much, now and then none."""
    rows, columns = np.flatnonzero((ink > 0.3).any(1)), np.flatnonzero((ink > 0.3).any(0))
    if not len(rows):
        return None
    kind = rng.random()
    most = 0.08 if kind < 0.15 else 0.35 if kind < 0.7 else 0.8
    margin = lambda share: int(rng.uniform(0.0, most * share) * digit + rng.integers(0, 3))
    above, below, before, behind = margin(1), margin(1), margin(2.5), margin(2.5)
    top, bottom = rows[0] - above, rows[-1] + 1 + below
    left, right = columns[0] - before, columns[-1] + 1 + behind
    padded = np.pad(ink, ((max(0, -top), max(0, bottom - ink.shape[0])), (max(0, -left), max(0, right - ink.shape[1]))))
    y, x = max(0, -top), max(0, -left)
    return np.ascontiguousarray(padded[top + y : bottom + y, left + x : right + x])


def smooth(rng, length, step, low, high):
    """A curve that wanders between two values."""
    count = max(2, int(length // max(step, 1)) + 2)
    return np.interp(np.arange(length), np.linspace(0, length, count), rng.uniform(low, high, count)).astype(np.float32)


def rule(layer, y, slope, thick, shade, start, end):
    """A line that is nearly level."""
    height, width = layer.shape
    x = np.arange(max(0, int(start)), min(width, int(end)))
    middle = y + slope * x
    for row in range(int(np.floor(thick)) + 2):
        at = np.floor(middle - thick / 2).astype(int) + row
        cover = np.clip(np.minimum(at + 1, middle + thick / 2) - np.maximum(at, middle - thick / 2), 0, 1)
        inside = (at >= 0) & (at < height)
        layer[at[inside], x[inside]] = np.maximum(layer[at[inside], x[inside]], (cover * shade)[inside])


def remnants(ink, rng, digit):
    """Guide lines, boxes and neighbouring print about the line, as a layer of ink; and the writing with slices gone where
    a line was taken out."""
    height, width = ink.shape
    layer = np.zeros_like(ink)
    inked = np.flatnonzero((ink > 0.3).any(1))
    top, bottom = inked[0], inked[-1]
    slope = rng.normal(0, 0.008)
    thick = rng.uniform(0.04, 0.12) * digit
    shade = rng.uniform(0.3, 1.0)
    if rng.random() < 0.2:
        y = bottom + rng.uniform(-0.12, 0.25) * digit
        pieces(layer, rng, y, slope, thick, shade, digit)
    if rng.random() < 0.07:
        y = top - rng.uniform(0.0, 0.25) * digit
        pieces(layer, rng, y, slope, thick, shade, digit)
    for side in range(2):
        if rng.random() < 0.08 and height > 1.3 * (bottom - top):
            # Longer than any character.
            x = rng.uniform(0, 0.25) * digit if side == 0 else width - rng.uniform(0, 0.25) * digit
            first, last = int(rng.uniform(0, max(0.0, top - 0.1 * digit))), int(rng.uniform(min(height, bottom + 0.1 * digit), height))
            wide = max(1, round(thick))
            layer[first:last, max(0, round(x)) : max(0, round(x)) + wide] = shade
    if rng.random() < 0.1:
        wide = max(1, round(rng.uniform(0.03, 0.09) * digit))
        y = int(rng.uniform(bottom - 0.25 * digit, bottom)) if rng.random() < 0.7 else int(rng.uniform(top, bottom))
        start, end = (0, width) if rng.random() < 0.6 else sorted(rng.uniform(0, width, 2).astype(int))
        ink[max(0, y) : max(0, y) + wide, start:end] = 0
        if rng.random() < 0.5:
            pieces(layer, rng, y, slope, thick, shade, digit, gone=True)
    if rng.random() < 0.08:
        neighbour(layer, rng, digit)
    if rng.random() < 0.03:
        crossing(layer, rng, digit, shade)
    return layer


def pieces(layer, rng, y, slope, thick, shade, digit, gone=False):
    """A guide line: whole, broken, dotted."""
    width = layer.shape[1]
    kind = rng.random()
    if kind < 0.5 and not gone:
        rule(layer, y, slope, thick, shade, 0, width)
    elif kind < 0.7:
        step = rng.uniform(0.15, 0.4) * digit + 1
        for x in np.arange(0, width, step):
            rule(layer, y, slope, thick, shade, x, x + step * 0.5)
    else:
        for _ in range(int(rng.integers(1, 5))):
            x = rng.uniform(0, width)
            rule(layer, y + rng.normal(0, 0.5), slope, thick, shade, x, x + rng.uniform(0.3, 3) * digit)


def neighbour(layer, rng, digit):
    """A slice of other print at an edge."""
    height, width = layer.shape
    deep = max(1, int(rng.uniform(0.05, 0.16) * digit))
    at = slice(0, deep) if rng.random() < 0.5 else slice(height - deep, height)
    start = int(rng.uniform(0, width))
    length = int(rng.uniform(1, 8) * digit)
    teeth = rng.random(length // max(1, int(digit * 0.2)) + 1) < 0.5
    row = np.repeat(teeth, max(1, int(digit * 0.2)))[: max(0, width - start)]
    layer[at, start : start + len(row)] = row * rng.uniform(0.4, 1)


def crossing(layer, rng, digit, shade):
    """A stroke from elsewhere through the line, thin or faint."""
    height, width = layer.shape
    x = rng.uniform(0, width)
    reach = rng.uniform(-0.8, 0.8) * height
    rows = np.arange(height)
    columns = np.round(x + reach * rows / height + np.sin(rows / height * 3) * digit * 0.1).astype(int)
    for more in range(max(1, round(rng.uniform(0.03, 0.08) * digit))):
        inside = (columns + more >= 0) & (columns + more < width)
        layer[rows[inside], columns[inside] + more] = shade * rng.uniform(0.4, 0.9)


def other_weight(ink, rng, digit):
    """Bolder or finer."""
    kind = rng.random()
    if kind < 0.2 and digit > 16:
        return ndimage.maximum_filter(ink, (2, 2) if rng.random() < 0.6 else 3)
    if kind < 0.3 and digit > 22:
        return ndimage.minimum_filter(ink, 2) * 0.7 + ink * 0.3
    return ink


def field(shape, rng, grain):
    """Noise with a grain of so many pixels, 0 to 1."""
    small = rng.random((shape[0] // grain + 2, shape[1] // grain + 2), dtype=np.float32)
    return np.repeat(np.repeat(small, grain, 0), grain, 1)[: shape[0], : shape[1]]


def texture(ink, rng, digit):
    """Pens that skip, ribbons that fade, toner that did not hold."""
    kind = rng.random()
    if kind < 0.3:
        return ink * smooth(rng, ink.shape[1], digit, rng.uniform(0.4, 0.9), 1.0)[None, :]
    if kind < 0.45:
        return ink * (1 - rng.uniform(0.3, 1) * (field(ink.shape, rng, int(rng.integers(1, max(2, digit // 10 + 1)))) < rng.uniform(0.03, 0.25)))
    if kind < 0.5:
        grid = max(2, round(digit / 9))
        rows, columns = np.arange(ink.shape[0]) % grid == 0, np.arange(ink.shape[1]) % grid == 0
        return ink * (1 - rng.uniform(0.2, 0.8) * (rows[:, None] | columns[None, :]))
    return ink


def paper(shape, rng):
    """The shade of blank paper: even, uneven, with a pattern."""
    base = rng.uniform(170, 255) if rng.random() < 0.8 else rng.uniform(130, 170)
    kind = rng.random()
    if kind < 0.5:
        return np.full(shape, base, np.float32)
    depth = rng.uniform(3, 35)
    if kind < 0.65:
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
        a, b, c = rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9), rng.uniform(0, 6)
        pattern = np.sin(a * x + b * y + c) * 0.5 + 0.5
    elif kind < 0.85:
        pattern = field(shape, rng, int(rng.integers(1, 7)))
    else:
        pattern = smooth(rng, shape[1], 60, 0, 1)[None, :] + smooth(rng, shape[0], 20, 0, 1)[:, None]
    return base - depth * pattern


def specks(ink, rng, digit):
    for _ in range(int(rng.integers(1, 12))):
        size = rng.integers(1, max(2, digit // 9 + 1), 2)
        y, x = rng.integers(0, ink.shape[0]), rng.integers(0, ink.shape[1])
        part = ink[y : y + size[0], x : x + size[1]]
        np.maximum(part, rng.uniform(0.3, 1), out=part)


def scanned(ink, rng, digit):
    """The gray image of ink on paper."""
    blank = paper(ink.shape, rng)
    contrast = rng.uniform(0.55, 1.0) if rng.random() < 0.8 else rng.uniform(0.3, 0.55)
    gray = blank * (1 - contrast * ink)
    if rng.random() < 0.6:
        gray = ndimage.gaussian_filter(gray, rng.uniform(0.02, 0.055) * digit, truncate=2.5)
    if rng.random() < 0.6:
        gray = gray + rng.normal(0, rng.uniform(1, 14), gray.shape).astype(np.float32)
    if rng.random() < 0.3:
        # To black and white, with the threshold lower or higher: broken or bold.
        dark = gray.min()
        level = dark + (np.median(gray) - dark) * rng.uniform(0.35, 0.8)
        gray = np.where(gray > level, 255.0, 0.0)
        if rng.random() < 0.4:
            gray = ndimage.uniform_filter(gray, 2)
    gray = np.clip(gray, 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        held = io.BytesIO()
        Image.fromarray(gray).save(held, "JPEG", quality=int(rng.integers(18, 80)))
        gray = np.asarray(Image.open(held))
    return gray


def alike(ink, gray):
    """How far dark pixels are where ink is."""
    a, b = ink - ink.mean(), gray.mean() - gray.astype(np.float32)
    return float((a * b).sum() / np.sqrt(max((a * a).sum() * (b * b).sum(), 1e-6)))


def weakest(written, gray, digit):
    """The least share of its ink that a piece of the line, about a character wide, still has."""
    left = written * normal.ink(gray)
    starts = np.arange(0, written.shape[1], max(3, round(digit * 0.35)))
    whole, kept = np.add.reduceat(written.sum(0), starts), np.add.reduceat(left.sum(0), starts)
    counts = whole > 0.04 * digit
    return float((kept[counts] / whole[counts]).min()) if counts.any() else 0.0


def worn(ink, height, rng, smallest, largest):
    """A gray crop of a line whose digits are `height` rows high; `None` if it is too hard to read. Digits of the crop are
    `smallest` to `largest` rows high."""
    digit = smallest * (largest / smallest) ** rng.random()
    slope = rng.normal(0, 0.018)
    ink = cropped(turned(ink, rng, np.clip(slope, -0.055, 0.055), digit / height, rng.uniform(0.85, 1.2)), rng, digit)
    if ink is None:
        return None
    written = ink
    ink = ink.copy()
    layer = remnants(ink, rng, digit)
    ink = texture(other_weight(ink, rng, digit), rng, digit)
    ink = np.maximum(ink, layer)
    if rng.random() < 0.2:
        specks(ink, rng, int(digit))
    gray = scanned(ink, rng, digit)
    return gray if alike(written, gray) > ALIKE and weakest(written, gray, digit) > LEAST else None

"""The normal form of a line, which both networks for lines of a check look at. The reader has the same in Rust: a change
here must be made there too."""

import math

import numpy as np
from PIL import Image

ROWS = 32
# Ink spreads so many rows about its middle: even digits become about 20 rows high.
SPREAD = 5.8
SCALES = (0.1, 4.0)
# Ink that counts, of 1.
INKED = 0.4
# Paper before and behind the ink, in columns of the strip.
BESIDE = 6
# The darkest shade is at least this much below paper.
CONTRAST = 48
DARKEST = 0.02
NARROWEST = 16


def shade(gray, share):
    """The darkest shade such that at least this share of the pixels is as dark or darker."""
    counts = np.cumsum(np.bincount(gray.ravel(), minlength=256))
    return int(np.searchsorted(counts, share * gray.size))


def ink(gray):
    """How much ink is on each pixel, 0 to 1."""
    paper = shade(gray, 0.5)
    full = min(shade(gray, DARKEST), paper - CONTRAST)
    return np.clip((paper - gray.astype(np.float32)) / (paper - full), 0, 1)


def strip(gray, widest):
    """The strip of a crop, 255 full ink; `None` if there is no ink or it is longer than `widest`."""
    amount = ink(gray)
    counted = np.where(amount >= INKED, amount, 0)
    rows, columns = counted.sum(1), np.flatnonzero(counted.any(0))
    if not len(columns):
        return None
    middles = np.arange(len(rows)) + 0.5
    centre = (rows * middles).sum() / rows.sum()
    spread = math.sqrt((rows * (middles - centre) ** 2).sum() / rows.sum())
    scale = min(max(SPREAD / max(spread, 1e-6), SCALES[0]), SCALES[1])
    top, bottom = centre - ROWS / 2 / scale, centre + ROWS / 2 / scale
    left, right = columns[0] - BESIDE / scale, columns[-1] + 1 + BESIDE / scale
    width = max(round((right - left) * scale), NARROWEST)
    if width > widest:
        return None
    # Paper all about, so that the box lies within.
    x, y = math.ceil(max(0, -left)), math.ceil(max(0, -top))
    beyond_x = math.ceil(max(0, right - gray.shape[1]))
    beyond_y = math.ceil(max(0, bottom - gray.shape[0]))
    padded = np.pad(np.round(amount * 255).astype(np.uint8), ((y, beyond_y), (x, beyond_x)))
    box = (left + x, top + y, right + x, bottom + y)
    return np.asarray(Image.fromarray(padded).resize((width, ROWS), Image.BILINEAR, box))

"""Sets lines: characters as ink on paper, in a hand or in print, before any wear. Ink is 0 to 1; a digit is `digits.HEIGHT`
rows high."""

import numpy as np
from PIL import Image
from scipy import ndimage

import amounts
import digits
import pen
import typefaces
from wording import FILLER

HEIGHT = digits.HEIGHT
ABOVE, BELOW = 28, 28


def glyph(face, text, height):
    """Text in a typeface: its ink and how many rows of it are above the baseline."""
    font = face.sized(height)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    if right <= left or bottom <= top:
        return np.zeros((1, 1), np.float32), 0
    mask, (x, y) = font.getmask2(text, "L", anchor="ls")
    image = np.array(mask, np.uint8).reshape(mask.size[1], mask.size[0])
    return image.astype(np.float32) / 255, -y


class Sheet:
    """Room for a line; ink is added from left to right."""

    def __init__(self, width):
        self.ink = np.zeros((ABOVE + HEIGHT + BELOW, width), np.float32)

    def add(self, image, x, above):
        """An image whose row `above` is the baseline."""
        y = ABOVE + HEIGHT - above
        x = round(x)
        top, left = max(0, -y), max(0, -x)
        part = self.ink[y + top : max(0, y + image.shape[0]), x + left : max(0, x + image.shape[1])]
        image = image[top : top + part.shape[0], left : left + part.shape[1]]
        np.maximum(part, image, out=part)

    def trimmed(self, right):
        return self.ink[:, : max(8, round(right) + 2)]


def scaled(image, share, stretch=1.0):
    size = max(1, round(image.shape[1] * share * stretch)), max(1, round(image.shape[0] * share))
    return np.asarray(Image.fromarray(image).resize(size, Image.BILINEAR))


class Hand:
    """A person's figures: digits that people wrote or a hand's typeface, marks by pen or of the typeface."""

    def __init__(self, folder, held, rng):
        self.rng = rng
        self.writer = digits.Writer(folder, held, rng) if rng.random() < 0.75 else None
        self.face = typefaces.some("hand", held, rng, "0123456789.,-/$#*&xno")
        self.pen = rng.uniform(2.2, 6.0) if self.writer is None else np.clip(self.writer.pen * rng.uniform(0.75, 1.1), 2, 8)
        self.by_pen = rng.random() < 0.85 if self.writer else rng.random() < 0.3

    def mark(self, character):
        """Ink of a character and the rows of it above the baseline."""
        if character.isdigit() and self.writer:
            image = self.writer.digit(int(character))
            return image, image.shape[0] - 2
        if character in pen.MARKS and self.by_pen:
            return pen.drawn(pen.MARKS[character](self.rng), HEIGHT, self.pen, self.rng)
        return glyph(self.face, character, HEIGHT)


def hand_figures(pieces, folder, held, rng):
    """An amount in figures by hand."""
    hand = Hand(folder, held, rng)
    sheet = Sheet(1400)
    gap = rng.choice([rng.uniform(-0.12, 0.06), rng.uniform(0.02, 0.2), rng.uniform(0.15, 0.4)], p=[0.25, 0.5, 0.25])
    uneven = rng.uniform(0, 0.08)
    slope, growth = np.clip(rng.normal(0, 0.015), -0.03, 0.03), rng.normal(0, 0.02)
    sizes = rng.uniform(0, 0.1)
    x, count = 8.0, 0
    raised_from = raised_to = None
    small = rng.uniform(0.5, 0.78)
    joined = rng.random() < 0.12
    lift = rng.uniform(0.3, 0.6)
    for characters, role in pieces:
        if role == "rule":
            y = lift - rng.uniform(0.06, 0.2)
            image, above = pen.drawn([[(0, 1), ((raised_to - raised_from) / HEIGHT * rng.uniform(0.8, 1.3), 1 + rng.normal(0, 0.06))]], HEIGHT, hand.pen, rng)
            sheet.add(image, raised_from - rng.uniform(0, 3), round(HEIGHT * y + above - slope * raised_from))
            x = max(x, raised_from + image.shape[1] + 2)
            continue
        if role == "beneath":
            size, base, at = rng.uniform(0.32, 0.5), lift - rng.uniform(0.15, 0.3), raised_from + rng.uniform(-2, 6)
        elif role == "raised":
            size, base = small, lift
            x += rng.uniform(0, 0.2) * HEIGHT
            raised_from = at = x
        else:
            size, base, at = 1.0, 0.0, x
        for character in characters:
            if character == " ":
                at += rng.uniform(0.4, 0.9) * HEIGHT
                continue
            if character == FILLER:
                image, above = pen.drawn(pen.filler(rng, rng.uniform(0.5, 3.5)), HEIGHT, hand.pen, rng)
            else:
                image, above = hand.mark(character)
            share = size * (1 + growth * count) * (1 + rng.normal(0, sizes))
            share = min(max(share, 0.28), 1.35)
            image = scaled(image, share, rng.uniform(0.92, 1.08))
            offset = base * HEIGHT - slope * at + rng.normal(0, uneven) * HEIGHT * size
            if role == "beneath":
                offset -= size * HEIGHT
            # Only digits run into each other so much.
            between = gap if character.isdigit() else max(gap, rng.uniform(0.0, 0.15))
            sheet.add(image, at, round(above * share + offset))
            if joined and character.isdigit() and role != "beneath" and rng.random() < 0.5:
                y = 1 - size * rng.uniform(0.2, 0.95)
                stroke = [[(0, y), (0.12, y + rng.normal(0, 0.06)), ((4 + between * HEIGHT) / HEIGHT + 0.22, y + rng.normal(0, 0.1))]]
                image_of_it, high = pen.drawn(stroke, HEIGHT, hand.pen * 0.8, rng)
                sheet.add(image_of_it, at + image.shape[1] - 0.15 * HEIGHT, round(high + offset))
            at += image.shape[1] - 4 * share + (between + rng.normal(0, 0.03)) * HEIGHT * size
            count += 1
        if role == "raised":
            raised_to = at
        x = max(x, at)
    return leaning(sheet.trimmed(x + 6), rng.normal(0.05, 0.16))


def print_figures(pieces, held, rng):
    """An amount in figures, printed."""
    text = "".join(c for c, role in pieces if role == "main" and c != FILLER)
    face = typefaces.some("print", held, rng, "0123456789.,-/$#*&xno")
    sheet = Sheet(1600)
    spread = rng.choice([1.0, rng.uniform(1.02, 1.3)], p=[0.75, 0.25])
    x, raised = 8.0, 8.0
    size = rng.uniform(0.5, 0.75)
    for characters, role in pieces:
        if role == "rule":
            y = round(HEIGHT * (1 - size))
            sheet.ink[ABOVE + HEIGHT - y + 4 : ABOVE + HEIGHT - y + 6, round(raised) : round(x)] = 1
            continue
        if characters == FILLER:
            length = round(rng.uniform(0.5, 3) * HEIGHT)
            sheet.ink[ABOVE + 20 : ABOVE + 20 + int(rng.integers(2, 6)), round(x) + 4 : round(x) + 4 + length] = 1
            x += length + 8
            continue
        height = HEIGHT if role == "main" else max(14, round(HEIGHT * (size if role == "raised" else 1 - size)))
        above = HEIGHT - height if role == "raised" else 0
        if role == "raised":
            raised = x = x + 3
        start = raised if role == "beneath" else x
        x = max(x, start + spaced(sheet, face, characters, height, start, above, spread))
    return sheet.trimmed(x + 4)


def spaced(sheet, face, text, height, x, lift, spread):
    """Sets text; how long it is."""
    font = face.sized(height)
    if spread == 1.0:
        image, above = glyph(face, text, height)
        sheet.add(image, x + font.getbbox(text, anchor="ls")[0], above + lift)
        return font.getlength(text)
    at = x
    for character in text:
        if character != " ":
            image, above = glyph(face, character, height)
            sheet.add(image, at + font.getbbox(character, anchor="ls")[0], above + lift)
        at += font.getlength(character) * spread + (1 if spread > 1 else 0)
    return at - x


def leaning(ink, lean):
    """Sheared by so many columns a row."""
    height, width = ink.shape
    shift = lean * (ABOVE + HEIGHT)
    extra = int(abs(lean) * height) + 1
    image = Image.fromarray(np.pad((ink * 255).astype(np.uint8), ((0, 0), (extra, extra))))
    moved = image.transform(image.size, Image.AFFINE, (1, lean, -shift, 0, 1, 0), Image.BILINEAR)
    return np.asarray(moved, np.float32) / 255


def smooth(rng, length, step, spread):
    count = max(2, int(length / step) + 2)
    return np.interp(np.arange(length), np.linspace(0, length, count), rng.normal(0, spread, count)).astype(np.float32)


def wandering(ink, rng, spread):
    """Rows shifted along the line, as no hand keeps straight, and columns stretched and squeezed."""
    height, width = ink.shape
    columns = np.arange(width) + smooth(rng, width, 60, spread) + smooth(rng, width, 18, spread / 4)
    columns = np.clip(columns, 0, width - 1).astype(int)
    rows = np.arange(height)[:, None] + (smooth(rng, width, 90, spread) + smooth(rng, width, 25, spread / 3))[None, :]
    rows = np.clip(rows, 0, height - 1).astype(int)
    return ink[rows, columns[None, :]]


def runs(text):
    """Pieces of text that are set with one tool: digits, strokes, the rest."""
    kind = lambda c: "digit" if c.isdigit() else "stroke" if c == FILLER else "text"
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or kind(text[end]) != kind(text[start]):
            yield kind(text[start]), text[start:end]
            start = end


def hand_text(text, folder, held, rng):
    """A line of text by hand; `None` if no typeface has its characters."""
    face = typefaces.some("hand", held, rng, text.replace(FILLER, ""))
    if face is None:
        return None
    writer = digits.Writer(folder, held, rng) if rng.random() < 0.35 and any(c.isdigit() for c in text) else None
    height = round(HEIGHT * 0.75)
    width = round(pen_of(face) * HEIGHT * 0.75)
    sheet = Sheet(int(face.sized(height).getlength(text) * 1.4 + 60 * text.count(FILLER) * 8 + HEIGHT * 2 + 40 * sum(c.isdigit() for c in text)))
    word_gap = rng.choice([1.0, rng.uniform(0.7, 2.2)], p=[0.4, 0.6])
    uneven = rng.choice([0, rng.uniform(0, 2.0)])
    # Letter by letter: uneven, closer or wider than the typeface has them.
    letters = rng.random() < 0.45 and face.family not in JOINED
    tight, sizes = rng.uniform(0.86, 1.08), rng.uniform(0, 0.07)
    x = 10.0
    for kind, piece in runs(text):
        if kind == "stroke":
            image, above = pen.drawn(pen.filler(rng, rng.uniform(1, 9)), height, max(1.5, width), rng)
            sheet.add(image, x + rng.uniform(0, 8), above)
            x += image.shape[1] + 8
            continue
        if kind == "digit" and writer:
            for character in piece:
                image = scaled(writer.digit(int(character)), 0.75 * rng.uniform(0.92, 1.08))
                sheet.add(image, x, image.shape[0] - 1 + round(rng.normal(0, 1)))
                x += image.shape[1] + rng.uniform(-2, 4)
            continue
        words = piece.split(" ")
        for n, word in enumerate(words):
            lift = round(rng.normal(0, uneven))
            for part in word if letters else [word]:
                if part:
                    image, above = glyph(face, part, height)
                    first, length = face.sized(height).getbbox(part, anchor="ls")[0], face.sized(height).getlength(part)
                    if letters:
                        share = 1 + rng.normal(0, sizes)
                        image, above = scaled(image, share), round(above * share) + round(rng.normal(0, uneven * 0.6))
                        length = length * tight + rng.normal(0, 0.8)
                    sheet.add(image, x + first, above + lift)
                    x += length
            if n < len(words) - 1:
                x += max(face.sized(height).getlength(" "), height * 0.22) * word_gap * rng.uniform(0.85, 1.25)
    ink = other_pen(sheet.trimmed(x + 6), pen_of(face), rng)
    return leaning(wandering(ink, rng, rng.uniform(0, 2.8)), rng.normal(0.03, 0.15))


def other_pen(ink, pen, rng):
    """With a pen that is broader or finer than the typeface's, so wide in shares of the height."""
    kind = rng.random()
    if kind < 0.25:
        return ndimage.maximum_filter(ink, 2 if pen > 0.09 or rng.random() < 0.5 else 3)
    if kind < 0.45 and pen > 0.09:
        return ndimage.minimum_filter(ink, 2)
    return ink


# Hands of which the letters hang together.
JOINED = set("""allura alex-brush birthstone cookie corinthia courgette damion ephesis grand-hotel great-vibes herr-von-muellerhoff
kaushan-script licorice marck-script montecarlo mr-de-haviland ms-madi oooh-baby parisienne pinyon-script rochester sacramento satisfy
smooch tangerine whisper yellowtail italianno condiment cedarville-cursive bad-script the-girl-next-door""".split())


def pen_of(face):
    """About how wide a typeface's strokes are, in shares of the height of a digit."""
    image, _ = glyph(face, "l", HEIGHT)
    inked = (image > 0.5).sum(1)
    return min(0.2, float(np.median(inked[inked > 0])) / HEIGHT) if inked.any() else 0.1


def print_text(text, held, rng):
    """A printed line of text; `None` if no typeface has its characters."""
    plain = text.replace(FILLER, "")
    face = typefaces.some("print", held, rng, plain)
    if face is None:
        return None
    height = round(HEIGHT * 0.75)
    spread = rng.choice([1.0, rng.uniform(1.02, 1.25)], p=[0.85, 0.15])
    sheet = Sheet(int(face.sized(height).getlength(text) * 1.3 + 300 * text.count(FILLER) + HEIGHT * 2 + 2 * len(text)))
    x = 10.0
    for kind, piece in runs(text.replace(FILLER, FILLER)):
        if kind == "stroke":
            length, y = round(rng.uniform(1, 8) * height), ABOVE + HEIGHT - round(height * rng.uniform(0.2, 0.6))
            sheet.ink[y : y + int(rng.integers(1, 5)), round(x) + 3 : round(x) + 3 + length] = 1
            x += length + 8
        else:
            x += spaced(sheet, face, piece, height, x, 0, spread)
    return sheet.trimmed(x + 4)


def figures(kind, folder, held, rng):
    """Ink and label of an amount in figures."""
    pieces = amounts.line(rng, kind == "hand")
    ink = hand_figures(pieces, folder, held, rng) if kind == "hand" else print_figures(pieces, held, rng)
    return ink, amounts.label(pieces)


def text(kind, wording, folder, held, rng):
    """Ink and label of a line of text; ink may be `None`."""
    said = wording(rng).strip()
    ink = hand_text(said, folder, held, rng) if kind == "hand" else print_text(said, held, rng)
    return ink, said.replace(FILLER, "-")

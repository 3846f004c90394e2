"""Typefaces to compose lines with: families of npm's @fontsource (SIL Open Font License, a few Apache 2.0, MIT, Ubuntu or Unlicense), listed
with their versions in typefaces/package.json. `npm install --prefix typefaces --ignore-scripts` brings them;
`python3 typefaces.py` then looks at each and writes typefaces/index.json.

The typefaces that the project draws its test decks with, and those of the same design, are not among them; a part of the
families is held out by the hash of its name.
"""

import functools
import hashlib
import json
import os

import numpy as np
from fontTools.ttLib import TTFont
from PIL import ImageFont

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "typefaces")
INDEX = os.path.join(HERE, "index.json")
ASCII = "".join(chr(code) for code in range(33, 127))
HELD_OUT = 15
STYLES = ("400-normal", "700-normal", "400-italic", "300-normal", "600-normal")


def held_out(family):
    """Whether a family is never trained on."""
    return hashlib.sha256(family.encode()).digest()[0] * 100 // 256 < HELD_OUT


def shape(font, letter):
    """A letter, brought to one size."""
    mask = font.getmask(letter)
    if 0 in mask.size:
        return np.zeros((24, 24), bool)
    image = np.array(mask, np.uint8).reshape(mask.size[1], mask.size[0])
    rows = np.arange(24) * image.shape[0] // 24
    columns = np.arange(24) * image.shape[1] // 24
    return image[rows][:, columns] > 127


def only_capitals(font):
    """Whether small letters look like capitals."""
    like = [np.mean(shape(font, a) == shape(font, a.upper())) > 0.85 for a in "aeghrtbd"]
    return bool(sum(like) >= 4)


def look(path):
    """What is to be known of a font file; `None` if it lacks letters or digits."""
    codes = TTFont(path, lazy=True).getBestCmap()
    held = "".join(c for c in ASCII if ord(c) in codes)
    if not set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-/") <= set(held):
        return None
    font = ImageFont.truetype(path, 100)
    box = lambda text: font.getbbox(text, anchor="ls")
    capitals = "a" not in held or only_capitals(font)
    return {"characters": held, "capital": -box("H")[1], "digit": -box("8")[1], "capitals": bool(capitals)}


def main():
    hands = set(open(os.path.join(HERE, "hands.txt")).read().split())
    entries = []
    for package in sorted(json.load(open(os.path.join(HERE, "package.json")))["dependencies"]):
        folder = os.path.join(HERE, "node_modules", package)
        family = os.path.basename(package)
        for style in STYLES:
            path = os.path.join(folder, "files", f"{family}-latin-{style}.woff2")
            known = look(path) if os.path.exists(path) else None
            if known and known["digit"] > 10 and known["capital"] > 10:
                kind = "hand" if family in hands else "print"
                entries.append({"family": family, "style": style, "kind": kind, **known})
    json.dump(entries, open(INDEX, "w"))
    for kind in ("hand", "print"):
        families = {e["family"] for e in entries if e["kind"] == kind}
        print(kind, len(families), "families,", sum(map(held_out, families)), "held out")


class Face:
    """One font file."""

    def __init__(self, entry):
        self.__dict__.update(entry)
        self.path = os.path.join(HERE, "node_modules/@fontsource", self.family, "files", f"{self.family}-latin-{self.style}.woff2")
        self.known = set(self.characters) | {" "}

    def has(self, text):
        """Whether it has every character, small letters as such."""
        return self.known.issuperset(text) and not (self.capitals and any(c.islower() for c in text))

    @functools.cache
    def sized(self, height):
        """The font of which digits and capitals are about so many pixels high."""
        return ImageFont.truetype(self.path, round(100 * height / ((self.capital + self.digit) / 2)))


@functools.cache
def faces(kind, held):
    """Families with their faces, of a kind, either those to train on or those held out."""
    families = {}
    for entry in json.load(open(INDEX)):
        if entry["kind"] == kind and held_out(entry["family"]) == held:
            families.setdefault(entry["family"], []).append(Face(entry))
    return list(families.values())


def some(kind, held, rng, text=""):
    """A face by chance that has all characters of a text; every family as likely."""
    families = faces(kind, held)
    for _ in range(40):
        family = families[int(rng.integers(len(families)))]
        face = family[0 if rng.random() < 0.5 else int(rng.integers(len(family)))]
        if face.has(text):
            return face
    return None


if __name__ == "__main__":
    main()

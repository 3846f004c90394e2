"""Measures lockbox on the real E-13B lines that are held out: how many whole lines are exact, and how many of those that it
would act on are wrong; by the truth that came with them, and with wrong_held_out.csv, which says what the eye sees on lines
whose truth is wrong.

    python3 held_out.py LINES [LOCKBOX]

LINES holds the images and truth.csv. Needs nothing but Python."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass

import papers

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass(frozen=True)
class Line:
    name: str
    truth: str
    # The best guess, and whether it was read so surely that it is acted on.
    guess: str
    accepted: bool


def table(path):
    return {row["file"]: row["micr"] for row in csv.DictReader(open(path, encoding="utf-8"))}


def read(lockbox, folder, truth):
    """All lines on which there is anything to read, in the order of the table."""
    command = [lockbox, "read", "--region", "micr", *(os.path.join(folder, name) for name in truth)]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True).stdout
    for page in map(json.loads, output.splitlines()):
        micr = page["micr"]
        seen = micr and (micr if micr["raw"] else micr.get("candidate"))
        if seen:
            name = os.path.basename(page["file"])
            yield Line(name, truth[name], "".join(seen["raw"].split()), bool(micr["raw"]))


def tell(kind, lines, truth):
    exact = sum(line.guess == truth.get(line.name, line.truth) for line in lines)
    accepted = [line for line in lines if line.accepted]
    wrong = sum(line.guess != truth.get(line.name, line.truth) for line in accepted)
    print(f"{kind}: {exact} of {len(lines)} exact ({100 * exact / len(lines):.1f} %); {wrong} of {len(accepted)} accepted wrong")


def main(folder, lockbox=os.path.join(HERE, "..", "target", "release", "lockbox")):
    truth = table(os.path.join(folder, "truth.csv"))
    _, lines = papers.split(list(read(lockbox, folder, truth)))
    tell("by the truth given", lines, {})
    tell("by what the eye sees", lines, table(os.path.join(HERE, "wrong_held_out.csv")))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Reads an 820 of the guide 005010X218 with pyx12 and tells as JSON whether it is valid and what it holds."""

import io
import json
import logging
import sys
from decimal import Decimal

import pyx12.params
import pyx12.x12file
import pyx12.x12n_document


def faults(path):
    """What pyx12 says against the file; nothing when it is valid."""
    told = io.StringIO()
    logging.basicConfig(stream=told, level=logging.ERROR)
    valid = pyx12.x12n_document.x12n_document(pyx12.params.params(), path, None, None, None, None)
    text = told.getvalue().strip()
    return [] if valid and not text else [text or "not valid"]


def contents(path):
    """Sums and counts, by pyx12's own walk over the segments."""
    total, paid, members, names = None, Decimal(0), 0, []
    for segment in pyx12.x12file.X12Reader(path):
        kind = segment.get_seg_id()
        if kind == "BPR":
            total = Decimal(segment.get_value("BPR02"))
        elif kind == "RMR":
            paid += Decimal(segment.get_value("RMR04"))
        elif kind == "ENT":
            members += 1
        elif kind == "NM1":
            names.append(segment.get_value("NM103"))
    return {"total": str(total), "paid": f"{paid:.2f}", "members": members, "names": len(names)}


if __name__ == "__main__":
    file = sys.argv[1]
    print(json.dumps({"faults": faults(file), **contents(file)}))

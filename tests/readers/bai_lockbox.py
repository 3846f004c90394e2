"""Reads a lockbox file with the package bai-lockbox and prints as JSON what it found: its checks with cents and bills.

    target/readers/bin/python tests/readers/bai_lockbox.py FILE

The package compares sums of floating point dollars, which fails on good files (0.10 + 0.20 is not 0.30 to it); its
amounts are made whole cents before it adds them up, so that its own comparisons hold to the cent."""

import json
import sys

from lockbox import records
from lockbox.parser import LockboxFile


def in_cents(record, field):
    dollars = record.validate

    def validate(self):
        dollars(self)
        setattr(self, field, int(getattr(self, f"_{field}_raw")))

    record.validate = validate


in_cents(records.LockboxDetailRecord, "check_amount")
in_cents(records.LockboxBatchTotalRecord, "check_dollar_total")
in_cents(records.LockboxServiceTotalRecord, "check_dollar_total")

with open(sys.argv[1], encoding="ascii", newline="") as file:
    read = LockboxFile.from_file(file)
print(
    json.dumps(
        {
            "records": read.destination_trailer_record.total_num_records,
            "batches": sum(len(lockbox.batches) for lockbox in read.lockboxes),
            "checks": [
                {
                    "cents": detail.check_amount,
                    "number": detail.check_number,
                    "routing": detail.transit_routing_number,
                    "date": detail.check_date.isoformat(),
                    "sender": detail.remitter_name,
                    "bills": [record.memo_line.strip() for record in detail.overflow_records],
                }
                for lockbox in read.lockboxes
                for batch in lockbox.batches
                for detail in batch.details
            ],
        }
    )
)

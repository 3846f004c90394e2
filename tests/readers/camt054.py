"""Reads a camt.054.001.08 with the dataclasses of pyiso20022 and tells as JSON what it holds.

Elements that the schema does not know, and values that are no amount, date or code of it, are errors.
"""

import json
import sys
import warnings
from decimal import Decimal

from pyiso20022.camt.camt_054_001_08 import Document
from xsdata.exceptions import ConverterWarning
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

SIGNS = {"CRDT": 1, "DBIT": -1}


def signed(amount, direction):
    return Decimal(amount.value) * SIGNS[direction.value]


def contents(path):
    """Sums and counts of entries, transactions and the parts that they pay."""
    warnings.simplefilter("error", ConverterWarning)
    parser = XmlParser(config=ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True))
    document = parser.parse(path, Document)
    told = {"entries": 0, "reversals": 0, "payments": 0, "parts": 0, "checks": 0}
    entries, payments, parts, batches = Decimal(0), Decimal(0), Decimal(0), Decimal(0)
    for entry in document.bk_to_cstmr_dbt_cdt_ntfctn.ntfctn[0].ntry:
        told["entries"] += 1
        told["reversals"] += bool(entry.rvsl_ind)
        entries += signed(entry.amt, entry.cdt_dbt_ind)
        for details in entry.ntry_dtls:
            batches += signed(details.btch.ttl_amt, details.btch.cdt_dbt_ind)
            if int(details.btch.nb_of_txs) != len(details.tx_dtls):
                raise ValueError(f"entry {entry.ntry_ref}: {details.btch.nb_of_txs} counted")
            for transaction in details.tx_dtls:
                told["payments"] += 1
                told["checks"] += transaction.refs.chq_nb is not None
                payments += signed(transaction.amt, transaction.cdt_dbt_ind)
                for part in transaction.rmt_inf.strd if transaction.rmt_inf else []:
                    told["parts"] += 1
                    parts += signed(part.rfrd_doc_amt.rmtd_amt, transaction.cdt_dbt_ind)
    sums = {"entries_amount": entries, "batches_amount": batches, "payments_amount": payments, "parts_amount": parts}
    return told | {name: f"{amount:.2f}" for name, amount in sums.items()}


if __name__ == "__main__":
    print(json.dumps(contents(sys.argv[1])))

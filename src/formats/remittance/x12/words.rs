//! Names of segments and elements for people.

use super::codes::meaning;
use super::tokens::Segment;

/// What a segment is called, and its elements in their order.
type Words = (&'static str, &'static str, &'static [&'static str]);

/// The segments that our files hold, those that others of their kind hold, and acknowledgements.
const SEGMENTS: &[Words] = &[
    (
        "ISA",
        "Interchange",
        &[
            "authorization qualifier",
            "authorization",
            "security qualifier",
            "security",
            "sender qualifier",
            "sender",
            "receiver qualifier",
            "receiver",
            "date",
            "time",
            "repetition separator",
            "version",
            "control number",
            "acknowledgment requested",
            "usage",
            "component separator",
        ],
    ),
    ("IEA", "End of interchange", &["functional groups", "control number"]),
    ("GS", "Functional group", &["kind", "sender", "receiver", "date", "time", "control number", "agency", "version"]),
    ("GE", "End of functional group", &["transaction sets", "control number"]),
    ("ST", "Transaction set", &["set", "control number", "guide"]),
    ("SE", "End of transaction set", &["segments", "control number"]),
    (
        "BPR",
        "Payment",
        &[
            "handling",
            "amount",
            "credit or debit",
            "method",
            "format",
            "payer's bank qualifier",
            "payer's bank",
            "payer's account qualifier",
            "payer's account",
            "originating company",
            "company supplement",
            "receiver's bank qualifier",
            "receiver's bank",
            "receiver's account qualifier",
            "receiver's account",
            "date",
        ],
    ),
    ("TRN", "Trace", &["kind", "number", "company", "supplement"]),
    ("REF", "Reference", &["kind", "number", "description"]),
    ("DTM", "Date", &["kind", "date", "time", "time code", "format", "period"]),
    ("N1", "Party", &["role", "name", "id qualifier", "id"]),
    ("N2", "More of the name", &["name", "name"]),
    ("N3", "Address", &["line", "line"]),
    ("N4", "Place", &["city", "state", "ZIP code", "country"]),
    (
        "NM1",
        "Person or organization",
        &["role", "kind", "last name", "first name", "middle name", "prefix", "suffix", "id qualifier", "id"],
    ),
    ("PER", "Contact", &["function", "name", "kind", "number", "kind", "number", "kind", "number"]),
    ("ENT", "Entity", &["number", "role", "id qualifier", "id"]),
    (
        "RMR",
        "Open item",
        &["kind", "number", "action", "amount paid", "amount billed", "discount", "adjustment reason", "adjustment"],
    ),
    ("ADX", "Adjustment", &["amount", "reason", "reference kind", "reference"]),
    ("IT1", "Item", &["number", "quantity", "unit", "unit price"]),
    (
        "DEP",
        "Deposit",
        &["lockbox", "date", "time", "deposit", "bank qualifier", "bank", "account qualifier", "account"],
    ),
    ("BAT", "Batch", &["date", "time", "batch", "kind"]),
    ("AMT", "Total", &["kind", "amount", "credit or debit"]),
    ("QTY", "Count", &["kind", "count"]),
    ("AVA", "Availability", &["amount", "days"]),
    ("CUR", "Currency", &["role", "currency"]),
    ("NTE", "Note", &["kind", "text"]),
    ("RDM", "Delivery of the remittance", &["method", "name", "number"]),
    ("TXP", "Tax payment", &["taxpayer"]),
    ("DED", "Deduction", &["kind"]),
    ("LX", "Line", &["number"]),
    ("TA1", "Interchange acknowledgment", &["interchange", "date", "time", "verdict", "note"]),
    ("AK1", "Answer to functional group", &["kind", "control number", "version"]),
    ("AK2", "Answer to transaction set", &["set", "control number", "guide"]),
    ("AK3", "Fault in segment", &["segment", "place", "loop", "fault"]),
    ("AK4", "Fault in element", &["place", "element", "fault", "value"]),
    ("AK5", "Verdict on transaction set", &["verdict", "fault", "fault", "fault", "fault", "fault"]),
    (
        "AK9",
        "Verdict on functional group",
        &["verdict", "sets said", "sets received", "sets accepted", "fault", "fault", "fault", "fault", "fault"],
    ),
    ("CTX", "Context", &["what", "segment", "place", "loop"]),
];

/// Segments of a 999 that say what one of a 997 says.
const SAME: [(&str, &str); 3] = [("IK3", "AK3"), ("IK4", "AK4"), ("IK5", "AK5")];

/// The segment as a line for people: its name, then each element that is filled, with what its code means.
pub(super) fn line(segment: &Segment) -> String {
    use std::fmt::Write as _;

    let name = segment.name();
    let known = SAME.iter().find(|(one, _)| *one == name).map_or(name, |(_, other)| other);
    let words = SEGMENTS.iter().find(|(id, ..)| *id == known);
    let (title, elements) = words.map_or(("Segment", &[] as &[&str]), |(_, title, elements)| (*title, *elements));
    let mut line = format!("{name:3} {title}");
    let mut separator = ':';
    for (at, value) in segment.elements().enumerate() {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        // Writing into a text does not fail.
        let _ = match elements.get(at) {
            Some(element) => write!(line, "{separator} {element} {value}"),
            None => write!(line, "{separator} element {} {value}", at + 1),
        };
        if let Some(meaning) = meaning(known, at + 1, value) {
            let _ = write!(line, " ({meaning})");
        }
        separator = ',';
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::remittance::x12::Tokens;

    #[test]
    fn segments_are_told_in_words() {
        let header = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260302*1745*^*00501*000000007*0*P*:~";
        let text = format!("{header}BPR*I*312.4*D*CHK**01*122000661~ZZZ**x~REF*11*7~IK5*R*5~AMT*3~");
        let mut tokens = Tokens::new(text.as_bytes());
        let mut lines = Vec::new();
        while let Some(segment) = tokens.read().unwrap() {
            lines.push(line(&segment));
        }
        assert!(
            lines[0].starts_with("ISA Interchange: authorization qualifier 00, security qualifier 00, "),
            "{lines:?}"
        );
        assert!(
            lines[0].contains("control number 000000007,") && lines[0].contains("usage P (production)"),
            "{lines:?}"
        );
        assert_eq!(
            lines[1],
            "BPR Payment: handling I (remittance information only), amount 312.4, credit or debit D (debit), method CHK \
             (check), payer's bank qualifier 01 (ABA routing number), payer's bank 122000661"
        );
        assert_eq!(lines[2], "ZZZ Segment: element 2 x");
        assert_eq!(lines[3], "REF Reference: kind 11 (account), number 7");
        assert_eq!(
            lines[4],
            "IK5 Verdict on transaction set: verdict R (rejected), fault 5 (one or more segments are in error)"
        );
        assert_eq!(lines[5], "AMT Total: kind 3 (deposit)");
    }
}

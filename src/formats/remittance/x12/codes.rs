//! What the codes in elements mean.

/// Codes of one kind of element.
type Codes = &'static [(&'static str, &'static str)];

const BANK: Codes = &[("01", "ABA routing number"), ("02", "SWIFT"), ("04", "Canadian bank")];
const BANK_ACCOUNT: Codes = &[("DA", "demand deposit"), ("SG", "savings"), ("ALC", "agency location")];
const CREDIT: Codes = &[("C", "credit"), ("D", "debit")];
const ROLE: Codes = &[
    ("2J", "individual"),
    ("IL", "insured"),
    ("LB", "lockbox"),
    ("PE", "payee"),
    ("PR", "payer"),
    ("RM", "remitter"),
    ("QE", "policyholder"),
    ("EY", "employee name"),
];
const IDENTITY: Codes = &[
    ("01", "ABA routing number"),
    ("1", "DUNS"),
    ("34", "social security number"),
    ("58", "originator"),
    ("92", "assigned by the buyer"),
    ("C1", "insured"),
    ("EI", "employee id"),
    ("FI", "tax id"),
    ("MI", "member id"),
    ("N", "insured's own id"),
    ("XV", "plan id"),
];
const REFERENCE: Codes = &[
    ("0F", "subscriber"),
    ("11", "account"),
    ("12", "billing account"),
    ("14", "master account"),
    ("18", "plan"),
    ("1L", "group or policy"),
    ("38", "master policy"),
    ("AZ", "policy"),
    ("BT", "batch"),
    ("CK", "check"),
    ("IG", "policy"),
    ("IK", "invoice"),
    ("IV", "invoice"),
    ("LB", "lockbox"),
    ("PO", "purchase order"),
    ("POL", "exchange's policy"),
    ("TN", "transaction"),
    ("TV", "line of business"),
    ("ZZ", "by agreement"),
];

const PARTNER: Codes = &[("ZZ", "by agreement"), ("01", "DUNS"), ("30", "tax id")];
const USAGE: Codes = &[("P", "production"), ("T", "test"), ("I", "information")];
const FUNCTIONAL: Codes =
    &[("RA", "payment orders and remittance advices"), ("LB", "lockboxes"), ("FA", "acknowledgments")];
const SET: Codes = &[
    ("820", "payment order, remittance advice"),
    ("823", "lockbox"),
    ("997", "acknowledgment"),
    ("999", "acknowledgment"),
];
const HANDLING: Codes = &[
    ("C", "payment accompanies remittance"),
    ("D", "payment only"),
    ("I", "remittance information only"),
    ("P", "prenotification"),
    ("U", "payment and remittance apart"),
    ("X", "either of them"),
];
const METHOD: Codes = &[
    ("ACH", "automated clearing house"),
    ("CHK", "check"),
    ("FWT", "wire"),
    ("NON", "no payment"),
    ("BOP", "by the bank"),
];
const TRACE: Codes = &[("1", "this transaction"), ("3", "for matching with the money")];
const ACTION: Codes = &[("PI", "pay item"), ("PO", "on account"), ("PA", "in advance"), ("PP", "partial")];
const DAY: Codes = &[
    ("003", "invoice"),
    ("007", "effective"),
    ("009", "process"),
    ("035", "delivered"),
    ("050", "received"),
    ("097", "created"),
    ("405", "production"),
    ("582", "coverage"),
];
const TOTAL: Codes = &[("2", "batch"), ("3", "deposit")];
const COUNT: Codes = &[("41", "batches"), ("42", "payments")];

/// The codes of an element of a segment; nothing where it holds none.
fn codes(segment: &str, element: usize) -> Codes {
    match (segment, element) {
        ("ISA", 5 | 7) => PARTNER,
        ("ISA", 15) => USAGE,
        ("GS", 1) => FUNCTIONAL,
        ("ST", 1) => SET,
        ("BPR", 1) => HANDLING,
        ("BPR", 3) => CREDIT,
        ("BPR", 4) => METHOD,
        ("BPR", 6 | 12) | ("DEP", 5) => BANK,
        ("BPR", 8 | 14) | ("DEP", 7) => BANK_ACCOUNT,
        ("TRN", 1) => TRACE,
        ("REF" | "RMR", 1) => REFERENCE,
        ("RMR", 3) => ACTION,
        ("DTM", 1) => DAY,
        ("N1" | "NM1", 1) | ("ENT", 2) => ROLE,
        ("N1" | "ENT", 3) | ("NM1", 8) => IDENTITY,
        ("AMT", 1) => TOTAL,
        ("QTY", 1) => COUNT,
        ("TA1", 4) | ("AK5" | "AK9", 1) => VERDICT,
        ("AK5", 2) => SET_FAULT,
        _ => &[],
    }
}

/// Verdicts on interchanges, groups and transaction sets.
const VERDICT: Codes = &[
    ("A", "accepted"),
    ("E", "accepted with errors"),
    ("P", "partly accepted"),
    ("R", "rejected"),
    ("M", "rejected: authentication failed"),
    ("W", "rejected: assurance failed"),
    ("X", "rejected: not decrypted"),
];

/// What is wrong with a transaction set.
pub(super) const SET_FAULT: Codes = &[
    ("1", "transaction set not supported"),
    ("2", "trailer missing"),
    ("3", "control numbers of header and trailer differ"),
    ("4", "number of segments differs from the count"),
    ("5", "one or more segments are in error"),
    ("6", "missing or invalid transaction set identifier"),
    ("7", "missing or invalid control number"),
    ("18", "transaction set not in a functional group of its kind"),
    ("19", "invalid transaction set for the implementation"),
    ("23", "control number not unique within the group"),
    ("I5", "implementation: one or more segments are in error"),
    ("I6", "implementation convention not supported"),
];

/// What is wrong with a functional group.
pub(super) const GROUP_FAULT: Codes = &[
    ("1", "functional group not supported"),
    ("2", "version not supported"),
    ("3", "trailer missing"),
    ("4", "control numbers of header and trailer differ"),
    ("5", "number of transaction sets differs from the count"),
    ("6", "control number breaks syntax"),
    ("19", "control number not unique within the interchange"),
];

/// What is wrong with a segment.
pub(super) const SEGMENT_FAULT: Codes = &[
    ("1", "unknown segment"),
    ("2", "segment not expected here"),
    ("3", "mandatory segment missing"),
    ("4", "loop occurs too often"),
    ("5", "segment occurs too often"),
    ("6", "segment not in the transaction set"),
    ("7", "segment not in its place"),
    ("8", "segment has elements in error"),
    ("I4", "implementation: segment not used"),
    ("I6", "implementation: dependent segment missing"),
    ("I7", "implementation: loop occurs too seldom"),
    ("I8", "implementation: segment below minimum use"),
    ("I9", "implementation: dependent segment not expected"),
];

/// What is wrong with an element.
pub(super) const ELEMENT_FAULT: Codes = &[
    ("1", "mandatory element missing"),
    ("2", "element that another one demands is missing"),
    ("3", "too many elements"),
    ("4", "element too short"),
    ("5", "element too long"),
    ("6", "invalid character"),
    ("7", "invalid code"),
    ("8", "invalid date"),
    ("9", "invalid time"),
    ("10", "element excluded by another one"),
    ("12", "too many repetitions"),
    ("13", "too many components"),
    ("I6", "implementation: code not used"),
    ("I9", "implementation: dependent element missing"),
    ("I10", "implementation: element not used"),
    ("I11", "implementation: too few repetitions"),
    ("I12", "implementation: pattern does not match"),
    ("I13", "implementation: dependent element not used"),
];

/// What is wrong with an interchange.
pub(super) const INTERCHANGE_FAULT: Codes = &[
    ("000", "no error"),
    ("001", "control numbers of header and trailer differ"),
    ("002", "standard not supported"),
    ("003", "version not supported"),
    ("004", "segment terminator invalid"),
    ("005", "sender's qualifier invalid"),
    ("006", "sender invalid"),
    ("007", "receiver's qualifier invalid"),
    ("008", "receiver invalid"),
    ("009", "receiver unknown"),
    ("010", "authorization qualifier invalid"),
    ("011", "authorization invalid"),
    ("012", "security qualifier invalid"),
    ("013", "security invalid"),
    ("014", "date invalid"),
    ("015", "time invalid"),
    ("016", "standards value invalid"),
    ("017", "version value invalid"),
    ("018", "control number invalid"),
    ("019", "acknowledgment request invalid"),
    ("020", "test indicator invalid"),
    ("021", "number of groups differs from the count"),
    ("022", "control structure invalid"),
    ("023", "file ends too early"),
    ("024", "content invalid"),
    ("025", "control number was used before"),
    ("026", "element separator invalid"),
    ("027", "component separator invalid"),
];

/// What a code means; nothing for one that is not in the list.
pub(super) fn in_words(codes: Codes, code: &str) -> Option<&'static str> {
    codes.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// What the code in an element of a segment means.
pub(super) fn meaning(segment: &str, element: usize, code: &str) -> Option<&'static str> {
    in_words(codes(segment, element), code)
}

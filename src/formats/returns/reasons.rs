//! Why a check comes back, by the code of X9.100-188.

/// The code with its meaning; `None` for no code.
pub(super) fn of_code(code: &str) -> Option<String> {
    let meaning = match code.trim() {
        "" => return None,
        "A" => "not sufficient funds",
        "B" => "uncollected funds hold",
        "C" => "stop payment",
        "D" => "closed account",
        "E" => "unable to locate account",
        "F" => "frozen or blocked account",
        "G" => "stale dated",
        "H" => "post dated",
        "I" => "endorsement missing",
        "J" => "endorsement irregular",
        "K" => "signature missing",
        "L" => "signature irregular",
        "M" => "non-cash item",
        "N" => "altered or fictitious",
        "O" => "unable to process",
        "P" => "item exceeds stated limit",
        "Q" => "not authorized",
        "R" => "branch or account sold",
        "S" => "refer to maker",
        "U" => "unusable image",
        "W" => "cannot determine amount",
        "Y" => "duplicate presentment",
        "Z" => "forgery",
        other => return Some(other.to_owned()),
    };
    Some(format!("{}: {meaning}", code.trim()))
}

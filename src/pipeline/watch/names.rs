//! Names in the hot folder: which are passed over, and which a thing is put away by.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use crate::intake;

/// Endings of names that senders give to what they have not finished.
const UNFINISHED: [&str; 7] = [".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", "~"];

/// No name of ours is longer, so that a temporary name beside it still fits.
const LONGEST_NAME: usize = 230;

/// Whether a name says that its sender is still writing.
pub(super) fn is_unfinished(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    name.starts_with('~') || UNFINISHED.iter().any(|ending| name.ends_with(ending))
}

/// Whether something of that name in the hot folder is nobody's batch: hidden, unfinished, or left by a desktop.
pub(super) fn is_passed_over(name: &OsStr) -> bool {
    name.as_bytes().starts_with(b".") || is_unfinished(name) || intake::is_litter(&name.to_string_lossy())
}

/// A name made longer, its middle cut where it would be too long.
pub(super) fn with_ending(name: &OsStr, ending: &str) -> OsString {
    let mut bytes = name.as_bytes().to_vec();
    let room = LONGEST_NAME.saturating_sub(ending.len());
    if bytes.len() > room {
        // A character that is cut in two would be one more odd name.
        let whole = str::from_utf8(&bytes).map_or(room, |text| text.floor_char_boundary(room));
        bytes.truncate(whole);
    }
    bytes.extend_from_slice(ending.as_bytes());
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_unfinished_things_are_passed_over() {
        for name in [".hidden", "a.tif.part", "A.PDF.TMP", "~lock", "page.tif~", "Thumbs.db", ".DS_Store", "x.partial"]
        {
            assert!(is_passed_over(OsStr::new(name)), "{name}");
        }
        for name in ["2026-11-24", "a.tif", "part", "tmp.pdf", "apartment.tif", "a b"] {
            assert!(!is_passed_over(OsStr::new(name)), "{name}");
        }
        assert!(!is_passed_over(OsStr::from_bytes(b"\xff\xfe")));
    }

    #[test]
    fn longer_names_stay_short_enough_and_whole() {
        assert_eq!(with_ending(OsStr::new("a"), ".note.txt"), "a.note.txt");
        let long = "\u{e9}".repeat(120);
        let name = with_ending(OsStr::new(&long), ".2");
        assert!(name.len() <= LONGEST_NAME && name.to_str().unwrap().ends_with("\u{e9}.2"));
        let odd = with_ending(OsStr::from_bytes(&[0xff; 255]), ".2");
        assert_eq!(odd.len(), LONGEST_NAME);
    }
}

//! Values that fit into an element, or are refused.

use std::borrow::Cow;

use crate::formats::remittance::PostingFileError;
use crate::model::{Application, Remittance};

/// The longest reference (bill, check, party).
pub(super) const REFERENCE: usize = 35;
/// The longest bank account.
pub(super) const BANK_ACCOUNT: usize = 34;
/// The longest name or remark.
pub(super) const NAME: usize = 140;

/// A number that names something: as it is or not at all.
pub(super) fn id<'a>(text: &'a str, longest: usize, what: &dyn Fn() -> String) -> Result<&'a str, PostingFileError> {
    let problem = if text.is_empty() {
        "is empty"
    } else if text.chars().count() > longest {
        return Err(too_long(text, longest, &what()));
    } else if text.chars().any(|each| !is_text(each)) || text.trim() != text {
        "has characters that XML does not keep"
    } else {
        return Ok(text);
    };
    Err(PostingFileError::DoesNotFit(format!("{}: `{}` {problem}; correct it", what(), text.escape_debug())))
}

/// Free text: control characters are spaces; nothing else changes.
pub(super) fn name<'a>(text: &'a str, what: &dyn Fn() -> String) -> Result<Cow<'a, str>, PostingFileError> {
    let kept: Cow<'a, str> = if text.chars().all(is_text) && text.trim() == text {
        Cow::Borrowed(text)
    } else {
        let clean = text.replace(|each| !is_text(each), " ");
        Cow::Owned(clean.trim().to_owned())
    };
    if kept.chars().count() > NAME {
        return Err(too_long(&kept, NAME, &what()));
    }
    Ok(kept)
}

/// What XML can hold and hands on as it is.
fn is_text(each: char) -> bool {
    !each.is_control() && !matches!(each, '\u{fffe}' | '\u{ffff}')
}

fn too_long(text: &str, longest: usize, what: &str) -> PostingFileError {
    PostingFileError::DoesNotFit(format!(
        "{what}: `{text}` is longer than the {longest} characters that camt.054 has for it; shorten it or use another \
         form"
    ))
}

/// How messages name a payment.
pub(super) fn document(payment: &Remittance) -> String {
    format!("document {} of batch {}", payment.document, payment.batch)
}

/// How messages name a posting.
pub(super) fn posting(payment: &Remittance, applied: &Application) -> String {
    format!("posting {} ({})", applied.posting_id, document(payment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_or_refused() {
        let what = || "the bill of document 3".to_owned();
        assert_eq!(id("É-1/2", 5, &what).unwrap(), "É-1/2");
        for (text, says) in
            [("", "is empty"), ("123456", "longer than the 5"), ("1\u{7}", "does not keep"), ("1 ", "does not keep")]
        {
            let refused = id(text, 5, &what).unwrap_err().to_string();
            assert!(refused.contains(says) && refused.starts_with("the bill of document 3"), "{refused}");
        }
    }

    #[test]
    fn names_keep_all_but_control_characters() {
        let what = || "the member's name".to_owned();
        assert_eq!(name("José <Ñ> & \"王\"", &what).unwrap(), "José <Ñ> & \"王\"");
        assert_eq!(name(" a\nb\u{0} ", &what).unwrap(), "a b");
        assert!(name(&"x".repeat(141), &what).is_err());
    }
}

//! The records of X9.37 and X9.100-187, field by field: those of files, letters, bundles and deposit tickets here.

mod items;

use super::layout::Form::{Clock, Day, Digits, Line, Number, Text};
use super::layout::{Field, Form, Layout};
pub(super) use items::{ADDENDUM_A, CHECK_DETAIL, IMAGE_VIEW_DATA, IMAGE_VIEW_DETAIL};
use items::{
    ADDENDUM_B, ADDENDUM_C, IMAGE_VIEW_ANALYSIS, RETURN, RETURN_ADDENDUM_A, RETURN_ADDENDUM_B, RETURN_ADDENDUM_C,
    RETURN_ADDENDUM_D,
};

/// What the first levels are called in a file header: X9.100-187 of 2008, and of 2013 and 2016.
const FIRST_187: u8 = 30;
const WITH_CREDITS: u8 = 35;

const fn f(name: &'static str, from: usize, to: usize, form: Form) -> Field {
    Field::new(name, from, to, form)
}

const fn layout(kind: u8, name: &'static str, length: usize, fields: &'static [Field]) -> Layout {
    Layout { kind, name, length, fields }
}

pub(super) static FILE_HEADER: Layout = layout(
    1,
    "file header",
    80,
    &[
        f("standard level", 3, 4, Number),
        f("test indicator", 5, 5, Text),
        f("immediate destination", 6, 14, Text),
        f("immediate origin", 15, 23, Text),
        f("creation date", 24, 31, Day),
        f("creation time", 32, 35, Clock),
        f("resend indicator", 36, 36, Text),
        f("destination name", 37, 54, Text),
        f("origin name", 55, 72, Text),
        f("file id modifier", 73, 73, Text),
        f("country", 74, 75, Text),
        f("user field", 76, 79, Text),
        f("companion document", 80, 80, Text).since(FIRST_187),
    ],
);

pub(super) static CASH_LETTER_HEADER: Layout = layout(
    10,
    "cash letter header",
    80,
    &[
        f("collection type", 3, 4, Number),
        f("destination routing", 5, 13, Text),
        f("institution routing", 14, 22, Text),
        f("business date", 23, 30, Day),
        f("creation date", 31, 38, Day),
        f("creation time", 39, 42, Clock),
        f("record type", 43, 43, Text),
        f("documentation type", 44, 44, Text),
        f("cash letter id", 45, 52, Text),
        f("contact name", 53, 66, Text),
        f("contact phone", 67, 76, Text),
        f("work type", 77, 77, Text),
        f("returns indicator", 78, 78, Text),
        f("user field", 79, 79, Text),
    ],
);

pub(super) static BUNDLE_HEADER: Layout = layout(
    20,
    "bundle header",
    80,
    &[
        f("collection type", 3, 4, Number),
        f("destination routing", 5, 13, Text),
        f("institution routing", 14, 22, Text),
        f("business date", 23, 30, Day),
        f("creation date", 31, 38, Day),
        f("bundle id", 39, 48, Text),
        f("bundle sequence", 49, 52, Digits),
        f("cycle number", 53, 54, Text),
        f("return location", 55, 63, Text),
        f("user field", 64, 68, Text),
    ],
);

pub(super) static CREDIT_61_A: Layout = layout(
    61,
    "credit (layout A)",
    80,
    &[
        f("auxiliary on-us", 3, 17, Line),
        f("external processing code", 18, 18, Text),
        f("posting bank", 19, 27, Text),
        f("on-us", 28, 47, Line),
        f("amount", 48, 57, Number),
        f("sequence number", 58, 72, Digits),
        f("documentation type", 73, 73, Text),
        f("account type", 74, 74, Text),
        f("source of work", 75, 75, Text),
        f("work type", 76, 76, Text),
        f("debit or credit", 77, 77, Text),
    ],
);

pub(super) static CREDIT_61_B: Layout = layout(
    61,
    "credit (layout B)",
    80,
    &[
        f("record usage", 3, 3, Text),
        f("auxiliary on-us", 4, 18, Line),
        f("external processing code", 19, 19, Text),
        f("posting bank", 20, 28, Text),
        f("on-us", 29, 48, Line),
        f("amount", 49, 58, Number),
        f("sequence number", 59, 73, Digits),
        f("documentation type", 74, 74, Text),
        f("account type", 75, 75, Text),
        f("source of work", 76, 77, Text),
    ],
);

pub(super) static CREDIT_62: Layout = layout(
    62,
    "credit",
    100,
    &[
        f("auxiliary on-us", 3, 17, Line),
        f("external processing code", 18, 18, Text),
        f("posting bank", 19, 27, Text),
        f("on-us", 28, 47, Line),
        f("amount", 48, 61, Number),
        f("sequence number", 62, 76, Digits),
        f("documentation type", 77, 77, Text),
        f("account type", 78, 78, Text),
        f("source of work", 79, 80, Text),
        f("user field", 81, 96, Text),
    ],
);

static USER_RECORD: Layout = layout(68, "user record", 45, &[f("data length", 39, 45, Number)]);

pub(super) static BUNDLE_CONTROL: Layout = layout(
    70,
    "bundle control",
    80,
    &[
        f("items", 3, 6, Number),
        f("amount", 7, 18, Number),
        f("MICR valid amount", 19, 30, Number),
        f("images", 31, 35, Number),
        f("user field", 36, 55, Text),
        f("credit indicator", 56, 56, Text).since(WITH_CREDITS),
    ],
);

static ROUTING_SUMMARY: Layout = layout(
    85,
    "routing number summary",
    80,
    &[
        f("routing", 3, 11, Text),
        f("amount", 12, 25, Number),
        f("items", 26, 31, Number),
        f("user field", 32, 55, Text),
    ],
);

pub(super) static CASH_LETTER_CONTROL: Layout = layout(
    90,
    "cash letter control",
    80,
    &[
        f("bundles", 3, 8, Number),
        f("items", 9, 16, Number),
        f("amount", 17, 30, Number),
        f("images", 31, 39, Number),
        f("institution name", 40, 57, Text),
        f("settlement date", 58, 65, Day),
        f("credit indicator", 66, 66, Text).since(WITH_CREDITS),
    ],
);

pub(super) static FILE_CONTROL: Layout = layout(
    99,
    "file control",
    80,
    &[
        f("cash letters", 3, 8, Number),
        f("records", 9, 16, Number),
        f("items", 17, 24, Number),
        f("amount", 25, 40, Number),
        f("contact name", 41, 54, Text),
        f("contact phone", 55, 64, Text),
        f("credit indicator", 65, 65, Text).since(WITH_CREDITS),
    ],
);

/// The layout of a type of record; for 61 that of the most, see `Record::layout`.
pub(super) fn of_kind(kind: u8) -> Option<&'static Layout> {
    Some(match kind {
        1 => &FILE_HEADER,
        10 => &CASH_LETTER_HEADER,
        20 => &BUNDLE_HEADER,
        25 => &CHECK_DETAIL,
        26 => &ADDENDUM_A,
        27 => &ADDENDUM_B,
        28 => &ADDENDUM_C,
        31 => &RETURN,
        32 => &RETURN_ADDENDUM_A,
        33 => &RETURN_ADDENDUM_B,
        34 => &RETURN_ADDENDUM_C,
        35 => &RETURN_ADDENDUM_D,
        50 => &IMAGE_VIEW_DETAIL,
        52 => &IMAGE_VIEW_DATA,
        54 => &IMAGE_VIEW_ANALYSIS,
        61 => &CREDIT_61_A,
        62 => &CREDIT_62,
        68 => &USER_RECORD,
        70 => &BUNDLE_CONTROL,
        85 => &ROUTING_SUMMARY,
        90 => &CASH_LETTER_CONTROL,
        99 => &FILE_CONTROL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_order_and_within_their_record() {
        for layout in (0..=99).filter_map(of_kind).chain([&CREDIT_61_B]) {
            let mut next = 3;
            for field in layout.fields {
                let name = format!("{} {}", layout.kind, field.name);
                assert!(field.from >= next && field.to >= field.from && field.to <= layout.length, "{name}");
                assert_eq!(layout.fields.iter().filter(|other| other.name == field.name).count(), 1, "{name}");
                next = field.to + 1;
            }
        }
    }
}

//! The records of items: checks (25), returned checks (31), what is added to them, and their images.

use super::super::layout::Form::{Day, Digits, Line, Number, Text};
use super::super::layout::{Field, Layout};
use super::{FIRST_187, WITH_CREDITS, f, layout};

pub(in super::super) static CHECK_DETAIL: Layout = layout(
    25,
    "check detail",
    80,
    &[
        f("auxiliary on-us", 3, 17, Line),
        f("external processing code", 18, 18, Text),
        f("payor routing", 19, 26, Line),
        f("check digit", 27, 27, Line),
        f("on-us", 28, 47, Line),
        f("amount", 48, 57, Number),
        f("sequence number", 58, 72, Digits),
        f("documentation type", 73, 73, Text),
        f("return acceptance", 74, 74, Text),
        f("MICR valid", 75, 75, Digits),
        f("bank of first deposit", 76, 76, Text),
        f("addendum count", 77, 78, Number),
        f("correction", 79, 79, Digits),
        f("archive type", 80, 80, Text),
    ],
);

pub(in super::super) static ADDENDUM_A: Layout = layout(26, "addendum A", 80, ADDENDUM_A_FIELDS);
pub(super) static RETURN_ADDENDUM_A: Layout = layout(32, "return addendum A", 80, ADDENDUM_A_FIELDS);
const ADDENDUM_A_FIELDS: &[Field] = &[
    f("record number", 3, 3, Digits),
    f("bank of first deposit", 4, 12, Text),
    f("endorsement date", 13, 20, Day),
    f("sequence number", 21, 35, Digits),
    f("deposit account", 36, 53, Text),
    f("branch", 54, 58, Text),
    f("payee", 59, 73, Text),
    f("truncation", 74, 74, Text),
    f("conversion", 75, 75, Digits),
    f("correction", 76, 76, Digits),
    f("user field", 77, 77, Text),
];

pub(super) static ADDENDUM_B: Layout = layout(27, "addendum B", 22, ADDENDUM_B_FIELDS);
pub(super) static RETURN_ADDENDUM_C: Layout = layout(34, "return addendum C", 22, ADDENDUM_B_FIELDS);
const ADDENDUM_B_FIELDS: &[Field] =
    &[f("key indicator", 3, 3, Text), f("microfilm sequence", 4, 18, Text), f("key length", 19, 22, Number)];

pub(super) static ADDENDUM_C: Layout = layout(28, "addendum C", 80, ADDENDUM_C_FIELDS);
pub(super) static RETURN_ADDENDUM_D: Layout = layout(35, "return addendum D", 80, ADDENDUM_C_FIELDS);
const ADDENDUM_C_FIELDS: &[Field] = &[
    f("record number", 3, 4, Number),
    f("endorsing bank", 5, 13, Text),
    f("endorsement date", 14, 21, Day),
    f("sequence number", 22, 36, Text),
    f("truncation", 37, 37, Text),
    f("conversion", 38, 38, Text),
    f("correction", 39, 39, Text),
    f("return reason", 40, 40, Text),
    f("user field", 41, 55, Text),
    f("more of the user field", 56, 59, Text).since(FIRST_187),
    f("endorsing bank identifier", 60, 60, Text).since(FIRST_187),
];

pub(super) static RETURN: Layout = layout(
    31,
    "return",
    80,
    &[
        f("payor routing", 3, 10, Line),
        f("check digit", 11, 11, Line),
        f("on-us", 12, 31, Line),
        f("amount", 32, 41, Number),
        f("return reason", 42, 42, Text),
        f("addendum count", 43, 44, Number),
        f("documentation type", 45, 45, Text),
        f("forward bundle date", 46, 53, Day),
        f("sequence number", 54, 68, Text),
        f("external processing code", 69, 69, Text),
        f("return notification", 70, 70, Text),
        f("archive type", 71, 71, Text),
        f("times returned", 72, 72, Text),
    ],
);

pub(super) static RETURN_ADDENDUM_B: Layout = layout(
    33,
    "return addendum B",
    80,
    &[
        f("payor bank", 3, 20, Text),
        f("auxiliary on-us", 21, 35, Line),
        f("payor bank sequence", 36, 50, Text),
        f("payor bank date", 51, 58, Day),
        f("payor account name", 59, 80, Text),
    ],
);

pub(in super::super) static IMAGE_VIEW_DETAIL: Layout = layout(
    50,
    "image view detail",
    80,
    &[
        f("image indicator", 3, 3, Digits),
        f("creator routing", 4, 12, Text),
        f("creation date", 13, 20, Day),
        f("format", 21, 22, Number),
        f("compression", 23, 24, Number),
        f("data size", 25, 31, Number),
        f("side", 32, 32, Digits),
        f("view descriptor", 33, 34, Number),
        f("digital signature", 35, 35, Text),
        f("signature method", 36, 37, Text),
        f("key size", 38, 42, Text),
        f("protected data start", 43, 49, Text),
        f("protected data length", 50, 56, Text),
        f("recreate indicator", 57, 57, Text),
        f("user field", 58, 65, Text),
        f("TIFF variance", 66, 66, Text).since(WITH_CREDITS),
        f("override indicator", 67, 67, Text).since(FIRST_187),
    ],
);

pub(in super::super) static IMAGE_VIEW_DATA: Layout = layout(
    52,
    "image view data",
    105,
    &[
        f("institution routing", 3, 11, Text),
        f("business date", 12, 19, Day),
        f("cycle number", 20, 21, Text),
        f("sequence number", 22, 36, Text),
        f("security originator", 37, 52, Text),
        f("security authenticator", 53, 68, Text),
        f("security key", 69, 84, Text),
        f("clipping origin", 85, 85, Text),
        f("clipping h1", 86, 89, Text),
        f("clipping h2", 90, 93, Text),
        f("clipping v1", 94, 97, Text),
        f("clipping v2", 98, 101, Text),
        f("reference key length", 102, 105, Number),
    ],
);

pub(super) static IMAGE_VIEW_ANALYSIS: Layout = layout(
    54,
    "image view analysis",
    80,
    &[
        f("image quality", 3, 3, Text),
        f("image usability", 4, 4, Text),
        f("bank specific test", 5, 5, Text),
        f("partial image", 6, 6, Text),
        f("excessive skew", 7, 7, Text),
        f("piggyback", 8, 8, Text),
        f("too light or dark", 9, 9, Text),
        f("streaks", 10, 10, Text),
        f("too small", 11, 11, Text),
        f("too large", 12, 12, Text),
        f("power of decision", 26, 26, Text),
        f("source defect", 27, 27, Text),
        f("date", 28, 28, Text),
        f("payee", 29, 29, Text),
        f("amount in figures", 30, 30, Text),
        f("amount in words", 31, 31, Text),
        f("signature", 32, 32, Text),
        f("payor", 33, 33, Text),
        f("MICR line", 34, 34, Text),
        f("memo", 35, 35, Text),
        f("bank name", 36, 36, Text),
        f("payee endorsement", 37, 37, Text),
        f("first bank's endorsement", 38, 38, Text),
        f("transit endorsement", 39, 39, Text),
        f("user field", 46, 65, Text),
    ],
);

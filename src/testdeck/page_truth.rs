//! What is on each page, from a deck's `truth.csv` or from a table of other images whose columns are named otherwise.

use std::collections::BTreeMap;
use std::io::Read;

use super::table::{Row, TableError, table};
use crate::model::PageKind;

/// The fields of a page and the names that tables have for them; of several in one table the first counts.
const COLUMNS: [(&str, &[&str]); 10] = [
    ("barcode", &["barcode", "barcode_values"]),
    ("scanline", &["scanline"]),
    ("routing_number", &["routing_number", "routing"]),
    ("payer_account", &["payer_account", "account"]),
    ("check_number", &["check_number", "check_no"]),
    ("amount", &["amount", "amount_numeric"]),
    ("date", &["date"]),
    ("payee", &["payee"]),
    ("memo", &["memo"]),
    ("kind", &["kind"]),
];

/// What is on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTruth {
    /// Its file, as the table has it.
    pub file: String,
    /// The page in it, from 1.
    pub page: u32,
    /// Values by field; empty is nothing on the page, no entry is nothing known.
    pub values: BTreeMap<&'static str, String>,
}

/// Reads a table of truth: a column `file`, others as far as there are any; without a column `page` it is the first.
///
/// # Errors
/// When the table cannot be read, names no file, or has a page that is no number.
pub fn read(reader: impl Read) -> Result<Vec<PageTruth>, TableError> {
    table("the truth", reader)?.iter().map(page).collect()
}

fn page(row: &Row) -> Result<PageTruth, TableError> {
    let page = match row.find("page").unwrap_or_default() {
        "" => 1,
        text => text.parse().map_err(|_| row.wrong(format!("`{text}` is not a page number")))?,
    };
    let value = |names: &[&str]| names.iter().find_map(|name| row.find(name)).map(|cell| cell.trim().to_owned());
    let mut values: BTreeMap<&'static str, String> =
        COLUMNS.into_iter().filter_map(|(field, names)| Some((field, value(names)?))).collect();
    let kind = values.remove("kind").and_then(|text| kind_of(&text));
    if kind.is_some_and(|kind| !kind.is_payment()) {
        // The amount and the account of a coupon are the bill's, not those of a payment.
        values.remove("amount");
        values.entry("payer_account").and_modify(String::clear);
    }
    if let Some(kind) = kind {
        values.insert("kind", kind.word().to_owned());
    }
    Ok(PageTruth { file: row.get("file")?, page, values })
}

/// The kind that a table means: our word for it, or one that begins or ends with it (`check_us_blank`,
/// `bill_with_coupon`).
fn kind_of(text: &str) -> Option<PageKind> {
    let begins = || text.split('_').next().and_then(PageKind::from_word);
    let ends = || text.rsplit('_').next().and_then(PageKind::from_word);
    PageKind::from_word(text).or_else(begins).or_else(ends).filter(|kind| *kind != PageKind::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(page: &PageTruth) -> Vec<(&str, &str)> {
        page.values.iter().map(|(field, value)| (*field, value.as_str())).collect()
    }

    #[test]
    fn columns_of_other_names_are_understood() {
        let table = "file,kind,routing,account,check_no,amount_numeric,barcode_values\n\
                     a.png,check_us_blank,011000138,12-3,100,5.00,\n\
                     b.png,bill_with_coupon,,71,,6.00,X|Y\n\
                     c.png,x9_front,1,2,3,4.00,\n";
        let pages = read(table.as_bytes()).unwrap();
        assert_eq!((pages[0].file.as_str(), pages[0].page), ("a.png", 1));
        let check = [
            ("amount", "5.00"),
            ("barcode", ""),
            ("check_number", "100"),
            ("kind", "check"),
            ("payer_account", "12-3"),
            ("routing_number", "011000138"),
        ];
        assert_eq!(values(&pages[0]), check);
        let coupon = [
            ("barcode", "X|Y"),
            ("check_number", ""),
            ("kind", "coupon"),
            ("payer_account", ""),
            ("routing_number", ""),
        ];
        assert_eq!(values(&pages[1]), coupon);
        assert_eq!(pages[2].values["amount"], "4.00");
        assert_eq!(pages[2].values.get("kind"), None);
    }

    #[test]
    fn a_deck_names_pages() {
        let pages = read("file,page,kind,payer_account,memo\na.tif,2,money_order,,acct 7\n".as_bytes()).unwrap();
        assert_eq!(pages[0].page, 2);
        assert_eq!(values(&pages[0]), [("kind", "money_order"), ("memo", "acct 7"), ("payer_account", "")]);
    }

    #[test]
    fn tables_that_cannot_be_used_are_named() {
        let why = |table: &str| read(table.as_bytes()).unwrap_err().to_string();
        assert_eq!(why("name,page\na,1\n"), "the truth has no column file");
        assert_eq!(why("file,page\na,one\n"), "the truth, line 2: `one` is not a page number");
    }
}

//! The text files beside a deck's pages: configuration and batch ticket.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::kinds::Recipe;
use super::papers::{PAYEE_ADDRESS, PAYEES};
use crate::drawing::fonts::Face;
use crate::model::{Money, ScanFace};

/// The lockbox of every deck.
pub(super) const LOCKBOX: &str = "412612";

/// The text of `lockbox.toml`.
pub(super) fn lockbox(recipe: &Recipe) -> String {
    let partial = if recipe.partial_posts { "post" } else { "exception" };
    let mut text = format!(
        "[lockbox]\nid = \"{LOCKBOX}\"\npayees = {PAYEES:?}\ntimezone = \"America/New_York\"\n\
         routing_number = \"011000138\"\nbank_account = \"1234567890\"\n\n\
         [biller]\naddress = {PAYEE_ADDRESS:?}\n\n\
         [account]\npattern = '\\d{{10}}'\ncheck = \"luhn\"\n\n\
         [policy]\npartial = \"{partial}\"\noverpayment = \"exception\"\nstale_days = 180\n\
         money_order_limit = \"1000.00\"\n"
    );
    if !recipe.takes_cashiers {
        text.push_str("accept = [\"check\", \"money_order\", \"billpay_check\"]\n");
    }
    for coupon in recipe.coupons {
        let mut line = |name: &str, value: &str| _ = writeln!(text, "{name} = \"{value}\"");
        line("\n[[coupon]]\nname", coupon.name);
        if let Some(scanline) = coupon.scanline {
            line("scanline", scanline);
        }
        if let Some(barcode) = coupon.barcode {
            line("barcode", barcode);
        }
        if coupon.face == Face::OcrB {
            line("font", ScanFace::OcrB.word());
        }
    }
    text
}

/// The text of `batch.toml`.
pub(super) fn batch(id: &str, recipe: &Recipe, date: Date, documents: usize, total: Money) -> String {
    format!(
        "id = \"{id}\"\nlockbox = \"{LOCKBOX}\"\ndeposit_date = {date}\nreceived_date = {date}\nmode = \"{}\"\n\
         documents = {documents}\ncontrol_total = \"{total}\"\n",
        recipe.mode
    )
}

//! What the papers say and how surely, each with a word, a shape and a color.

use maud::{Markup, html};

use crate::model::{Document, Field, Transaction};
use crate::web::masks::masked;
use crate::web::pages::papers::kind;

/// How far something is to be trusted.
#[derive(Clone, Copy)]
enum Trust {
    Read,
    Check,
    Missing,
}

impl Trust {
    const fn word(self) -> &'static str {
        match self {
            Self::Read => "ok",
            Self::Check => "check",
            Self::Missing => "missing",
        }
    }

    const fn shape(self) -> &'static str {
        match self {
            Self::Read => "●",
            Self::Check => "▲",
            Self::Missing => "○",
        }
    }
}

/// A line of the table.
struct Fact {
    document: String,
    what: &'static str,
    field: &'static str,
    says: String,
    trust: Trust,
}

pub(in crate::web) fn table(transaction: &Transaction) -> Markup {
    let facts: Vec<Fact> = transaction.documents.iter().flat_map(facts).collect();
    html! {
        details.evidence open {
            summary { "What the papers say" }
            table {
                thead { tr { th scope="col" { "Paper" } th scope="col" { "Field" } th scope="col" { "Says" } th scope="col" { "State" } } }
                tbody {
                    @for fact in &facts {
                        tr data-field=(fact.field) {
                            td { (fact.document) }
                            td { (fact.what) }
                            td { (fact.says) }
                            td.trust data-trust=(fact.trust.word()) { span aria-hidden="true" { (fact.trust.shape()) } " " (fact.trust.word()) }
                        }
                    }
                }
            }
        }
    }
}

fn facts(document: &Document) -> Vec<Fact> {
    let paper = format!("{} {}", document.number, kind(document));
    let Ok(page) = document.face() else {
        return vec![Fact {
            document: paper,
            what: "image",
            field: "",
            says: "could not be read".to_owned(),
            trust: Trust::Missing,
        }];
    };
    let mut facts = Vec::new();
    let mut add = |what, field, (says, trust): (String, Trust)| {
        facts.push(Fact { document: paper.clone(), what, field, says, trust });
    };
    if let Some(coupon) = &page.coupon {
        add("barcode", "barcode", said(&coupon.barcode, |fields| fields.text.clone()));
        add("scan line", "scanline", said(&coupon.scanline, |fields| fields.text.clone()));
    }
    if let Some(check) = &page.check {
        add("amount", "courtesy", said(&check.amount.value, ToString::to_string));
        let agree = check.amount.courtesy.sure().is_some() && check.amount.courtesy.sure() == check.amount.legal.sure();
        if !agree {
            add("in figures", "courtesy", said(&check.amount.courtesy, ToString::to_string));
            add("in words", "legal", said(&check.amount.legal, ToString::to_string));
        }
        add("payer", "payer", said(&check.payer_name, Clone::clone));
        add("payee", "payee", said(&check.payee, Clone::clone));
        add("date", "date", said(&check.date, ToString::to_string));
        add("memo", "memo", said(&check.memo, Clone::clone));
        for account in &check.accounts {
            add(
                "account",
                "memo",
                (account.value.to_string(), if account.confidence >= 0.9 { Trust::Read } else { Trust::Check }),
            );
        }
        add(
            "bank",
            "micr",
            said(&check.micr, |line| {
                let routing = line.routing.map_or_else(|| "–".to_owned(), |routing| routing.to_string());
                format!(
                    "{routing} {} no. {}",
                    masked(line.payer_account.as_deref().unwrap_or_default()),
                    line.check_number.as_deref().unwrap_or("–")
                )
            }),
        );
        add(
            "signature",
            "",
            match &check.signature {
                Field::Read(read) => (if read.value { "signed" } else { "not signed" }.to_owned(), Trust::Read),
                Field::Unread(_) => ("not clear".to_owned(), Trust::Check),
                Field::Absent => ("no line found".to_owned(), Trust::Missing),
            },
        );
        if let Some(note) = &check.restrictive_notation {
            add("condition", "memo", (note.clone(), Trust::Check));
        }
    }
    for row in &page.list {
        add("list", "", (format!("{} {}", row.value.account, row.value.amount), Trust::Check));
    }
    facts
}

fn said<T>(field: &Field<T>, show: impl Fn(&T) -> String) -> (String, Trust) {
    match field {
        Field::Read(reading) => (show(&reading.value), Trust::Read),
        Field::Unread(Some(guess)) => {
            (format!("{} ({:.0} %)", show(&guess.value), guess.confidence * 100.0), Trust::Check)
        }
        Field::Unread(None) => ("not readable".to_owned(), Trust::Check),
        Field::Absent => ("–".to_owned(), Trust::Missing),
    }
}

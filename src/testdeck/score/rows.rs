//! The rows of the compared files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::model::Money;
use crate::testdeck::table::{Row, TableError, table};

/// A page image: file and page.
pub(super) type Place = (String, String);

/// Money wanted or posted on a bill.
pub(super) type Postings = BTreeMap<(String, String), Money>;

/// One document of the truth or of the run.
#[derive(Debug, Clone)]
pub(super) struct DocumentRow {
    pub(super) transaction: String,
    pub(super) kind: String,
    /// Values by column.
    pub(super) values: BTreeMap<&'static str, String>,
}

/// One transaction of the truth.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) posts: bool,
    pub(super) postings: Postings,
    pub(super) reasons: BTreeSet<String>,
    pub(super) documents: Vec<Place>,
}

#[derive(Debug, Default)]
pub(super) struct Truth {
    pub(super) documents: BTreeMap<Place, DocumentRow>,
    pub(super) transactions: BTreeMap<String, Wanted>,
}

#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) documents: BTreeMap<Place, DocumentRow>,
    pub(super) postings: BTreeMap<String, Postings>,
    /// Reasons by held transaction.
    pub(super) exceptions: BTreeMap<String, BTreeSet<String>>,
}

/// The columns that are compared.
pub(super) const FIELDS: [&str; 6] =
    ["routing_number", "payer_account", "check_number", "amount", "account_number", "bill_id"];

pub(super) fn truth(reader: impl Read) -> Result<Truth, TableError> {
    let mut truth = Truth::default();
    for row in table("truth.csv", reader)? {
        let place = (row.get("file")?, row.get("page")?);
        let document = row.document()?;
        let name = document.transaction.clone();
        truth.documents.insert(place.clone(), document);
        if name.is_empty() {
            continue;
        }
        let posts = row.get("outcome")? == "post";
        let (postings, reasons) = (row.postings()?, row.list("reasons")?);
        let wanted =
            truth.transactions.entry(name).or_insert_with(|| Wanted { posts, postings, reasons, ..Wanted::default() });
        wanted.documents.push(place);
    }
    Ok(truth)
}

pub(super) fn run(documents: impl Read, postings: impl Read, exceptions: impl Read) -> Result<Run, TableError> {
    let mut run = Run::default();
    for row in table("documents.csv", documents)? {
        run.documents.insert((row.get("file")?, row.get("page")?), row.document()?);
    }
    for row in table("posting.csv", postings)? {
        let key = (row.get("account_number")?, row.get("bill_id")?);
        let amount = row.money(&row.get("amount")?)?;
        add(run.postings.entry(row.get("transaction")?).or_default(), key, amount);
    }
    for row in table("exceptions.csv", exceptions)? {
        run.exceptions.insert(row.get("transaction")?, row.list("reasons")?);
    }
    Ok(run)
}

/// The likeliest amounts of `amounts.csv` and how surely each was read.
pub(super) fn amounts(reader: impl Read) -> Result<BTreeMap<Place, (String, f64)>, TableError> {
    let mut amounts = BTreeMap::new();
    for row in table("amounts.csv", reader)? {
        let confidence = row.get("confidence")?;
        let confidence = confidence.parse().map_err(|_| row.wrong(format!("`{confidence}` is no confidence")))?;
        amounts.insert((row.get("file")?, row.get("page")?), (row.get("amount")?, confidence));
    }
    Ok(amounts)
}

pub(super) fn add(postings: &mut Postings, key: (String, String), amount: Money) {
    let sum = postings.entry(key).or_default();
    *sum = sum.plus(amount);
}

impl Row {
    fn document(&self) -> Result<DocumentRow, TableError> {
        let values: Result<_, _> = FIELDS.into_iter().map(|field| Ok((field, self.get(field)?))).collect();
        Ok(DocumentRow { transaction: self.get("transaction")?, kind: self.get("kind")?, values: values? })
    }

    /// `account:bill:amount`, joined by |.
    fn postings(&self) -> Result<Postings, TableError> {
        let mut postings = Postings::new();
        for part in self.get("postings")?.split('|').filter(|part| !part.is_empty()) {
            let pieces: Vec<&str> = part.split(':').collect();
            let [account, bill, amount] = pieces.as_slice() else {
                return Err(self.wrong(format!("`{part}` is not account:bill:amount")));
            };
            add(&mut postings, ((*account).to_owned(), (*bill).to_owned()), self.money(amount)?);
        }
        Ok(postings)
    }
}

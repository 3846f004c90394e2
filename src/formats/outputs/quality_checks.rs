//! Blind checks as CSV: what a person is asked, without what was posted; and the answers.

use std::collections::BTreeMap;
use std::io;

use super::{JOIN, text, write_row};
use crate::model::{AccountNumber, BatchId, BillId, Money, Transaction, TransactionId};

/// The first five are written; the last three are for the answer, one row for each bill that is paid.
const COLUMNS: [&str; 8] =
    ["check_id", "batch_id", "transaction", "documents", "files", "account_number", "bill_id", "amount"];

/// Writes one row for each transaction to check, the answer left empty.
///
/// # Errors
/// When writing fails.
pub fn write_quality_checks(out: impl io::Write, batch: &BatchId, chosen: &[&Transaction]) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).map_err(io::Error::other)?;
    for (at, transaction) in chosen.iter().enumerate() {
        let list = |cell: fn(&crate::model::Document) -> String| {
            transaction.documents.iter().map(cell).collect::<Vec<_>>().join(JOIN)
        };
        let row = [
            text(format!("{batch}-Q{:06}", at + 1)),
            text(batch.as_str()),
            text(transaction.id.to_string()),
            list(|document| document.number.to_string()),
            text(list(|document| document.source.to_string())),
            String::new(),
            String::new(),
            String::new(),
        ];
        write_row(&mut out, &row)?;
    }
    out.flush()
}

/// What a person says of a transaction: what it pays, in any order; nothing where it should not have been posted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Account, bill (none for credit) and amount of each part.
    pub paid: Vec<(AccountNumber, Option<BillId>, Money)>,
}

/// Reads answered checks: rows of one transaction together are one answer. A row of which all three cells are empty is
/// not answered; the word `hold` for the account says that nobody should have posted it.
///
/// # Errors
/// When the table cannot be read or a cell cannot be understood; the message names the line.
pub fn read_answers(input: impl io::Read) -> Result<BTreeMap<(String, TransactionId), Answer>, String> {
    let mut table = csv::Reader::from_reader(input);
    let header = table.headers().map_err(|error| error.to_string())?.clone();
    let place =
        |name: &str| header.iter().position(|column| column == name).ok_or(format!("the column {name} is missing"));
    let places =
        [place("batch_id")?, place("transaction")?, place("account_number")?, place("bill_id")?, place("amount")?];
    let mut answers: BTreeMap<(String, TransactionId), Answer> = BTreeMap::new();
    for row in table.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let [batch, transaction, account, bill, amount] = places.map(|at| row.get(at).unwrap_or_default().trim());
        if [account, bill, amount].iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let unmarked = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        let answer = answers.entry((unmarked(batch), TransactionId(unmarked(transaction)))).or_default();
        if account == "hold" {
            continue;
        }
        let bad = |what: &str, cell: &str| format!("line {line}: `{cell}` is not {what}");
        let account = AccountNumber::new(account).ok_or_else(|| bad("an account number", account))?;
        let amount = amount.parse::<Money>().map_err(|_| bad("an amount such as 123.45", amount))?;
        let bill = match bill {
            "" => None,
            bill => Some(BillId::new(bill).ok_or_else(|| bad("a bill number", bill))?),
        };
        answer.paid.push((account, bill, amount));
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_taken_and_mistakes_placed() {
        let head = "check_id,batch_id,transaction,account_number,bill_id,amount\n";
        let read = |rows: &str| read_answers(format!("{head}{rows}").as_bytes());
        let answers = read("q,b,1,71,x,5.00\nq,b,1,71,,1.00\nq,b,2,,,\nq,b,'=3,hold,,\n").unwrap();
        let counts: Vec<(&str, usize)> =
            answers.iter().map(|((_, id), answer)| (id.0.as_str(), answer.paid.len())).collect();
        assert_eq!(counts, [("1", 2), ("=3", 0)]);
        assert!(read("q,b,1,7 1,x,5.00\n").unwrap_err().contains("line 2: `7 1` is not an account number"));
        assert!(read("q,b,1,71,x,five\n").unwrap_err().contains("line 2: `five` is not an amount"));
        assert!(read_answers("a,b\n".as_bytes()).unwrap_err().contains("batch_id"));
    }
}

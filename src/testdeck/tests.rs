use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::config::Config;
use crate::model::{CheckScheme, Layout, Reason};

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = files::read_text(path, 1 << 24).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let pairs = |row: csv::StringRecord| header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|row| pairs(row.unwrap())).collect()
}

fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_owned();
            (name, files::read(entry.path(), 1 << 26).unwrap())
        })
        .collect()
}

fn deck(kind: DeckKind, transactions: u32, seed: u64) -> (tempfile::TempDir, DeckSummary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = draw(&DeckSpec::new(kind, transactions, seed), folder.path()).unwrap();
    (folder, summary)
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for kind in [DeckKind::Mixed, DeckKind::Bitonal] {
        let (one, summary) = deck(kind, 18, 4);
        let (again, same) = deck(kind, 18, 4);
        let (other, _) = deck(kind, 1, 5);
        assert_eq!(bytes(one.path()), bytes(again.path()));
        assert_eq!(summary.total, same.total);
        assert_ne!(bytes(one.path()).get(Path::new("truth.csv")), bytes(other.path()).get(Path::new("truth.csv")));
    }
}

#[test]
fn a_folder_with_a_batch_is_left_alone() {
    let (folder, _) = deck(DeckKind::Singles, 1, 1);
    let before = bytes(folder.path());
    assert!(draw(&DeckSpec::new(DeckKind::Singles, 2, 2), folder.path()).is_err());
    assert_eq!(bytes(folder.path()), before);
}

/// Every envelope that posts pays open bills with exactly the money in it, within what each bill owes.
fn check_postings(rows: &[BTreeMap<String, String>], bills: &[BTreeMap<String, String>]) {
    let owed: BTreeMap<(&str, &str), &BTreeMap<String, String>> =
        bills.iter().map(|bill| ((bill["account_number"].as_str(), bill["bill_id"].as_str()), bill)).collect();
    let mut money: BTreeMap<&str, (Money, Money)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["outcome"] == "post") {
        let entry = money.entry(&row["transaction"]).or_default();
        entry.0 = entry.0.plus(row["amount"].parse().unwrap_or_default());
        let mut posted = Money::ZERO;
        for posting in row["postings"].split('|') {
            let parts: Vec<&str> = posting.split(':').collect();
            let amount: Money = parts[2].parse().unwrap();
            let bill = owed[&(parts[0], parts[1])];
            assert!(!["closed", "paid"].contains(&bill["status"].as_str()));
            assert!(amount.is_positive() && amount <= bill["amount_due"].parse().unwrap());
            posted = posted.plus(amount);
        }
        entry.1 = posted;
    }
    for (transaction, (paid, posted)) in money {
        assert_eq!(paid, posted, "{transaction}");
    }
}

#[test]
fn the_truth_is_consistent_in_every_kind() {
    for name in DeckKind::names() {
        let kind = DeckKind::from_name(name).unwrap();
        let (folder, summary) = deck(kind, 16, 11);
        let rows = table(&folder.path().join("truth.csv"));
        let bills = table(&folder.path().join("bills.csv"));
        assert_eq!((rows.len(), bills.len()), (summary.documents, summary.bills), "{name}");
        assert_eq!(summary.posts + summary.exceptions, 16, "{name}");
        check_postings(&rows, &bills);
        let total: Money = rows.iter().filter_map(|row| row["amount"].parse::<Money>().ok()).sum();
        assert_eq!(total, summary.total, "{name}");
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row["document"], (at + 1).to_string());
            assert!(files::exists(&summary.batch.join(&row["file"])), "{name}: {}", row["file"]);
            assert_eq!(row["reasons"].is_empty(), row["outcome"] == "post");
            let account = &row["account_number"];
            assert!(account.is_empty() || (account.len() == 10 && CheckScheme::Luhn.verify(account)));
        }
        check_codes(&rows, &Config::load(&folder.path().join("lockbox.toml")).unwrap());
    }
}

/// Each code on a coupon is taken apart by a layout of the deck's own configuration, to the coupon's account.
fn check_codes(rows: &[BTreeMap<String, String>], config: &Config) {
    let layouts = |which: fn(&crate::model::CouponDefinition) -> Option<&Layout>| -> Vec<&Layout> {
        config.coupons.iter().filter_map(which).collect()
    };
    let (lines, codes) = (layouts(|c| c.scanline.as_ref()), layouts(|c| c.barcode.as_ref()));
    for row in rows.iter().filter(|row| row["kind"] == "coupon") {
        for (column, layouts) in [("scanline", &lines), ("barcode", &codes)] {
            if !row[column].is_empty() {
                let read: Vec<_> = layouts.iter().filter_map(|l| l.parse(&"c".into(), &row[column])).collect();
                assert_eq!(read.len(), 1, "{}", row[column]);
                let fits = read[0].account.as_ref().unwrap().as_str() == row["account_number"];
                assert!(fits || row["reasons"] == "accounts_disagree");
            }
        }
    }
}

#[test]
fn the_exceptions_deck_shows_every_reason() {
    let (folder, _) = deck(DeckKind::Exceptions, 60, 3);
    let rows = table(&folder.path().join("truth.csv"));
    let shown: BTreeSet<&str> = rows.iter().flat_map(|row| row["reasons"].split('|')).collect();
    for reason in Reason::ALL {
        assert!(shown.contains(reason.word()), "{reason}");
    }
}

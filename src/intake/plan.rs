//! The documents of a batch, in order, before any page is decoded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::Finding;
use super::index::Row;
use super::listing::PageFile;
use crate::formats::cash_letter::{BankLine, Detail, Item};
use crate::formats::scan::Scan;
use crate::model::{Captured, DocumentNumber, Money, PageFault, PageSource, Side, TransactionId};

/// One document to come: where its pages are and what the scanner said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDocument {
    /// Its place in the batch.
    pub number: DocumentNumber,
    /// Its front.
    pub front: PageSource,
    /// Its back, where that was scanned.
    pub back: Option<PageSource>,
    /// The scanner's grouping, where it gave one.
    pub group: Option<TransactionId>,
    /// The amount keyed at the scanner, or given by its record in a cash letter.
    pub keyed_amount: Option<Money>,
    /// Its bank line as its record in a cash letter gives it.
    pub captured: Option<Captured>,
    /// The postmark of its envelope, keyed at the scanner.
    pub envelope_date: Option<Date>,
    /// Why its front cannot be had, where that is known already.
    pub fault: Option<PageFault>,
}

/// Why a page of the batch cannot be had, as far as the looked-over files tell.
pub(super) fn fault_of(file: Option<&PageFile>, source: &PageSource) -> Option<PageFault> {
    let name = &source.file;
    let why = match file.map(|file| &file.scan) {
        None => "the index names it, but it is not in the batch folder".to_owned(),
        Some(Err(why)) => why.clone(),
        Some(Ok(scan)) if source.page == 0 || source.page > scan.page_count() => match scan.break_off() {
            Some(why) => format!("page {} cannot be found: after page {} {why}", source.page, scan.page_count()),
            None => format!("there is no page {}; the file has {}", source.page, scan.page_count()),
        },
        Some(Ok(_)) => return None,
    };
    Some(PageFault(format!("`{name}`: {why}")))
}

/// Lays out documents.
pub(super) struct Planner<'a> {
    files: &'a [PageFile],
    by_name: BTreeMap<&'a str, &'a PageFile>,
    plan: Vec<PlannedDocument>,
    findings: Vec<Finding>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(files: &'a [PageFile]) -> Self {
        let by_name = files.iter().map(|file| (&*file.name, file)).collect();
        Self { files, by_name, plan: Vec::new(), findings: Vec::new() }
    }

    pub(super) fn finish(self) -> (Vec<PlannedDocument>, Vec<Finding>) {
        (self.plan, self.findings)
    }

    fn finding(&mut self, place: &str, message: impl Into<String>) {
        self.findings.push(Finding { place: place.to_owned(), message: message.into() });
    }

    fn add(&mut self, front: PageSource) -> &mut PlannedDocument {
        let file = self.by_name.get(&*front.file).copied();
        let detail = file.and_then(|file| detail_of(file, front.page));
        let fault = fault_of(file, &front).or_else(|| detail.and_then(|detail| returned(&front, detail)));
        let document = PlannedDocument {
            number: DocumentNumber(self.plan.len() as u32 + 1),
            front,
            back: None,
            group: None,
            keyed_amount: detail.and_then(|detail| detail.amount),
            captured: detail.map(captured),
            envelope_date: None,
            fault,
        };
        let at = self.plan.len();
        self.plan.push(document);
        &mut self.plan[at]
    }

    /// Every page in natural order, one document each; a check of a cash letter is a document with both its sides.
    pub(super) fn in_order(&mut self) {
        for file in self.files {
            match file.scan.as_ref().ok().and_then(Scan::cash_letter) {
                Some(letter) => self.checks(file, letter.items(), |_| true),
                None => self.single_pages(pages_of(file)),
            }
        }
    }

    fn single_pages(&mut self, pages: Vec<PageSource>) {
        for page in pages {
            self.add(page);
        }
    }

    /// The checks of a cash letter as far as their pages are wanted, and the place where it breaks off.
    fn checks(&mut self, file: &PageFile, items: &[Item], wanted: impl Fn(u32) -> bool) {
        let source = |page: u32| PageSource { file: Arc::clone(&file.name), page };
        for item in items {
            let (front, back) = (source(item.front), item.back.filter(|back| wanted(*back)).map(source));
            if wanted(item.front) {
                self.add(front).back = back;
            } else if let (Some(document), true) = (self.plan.iter_mut().find(|d| d.front == front), back.is_some()) {
                document.back = document.back.take().or(back);
            }
        }
        let pages = file.scan.as_ref().map_or(0, Scan::page_count);
        for page in pages_of(file).into_iter().filter(|page| page.page > pages) {
            self.add(page);
        }
    }

    /// Pages alternate front and back: within a file of several pages, and from file to file among single ones.
    pub(super) fn duplex(&mut self) {
        let mut open = false;
        for file in self.files {
            if let Some(letter) = file.scan.as_ref().ok().and_then(Scan::cash_letter) {
                self.checks(file, letter.items(), |_| true);
                open = false;
                continue;
            }
            let pages = pages_of(file);
            let single = pages.len() == 1;
            open &= single;
            for page in pages {
                match self.plan.last_mut().filter(|_| open) {
                    Some(document) => document.back = Some(page),
                    None => {
                        self.add(page);
                    }
                }
                open = !open;
            }
            open &= single;
        }
        let alternates = |document: &&PlannedDocument| document.back.is_none() && document.captured.is_none();
        let lone = self.plan.iter().filter(alternates).map(|d| d.front.to_string());
        for place in lone.collect::<Vec<_>>() {
            self.finding(&place, "the pages should alternate front and back, but this one has no back");
        }
    }

    /// As the scanner's index says; pages that it does not mention follow at the end.
    pub(super) fn indexed(&mut self, rows: Vec<Row>) {
        let mut taken = BTreeSet::new();
        let mut missing = BTreeSet::new();
        for row in rows {
            let source = PageSource { file: self.file_name(&row.file), page: row.page };
            if !taken.insert((Arc::clone(&source.file), source.page)) {
                self.finding(&row.place, format!("{source} was named before; it is taken once"));
                continue;
            }
            if !self.by_name.contains_key(&*source.file) && missing.insert(Arc::clone(&source.file)) {
                self.finding(&row.place, format!("`{}` is not in the batch folder", source.file));
            }
            self.indexed_row(row, source);
        }
        for file in self.files {
            let rest: Vec<_> =
                pages_of(file).into_iter().filter(|p| !taken.contains(&(Arc::clone(&p.file), p.page))).collect();
            if let [first, ..] = rest.as_slice() {
                let pages = rest.iter().map(|page| page.page.to_string()).collect::<Vec<_>>().join(", ");
                let file = first.file.to_string();
                self.finding(&file, format!("index.csv does not mention page {pages}; taken at the end of the batch"));
            }
            match file.scan.as_ref().ok().and_then(Scan::cash_letter) {
                Some(letter) => {
                    let rest: BTreeSet<u32> = rest.iter().map(|page| page.page).collect();
                    self.checks(file, letter.items(), |page| rest.contains(&page));
                }
                None => self.single_pages(rest),
            }
        }
    }

    fn indexed_row(&mut self, row: Row, source: PageSource) {
        if row.side == Side::Back {
            match self.plan.last_mut() {
                Some(document) if document.back.is_none() => {
                    document.back = Some(source);
                    let other = row.transaction.is_some() && row.transaction != document.group;
                    if other {
                        self.finding(
                            &row.place,
                            "a back of another transaction than the front before it; kept with that front",
                        );
                    }
                    return;
                }
                _ => self.finding(&row.place, "a back without a front before it; it is taken as a document of its own"),
            }
        }
        let document = self.add(source);
        document.group = row.transaction;
        document.keyed_amount = row.amount.or(document.keyed_amount);
        document.envelope_date = row.envelope_date;
    }

    /// The file that an index means: by its exact name, or else by the only one that differs in letter case.
    fn file_name(&self, name: &str) -> Arc<str> {
        let mut alike = self.files.iter().filter(|file| file.name.eq_ignore_ascii_case(name));
        let exact = self.by_name.get(name).copied();
        let file = exact.or_else(|| alike.next().filter(|_| alike.next().is_none()));
        file.map_or_else(|| name.into(), |file| Arc::clone(&file.name))
    }
}

/// The record of the check whose front image a page is.
fn detail_of(file: &PageFile, page: u32) -> Option<&Detail> {
    let items = file.scan.as_ref().ok()?.cash_letter()?.items();
    let at = items.binary_search_by_key(&page, |item| item.front).ok()?;
    items[at].detail.as_ref()
}

/// A check that came back unpaid takes money away; it must never be posted as a payment.
fn returned(front: &PageSource, detail: &Detail) -> Option<PageFault> {
    let amount = detail.amount.map(|amount| format!(" of {amount}")).unwrap_or_default();
    let why = || format!("`{}`: record {} is a returned check{amount}, no payment", front.file, detail.record);
    detail.returned.then(|| PageFault(why()))
}

/// The bank line that a record stands for, written as it is printed.
fn captured(detail: &Detail) -> Captured {
    let line = BankLine::printed(&detail.auxiliary_on_us, &detail.routing, &detail.on_us);
    Captured { sure: detail.well_captured, line }
}

/// The pages of a file: one that stands for all if it cannot be read, and one more for those that cannot be found.
fn pages_of(file: &PageFile) -> Vec<PageSource> {
    let count = match &file.scan {
        Ok(scan) => scan.page_count() + u32::from(scan.break_off().is_some()),
        Err(_) => 1,
    };
    (1..=count).map(|page| PageSource { file: Arc::clone(&file.name), page }).collect()
}

//! Measures the recognisers on pages whose truth is known: how often each field is read and misread, and how long each
//! stage takes.
//!
//! | file | holds |
//! |---|---|
//! | `pages` | the truth table and where its pages are |
//! | `values` | readings and truth brought to one form |
//! | `speed` | times by stage |
//! | `report` | all of it for people |

mod pages;
mod report;
mod speed;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use rayon::prelude::*;

pub use self::pages::{BenchPage, BenchPages, truth_of};
use self::speed::Speed;
pub use self::speed::StageSpeed;
use self::values::{FIELDS, MICR_PARTS, OF_WORDS, Value};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::scan::Scan;
use crate::model::{PageFault, PageReading};
use crate::reading::{PageReader, Stages};
use crate::testdeck::fields::{FieldScore, Verdict};

/// How the recognisers did.
#[derive(Debug, Clone)]
pub struct ReadBench {
    /// Pages measured.
    pub pages: usize,
    /// Pages that could not be decoded or read; all their fields count as unread.
    pub faults: usize,
    /// How each field was read, in the order of the report.
    pub fields: Vec<FieldScore>,
    /// How long it took.
    pub speed: Speed,
    /// Threads that read.
    pub threads: usize,
    /// Seconds on the clock, first page to last.
    pub seconds: f64,
}

/// How one page was read.
#[derive(Debug, Clone)]
pub struct PageBench<'a> {
    /// The page.
    pub page: &'a BenchPage,
    /// Every field of its truth, in the order of the report.
    pub fields: Vec<FieldBench>,
    /// Why nothing was read.
    pub fault: Option<PageFault>,
    /// How long it took.
    pub milliseconds: f64,
}

/// How one field of a page was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldBench {
    /// The field.
    pub name: &'static str,
    /// Whether it is right.
    pub verdict: Verdict,
    /// What the truth has.
    pub want: String,
    /// What was read.
    pub read: String,
    /// The best guess where nothing was.
    pub guess: String,
}

/// Pages read before they are told of; no thread waits for another within them.
const GROUP: usize = 256;

/// How to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenchOptions {
    /// Threads that read.
    pub threads: usize,
    /// Whether printed and written words are read, too; else only what every page costs is measured.
    pub words: bool,
}

/// Reads every page and compares it with its truth; `each` hears of the pages in their order. As many pages as there
/// are threads are in memory at a time.
///
/// # Errors
/// When the threads cannot be started or `each` fails.
pub fn bench_read(
    pages: &[BenchPage],
    config: &Config,
    options: BenchOptions,
    mut each: impl FnMut(&PageBench<'_>) -> io::Result<()>,
) -> Result<ReadBench> {
    let BenchOptions { threads, words } = options;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::Refused(format!("{threads} threads cannot be started: {error}")))?;
    let reader = if words { PageReader::new(config) } else { PageReader::new(config).without_words() };
    if let Some(first) = pages.first() {
        // What the recognisers make once is no page's cost.
        pool.broadcast(|_| read_page(first, &reader));
    }
    let mut bench = ReadBench::new(options);
    let start = Instant::now();
    for group in pages.chunks(GROUP) {
        let read: Vec<PageRead> = pool.install(|| group.par_iter().map(|page| read_page(page, &reader)).collect());
        for (page, read) in group.iter().zip(read) {
            each(&bench.count(page, read)).map_err(|error| Error::Refused(format!("cannot go on: {error}")))?;
        }
    }
    bench.seconds = start.elapsed().as_secs_f64();
    Ok(bench)
}

/// A page read, with the seconds of its stages and of all of it.
struct PageRead {
    reading: std::result::Result<PageReading, PageFault>,
    stages: Stages,
    seconds: f64,
}

fn read_page(page: &BenchPage, reader: &PageReader) -> PageRead {
    let mut stages = Stages::default();
    let start = Instant::now();
    let attempt = catch_unwind(AssertUnwindSafe(|| decode_and_read(page, reader, &mut stages)));
    let reading = attempt.unwrap_or_else(|_| Err(PageFault("reading it broke off".to_owned())));
    PageRead { reading, stages, seconds: start.elapsed().as_secs_f64() }
}

fn decode_and_read(
    page: &BenchPage,
    reader: &PageReader,
    stages: &mut Stages,
) -> std::result::Result<PageReading, PageFault> {
    let image = stages.time("decode", || {
        let open = || files::open(&page.path).map(BufReader::new).map_err(|error| PageFault(error.to_string()));
        let scan = Scan::survey(open()?).map_err(|error| PageFault(error.to_string()))?;
        scan.page(open()?, page.truth.page).map_err(|error| PageFault(error.to_string()))
    })?;
    reader.read(image, stages).map_err(|error| PageFault(error.to_string()))
}

impl ReadBench {
    fn new(BenchOptions { threads, words }: BenchOptions) -> Self {
        let fields = FIELDS.into_iter().filter(|name| words || !OF_WORDS.contains(name));
        let fields = fields.map(FieldScore::new).collect();
        Self { pages: 0, faults: 0, fields, speed: Speed::default(), threads, seconds: 0.0 }
    }

    /// Counts a page. The time of one that could not be read tells nothing of the recognisers.
    fn count<'a>(&mut self, page: &'a BenchPage, read: PageRead) -> PageBench<'a> {
        self.pages += 1;
        let (values, fault) = match &read.reading {
            Ok(reading) => (values::values(reading), None),
            Err(fault) => (BTreeMap::new(), Some(fault.clone())),
        };
        if fault.is_none() {
            self.speed.count(&read.stages.seconds(), read.seconds);
        }
        self.faults += usize::from(fault.is_some());
        let mut fields = compare(&page.truth.values, &values);
        fields.retain(|field| self.fields.iter().any(|score| score.name == field.name));
        for field in &fields {
            if let Some(score) = self.fields.iter_mut().find(|score| score.name == field.name) {
                score.count(field.verdict);
            }
        }
        PageBench { page, fields, fault, milliseconds: read.seconds * 1000.0 }
    }
}

/// Every field that the truth tells something of.
fn compare(truth: &BTreeMap<&'static str, String>, values: &BTreeMap<&'static str, Value>) -> Vec<FieldBench> {
    let one = |name: &'static str| {
        let want = values::wanted(name, truth.get(name)?)?;
        let Value { read, guess } = values.get(name).cloned().unwrap_or_default();
        Some(FieldBench { name, verdict: Verdict::of(name, &want, &read), want, read, guess })
    };
    let line = || {
        let parts: Vec<FieldBench> = MICR_PARTS.into_iter().filter_map(one).collect();
        let verdicts: Vec<Verdict> = parts.iter().map(|part| part.verdict).collect();
        let joined = |text: fn(&FieldBench) -> &str| parts.iter().map(text).collect::<Vec<_>>().join(" ");
        let (want, read, guess) = (joined(|part| &part.want), joined(|part| &part.read), joined(|part| &part.guess));
        let [want, read, guess] = [want, read, guess].map(|text| text.trim().to_owned());
        (!parts.is_empty()).then(|| FieldBench {
            name: "micr_line",
            verdict: values::of_line(&verdicts),
            want,
            read,
            guess,
        })
    };
    FIELDS.into_iter().filter_map(|name| if name == "micr_line" { line() } else { one(name) }).collect()
}

//! Draws scan decks whose truth is known, for measuring a reader: a batch folder, its bills, its settings, its truth.
//!
//! The same kind, seed and count give the same bytes. Planning is sequential and cheap; drawing runs on all cores,
//! some envelopes at a time, so a deck of any size needs little memory.
//!
//! | file | holds |
//! |---|---|
//! | `kinds` | the kinds of decks and what each is made of |
//! | `names` | invented people, banks and firms |
//! | `books` | accounts and bills |
//! | `plan` | planned papers and envelopes with their truth |
//! | `papers` | the texts of single coupons and payments |
//! | `planner` | good envelopes |
//! | `lines` | single lines, for training and trials |
//! | `sheets` | batch tickets and separator sheets among them |
//! | `faults` | envelopes that must be held, one reason each |
//! | `slips` | amounts one slip away from another |
//! | `page` | planned papers drawn |
//! | `degrade` | what scanning does to them |
//! | `output`, `letter`, `truth`, `settings` | the files |
//! | `table` | tables of truth and of results read back |
//! | `page_truth` | what is on each page, also of images that are no deck |
//! | `fields` | whether a field was read rightly |
//! | `score` | a run compared with the truth |

mod books;
pub mod degrade;
mod faults;
pub mod fields;
mod kinds;
mod letter;
pub mod lines;
mod names;
mod output;
mod page;
pub mod page_truth;
mod papers;
mod plan;
mod planner;
pub mod score;
mod settings;
mod sheets;
mod slips;
pub mod table;
mod truth;

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use self::degrade::Wear;
use self::kinds::Recipe;
pub use self::kinds::{DeckKind, Level, PageFormat};
use self::output::{Page, Stored};
use self::plan::{Envelope, Expected, Paper, Sheet};
use self::planner::Planner;
use crate::drawing::fonts::Fonts;
use crate::drawing::pen::pick;
use crate::error::{Error, Result};
use crate::files;
use crate::model::Money;

/// The day every deck is deposited.
const DEPOSIT_DATE: Date = date(2026, 11, 24);

/// How many envelopes are drawn and stored together; also bounds the pages of one TIFF file.
const CHUNK: usize = 16;

/// What deck is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeckSpec {
    /// Its kind.
    pub kind: DeckKind,
    /// How many envelopes.
    pub transactions: u32,
    /// The seed of all chance.
    pub seed: u64,
    /// How badly it is scanned; `None` for what the kind usually has.
    pub level: Option<Level>,
    /// How pages are stored; `None` for what the kind usually has.
    pub format: Option<PageFormat>,
}

impl DeckSpec {
    /// A deck as its kind usually is.
    #[must_use]
    pub const fn new(kind: DeckKind, transactions: u32, seed: u64) -> Self {
        Self { kind, transactions, seed, level: None, format: None }
    }
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckSummary {
    /// The batch's name.
    pub batch_id: String,
    /// The batch folder.
    pub batch: PathBuf,
    /// How many documents.
    pub documents: usize,
    /// How many bills in the file of open bills.
    pub bills: usize,
    /// The money of all payments.
    pub total: Money,
    /// How many envelopes must post.
    pub posts: usize,
    /// How many envelopes must be held.
    pub exceptions: usize,
}

/// An envelope with its place in the batch.
struct Numbered {
    envelope: Envelope,
    transaction: String,
    first_document: usize,
    first_page: usize,
}

/// The rows that one envelope adds to the tables.
#[derive(Default)]
struct Rows {
    truth: Vec<[String; 21]>,
    index: Vec<[String; 7]>,
}

/// Draws a deck into a folder: `bills.csv`, `lockbox.toml`, `truth.csv` and the folder `batch`.
///
/// # Errors
/// When a font is missing, the folder holds a deck already, or writing fails.
pub fn draw(spec: &DeckSpec, out: &Path) -> Result<DeckSummary> {
    let recipe = recipe(spec);
    let fonts = Fonts::all()?;
    let batch = out.join("batch");
    if recipe.format.is_some_and(PageFormat::is_cash_letter) && recipe.mode != "check-only" {
        let message = "a cash letter holds nothing but checks; draw it with `--kind check-only`";
        return Err(Error::Refused(message.to_owned()));
    }
    if files::exists(&batch) {
        return Err(Error::Refused(format!("`{}` holds a batch already; choose an empty folder", out.display())));
    }
    files::make_folder(&batch)?;
    let (envelopes, books) = Planner::new(recipe, spec.seed, DEPOSIT_DATE).plan(spec.transactions);
    let posts = envelopes.iter().filter(|envelope| matches!(envelope.expected, Expected::Post(_))).count();
    let total: Money = envelopes.iter().map(Envelope::total).sum();
    let numbered = number(envelopes, &recipe);
    let documents: usize = numbered.iter().map(|one| one.envelope.sheets.len()).sum();
    let batch_id = format!("{}-{}", spec.kind.name(), spec.seed);

    let chunks: Vec<Rows> = numbered
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(at, chunk)| draw_chunk(spec, &recipe, &fonts, &batch, at, chunk))
        .collect::<Result<_>>()?;
    write_table(&out.join("truth.csv"), &truth::HEADER, chunks.iter().flat_map(|rows| &rows.truth))?;
    if recipe.index {
        write_table(&batch.join("index.csv"), &INDEX_HEADER, chunks.iter().flat_map(|rows| &rows.index))?;
    }
    let ticket = settings::batch(&batch_id, &recipe, DEPOSIT_DATE, documents, total);
    files::write_atomic(&batch.join("batch.toml"), |file| file.write_all(ticket.as_bytes()))?;
    let config = settings::lockbox(&recipe);
    files::write_atomic(&out.join("lockbox.toml"), |file| file.write_all(config.as_bytes()))?;
    let bills = books.write(&out.join("bills.csv"))?;
    let exceptions = numbered.len() - posts;
    Ok(DeckSummary { batch_id, batch, documents, bills, total, posts, exceptions })
}

fn recipe(spec: &DeckSpec) -> Recipe {
    let usual = spec.kind.recipe();
    Recipe { level: spec.level.unwrap_or(usual.level), format: spec.format.or(usual.format), ..usual }
}

const INDEX_HEADER: [&str; 7] = ["sequence", "file", "page", "side", "transaction", "amount", "envelope_date"];

fn number(envelopes: Vec<Envelope>, recipe: &Recipe) -> Vec<Numbered> {
    let (mut first_document, mut first_page) = (1, 1);
    let place = |(at, envelope): (usize, Envelope)| {
        let transaction = if recipe.index { format!("T{:05}", at + 1) } else { (at + 1).to_string() };
        let one = Numbered { transaction, first_document, first_page, envelope };
        first_document += one.envelope.sheets.len();
        first_page += one.envelope.sheets.iter().map(|sheet| 1 + usize::from(has_back(sheet, recipe))).sum::<usize>();
        one
    };
    envelopes.into_iter().enumerate().map(place).collect()
}

/// Whether the scanner took the back, too.
fn has_back(sheet: &Sheet, recipe: &Recipe) -> bool {
    let scanned = recipe.index && recipe.level == Level::Heavy && sheet.seed.is_multiple_of(5);
    scanned && matches!(sheet.paper, Paper::Payment { .. })
}

/// Chance of its own for a place in the deck, so that drawing order does not matter.
fn chance(spec: &DeckSpec, purpose: u64, place: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(spec.seed);
    rng.set_stream(purpose << 40 | place as u64);
    rng
}

fn draw_chunk(
    spec: &DeckSpec,
    recipe: &Recipe,
    fonts: &Fonts,
    batch: &Path,
    at: usize,
    chunk: &[Numbered],
) -> Result<Rows> {
    let mut rng = chance(spec, 1, at);
    let any = [PageFormat::Png, PageFormat::Jpeg, PageFormat::GrayTiff, PageFormat::BitonalTiff];
    let format = recipe.format.unwrap_or_else(|| pick(&mut rng, &any));
    let quality = rng.random_range(55..92);
    let first_page = chunk.first().map_or(1, |one| one.first_page);
    let mut pages = Vec::new();
    let mut writers = Vec::new();
    for sheet in chunk.iter().flat_map(|one| &one.envelope.sheets) {
        let drawn = page::draw(fonts, sheet, has_back(sheet, recipe))?;
        for gray in [drawn.front, drawn.back] {
            let Some(gray) = gray else { continue };
            let mut rng = chance(spec, 2, first_page + pages.len());
            let wear = Wear::pick(recipe.level, format.is_bitonal(), &mut rng);
            pages.push(Page::Image(wear.apply(gray, &mut rng)));
        }
        if matches!(sheet.paper, Paper::Broken) {
            pages.push(Page::Broken);
        }
        writers.push(drawn.written_by);
    }
    let sheets = chunk.iter().flat_map(|one| &one.envelope.sheets);
    let stored = match format.is_cash_letter() {
        true => letter::write(batch, first_page, sheets, pages, format)?,
        false => output::write(batch, first_page, pages, format, quality)?,
    };
    Ok(rows(recipe, chunk, first_page, &stored, &writers))
}

fn rows(recipe: &Recipe, chunk: &[Numbered], first_page: usize, stored: &[Stored], writers: &[String]) -> Rows {
    let mut rows = Rows::default();
    let mut places = stored.iter().enumerate();
    let mut writers = writers.iter();
    for one in chunk {
        let expected = truth::ExpectedText::of(&one.envelope.expected);
        for (at, sheet) in one.envelope.sheets.iter().enumerate() {
            let (Some((place, front)), Some(writer)) = (places.next(), writers.next()) else { return rows };
            let document = one.first_document + at;
            rows.truth.push(truth::row(&one.transaction, document, front, &sheet.truth, &expected, writer));
            let keyed = books::text(&sheet.keyed);
            rows.index.push(index_row(first_page + place, front, "front", &one.transaction, keyed));
            if has_back(sheet, recipe) {
                let Some((place, back)) = places.next() else { return rows };
                rows.index.push(index_row(first_page + place, back, "back", &one.transaction, String::new()));
            }
        }
    }
    rows
}

fn index_row(sequence: usize, stored: &Stored, side: &str, transaction: &str, amount: String) -> [String; 7] {
    let (file, page) = (stored.file.clone(), stored.page.to_string());
    [sequence.to_string(), file, page, side.to_owned(), transaction.to_owned(), amount, String::new()]
}

fn write_table<'a, const N: usize>(
    path: &Path,
    header: &[&str; N],
    rows: impl Iterator<Item = &'a [String; N]>,
) -> Result<()> {
    let failed = |error: csv::Error| Error::content(path, None, error.to_string());
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(header).map_err(failed)?;
    for row in rows {
        table.write_record(row).map_err(failed)?;
    }
    let bytes = table.into_inner().map_err(|error| Error::content(path, None, error.to_string()))?;
    files::write_atomic(path, |out| out.write_all(&bytes))
}

#[cfg(test)]
mod tests;

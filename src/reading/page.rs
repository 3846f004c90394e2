//! One page: from pixels to what it says, cheap tests first.

use super::amount::enclosed;
use super::barcode::{BarcodeReader, CodeReader, Symbology};
use super::face::{self, FaceReading};
use super::line::micr::{self, MicrReader};
use super::line::scanline::{self, ScanlineReader};
use super::text::TextError;
use super::{Stages, piggyback};
use crate::config::Config;
use crate::model::{
    Barcode, BatchTicket, CheckReading, CodedFields, CouponDefinition, CouponReading, Field, Measures, MicrLine,
    PageKind, PageReading, PaymentType, Quality, QualityFlag, Reading, Rect, Rotation, Source,
};
use crate::raster::{Page, PageImage, components, has_faint_writing, may_be_print, may_be_text, prepare};

/// Less ink than this share of the page (in thousandths) is a blank page.
const BLANK_PERMILLE: u64 = 1;

/// Scan lines less likely than this are none.
const LITTLE: f32 = 0.02;
/// Letters and their pieces are at least so high and at most so wide and high, in thousandths of an inch, and a page that
/// is not blank has so many.
const LETTER: (u32, u32) = (25, 400);
const FEWEST_LETTERS: usize = 10;

/// What the barcodes of sheets say that part transactions.
const SEPARATORS: [&str; 5] = ["separator", "separatorsheet", "batchseparator", "documentseparator", "patcht"];
/// Patch codes that part documents or batches; upside down the latter two are each other.
const PATCHES: [&str; 3] = ["PATCH 2", "PATCH 3", "PATCH T"];
/// Envelopes from size 6 3/4 to size 10, in inches, with what scanning adds and takes away.
const ENVELOPE_LONG: std::ops::Range<f32> = 6.2..9.9;
const ENVELOPE_SHORT: std::ops::Range<f32> = 3.3..5.2;

/// Reads pages with one set of recognisers; any of them can be replaced.
pub struct PageReader {
    config: Config,
    barcodes: Box<dyn BarcodeReader + Send + Sync>,
    micr: Box<dyn MicrReader + Send + Sync>,
    scanline: Box<dyn ScanlineReader + Send + Sync>,
    reads_words: bool,
}

/// What the machine-readable lines and codes of a page say, for one way of holding it.
struct Codes {
    rotation: Rotation,
    micr: Field<MicrLine>,
    scanline: Field<CodedFields>,
}

impl Codes {
    /// No line at all.
    const fn none() -> Self {
        Self { rotation: Rotation::None, micr: Field::Absent, scanline: Field::Absent }
    }

    /// How sure the page is held the right way: the best confidence of any line on it.
    fn strength(&self) -> f32 {
        let micr = self.micr.best().map_or(0.0, |reading| reading.confidence);
        let scanline = self.scanline.best().map_or(0.0, |reading| reading.confidence);
        micr.max(scanline)
    }

    const fn is_sure(&self) -> bool {
        matches!(self.micr, Field::Read(_)) || matches!(self.scanline, Field::Read(_))
    }
}

impl PageReader {
    /// The recognisers that the program comes with, set up for these coupons and accounts.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            barcodes: Box::new(CodeReader::default()),
            micr: Box::new(micr::E13bReader),
            scanline: Box::new(scanline::TemplateReader),
            reads_words: true,
        }
    }

    /// Leaves out printed and written words: what remains is what every page costs, to be measured alone.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self { reads_words: false, ..self }
    }

    /// Reads a page. What cannot be read surely is unread; it never fails for what is on the paper.
    ///
    /// # Errors
    /// When the text engine cannot be started.
    pub fn read(&self, image: PageImage, spent: &mut Stages) -> Result<PageReading, TextError> {
        let mut page = spent.time("prepare", || prepare(&image));
        page.quality = Quality::judged(page.quality.skew_degrees, page.quality.measures, &self.config.quality);
        let pixels = u64::from(page.ink.width()) * u64::from(page.ink.height());
        if page.ink.count() * 1000 < BLANK_PERMILLE * pixels && !has_letters(&page) {
            let is_sound = page.quality.flags.iter().all(|flag| *flag == QualityFlag::TooLight);
            let is_faint = !image.bitonal && has_faint_writing(&page.gray, page.dpi);
            let kind = if is_sound && !is_faint { PageKind::Blank } else { PageKind::Other };
            return Ok(PageReading { kind, quality: page.quality, ..PageReading::default() });
        }
        let barcodes = spent.time("barcode", || self.barcodes.read(&image, &page));
        // A large scan need not lie in memory beside what the text engine takes, nor another one beside this one's work.
        let PageImage { gray, turn: _turn, .. } = image;
        drop(gray);
        let barcode = coded_barcode(&barcodes, &self.config.coupons);
        let separates = barcodes.iter().any(is_separator) && barcode.is_absent();
        // A patch code proves nothing by itself: a paper with a bank line is a payment, whatever is printed on it.
        if separates && (barcodes.iter().any(is_text_separator) || self.micr.read(&page).best().is_none()) {
            return Ok(PageReading {
                kind: PageKind::Separator,
                quality: page.quality,
                barcodes,
                ..PageReading::default()
            });
        }
        let (page, codes) = if may_be_print(&page.ink, page.dpi) {
            self.upright(page, barcode.sure().is_some(), spent)
        } else {
            (page, Codes::none())
        };
        let mut reading =
            PageReading { rotation: codes.rotation, quality: page.quality.clone(), barcodes, ..PageReading::default() };
        if barcode.sure().is_some() || codes.scanline.sure().is_some() {
            reading.kind = PageKind::Coupon;
            // Only a line that was read tells for sure which way the writing stands.
            let is_upright = codes.scanline.sure().is_some() && self.reads_words;
            let enclosed = if is_upright { spent.time("amount", || enclosed::read(&page)) } else { Field::Absent };
            reading.coupon = Some(CouponReading { scanline: codes.scanline, barcode, enclosed });
            return Ok(reading);
        }
        if let Field::Read(line) = &codes.micr
            && piggyback::has_second_line(&page, line, self.micr.as_ref())
        {
            reading.quality.flags.push(QualityFlag::Piggyback);
        }
        let bare = codes.micr.is_absent() && barcode.is_absent() && !self.may_have_scanline(&codes);
        let envelope = bare && is_envelope(&page, &reading);
        // The text engine takes minutes for noise and patterns, and finds nothing.
        let mut reading = if self.reads_words && may_be_text(&page.ink, page.dpi) {
            self.read_face(&page, codes, barcode, reading, spent)?
        } else {
            by_codes(codes, reading)
        };
        // Checks that a bank mails carry the same barcode above the payee's address: an envelope has none of their words.
        if envelope && matches!(reading.kind, PageKind::Other | PageKind::Correspondence) {
            reading.kind = PageKind::Envelope;
        }
        Ok(reading)
    }

    /// Holds the two sides of a paper against each other.
    pub fn compare_sides(&self, front: &mut PageReading, back: &PageReading) {
        front.quality.compare_with_back(&back.quality.measures, &self.config.quality);
    }

    /// The page turned the way its lines can be read.
    fn upright(&self, page: Page, has_barcode: bool, spent: &mut Stages) -> (Page, Codes) {
        let standing = self.codes(&page, Rotation::None, has_barcode, spent);
        if standing.is_sure() {
            return (page, standing);
        }
        let turned = page.turned_half();
        let upside_down = self.codes(&turned, Rotation::Half, has_barcode, spent);
        if upside_down.is_sure() {
            return (turned, upside_down);
        }
        // A page that stands on its side is taller than wide; letters are, too, so only a sure line turns it.
        if page.gray.height() > page.gray.width() && !has_barcode {
            for (rotation, page) in sideways(&page) {
                let codes = self.codes(&page, rotation, has_barcode, spent);
                if codes.is_sure() {
                    return (page, codes);
                }
            }
        }
        // Nothing is sure: the page stays as it lies unless the other way is clearly better.
        if upside_down.strength() > standing.strength() + 0.2 { (turned, upside_down) } else { (page, standing) }
    }

    /// The lines of a page held one way. A page with a coupon's barcode has no bank line, one with a bank line no scan
    /// line: what is found first settles it.
    fn codes(&self, page: &Page, rotation: Rotation, has_barcode: bool, spent: &mut Stages) -> Codes {
        let micr = if has_barcode { Field::Absent } else { spent.time("micr", || self.micr.read(page)) };
        let scanline = match micr {
            Field::Read(_) => Field::Absent,
            _ => spent.time("scanline", || self.scanline.read(page, &self.config.coupons)),
        };
        Codes { rotation, micr, scanline }
    }

    /// Whether what was seen may be a coupon's scan line; the digits of an address look a little like one.
    fn may_have_scanline(&self, codes: &Codes) -> bool {
        let wanted = self.config.coupons.iter().any(|definition| definition.scanline.is_some());
        wanted && codes.scanline.best().is_some_and(|reading| reading.confidence >= LITTLE)
    }

    /// Reads the printed text of a page that is no coupon by its codes: a check, a damaged coupon, a letter.
    fn read_face(
        &self,
        page: &Page,
        codes: Codes,
        barcode: Field<CodedFields>,
        mut reading: PageReading,
        spent: &mut Stages,
    ) -> Result<PageReading, TextError> {
        let least = self.config.policy.amount_confidence;
        let mut face = spent.time("text", || face::read(page, &self.config.account, least))?;
        if face.is_doubtful(codes.micr.sure().is_some(), &self.config) {
            face = spent.time("tesseract", || face::read_again(face, page, &self.config.account, least))?;
        }
        reading.list = std::mem::take(&mut face.list);
        let money = face.amount.courtesy.best().is_some() || face.amount.legal.best().is_some();
        let hint = match face.kind {
            _ if codes.micr.sure().is_some() => Some(PageKind::Check),
            Some(PageKind::Other | PageKind::Correspondence) | None if money => Some(PageKind::Check),
            kind => kind,
        };
        match hint {
            Some(PageKind::Check | PageKind::MoneyOrder) => {
                let payment_type = payment_type(&codes.micr, &face);
                let is_money_order = payment_type == PaymentType::MoneyOrder;
                reading.kind = if is_money_order { PageKind::MoneyOrder } else { PageKind::Check };
                reading.check = Some(check_reading(codes.micr, payment_type, face));
            }
            Some(PageKind::Coupon) => {
                reading.kind = PageKind::Coupon;
                reading.coupon = Some(CouponReading { scanline: codes.scanline, barcode, enclosed: Field::Absent });
            }
            Some(kind) => reading.kind = kind,
            None => reading.kind = PageKind::Other,
        }
        Ok(reading)
    }
}

/// What a page is by its bank line alone.
fn by_codes(codes: Codes, reading: PageReading) -> PageReading {
    let Some(line) = codes.micr.sure() else { return reading };
    let sells_money_orders = line.routing.is_some_and(|routing| routing.issuer().sells_money_orders());
    let (kind, payment_type) = match sells_money_orders {
        true => (PageKind::MoneyOrder, PaymentType::MoneyOrder),
        false => (PageKind::Check, PaymentType::Check),
    };
    let check = CheckReading { micr: codes.micr, ..CheckReading::empty(payment_type) };
    PageReading { kind, check: Some(check), ..reading }
}

/// Whether enough of the little ink on a page looks like letters: a faint check is not blank.
fn has_letters(page: &Page) -> bool {
    let mils = |mils: u32| mils * page.dpi / 1000;
    let letter = |place: &Rect| place.height >= mils(LETTER.0) && place.width.max(place.height) <= mils(LETTER.1);
    components(&page.ink).iter().filter(|piece| letter(&piece.place)).count() >= FEWEST_LETTERS
}

/// Whether a code is that of a sheet that parts transactions, or of a batch ticket.
fn is_separator(code: &Barcode) -> bool {
    let is_patch = code.format == Symbology::PatchCode.name() && PATCHES.contains(&code.text.as_str());
    is_patch || is_text_separator(code)
}

/// The same of a barcode that says it in words.
fn is_text_separator(code: &Barcode) -> bool {
    if code.format == Symbology::PatchCode.name() {
        return false;
    }
    let letters: String = code.text.chars().filter(char::is_ascii_alphabetic).collect();
    SEPARATORS.iter().any(|name| letters.eq_ignore_ascii_case(name)) || BatchTicket::parse(&code.text).is_some()
}

/// Whether a page has an envelope's size and the barcode that mail is sorted by.
fn is_envelope(page: &Page, reading: &PageReading) -> bool {
    let Measures { long_inches, short_inches, .. } = page.quality.measures;
    let sized = ENVELOPE_LONG.contains(&long_inches) && ENVELOPE_SHORT.contains(&short_inches);
    sized && reading.barcodes.iter().any(|code| code.format == Symbology::IntelligentMail.name())
}

/// The page turned a quarter either way.
fn sideways(page: &Page) -> [(Rotation, Page); 2] {
    let quarter = page.turned_quarter();
    let three_quarter = quarter.turned_half();
    [(Rotation::Quarter, quarter), (Rotation::ThreeQuarter, three_quarter)]
}

/// The first barcode that a coupon definition can take apart; unread when there are only others.
fn coded_barcode(barcodes: &[Barcode], definitions: &[CouponDefinition]) -> Field<CodedFields> {
    let coded = |barcode: &Barcode| {
        definitions.iter().find_map(|definition| {
            let layout = definition.barcode.as_ref()?;
            let parse = |text| layout.parse(&definition.name, text);
            let value = parse(&barcode.text).or_else(|| parse(without_ends(barcode)?))?;
            // A barcode carries its own check: what it says is what was printed.
            Some(Reading { value, confidence: 0.9999, source: Source::Barcode, place: barcode.place })
        })
    };
    let mut found: Vec<Reading<CodedFields>> = barcodes.iter().filter_map(coded).collect();
    let agree = found.windows(2).all(|pair| pair[0].value.account == pair[1].value.account);
    match found.len() {
        0 => Field::Absent,
        _ if agree => Field::Read(found.swap_remove(0)),
        _ => Field::Unread(None),
    }
}

/// The text of a Codabar code between its start and stop letters.
fn without_ends(barcode: &Barcode) -> Option<&str> {
    let is_codabar = barcode.format == Symbology::Codabar.name();
    is_codabar.then(|| barcode.text.get(1..barcode.text.len().checked_sub(1)?))?
}

fn payment_type(micr: &Field<MicrLine>, face: &FaceReading) -> PaymentType {
    let routing = micr.sure().and_then(|line| line.routing);
    let sells_money_orders = routing.is_some_and(|routing| routing.issuer().sells_money_orders());
    if sells_money_orders { PaymentType::MoneyOrder } else { face.payment_type }
}

fn check_reading(micr: Field<MicrLine>, payment_type: PaymentType, face: FaceReading) -> CheckReading {
    CheckReading {
        payment_type,
        micr,
        amount: face.amount,
        date: face.date,
        payee: face.payee,
        memo: face.memo,
        accounts: face.accounts,
        another_account: face.another_account,
        payer_name: face.payer_name,
        signature: face.signature,
        restrictive_notation: face.restrictive_notation,
        foreign_words: face.foreign_words,
    }
}

#[cfg(test)]
mod tests;

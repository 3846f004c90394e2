//! Batch folders made here, opened and loaded.

use std::path::Path;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::formats::{cash_letter, picture, tiff};
use crate::model::{DocumentNumber, Money, RoutingNumber, TransactionId};
use crate::raster::{Bits, Gray};

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::Builder::new().prefix("batch-").tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        files::make_folder(path.parent().unwrap()).unwrap();
        files::write_atomic(&path, |out| out.write_all(content.as_ref())).unwrap();
        self
    }

    fn open(&self) -> Result<BatchFolder> {
        open(self.path(), date(2026, 11, 24))
    }
}

/// A page that shows a number, as ink in its first row.
fn page(number: u32) -> Bits {
    let mut bits = Bits::new(40, 8);
    (0..number).for_each(|x| bits.set(x, 0, true));
    bits
}

fn tif(numbers: &[u32]) -> Vec<u8> {
    tiff::write_g4(&numbers.iter().map(|number| (page(*number), 200)).collect::<Vec<_>>())
}

/// The numbers that the documents' fronts and backs show; none where a page cannot be loaded.
fn shown(batch: &BatchFolder) -> Vec<(Option<u32>, Option<u32>)> {
    let number = |source: &PageSource| {
        let loaded = batch.load(source).ok()?;
        Some(loaded.image.gray.row(0).iter().filter(|shade| **shade < 128).count() as u32)
    };
    let pages = |document: &PlannedDocument| (number(&document.front), document.back.as_ref().and_then(number));
    batch.plan().iter().map(pages).collect()
}

fn fronts(numbers: &[u32]) -> Vec<(Option<u32>, Option<u32>)> {
    numbers.iter().map(|number| (Some(*number), None)).collect()
}

#[test]
fn pages_come_in_natural_order_whatever_the_kind() {
    let png = picture::write_png(&page(3).to_gray(), 200);
    let jpg = picture::write_jpeg(&page(4).to_gray(), 100, 200);
    let folder = Folder::new()
        .with("page10.tif", tif(&[5, 6]))
        .with("Page2.PNG", png)
        .with("page3.jpeg", jpg)
        .with("page1.TIF", tif(&[1, 2]))
        .with("sub/page1.tif", tif(&[7]))
        .with("strange.001", tif(&[8]))
        .with("notes.txt", "thank you")
        .with("Thumbs.db", "x");
    let batch = folder.open().unwrap();
    assert_eq!(shown(&batch), fronts(&[1, 2, 3, 4, 5, 6, 8, 7]));
    assert_eq!(batch.plan()[7].number, DocumentNumber(8));
    assert_eq!(batch.plan()[7].front.to_string(), "sub/page1.tif page 1");
    assert_eq!(batch.files().count(), 6);
    assert_eq!(batch.findings().len(), 1);
    assert_eq!(batch.findings()[0].place, "notes.txt");
    assert_eq!(batch.header().id.as_str(), folder.path().file_name().unwrap().to_str().unwrap());
}

#[test]
fn what_cannot_be_read_becomes_a_document_and_the_rest_goes_on() {
    let whole = tif(&[4, 5]);
    let folder = Folder::new()
        .with("1.tif", tif(&[1]))
        .with("2.tif", "not an image")
        .with("3.tif", "")
        .with("4.tif", &whole[..whole.len() - 20])
        .with("5.pdf", "%PDF-1.7")
        .with("6.bin", "GIF89a")
        .with("7.png", picture::write_png(&Gray::new(30, 30, 9), 200).split_at(60).0);
    let batch = folder.open().unwrap();
    let seen: Vec<_> = shown(&batch).into_iter().map(|(front, _)| front).collect();
    assert_eq!(seen, [Some(1), None, None, Some(4), None, None, None, None]);
    let why = |at: usize| batch.plan()[at].fault.clone().unwrap().0;
    assert!(why(1).contains("`2.tif`") && why(1).contains("text"), "{}", why(1));
    assert!(why(2).contains("empty"), "{}", why(2));
    assert!(why(4).contains("page 2") && why(4).contains("cut short"), "{}", why(4));
    assert!(why(5).contains("the PDF is damaged"), "{}", why(5));
    assert!(why(6).contains("GIF"), "{}", why(6));
    let late = batch.load(&batch.plan()[7].front).unwrap_err().0;
    assert!(batch.plan()[7].fault.is_none() && late.contains("`7.png` page 1"), "{late}");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = Folder::new().with("1.tif", tif(&[1]));
    let outside = Folder::new().with("2.tif", tif(&[2]));
    std::os::unix::fs::symlink(outside.path().join("2.tif"), folder.path().join("2.tif")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("more")).unwrap();
    let batch = folder.open().unwrap();
    assert_eq!(shown(&batch), [(Some(1), None), (None, None)]);
    assert_eq!(batch.findings().iter().map(|finding| finding.place.as_str()).collect::<Vec<_>>(), ["more"]);
}

#[test]
fn nothing_readable_is_an_error() {
    assert!(Folder::new().open().unwrap_err().to_string().contains("no page files"));
    let hopeless = Folder::new().with("1.tif", "text").open().unwrap();
    assert!(hopeless.plan()[0].fault.is_some(), "a bad page is work for a person even when it is the only one");
    assert!(open(Path::new("/no/such/batch"), date(2026, 11, 24)).is_err());
}

#[test]
fn a_single_file_is_a_batch() {
    let folder = Folder::new().with("B-77.tif", tif(&[1, 2])).with("batch.toml", "id = \"no\"");
    let batch = open(&folder.path().join("B-77.tif"), date(2026, 11, 24)).unwrap();
    assert_eq!(batch.header().id.as_str(), "B-77");
    assert_eq!(shown(&batch), fronts(&[1, 2]));
}

#[test]
fn duplex_pages_are_paired() {
    let duplex = |folder: Folder| {
        let folder = folder.with("batch.toml", "duplex = true");
        let batch = folder.open().unwrap();
        (shown(&batch), batch.findings().len())
    };
    let single = Folder::new().with("1.tif", tif(&[1])).with("2.tif", tif(&[2])).with("3.tif", tif(&[3]));
    assert_eq!(duplex(single), (vec![(Some(1), Some(2)), (Some(3), None)], 1));
    // An odd file does not shift the sides of those after it.
    let several = Folder::new().with("1.tif", tif(&[1, 2, 3])).with("2.tif", tif(&[4, 5])).with("3.tif", tif(&[6]));
    let pairs = vec![(Some(1), Some(2)), (Some(3), None), (Some(4), Some(5)), (Some(6), None)];
    assert_eq!(duplex(several), (pairs, 2));
    let unreadable =
        Folder::new().with("1.tif", tif(&[1])).with("2.tif", "x").with("3.tif", tif(&[3])).with("4.tif", tif(&[4]));
    assert_eq!(duplex(unreadable), (vec![(Some(1), None), (Some(3), Some(4))], 0));
}

#[test]
fn the_index_is_the_truth() {
    let index = "sequence,file,page,side,transaction,amount\n\
                 3,b.tif,2,front,T-2,\n1,b.tif,1,front,T-1,12.00\n2,A.TIF,1,back,T-1,\n4,gone.tif,1,front,T-2,\n\
                 5,b.tif,9,front,T-3,\n6,b.tif,1,front,T-4,\n";
    let folder = Folder::new().with("a.tif", tif(&[1])).with("b.tif", tif(&[2, 3, 4])).with("c.tif", tif(&[5]));
    let folder = folder.with("index.csv", index);
    let batch = folder.open().unwrap();
    let wanted = [(Some(2), Some(1)), (Some(3), None), (None, None), (None, None), (Some(4), None), (Some(5), None)];
    assert_eq!(shown(&batch), wanted);
    let groups: Vec<_> =
        batch.plan().iter().map(|document| document.group.clone().map(|TransactionId(id)| id)).collect();
    assert_eq!(groups, ["T-1", "T-2", "T-2", "T-3", "", ""].map(|id| (!id.is_empty()).then(|| id.to_owned())));
    assert_eq!(batch.plan()[0].keyed_amount, Some(Money::from_cents(1200)));
    assert!(batch.plan()[2].fault.as_ref().unwrap().0.contains("gone.tif"));
    assert!(batch.plan()[3].fault.as_ref().unwrap().0.contains("no page 9"));
    let places: Vec<_> = batch.findings().iter().map(|finding| finding.place.as_str()).collect();
    assert_eq!(places, ["index.csv, line 5", "index.csv, line 7", "b.tif", "c.tif"]);
}

#[test]
fn every_page_of_the_folder_is_planned_once_whatever_the_index_says() {
    let pages = || Folder::new().with("a.tif", tif(&[1, 2])).with("b.tif", tif(&[3]));
    for rows in [
        "",
        "1,a.tif,1,back,\n",
        "1,a.tif,x,front,\n2,b.tif,1,back,\n",
        "1,b.tif,1,front,\n2,b.tif,1,back,\n",
        "9,../a.tif,1,,\n",
    ] {
        let index = format!("sequence,file,page,side,transaction\n{rows}");
        let folder = pages().with("index.csv", index);
        let batch = folder.open().unwrap();
        let mut seen: Vec<_> = shown(&batch).into_iter().flat_map(|(front, back)| [front, back]).flatten().collect();
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3], "{rows}");
    }
}

#[test]
fn hash_is_of_pixels_and_fingerprint_of_files() {
    let gray = page(7).to_gray();
    let forms = [tiff::write_gray(std::slice::from_ref(&gray), 300, tiff::Compression::Lzw), tif(&[7])];
    let folder = Folder::new().with("1.tif", &forms[0]).with("2.tif", &forms[1]).with("3.tif", tif(&[8]));
    let batch = folder.open().unwrap();
    let hash = |at: usize| batch.load(&batch.plan()[at].front).unwrap().hash;
    assert_eq!(hash(0).len(), 64);
    assert_eq!(hash(0), hash(1));
    assert_ne!(hash(0), hash(2));

    let print = |folder: Folder| folder.open().unwrap().fingerprint().unwrap();
    let same = || Folder::new().with("1.tif", tif(&[1])).with("2.tif", "unreadable");
    assert_eq!(print(same()), print(same().with("notes.txt", "x")));
    assert_ne!(print(same()), print(same().with("batch.toml", "duplex = false")));
    assert_ne!(print(same()), print(same().with("2.tif", "unreadably")));
    assert_ne!(print(same()), print(Folder::new().with("01.tif", tif(&[1])).with("2.tif", "unreadable")));
}

/// A cash letter of three checks whose fronts show 1, 2, 3 and whose backs show 11, 12, 13.
fn letter() -> Vec<u8> {
    let check = |number: u32| cash_letter::DepositItem {
        routing: "011000138".to_owned(),
        on_us: format!("78105975/14{number}"),
        amount: Money::from_cents(1_000 + i64::from(number)),
        sequence: number.to_string(),
        front: tif(&[number]),
        back: Some(tif(&[number + 10])),
        ..cash_letter::DepositItem::default()
    };
    let bank = RoutingNumber::new("011000138").unwrap();
    let head = cash_letter::DepositHead {
        amount: Money::from_cents(3_006),
        ..cash_letter::DepositHead::of_day(bank, date(2026, 11, 24))
    };
    let profile = cash_letter::Profile::default();
    let mut letter = cash_letter::CashLetterWriter::create(Vec::new(), profile, head).unwrap();
    (1..=3).for_each(|number| letter.add(&check(number)).unwrap());
    letter.finish().unwrap()
}

#[test]
fn a_cash_letter_is_a_batch_with_its_own_ticket() {
    let folder = Folder::new().with("day.x937", letter());
    let batch = folder.open().unwrap();
    assert_eq!(shown(&batch), [(Some(1), Some(11)), (Some(2), Some(12)), (Some(3), Some(13))]);
    assert_eq!(batch.findings(), []);
    assert_eq!(batch.header().expected_documents, Some(3));
    assert_eq!(batch.header().control_total, Some(Money::from_cents(3_006)));
    let second = &batch.plan()[1];
    assert_eq!(second.keyed_amount, Some(Money::from_cents(1_002)));
    let line = second.captured.clone().unwrap();
    assert!(line.sure && line.line.is_complete());
    assert_eq!(
        (line.line.payer_account.as_deref(), line.line.check_number.as_deref()),
        (Some("78105975"), Some("142"))
    );
    // With other files beside it the totals are of a part only.
    let batch = Folder::new().with("day.x937", letter()).with("z.tif", tif(&[5, 6])).open().unwrap();
    assert_eq!(shown(&batch).len(), 5);
    assert_eq!(batch.header().expected_documents, None);
}

#[test]
fn a_cash_letter_cut_short_is_not_all_there_is() {
    let bytes = letter();
    let batch = Folder::new().with("day.x937", &bytes[..bytes.len() - 300]).open().unwrap();
    let last = batch.plan().last().unwrap();
    assert!(last.fault.as_ref().unwrap().0.contains("cut short"), "{:?}", last.fault);
    assert_eq!(batch.header().control_total, None);
}

#[test]
fn an_index_may_order_a_cash_letter() {
    let index = "sequence,file,page,side,transaction\n1,day.x937,5,front,B\n2,day.x937,1,front,A\n";
    let folder = Folder::new().with("day.x937", letter()).with("index.csv", index);
    let batch = folder.open().unwrap();
    assert_eq!(shown(&batch), [(Some(3), Some(13)), (Some(1), Some(11)), (Some(2), Some(12))]);
    assert_eq!(batch.plan()[0].keyed_amount, Some(Money::from_cents(1_003)));
}

#[test]
fn returned_checks_are_never_payments() {
    let text = |text: &str| text.bytes().map(|byte| byte as char).collect::<String>();
    let mut file = Vec::new();
    for record in ["0135T".to_owned(), format!("31{}{}{:010}", "011000138", text("      78105975/00142"), 1_250)] {
        file.extend_from_slice(&80u32.to_be_bytes());
        file.extend_from_slice(format!("{record:80}").as_bytes());
    }
    let batch = Folder::new().with("day.icl", file).open().unwrap();
    let fault = batch.plan()[0].fault.clone().unwrap();
    assert!(fault.0.contains("record 2 is a returned check of 12.50"), "{fault:?}");
}

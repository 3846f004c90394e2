//! PDF files and image cash letters as batches.

use crate::support::{Sandbox, process_deck};

fn drawn(kind: &str, format: &str, transactions: u32, seed: u32) -> Sandbox {
    let sandbox = Sandbox::new();
    let (transactions, seed) = (transactions.to_string(), seed.to_string());
    let args = ["deck", "--kind", kind, "--format", format, "--transactions", &transactions, "--seed", &seed];
    sandbox.run(&[args.as_slice(), &["--out", "deck"]].concat()).succeeded();
    sandbox
}

/// A file of the only batch in `out`.
fn result(sandbox: &Sandbox, name: &str) -> String {
    sandbox.read(&format!("out/{}/{name}", sandbox.only_batch("out")))
}

/// The columns of a table without those that name files.
fn without_files(table: &str, columns: [usize; 2]) -> Vec<String> {
    let kept = |line: &str| {
        let cells = line.split(',').enumerate().filter(|(at, _)| !columns.contains(at)).map(|(_, cell)| cell);
        cells.collect::<Vec<_>>().join(",")
    };
    table.lines().map(kept).collect()
}

#[test]
fn a_batch_gives_the_same_whether_it_is_tiff_or_pdf() {
    let tables = ["tiff", "pdf"].map(|format| {
        let sandbox = drawn("bitonal", format, 3, 411);
        sandbox.run(&process_deck("data", "out")).succeeded();
        let (documents, postings) = (result(&sandbox, "documents.csv"), result(&sandbox, "posting.csv"));
        assert!(documents.contains(if format == "pdf" { ".pdf" } else { ".tif" }), "{documents}");
        assert!(postings.lines().count() > 1, "{postings}");
        (without_files(&documents, [2, 3]), postings)
    });
    assert_eq!(tables[0], tables[1]);
}

#[test]
fn a_cash_letter_is_a_batch() {
    for format in ["x937", "x9100-187"] {
        let sandbox = drawn("check-only", format, 4, 412);
        // The letter's own control record is ticket enough.
        sandbox.write("deck/batch/batch.toml", "mode = \"check-only\"\n");
        let ran = sandbox.run(&process_deck("data", "out")).succeeded();
        assert!(ran.err.contains("in balance") && !ran.err.contains("OUT OF BALANCE"), "{}", ran.err);
        let postings = result(&sandbox, "posting.csv");
        assert!(postings.lines().count() > 1, "{postings}");
        sandbox
            .run(&["score", "--truth", "deck/truth.csv", "--out", &format!("out/{}", sandbox.only_batch("out"))])
            .succeeded();
    }
}

#[test]
fn a_cash_letter_that_lost_money_never_balances() {
    let sandbox = drawn("check-only", "x9100-187", 3, 413);
    sandbox.write("deck/batch/batch.toml", "id = \"cut\"\nmode = \"check-only\"\ncontrol_total = \"99999.00\"\n");
    let letter = sandbox.path("deck/batch/p000001.x937");
    let bytes = std::fs::read(&letter).unwrap();
    std::fs::write(&letter, &bytes[..bytes.len() - 1_000]).unwrap();
    let ran = sandbox.run(&process_deck("data", "out")).succeeded();
    assert!(ran.err.contains("OUT OF BALANCE"), "{}", ran.err);
    let exceptions = result(&sandbox, "exceptions.csv");
    assert!(exceptions.contains("unreadable_document") && exceptions.contains("cut short"), "{exceptions}");
}

#[test]
fn an_amount_that_the_image_does_not_show_is_held() {
    let sandbox = drawn("check-only", "x9100-187", 1, 414);
    let letter = sandbox.path("deck/batch/p000001.x937");
    let mut bytes = std::fs::read(&letter).unwrap();
    // The amount of the only item, 48 bytes into its record.
    let record = bytes.windows(4).position(|window| window == [0, 0, 0, 80]).unwrap();
    let detail = (record..).find(|at| bytes[*at..].starts_with(b"\0\0\0\x5025")).unwrap();
    bytes[detail + 4 + 47..][..10].copy_from_slice(b"0000777777");
    std::fs::write(&letter, &bytes).unwrap();
    sandbox.write("deck/batch/batch.toml", "id = \"other\"\nmode = \"check-only\"\n");
    let ran = sandbox.run(&process_deck("data", "out")).succeeded();
    assert!(ran.err.contains("control says"), "{}", ran.err);
    assert_eq!(result(&sandbox, "posting.csv").lines().count(), 1);
    let exceptions = result(&sandbox, "exceptions.csv");
    assert!(exceptions.contains("out_of_balance"), "{exceptions}");
}

/// Files that other programs wrote, with what is on their pages; see fixtures/README.md.
#[test]
fn files_of_other_programs_are_read() {
    let sandbox = Sandbox::new();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scans/");
    for (name, pages) in [
        ("g4-and-jpeg.pdf", 3),
        ("object-streams.pdf", 3),
        ("linearized.pdf", 3),
        ("strips.pdf", 1),
        ("rotated.pdf", 2),
        ("ebcdic.x937", 4),
        ("ascii-lines.icl", 4),
    ] {
        let ran = sandbox.run(&["read", &format!("{fixtures}{name}")]).succeeded();
        assert_eq!(ran.out.lines().count(), pages, "{name}: {}", ran.out);
        assert!(!ran.out.contains("\"error\""), "{name}: {}", ran.out);
    }
    for (name, part) in [("text.pdf", "drawn with text"), ("encrypted.pdf", "without a password")] {
        let ran = sandbox.run(&["read", &format!("{fixtures}{name}")]);
        assert!(format!("{}{}", ran.out, ran.err).contains(part), "{name}: {} {}", ran.out, ran.err);
    }
}

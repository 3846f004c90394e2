//! Writes a deposit of so many payments in each X12 form and as camt.054 into nothing, then writes it again into a pipe
//! that the form's own reader is at the end of. Prints a line each: form, seconds to write, bytes, seconds until it is
//! read, findings. Before them stand the seconds that drawing the payments takes, which are in all of these; at the end
//! the most memory that was in use. A payment has 1.1 postings; the premium forms count no more than 999,999.
//!
//! ```text
//! cargo run --release --example posting_trials -- 900000
//! ```

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a command for people")]

#[path = "../tests/it/remittances.rs"]
mod remittances;

use std::io::{self, BufReader, PipeWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use lockbox::files;
use lockbox::formats::remittance::reading::Inspection;
use lockbox::formats::remittance::{FileHead, PostingFile, PostingFileError, camt054, x12};

use self::remittances::{head, remittances};

/// Counts what is written.
#[derive(Default)]
struct Nothing(u64);

impl Write for Nothing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A form; `None` is camt.054.
type Form = Option<x12::Form>;

fn create<'a, W: Write + 'a>(
    form: Form,
    head: &FileHead,
    out: W,
) -> Result<Box<dyn PostingFile + 'a>, PostingFileError> {
    match form {
        Some(form) => x12::create(form, head, out),
        None => camt054::create(head, out),
    }
}

fn write<W: Write>(form: Form, payments: u32, out: W) {
    let mut file = create(form, &head_of(form, payments), out).unwrap();
    remittances(1, payments, reversals(form)).for_each(|payment| file.add(&payment).unwrap());
    file.finish().unwrap();
}

fn inspect(form: Form, input: impl Read) -> Inspection {
    let input = BufReader::with_capacity(1 << 16, input);
    match form {
        Some(_) => x12::inspect(input, &mut |_| ()).unwrap(),
        None => camt054::inspect(input, &mut |_| ()).unwrap(),
    }
}

/// An 823 knows no reversals.
fn reversals(form: Form) -> u32 {
    if form == Some(x12::Form::Lockbox) { 0 } else { 5 }
}

fn head_of(form: Form, payments: u32) -> FileHead {
    head(remittances(1, payments, reversals(form)))
}

fn read_through_pipe(form: Form, payments: u32) -> Inspection {
    let (input, output): (_, PipeWriter) = io::pipe().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || write(form, payments, output));
        inspect(form, input)
    })
}

fn main() {
    let payments: u32 = std::env::args().nth(1).map_or(900_000, |count| count.parse().unwrap());
    let start = Instant::now();
    let totals = head_of(None, payments).totals;
    // Each form draws the payments twice: for the totals and for the file.
    println!("{} postings, drawn in {:.2} s", totals.postings, start.elapsed().as_secs_f64() * 2.0);
    let forms = [x12::Form::Lockbox, x12::Form::PaymentOrder, x12::Form::Premium, x12::Form::Exchange].map(Some);
    for form in forms.into_iter().chain([None]) {
        let start = Instant::now();
        let mut nothing = Nothing::default();
        write(form, payments, &mut nothing);
        let written = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let found = read_through_pipe(form, payments);
        let read = start.elapsed().as_secs_f64();
        println!("{form:?} {written:.2} s, {} bytes, {read:.2} s, {} findings", nothing.0, found.findings.len());
    }
    let status = io::read_to_string(files::open(Path::new("/proc/self/status")).unwrap()).unwrap();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}

//! Writes E-13B lines as the reader's network looks at them, for training it (see `training/`): each strip is a line of
//! text `width name truth`, then its 40 rows of pixels.
//!
//! ```text
//! cargo run --release --example line_strips -- truth.csv > real.strips
//! cargo run --release --example line_strips -- --drawn 20000 --seed 101 > drawn.strips
//! ```
//!
//! The truth table has the columns `file` and `micr`; files lie beside it.

#![expect(clippy::print_stderr, reason = "a command for people")]

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use lockbox::drawing::fonts::{Face, Fonts};
use lockbox::files;
use lockbox::formats::scan::Scan;
use lockbox::raster::{PageImage, prepare};
use lockbox::reading::line::{Normal, micr};
use lockbox::testdeck::{Level, lines};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Lines drawn or read at a time.
const AT_A_TIME: u64 = 256;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let out = &mut BufWriter::new(io::stdout().lock());
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [table] => real(Path::new(table), out),
        ["--drawn", count, "--seed", seed] => drawn(count.parse()?, seed.parse()?, out),
        _ => bail!("give a truth table, or --drawn COUNT --seed SEED"),
    }
}

fn real(table: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let mut lost = 0;
    for record in csv::Reader::from_reader(files::open(table)?).deserialize() {
        let (name, truth): (String, String) = record?;
        let path = table.with_file_name(&name);
        let scan = Scan::survey(files::open(&path)?).with_context(|| name.clone())?;
        match strip(&scan.page(files::open(&path)?, 1)?) {
            Some(strip) => write(out, &strip, &name, &truth)?,
            None => lost += 1,
        }
    }
    eprintln!("{lost} lines not found");
    Ok(())
}

fn drawn(count: u64, seed: u64, out: &mut impl Write) -> anyhow::Result<()> {
    let fonts = Fonts::load(&[Face::Sans])?;
    let mut lost = 0;
    for first in (0..count).step_by(AT_A_TIME as usize) {
        let part = first..count.min(first + AT_A_TIME);
        let strips: Vec<(String, Option<Normal>)> = part.into_par_iter().map(|at| draw(&fonts, seed, at)).collect();
        for (truth, strip) in strips {
            match strip {
                Some(strip) => write(out, &strip, "drawn", &truth)?,
                None => lost += 1,
            }
        }
    }
    eprintln!("{lost} lines not found");
    Ok(())
}

fn draw(fonts: &Fonts, seed: u64, at: u64) -> (String, Option<Normal>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(at);
    let text = if rng.random_bool(0.5) { lines::micr_text(&mut rng) } else { lines::any_text(&mut rng) };
    let level = [Level::Clean, Level::Light, Level::Heavy][rng.random_range(0..3)];
    let bitonal = rng.random_bool(0.5);
    let page = lines::micr_page(fonts, &text, level, bitonal, &mut rng);
    (text, strip(&page))
}

fn strip(image: &PageImage) -> Option<Normal> {
    micr::normal(&prepare(image))
}

fn write(out: &mut impl Write, strip: &Normal, name: &str, truth: &str) -> io::Result<()> {
    let truth: String = truth.chars().filter(|c| !c.is_whitespace()).collect();
    writeln!(out, "{} {name} {truth}", strip.width())?;
    out.write_all(strip.pixels())
}

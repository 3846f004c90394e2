//! Draws lines, wears them as scanning does, reads them and counts: read exactly and surely, read surely but wrong.
//!
//! ```text
//! cargo run --release --example line_trials -- --font e13b --lines 20000 --wear heavy --seed 101
//! ```
//!
//! Fonts are e13b, ocra and ocrb, wear is clean, light or heavy. Half of the pages are bitonal. `--list` prints every
//! line that was not read, or wrongly.

#![expect(clippy::print_stdout, reason = "a command for people")]

use anyhow::{Context, bail};
use clap::{Parser, ValueEnum};
use lockbox::drawing::fonts::{Face, Fonts};
use lockbox::model::{CouponDefinition, CouponPrint, Layout};
use lockbox::raster::prepare;
use lockbox::reading::line::{micr, scanline};
use lockbox::testdeck::{Level, lines};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Draws lines, wears them, reads them and counts.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value = "e13b")]
    font: Font,
    #[arg(long, default_value_t = 1000)]
    lines: u64,
    #[arg(long, default_value = "light")]
    wear: Wear,
    #[arg(long, default_value_t = 101)]
    seed: u64,
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Font {
    E13b,
    Ocra,
    Ocrb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wear {
    Clean,
    Light,
    Heavy,
}

/// What became of a line.
#[derive(Debug, Default)]
struct Trial {
    bitonal: bool,
    truth: String,
    /// What was surely read.
    read: Option<String>,
    /// The best guess.
    guess: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let fonts = Fonts::load(&[Face::OcrA, Face::OcrB])?;
    let layout: Layout = match "{account:10} {bill:9} {amount_due:9} {check:luhn}".parse() {
        Ok(layout) => layout,
        Err(error) => bail!("{error}"),
    };
    let print = CouponPrint::default();
    let definitions =
        [CouponDefinition { name: "coupon".into(), scanline: Some(layout.clone()), barcode: None, print }];
    let trials: Vec<Trial> = (0..arguments.lines)
        .into_par_iter()
        .map(|at| trial(&arguments, &fonts, &layout, &definitions, at).context("the layout does not take its fields"))
        .collect::<anyhow::Result<_>>()?;
    if arguments.list {
        for trial in trials.iter().filter(|trial| trial.read.as_ref() != Some(&trial.truth)) {
            let (read, guess) = (trial.read.as_deref().unwrap_or("-"), trial.guess.as_deref().unwrap_or("-"));
            println!("{}\t{}\t{read}\t{guess}", if trial.bitonal { "bitonal" } else { "gray" }, trial.truth);
        }
    }
    println!("font\twear\tpixels\tlines\texact\tread\twrongly read");
    for bitonal in [false, true] {
        let of = || trials.iter().filter(|trial| trial.bitonal == bitonal);
        let exact = of().filter(|trial| trial.guess.as_ref() == Some(&trial.truth)).count();
        let read = of().filter(|trial| trial.read.is_some()).count();
        let wrong = of().filter(|trial| trial.read.as_ref().is_some_and(|read| *read != trial.truth)).count();
        let pixels = if bitonal { "bitonal" } else { "gray" };
        let name = format!("{:?}\t{:?}", arguments.font, arguments.wear).to_lowercase();
        println!("{name}\t{pixels}\t{}\t{exact}\t{read}\t{wrong}", of().count());
    }
    Ok(())
}

fn trial(
    arguments: &Arguments,
    fonts: &Fonts,
    layout: &Layout,
    definitions: &[CouponDefinition],
    at: u64,
) -> Option<Trial> {
    let mut rng = ChaCha8Rng::seed_from_u64(arguments.seed);
    rng.set_stream(at);
    let bitonal = rng.random_bool(0.5);
    let level = match arguments.wear {
        Wear::Clean => Level::Clean,
        Wear::Light => Level::Light,
        Wear::Heavy => Level::Heavy,
    };
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let face = match arguments.font {
        Font::E13b => {
            let text = lines::micr_text(&mut rng);
            let page = prepare(&lines::micr_page(fonts, &text, level, bitonal, &mut rng));
            let field = micr::read(&page);
            let (read, guess) = (field.sure(), field.best().map(|best| &best.value));
            let raw = |line: &lockbox::model::MicrLine| solid(&line.raw);
            return Some(Trial { bitonal, truth: solid(&text), read: read.map(raw), guess: guess.map(raw) });
        }
        Font::Ocra => Face::OcrA,
        Font::Ocrb => Face::OcrB,
    };
    let text = lines::scanline_text(layout, &mut rng)?;
    let page = prepare(&lines::scanline_page(fonts, (face, &text), level, bitonal, &mut rng));
    let field = scanline::read(&page, definitions);
    let (read, guess) = (field.sure(), field.best().map(|best| &best.value));
    let line = |fields: &lockbox::model::CodedFields| solid(&fields.text);
    Some(Trial { bitonal, truth: solid(&text), read: read.map(line), guess: guess.map(line) })
}

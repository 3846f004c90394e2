//! Reads crops of amounts with known truth and counts: read and read wrongly at several confidences, with and without
//! expected amounts, and where another amount than the written one is expected.
//!
//! ```text
//! python3 training/compose.py crops figures-hand 10000 --seed 9801 > figures.crops
//! cargo run --release --example amount_trials -- --region courtesy figures.crops
//! ```
//!
//! A crop is a line `WIDTH HEIGHT TRUTH` followed by its gray bytes. `--list` prints what is read wrongly.

#![expect(clippy::print_stdout, reason = "a command for people")]

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use lockbox::model::{Belief, Money};
use lockbox::raster::Gray;
use lockbox::reading::amount::trials;
use rayon::prelude::*;

/// No file of crops is larger.
const LARGEST: u64 = 4 << 30;

/// Reads crops of amounts and counts.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value = "courtesy")]
    region: Region,
    /// Prints what is read wrongly at 0.99 and more
    #[arg(long)]
    list: bool,
    crops: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Region {
    Courtesy,
    Legal,
}

/// A crop that was read.
struct Trial {
    number: usize,
    truth: String,
    amount: Money,
    belief: Belief,
    text: String,
}

/// How an amount is accepted.
#[derive(Debug, Clone, Copy)]
enum Expecting {
    Nothing,
    /// The written amount and four others of the same account.
    Written,
    /// Amounts that differ from the written one in a digit, by two digits swapped or by a shifted point.
    Others,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let crops = crops(&lockbox::files::read(&arguments.crops, LARGEST)?).context("the file does not hold crops")?;
    let start = Instant::now();
    let trials: Vec<Trial> = crops
        .into_par_iter()
        .enumerate()
        .filter_map(|(number, (truth, crop))| {
            let amount = trials::amount_of(&truth)?;
            let read = match arguments.region {
                Region::Courtesy => trials::figures(&crop),
                Region::Legal => trials::words(&crop),
            };
            let (belief, text) = read.unwrap_or_default();
            Some(Trial { number, truth, amount, belief, text })
        })
        .collect();
    let each =
        start.elapsed().as_secs_f64() * 1000.0 * rayon::current_num_threads() as f64 / trials.len().max(1) as f64;
    println!("{} crops of amounts, about {each:.1} ms each on one core", trials.len());
    println!("expecting\tconfidence\tread\t%\twrong\t% of read");
    for expecting in [Expecting::Nothing, Expecting::Written, Expecting::Others] {
        for least in [0.5, 0.9, 0.97, 0.99, 0.995, 0.999, 0.9995, 0.9999] {
            let accepted = trials.iter().filter_map(|trial| accepted(trial, expecting, least).map(|a| (trial, a)));
            let accepted: Vec<(&Trial, Money)> = accepted.collect();
            let wrong = accepted.iter().filter(|(trial, amount)| *amount != trial.amount).count();
            let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
            println!(
                "{expecting:?}\t{least}\t{}\t{:.2}\t{wrong}\t{:.3}",
                accepted.len(),
                share(accepted.len(), trials.len()),
                share(wrong, accepted.len())
            );
        }
    }
    if arguments.list {
        for trial in &trials {
            if let Some(amount) = accepted(trial, Expecting::Nothing, 0.9).filter(|amount| *amount != trial.amount) {
                println!("{}\t{}\tread as {amount}\t{}", trial.number, trial.truth, trial.text);
            }
        }
    }
    Ok(())
}

/// The amount that is accepted from this confidence on.
fn accepted(trial: &Trial, expecting: Expecting, least: f32) -> Option<Money> {
    let expected = match expecting {
        Expecting::Nothing => Vec::new(),
        Expecting::Written => {
            let others = (1..5).map(|n| Money::from_cents((trial.amount.cents() * 7919 + n * 104_729) % 200_000 + 1));
            std::iter::once(trial.amount).chain(others).collect()
        }
        Expecting::Others => others(trial.amount),
    };
    let belief = trials::expecting(&trial.belief, &expected);
    let (amount, chance) = belief.best()?;
    let wanted = expected.is_empty() || expected.contains(&amount);
    (wanted && chance >= least).then_some(amount)
}

/// Every amount that is a slip away: a digit that is often mistaken for another, neighbours swapped, the point shifted.
fn others(amount: Money) -> Vec<Money> {
    const ALIKE: [(char, &str); 10] = [
        ('0', "68"),
        ('1', "74"),
        ('2', "73"),
        ('3', "85"),
        ('4', "91"),
        ('5', "36"),
        ('6', "05"),
        ('7', "19"),
        ('8', "30"),
        ('9', "47"),
    ];
    let digits: Vec<char> = amount.cents().to_string().chars().collect();
    let mut others = Vec::new();
    for at in 0..digits.len() {
        let alike = ALIKE.iter().find(|(digit, _)| *digit == digits[at]).map_or("", |(_, alike)| alike);
        for other in alike.chars() {
            let mut changed = digits.clone();
            changed[at] = other;
            others.push(changed);
        }
        if at + 1 < digits.len() {
            let mut swapped = digits.clone();
            swapped.swap(at, at + 1);
            others.push(swapped);
        }
    }
    let cents = |digits: Vec<char>| digits.into_iter().collect::<String>().parse().ok();
    let mut others: Vec<i64> = others.into_iter().filter_map(cents).collect();
    others.extend([amount.cents() * 10, amount.cents() / 10]);
    others.sort_unstable();
    others.dedup();
    others.into_iter().filter(|other| *other > 0 && *other != amount.cents()).map(Money::from_cents).collect()
}

/// Truths and crops of a file.
fn crops(bytes: &[u8]) -> Option<Vec<(String, Gray)>> {
    let mut crops = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let header = std::str::from_utf8(&rest[..end]).ok()?;
        let mut parts = header.splitn(3, ' ');
        let (width, height): (u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let truth = parts.next()?.to_owned();
        let size = width as usize * height as usize;
        let pixels = rest.get(end + 1..end + 1 + size)?;
        crops.push((truth, Gray::from_pixels(width, height, pixels.to_vec())?));
        rest = &rest[end + 1 + size..];
    }
    Some(crops)
}

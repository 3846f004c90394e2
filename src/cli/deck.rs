//! `lockbox deck`: draw a scan deck with known truth.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::tell;
use crate::testdeck::{self, DeckKind, DeckSpec, PageFormat};

/// Draws pages, bills, settings and the truth about them; the same seed draws the same bytes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  lockbox deck --kind mixed --transactions 50 --seed 7 --out deck\n  lockbox process \
                        deck/batch --bills deck/bills.csv --config deck/lockbox.toml\n  lockbox score --truth \
                        deck/truth.csv --out out/mixed-7"
)]
pub(super) struct DeckArgs {
    /// What to draw
    #[arg(long, value_parser = kind)]
    kind: DeckKind,
    /// How many transactions
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    transactions: u32,
    /// Where chance starts
    #[arg(long)]
    seed: u64,
    /// How pages are stored; left out, what the kind usually has
    #[arg(long, value_parser = format)]
    format: Option<PageFormat>,
    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn kind(name: &str) -> Result<DeckKind, String> {
    let known = DeckKind::names().collect::<Vec<_>>().join(", ");
    DeckKind::from_name(name).ok_or_else(|| format!("the kinds are {known}"))
}

fn format(name: &str) -> Result<PageFormat, String> {
    let known = PageFormat::names().collect::<Vec<_>>().join(", ");
    PageFormat::from_name(name).ok_or_else(|| format!("the formats are {known}"))
}

pub(super) fn run(args: &DeckArgs) -> Result<ExitCode> {
    let spec = DeckSpec { format: args.format, ..DeckSpec::new(args.kind, args.transactions, args.seed) };
    let drawn = testdeck::draw(&spec, &args.out)?;
    tell(&format!(
        "Drew {} transactions, {} documents, into {}",
        args.transactions,
        drawn.documents,
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

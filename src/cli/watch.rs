//! `lockbox watch`: the hot folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use super::progress::Bar;
use super::{Common, tell};
use crate::files;
use crate::pipeline::{self, BatchReport, Run, Stop, Taken, Watch, WatchEvent};

/// Processes what scanners and other programs put into a folder, as it comes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox watch /srv/lockbox/in --data /srv/lockbox/data --out /srv/lockbox/out
  lockbox watch in --once --quiet 30

A batch is a folder, or a single file of pages. It is taken when nothing about it has changed for some seconds, or as
soon as everything that its manifest.sha256 lists is there; names that are hidden or end like .part or .tmp are passed
over until they are renamed. Files of open bills go into DIR/bills. What is done with lies in DIR/done or DIR/failed
with a text beside it. A batch that comes again with the same content is not posted again.

It ends on SIGTERM or SIGINT after the documents that are being read; a batch that is broken off, by a loss of power,
too, goes on at the next start. With --once the exit code is 1 when something failed or could not be done with.")]
pub(super) struct WatchArgs {
    /// The folder into which batches are put
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where the folders of finished batches go
    #[arg(long, value_name = "DIR", default_value = "./out")]
    out: PathBuf,
    /// A batch without a manifest is whole when it has not changed for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(..=86_400))]
    quiet: u32,
    /// Take what is there and end
    #[arg(long)]
    once: bool,
}

pub(super) fn run(args: &WatchArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let config_hash = common.config_file().map(|file| files::sha256(&file)).transpose()?.unwrap_or_default();
    let stop = stop_on_signals()?;
    let run = Run { config: &config, config_hash, data: &common.data, out: &args.out, bills: None, stop: &stop };
    let quiet = Duration::from_secs(u64::from(args.quiet));
    let order = Watch { folder: &args.folder, run, quiet, once: args.once };
    let watched = pipeline::watch(&order, &Bar::new(), &mut |event| tell(&line(event)))?;
    if args.once && (watched.failed > 0 || watched.left > 0) {
        tell(&format!("lockbox: {} failed, {} not done with", watched.failed, watched.left));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks for the end when the system or somebody at the terminal does.
fn stop_on_signals() -> Result<Arc<Stop>> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = Arc::new(Stop::default());
    let asked = Arc::clone(&stop);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("signals cannot be waited for")?;
    let (mut interrupt, mut end) = {
        let _inside = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = end.recv() => {}
            }
        });
        asked.ask();
    });
    Ok(stop)
}

/// An event on a line.
fn line(event: &WatchEvent<'_>) -> String {
    let name = |path: &Path| format!("{:?}", path.file_name().unwrap_or(path.as_os_str()));
    match event {
        WatchEvent::Processed(report) => processed(report),
        WatchEvent::PutAway(Taken::Finished { batch }, place) => format!("{batch}: put away as {place:?}"),
        WatchEvent::PutAway(Taken::Repeated { batch }, place) => {
            format!("{}: batch {batch} once more, not posted again; put away as {place:?}", name(place))
        }
        WatchEvent::PutAway(Taken::Bills { bills }, place) => format!("{}: {bills} bills are in force", name(place)),
        WatchEvent::PutAway(Taken::Failed { why }, place) => format!("{}: FAILED: {why}; see {place:?}", name(place)),
        WatchEvent::Waits(path, why) => format!("{}: waits: {why}", name(path)),
        WatchEvent::Trouble(error, rest) => format!("lockbox: {error}; tried again in {} s", rest.as_secs()),
        WatchEvent::BrokenOff => "lockbox: told to end; what is not done with goes on at the next start".to_owned(),
    }
}

fn processed(report: &BatchReport) -> String {
    let proof = &report.proof;
    let balance = if proof.in_balance { "in balance" } else { "OUT OF BALANCE" };
    format!(
        "{}: {} documents, received {} ({}), posted {} ({}), suspense {} ({}), exceptions {} ({}), {balance}; files: {}",
        report.batch.id,
        report.documents,
        proof.received.count,
        proof.received.amount,
        proof.posted.count,
        proof.posted.amount,
        proof.suspense.count,
        proof.suspense.amount,
        proof.excepted.count,
        proof.excepted.amount,
        report.folder.display()
    )
}

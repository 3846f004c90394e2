//! `lockbox status`: how the program stands.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Common, print, tell};
use crate::model::Reason;
use crate::pipeline::{self, Status, StatusOrder};
use crate::store::review::Seconds;
use crate::store::{Overview, Waiting};

/// Tells how the program stands: batches, what waits and since when, bills, room on the disk, the hot folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox status
  lockbox status --watch /srv/lockbox/in --json

The exit code is 1 when something needs somebody: a batch that was broken off or does not balance, no bills or old ones,
a case that has waited too long, a disk that is nearly full, something in the hot folder that failed or is not taken.
It locks nothing and can be asked at any time.")]
pub(super) struct StatusArgs {
    /// Tell as one JSON object
    #[arg(long)]
    json: bool,
    /// Tell of this hot folder, too
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
    /// Bills older than so many days are stale
    #[arg(long, value_name = "DAYS", default_value_t = 4)]
    bills_days: u32,
    /// A case that came in more than so many days ago has waited too long
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    case_days: u32,
}

pub(super) fn run(args: &StatusArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let status = pipeline::status(&StatusOrder {
        data: &common.data,
        config: &config,
        hot_folder: args.watch.as_deref(),
        bills_days: i64::from(args.bills_days),
        case_days: i64::from(args.case_days),
    })?;
    if args.json {
        print(&json(&status).to_string())?;
    } else {
        print(&text(&status))?;
    }
    for line in &status.attention {
        tell(&format!("lockbox: {line}"));
    }
    Ok(if status.attention.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text(status: &Status) -> String {
    let overview = &status.overview;
    let mut lines = vec![format!("batches     {} finished, {} not balanced", overview.finished, overview.unbalanced)];
    for one in &overview.unfinished {
        let now = if status.working { "being read or waiting for it" } else { "broken off" };
        lines.push(format!("            {}: {now}, {} documents read", one.batch, one.documents));
    }
    let all = overview.cases.get(&None);
    lines.push(format!("cases       {}", all.map_or_else(|| "none wait".to_owned(), waiting)));
    for (reason, of_reason) in overview.cases.iter().filter_map(|(reason, waiting)| Some((reason.as_ref()?, waiting))) {
        lines.push(format!("            {:<24} {}", reason.word(), waiting(of_reason)));
    }
    lines.push(format!("releases    {} wait for a second person", overview.requests));
    for (what, left_out) in [("no file", &overview.unreleased), ("no deposit", &overview.undeposited)] {
        if let Some(left_out) = left_out {
            lines.push(format!("            {} batches in {what}, the oldest of {}", left_out.count, left_out.oldest));
        }
    }
    lines.push(format!("bills       {}", bills(status)));
    let (sizes, room) = (status.sizes, status.room);
    let megabytes = |bytes: u64| format!("{} MB", bytes >> 20);
    lines.push(format!(
        "store       database {}, images {}, bills {}; {} of {} free; schema {}",
        megabytes(sizes.database),
        megabytes(sizes.images),
        megabytes(sizes.bills),
        megabytes(room.free),
        megabytes(room.all),
        overview.schema
    ));
    if let Some(hot) = &status.hot_folder {
        let watched = if hot.watched { "watched" } else { "not watched" };
        let since = hot.oldest.map(|oldest| format!(", the oldest for {} s", oldest.as_secs())).unwrap_or_default();
        lines.push(format!(
            "hot folder  {watched}; {} arriving{since}; {} taken, {} failed",
            hot.arriving, hot.working, hot.failed
        ));
    }
    lines.join("\n")
}

fn waiting(waiting: &Waiting) -> String {
    format!("{} wait, the oldest received {}", waiting.count, waiting.oldest)
}

fn bills(status: &Status) -> String {
    let Some(bills) = &status.overview.bills else { return "none loaded".to_owned() };
    let age = match status.bills_days {
        Some(0) => "came today".to_owned(),
        Some(days) => format!("came {days} days ago"),
        None => "came with an earlier version".to_owned(),
    };
    format!("{} in force (load {}), {age}", bills.load.bills, bills.load.id.0)
}

fn json(status: &Status) -> Value {
    let overview = &status.overview;
    let unfinished = overview.unfinished.iter().map(|one| {
        json!({ "batch": one.batch.as_str(), "received_date": one.received.to_string(), "documents_read": one.documents })
    });
    json!({
        "batches": {
            "finished": overview.finished,
            "not_balanced": overview.unbalanced,
            "unfinished": unfinished.collect::<Vec<_>>(),
            "working": status.working,
        },
        "cases": cases(overview),
        "releases": {
            "waiting": overview.requests,
            "oldest": overview.oldest_request.map(time),
            "batches_in_no_file": overview.unreleased.as_ref().map(counted),
            "batches_in_no_deposit": overview.undeposited.as_ref().map(counted),
        },
        "bills": overview.bills.as_ref().map(|bills| json!({
            "load": bills.load.id.0,
            "bills": bills.load.bills,
            "rejected": bills.load.rejected,
            "seen": bills.seen.map(time),
            "days": status.bills_days,
        })),
        "store": {
            "schema": overview.schema,
            "database_bytes": status.sizes.database,
            "image_bytes": status.sizes.images,
            "bill_bytes": status.sizes.bills,
            "disk_free_bytes": status.room.free,
            "disk_bytes": status.room.all,
        },
        "hot_folder": status.hot_folder.as_ref().map(|hot| json!({
            "watched": hot.watched,
            "arriving": hot.arriving,
            "oldest_seconds": hot.oldest.map(|oldest| oldest.as_secs()),
            "taken": hot.working,
            "failed": hot.failed,
        })),
        "attention": status.attention,
    })
}

fn cases(overview: &Overview) -> Value {
    let by_reason = overview.cases.iter().filter_map(|(reason, waiting)| {
        let reason: &Reason = reason.as_ref()?;
        Some((reason.word().to_owned(), counted(waiting)))
    });
    json!({ "all": overview.cases.get(&None).map(counted), "by_reason": by_reason.collect::<serde_json::Map<_, _>>() })
}

fn counted(waiting: &Waiting) -> Value {
    json!({ "count": waiting.count, "oldest": waiting.oldest.to_string() })
}

fn time(seconds: Seconds) -> String {
    Timestamp::from_second(seconds.0).map(|time| time.to_string()).unwrap_or_default()
}

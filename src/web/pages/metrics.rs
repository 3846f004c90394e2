//! Numbers for those who watch over many programs, in the text format of Prometheus. No account, name or amount is in them.

use std::fmt::{self, Write};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::Right;
use crate::pipeline::vital_signs;
use crate::store::{Overview, Waiting};
use crate::web::call::{Call, Failure, Reply};

const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Somebody on this machine may ask, with no proxy in between, or who may see cases anyway.
pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let sees = call.session.as_ref().is_some_and(|session| session.user.role.may(Right::See));
    if !call.is_local && !sees {
        return Err(Failure::Forbidden(Right::See));
    }
    let (overview, database, room) = vital_signs(&call.app.data, call.store)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, &overview);
    let _ = gauge(&mut text, "lockbox_database_bytes", "Size of the database with its log.", &[("", database)]);
    let _ = gauge(&mut text, "lockbox_disk_free_bytes", "Room on the disk of the store.", &[("", room.free)]);
    let _ = gauge(&mut text, "lockbox_disk_bytes", "Size of the disk of the store.", &[("", room.all)]);
    Ok(Reply::Bytes(KIND, 0, text.into_bytes()))
}

fn write(text: &mut String, overview: &Overview) -> fmt::Result {
    let info = format!("version=\"{}\",schema=\"{}\"", env!("CARGO_PKG_VERSION"), overview.schema);
    gauge(text, "lockbox_info", "The program and its store.", &[(&info, 1)])?;
    let unfinished = overview.unfinished.len() as u64;
    let batches = [("state=\"unfinished\"", unfinished), ("state=\"finished\"", overview.finished)];
    gauge(text, "lockbox_batches", "Batches by state.", &batches)?;
    gauge(text, "lockbox_batches_not_balanced", "Finished batches that do not balance.", &[("", overview.unbalanced)])?;
    let read = overview.unfinished.iter().map(|one| one.documents).sum();
    gauge(text, "lockbox_documents_read", "Documents read of batches that are not finished.", &[("", read)])?;

    let all = overview.cases.get(&None).map_or(0, |all| all.count);
    gauge(text, "lockbox_cases", "Cases that wait for people.", &[("", all)])?;
    let reasons = overview.cases.iter().filter_map(|(reason, waiting)| Some((reason.as_ref()?, waiting)));
    let labels: Vec<(String, u64)> =
        reasons.map(|(reason, waiting)| (format!("reason=\"{}\"", reason.word()), waiting.count)).collect();
    let labels: Vec<(&str, u64)> = labels.iter().map(|(label, count)| (label.as_str(), *count)).collect();
    gauge(text, "lockbox_cases_by_reason", "Cases that wait, for each of their reasons.", &labels)?;
    oldest(
        text,
        "lockbox_cases_oldest_timestamp_seconds",
        "The day the oldest case came in.",
        overview.cases.get(&None),
    )?;

    gauge(text, "lockbox_release_requests", "Files that wait for a second person.", &[("", overview.requests)])?;
    for (what, left_out) in [("deposit", &overview.undeposited), ("file", &overview.unreleased)] {
        let count = left_out.as_ref().map_or(0, |waiting| waiting.count);
        let name = format!("lockbox_batches_in_no_{what}");
        gauge(text, &name, &format!("Finished batches that are in no {what}."), &[("", count)])?;
    }
    if let Some(bills) = &overview.bills {
        gauge(text, "lockbox_bills", "Bills in force.", &[("", bills.load.bills)])?;
        gauge(text, "lockbox_bills_rejected", "Rows of their file that were rejected.", &[("", bills.load.rejected)])?;
        if let Some(seen) = bills.seen {
            let name = "lockbox_bills_timestamp_seconds";
            gauge(text, name, "When their file came last.", &[("", seen.0.unsigned_abs())])?;
        }
    }
    Ok(())
}

fn oldest(text: &mut String, name: &str, help: &str, waiting: Option<&Waiting>) -> fmt::Result {
    let begin = |date: Date| date.to_zoned_datetime(TimeZone::UTC).ok().map(|day| day.timestamp().as_second());
    match waiting.and_then(|waiting| begin(waiting.oldest)) {
        Some(seconds) => gauge(text, name, help, &[("", seconds.unsigned_abs())]),
        None => Ok(()),
    }
}

/// A number by that name, for each set of labels.
fn gauge(text: &mut String, name: &str, help: &str, values: &[(&str, u64)]) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge")?;
    for (labels, value) in values {
        match *labels {
            "" => writeln!(text, "{name} {value}")?,
            labels => writeln!(text, "{name}{{{labels}}} {value}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_comment_or_a_number() {
        let mut text = String::new();
        write(&mut text, &Overview::default()).unwrap();
        assert!(text.contains("lockbox_batches{state=\"finished\"} 0\n"), "{text}");
        for line in text.lines() {
            let is_number = line.rsplit_once(' ').is_some_and(|(_, value)| value.parse::<u64>().is_ok());
            assert!(line.starts_with("# ") || is_number, "{line}");
        }
    }
}

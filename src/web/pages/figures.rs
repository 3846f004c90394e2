//! How the work goes: what went straight through, why the rest waits.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::model::{Money, Reason};
use crate::store::LedgerStore;
use crate::store::review::CaseStore;
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// The longest bar, in units of the drawing.
const WIDTH: u64 = 400;
/// So many batches are shown.
const LAST_BATCHES: usize = 20;
/// The height of a bar with its gap.
const STEP: usize = 26;

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let items = call.store.queue(call.today(), None)?;
    let mut reasons: BTreeMap<Reason, (u64, Money)> = BTreeMap::new();
    for item in &items {
        for reason in &item.reasons {
            let (count, money) = reasons.entry(*reason).or_default();
            (*count, *money) = (*count + 1, money.plus(item.amount));
        }
    }
    let mut sorted: Vec<(Reason, u64, Money)> =
        reasons.into_iter().map(|(reason, (count, money))| (reason, count, money)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let standings = call.store.last_standings(LAST_BATCHES)?;
    let body = html! {
        h1 { "Figures" }
        h2 { "Why transactions wait" }
        (bars(&sorted.iter().map(|(reason, count, _)| (reason.word().replace('_', " "), *count)).collect::<Vec<_>>(), "Waiting transactions by reason"))
        table.list {
            thead { tr { th scope="col" { "Reason" } th.number scope="col" { "Transactions" } th.number scope="col" { "Money" } } }
            tbody { @for (reason, count, money) in &sorted { tr { td { (reason.word().replace('_', " ")) } td.number { (count) } td.number { (money) } } } }
        }
        h2 { "Decided, by batch, in percent" }
        (bars(&standings.iter().rev().map(|batch| {
            let decided = batch.transactions.saturating_sub(batch.held) * 100 / batch.transactions.max(1);
            (batch.batch.to_string(), decided)
        }).collect::<Vec<_>>(), "Share of decided transactions by batch"))
    };
    Ok(Reply::Page(layout::page("Figures", &session, &[], &body)))
}

/// A bar for each value.
fn bars(values: &[(String, u64)], title: &str) -> Markup {
    let most = values.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let height = values.len() * STEP + 4;
    html! {
        svg.bars role="img" aria-label=(title) viewBox={ "0 0 720 " (height) } {
            @for (at, (name, value)) in values.iter().enumerate() {
                text x="210" y=(at * STEP + 18) text-anchor="end" { (name) }
                rect x="220" y=(at * STEP + 4) width=(value * WIDTH / most) height="18" {}
                text x=(228 + value * WIDTH / most) y=(at * STEP + 18) { (value) }
            }
        }
    }
}

//! What happened to each transaction of the truth.

use std::collections::{BTreeMap, BTreeSet};

use super::Score;
use super::rows::{Place, Postings, Run, Truth, Wanted, add};
use crate::model::Money;

/// Transactions of truth and run that share documents.
#[derive(Debug, Default)]
struct Group<'a> {
    wanted: BTreeMap<&'a str, &'a Wanted>,
    got: BTreeSet<&'a str>,
}

pub(super) fn judge(truth: &Truth, run: &Run, score: &mut Score) {
    score.transactions = truth.transactions.len();
    score.should_post = truth.transactions.values().filter(|wanted| wanted.posts).count();
    note_lost_documents(truth, run, score);
    let groups = groups(truth, run);
    let known: BTreeSet<&str> = groups.iter().flat_map(|group| group.got.iter().copied()).collect();
    for group in &groups {
        judge_group(group, run, score);
    }
    for (name, postings) in run.postings.iter().filter(|(name, _)| !known.contains(name.as_str())) {
        let text = format!("transaction {name} of the run is no transaction of the truth: {}", list(postings));
        score.misposts.push(text);
    }
    for name in run.postings.keys().filter(|name| run.exceptions.contains_key(*name)) {
        score.misposts.push(format!("transaction {name} of the run is posted and held"));
    }
}

fn note_lost_documents(truth: &Truth, run: &Run, score: &mut Score) {
    for place in truth.documents.keys().filter(|place| !run.documents.contains_key(*place)) {
        score.lost.push(format!("{} page {} is not in documents.csv", place.0, place.1));
    }
}

fn groups<'a>(truth: &'a Truth, run: &'a Run) -> Vec<Group<'a>> {
    let landed = |place: &Place| run.documents.get(place).map(|row| row.transaction.as_str());
    let mut came_from: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, wanted) in &truth.transactions {
        for got in deciding(truth, wanted).filter_map(landed) {
            came_from.entry(got).or_default().insert(name);
        }
    }
    let mut groups = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for name in truth.transactions.keys() {
        let mut group = Group::default();
        let mut next: Vec<&str> = vec![name];
        while let Some(name) = next.pop() {
            let Some((name, wanted)) = truth.transactions.get_key_value(name) else { continue };
            if !done.insert(name) {
                continue;
            }
            group.wanted.insert(name, wanted);
            for got in deciding(truth, wanted).filter_map(landed) {
                group.got.insert(got);
                next.extend(came_from.get(got).into_iter().flatten());
            }
        }
        if !group.wanted.is_empty() {
            groups.push(group);
        }
    }
    groups
}

/// The documents that tell where a transaction went: its payments, or all if it has none.
fn deciding<'a>(truth: &'a Truth, wanted: &'a Wanted) -> impl Iterator<Item = &'a Place> {
    let is_payment = |place: &Place| {
        truth.documents.get(place).is_some_and(|row| matches!(row.kind.as_str(), "check" | "money_order"))
    };
    let any = wanted.documents.iter().any(is_payment);
    wanted.documents.iter().filter(move |place| !any || is_payment(place))
}

fn judge_group(group: &Group<'_>, run: &Run, score: &mut Score) {
    let mut allowed = Postings::new();
    for (key, amount) in group.wanted.values().filter(|wanted| wanted.posts).flat_map(|wanted| &wanted.postings) {
        add(&mut allowed, key.clone(), *amount);
    }
    let mut posted = Postings::new();
    for (key, amount) in group.got.iter().filter_map(|name| run.postings.get(*name)).flatten() {
        add(&mut posted, key.clone(), *amount);
    }
    let names: Vec<&str> = group.wanted.keys().copied().collect();
    let names = names.join(", ");
    let wrong: Postings = posted
        .iter()
        .filter(|(key, amount)| **amount > allowed.get(*key).copied().unwrap_or(Money::ZERO))
        .map(|(key, amount)| (key.clone(), *amount))
        .collect();
    if !wrong.is_empty() {
        let text = format!("transaction {names} posted {}, the truth wants {}", list(&wrong), list(&allowed));
        score.misposts.push(text);
    }
    let held: BTreeSet<&String> = group.got.iter().filter_map(|name| run.exceptions.get(*name)).flatten().collect();
    let is_held = group.got.iter().any(|name| run.exceptions.contains_key(*name));
    for (name, wanted) in &group.wanted {
        let complete = wanted.postings.iter().all(|(key, _)| posted.get(key) == allowed.get(key));
        match (wanted.posts, is_held) {
            (true, false) if complete && wrong.is_empty() => score.posted_right += 1,
            (true, true) if !complete => {
                score.held_wrongly += 1;
                held.iter().for_each(|reason| *score.wrong_holds.entry((*reason).clone()).or_default() += 1);
            }
            (true, true) if wrong.is_empty() => score.posted_right += 1,
            (false, true) => {
                score.held_right += 1;
                score.reasons_found += usize::from(wanted.reasons.iter().all(|reason| held.contains(reason)));
                score.reasons_exact += usize::from(wanted.reasons.iter().collect::<BTreeSet<_>>() == held);
            }
            _ if wrong.is_empty() => score.lost.push(format!("transaction {name} is neither posted nor held in full")),
            _ => {}
        }
    }
}

fn list(postings: &Postings) -> String {
    if postings.is_empty() {
        return "nothing".to_owned();
    }
    let one = |((account, bill), amount): (&(String, String), &Money)| format!("{amount} on {account}:{bill}");
    postings.iter().map(one).collect::<Vec<_>>().join(", ")
}

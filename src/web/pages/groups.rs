//! A transaction and its neighbours as a film strip: documents are moved where the scanner has grouped them wrongly.

use maud::{Markup, html};

use super::papers::kind;
use crate::model::{BatchId, Document, DocumentNumber, ExceptionId};
use crate::pipeline::{Outcomes, Regroup, regroup_case};
use crate::store::review::{CaseStore, GroupStore, OpenGroup};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// So many neighbours are shown on each side.
const NEIGHBOURS: usize = 2;

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, problem: Option<&str>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let session = call.signed_in()?.clone();
    let batch = call.store.case(&id)?.ok_or(Failure::NotFound)?.batch;
    let groups = call.store.open_groups(&batch)?;
    let at = groups.iter().position(|group| group.id == id);
    let shown = at.map(|at| &groups[at.saturating_sub(NEIGHBOURS)..groups.len().min(at + NEIGHBOURS + 1)]);
    let mut strips: Vec<(&OpenGroup, Vec<Document>)> = Vec::new();
    for group in shown.unwrap_or_default() {
        strips.push((group, call.store.papers(&batch, &group.documents)?));
    }
    call.log("view", id.as_str(), "grouping")?;
    let own = at.map(|at| &groups[at]);
    let body = html! {
        h1 { "Grouping of batch " (batch) }
        @if let Some(problem) = problem { p.error role="alert" id="problem" { (problem) } }
        p { a href={ "/case/" (id) } { "Back to the case" } " · " a href={ "/batch/" (batch) } { "Batch " (batch) } }
        @match own {
            None => p { "This transaction does not wait any more, or its papers cannot be moved." },
            Some(own) => form method="post" action={ "/case/" (id) "/group" } {
                (layout::token(&session))
                input type="hidden" name="version" value=(own.version);
                div.film { @for (group, papers) in &strips { (strip(&batch, group, papers, group.id == id)) } }
                div.actions {
                    button.main type="submit" name="do" value="apart" { "The chosen are a transaction of their own" }
                    @for (group, _) in strips.iter().filter(|(group, _)| group.id != id) {
                        button type="submit" name="do" value={ "move " (group.id) " " (group.version) } { "Move the chosen to transaction " (group.transaction) }
                        button type="submit" name="do" value={ "merge " (group.id) " " (group.version) } { "Merge all into transaction " (group.transaction) }
                    }
                }
            },
        }
    };
    Ok(Reply::Page(layout::page("Grouping", &session, &[], &body)))
}

fn strip(batch: &BatchId, group: &OpenGroup, papers: &[Document], own: bool) -> Markup {
    html! {
        fieldset.group data-own=(own) {
            legend { "Transaction " (group.transaction) @if own { ", this one" } @else { " " a href={ "/case/" (group.id) "/group" } { "look at it" } } }
            @for (at, paper) in papers.iter().enumerate() {
                figure {
                    img loading="lazy" src={ "/paper/" (batch) "/" (paper.number) } alt={ "Document " (paper.number) ", " (kind(paper)) };
                    figcaption {
                        @if own { label { input type="checkbox" name="document" value=(paper.number); " " (paper.number) " · " (kind(paper)) } }
                        @else { (paper.number) " · " (kind(paper)) }
                        @if own && at > 0 { button type="submit" name="do" value={ "before " (paper.number) } { "A separator is missing before it" } }
                    }
                }
            }
        }
    }
}

pub(in crate::web) fn regroup(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    let bad = || Failure::BadForm("Open the page again.".to_owned());
    let version: u32 = call.field("version").parse().map_err(|_| bad())?;
    let own = call.store.case(&id)?.ok_or(Failure::NotFound)?.documents;
    let chosen: Vec<DocumentNumber> =
        call.all("document").filter_map(|text| text.parse().ok()).map(DocumentNumber).collect();
    let asked: Vec<&str> = call.field("do").split(' ').collect();
    let target = |id: &str, version: &str| ExceptionId::new(id).zip(version.parse::<u32>().ok()).ok_or_else(bad);
    let (documents, to) = match asked[..] {
        ["apart"] => (chosen, None),
        ["before", first] => {
            let first = first.parse().map(DocumentNumber).map_err(|_| bad())?;
            (own.into_iter().filter(|number| *number >= first).collect(), None)
        }
        ["move", other, version] => (chosen, Some(target(other, version)?)),
        ["merge", other, version] => (own, Some(target(other, version)?)),
        _ => return Err(bad()),
    };
    let to = to.as_ref().map(|(other, version)| (other, *version));
    let order = Regroup { from: (&id, version), to, documents: &documents, by: &by };
    let (outcome, place) = call.with_desk(|store, desk| regroup_case(store, desk, &order))?;
    match outcome {
        Outcomes::Done(_) => {
            let still = call.store.case(&id)?.is_some_and(|case| case.state.waits());
            let next = if still { id } else { place.unwrap_or(id) };
            Ok(Reply::Go(format!("/case/{next}/group")))
        }
        Outcomes::Refused(why) => page(call, Some(&why)),
        Outcomes::Claimed(claim) => page(call, Some(&format!("{} works on one of them now.", claim.by))),
        Outcomes::Stale(_) | Outcomes::Overtaken => {
            page(call, Some("One of them has changed since you opened the page; look again."))
        }
    }
}

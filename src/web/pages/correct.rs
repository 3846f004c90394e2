//! What was misread, put right.

use maud::{Markup, html};

use super::case::{self, Shown};
use super::papers::kind;
use crate::model::{CorrectedField, Correction, Document, DocumentNumber, PageKind};
use crate::pipeline::{Outcomes, correct_value};
use crate::review::KINDS;
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;

/// The forms for it; what a paper is can be said while an amount is keyed blindly, what stands on it only afterwards.
pub(in crate::web) fn panel(shown: &Shown<'_>, blind: bool) -> Markup {
    let documents = &shown.view.transaction.documents;
    let named = |paper: &&Document| paper.kind().is_some_and(PageKind::is_payment_or_coupon);
    let numbered: Vec<&Document> = documents.iter().filter(named).filter(|_| !blind).collect();
    html! {
        details.panel.correct id="correct" {
            summary { "Correct what was read" }
            @if !numbered.is_empty() {
                (form(shown, "value", &numbered, &html! {
                    label { "says " select name="field" {
                        option value=(CorrectedField::Account) { "account number" }
                        option value=(CorrectedField::CheckNumber) { "check number" }
                    } }
                    label { "it is " input name="value" inputmode="numeric" autocomplete="off" required maxlength="40"; }
                    button type="submit" { "Correct" }
                }))
            }
            (form(shown, "kind", &documents.iter().collect::<Vec<_>>(), &html! {
                input type="hidden" name="field" value=(CorrectedField::Kind);
                label { "is a " select name="value" { @for word in KINDS { option value=(word) { (word.word().replace('_', " ")) } } } }
                button type="submit" { "Call it that" }
            }))
        }
    }
}

fn form(shown: &Shown<'_>, name: &str, documents: &[&Document], rest: &Markup) -> Markup {
    let kept = &shown.view.kept;
    html! {
        form.fields method="post" action={ "/case/" (kept.id) "/correct" } {
            (layout::token(shown.session))
            input type="hidden" name="version" value=(kept.version);
            label { "Document " select name="document" data-correct=(name) {
                @for paper in documents { option value=(paper.number) { (paper.number) " · " (kind(paper)) } }
            } }
            (rest)
        }
    }
}

pub(in crate::web) fn correct(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    let bad = |why: &str| Failure::BadForm(why.to_owned());
    let version = call.field("version").parse().map_err(|_| bad("Open the page again."))?;
    let document = call.field("document").parse().map(DocumentNumber).map_err(|_| bad("Which document?"))?;
    let field = CorrectedField::from_word(call.field("field")).ok_or_else(|| bad("What is to be corrected?"))?;
    let correction = Correction { document, field, value: call.field("value").to_owned() };
    let outcome = call.with_desk(|store, desk| correct_value(store, desk, &id, version, &by, &correction))?;
    match outcome {
        Outcomes::Done(_) => Ok(Reply::Go(format!("/case/{id}"))),
        Outcomes::Refused(why) => case::page(call, Some(&why), &[]),
        Outcomes::Claimed(claim) => case::page(call, Some(&format!("{} works on it now.", claim.by)), &[]),
        Outcomes::Stale(_) | Outcomes::Overtaken => {
            case::page(call, Some("It has changed since you opened it; look again."), &[])
        }
    }
}

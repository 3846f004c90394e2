//! Payments that may be the same, side by side, with what became of the other.

use maud::{Markup, html};

use crate::model::{DocumentNumber, Money, Place, Reason};
use crate::pipeline::CaseView;
use crate::store::review::{CaseStore, Twin};
use crate::web::call::{Call, Failure};
use crate::web::masks::masked;

/// A payment of the case with those that may be the same.
pub(in crate::web) type Twins = Vec<(DocumentNumber, Vec<Twin>)>;

/// Those of a case that may be a duplicate; none of others.
pub(in crate::web) fn of(call: &Call<'_>, view: &CaseView) -> Result<Twins, Failure> {
    let mut twins = Vec::new();
    if view.kept.reasons.contains(&Reason::DuplicatePayment) {
        for payment in &view.payments {
            let found = call.store.twins(&view.kept.batch, payment.document)?;
            if !found.is_empty() {
                twins.push((payment.document, found));
            }
        }
    }
    Ok(twins)
}

pub(in crate::web) fn compared(view: &CaseView, twins: &Twins) -> Markup {
    html! {
        @for (document, others) in twins {
            section.twins aria-label="May be the same" {
                h2 { "May be the same" }
                div.pair {
                    figure {
                        img src={ "/paper/" (view.kept.batch) "/" (document) } alt={ "This payment, document " (document) };
                        figcaption { "This one: batch " (view.kept.batch) ", document " (document) }
                    }
                    @for twin in others {
                        figure {
                            img src={ "/paper/" (twin.batch) "/" (twin.document) } alt={ "The other payment, document " (twin.document) " of batch " (twin.batch) };
                            figcaption { "Batch " (twin.batch) ", document " (twin.document) ": " (became(twin)) }
                        }
                    }
                }
                p { "The same: return it, or say that it holds no payment. Another payment: post it." }
            }
        }
    }
}

/// What became of a payment, in words.
fn became(twin: &Twin) -> String {
    let places = [(Place::Suspense, "in suspense"), (Place::Exception, "waits"), (Place::Returned, "returned")];
    let sum = |place: Place| -> Money {
        twin.lines.iter().filter(|line| line.place == place).filter_map(|line| line.amount).sum()
    };
    let mut parts: Vec<String> = Vec::new();
    for line in twin.lines.iter().filter(|line| line.place == Place::Posted) {
        let (Some(account), Some(amount)) = (&line.account, line.amount) else { continue };
        let verb = if line.reverses.is_some() { "undone" } else { "posted" };
        parts.push(format!("{verb} {amount} to {}", masked(account.as_str())));
    }
    for (place, words) in places {
        let there = sum(place);
        if there != Money::ZERO {
            parts.push(format!("{there} {words}"));
        }
    }
    if parts.is_empty() { "its amount is not known".to_owned() } else { parts.join(", ") }
}

//! Amounts keyed from the paper, by one or two people who see no other value.

use maud::{Markup, html};

use super::case::{self, Shown};
use crate::model::{DocumentNumber, Money, Queue, Right};
use crate::pipeline::{KeyedPayment, Outcomes, key_amount};
use crate::review::{Pass, may_key};
use crate::web::call::{Call, Failure, Reply};
use crate::web::images::place_of;
use crate::web::layout;

/// The payments whose amounts are not known yet; the first that this person may key has a field.
pub(in crate::web) fn panel(shown: &Shown<'_>) -> Markup {
    let me = crate::model::Reviewer { name: shown.session.user.name.clone(), role: shown.session.user.role };
    let open: Vec<&KeyedPayment> =
        shown.view.payments.iter().filter(|payment| !matches!(payment.pass, Pass::Settled(_))).collect();
    let next = open.iter().find(|payment| may_key(&payment.keyings, payment.pass, &me).is_ok());
    html! {
        section.panel.keying {
            h2 { "Amount to key" }
            p { (open.len()) " of " (shown.view.payments.len()) " amounts are not known." }
            @match next {
                Some(payment) if shown.is_mine() => (field(shown, payment)),
                Some(_) => p { "Claim it to key it." },
                None => p { "Somebody else must key it: you have, or your role may not settle what two keyed differently." },
            }
        }
    }
}

fn field(shown: &Shown<'_>, payment: &KeyedPayment) -> Markup {
    let kept = &shown.view.kept;
    let document = shown.view.transaction.documents.iter().find(|paper| paper.number == payment.document);
    let reading = document.and_then(|paper| paper.front.as_ref().ok());
    let third = matches!(payment.pass, Pass::Third | Pass::Illegible);
    html! {
        form id="keying" method="post" action={ "/case/" (kept.id) "/key" } {
            (layout::token(shown.session))
            input type="hidden" name="document" value=(payment.document);
            p.pass { @match payment.pass {
                Pass::First => "First pass",
                Pass::Second => "Second pass, blind",
                _ => "Two differ: settle it",
            } }
            @if third {
                ul { @for keying in &payment.keyings {
                    li { (keying.by) ": " @match keying.amount { Some(amount) => (amount), None => "could not make it out" } }
                } }
            }
            @if let Some(reading) = reading {
                @for (name, title) in [("courtesy", "in figures"), ("legal", "in words")] {
                    @if place_of(reading, name).is_some() {
                        img.snippet src={ "/snippet/" (kept.batch) "/" (payment.document) "/" (name) } alt={ "Amount " (title) " on document " (payment.document) };
                    }
                }
            }
            label for="keyed" { "Amount of document " (payment.document) }
            input.money.keyed id="keyed" name="amount" inputmode="decimal" autocomplete="off" autofocus aria-describedby="keyed-how";
            p id="keyed-how" { "21450 is 214.50. Leave it empty and press “Not readable” if it cannot be made out." }
            div.actions {
                button.main type="submit" name="do" value="key" data-command="accept" { "Enter and next" }
                button type="submit" name="do" value="illegible" formnovalidate { "Not readable" }
            }
        }
    }
}

pub(in crate::web) fn key(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    let document: DocumentNumber = call
        .field("document")
        .parse()
        .map(DocumentNumber)
        .map_err(|_| Failure::BadForm("Which document?".to_owned()))?;
    let amount = match call.field("do") {
        "illegible" => None,
        _ => Some(match typed_amount(call.field("amount")) {
            Some(amount) => amount,
            None => return case::page(call, Some("That is no amount. Write it as 214.50 or 21450."), &[]),
        }),
    };
    let outcome = call.with_desk(|store, desk| key_amount(store, desk, &id, &by, document, amount))?;
    match outcome {
        Outcomes::Done(_) if by.role.may(Right::Decide) => {
            // Settled by this one: the same person goes on with who is meant.
            let view = call.with_desk(|store, desk| crate::pipeline::open_case(store, desk, &id))?;
            let settled = view.payments.iter().all(|payment| matches!(payment.pass, Pass::Settled(_)));
            if settled { super::claims::claim(call) } else { case::after(call, Queue::Amount) }
        }
        Outcomes::Done(_) => Ok(Reply::Go("/".to_owned())),
        Outcomes::Refused(why) => case::page(call, Some(&why), &[]),
        Outcomes::Stale(_) | Outcomes::Claimed(_) | Outcomes::Overtaken => {
            case::page(call, Some("Somebody else was faster."), &[])
        }
    }
}

/// What somebody typed: `214.50`, or `21450` with the cents implied.
pub(in crate::web) fn typed_amount(text: &str) -> Option<Money> {
    let bare: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    if bare.contains('.') {
        return bare.parse().ok().filter(|amount: &Money| *amount >= Money::ZERO);
    }
    let digits = !bare.is_empty() && bare.len() <= 12 && bare.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| bare.parse().ok().map(Money::from_cents)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::money;

    #[test]
    fn cents_are_implied() {
        for (typed, want) in
            [("214.50", Some("214.50")), ("21450", Some("214.50")), ("$1,214.50", Some("1214.50")), ("0", Some("0.00"))]
        {
            assert_eq!(typed_amount(typed), want.map(money), "{typed}");
        }
        for bad in ["", "abc", "-5.00", "2.145", "21450x", "1e5", "9999999999999"] {
            assert_eq!(typed_amount(bad), None, "{bad}");
        }
    }
}

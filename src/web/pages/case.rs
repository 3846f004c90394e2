//! One transaction: its papers, what was read of them, who may be meant, and what can be done.

use maud::{Markup, html};

use super::queues::{claim_next, minutes};
use super::twins::{self, Twins};
use super::{choices, correct, evidence, keying, papers};
use crate::model::{Action, CaseState, Money, ReturnReason, Right};
use crate::pipeline::{CaseView, applied, open_case};
use crate::review::Pass;
use crate::store::review::{CaseStore, Session};
use crate::web::call::{Call, Failure, Reply};
use crate::web::{layout, masks};

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None, &[])
}

/// Bank numbers in full, for those who may see them; that they looked is written down.
pub(in crate::web) fn reveal(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let view = call.with_desk(|store, desk| open_case(store, desk, &id))?;
    call.log("reveal", id.as_str(), "bank account numbers")?;
    let lines: Vec<String> = view
        .transaction
        .documents
        .iter()
        .filter_map(|document| {
            let line = document.face().ok()?.check.as_ref()?.micr.best()?;
            Some(format!("document {}: {}", document.number, line.value.raw))
        })
        .collect();
    page(call, None, &lines)
}

/// The page of the case that the path names, with a word on what went wrong.
pub(in crate::web) fn page(call: &mut Call<'_>, problem: Option<&str>, revealed: &[String]) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let session = call.signed_in()?.clone();
    let view = call.with_desk(|store, desk| open_case(store, desk, &id))?;
    call.log("view", id.as_str(), "")?;
    let draft = call.store.draft(&id, &session.user.name)?;
    let twins = twins::of(call, &view)?;
    let shown =
        Shown { view: &view, session: &session, now: call.now, problem, revealed, draft: draft.as_deref(), twins };
    let title = format!("{id}");
    Ok(Reply::Page(layout::page(&title, &session, &[], &shown.page())))
}

/// What the page is made of.
pub(in crate::web) struct Shown<'a> {
    pub(in crate::web) view: &'a CaseView,
    pub(in crate::web) session: &'a Session,
    pub(in crate::web) now: crate::store::review::Seconds,
    pub(in crate::web) problem: Option<&'a str>,
    pub(in crate::web) revealed: &'a [String],
    pub(in crate::web) draft: Option<&'a str>,
    pub(in crate::web) twins: Twins,
}

impl Shown<'_> {
    /// Whether this person works on the case now.
    pub(in crate::web) fn is_mine(&self) -> bool {
        let claim = self.view.kept.claim.as_ref();
        claim.is_some_and(|claim| claim.by == self.session.user.name && claim.until > self.now)
    }

    fn may(&self, right: Right) -> bool {
        self.session.user.role.may(right)
    }

    /// Whether an amount must be keyed before anything else is shown.
    fn is_keyed_first(&self) -> bool {
        let open = |pass: &Pass| !matches!(pass, Pass::Settled(_));
        self.view.kept.state == CaseState::Open && self.view.payments.iter().any(|payment| open(&payment.pass))
    }

    fn page(&self) -> Markup {
        let kept = &self.view.kept;
        let blind = self.is_keyed_first();
        html! {
            div.case data-case=(kept.id) data-mine=(self.is_mine()) {
                (self.head())
                @if let Some(problem) = self.problem { p.error role="alert" id="problem" { (problem) } }
                @for line in self.revealed { p.notice { (line) } }
                @if !blind { (twins::compared(self.view, &self.twins)) }
                div.desk {
                    section.papers aria-label="Papers" {
                        (papers::viewer(&kept.batch, &self.view.transaction.documents, !blind))
                        @if !blind { (evidence::table(&self.view.transaction)) }
                    }
                    section.work aria-label="Decision" {
                        @if blind {
                            (keying::panel(self))
                        } @else {
                            @match kept.state {
                                CaseState::Open => (choices::form(self)),
                                CaseState::Proposed => (self.proposed()),
                                _ => (self.decided()),
                            }
                        }
                        @if kept.state == CaseState::Open && self.is_mine() { (correct::panel(self, blind)) }
                    }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let kept = &self.view.kept;
        let blind = self.is_keyed_first();
        html! {
            div.head {
                h1 { "Batch " (kept.batch) ", transaction " (kept.transaction) }
                span.state data-state=(kept.state) { (kept.state) }
                @if let Some(claim) = kept.claim.as_ref().filter(|claim| claim.until > self.now) {
                    span.claim id="claim" data-left=((claim.until.0 - self.now.0)) {
                        @if self.is_mine() { "claimed by you, " } @else { "claimed by " (claim.by) ", " }
                        span.left { (minutes(claim.until, self.now)) }
                    }
                }
                (self.claim_buttons())
            }
            // Who keys an amount must not be told what it may be.
            @if !blind {
                p.why { strong { "Why " } (kept.decision.explanation) }
                @if kept.state == CaseState::Open && self.view.today.explanation != kept.decision.explanation {
                    p.today { strong { "Today " } (self.view.today.explanation) }
                }
            }
        }
    }

    fn claim_buttons(&self) -> Markup {
        let kept = &self.view.kept;
        let held = kept.claim.as_ref().is_some_and(|claim| claim.until > self.now);
        let button = |action: &str, name: &str, command: &str| {
            html! {
                form method="post" action={ "/case/" (kept.id) "/" (action) } {
                    (layout::token(self.session))
                    button type="submit" data-command=[(!command.is_empty()).then_some(command)] { (name) }
                }
            }
        };
        html! {
            @if self.may(Right::Decide) && kept.state.waits() {
                @if self.is_mine() { (button("let-go", "Let go", "release")) }
                @else if !held { (button("claim", "Claim", "")) }
            }
            @if held && !self.is_mine() && self.may(Right::ReleaseClaims) { (button("take-away", "Take the claim away", "")) }
            @if self.may(Right::Decide) && kept.state == CaseState::Open { a href={ "/case/" (kept.id) "/group" } data-command="group" { "Grouping" } }
            @if self.may(Right::Reveal) { (button("reveal", "Show bank numbers", "")) }
        }
    }

    fn proposed(&self) -> Markup {
        let kept = &self.view.kept;
        let Some(proposal) = &kept.proposal else { return html! {} };
        let own = proposal.by == self.session.user.name;
        html! {
            section.panel {
                h2 { "Proposed by " (proposal.by) }
                (told(&proposal.action))
                @if !proposal.note.is_empty() { p { "Note: " (proposal.note) } }
                @if own {
                    p { "A second person must confirm it." }
                } @else if self.may(Right::Approve) {
                    form method="post" action={ "/case/" (kept.id) "/confirm" } {
                        (layout::token(self.session))
                        input type="hidden" name="version" value=(kept.version);
                        button.main type="submit" data-command="confirm" { "Confirm" }
                    }
                }
                (self.undo("Take it back"))
            }
        }
    }

    fn decided(&self) -> Markup {
        let kept = &self.view.kept;
        html! {
            section.panel {
                h2 { "Decided: " (kept.state) }
                ul {
                    @for (account, amount) in applied(kept) {
                        li { (amount) " to account " (masks::masked(account.as_str())) }
                    }
                }
                (self.undo("Undo"))
            }
        }
    }

    fn undo(&self, name: &str) -> Markup {
        let kept = &self.view.kept;
        let released = kept.lines.iter().any(|line| line.released && line.entry.posting.is_some());
        html! {
            @if self.may(Right::Decide) && (!released || self.may(Right::UndoReleased)) {
                form method="post" action={ "/case/" (kept.id) "/decide" } {
                    (layout::token(self.session))
                    input type="hidden" name="version" value=(kept.version);
                    @if released {
                        p { "A file has told it already: it is reversed, and the next file tells the reversal." }
                        label for="undo-note" { "Why" }
                        input id="undo-note" name="note" required;
                    }
                    button type="submit" name="do" value="undo" data-command="undo" { (name) }
                }
            }
        }
    }
}

/// What was proposed, in words.
fn told(action: &Action) -> Markup {
    html! {
        @match action {
            Action::Post(shares) => {
                ul { @for share in shares {
                    li { (share.amount) " of document " (share.payment) " to "
                        @if let Some(bill) = &share.bill { "bill " (bill) " of " }
                        "account " (share.account) }
                } }
            }
            Action::Return(reason) => p { "Return: " (reason.sentence()) },
            other => p { (other.word()) },
        }
    }
}

/// The reasons for a return that a person may choose.
pub(in crate::web) fn return_reasons() -> Markup {
    html! {
        @for reason in ReturnReason::ALL {
            option value=(reason) { (reason.sentence()) }
        }
    }
}

/// Where the browser goes after a decision: the next of the queue, else the queues.
pub(in crate::web) fn after(call: &mut Call<'_>, queue: crate::model::Queue) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let next = claim_next(call, queue, Some(&id))?;
    Ok(Reply::Go(next.map_or_else(|| "/".to_owned(), |next| format!("/case/{next}"))))
}

/// All that came in with the case, as far as it is known.
pub(in crate::web) fn total(view: &CaseView) -> Money {
    view.payments.iter().filter_map(|payment| payment.amount).sum()
}

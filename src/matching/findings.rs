//! Reasons against posting, each with its sentence.

use crate::model::Reason;

/// The reasons found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings(Vec<(Reason, String)>);

impl Findings {
    pub(super) fn add(&mut self, reason: Reason, sentence: impl Into<String>) {
        self.0.push((reason, sentence.into()));
    }

    pub(super) fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, reason: Reason) -> bool {
        self.0.iter().any(|(found, _)| *found == reason)
    }

    /// The reasons in the order of the list, each once.
    pub(super) fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.0.iter().map(|(reason, _)| *reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// One sentence for people, in the order of the reasons.
    pub(super) fn sentence(&self) -> String {
        let mut notes: Vec<&(Reason, String)> = self.0.iter().collect();
        notes.sort_by_key(|(reason, _)| *reason);
        notes.dedup_by_key(|(_, text)| text.as_str());
        let texts: Vec<&str> = notes.into_iter().map(|(_, text)| text.as_str()).collect();
        format!("Needs you: {}", texts.join("; "))
    }
}

//! What people do, as JSON.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::review::Proposed;
use crate::model::{AccountNumber, Action, BillId, DocumentNumber, Money, ReturnReason, Share, UserName};

#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum ActionWire {
    Post { shares: Vec<ShareWire> },
    Suspend,
    Return { reason: String },
    Dismiss,
    Hold { until: Date },
    Undo,
}

#[derive(Serialize, Deserialize)]
struct ShareWire {
    payment: u32,
    account: String,
    bill: Option<String>,
    cents: i64,
}

#[derive(Serialize, Deserialize)]
struct ProposedWire {
    by: String,
    action: ActionWire,
    note: String,
}

pub(super) fn to_json(action: &Action) -> String {
    serde_json::to_string(&wire(action)).unwrap_or_default()
}

pub(super) fn proposal_to_json(proposed: &Proposed) -> String {
    let wire = ProposedWire {
        by: proposed.by.as_str().to_owned(),
        action: wire(&proposed.action),
        note: proposed.note.clone(),
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

pub(super) fn proposal_from_json(text: &str) -> Option<Proposed> {
    let wire: ProposedWire = serde_json::from_str(text).ok()?;
    Some(Proposed { by: UserName::new(&wire.by)?, action: model(wire.action)?, note: wire.note })
}

fn wire(action: &Action) -> ActionWire {
    match action {
        Action::Post(shares) => ActionWire::Post { shares: shares.iter().map(ShareWire::from_model).collect() },
        Action::Suspend => ActionWire::Suspend,
        Action::Return(reason) => ActionWire::Return { reason: reason.word().to_owned() },
        Action::Dismiss => ActionWire::Dismiss,
        Action::Hold(until) => ActionWire::Hold { until: *until },
        Action::Undo => ActionWire::Undo,
    }
}

fn model(wire: ActionWire) -> Option<Action> {
    Some(match wire {
        ActionWire::Post { shares } => {
            Action::Post(shares.into_iter().map(ShareWire::into_model).collect::<Option<_>>()?)
        }
        ActionWire::Suspend => Action::Suspend,
        ActionWire::Return { reason } => Action::Return(ReturnReason::from_word(&reason)?),
        ActionWire::Dismiss => Action::Dismiss,
        ActionWire::Hold { until } => Action::Hold(until),
        ActionWire::Undo => Action::Undo,
    })
}

impl ShareWire {
    fn from_model(share: &Share) -> Self {
        Self {
            payment: share.payment.0,
            account: share.account.to_string(),
            bill: share.bill.as_ref().map(ToString::to_string),
            cents: share.amount.cents(),
        }
    }

    fn into_model(self) -> Option<Share> {
        Some(Share {
            payment: DocumentNumber(self.payment),
            account: AccountNumber::new(&self.account)?,
            bill: match self.bill {
                Some(bill) => Some(BillId::new(&bill)?),
                None => None,
            },
            amount: Money::from_cents(self.cents),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::money;

    #[test]
    fn a_proposal_comes_back_as_it_went() {
        let share = Share {
            payment: DocumentNumber(2),
            account: AccountNumber::new("7123456789").unwrap(),
            bill: BillId::new("4711"),
            amount: money("214.50"),
        };
        let date = Date::new(2026, 12, 1).unwrap();
        for action in [
            Action::Post(vec![share]),
            Action::Suspend,
            Action::Return(ReturnReason::Unsigned),
            Action::Dismiss,
            Action::Hold(date),
            Action::Undo,
        ] {
            let proposed = Proposed { by: UserName::new("ann").unwrap(), action, note: "a \"note\"".to_owned() };
            assert_eq!(proposal_from_json(&proposal_to_json(&proposed)), Some(proposed));
        }
        assert_eq!(proposal_from_json("{}"), None);
    }
}

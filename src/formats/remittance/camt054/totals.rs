//! What a notification says of all its entries, held against them.

use crate::formats::remittance::reading::Inspection;
use crate::model::Money;

/// What a notification says of all its entries, and what they come to.
#[derive(Default)]
pub(super) struct Totals {
    said_net: Option<Money>,
    said_net_debit: bool,
    said: [Said; 3],
    came: [Said; 3],
}

/// A count and a sum: of all entries, of credits, of debits.
#[derive(Default, Clone, Copy)]
struct Said {
    entries: Option<u64>,
    amount: Option<Money>,
}

/// An amount with the sign of its direction.
pub(super) fn directed(amount: Money, takes_back: bool) -> Money {
    if takes_back { Money::ZERO.minus(amount) } else { amount }
}

impl Totals {
    /// Takes what an element of the summary says.
    pub(super) fn say(&mut self, path: &str, text: &str) {
        match path {
            "TtlNtries/TtlNetNtry/Amt" => self.said_net = text.parse().ok(),
            "TtlNtries/TtlNetNtry/CdtDbtInd" => self.said_net_debit = text == "DBIT",
            _ => {
                let (which, what) = path.split_once('/').unwrap_or_default();
                let which = ["TtlNtries", "TtlCdtNtries", "TtlDbtNtries"].iter().position(|name| *name == which);
                let Some(said) = which.and_then(|which| self.said.get_mut(which)) else { return };
                match what {
                    "NbOfNtries" => said.entries = text.parse().ok(),
                    "Sum" => said.amount = text.parse().ok(),
                    _ => {}
                }
            }
        }
    }

    /// Counts an entry.
    pub(super) fn came(&mut self, amount: Money, takes_back: bool) {
        let [all, credits, debits] = &mut self.came;
        for total in [all, if takes_back { debits } else { credits }] {
            total.entries = Some(total.entries.unwrap_or_default() + 1);
            total.amount = Some(total.amount.unwrap_or_default().plus(amount));
        }
    }

    /// Notes differences.
    pub(super) fn compare(&self, found: &mut Inspection) {
        let mut note = |what: String| found.find(found.records, 0, what);
        let [all, credits, debits] = self.came.map(|came| came.amount.unwrap_or_default());
        let net = credits.minus(debits);
        if let Some(said) = self.said_net.map(|amount| directed(amount, self.said_net_debit))
            && said != net
        {
            note(format!("the notification says a net of {said}, its entries come to {net}"));
        }
        for ((said, came), name) in self.said.iter().zip(&self.came).zip(["entries", "credits", "debits"]) {
            let count = came.entries.unwrap_or_default();
            if let Some(said) = said.entries
                && said != count
            {
                note(format!("the notification counts {said} {name}, there are {count}"));
            }
        }
        for (said, came, name) in [
            (self.said[0].amount, all, "entries"),
            (self.said[1].amount, credits, "credits"),
            (self.said[2].amount, debits, "debits"),
        ] {
            if let Some(said) = said
                && said != came
            {
                note(format!("the notification says {name} of {said}, they add up to {came}"));
            }
        }
    }
}

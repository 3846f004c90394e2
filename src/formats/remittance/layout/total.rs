//! Counts and sums of a file, of a lockbox and of a batch.

#![expect(unreachable_pub, reason = "the macro makes every list public")]

use super::group::Scope;
use crate::model::words;

words! {
    /// What can be counted or added up.
    Measure {
        Payments = "payments",
        /// The number that the next payment of the batch would have.
        NextItem = "next_item",
        Parts = "parts",
        /// All records, headers and trailers among them.
        Records = "records",
        /// Records of payments and their parts.
        Details = "details",
        Batches = "batches",
        Lockboxes = "lockboxes",
        Amount = "amount",
        Applied = "applied",
        /// The sum of the digits of a field as numbers, without what carries over on the left.
        Hash = "hash_total",
    }
}

impl Measure {
    pub(super) const fn is_money(self) -> bool {
        matches!(self, Self::Amount | Self::Applied)
    }

    /// Whether it can be told of that scope.
    pub(super) const fn is_of(self, scope: Scope) -> bool {
        match self {
            Self::NextItem => matches!(scope, Scope::Batch),
            Self::Batches => matches!(scope, Scope::Lockbox | Scope::File),
            Self::Lockboxes => matches!(scope, Scope::File),
            _ => matches!(scope, Scope::Batch | Scope::Lockbox | Scope::File),
        }
    }

    /// Whether a file's head knows it before the first payment.
    pub(super) const fn is_promised(self) -> bool {
        matches!(self, Self::Payments | Self::Parts | Self::Batches | Self::Amount | Self::Applied)
    }
}

/// A count or sum: of a file, of a lockbox or of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) scope: Scope,
    pub(super) measure: Measure,
}

impl Total {
    /// The total of a name such as `batch_payments`.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        let (scope, measure) = word.split_once('_')?;
        let scope = match scope {
            "file" => Scope::File,
            "lockbox" => Scope::Lockbox,
            "batch" => Scope::Batch,
            _ => return None,
        };
        let measure = Measure::from_word(measure).filter(|measure| measure.is_of(scope))?;
        Some(Self { scope, measure })
    }

    /// Its level among the running sums: 0 of a batch, 1 of a lockbox, 2 of the file.
    pub(super) const fn level(self) -> usize {
        match self.scope {
            Scope::File => 2,
            Scope::Lockbox => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_of_what_it_can_be_counted_in() {
        let total = Total { scope: Scope::Batch, measure: Measure::Payments };
        assert_eq!(Total::from_word("batch_payments"), Some(total));
        for none in ["batch_batches", "file_next_item", "lockbox_lockboxes", "batch", "batch_id", "month_amount"] {
            assert_eq!(Total::from_word(none), None, "{none}");
        }
    }
}

//! Batch tickets and separator sheets among envelopes.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::plan::{Envelope, Paper, Sheet, SheetTruth};
use crate::drawing::pen::pick;
use crate::model::{BatchTicket, PageKind};

/// A ticket counts so many envelopes.
const COUNTED: usize = 20;

/// A sheet that parts envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// With a barcode of this text.
    Code(&'static str),
    /// With a patch code of these bars, wide or not.
    Patch([bool; 4]),
}

const SEPARATORS: [Separator; 4] = [
    Separator::Code("BATCH-SEPARATOR"),
    Separator::Patch([true, false, false, true]),
    Separator::Patch([true, false, true, false]),
    Separator::Patch([false, true, false, true]),
];

/// Puts a separator behind each envelope, and a ticket before every so many.
pub(super) fn put_between(envelopes: &mut [Envelope], rng: &mut ChaCha8Rng) {
    for group in envelopes.chunks_mut(COUNTED) {
        let ticket = BatchTicket {
            documents: u32::try_from(group.iter().map(|envelope| envelope.sheets.len()).sum::<usize>()).ok(),
            transactions: u32::try_from(group.len()).ok(),
            total: Some(group.iter().map(Envelope::total).sum()),
        };
        for envelope in group.iter_mut() {
            let separator = pick(rng, &SEPARATORS);
            envelope.sheets.push(sheet(Paper::Separator(separator), None, rng));
        }
        if let Some(first) = group.first_mut() {
            first.sheets.insert(0, sheet(Paper::Ticket(ticket), Some(ticket.code()), rng));
        }
    }
}

fn sheet(paper: Paper, barcode: Option<String>, rng: &mut ChaCha8Rng) -> Sheet {
    let truth = SheetTruth { kind: PageKind::Separator, barcode, ..SheetTruth::default() };
    Sheet { paper, seed: rng.random(), spoil: None, keyed: None, truth }
}

//! What the store knows from before a batch, in the form that matching takes it.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::matching::{PaidFor, Past, PayerKey, PaymentIdentity};
use crate::model::{AccountNumber, Batch, Decision, Document, DocumentNumber, Outcome, Rule};
use crate::store::{BatchStore, KnownPayer, SqliteStore};

/// What batches finished before this one tell about these documents.
pub(super) fn past(store: &SqliteStore, batch: &Batch, documents: &[Document]) -> Result<Past> {
    let mut past = Past::default();
    let known: Vec<String> = identities(documents).into_iter().map(|(_, identity)| identity).collect();
    for payment in store.seen_before(&batch.id, &known)? {
        let place = format!("batch {}, document {}", payment.batch, payment.document);
        past.payments.insert(PaymentIdentity::from_kept(payment.identity), place);
    }
    let checks = documents.iter().filter_map(|document| document.face().ok()?.check.as_ref());
    let mut keys: Vec<PayerKey> = checks.filter_map(PayerKey::of).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys: Vec<_> = keys.into_iter().map(|key| (key.routing, key.account)).collect();
    for KnownPayer { routing, payer_account, account, times, last } in store.payers(&batch.id, &keys)? {
        past.payers.insert(PayerKey { routing, account: payer_account }, PaidFor { account, times, last });
    }
    Ok(past)
}

/// What every payment of the batch can be known by.
pub(super) fn identities(documents: &[Document]) -> Vec<(DocumentNumber, String)> {
    let of = |document: &Document| {
        let number = document.number;
        PaymentIdentity::of(document).into_iter().map(move |identity| (number, identity.as_str().to_owned()))
    };
    documents.iter().flat_map(of).collect()
}

/// Whom the payers of posted transactions have paid for. Only decisions that rest on a coupon or an account number
/// teach, and money orders do not: their bank account is their issuer's.
pub(super) fn lessons(batch: &Batch, documents: &[Document], decisions: &[Decision]) -> Vec<KnownPayer> {
    let keys: BTreeMap<DocumentNumber, PayerKey> = documents
        .iter()
        .filter_map(|document| {
            let check = document.face().ok()?.check.as_ref()?;
            check
                .payment_type
                .is_drawn_by_payer()
                .then(|| PayerKey::of(check))
                .flatten()
                .map(|key| (document.number, key))
        })
        .collect();
    let mut times: BTreeMap<(PayerKey, AccountNumber), u32> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| decision.rule != Rule::Held) {
        let Outcome::Post(postings) = &decision.outcome else { continue };
        let mut paid: Vec<(PayerKey, AccountNumber)> = postings
            .iter()
            .filter_map(|posting| Some((keys.get(&posting.payment)?.clone(), posting.account.clone())))
            .collect();
        paid.sort_unstable();
        paid.dedup();
        paid.into_iter().for_each(|pair| *times.entry(pair).or_default() += 1);
    }
    let lesson = |((key, account), times): ((PayerKey, AccountNumber), u32)| KnownPayer {
        routing: key.routing,
        payer_account: key.account,
        account,
        times,
        last: batch.deposit_date,
    };
    times.into_iter().map(lesson).collect()
}

//! Money that left and came back, on a store of its own.

use jiff::civil::date;

use super::SqliteStore;
use crate::ledger;
use crate::model::testing::{batch, decision, money};
use crate::model::{
    AccountNumber, Answer, Batch, BatchId, BillId, Decision, DocumentNumber, Entry, Outcome, PaymentType, Place,
    Posting, Reason,
};
use crate::store::{
    Acknowledged, AnswerStore, BatchStore, BillLoad, BillStore, DepositStore, DepositedItem, Finished, INTERCHANGE,
    LedgerStore, LoadId, LoadKind, Release, ReturnStore, TakenReturn,
};

fn posting(document: u32, amount: &str) -> Posting {
    Posting {
        account: AccountNumber::new("7").unwrap(),
        bill: BillId::new("1"),
        amount: money(amount),
        payment: DocumentNumber(document),
        payment_type: PaymentType::Check,
        routing: None,
        payer_account: None,
        check_number: None,
        postmark_date: None,
    }
}

/// Document 2 is posted in two parts, document 4 is held.
fn decisions() -> Vec<Decision> {
    let paid = |id: &str, document, amount: &str, outcome| Decision {
        payments: vec![(DocumentNumber(document), Some(money(amount)))],
        ..decision(id, outcome)
    };
    let posted = Outcome::Post(vec![posting(2, "3.00"), posting(2, "2.00")]);
    vec![paid("1", 2, "5.00", posted), paid("2", 4, "7.00", Outcome::Hold(vec![Reason::NoCoupon]))]
}

struct Kept {
    store: SqliteStore,
    load: LoadId,
    _folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(folder.path()).unwrap();
        let load = store.begin_load("ab", LoadKind::Snapshot).unwrap();
        let bills = BillLoad {
            id: load,
            sha256: "ab".to_owned(),
            kind: LoadKind::Snapshot,
            bills: 1,
            rejected: 0,
            file: "bills.csv".to_owned(),
            rows: 1,
            loaded: None,
        };
        store.commit_load(&bills, &[]).unwrap();
        let mut kept = Self { store, load, _folder: folder };
        kept.finish(&batch(), &decisions());
        kept
    }

    fn finish(&mut self, batch: &Batch, decisions: &[Decision]) {
        self.store.begin(batch, "print").unwrap();
        let identities = [(DocumentNumber(2), "check:011000138:781:1457".to_owned())];
        self.store
            .finish(&Finished {
                batch,
                load: Some(self.load),
                transactions: &[],
                decisions,
                config: "",
                models: "",
                payers: &[],
                entries: &ledger::entries(&batch.id, decisions),
                findings: &[],
                identities: &identities,
                out_folder: "out".into(),
            })
            .unwrap();
    }

    fn lines(&self) -> Vec<Entry> {
        let kept = self.store.entries(&batch().id, 0, u64::MAX).unwrap();
        kept.into_iter().map(|kept| kept.entry).collect()
    }

    /// What the lines of a payment that comes back are.
    fn back(&self, document: u32) -> TakenReturn {
        let lines = self.lines();
        let standings = ledger::standings(&lines);
        let standing = standings.iter().find(|one| one.payment == DocumentNumber(document)).unwrap();
        let postings = lines.iter().filter(|line| line.posting.is_some()).count();
        TakenReturn {
            batch: batch().id,
            document: DocumentNumber(document),
            file: "back.csv".to_owned(),
            sha256: "cd".to_owned(),
            place: "line 2".to_owned(),
            reason: None,
            taken: date(2026, 11, 30).at(8, 0, 0, 0),
            entries: ledger::taken_back(&batch().id, standing, postings + 1).unwrap().unwrap(),
        }
    }

    fn applied(&self, before: &BatchId) -> i64 {
        self.store.applied(self.load, before).unwrap().iter().map(|applied| applied.amount.cents()).sum()
    }
}

#[test]
fn bills_are_open_again_for_what_is_decided_later() {
    let mut kept = Kept::new();
    let [between, later] = ["between", "later"].map(|id| Batch { id: BatchId::new(id).unwrap(), ..batch() });
    kept.finish(&between, &[]);
    assert_eq!((kept.applied(&between.id), kept.applied(&later.id)), (500, 500));
    let back = kept.back(2);
    kept.store.take_return(&back).unwrap();
    // What was decided before is decided again as it was.
    assert_eq!((kept.applied(&between.id), kept.applied(&later.id)), (500, 0));
    // Undone once: the same lines again are refused, and nothing of them is kept.
    let lines = kept.lines();
    assert!(kept.store.take_return(&back).is_err());
    assert_eq!(kept.lines(), lines);
    let standing = &kept.store.standings().unwrap()[0];
    assert_eq!((standing.tally(Place::Posted).count, standing.tally(Place::Returned).amount), (0, money("5.00")));
    assert!(standing.balances());
}

#[test]
fn a_held_payment_that_came_back_waits_no_more() {
    let mut kept = Kept::new();
    assert_eq!(kept.store.held(&batch().id).unwrap().len(), 1);
    let back = kept.back(4);
    kept.store.take_return(&back).unwrap();
    assert_eq!(kept.store.held(&batch().id).unwrap().len(), 0);
    let standing = &kept.store.standings().unwrap()[0];
    assert_eq!((standing.tally(Place::Exception).count, standing.tally(Place::Returned).amount), (0, money("7.00")));
    assert!(standing.balances());
}

fn release(sequence: u32, copied_because: Option<&str>) -> Release {
    Release {
        name: format!("box-x9-{sequence:06}"),
        form: "x9".to_owned(),
        sequence,
        made: date(2026, 11, 24).at(17, 0, 0, 0),
        sha256: "ef".to_owned(),
        payments: 1,
        amount: money("5.00"),
        batches: Vec::new(),
        copied_because: copied_because.map(str::to_owned),
        released_by: Some("Ann".to_owned()),
        approved_by: None,
        answer: None,
    }
}

#[test]
fn a_payment_is_in_one_deposit_and_found_by_its_number() {
    let mut kept = Kept::new();
    let item = |sequence: &str| DepositedItem {
        batch: batch().id,
        document: DocumentNumber(2),
        sequence: sequence.to_owned(),
        amount: money("5.00"),
    };
    kept.store.keep_deposit(&release(1, None), &mut std::iter::once(item("263280001000001"))).unwrap();
    kept.store.keep_deposit(&release(1, Some("lost")), &mut std::iter::once(item("263280001000001"))).unwrap();
    assert!(kept.store.keep_deposit(&release(2, None), &mut std::iter::once(item("263280002000001"))).is_err());
    assert_eq!(kept.store.releases().unwrap().len(), 2, "the refused one is not kept");
    assert_eq!(kept.store.deposit_items(&release(1, None)).unwrap(), [item("263280001000001")]);
    assert_eq!(kept.store.deposited(&batch().id).unwrap().len(), 1);
    let found = kept.store.payment_of_sequence("263280001000001").unwrap().unwrap();
    assert_eq!((found.document, found.amount), (DocumentNumber(2), Some(money("5.00"))));
    assert_eq!(kept.store.payments_of(money("5.00"), "1457").unwrap(), [found]);
    for (amount, serial) in [("5.00", "457"), ("5.01", "1457"), ("7.00", "")] {
        assert_eq!(kept.store.payments_of(money(amount), serial).unwrap(), [], "{serial}");
    }
    assert_eq!(kept.store.payment_of_sequence("1").unwrap(), None);
}

#[test]
fn the_last_answer_to_each_part_counts() {
    let mut kept = Kept::new();
    kept.store.keep_release(&release(1, None)).unwrap();
    let mut say = |subject: &str, answer: Answer| {
        let said = Acknowledged {
            form: "x9".to_owned(),
            sequence: 1,
            subject: subject.to_owned(),
            answer,
            faults: vec!["one".to_owned(), "two".to_owned()],
            taken: date(2026, 11, 25).at(8, 0, 0, 0),
        };
        let new = kept.store.keep_answers(std::slice::from_ref(&said)).unwrap();
        (new, kept.store.releases().unwrap()[0].answer)
    };
    assert_eq!(say(INTERCHANGE, Answer::Accepted), (1, Some(Answer::Accepted)));
    assert_eq!(say("group 1", Answer::Rejected), (1, Some(Answer::Rejected)));
    assert_eq!(say("group 1", Answer::Rejected), (0, Some(Answer::Rejected)));
    assert_eq!(say("group 2", Answer::AcceptedWithErrors), (1, Some(Answer::PartlyAccepted)));
    assert_eq!(say("group 1", Answer::Accepted), (1, Some(Answer::AcceptedWithErrors)));
    assert_eq!(say(INTERCHANGE, Answer::Rejected), (1, Some(Answer::Rejected)));
    assert_eq!(kept.store.answers(&release(1, None)).unwrap()[0].faults, ["one", "two"]);
}

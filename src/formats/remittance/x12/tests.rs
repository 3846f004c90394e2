//! How files look, what is refused, what is found in files that are wrong.

use std::io::Write;

use proptest::strategy::Strategy;

use super::*;
use crate::formats::remittance::draws::{Collected, Signs, assert_in_order, head, payments};
use crate::formats::remittance::reading::Inspection;
use crate::model::{Money, Remittance};

pub(super) fn write(form: Form, payments: &[Remittance]) -> Result<String, PostingFileError> {
    let mut out = Vec::new();
    let mut file = create(form, &head(payments), &mut out)?;
    payments.iter().try_for_each(|payment| file.add(payment))?;
    file.finish()?;
    Ok(String::from_utf8(out).unwrap())
}

pub(super) fn read(text: &str) -> (Inspection, Collected) {
    let mut collected = Collected::default();
    let found = inspect(text.as_bytes(), &mut |seen| collected.take(seen)).unwrap();
    (found, collected)
}

/// Payments that are always the same.
fn three() -> Vec<Remittance> {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let drawn = payments(Signs::Deposits).prop_filter("three with parts", |payments| {
        payments.len() >= 3 && payments.iter().take(3).all(|payment| !payment.applied.is_empty())
    });
    drawn.new_tree(&mut runner).unwrap().current()
}

#[test]
fn an_823_looks_as_banks_know_it() {
    let mut payments = three();
    payments.truncate(1);
    let payment = &mut payments[0];
    payment.applied.truncate(1);
    payment.amount = Money::from_cents(31_240);
    payment.routing = crate::model::RoutingNumber::new("122000661");
    payment.payer_account = Some("1234567890".to_owned());
    payment.check_number = Some("1001".to_owned());
    let part = &mut payment.applied[0];
    part.amount = Money::from_cents(31_200);
    part.account = crate::model::AccountNumber::new("0001234567").unwrap();
    part.bill = crate::model::BillId::new("BILL-7");
    part.member_name = Some("Núñez, José".to_owned());
    part.member_id = Some("M1".to_owned());
    part.period = "2026-02".parse().ok();
    let text = write(Form::Lockbox, &payments).unwrap();
    let expected = "\
ISA*00*          *00*          *ZZ*061000146      *ZZ*LB0012345      *261124*1745*^*00501*000000007*0*P*:~
GS*LB*061000146*LB0012345*20261124*1745*7*X*005010~
ST*823*0001~
N1*LB**01*061000146~
N1*PE*Health Connector~
TRN*1*2026-11-24-0012345-7~
DTM*097*20261124~
DEP*0012345*20261124**2026-11-24-0012345-7*01*061000146*DA*9876543210~
AMT*3*312.4~
QTY*41*1~
QTY*42*1~
BAT*20261124**2026-11-24-001~
AMT*2*312.4~
QTY*42*1~
BPR*C*312.4*C*CHK**01*122000661*DA*1234567890*9061000146**01*061000146*DA*9876543210*20261124~
TRN*1*1001~
REF*BT*2026-11-24-001~
REF*TN*1~
DTM*050*20261123~
RMR*IV*BILL-7*PI*312~
N1*IL*Nunez, Jose*MI*M1~
REF*11*0001234567~
DTM*582****RD8*20260201-20260228~
RMR***PO*.4~
SE*23*0001~
GE*1*7~
IEA*1*000000007~
";
    assert_eq!(text, expected);
}

#[test]
fn an_823_refuses_reversals_by_name() {
    let mut payments = three();
    let part = &mut payments[1].applied[0];
    part.amount = Money::from_cents(-part.amount.cents());
    let refused = write(Form::Lockbox, &payments).unwrap_err().to_string();
    let (posting, document) = (&payments[1].applied[0].posting_id, payments[1].document);
    assert!(refused.contains(&format!("posting {posting} (document {document} of batch")), "{refused}");
    assert!(refused.contains("x12-820"), "{refused}");
}

#[test]
fn totals_that_differ_from_what_came_are_refused() {
    let payments = three();
    for form in [Form::Lockbox, Form::PaymentOrder, Form::Premium, Form::Exchange] {
        let mut file = create(form, &head(&payments), Vec::new()).unwrap();
        for payment in payments.iter().skip(1) {
            file.add(payment).unwrap();
        }
        let refused = file.finish().unwrap_err().to_string();
        assert!(refused.contains("do not add up"), "{refused}");
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let mut long = three();
    long[0].check_number = Some("9".repeat(51));
    let mut odd = three();
    odd[0].payer_account = Some("12*34".to_owned());
    let mut wide = three();
    wide[0].applied[0].member_name = Some("x".repeat(61));
    for (payments, says) in [
        (&long, "the check number of document 1 of batch"),
        (&odd, "the payer's account of document 1"),
        (&wide, "the member's name of posting"),
    ] {
        let refused = write(Form::PaymentOrder, payments).unwrap_err().to_string();
        assert!(refused.starts_with(says), "{refused}");
    }
    let mut head = head(&[]);
    head.sequence = 100_000_000;
    assert!(create(Form::Lockbox, &head, Vec::new()).is_err());
}

#[test]
fn a_full_group_is_followed_by_another() {
    let mut out = Last::default();
    let mut interchange = envelope::Interchange::begin(Form::PaymentOrder, &head(&[]), &mut out).unwrap();
    for _ in 0..1_000_001 {
        interchange.begin_set().unwrap();
        interchange.end_set().unwrap();
    }
    interchange.finish().unwrap();
    let end = String::from_utf8(out.0).unwrap();
    assert!(end.ends_with("ST*820*0002~\nSE*2*0002~\nGE*2*100000007~\nIEA*2*000000007~\n"), "{end}");
}

/// Keeps the last piece that is written.
#[derive(Default)]
struct Last(Vec<u8>);

impl Write for Last {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = bytes.to_vec();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const SAMPLE: &str = "\
ISA*00*          *00*          *ZZ*061000146      *ZZ*EXCHANGEAR     *260302*1745*U*00401*000000007*0*T*:~
GS*LB*061000146*EXCHANGEAR*20260302*1745*7*X*004010~
ST*823*0001~
N1*LB*EXAMPLE BANK NA*01*061000146~
DEP*0012345*20260302*1745*DEP000321*01*061000146*DA*9876543210~
AMT*3*512.4~
QTY*41*1~
QTY*42*2~
BAT*20260302*1730*001~
AMT*2*512.40~
QTY*42*2~
BPR*C*312.4*C*CHK**01*122000661*DA*1234567890***01*061000146*DA*9876543210*20260302~
REF*CK*1001~
RMR*IV*BILL202603000123*PO*312.4*312.4~
REF*11*0001234567~
BPR*C*200*C*CHK**01*000008002*****01*061000146*DA*9876543210*20260302~
RMR*IV*BILL202603000124*PP*225*250~
ADX*-25*H6~
RMR***PO*-25~
SE*18*0001~
GE*1*7~
IEA*1*000000007~
";

#[test]
fn files_of_others_are_read() {
    let (found, collected) = read(SAMPLE);
    assert_in_order(&found, 2, Money::from_cents(51_240));
    assert_eq!(found.form, "X12 823 lockbox");
    let (paid, parts) = &collected.payments[0];
    assert_eq!(paid.check_number.as_deref(), Some("1001"));
    assert_eq!(paid.batch.as_deref(), Some("001"));
    assert_eq!(parts[0].account.as_deref(), Some("0001234567"));
    assert_eq!(collected.payments[1].1[0].bill.as_deref(), Some("BILL202603000124"));
}

#[test]
fn each_count_and_sum_is_checked_with_its_place() {
    for (from, to, says) in [
        ("SE*18", "SE*19", "record 20: SE counts `19` segments, there are 18"),
        ("SE*18*0001", "SE*18*0002", "record 20: SE has control number `0002`, ST has `0001`"),
        ("GE*1*7", "GE*2*7", "record 21: GE counts `2` transaction sets, there are 1"),
        ("GE*1*7", "GE*1*8", "record 21: GE has control number `8`, GS has `7`"),
        ("IEA*1*000000007", "IEA*1*000000008", "record 22: IEA has control number `000000008`, ISA has `000000007`"),
        ("IEA*1*000000007~", "", "record 21: the file ends before IEA closed number 000000007"),
        ("SE*18*0001~", "", "record 20: the group ends before SE closed number 0001"),
        ("GS*LB", "GS*RA", "record 3: transaction set 823 is in a functional group of kind RA"),
        ("AMT*3*512.4", "AMT*3*512.41", "record 20: deposit 0012345 says 512.41 (AMT), its payments add up to 512.40"),
        ("AMT*2*512.40", "AMT*2*512.41", "record 20: batch 001 says 512.41 (AMT), its payments add up to 512.40"),
        ("QTY*41*1", "QTY*41*2", "record 20: deposit 0012345 counts 2 batches (QTY*41), there are 1"),
        ("QTY*42*2~\nBPR", "QTY*42*3~\nBPR", "record 20: batch 001 counts 3 payments (QTY*42), there are 2"),
        ("PP*225", "PP*226", "record 16: the payment is 200.00, its parts (RMR, ADX) add up to 201.00"),
        ("C*200*C", "C*2oo*C", "record 16: BPR02 `2oo` is not an amount"),
        ("IEA*1*000000007~\n", "IEA*1*000000007~\nhello", "record 23: here no X12 interchange begins"),
        (
            "GE*1*7~\nIEA*1*000000007~\n",
            "GE*1*7",
            "record 21: the file ends within the segment that begins with `GE*1*7`",
        ),
    ] {
        let changed = SAMPLE.replace(from, to);
        assert_ne!(changed, SAMPLE, "{from}");
        let (found, _) = read(&changed);
        let told: Vec<String> =
            found.findings.iter().map(|each| format!("record {}: {}", each.record, each.message)).collect();
        assert!(told.iter().any(|each| each.starts_with(says)), "{from} -> {to}: {told:?}");
        for finding in &found.findings {
            let begins = changed.as_bytes().get(finding.offset as usize).copied().unwrap_or(b'\n');
            assert!(begins.is_ascii_alphabetic() || begins == b'\n', "{finding:?}");
        }
    }
    assert!(inspect(&b""[..], &mut |_| ()).is_err());
    assert!(inspect(&b"{\"json\": 1}"[..], &mut |_| ()).is_err());
}

const ANSWER: &str = "\
ISA*00*          *00*          *ZZ*LB0012345      *ZZ*061000146      *260303*0801*^*00501*000000099*0*P*:~
TA1*000000006*261123*1745*R*025~
GS*FA*LB0012345*061000146*20260303*0801*99*X*005010X231A1~
ST*999*0001*005010X231A1~
AK1*RA*7*005010X218~
AK2*820*0001*005010X218~
IK3*NM1*18**8~
CTX*SITUATIONAL TRIGGER~
IK4*9*67*5*M123456~
IK4*3:1*1035*6~
IK3*DTM*20**I4~
IK5*R*5~
AK9*R*1*1*0*5~
SE*11*0001~
ST*997*0002~
AK1*LB*8~
AK9*A*1*1*1~
SE*4*0002~
GE*2*99~
IEA*1*000000099~
";

#[test]
fn acknowledgements_are_read_with_their_faults() {
    let answers = read_acknowledgements(ANSWER.as_bytes()).unwrap();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0].subject, Subject::Interchange("000000006".to_owned()));
    assert_eq!(answers[0].verdict, Some(Verdict::Rejected));
    assert_eq!(answers[0].faults[0].meaning, Some("control number was used before"));
    let version = "005010X218".to_owned();
    assert_eq!(
        answers[1].subject,
        Subject::Group { kind: "RA".to_owned(), control: "7".to_owned(), version: version.clone() }
    );
    assert_eq!((answers[0].subject.sequence(), answers[1].subject.sequence()), (Some(6), Some(7)));
    let second_group = Subject::Group { kind: "RA".to_owned(), control: "100000007".to_owned(), version };
    assert_eq!(second_group.sequence(), Some(7));
    assert_eq!(second_group.forms().collect::<Vec<_>>(), [Form::Premium]);
    assert_eq!(answers[0].subject.forms().count(), 4);
    assert_eq!(answers[2].subject.forms().collect::<Vec<_>>(), [Form::Lockbox]);
    assert_eq!((answers[1].verdict, answers[1].sets), (Some(Verdict::Rejected), Some((1, 0))));
    assert_eq!(answers[1].faults[0].code, "5");
    let set = &answers[1].answers[0];
    assert_eq!((set.control.as_str(), set.verdict), ("0001", Some(Verdict::Rejected)));
    let told: Vec<_> = set
        .faults
        .iter()
        .map(|fault| {
            (
                fault.segment.as_deref(),
                fault.place,
                fault.element.as_deref(),
                fault.code.as_str(),
                fault.value.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("NM1"), Some(18), Some("9"), "5", Some("M123456")),
            (Some("NM1"), Some(18), Some("3:1"), "6", None),
            (Some("DTM"), Some(20), None, "I4", None),
            (None, None, None, "5", None),
        ]
    );
    assert_eq!(set.faults[0].meaning, Some("element too long"));
    assert_eq!(set.faults[0].to_string(), "NM1 element 9 (segment 18): element too long (5): `M123456`");
    assert_eq!(answers[2].verdict, Some(Verdict::Accepted));
    let (found, _) = read(ANSWER);
    assert_eq!(found.findings, []);
}

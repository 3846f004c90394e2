//! Whether envelopes open and close in order and their counts and control numbers hold.

use super::tokens::Segment;
use crate::formats::remittance::reading::Inspection;

/// The envelopes that are open.
#[derive(Debug, Default)]
pub(super) struct Structure {
    interchange: Option<Open>,
    group: Option<Open>,
    set: Option<Open>,
    /// The functional group's kind.
    functional: String,
    last: (u64, u64),
}

/// An open envelope.
#[derive(Debug, Default)]
struct Open {
    /// Its control number as written.
    control: String,
    /// What it has of what its trailer counts.
    inside: u64,
}

impl Structure {
    /// Takes the next segment.
    pub(super) fn take(&mut self, segment: &Segment, found: &mut Inspection) {
        self.last = (segment.number, segment.offset);
        let mut note = |message: String| found.find(segment.number, segment.offset, message);
        if let Some(set) = &mut self.set {
            set.inside += 1;
        }
        match segment.name() {
            "ISA" => {
                self.close_open("the interchange begins", 0, &mut note);
                self.interchange = Some(Open::new(segment.element(13)));
            }
            "GS" => {
                self.close_open("the group begins", 1, &mut note);
                count(self.interchange.as_mut(), "GS outside an interchange", &mut note);
                segment.element(1).clone_into(&mut self.functional);
                self.group = Some(Open::new(segment.element(6)));
            }
            "ST" => {
                self.close_open("the transaction set begins", 2, &mut note);
                count(self.group.as_mut(), "ST outside a functional group", &mut note);
                self.check_group_of(segment.element(1), &mut note);
                self.set = Some(Open { inside: 1, ..Open::new(segment.element(2)) });
            }
            "SE" => trailer(self.set.take(), segment, ["SE", "segments", "ST"], &mut note),
            "GE" => {
                self.close_open("the group ends", 2, &mut note);
                trailer(self.group.take(), segment, ["GE", "transaction sets", "GS"], &mut note);
            }
            "IEA" => {
                self.close_open("the interchange ends", 1, &mut note);
                trailer(self.interchange.take(), segment, ["IEA", "functional groups", "ISA"], &mut note);
            }
            "TA1" => {}
            name if self.set.is_none() => note(format!("{name} stands outside a transaction set")),
            _ => {}
        }
    }

    /// Notes what is still open and closes it: from that level on (0 interchange, 1 group, 2 transaction set).
    fn close_open(&mut self, event: &str, level: u8, note: &mut impl FnMut(String)) {
        for (at, envelope, name) in
            [(2, &mut self.set, "SE"), (1, &mut self.group, "GE"), (0, &mut self.interchange, "IEA")]
        {
            if at >= level
                && let Some(open) = envelope.take()
            {
                note(format!("{event} before {name} closed number {}", open.control));
            }
        }
    }

    fn check_group_of(&self, set: &str, note: &mut impl FnMut(String)) {
        let fits = match set {
            "820" => self.functional == "RA",
            "823" => self.functional == "LB",
            "997" | "999" => self.functional == "FA",
            _ => true,
        };
        if !fits {
            note(format!("transaction set {set} is in a functional group of kind {}", self.functional));
        }
    }

    /// Notes what the end of the file leaves open.
    pub(super) fn finish(&mut self, found: &mut Inspection) {
        let (record, offset) = self.last;
        let mut note = |message: String| found.find(record, offset, message);
        self.close_open("the file ends", 0, &mut note);
    }
}

impl Open {
    fn new(control: &str) -> Self {
        Self { control: control.to_owned(), inside: 0 }
    }
}

/// Counts what is inside its envelope.
fn count(outer: Option<&mut Open>, problem: &str, note: &mut impl FnMut(String)) {
    match outer {
        Some(outer) => outer.inside += 1,
        None => note(problem.to_owned()),
    }
}

/// Compares a trailer with what it closes.
fn trailer(open: Option<Open>, segment: &Segment, [name, inside, header]: [&str; 3], note: &mut impl FnMut(String)) {
    let Some(open) = open else {
        note(format!("{name} closes nothing: no {header} is open"));
        return;
    };
    let (said, control) = (segment.element(1), segment.element(2));
    if said.parse() != Ok(open.inside) {
        note(format!("{name} counts `{said}` {inside}, there are {}", open.inside));
    }
    // Interchange numbers are padded, group numbers need not be.
    if control.trim_start_matches('0') != open.control.trim_start_matches('0') {
        note(format!("{name} has control number `{control}`, {header} has `{}`", open.control));
    }
}

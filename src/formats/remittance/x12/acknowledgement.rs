//! What the other side says of a file: 997 and 999 of functional groups, TA1 of interchanges.

use std::fmt;
use std::io::BufRead;

use super::Form;
use super::codes::{ELEMENT_FAULT, GROUP_FAULT, INTERCHANGE_FAULT, SEGMENT_FAULT, SET_FAULT, in_words};
use super::envelope::GROUP_STEP;
use super::tokens::{Segment, Tokens, X12Error};

/// Of one group no more faults are kept: whoever has so many starts over.
const MOST_FAULTS: usize = 1_000;

/// One file has no more answers, to groups or to transaction sets of a group.
const MOST_ANSWERS: usize = 100_000;

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is taken.
    Accepted,
    /// All of it is taken in spite of errors.
    AcceptedWithErrors,
    /// Some transaction sets are taken, others not.
    PartlyAccepted,
    /// None of it is taken.
    Rejected,
}

impl Verdict {
    /// `None` for a code that is none.
    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "A" => Self::Accepted,
            "E" => Self::AcceptedWithErrors,
            "P" => Self::PartlyAccepted,
            "R" | "M" | "W" | "X" => Self::Rejected,
            _ => return None,
        })
    }
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An interchange, by its control number.
    Interchange(String),
    /// A functional group, by its kind and control number.
    Group {
        /// `RA` or `LB`, for files of ours.
        kind: String,
        /// Its number: that of the file.
        control: String,
        /// The release and guide of its sets, as far as the answer tells (999 does).
        version: String,
    },
}

impl Subject {
    /// The running number of the file of ours that it is about; `None` where its number is none of ours.
    #[must_use]
    pub fn sequence(&self) -> Option<u32> {
        let (Self::Interchange(control) | Self::Group { control, .. }) = self;
        let control: u64 = control.parse().ok()?;
        u32::try_from(control % GROUP_STEP).ok()
    }

    /// The forms of ours that it may be about.
    pub fn forms(&self) -> impl Iterator<Item = Form> {
        let is_meant = |form: &Form| match self {
            Self::Interchange(_) => true,
            Self::Group { kind, version, .. } => {
                kind == form.functional() && (version.is_empty() || version == form.version())
            }
        };
        [Form::Lockbox, Form::PaymentOrder, Form::Premium, Form::Exchange].into_iter().filter(is_meant)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interchange(control) => write!(f, "interchange {control}"),
            Self::Group { kind, control, .. } => write!(f, "group {kind} {control}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(segment) = &self.segment {
            write!(f, "{segment}")?;
            if let Some(element) = &self.element {
                write!(f, " element {element}")?;
            }
            if let Some(place) = self.place {
                write!(f, " (segment {place})")?;
            }
            f.write_str(": ")?;
        }
        match self.meaning {
            Some(meaning) => write!(f, "{meaning} ({})", self.code)?,
            None => write!(f, "code {}", self.code)?,
        }
        match &self.value {
            Some(value) => write!(f, ": `{value}`"),
            None => Ok(()),
        }
    }
}

/// The answer to an interchange or a functional group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// What it is about.
    pub subject: Subject,
    /// What was answered; `None` where the answer breaks off or has a code that is none.
    pub verdict: Option<Verdict>,
    /// How many transaction sets were received, and accepted, as far as it is said.
    pub sets: Option<(u64, u64)>,
    /// The answers to single transaction sets; often only to those with faults.
    pub answers: Vec<SetAnswer>,
    /// What is wrong with the whole.
    pub faults: Vec<Fault>,
}

/// The answer to a transaction set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAnswer {
    /// `820` or `823`, for files of ours.
    pub set: String,
    /// Its control number.
    pub control: String,
    /// What was answered.
    pub verdict: Option<Verdict>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// Something that the other side did not like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// The segment.
    pub segment: Option<String>,
    /// Its place in the transaction set, counted from 1 at ST.
    pub place: Option<u64>,
    /// The element's place in it, with component or repetition where it has them (`4:2`).
    pub element: Option<String>,
    /// The code of what is wrong.
    pub code: String,
    /// What the code means, where it is known.
    pub meaning: Option<&'static str>,
    /// The value that is wrong.
    pub value: Option<String>,
}

/// Reads the answers of a file.
///
/// # Errors
/// When reading fails, it is no X12, or it has more answers than any file of ours has groups.
pub fn read_acknowledgements<R: BufRead>(reader: R) -> Result<Vec<Acknowledgement>, X12Error> {
    let mut tokens = Tokens::new(reader);
    let mut answers = Vec::new();
    while let Some(segment) = tokens.read()? {
        take(&segment, &mut answers);
        let inside = answers.last().map_or(0, |group: &Acknowledgement| group.answers.len());
        if answers.len().max(inside) > MOST_ANSWERS {
            let problem = format!("more than {MOST_ANSWERS} answers in one file");
            return Err(X12Error::NotX12 { offset: segment.offset, problem });
        }
    }
    Ok(answers)
}

fn take(segment: &Segment, all: &mut Vec<Acknowledgement>) {
    match segment.name() {
        "TA1" => all.push(interchange(segment)),
        "AK1" => all.push(Acknowledgement {
            subject: Subject::Group { kind: owned(segment, 1), control: owned(segment, 2), version: owned(segment, 3) },
            verdict: None,
            sets: None,
            answers: Vec::new(),
            faults: Vec::new(),
        }),
        _ => {
            if let Some(group) = all.last_mut() {
                group.take(segment);
            }
        }
    }
}

fn interchange(segment: &Segment) -> Acknowledgement {
    let code = segment.element(5);
    let fault = Fault { code: code.to_owned(), meaning: in_words(INTERCHANGE_FAULT, code), ..Fault::default() };
    let faults = if matches!(code, "" | "000") { Vec::new() } else { vec![fault] };
    Acknowledgement {
        subject: Subject::Interchange(owned(segment, 1)),
        verdict: Verdict::from_code(segment.element(4)),
        sets: None,
        answers: Vec::new(),
        faults,
    }
}

impl Acknowledgement {
    fn take(&mut self, segment: &Segment) {
        match segment.name() {
            "AK2" => self.answers.push(SetAnswer {
                set: owned(segment, 1),
                control: owned(segment, 2),
                verdict: None,
                faults: Vec::new(),
            }),
            "AK3" | "IK3" => self.segment_fault(segment),
            "AK4" | "IK4" => self.element_fault(segment),
            "AK5" | "IK5" => {
                let faults = codes(segment, 2, SET_FAULT);
                if let Some(answer) = self.answers.last_mut() {
                    answer.verdict = Verdict::from_code(segment.element(1));
                    answer.faults.extend(faults);
                }
            }
            "AK9" => {
                self.verdict = Verdict::from_code(segment.element(1));
                self.sets = segment.element(3).parse().ok().zip(segment.element(4).parse().ok());
                self.faults.extend(codes(segment, 5, GROUP_FAULT));
            }
            _ => {}
        }
    }

    fn segment_fault(&mut self, segment: &Segment) {
        let code = segment.element(4);
        let fault = Fault {
            segment: filled(segment, 1),
            place: segment.element(2).parse().ok(),
            code: code.to_owned(),
            meaning: in_words(SEGMENT_FAULT, code),
            ..Fault::default()
        };
        self.push(fault);
    }

    /// The segment is that of the fault before, whose code says no more than that elements are in error.
    fn element_fault(&mut self, segment: &Segment) {
        let Some(faults) = self.answers.last_mut().map(|answer| &mut answer.faults) else { return };
        let before = faults.pop_if(|fault| fault.code == "8" && fault.element.is_none());
        let before = before.or_else(|| faults.last().cloned()).unwrap_or_default();
        let code = segment.element(3);
        self.push(Fault {
            segment: before.segment,
            place: before.place,
            element: filled(segment, 1),
            code: code.to_owned(),
            meaning: in_words(ELEMENT_FAULT, code),
            value: filled(segment, 4),
        });
    }

    fn push(&mut self, fault: Fault) {
        if let Some(answer) = self.answers.last_mut()
            && answer.faults.len() < MOST_FAULTS
        {
            answer.faults.push(fault);
        }
    }
}

/// The codes from an element on, without places.
fn codes(segment: &Segment, from: usize, known: &'static [(&'static str, &'static str)]) -> Vec<Fault> {
    let codes = segment.elements().skip(from - 1).filter(|code| !code.is_empty());
    codes.map(|code| Fault { code: code.to_owned(), meaning: in_words(known, code), ..Fault::default() }).collect()
}

fn owned(segment: &Segment, element: usize) -> String {
    segment.element(element).to_owned()
}

fn filled(segment: &Segment, element: usize) -> Option<String> {
    Some(owned(segment, element)).filter(|text| !text.is_empty())
}

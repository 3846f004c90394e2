//! What the other side says of X12 files, kept with the release that it is about.

use std::io::BufReader;
use std::path::Path;

use super::release::now;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::formats::remittance::Form;
use crate::formats::remittance::x12::{self, Acknowledgement, Subject, Verdict};
use crate::model::Answer;
use crate::store::{Acknowledged, AnswerStore, INTERCHANGE, LedgerStore, Release};

/// An answer with the name of the file that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTaken {
    /// The name of the release.
    pub release: String,
    /// What was said.
    pub said: Acknowledged,
}

/// What became of a file of acknowledgements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersTaken {
    /// Its answers.
    pub answers: Vec<AnswerTaken>,
    /// How many of them were not known before.
    pub new: usize,
}

/// Takes in a file of acknowledgements (997, 999, TA1). `form` says which files of ours are meant where their numbers alone
/// do not.
///
/// # Errors
/// When the file is none, an answer is about no file of ours or may be about several, or it breaks off; nothing is kept then.
pub fn acknowledge(data: &Path, config: &Config, file: &Path, form: Option<&str>) -> Result<AnswersTaken> {
    let (mut store, _lock) = super::open_store(data)?;
    let failed = |error: x12::X12Error| Error::content(file, None, error.to_string());
    let read = x12::read_acknowledgements(BufReader::new(files::open(file)?)).map_err(failed)?;
    if read.is_empty() {
        return Err(Error::content(file, None, "it acknowledges nothing: it has no TA1 and no AK1"));
    }
    let releases = store.releases()?;
    let mut answers = Vec::new();
    let mut wrong = Vec::new();
    for answer in &read {
        match release_of(&answer.subject, &releases, form).and_then(|release| said(answer, release, config)) {
            Ok(answer) => answers.push(answer),
            Err(why) => wrong.push(format!("{}: {why}", answer.subject)),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::content(file, None, format!("nothing of it is kept: {}", wrong.join("; "))));
    }
    let kept: Vec<Acknowledged> = answers.iter().map(|answer| answer.said.clone()).collect();
    let new = store.keep_answers(&kept)?;
    Ok(AnswersTaken { answers, new })
}

/// The file of ours that an answer is about.
fn release_of<'a>(
    subject: &Subject,
    releases: &'a [Release],
    form: Option<&str>,
) -> std::result::Result<&'a Release, String> {
    let forms: Vec<Form> = subject.forms().map(Form::X12).collect();
    let meant = |release: &&Release| {
        Some(release.sequence) == subject.sequence()
            && release.copied_because.is_none()
            && forms.iter().any(|form| form.name() == release.form)
            && form.is_none_or(|form| form == release.form)
    };
    let found: Vec<&Release> = releases.iter().filter(meant).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err("no file that was released has that control number".to_owned()),
        several => {
            let names: Vec<String> = several.iter().map(|release| format!("`{}`", release.name)).collect();
            Err(format!("it may be about {}; say which form is meant with --format", names.join(", ")))
        }
    }
}

fn said(answer: &Acknowledgement, release: &Release, config: &Config) -> std::result::Result<AnswerTaken, String> {
    let verdict = answer.verdict.ok_or("the answer breaks off, or has a code that is none")?;
    let subject = match &answer.subject {
        Subject::Interchange(_) => INTERCHANGE.to_owned(),
        Subject::Group { .. } => answer.subject.to_string(),
    };
    let sets = answer
        .answers
        .iter()
        .flat_map(|set| set.faults.iter().map(move |fault| format!("set {} {}: {fault}", set.set, set.control)));
    let said = Acknowledged {
        form: release.form.clone(),
        sequence: release.sequence,
        subject,
        answer: match verdict {
            Verdict::Accepted => Answer::Accepted,
            Verdict::AcceptedWithErrors => Answer::AcceptedWithErrors,
            Verdict::PartlyAccepted => Answer::PartlyAccepted,
            Verdict::Rejected => Answer::Rejected,
        },
        faults: answer.faults.iter().map(ToString::to_string).chain(sets).collect(),
        taken: now(config),
    };
    Ok(AnswerTaken { release: release.name.clone(), said })
}

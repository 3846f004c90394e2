//! What others said of files, in SQLite.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{SqliteStore, store_error};
use crate::error::Result;
use crate::model::Answer;
use crate::store::{Acknowledged, AnswerStore, INTERCHANGE, Release};

impl AnswerStore for SqliteStore {
    fn keep_answers(&mut self, answers: &[Acknowledged]) -> Result<usize> {
        let folder = self.folder.clone();
        let failed = |error| store_error(&folder, &error);
        let step = self.connection.transaction().map_err(failed)?;
        let mut new = 0;
        for answer in answers {
            new += step
                .execute(
                    "INSERT OR IGNORE INTO acknowledgements (release, subject, verdict, faults, taken)
                     SELECT release, $1, $2, $3, $4 FROM releases
                     WHERE form = $5 AND sequence = $6 AND copy_of IS NULL",
                    params![
                        answer.subject,
                        answer.answer.word(),
                        answer.faults.join("\n"),
                        answer.taken.to_string(),
                        answer.form,
                        answer.sequence
                    ],
                )
                .map_err(failed)?;
        }
        step.commit().map_err(failed)?;
        Ok(new)
    }

    fn answers(&self, release: &Release) -> Result<Vec<Acknowledged>> {
        let sql = "SELECT subject, verdict, faults, taken FROM acknowledgements JOIN releases USING (release)
                   WHERE form = $1 AND sequence = $2 ORDER BY acknowledgement";
        let mut select = self.connection.prepare_cached(sql).map_err(self.failed())?;
        let rows = select
            .query_map(params![release.form, release.sequence], |row| {
                let (verdict, faults): (String, String) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, verdict, faults, row.get::<_, String>(3)?))
            })
            .map_err(self.failed())?;
        rows.map(|row| {
            let (subject, verdict, faults, taken) = row.map_err(self.failed())?;
            let known = Answer::from_word(&verdict).zip(taken.parse().ok());
            let (answer, taken) = known.ok_or_else(|| self.damaged("an acknowledgement"))?;
            let faults = faults.lines().map(str::to_owned).collect();
            Ok(Acknowledged { form: release.form.clone(), sequence: release.sequence, subject, answer, faults, taken })
        })
        .collect()
    }
}

impl SqliteStore {
    /// What became of a file: a part of it is as it was answered last; the interchange stands above its groups.
    pub(super) fn answer_to(&self, release: &Release) -> Result<Option<Answer>> {
        let answers = self.answers(release)?;
        let last: BTreeMap<&str, Answer> = answers.iter().map(|said| (said.subject.as_str(), said.answer)).collect();
        let groups = || last.iter().filter(|(subject, _)| **subject != INTERCHANGE).map(|(_, answer)| *answer);
        let whole = last.get(INTERCHANGE).copied();
        if whole == Some(Answer::Rejected) || groups().next().is_none() {
            return Ok(whole);
        }
        let partly = groups().any(|answer| answer != Answer::Rejected);
        Ok(groups().max().map(|worst| if worst == Answer::Rejected && partly { Answer::PartlyAccepted } else { worst }))
    }
}

//! The thread that processes what was handed in, one after the other, and tells how far it has come.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::app::{self, App};
use crate::error::{Error, Result};
use crate::pipeline::{Progress, Run, Stop, Worked, forget_uploads, work_off};

/// It looks so often whether there is something to do, beside being told.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// How far the work on an upload has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stage {
    /// The upload.
    pub(super) upload: u64,
    /// What is done.
    pub(super) what: String,
    /// How many steps are done.
    pub(super) done: u64,
    /// Of how many.
    pub(super) total: u64,
}

/// What is handed in and processed.
#[derive(Debug, Default)]
pub(super) struct Intake {
    stage: Mutex<Option<Stage>>,
    told: Mutex<bool>,
    bell: Condvar,
}

impl Intake {
    /// There is something to do.
    pub(super) fn ring(&self) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    /// How far the upload has come that is processed now, if one is.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn wait(&self) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(told, LOOKS_EVERY, |told| !*told);
        let (mut told, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *told = false;
    }

    fn change(&self, change: impl FnOnce(&mut Option<Stage>)) {
        change(&mut self.stage.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Progress for Intake {
    fn begin(&self, what: &str, total: u64) {
        self.change(|stage| {
            let upload = stage.as_ref().map_or(0, |stage| stage.upload);
            *stage = Some(Stage { upload, what: what.to_owned(), done: 0, total });
        });
    }

    fn advance(&self, by: u64) {
        self.change(|stage| {
            if let Some(stage) = stage {
                stage.done += by;
            }
        });
    }

    fn end(&self) {
        self.change(|stage| *stage = None);
    }
}

/// Starts the thread. It ends with the program: what is broken off then goes on when the program is started again.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start(app: &Arc<App>, config_hash: String, out: PathBuf) -> Result<()> {
    let app = app.clone();
    let work = move || {
        let App { config, data, intake, .. } = &*app;
        let stop = Stop::default();
        let run = Run { config, config_hash, data, out: &out, bills: None, stop: &stop };
        loop {
            let forgotten = app.with_store(|store| forget_uploads(store, data, app::now()));
            if let Err(error) = forgotten.and_then(|done| done) {
                tracing::error!(%error, "old uploads could not be removed");
            }
            let begun = |upload| intake.change(|stage| *stage = Some(Stage { upload, ..Stage::default() }));
            match work_off(&run, app::now(), intake, begun) {
                Ok(Worked::One) => {}
                Ok(Worked::Nothing | Worked::Busy) => intake.wait(),
                Err(error) => {
                    tracing::error!(%error, "an upload could not be processed");
                    intake.wait();
                }
            }
        }
    };
    let failed = |error| Error::Refused(format!("the system gives no thread: {error}"));
    thread::Builder::new().name("intake".to_owned()).spawn(work).map(drop).map_err(failed)
}

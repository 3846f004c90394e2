//! A progress bar on a terminal, nothing when standard error is piped.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::Progress;

/// Shows how far long work has come.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(super) fn new() -> Self {
        Self(io::stderr().is_terminal().then(ProgressBar::no_length))
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, total: u64) {
        let Some(bar) = &self.0 else { return };
        if let Ok(style) = ProgressStyle::with_template("{msg:<12} {bar:40} {pos}/{len}  {per_sec}  {eta} left") {
            bar.set_style(style);
        }
        bar.set_length(total);
        bar.set_position(0);
        bar.set_message(what.to_owned());
    }

    fn advance(&self, by: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(by);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

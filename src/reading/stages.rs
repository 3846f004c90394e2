//! Time spent by stage of reading, for the speed figures.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Time spent by each named stage.
#[derive(Debug, Clone, Default)]
pub struct Stages(BTreeMap<&'static str, Duration>);

impl Stages {
    /// Does some work and counts its time.
    pub fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        *self.0.entry(stage).or_default() += start.elapsed();
        result
    }

    /// Adds another count to this one.
    pub fn add(&mut self, other: &Self) {
        for (stage, spent) in &other.0 {
            *self.0.entry(stage).or_default() += *spent;
        }
    }

    /// The stages by name, with seconds of processor time over all threads.
    #[must_use]
    pub fn seconds(&self) -> Vec<(&'static str, f64)> {
        self.0.iter().map(|(stage, spent)| (*stage, spent.as_secs_f64())).collect()
    }
}

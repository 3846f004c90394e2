//! How long the stages of reading took, page by page.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The stages in the order of work.
const ORDER: [&str; 7] = ["decode", "prepare", "barcode", "micr", "scanline", "text", "tesseract"];
/// Those that read printed and written text.
const TEXT: [&str; 2] = ["text", "tesseract"];
/// All of a page but its printed and written text: what every page costs.
pub(super) const MACHINE_PRINTED: &str = "machine-printed";
/// All of a page.
pub(super) const TOTAL: &str = "total";

/// Milliseconds by stage, one for each page on which it ran.
#[derive(Debug, Clone, Default)]
pub struct Speed(BTreeMap<&'static str, Vec<f64>>);

/// What is told of one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageSpeed {
    /// The stage.
    pub name: &'static str,
    /// Pages on which it ran.
    pub pages: usize,
    /// Half of them took no longer, in milliseconds.
    pub median: f64,
    /// 95 of 100 took no longer, in milliseconds.
    pub p95: f64,
    /// The slowest, in milliseconds.
    pub max: f64,
    /// How many pages a second one thread gets through.
    pub per_second: f64,
}

impl Speed {
    /// Counts a page: its stages and all of it, in seconds.
    pub(super) fn count(&mut self, stages: &[(&'static str, f64)], total: f64) {
        let text: f64 = stages.iter().filter(|(name, _)| TEXT.contains(name)).map(|(_, spent)| spent).sum();
        let sums = [(MACHINE_PRINTED, total - text), (TOTAL, total)];
        for (name, spent) in stages.iter().chain(&sums) {
            self.0.entry(name).or_default().push(spent * 1000.0);
        }
    }

    /// Every stage that ran, in the order of work, the sums last.
    #[must_use]
    pub fn stages(&self) -> Vec<StageSpeed> {
        let sums = [MACHINE_PRINTED, TOTAL];
        let others = self.0.keys().copied().filter(|name| !ORDER.contains(name) && !sums.contains(name));
        let names = ORDER.into_iter().chain(others).chain(sums);
        names.filter_map(|name| self.0.get(name).map(|spent| stage(name, spent))).collect()
    }

    /// The stages as a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<16} {:>8} {:>10} {:>10} {:>10} {:>10}\n",
            "stage", "pages", "median ms", "p95 ms", "max ms", "pages/s"
        );
        for StageSpeed { name, pages, median, p95, max, per_second } in self.stages() {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{name:<16} {pages:>8} {median:>10.2} {p95:>10.2} {max:>10.2} {per_second:>10.1}");
        }
        text
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn stage(name: &'static str, spent: &[f64]) -> StageSpeed {
    let mut sorted = spent.to_vec();
    sorted.sort_by(f64::total_cmp);
    let sum: f64 = sorted.iter().sum();
    StageSpeed {
        name,
        pages: sorted.len(),
        median: percentile(&sorted, 50),
        p95: percentile(&sorted, 95),
        max: percentile(&sorted, 100),
        per_second: sorted.len() as f64 * 1000.0 / sum.max(f64::MIN_POSITIVE),
    }
}

/// The least value that so many of a hundred do not exceed (nearest rank).
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        for (percent, value) in [(50, 10.0), (95, 19.0), (96, 20.0), (100, 20.0)] {
            assert!((percentile(&twenty, percent) - value).abs() < 1e-9, "{percent}");
        }
        assert!((percentile(&[7.0], 50) - 7.0).abs() < 1e-9);
        assert!(percentile(&[], 50).abs() < 1e-9);
    }

    #[test]
    fn sums_leave_out_the_text_only() {
        let mut speed = Speed::default();
        speed.count(&[("micr", 0.002), ("decode", 0.001), ("text", 0.100)], 0.110);
        speed.count(&[("decode", 0.003), ("newer", 0.001)], 0.010);
        let told: Vec<(&str, usize, i64)> =
            speed.stages().iter().map(|stage| (stage.name, stage.pages, stage.max.round() as i64)).collect();
        let expected = [
            ("decode", 2, 3),
            ("micr", 1, 2),
            ("text", 1, 100),
            ("newer", 1, 1),
            ("machine-printed", 2, 10),
            ("total", 2, 110),
        ];
        assert_eq!(told, expected);
        let total = speed.stages().pop().unwrap();
        assert!((total.per_second - 2.0 / 0.120).abs() < 1e-6, "{total:?}");
        assert_eq!(speed.table().lines().count(), 7);
    }
}

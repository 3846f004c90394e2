//! How good an image is: what was measured, and what of it is beyond the limits.

use super::bill::words;

words! {
    /// A defect of an image.
    QualityFlag {
        /// Hardly any ink.
        TooLight = "too_light",
        /// Mostly ink.
        TooDark = "too_dark",
        /// Turned more than can be corrected.
        Skew = "skew",
        /// Smaller than any document.
        Undersize = "undersize",
        /// Larger than any document.
        Oversize = "oversize",
        /// A line from edge to edge, as dirt on the scanner's glass makes it.
        Streaks = "streaks",
        /// Edges of print are soft.
        OutOfFocus = "out_of_focus",
        /// Only part of the image could be decoded.
        Damaged = "damaged",
        /// More specks than print.
        Noise = "noise",
    }
}

/// What was measured on an image.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Dots per inch of the image as it came, from its tags or judged from the paper.
    pub scanned_dpi: f32,
    /// The longer side of the paper, in inches.
    pub long_inches: f32,
    /// The shorter side of the paper, in inches.
    pub short_inches: f32,
    /// How many percent of the pixels are ink.
    pub ink_percent: f32,
    /// How many percent of the way from edge to edge the longest straight line of ink goes.
    pub streak_percent: f32,
    /// How wide the edges of print are, in thousandths of an inch; 0 on bitonal pages, which do not tell.
    pub edge_mils: f32,
    /// Specks on a square inch.
    pub specks: f32,
    /// Whether rows of the image are missing.
    pub damaged: bool,
}

impl Measures {
    /// All numbers, with their names.
    #[must_use]
    pub const fn values(&self) -> [(&'static str, f32); 7] {
        [
            ("scanned_dpi", self.scanned_dpi),
            ("long_inches", self.long_inches),
            ("short_inches", self.short_inches),
            ("ink_percent", self.ink_percent),
            ("streak_percent", self.streak_percent),
            ("edge_mils", self.edge_mils),
            ("specks_per_square_inch", self.specks),
        ]
    }

    /// From the numbers in the order of [`Measures::values`].
    #[must_use]
    pub const fn from_values(values: [f32; 7], damaged: bool) -> Self {
        let [scanned_dpi, long_inches, short_inches, ink_percent, streak_percent, edge_mils, specks] = values;
        Self { scanned_dpi, long_inches, short_inches, ink_percent, streak_percent, edge_mils, specks, damaged }
    }
}

/// Beyond these an image has a defect; the defaults pass every normal document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QualityLimits {
    /// Documents are at least so long and so high, in inches.
    pub undersize: [f32; 2],
    /// Documents are at most so long and so high, in inches.
    pub oversize: [f32; 2],
    /// How far a page may be turned, in degrees.
    pub skew: f32,
    /// At least so many percent of a page are ink.
    pub too_light: f32,
    /// At most so many percent of a page are ink.
    pub too_dark: f32,
    /// Longer lines than so many percent of the way from edge to edge are streaks.
    pub streaks: f32,
    /// Edges wider than so many thousandths of an inch are out of focus.
    pub out_of_focus: f32,
    /// More specks on a square inch are noise.
    pub noise: f32,
}

impl Default for QualityLimits {
    fn default() -> Self {
        Self {
            undersize: [4.0, 1.75],
            oversize: [15.0, 9.5],
            skew: 10.0,
            too_light: 0.1,
            too_dark: 45.0,
            streaks: 97.0,
            out_of_focus: 30.0,
            noise: 250.0,
        }
    }
}

/// How good an image is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quality {
    /// How far the paper was turned, in degrees, clockwise positive; corrected before reading.
    pub skew_degrees: f32,
    /// What was measured.
    pub measures: Measures,
    /// What is wrong with it.
    pub flags: Vec<QualityFlag>,
}

impl Quality {
    /// Judges what was measured.
    #[must_use]
    pub fn judged(skew_degrees: f32, measures: Measures, limits: &QualityLimits) -> Self {
        let Measures { long_inches: long, short_inches: short, .. } = measures;
        let findings = [
            (QualityFlag::TooLight, measures.ink_percent < limits.too_light),
            (QualityFlag::TooDark, measures.ink_percent > limits.too_dark),
            (QualityFlag::Skew, skew_degrees.abs() > limits.skew),
            (QualityFlag::Undersize, long < limits.undersize[0] || short < limits.undersize[1]),
            (QualityFlag::Oversize, long > limits.oversize[0] || short > limits.oversize[1]),
            (QualityFlag::Streaks, measures.streak_percent > limits.streaks),
            (QualityFlag::OutOfFocus, measures.edge_mils > limits.out_of_focus),
            (QualityFlag::Damaged, measures.damaged),
            (QualityFlag::Noise, measures.specks > limits.noise),
        ];
        let flags = findings.into_iter().filter(|(_, found)| *found).map(|(flag, _)| flag).collect();
        Self { skew_degrees, measures, flags }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_defect_has_its_flag() {
        let good = Measures {
            scanned_dpi: 200.0,
            long_inches: 6.0,
            short_inches: 2.75,
            ink_percent: 4.0,
            streak_percent: 60.0,
            edge_mils: 9.0,
            specks: 3.0,
            damaged: false,
        };
        let limits = QualityLimits::default();
        assert_eq!(Quality::judged(9.9, good, &limits).flags, []);
        for (skew, measures, flag) in [
            (-10.4, good, QualityFlag::Skew),
            (0.0, Measures { ink_percent: 0.05, ..good }, QualityFlag::TooLight),
            (0.0, Measures { ink_percent: 46.0, ..good }, QualityFlag::TooDark),
            (0.0, Measures { long_inches: 3.9, ..good }, QualityFlag::Undersize),
            (0.0, Measures { short_inches: 9.6, ..good }, QualityFlag::Oversize),
            (0.0, Measures { streak_percent: 98.0, ..good }, QualityFlag::Streaks),
            (0.0, Measures { edge_mils: 31.0, ..good }, QualityFlag::OutOfFocus),
            (0.0, Measures { specks: 251.0, ..good }, QualityFlag::Noise),
            (0.0, Measures { damaged: true, ..good }, QualityFlag::Damaged),
        ] {
            assert_eq!(Quality::judged(skew, measures, &limits).flags, [flag]);
        }
    }
}

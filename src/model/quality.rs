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
        /// A corner is missing: folded over or torn off.
        FoldedCorner = "folded_corner",
        /// Two documents in one image, one upon or beside the other.
        Piggyback = "piggyback",
        /// Front and back are not of one size, and so hardly of one paper.
        FrontBackMismatch = "front_back_mismatch",
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
    /// The length of the shorter leg of the largest triangle that is missing at a corner, in inches; 0 where the paper
    /// is whole or cannot be told from what it lies on.
    pub corner_inches: f32,
    /// By how much front and back differ in length or height, in inches; 0 where there is no back.
    pub mismatch_inches: f32,
    /// Whether rows of the image are missing.
    pub damaged: bool,
}

impl Measures {
    /// All numbers, with their names.
    #[must_use]
    pub const fn values(&self) -> [(&'static str, f32); 9] {
        [
            ("scanned_dpi", self.scanned_dpi),
            ("long_inches", self.long_inches),
            ("short_inches", self.short_inches),
            ("ink_percent", self.ink_percent),
            ("streak_percent", self.streak_percent),
            ("edge_mils", self.edge_mils),
            ("specks_per_square_inch", self.specks),
            ("corner_inches", self.corner_inches),
            ("mismatch_inches", self.mismatch_inches),
        ]
    }

    /// From the numbers in the order of [`Measures::values`]; those that are missing are 0.
    #[must_use]
    pub fn from_values(values: &[f32], damaged: bool) -> Self {
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        Self {
            scanned_dpi: at(0),
            long_inches: at(1),
            short_inches: at(2),
            ink_percent: at(3),
            streak_percent: at(4),
            edge_mils: at(5),
            specks: at(6),
            corner_inches: at(7),
            mismatch_inches: at(8),
            damaged,
        }
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
    /// Corners may lack a triangle with legs of so many inches.
    pub folded_corner: f32,
    /// Front and back may differ by so many inches: scanners cut either side on its own.
    pub front_back_mismatch: f32,
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
            folded_corner: 0.5,
            front_back_mismatch: 0.5,
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
            (QualityFlag::FoldedCorner, measures.corner_inches > limits.folded_corner),
        ];
        let flags = findings.into_iter().filter(|(_, found)| *found).map(|(flag, _)| flag).collect();
        Self { skew_degrees, measures, flags }
    }

    /// Holds the front of a paper against its back.
    pub fn compare_with_back(&mut self, back: &Measures, limits: &QualityLimits) {
        let front = &mut self.measures;
        let long = (front.long_inches - back.long_inches).abs();
        front.mismatch_inches = long.max((front.short_inches - back.short_inches).abs());
        if front.mismatch_inches > limits.front_back_mismatch {
            self.flags.push(QualityFlag::FrontBackMismatch);
        }
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
            ..Measures::default()
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
            (0.0, Measures { corner_inches: 0.6, ..good }, QualityFlag::FoldedCorner),
        ] {
            assert_eq!(Quality::judged(skew, measures, &limits).flags, [flag]);
        }
    }

    #[test]
    fn a_back_of_another_size_is_of_another_paper() {
        let limits = QualityLimits::default();
        let front = Measures { long_inches: 6.0, short_inches: 2.75, ink_percent: 5.0, ..Measures::default() };
        for (long, short, differ, flags) in [
            (6.1, 2.6, 0.15, &[][..]),
            (6.0, 3.5, 0.75, &[QualityFlag::FrontBackMismatch]),
            (8.5, 2.75, 2.5, &[QualityFlag::FrontBackMismatch]),
        ] {
            let mut quality = Quality::judged(0.0, front, &limits);
            let back = Measures { long_inches: long, short_inches: short, ..Measures::default() };
            quality.compare_with_back(&back, &limits);
            assert_eq!(quality.flags, flags, "{long} x {short}");
            assert!((quality.measures.mismatch_inches - differ).abs() < 1e-4, "{:?}", quality.measures);
        }
    }

    #[test]
    fn measures_go_through_their_numbers() {
        let numbers: Vec<f32> = (1..=9_u8).map(f32::from).collect();
        let measures = Measures::from_values(&numbers, true);
        assert_eq!(measures.values().map(|(_, value)| value).to_vec(), numbers);
        assert_eq!(Measures::from_values(&numbers[..7], false).corner_inches, 0.0);
    }
}

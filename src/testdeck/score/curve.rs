//! How many amounts are read, and how many of them wrongly, at every confidence from which they might be accepted.

use std::fmt::Write;
use std::io::Read;

use super::rows;
use crate::testdeck::fields::{Verdict, share};
use crate::testdeck::table::TableError;

/// The confidences of the table.
const STEPS: [f64; 9] = [0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999];

/// Amounts with their confidence, the surest first, and whether each is right.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Checks and money orders with an amount.
    pub present: usize,
    amounts: Vec<(f64, bool)>,
}

impl Curve {
    /// Of every check that has an amount in `truth.csv`, as `amounts.csv` of a run has it.
    ///
    /// # Errors
    /// When a file cannot be read or lacks a column.
    pub fn of(truth: impl Read, amounts: impl Read) -> Result<Self, TableError> {
        let (truth, amounts) = (rows::truth(truth)?, rows::amounts(amounts)?);
        let mut curve = Self::default();
        for (place, wanted) in &truth.documents {
            let want = wanted.values.get("amount").map_or("", String::as_str);
            if want.is_empty() || !matches!(wanted.kind.as_str(), "check" | "money_order") {
                continue;
            }
            curve.present += 1;
            if let Some((guess, confidence)) = amounts.get(place) {
                curve.amounts.push((*confidence, Verdict::of("amount", want, guess) == Verdict::Right));
            }
        }
        curve.amounts.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(curve)
    }

    /// Amounts of at least this confidence: how many, and how many of them are wrong.
    fn from(&self, least: f64) -> (usize, usize) {
        let read = self.amounts.iter().take_while(|(confidence, _)| *confidence >= least);
        read.fold((0, 0), |(all, wrong), (_, right)| (all + 1, wrong + usize::from(!right)))
    }

    /// As a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!("{:>10} {:>8} {:>8} {:>8} {:>8}\n", "confidence", "read", "", "wrong", "");
        for least in STEPS {
            let (read, wrong) = self.from(least);
            let (reads, wrongs) = (share(read, self.present), share(wrong, read));
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{least:>10} {read:>8} {reads:>8} {wrong:>8} {wrongs:>8}");
        }
        text
    }

    /// As a drawing: the share that is read from left to right, the share of those that is wrong from 0.01 % at the
    /// bottom to 10 % at the top, on a scale of powers of ten.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "shares for people")]
    pub fn svg(&self) -> String {
        let (left, top, wide, high) = (60.0, 20.0, 500.0, 300.0);
        let x = |share: f64| left + wide * share;
        let y = |share: f64| top + high * (-(share.max(1e-4).log10()) - 1.0).clamp(0.0, 3.0) / 3.0;
        let mut text = String::from(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"380\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"600\" height=\"380\" fill=\"white\"/>\n",
        );
        let mut rule = |from: (f64, f64), to: (f64, f64), label: (f64, f64), words: &str, anchor: &str| {
            let _ = writeln!(
                text,
                "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#ccc\"/>\n<text x=\"{}\" y=\"{}\" \
                 text-anchor=\"{anchor}\">{words}</text>",
                from.0, from.1, to.0, to.1, label.0, label.1
            );
        };
        for (power, words) in [(1e-1, "10 %"), (1e-2, "1 %"), (1e-3, "0.1 %"), (1e-4, "0.01 %")] {
            rule((left, y(power)), (left + wide, y(power)), (left - 6.0, y(power) + 4.0), words, "end");
        }
        for tenth in (0..=10).step_by(2) {
            let share = f64::from(tenth) / 10.0;
            let words = format!("{} %", tenth * 10);
            rule((x(share), top), (x(share), top + high), (x(share), top + high + 18.0), &words, "middle");
        }
        let mut points = String::new();
        let mut wrong = 0;
        for (at, (confidence, right)) in self.amounts.iter().enumerate() {
            wrong += usize::from(!right);
            // Amounts of the same confidence are accepted together.
            if self.amounts.get(at + 1).is_none_or(|next| next.0 < *confidence) {
                let (read, of_read) =
                    ((at + 1) as f64 / self.present as f64, f64::from(wrong as u32) / (at + 1) as f64);
                let _ = write!(points, "{:.1},{:.1} ", x(read), y(of_read));
            }
        }
        let _ = writeln!(
            text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#1565c0\" stroke-width=\"2\"/>\n<text x=\"{}\" y=\"{}\" \
             text-anchor=\"middle\">amounts accepted, of {}; upwards: wrong among them</text>\n</svg>",
            points.trim_end(),
            left + wide / 2.0,
            top + high + 40.0,
            self.present
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_those_of_their_pages() {
        let truth = "transaction,file,page,kind,routing_number,payer_account,check_number,amount,account_number,bill_id,\
                     outcome,postings,reasons\n1,a.tif,1,coupon,,,,5.00,71,B1,post,,\n1,a.tif,2,check,,,,5.00,,,post,,\n\
                     1,a.tif,3,check,,,,6.00,,,post,,\n";
        let amounts = "document,file,page,amount,confidence\n2,a.tif,2,5.00,0.9\n3,a.tif,3,6.01,0.5\n";
        let curve = Curve::of(truth.as_bytes(), amounts.as_bytes()).unwrap();
        assert_eq!(curve, Curve { present: 2, amounts: vec![(0.9, true), (0.5, false)] });
        assert!(Curve::of(truth.as_bytes(), "file,page,amount,confidence\na,1,5.00,x\n".as_bytes()).is_err());
    }

    #[test]
    fn the_table_and_the_drawing_tell_reads_and_errors() {
        let amounts = vec![(0.9999, true), (0.9995, true), (0.97, false), (0.6, true)];
        let curve = Curve { present: 5, amounts };
        assert_eq!([0.9999, 0.999, 0.95, 0.5].map(|least| curve.from(least)), [(1, 0), (2, 0), (3, 1), (4, 1)]);
        let row: Vec<String> = curve.table().lines().nth(4).unwrap().split_whitespace().map(str::to_owned).collect();
        assert_eq!(row, ["0.95", "3", "60.00%", "1", "33.33%"]);
        assert!(curve.svg().contains("160.0,320.0 260.0,320.0 360.0,20.0 460.0,20.0"), "{}", curve.svg());
        assert!(Curve::default().svg().contains("points=\"\""));
    }
}

//! A measurement as text.

use super::{FieldBench, PageBench, ReadBench};
use crate::testdeck::fields::{self, Verdict};

impl ReadBench {
    /// Two tables for people: how well each field was read, and how fast each stage is. No account data.
    #[must_use]
    pub fn report(&self) -> String {
        let Self { pages, faults, threads, seconds, .. } = self;
        let told = self.fields.iter().filter(|field| field.present + field.made_up > 0);
        format!(
            "{}\n{}\n{pages} pages in {seconds:.2} s on {threads} thread{}, {:.1} a second; {faults} of them could not be read\n",
            fields::table(told),
            self.speed.table(),
            if *threads == 1 { "" } else { "s" },
            *pages as f64 / seconds.max(f64::MIN_POSITIVE),
        )
    }
}

impl PageBench<'_> {
    /// The page on one line, parted by tabs: file, page, milliseconds, then each field. Shows account data.
    #[must_use]
    pub fn line(&self) -> String {
        let truth = &self.page.truth;
        let head = format!("{}\t{}\t{:.1} ms", shown(&truth.file), truth.page, self.milliseconds);
        match &self.fault {
            Some(fault) => format!("{head}\tnot read: {}", shown(&fault.0)),
            None => self.fields.iter().filter_map(FieldBench::text).fold(head, |line, field| line + "\t" + &field),
        }
    }
}

impl FieldBench {
    /// The field with its verdict; nothing where there is nothing.
    fn text(&self) -> Option<String> {
        let Self { name, want, read, guess, .. } = self;
        let (want, read, guess) = (shown(want), shown(read), shown(guess));
        let guess = if guess.is_empty() { &read } else { &guess };
        match self.verdict {
            Verdict::Absent => None,
            Verdict::Right => Some(format!("{name} right")),
            Verdict::Unread if guess.is_empty() => Some(format!("{name} unread")),
            Verdict::Unread => Some(format!("{name} unread ({guess})")),
            Verdict::Wrong => Some(format!("{name} WRONG {want}/{read}")),
            Verdict::MadeUp => Some(format!("{name} MADE UP {read}")),
        }
    }
}

/// The text without what would break the line.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

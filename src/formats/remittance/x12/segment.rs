//! Segments as text.

use super::text::{SEPARATOR, TERMINATOR};

/// Finished segments and how many they are. Each ends with the terminator and a line end, which readers pass over.
#[derive(Debug, Default)]
pub(super) struct Segments {
    text: String,
    count: u64,
}

impl Segments {
    /// Adds a segment; empty elements at its end are left out with their separators.
    pub(super) fn add(&mut self, name: &str, elements: &[&str]) {
        self.text.push_str(name);
        let filled = elements.iter().rposition(|element| !element.is_empty()).map_or(0, |last| last + 1);
        for element in elements.iter().take(filled) {
            self.text.push(SEPARATOR);
            self.text.push_str(element);
        }
        self.text.push(TERMINATOR);
        self.text.push('\n');
        self.count += 1;
    }

    /// Moves the segments of another behind its own.
    pub(super) fn append(&mut self, other: &mut Self) {
        self.text.push_str(&other.text);
        self.count += other.count;
        other.clear();
    }

    /// How many.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// As they go into the file.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Forgets all and keeps the room.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.count = 0;
    }
}

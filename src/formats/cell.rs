//! Text in cells of tables that people may open in a spreadsheet.

/// Lists inside a cell are joined by this.
pub(super) const JOIN: &str = "|";

/// A text cell that no spreadsheet runs as a formula: one that could be gets a leading apostrophe.
pub(super) fn text(cell: impl Into<String>) -> String {
    let cell = cell.into();
    if is_risky(&cell) { format!("'{cell}") } else { cell }
}

/// The text that [`text`] made a cell of.
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// Whether it is a formula, or would be taken for a guarded one and lose its own apostrophe.
fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_guarded_and_comes_back_as_it_was() {
        for (told, cell) in
            [("=1+1", "'=1+1"), ("-22", "'-22"), ("'=1", "''=1"), ("'", "'"), ("O'Neil", "O'Neil"), ("", "")]
        {
            assert_eq!(text(told), cell);
            assert_eq!(plain(cell), told);
        }
    }
}

//! Numbers that are not shown whole.

/// The end of a bank account or other number: `••••4411`.
pub(super) fn masked(number: &str) -> String {
    let shown: Vec<char> = number.chars().filter(char::is_ascii_alphanumeric).collect();
    let keep = if shown.len() > 6 { 4 } else { shown.len() / 3 };
    let end: String = shown.iter().skip(shown.len() - keep).collect();
    format!("••••{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_is_shown() {
        assert_eq!(masked("0123456789"), "••••6789");
        assert_eq!(masked("12-34"), "••••4");
        assert_eq!(masked(""), "••••");
    }
}

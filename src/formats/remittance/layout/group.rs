//! When the records of a layout are written, and which may follow which.

use std::fmt;

/// The records of a layout by when they are written, in the order of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    FileHeader,
    LockboxHeader,
    BatchHeader,
    Payment,
    Applied,
    BatchTrailer,
    LockboxTrailer,
    FileTrailer,
}

impl Group {
    pub(super) const ALL: [Self; 8] = [
        Self::FileHeader,
        Self::LockboxHeader,
        Self::BatchHeader,
        Self::Payment,
        Self::Applied,
        Self::BatchTrailer,
        Self::LockboxTrailer,
        Self::FileTrailer,
    ];

    /// The name under which a layout lists its records.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::FileHeader => "file_header",
            Self::LockboxHeader => "lockbox_header",
            Self::BatchHeader => "batch_header",
            Self::Payment => "payment",
            Self::Applied => "applied",
            Self::BatchTrailer => "batch_trailer",
            Self::LockboxTrailer => "lockbox_trailer",
            Self::FileTrailer => "file_trailer",
        }
    }

    /// What its records are about.
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::FileHeader | Self::FileTrailer => Scope::File,
            Self::LockboxHeader | Self::LockboxTrailer => Scope::Lockbox,
            Self::BatchHeader | Self::BatchTrailer => Scope::Batch,
            Self::Payment => Scope::Payment,
            Self::Applied => Scope::Part,
        }
    }

    /// The groups whose records may stand right behind its own, if every group has records.
    const fn next(self) -> &'static [Self] {
        match self {
            Self::FileHeader => &[Self::LockboxHeader, Self::FileTrailer],
            Self::LockboxHeader => &[Self::BatchHeader, Self::LockboxTrailer],
            Self::BatchHeader => &[Self::Payment],
            Self::Payment | Self::Applied => &[Self::Applied, Self::Payment, Self::BatchTrailer],
            Self::BatchTrailer => &[Self::BatchHeader, Self::LockboxTrailer],
            Self::LockboxTrailer => &[Self::LockboxHeader, Self::FileTrailer],
            Self::FileTrailer => &[],
        }
    }

    /// The groups whose records may stand right behind its own, where groups without records are passed over.
    pub(super) fn followers(self, has_records: impl Fn(Self) -> bool) -> Vec<Self> {
        let (mut found, mut open) = (Vec::new(), self.next().to_vec());
        let mut seen = Vec::new();
        while let Some(group) = open.pop() {
            if seen.contains(&group) {
                continue;
            }
            seen.push(group);
            if has_records(group) { found.push(group) } else { open.extend(group.next()) }
        }
        found.sort_unstable();
        found
    }

    /// Whether a file may begin with its records.
    pub(super) fn may_begin(self, has_records: impl Fn(Self) -> bool) -> bool {
        match has_records(Self::FileHeader) {
            true => self == Self::FileHeader,
            false => Self::FileHeader.followers(has_records).contains(&self),
        }
    }

    /// Whether a file may end with its records.
    pub(super) fn may_end(self, has_records: impl Fn(Self) -> bool) -> bool {
        self == Self::FileTrailer
            || !has_records(Self::FileTrailer) && {
                let passes = |group| group == Self::FileTrailer || has_records(group);
                self.followers(passes).contains(&Self::FileTrailer)
            }
    }

    /// Whether its records carry payments rather than frame them.
    pub(super) const fn is_detail(self) -> bool {
        matches!(self, Self::Payment | Self::Applied)
    }
}

/// What a value or record is about, from the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    File,
    Lockbox,
    Batch,
    Payment,
    Part,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_without_records_are_passed_over() {
        let all = |_| true;
        assert_eq!(Group::BatchTrailer.followers(all), [Group::BatchHeader, Group::LockboxTrailer]);
        assert!(Group::FileTrailer.may_end(all) && !Group::Applied.may_end(all) && !Group::Payment.may_begin(all));
        let rows = |group| group == Group::Applied;
        assert_eq!(Group::Applied.followers(rows), [Group::Applied]);
        assert!(Group::Applied.may_begin(rows) && Group::Applied.may_end(rows));
        let framed = |group| matches!(group, Group::FileHeader | Group::Payment | Group::FileTrailer);
        assert_eq!(Group::FileHeader.followers(framed), [Group::Payment, Group::FileTrailer]);
        assert_eq!(Group::Payment.followers(framed), [Group::Payment, Group::FileTrailer]);
        assert!(!Group::Payment.may_end(framed) && Group::FileHeader.may_begin(framed));
    }
}

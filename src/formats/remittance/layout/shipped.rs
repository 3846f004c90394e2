//! The layouts that come with the program: BAI lockbox files.
//!
//! No two banks agree on a lockbox file. These keep to the columns that most of them share; a bank that differs is
//! served by a copy with its own columns. Bills stand in records 4, four numbers in each of a `bai` file and one with
//! its amount in each of a `bai2` file; credit on account is told by the account's number in their place, money applied
//! to nothing by the check alone.

use super::{Layout, LayoutError};

/// A layout that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The name under which it is asked for.
    pub name: &'static str,
    /// How it is written, to be copied and changed.
    pub toml: &'static str,
}

/// 80 columns, each check with the numbers of its bills.
pub const BAI: Shipped = Shipped { name: "bai", toml: include_str!("shipped/bai.toml") };

/// 80 columns, each bill with its amount, as SAP reads it.
pub const BAI2: Shipped = Shipped { name: "bai2", toml: include_str!("shipped/bai2.toml") };

/// 104 columns with the names of payer and payee, as the Python package `bai-lockbox` reads it.
pub const BAI_NAMES: Shipped = Shipped { name: "bai-names", toml: include_str!("shipped/bai_names.toml") };

/// All of them.
pub const ALL: [Shipped; 3] = [BAI, BAI2, BAI_NAMES];

impl Shipped {
    /// The layout.
    ///
    /// # Errors
    /// Never, as tests prove for each of them.
    pub fn layout(&self) -> Result<Layout, LayoutError> {
        Layout::from_toml(self.toml)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_can_be_used_under_its_name() {
        for shipped in ALL {
            assert_eq!(shipped.layout().unwrap().name(), shipped.name);
        }
    }
}

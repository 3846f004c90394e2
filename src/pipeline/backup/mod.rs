//! A copy of the store beside it, made while others work, and the store made again from it.
//!
//! A backup is a folder. `backup.json` says what it holds and names a list by its hash; the list names every file by its
//! hash, as `sha256sum` does. Both are written when all they name is on the disk, so that there is always one whole backup.
//! Scans and bill files are copied once: what has a hash for its name does not change.
//!
//! | file | holds |
//! |---|---|
//! | `head` | `backup.json` and the list |
//! | `make` | the copy of a store |
//! | `verify` | whether a backup is as it was made |
//! | `restore` | a store made of a backup |

mod head;
mod make;
mod restore;
mod verify;

pub use make::{BackupMade, backup};
pub use restore::{Restored, restore};
pub use verify::{Verified, verify_backup};

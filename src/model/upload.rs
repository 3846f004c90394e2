//! What people hand in at the workbench.

use super::bill::words;

words! {
    /// What is handed in.
    UploadKind {
        /// The scans of a batch.
        Batch = "batch",
        /// All open bills.
        Bills = "bills",
        /// New and changed bills.
        BillChanges = "bill_changes",
    }
}

words! {
    /// How far it has come.
    UploadState {
        /// Its files are coming; nothing of it counts.
        Open = "open",
        /// It is whole and on disk, and has its turn.
        Waiting = "waiting",
        /// It is being processed.
        Working = "working",
        /// It is processed.
        Done = "done",
        /// It could not be processed; its files are still there.
        Failed = "failed",
        /// Somebody took it back, or it was never sent whole.
        Withdrawn = "withdrawn",
    }
}

impl UploadState {
    /// Whether it goes on by itself.
    #[must_use]
    pub const fn moves(self) -> bool {
        matches!(self, Self::Waiting | Self::Working)
    }
}

//! Grouping by the order of the documents alone.

use crate::model::{BatchTicket, Document, Mode, PageKind};

/// What a document means for the grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Coupon,
    Payment,
    /// Could have been a coupon or a payment: not readable, fed the wrong way round, or not recognised.
    Unknown,
    Letter,
    Envelope,
    Separator,
    /// A separator that also counts what follows.
    Ticket,
    Blank,
}

fn role(document: &Document) -> Role {
    match document.kind() {
        Some(PageKind::Coupon) => Role::Coupon,
        Some(PageKind::Check | PageKind::MoneyOrder) => Role::Payment,
        Some(PageKind::Correspondence) => Role::Letter,
        Some(PageKind::Envelope) => Role::Envelope,
        Some(PageKind::Separator) if is_ticket(document) => Role::Ticket,
        Some(PageKind::Separator) => Role::Separator,
        Some(PageKind::Blank) => Role::Blank,
        Some(PageKind::Other | PageKind::Back) | None => Role::Unknown,
    }
}

fn is_ticket(document: &Document) -> bool {
    document.face().is_ok_and(|page| page.barcodes.iter().any(|code| BatchTicket::parse(&code.text).is_some()))
}

/// The group that is being filled.
#[derive(Debug, Default)]
struct Open {
    documents: Vec<Document>,
    coupons: usize,
    payments: usize,
    unknown: usize,
    /// Something other than blank sheets and separators is in it.
    begun: bool,
    /// A separator came after it.
    ended: bool,
    /// A letter came after its payments.
    letter_after_payment: bool,
}

impl Open {
    const fn has_items(&self) -> bool {
        self.coupons + self.payments + self.unknown > 0
    }

    /// Whether a document of that role belongs to this group.
    const fn takes(&self, role: Role, mode: Mode) -> bool {
        match role {
            Role::Blank | Role::Separator => return true,
            Role::Ticket => return !self.begun,
            _ if self.ended => return false,
            Role::Envelope => return !self.begun,
            Role::Letter => return true,
            Role::Coupon | Role::Payment | Role::Unknown => {}
        }
        match mode {
            Mode::CheckOnly => !self.has_items(),
            Mode::Single => match role {
                Role::Coupon => !self.has_items(),
                _ => self.payments == 0,
            },
            Mode::Auto | Mode::Multi => match role {
                Role::Coupon => self.payments == 0,
                Role::Payment if self.unknown > 0 => true,
                // Without a coupon nothing says that two payments belong together, nor across a letter.
                Role::Payment => self.payments == 0 || (self.coupons > 0 && !self.letter_after_payment),
                _ => true,
            },
        }
    }

    fn push(&mut self, document: Document, role: Role) {
        match role {
            Role::Coupon => self.coupons += 1,
            Role::Payment => self.payments += 1,
            Role::Unknown => self.unknown += 1,
            Role::Letter => self.letter_after_payment |= self.payments > 0,
            Role::Separator => self.ended |= self.begun,
            Role::Envelope | Role::Ticket | Role::Blank => {}
        }
        self.begun |= !matches!(role, Role::Blank | Role::Separator | Role::Ticket);
        self.documents.push(document);
    }
}

pub(super) fn split(mode: Mode, documents: Vec<Document>) -> Vec<Vec<Document>> {
    let mut groups = Vec::new();
    let mut open = Open::default();
    for document in documents {
        let role = role(&document);
        if !open.takes(role, mode) {
            groups.push(std::mem::take(&mut open).documents);
        }
        open.push(document, role);
    }
    if !open.documents.is_empty() {
        groups.push(open.documents);
    }
    groups
}

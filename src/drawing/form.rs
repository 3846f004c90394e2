//! Forms as tables: where a check's blanks, labels and fixed words stand.

use super::canvas::Align;

/// A blank of a check or money order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The payer's name and address, printed.
    Payer,
    /// The bank's name and town, printed.
    Bank,
    /// The check number, printed.
    Number,
    /// The bank's routing number as a fraction, printed.
    Fraction,
    /// The date.
    Date,
    /// Whom it pays.
    Payee,
    /// That one's address, printed.
    PayeeAddress,
    /// The amount in figures.
    Figures,
    /// The amount in words.
    Words,
    /// What it is for.
    Memo,
    /// The signature.
    Signature,
    /// Who bought it.
    Remitter,
    /// The buyer's address.
    RemitterAddress,
}

/// Where a blank's label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    Above,
    Below,
}

/// One blank: its ends and baseline in inches, and how it is marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) part: Part,
    pub(super) ends: (f32, f32),
    pub(super) y: f32,
    pub(super) align: Align,
    /// Size of printed text in points; blanks that are filled in follow the writing.
    pub(super) size: f32,
    pub(super) label: &'static str,
    pub(super) side: Side,
    pub(super) ruled: bool,
    /// The height of a box around it, 0 for none.
    pub(super) boxed: f32,
}

impl Slot {
    const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    const fn centre(self) -> Self {
        Self { align: Align::Centre, ..self }
    }

    const fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    const fn label(self, side: Side, label: &'static str) -> Self {
        Self { label, side, ..self }
    }

    const fn ruled(self) -> Self {
        Self { ruled: true, ..self }
    }

    const fn boxed(self, height: f32) -> Self {
        Self { boxed: height, ..self }
    }
}

const fn slot(part: Part, left: f32, right: f32, y: f32) -> Slot {
    let (align, side) = (Align::Left, Left);
    Slot { part, ends: (left, right), y, align, size: 8.0, label: "", side, ruled: false, boxed: 0.0 }
}

/// Words that are printed on the form itself: left end, baseline, size, text.
pub(super) type Printed = (f32, f32, f32, &'static str);

/// A form: its size in inches and what is on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) slots: &'static [Slot],
    pub(super) printed: &'static [Printed],
}

use Part::{
    Bank, Date, Figures, Fraction, Memo, Number, Payee, PayeeAddress, Payer, Remitter, RemitterAddress, Signature,
    Words,
};
use Side::{Above, Below, Left, Right};

const PAY_TO: &str = "PAY TO THE\nORDER OF";

pub(super) const PERSONAL: &[Form] = &[
    Form {
        width: 6.0,
        height: 2.75,
        slots: &[
            slot(Payer, 0.3, 2.9, 0.32),
            slot(Number, 4.9, 5.7, 0.34).right().size(11.0),
            slot(Fraction, 3.7, 4.8, 0.34).right().size(6.0),
            slot(Date, 4.2, 5.6, 0.72).label(Left, "DATE").ruled(),
            slot(Payee, 0.95, 4.45, 1.1).label(Left, PAY_TO).ruled(),
            slot(Figures, 4.75, 5.7, 1.1).label(Left, "$").boxed(0.26),
            slot(Words, 0.3, 5.0, 1.43).label(Right, "DOLLARS").ruled(),
            slot(Bank, 0.3, 2.6, 1.63).size(8.0),
            slot(Memo, 0.7, 2.7, 2.06).label(Left, "MEMO").ruled(),
            slot(Signature, 3.3, 5.7, 2.06).ruled(),
        ],
        printed: &[],
    },
    Form {
        width: 6.0,
        height: 2.75,
        slots: &[
            slot(Payer, 0.35, 2.4, 0.3).size(7.0),
            slot(Bank, 2.5, 4.4, 0.3).centre().size(7.5),
            slot(Number, 4.9, 5.75, 0.32).right().size(12.0),
            slot(Fraction, 4.9, 5.75, 0.47).right().size(5.5),
            slot(Date, 3.9, 5.3, 0.82).label(Below, "Date").ruled(),
            slot(Payee, 0.95, 4.3, 1.18).label(Left, "Pay to the\nOrder of").ruled(),
            slot(Figures, 4.65, 5.75, 1.18).label(Left, "$").ruled(),
            slot(Words, 0.35, 5.1, 1.52).label(Right, "Dollars").ruled(),
            slot(Memo, 0.65, 2.9, 2.05).label(Left, "For").ruled(),
            slot(Signature, 3.4, 5.75, 2.05).ruled().label(Below, "AUTHORIZED SIGNATURE"),
        ],
        printed: &[],
    },
    Form {
        width: 6.0,
        height: 2.75,
        slots: &[
            slot(Payer, 1.0, 3.4, 0.34).size(8.5),
            slot(Number, 4.9, 5.7, 0.3).right().size(10.0),
            slot(Fraction, 4.6, 5.7, 0.42).right().size(5.5),
            slot(Date, 4.0, 5.65, 0.78).ruled(),
            slot(Payee, 1.05, 4.5, 1.12).label(Left, PAY_TO).ruled(),
            slot(Figures, 4.7, 5.7, 1.12).label(Left, "$").boxed(0.24),
            slot(Words, 0.3, 4.95, 1.46).label(Right, "DOLLARS").ruled(),
            slot(Bank, 1.0, 3.2, 1.64).size(9.0),
            slot(Memo, 0.72, 2.5, 2.04).label(Left, "MEMO").ruled(),
            slot(Signature, 3.1, 5.6, 2.04).ruled(),
        ],
        printed: &[],
    },
];

pub(super) const BUSINESS: &[Form] = &[
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Payer, 0.4, 3.5, 0.42).size(10.0),
            slot(Bank, 3.7, 6.2, 0.4).centre().size(8.5),
            slot(Fraction, 3.7, 6.2, 0.82).centre().size(6.0),
            slot(Number, 7.0, 8.1, 0.44).right().size(13.0),
            slot(Date, 6.7, 8.1, 0.98).label(Left, "DATE").ruled(),
            slot(Payee, 1.15, 6.2, 1.42).label(Left, PAY_TO).ruled(),
            slot(Figures, 6.7, 8.1, 1.42).label(Left, "$").boxed(0.3),
            slot(Words, 0.4, 7.2, 1.82).label(Right, "DOLLARS").ruled(),
            slot(Memo, 0.95, 3.9, 2.62).label(Left, "MEMO").ruled(),
            slot(Signature, 4.9, 8.1, 2.62).label(Below, "AUTHORIZED SIGNATURE").ruled(),
        ],
        printed: &[],
    },
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Payer, 0.45, 3.4, 0.4).size(9.0),
            slot(Bank, 3.8, 5.9, 0.4).size(8.0),
            slot(Fraction, 3.8, 5.9, 0.72).size(6.0),
            slot(Number, 7.0, 8.1, 0.42).right().size(12.0),
            slot(Words, 0.95, 6.3, 1.2).label(Left, "PAY").ruled(),
            slot(Date, 4.6, 5.9, 1.72).label(Above, "DATE").boxed(0.28).centre(),
            slot(Figures, 6.3, 8.1, 1.72).label(Above, "AMOUNT").boxed(0.28).centre(),
            slot(Payee, 1.1, 4.3, 1.95).label(Left, "TO THE\nORDER\nOF"),
            slot(PayeeAddress, 1.1, 4.3, 2.12).size(8.0),
            slot(Memo, 0.95, 4.2, 2.7).label(Left, "RE:").ruled(),
            slot(Signature, 5.0, 8.1, 2.62).label(Below, "AUTHORIZED SIGNATURE").ruled(),
        ],
        printed: &[(6.37, 1.2, 6.0, "DOLLARS")],
    },
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Payer, 0.4, 3.2, 0.4).size(9.5),
            slot(Bank, 3.5, 5.6, 0.42).size(8.0),
            slot(Number, 7.2, 8.1, 0.4).right().size(11.0),
            slot(Fraction, 7.0, 8.1, 0.54).right().size(5.5),
            slot(Date, 6.5, 8.1, 0.86).right(),
            slot(Payee, 1.1, 6.1, 1.26).label(Left, PAY_TO).ruled(),
            slot(Figures, 6.5, 8.1, 1.26).label(Left, "$").boxed(0.26),
            slot(Words, 0.4, 7.3, 1.6).label(Right, "DOLLARS").ruled(),
            slot(PayeeAddress, 1.0, 4.2, 1.86).size(8.5),
            slot(Memo, 0.9, 4.2, 2.66).label(Left, "MEMO").ruled(),
            slot(Signature, 5.2, 8.0, 2.5).label(Below, "AUTHORIZED SIGNATURE").ruled(),
        ],
        printed: &[],
    },
];

pub(super) const BILLPAY: &[Form] = &[
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Payer, 0.4, 3.2, 0.38).size(9.0),
            slot(Bank, 3.6, 6.0, 0.38).size(8.0),
            slot(Fraction, 3.6, 6.0, 0.7).size(6.0),
            slot(Number, 6.9, 8.1, 0.4).right().size(11.0),
            slot(Date, 6.6, 8.1, 0.9).label(Left, "Date").right(),
            slot(Words, 0.85, 6.2, 1.28).label(Left, "PAY").ruled(),
            slot(Figures, 6.6, 8.1, 1.28).label(Left, "$").boxed(0.26).right(),
            slot(Payee, 1.1, 4.6, 1.6).label(Left, "TO THE\nORDER OF"),
            slot(PayeeAddress, 1.1, 4.6, 1.75).size(8.5),
            slot(Memo, 0.4, 4.6, 2.62),
            slot(Signature, 5.2, 8.1, 2.55).label(Below, "AUTHORIZED SIGNATURE").ruled(),
        ],
        printed: &[
            (5.0, 1.8, 6.0, "VOID AFTER 180 DAYS"),
            (5.0, 2.1, 6.0, "This check has been authorized by your depositor."),
        ],
    },
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Payer, 0.5, 3.6, 0.45).size(9.5),
            slot(Memo, 0.5, 4.4, 1.05),
            slot(Number, 7.0, 8.1, 0.4).right().size(10.0),
            slot(Fraction, 7.0, 8.1, 0.55).right().size(6.0),
            slot(Bank, 4.6, 6.8, 0.42).size(8.0),
            slot(Date, 6.7, 8.1, 0.98).label(Left, "DATE").ruled(),
            slot(Payee, 1.2, 6.2, 1.42).label(Left, PAY_TO).ruled(),
            slot(Figures, 6.7, 8.1, 1.42).label(Left, "$").boxed(0.28).right(),
            slot(Words, 0.5, 7.2, 1.8).label(Right, "DOLLARS").ruled(),
            slot(PayeeAddress, 1.2, 4.6, 2.08).size(8.5),
            slot(Signature, 5.2, 8.1, 2.58).label(Below, "SIGNATURE").ruled(),
        ],
        printed: &[(0.5, 2.74, 6.0, "Payment processed electronically at the customer's request.")],
    },
];

pub(super) const CASHIERS: &[Form] = &[
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Bank, 0.4, 3.2, 0.45).size(11.0),
            slot(Fraction, 6.0, 7.0, 0.42).right().size(6.0),
            slot(Number, 7.1, 8.1, 0.44).right().size(12.0),
            slot(Date, 6.7, 8.1, 0.92).label(Left, "DATE").ruled(),
            slot(Payee, 1.15, 6.1, 1.36).label(Left, PAY_TO).ruled(),
            slot(Figures, 6.7, 8.1, 1.36).label(Left, "$").boxed(0.3),
            slot(Words, 0.4, 7.2, 1.76).label(Right, "DOLLARS").ruled(),
            slot(Remitter, 1.1, 4.3, 2.2).label(Left, "REMITTER").ruled(),
            slot(Memo, 1.1, 4.3, 2.58).label(Left, "MEMO").ruled(),
            slot(Signature, 5.0, 8.1, 2.55).label(Below, "AUTHORIZED SIGNATURE").ruled(),
        ],
        printed: &[(3.5, 0.47, 15.0, "CASHIER'S CHECK")],
    },
    Form {
        width: 8.5,
        height: 3.5,
        slots: &[
            slot(Bank, 0.5, 3.4, 0.72).size(9.5),
            slot(Number, 7.0, 8.1, 0.4).right().size(12.0),
            slot(Fraction, 7.0, 8.1, 0.56).right().size(6.0),
            slot(Date, 4.3, 6.0, 0.9).label(Above, "DATE").ruled(),
            slot(Remitter, 1.2, 4.1, 1.22).label(Left, "REMITTER"),
            slot(Words, 0.9, 6.1, 1.62).label(Left, "PAY").ruled(),
            slot(Figures, 6.6, 8.1, 1.62).label(Left, "$").boxed(0.28),
            slot(Payee, 1.2, 5.2, 2.0).label(Left, "TO THE\nORDER OF").ruled(),
            slot(Memo, 0.9, 3.8, 2.6).label(Left, "RE").ruled(),
            slot(Signature, 5.0, 8.1, 2.6).label(Below, "AUTHORIZED OFFICER").ruled(),
        ],
        printed: &[(0.5, 0.45, 13.0, "OFFICIAL CHECK")],
    },
];

pub(super) const POSTAL_MONEY_ORDER: &[Form] = &[Form {
    width: 6.0,
    height: 3.25,
    slots: &[
        slot(Number, 0.3, 1.6, 0.68).label(Above, "SERIAL NUMBER").size(10.0),
        slot(Date, 1.75, 2.75, 0.68).label(Above, "YEAR, MONTH, DAY"),
        slot(Fraction, 2.9, 3.8, 0.68).label(Above, "POST OFFICE").size(9.0),
        slot(Figures, 4.1, 5.7, 0.7).label(Above, "U.S. DOLLARS AND CENTS").boxed(0.24),
        slot(Words, 0.95, 5.7, 1.02).label(Left, "AMOUNT"),
        slot(Payee, 0.8, 3.2, 1.35).label(Left, "PAY TO").ruled(),
        slot(PayeeAddress, 0.8, 3.2, 1.66).label(Left, "ADDRESS").size(8.0),
        slot(Remitter, 3.8, 5.8, 1.35).label(Left, "FROM").ruled(),
        slot(RemitterAddress, 3.8, 5.8, 1.66).label(Left, "ADDRESS").size(8.0),
        slot(Memo, 0.8, 3.2, 2.4).label(Left, "MEMO").ruled(),
    ],
    printed: &[
        (0.3, 0.34, 11.0, "UNITED STATES POSTAL MONEY ORDER"),
        (3.8, 2.3, 5.5, "NEGOTIABLE ONLY IN THE U.S. AND POSSESSIONS"),
        (3.8, 2.42, 5.5, "SEE REVERSE WARNING"),
    ],
}];

pub(super) const PRIVATE_MONEY_ORDER: &[Form] = &[
    Form {
        width: 6.0,
        height: 2.75,
        slots: &[
            slot(Bank, 0.3, 2.4, 0.48).size(6.5),
            slot(Number, 4.4, 5.7, 0.34).right().size(10.0),
            slot(Fraction, 3.3, 4.3, 0.34).right().size(6.0),
            slot(Date, 2.6, 3.9, 0.7).label(Left, "DATE"),
            slot(Figures, 4.3, 5.7, 0.78).label(Left, "$").boxed(0.26),
            slot(Words, 0.3, 5.7, 1.05),
            slot(Payee, 0.95, 5.7, 1.36).label(Left, PAY_TO).ruled(),
            slot(Remitter, 1.6, 5.7, 1.7).label(Left, "PURCHASER, SIGNER\nFOR DRAWER").ruled(),
            slot(RemitterAddress, 0.95, 3.3, 2.03).label(Left, "ADDRESS").ruled(),
            slot(Memo, 3.95, 5.7, 2.03).label(Left, "FOR/ACCT").ruled(),
        ],
        printed: &[(0.3, 0.32, 11.0, "INTERNATIONAL MONEY ORDER")],
    },
    Form {
        width: 6.0,
        height: 2.75,
        slots: &[
            slot(Bank, 0.3, 2.8, 0.3).size(8.0),
            slot(Number, 4.4, 5.7, 0.34).right().size(11.0),
            slot(Fraction, 4.4, 5.7, 0.48).right().size(5.5),
            slot(Payee, 1.0, 4.2, 0.95).label(Left, PAY_TO).ruled(),
            slot(Date, 4.5, 5.7, 0.72).label(Left, "DATE"),
            slot(Figures, 4.5, 5.7, 1.08).label(Left, "$").boxed(0.24),
            slot(Words, 0.3, 4.9, 1.3).label(Right, "U.S. DOLLARS").ruled(),
            slot(Remitter, 1.1, 3.6, 1.66).label(Left, "PURCHASER").ruled(),
            slot(RemitterAddress, 1.1, 3.6, 2.02).label(Left, "ADDRESS").ruled(),
            slot(Memo, 4.15, 5.7, 2.02).label(Left, "MEMO").ruled(),
        ],
        printed: &[(3.0, 0.32, 12.0, "MONEY ORDER"), (3.9, 1.62, 5.5, "NOT VALID OVER ONE THOUSAND DOLLARS")],
    },
];

//! How words and figures make an amount.
//!
//! ```text
//! amount   = whole ["dollars"] ["and"] cents ["dollars"] | whole "dollars" "only"
//! whole    = figures | [below1000 "thousand" ["and"]] below1000
//! below1000 = [below100 "hundred" ["and"]] below100
//! cents    = fraction | figures "cents" | below100 "cents" | "no" ["cents"]
//! ```

use super::vocabulary::Token;
use crate::model::Money;

/// The words still to be read.
struct Words<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Words<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, wanted: Token) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    /// What `read` reads, or nothing and no step forward.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let result = read(self);
        if result.is_none() {
            self.at = start;
        }
        result
    }

    fn below_100(&mut self) -> Option<u32> {
        match self.peek()? {
            Token::Below20(number) => {
                self.at += 1;
                Some(number)
            }
            Token::Tens(tens) => {
                self.at += 1;
                match self.peek() {
                    Some(Token::Below20(ones @ 1..=9)) => {
                        self.at += 1;
                        Some(tens + ones)
                    }
                    _ => Some(tens),
                }
            }
            _ => None,
        }
    }

    fn below_1000(&mut self) -> Option<u32> {
        let first = self.below_100()?;
        if !self.take(Token::Hundred) {
            return Some(first);
        }
        if first == 0 {
            return None;
        }
        Some(first * 100 + self.continued(Self::below_100).unwrap_or(0))
    }

    fn whole(&mut self) -> Option<u32> {
        if let Some(Token::Figures(number, _)) = self.peek() {
            self.at += 1;
            return Some(number);
        }
        let first = self.below_1000()?;
        if !self.take(Token::Thousand) {
            return Some(first);
        }
        let rest = self.continued(Self::below_1000).unwrap_or(0);
        (first > 0 && rest < 1000).then(|| first * 1000 + rest)
    }

    /// A further part of the number, perhaps after `and`, unless it turns out to be the cents.
    fn continued(&mut self, read: impl FnOnce(&mut Self) -> Option<u32>) -> Option<u32> {
        self.attempt(|words| {
            words.take(Token::And);
            let number = read(words).filter(|number| *number > 0)?;
            (words.peek() != Some(Token::Cents)).then_some(number)
        })
    }

    fn cents(&mut self) -> Option<u32> {
        match self.peek()? {
            Token::Fraction(cents) => {
                self.at += 1;
                self.take(Token::Cents);
                Some(cents)
            }
            Token::No => {
                self.at += 1;
                self.take(Token::Cents);
                Some(0)
            }
            Token::Figures(cents @ 0..100, 1 | 2) => {
                self.at += 1;
                self.take(Token::Cents).then_some(cents)
            }
            _ => {
                let cents = self.below_100()?;
                self.take(Token::Cents).then_some(cents)
            }
        }
    }

    /// Nothing that could belong to an amount follows: else something between was misread.
    fn is_finished(&self) -> bool {
        !matches!(
            self.peek(),
            Some(
                Token::Below20(_)
                    | Token::Tens(_)
                    | Token::Hundred
                    | Token::Thousand
                    | Token::Fraction(_)
                    | Token::Cents
                    | Token::Figures(..)
            )
        )
    }
}

/// The amount at the start of the words, and how many of them it took.
pub(super) fn amount(tokens: &[Token]) -> Option<(Money, usize)> {
    let mut words = Words { tokens, at: 0 };
    let in_figures = matches!(words.peek(), Some(Token::Figures(..)));
    let whole = words.whole()?;
    let dollars = words.take(Token::Dollars);
    // A number in figures could be anything until it is called dollars.
    if in_figures && !dollars {
        return None;
    }
    let cents = if dollars && words.take(Token::Only) {
        0
    } else {
        words.take(Token::And);
        words.cents()?
    };
    words.take(Token::Dollars);
    words.take(Token::Only);
    let amount = Money::from_cents(i64::from(whole) * 100 + i64::from(cents));
    (amount.is_positive() && words.is_finished()).then_some((amount, words.at))
}

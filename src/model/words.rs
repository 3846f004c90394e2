//! Amounts spelt out as on checks.

use super::Money;

/// The number words from zero to nineteen, in order.
pub const SMALL_NUMBERS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
/// The number words from twenty to ninety, in order.
pub const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The amount as a check says it, such as `One thousand two hundred thirty-four and 56/100`; `None` below zero and
/// from a million dollars on.
#[must_use]
pub fn amount_in_words(amount: Money) -> Option<String> {
    let (dollars, cents) = (amount.cents().div_euclid(100), amount.cents().rem_euclid(100));
    let dollars = u32::try_from(dollars).ok().filter(|dollars| *dollars < 1_000_000)?;
    let words = whole(dollars);
    let (first, rest) = words.split_at(1);
    Some(format!("{}{rest} and {cents:02}/100", first.to_uppercase()))
}

fn whole(number: u32) -> String {
    let parted = |unit: u32, name: &str| {
        let rest = number % unit;
        let head = format!("{} {name}", whole(number / unit));
        if rest == 0 { head } else { format!("{head} {}", whole(rest)) }
    };
    match number {
        0..20 => SMALL_NUMBERS[number as usize].to_owned(),
        20..100 => {
            let tens = TENS[(number / 10 - 2) as usize];
            let ones = number % 10;
            if ones == 0 { tens.to_owned() } else { format!("{tens}-{}", SMALL_NUMBERS[ones as usize]) }
        }
        100..1000 => parted(100, "hundred"),
        _ => parted(1000, "thousand"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_spelt() {
        for (cents, words) in [
            (0, "Zero and 00/100"),
            (123_456, "One thousand two hundred thirty-four and 56/100"),
            (1_900, "Nineteen and 00/100"),
            (8_005, "Eighty and 05/100"),
            (10_000_100, "One hundred thousand one and 00/100"),
            (99_999_999, "Nine hundred ninety-nine thousand nine hundred ninety-nine and 99/100"),
        ] {
            assert_eq!(amount_in_words(Money::from_cents(cents)).as_deref(), Some(words));
        }
        assert_eq!(amount_in_words(Money::from_cents(-1)), None);
        assert_eq!(amount_in_words(Money::from_cents(100_000_000)), None);
    }
}

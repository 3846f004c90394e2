//! Who stands behind a routing number, where the number alone tells it.

use super::RoutingNumber;

/// Checks of the US Treasury.
const TREASURY: &str = "000000518";
/// Money orders of the Postal Service: today's number and the one before.
const POSTAL_SERVICE: [&str; 2] = ["000008002", "000000204"];
const MONEYGRAM: &str = "091900533";
const WESTERN_UNION: &str = "102100400";

/// Whose paper carries a routing number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// A bank, thrift or credit union; or government paper of another kind.
    Bank,
    /// The US Treasury.
    Treasury,
    /// The Postal Service, whose only paper is money orders.
    PostalService,
    /// MoneyGram's money orders.
    MoneyGram,
    /// Western Union's money orders.
    WesternUnion,
    /// A number for electronic entries (61-72), which no paper check has.
    Electronic,
    /// An issuer of traveler's checks (80).
    TravelersChecks,
}

impl Issuer {
    /// Whether money orders are all that it issues under its number.
    #[must_use]
    pub const fn sells_money_orders(self) -> bool {
        matches!(self, Self::PostalService | Self::MoneyGram | Self::WesternUnion)
    }

    /// Whether checks are drawn on it, rather than electronic entries or traveler's checks.
    #[must_use]
    pub const fn issues_checks(self) -> bool {
        !matches!(self, Self::Electronic | Self::TravelersChecks)
    }
}

impl RoutingNumber {
    /// Whose number it is.
    #[must_use]
    pub fn issuer(self) -> Issuer {
        match (self.as_str(), self.prefix()) {
            (TREASURY, _) => Issuer::Treasury,
            (number, _) if POSTAL_SERVICE.contains(&number) => Issuer::PostalService,
            (MONEYGRAM, _) => Issuer::MoneyGram,
            (WESTERN_UNION, _) => Issuer::WesternUnion,
            (_, 61..=72) => Issuer::Electronic,
            (_, 80) => Issuer::TravelersChecks,
            _ => Issuer::Bank,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_tells_the_issuer() {
        for (number, issuer) in [
            ("011000138", Issuer::Bank),
            ("000000518", Issuer::Treasury),
            ("000008002", Issuer::PostalService),
            ("000000204", Issuer::PostalService),
            ("091900533", Issuer::MoneyGram),
            ("102100400", Issuer::WesternUnion),
            ("610000005", Issuer::Electronic),
            ("800000006", Issuer::TravelersChecks),
        ] {
            let routing = RoutingNumber::new(number).unwrap_or_else(|| panic!("{number} is no routing number"));
            assert_eq!(routing.issuer(), issuer, "{number}");
        }
    }
}

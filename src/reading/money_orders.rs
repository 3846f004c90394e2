//! Which banks' routing numbers stand on money orders.

use crate::model::RoutingNumber;

/// USPS (two), MoneyGram, Western Union: money orders are all that is drawn on these.
const ISSUERS: [&str; 4] = ["000008002", "000000204", "091900533", "102100400"];

/// Whether this number stands on money orders only.
pub(super) fn issues_money_orders(routing: RoutingNumber) -> bool {
    ISSUERS.contains(&routing.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_valid_numbers() {
        assert!(ISSUERS.iter().all(|number| RoutingNumber::new(number).is_some()));
        assert!(!issues_money_orders(RoutingNumber::new("011000138").unwrap()));
    }
}

//! Invented people, towns, banks and firms.

use rand::Rng;

use crate::drawing::pen::pick;
use crate::model::RoutingNumber;

const FIRST: [&str; 48] = [
    "Adela",
    "Amos",
    "Beatrix",
    "Bennett",
    "Carmela",
    "Caleb",
    "Delphine",
    "Dominic",
    "Edith",
    "Elias",
    "Fiona",
    "Felix",
    "Greta",
    "Gideon",
    "Hannah",
    "Hugo",
    "Ines",
    "Isaac",
    "Josephine",
    "Jasper",
    "Katrina",
    "Kenji",
    "Lucinda",
    "Leopold",
    "Marisol",
    "Miles",
    "Nadia",
    "Nestor",
    "Olga",
    "Oscar",
    "Priya",
    "Quentin",
    "Rosalind",
    "Ruben",
    "Saskia",
    "Silas",
    "Tamara",
    "Tobias",
    "Ursula",
    "Victor",
    "Winifred",
    "Wesley",
    "Ximena",
    "Yusuf",
    "Yolanda",
    "Zachary",
    "Zora",
    "Milan",
];
const LAST: [&str; 56] = [
    "Abernathy",
    "Alvarado",
    "Bancroft",
    "Beaulieu",
    "Calloway",
    "Castellano",
    "Dunmore",
    "Delacroix",
    "Ellsworth",
    "Espinoza",
    "Fairbanks",
    "Figueroa",
    "Greenleaf",
    "Grabowski",
    "Hathaway",
    "Holloway",
    "Ibarra",
    "Ingersoll",
    "Jankowski",
    "Jefferies",
    "Kowalczyk",
    "Kirkbride",
    "Lindqvist",
    "Lombardi",
    "Macalister",
    "Montoya",
    "Nakagawa",
    "Norwood",
    "Okonkwo",
    "Ostrander",
    "Pemberton",
    "Petrakis",
    "Quimby",
    "Quintero",
    "Ravenel",
    "Rosario",
    "Sandoval",
    "Schumacher",
    "Thistlewood",
    "Trujillo",
    "Underhill",
    "Urbina",
    "Vandermeer",
    "Villanueva",
    "Wetherby",
    "Wojcik",
    "Xiong",
    "Yarborough",
    "Yamaguchi",
    "Zeller",
    "Zimmerman",
    "Ainsley",
    "Bramwell",
    "Corwin",
    "Draper",
    "Eastman",
];
const STREETS: [&str; 20] = [
    "Old Quarry Road",
    "Orchard Street",
    "Canal Street",
    "Harbor View Lane",
    "Mill Pond Road",
    "Linden Avenue",
    "Prospect Street",
    "Cranberry Lane",
    "School Street",
    "Summit Avenue",
    "Granite Street",
    "Meadow Brook Road",
    "Chestnut Hill",
    "Depot Road",
    "Lighthouse Way",
    "Maple Terrace",
    "North Common Street",
    "Ferry Street",
    "Birch Hollow",
    "Wharf Road",
];
const TOWNS: [(&str, &str); 16] = [
    ("Springfield, MA", "01105"),
    ("Worcester, MA", "01608"),
    ("Lowell, MA", "01852"),
    ("Quincy, MA", "02169"),
    ("Brockton, MA", "02301"),
    ("Lynn, MA", "01901"),
    ("Fall River, MA", "02720"),
    ("Salem, MA", "01970"),
    ("Pittsfield, MA", "01201"),
    ("Haverhill, MA", "01830"),
    ("Taunton, MA", "02780"),
    ("Holyoke, MA", "01040"),
    ("Gloucester, MA", "01930"),
    ("Framingham, MA", "01701"),
    ("Plymouth, MA", "02360"),
    ("Malden, MA", "02148"),
];
const BANKS: [&str; 18] = [
    "Merrimack Valley Savings Bank",
    "Harborlight National Bank",
    "First Granite Bank",
    "Cape Shoals Cooperative Bank",
    "Pilgrim Trust Company",
    "Blackstone River Bank",
    "Berkshire Pines Credit Union",
    "Commonwealth Mutual Bank",
    "Old Colony Savings",
    "Tidewater Federal Bank",
    "Northfield Bank & Trust",
    "Wachusett Community Bank",
    "Seven Hills Credit Union",
    "Mohawk Trail Bank",
    "Atlantic Fisheries Bank",
    "Bayberry Bank, N.A.",
    "Nantasket Savings Bank",
    "Charles Basin Trust",
];
const TRADES: [&str; 12] = [
    "Plumbing & Heating",
    "Landscaping Inc.",
    "Auto Body",
    "Bakery LLC",
    "Family Trust",
    "Electric Co.",
    "Builders Inc.",
    "Design Studio",
    "Seafood Market",
    "Cleaning Services",
    "Bookkeeping LLC",
    "Hardware",
];
const STRANGERS: [&str; 8] = [
    "Harbor Gas & Electric",
    "Pine Street Realty Trust",
    "Lakeside Dental Group",
    "Town of Framingham",
    "Northeast Cable TV",
    "Quabbin Water Department",
    "St. Brendan's School",
    "Metro Auto Finance",
];

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) street: String,
    pub(super) town: String,
    pub(super) zip: String,
}

impl Person {
    pub(super) fn pick(rng: &mut impl Rng) -> Self {
        let name = match rng.random_range(0..4) {
            0 => format!(
                "{} {}. {}",
                pick(rng, &FIRST),
                pick(rng, &["A", "B", "C", "E", "J", "L", "M", "R", "T"]),
                pick(rng, &LAST)
            ),
            _ => format!("{} {}", pick(rng, &FIRST), pick(rng, &LAST)),
        };
        let (town, zip) = pick(rng, &TOWNS);
        let street = format!("{} {}", rng.random_range(1..980), pick(rng, &STREETS));
        Self { name, street, town: town.to_owned(), zip: zip.to_owned() }
    }

    /// A firm owned by somebody.
    pub(super) fn firm(rng: &mut impl Rng) -> Self {
        let name = format!("{} {}", pick(rng, &LAST), pick(rng, &TRADES));
        Self { name, ..Self::pick(rng) }
    }

    /// Another one at the same address.
    pub(super) fn relative(&self, rng: &mut impl Rng) -> Self {
        let family = self.name.rsplit(' ').next().unwrap_or_default();
        Self { name: format!("{} {family}", pick(rng, &FIRST)), ..self.clone() }
    }

    pub(super) fn address(&self) -> Vec<String> {
        vec![self.street.clone(), format!("{} {}", self.town, self.zip)]
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.name.clone()];
        lines.extend(self.address());
        lines
    }
}

/// A payee that this lockbox is not for.
pub(super) fn stranger(rng: &mut impl Rng) -> String {
    pick(rng, &STRANGERS).to_owned()
}

/// A bank: its lines on a check and its routing number.
#[derive(Debug, Clone)]
pub(super) struct Bank {
    pub(super) lines: Vec<String>,
    pub(super) routing: RoutingNumber,
}

impl Bank {
    pub(super) fn pick(rng: &mut impl Rng) -> Self {
        let town = pick(rng, &TOWNS).0.to_owned();
        Self { lines: vec![pick(rng, &BANKS).to_owned(), town], routing: routing(rng) }
    }
}

/// A routing number of a Federal Reserve district or of a thrift, with its check digit.
fn routing(rng: &mut impl Rng) -> RoutingNumber {
    loop {
        let district = rng.random_range(1..=12) + if rng.random_bool(0.3) { 20 } else { 0 };
        let text = format!("{district:02}{:07}", rng.random_range(0..10_000_000));
        if let Some(number) = RoutingNumber::new(&text) {
            return number;
        }
    }
}

/// A routing number as printed in the corner of a check: town, institution, district.
pub(super) fn fraction(routing: RoutingNumber, rng: &mut impl Rng) -> String {
    let text = routing.as_str();
    let part = |range: std::ops::Range<usize>| text[range].trim_start_matches('0').to_owned();
    let institution = part(4..8);
    let institution = if institution.is_empty() { "0".to_owned() } else { institution };
    format!("{}-{institution}/{}", pick(rng, &[53, 5, 51, 52, 11, 70]), part(0..4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn a_fraction_repeats_the_routing_number() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let fraction = fraction(RoutingNumber::new("122000661").unwrap(), &mut rng);
        assert!(fraction.ends_with("-66/1220"), "{fraction}");
    }
}

//! Passwords, sessions and the brake on guessing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files;
use crate::model::UserName;
use crate::store::review::Seconds;

/// After so many wrong passwords for a name, or from an address, no more are tried for a while.
const MOST_WRONG: u32 = 5;
/// From one address so many: several people may sit behind it.
const MOST_WRONG_FROM: u32 = 30;
/// So many passwords are looked at at once.
const MOST_HASHING: u32 = 4;
/// So many refusals from one address are written down while the brake holds.
const MOST_NOTED: u32 = 200;
/// However busy somebody is, after so long they sign in again.
pub(super) const LONGEST_SESSION_SECONDS: i64 = 12 * 3600;
/// How long the brake holds, in seconds.
const BRAKE_SECONDS: i64 = 900;
/// Passwords are at least so long.
pub(super) const SHORTEST_PASSWORD: usize = 12;
/// And at most so long: hashing is costly.
const LONGEST_PASSWORD: usize = 200;

/// The argon2id hash of a password, in PHC form.
///
/// # Errors
/// When it is too short or too long, or the system gives no randomness.
pub fn hash_password(password: &str) -> Result<String> {
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        return Err(Error::Refused(format!("a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")));
    }
    let broken = |what: &dyn std::fmt::Display| Error::Refused(format!("the password could not be hashed: {what}"));
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(|error| broken(&error))?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|error| broken(&error))?;
    Ok(hash.to_string())
}

/// Whether a password is the one of a hash. Without a hash it takes as long and is never right.
#[must_use]
pub fn is_password(password: &str, hash: Option<&str>) -> bool {
    // A hash of a password that nobody has.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmU$Yf1i6GZ1Kkqz2Gk3mF0mJ4pE9oVwQmF1mJ4pE9oVwQk";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let password = password.get(..LONGEST_PASSWORD * 4).unwrap_or(password);
    let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    right && hash.is_some()
}

/// A token that nobody can guess, in hex.
pub(super) fn token() -> Result<String> {
    Ok(files::hex(&random::<32>()?))
}

/// What is kept of a token.
pub(super) fn token_hash(token: &str) -> String {
    files::hex(&Sha256::digest(token))
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    let failed = |error| Error::Refused(format!("the system gives no randomness: {error}"));
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Counts passwords that were tried, by name and by address; a right one is taken back.
#[derive(Debug, Default)]
pub(super) struct Brake {
    tried: Mutex<HashMap<String, (u32, Seconds)>>,
    hashing: AtomicU32,
    refused: Mutex<HashMap<IpAddr, (u32, Seconds)>>,
}

/// A password is looked at as long as it lives: hashing takes memory and time.
pub(super) struct Hashing<'a>(&'a AtomicU32);

impl Drop for Hashing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Brake {
    /// Whether another password may be tried. It counts as wrong from now on, so that many at once are no way round.
    pub(super) fn begin(&self, name: &UserName, peer: IpAddr, now: Seconds) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.retain(|_, (_, last)| now.0 - last.0 < BRAKE_SECONDS);
        let count = |key: &str| tried.get(key).map_or(0, |(count, _)| *count);
        if count(&by_name(name)) >= MOST_WRONG || count(&by_peer(peer)) >= MOST_WRONG_FROM {
            return false;
        }
        for key in [by_name(name), by_peer(peer)] {
            let (count, last) = tried.entry(key).or_insert((0, now));
            (*count, *last) = (*count + 1, now);
        }
        true
    }

    /// Its turn for a password to be looked at; `None` while too many are.
    pub(super) fn turn(&self) -> Option<Hashing<'_>> {
        let turn = Hashing(&self.hashing);
        let before = self.hashing.fetch_add(1, Ordering::Relaxed);
        (before < MOST_HASHING).then_some(turn)
    }

    /// It was not looked at, or it was right: it does not count. What was wrong before it for the name is forgotten if it
    /// was right.
    pub(super) fn take_back(&self, name: &UserName, peer: IpAddr, right: bool) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        for key in [by_name(name), by_peer(peer)] {
            if let Some((count, _)) = tried.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        }
        if right {
            tried.remove(&by_name(name));
        }
    }

    /// How a refusal of somebody who is not signed in is written down: not without end.
    pub(super) fn note(&self, peer: IpAddr, now: Seconds) -> Noted {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, (_, first)| now.0 - first.0 < BRAKE_SECONDS);
        let (count, _) = refused.entry(peer).or_insert((0, now));
        *count = count.saturating_add(1);
        match (*count).cmp(&MOST_NOTED) {
            std::cmp::Ordering::Less => Noted::Row,
            std::cmp::Ordering::Equal => Noted::LastRow,
            std::cmp::Ordering::Greater => Noted::No,
        }
    }
}

/// How a refusal is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    /// By a row of its own.
    Row,
    /// By a row that says that more of this quarter of an hour are not written down.
    LastRow,
    /// Not at all.
    No,
}

fn by_name(name: &UserName) -> String {
    format!("name {name}")
}

fn by_peer(peer: IpAddr) -> String {
    format!("peer {peer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_password("correct horse battery", Some(&hash)));
        assert!(!is_password("correct horse batterz", Some(&hash)));
        assert!(!is_password("correct horse battery", None) && !is_password("", Some(&hash)));
        assert_ne!(hash, hash_password("correct horse battery").unwrap());
        assert!(hash_password("short").is_err() && hash_password(&"x".repeat(300)).is_err());
    }

    #[test]
    fn guessing_is_braked() {
        let (brake, ann, peer) = (Brake::default(), UserName::new("ann").unwrap(), IpAddr::from([127, 0, 0, 1]));
        for _ in 0..MOST_WRONG {
            assert!(brake.begin(&ann, peer, Seconds(0)));
        }
        assert!(!brake.begin(&ann, peer, Seconds(10)));
        assert!(brake.begin(&UserName::new("ben").unwrap(), peer, Seconds(10)));
        assert!(brake.begin(&ann, peer, Seconds(BRAKE_SECONDS)));
        // A right one takes the wrong ones of before with it; of the address only itself.
        brake.take_back(&ann, peer, true);
        for _ in 0..MOST_WRONG {
            assert!(brake.begin(&ann, peer, Seconds(BRAKE_SECONDS)));
        }
        assert!(!brake.begin(&ann, peer, Seconds(BRAKE_SECONDS)));
    }

    #[test]
    fn an_address_is_braked_whatever_names_it_tries() {
        let (brake, peer) = (Brake::default(), IpAddr::from([127, 0, 0, 1]));
        let name = |number: u32| UserName::new(&format!("user{number}")).unwrap();
        assert!((0..MOST_WRONG_FROM).all(|number| brake.begin(&name(number), peer, Seconds(0))));
        assert!(!brake.begin(&name(1000), peer, Seconds(0)));
        brake.take_back(&name(1), peer, false);
        assert!(brake.begin(&name(1000), peer, Seconds(0)));
    }

    #[test]
    fn only_a_few_passwords_are_looked_at_at_once() {
        let brake = Brake::default();
        let turns: Vec<_> = (0..MOST_HASHING).map(|_| brake.turn()).collect();
        assert!(turns.iter().all(Option::is_some) && brake.turn().is_none() && brake.turn().is_none());
        drop(turns);
        assert!(brake.turn().is_some());
    }

    #[test]
    fn refusals_are_not_written_down_without_end() {
        let (brake, peer) = (Brake::default(), IpAddr::from([127, 0, 0, 1]));
        let noted: Vec<Noted> = (0..=MOST_NOTED).map(|_| brake.note(peer, Seconds(0))).collect();
        assert_eq!(noted.iter().filter(|noted| **noted == Noted::Row).count(), MOST_NOTED as usize - 1);
        assert_eq!(noted[MOST_NOTED as usize - 1..], [Noted::LastRow, Noted::No]);
        assert_eq!(brake.note(peer, Seconds(BRAKE_SECONDS)), Noted::Row);
    }
}

//! Passwords, sessions and the brake on guessing.

use std::collections::HashMap;
use std::net::IpAddr;
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
pub(super) fn is_password(password: &str, hash: Option<&str>) -> bool {
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

/// Counts wrong passwords, by name and by address.
#[derive(Debug, Default)]
pub(super) struct Brake {
    wrong: Mutex<HashMap<String, (u32, Seconds)>>,
}

impl Brake {
    /// Whether another password may be tried.
    pub(super) fn allows(&self, name: &UserName, peer: IpAddr, now: Seconds) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|_, (_, last)| now.0 - last.0 < BRAKE_SECONDS);
        let count = |key: &str| wrong.get(key).map_or(0, |(count, _)| *count);
        count(&by_name(name)) < MOST_WRONG && count(&by_peer(peer)) < MOST_WRONG_FROM
    }

    /// One was wrong.
    pub(super) fn failed(&self, name: &UserName, peer: IpAddr, now: Seconds) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        for key in [by_name(name), by_peer(peer)] {
            let (count, last) = wrong.entry(key).or_insert((0, now));
            (*count, *last) = (*count + 1, now);
        }
    }

    /// One was right.
    pub(super) fn passed(&self, name: &UserName) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).remove(&by_name(name));
    }
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
            assert!(brake.allows(&ann, peer, Seconds(0)));
            brake.failed(&ann, peer, Seconds(0));
        }
        assert!(!brake.allows(&ann, peer, Seconds(10)));
        assert!(brake.allows(&UserName::new("ben").unwrap(), peer, Seconds(10)));
        assert!(brake.allows(&ann, peer, Seconds(BRAKE_SECONDS)));
    }
}

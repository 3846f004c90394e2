//! One request and what is answered.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::Markup;

use super::app::App;
use super::body::Body;
use crate::error::{Error, Result};
use crate::model::{DocumentNumber, ExceptionId, Reviewer, Right};
use crate::pipeline::{Desk, LiveBills};
use crate::store::SqliteStore;
use crate::store::review::{AuditEntry, AuditStore, Seconds, Session};

/// What a page's function works with.
pub(super) struct Call<'a> {
    pub(super) app: &'a App,
    pub(super) store: &'a mut SqliteStore,
    /// Who asks; the routes that need nobody have none.
    pub(super) session: Option<Session>,
    /// The parts of the path that vary, in order.
    pub(super) params: Vec<String>,
    /// The fields of the form, or of the query.
    pub(super) fields: Vec<(String, String)>,
    /// The session token's hash, where the browser sent one.
    pub(super) token_hash: Option<String>,
    pub(super) peer: IpAddr,
    /// Somebody on this machine asks, and no proxy for somebody else.
    pub(super) is_local: bool,
    /// The file that comes with it, on the paths that take one.
    pub(super) body: Option<Body>,
    pub(super) now: Seconds,
}

/// What is answered.
pub(super) enum Reply {
    /// A page.
    Page(Markup),
    /// A page that says what went wrong.
    Problem(u16, Markup),
    /// Go there.
    Go(String),
    /// Go there, with a new session token; empty ends the session.
    Session(String, String),
    /// Bytes of a type; the browser may keep them for so many seconds.
    Bytes(&'static str, u32, Vec<u8>),
    /// A word for the script.
    Json(String),
}

/// Why a request is not answered as it wishes.
pub(super) enum Failure {
    /// There is no such thing.
    NotFound,
    /// It takes a right.
    Forbidden(Right),
    /// The form makes no sense; the text says what to do.
    BadForm(String),
    /// The program failed.
    Broken(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(why) => Self::BadForm(why),
            error => Self::Broken(error),
        }
    }
}

impl Call<'_> {
    /// A field of the form; empty if it is not there.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// All fields of that name, in order.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// A varying part of the path.
    pub(super) fn param(&self, at: usize) -> &str {
        self.params.get(at).map_or("", String::as_str)
    }

    /// The exception that the path names.
    pub(super) fn exception(&self) -> std::result::Result<ExceptionId, Failure> {
        ExceptionId::new(self.param(0)).ok_or(Failure::NotFound)
    }

    /// The document that the path names after the batch.
    pub(super) fn document(&self) -> std::result::Result<DocumentNumber, Failure> {
        self.param(1).parse().map(DocumentNumber).map_err(|_| Failure::NotFound)
    }

    /// Who asks.
    pub(super) fn signed_in(&self) -> std::result::Result<&Session, Failure> {
        self.session.as_ref().ok_or(Failure::Forbidden(Right::See))
    }

    /// Who asks, as the rules see them.
    pub(super) fn reviewer(&self) -> std::result::Result<Reviewer, Failure> {
        let user = &self.signed_in()?.user;
        Ok(Reviewer { name: user.name.clone(), role: user.role })
    }

    /// The day at the lockbox.
    pub(super) fn today(&self) -> Date {
        let zone = self.app.config.lockbox.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let at = Timestamp::from_second(self.now.0).unwrap_or_default();
        at.to_zoned_datetime(zone.unwrap_or_else(TimeZone::system)).date()
    }

    /// Works with the bills in force.
    pub(super) fn with_desk<T>(
        &mut self,
        work: impl FnOnce(&mut SqliteStore, Desk<'_>) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let bills = self.bills()?;
        let bills = bills.read().unwrap_or_else(PoisonError::into_inner);
        let (load, last_posting) = (bills.load.id, bills.last_posting());
        let desk = Desk { config: &self.app.config, index: &bills.index, load, last_posting, now: self.now };
        Ok(work(self.store, desk)?)
    }

    fn bills(&self) -> std::result::Result<Arc<RwLock<LiveBills>>, Failure> {
        let none = || Failure::BadForm("no bills are loaded yet: `lockbox bills load FILE`".to_owned());
        self.app.bills(self.store)?.ok_or_else(none)
    }

    /// Writes down what was seen or done.
    pub(super) fn log(&mut self, action: &str, subject: &str, detail: &str) -> Result<()> {
        let by = self.session.as_ref().map(|session| session.user.name.clone());
        let (action, subject, detail) = (action.to_owned(), subject.to_owned(), detail.to_owned());
        self.store.log(&AuditEntry { at: self.now, by, action, subject, detail })
    }
}

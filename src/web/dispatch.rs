//! Who asks, and whether they may: the same for every path. What is refused is written down.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use maud::Markup;

use super::app::{self, App};
use super::body::Body;
use super::call::{Call, Failure, Reply};
use super::routes::{Need, Route, Verb};
use super::sign_in::Noted;
use super::{layout, sign_in};
use crate::error::Error;
use crate::store::SqliteStore;
use crate::store::review::{AuditEntry, AuditStore, Seconds, Session, SessionHolds, UserStore};

/// The cookie of a session.
const COOKIE_NAME: &str = "lockbox_session";
/// That somebody is still there is written down this often, in seconds: not with every image.
const SEEN_EVERY: i64 = 30;
/// Proxies say with these for whom they ask.
const PROXY_HEADERS: [&str; 5] = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
/// Pages load nothing from elsewhere and run no script of their own text.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                              form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A request as it came.
pub(super) struct Incoming {
    pub(super) headers: HeaderMap,
    pub(super) params: Vec<String>,
    pub(super) fields: Vec<(String, String)>,
    pub(super) peer: IpAddr,
    /// The file that comes with it.
    pub(super) body: Option<Body>,
}

/// The answer, whole.
pub(super) type Answered = Response<axum::body::Body>;

/// Answers a request by its route.
pub(super) fn dispatch(app: &App, route: &Route, incoming: Incoming) -> Answered {
    let now = app::now();
    let answered = app.with_store(|store| {
        let outcome = admit(app, store, route, &incoming, now);
        match outcome {
            Ok(session) => answer(app, store, route, incoming, session, now),
            Err(refused) => refuse(app, store, route, &incoming, refused, now),
        }
    });
    answered.unwrap_or_else(|error| broken(app, &error))
}

/// Why somebody is not let in.
enum Refused {
    /// Nobody is signed in.
    SignIn,
    /// The form is not ours.
    Forged,
    /// Somebody without the right.
    Right(Box<Session>),
    /// The store fails.
    Broken(Error),
}

fn admit(
    app: &App,
    store: &mut SqliteStore,
    route: &Route,
    incoming: &Incoming,
    now: Seconds,
) -> Result<Option<Session>, Refused> {
    if route.verb != Verb::Get && !is_same_site(&incoming.headers) {
        return Err(Refused::Forged);
    }
    let session = known(app, store, route, &incoming.headers, now).map_err(Refused::Broken)?;
    if route.need == Need::Nobody {
        return Ok(session);
    }
    let Some(session) = session else { return Err(Refused::SignIn) };
    if route.verb != Verb::Get && !carries_token(incoming, &session) {
        return Err(Refused::Forged);
    }
    match route.need {
        Need::Right(right) if !session.user.role.may(right) => Err(Refused::Right(Box::new(session))),
        _ => Ok(Some(session)),
    }
}

/// The session that a request belongs to. What a page's script asks by itself shows nobody to be there.
fn known(
    app: &App,
    store: &mut SqliteStore,
    route: &Route,
    headers: &HeaderMap,
    now: Seconds,
) -> crate::error::Result<Option<Session>> {
    let Some(hash) = token(headers).map(sign_in::token_hash) else { return Ok(None) };
    let holds = SessionHolds {
        begun_since: Seconds(now.0 - sign_in::LONGEST_SESSION_SECONDS),
        seen_since: Seconds(now.0 - app.idle_seconds),
    };
    let session = store.session(&hash, holds)?;
    // Rows of the store are written only where they say something new.
    if session.as_ref().is_some_and(|session| now.0 - session.seen.0 >= SEEN_EVERY) && !route.by_itself {
        store.see_session(&hash, now)?;
    }
    Ok(session)
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, token)| token)
}

/// A browser says where a form comes from; one from elsewhere is forged.
fn is_same_site(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let from = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, from)| from);
    from == Some(host)
}

/// Every form of a session carries its token.
fn carries_token(incoming: &Incoming, session: &Session) -> bool {
    let sent = incoming.fields.iter().find(|(name, _)| name == "form_token").map(|(_, value)| value.as_str());
    // Compared by their hashes, so that the time it takes tells nothing.
    sent.is_some_and(|sent| sign_in::token_hash(sent) == sign_in::token_hash(&session.form_token))
}

fn answer(
    app: &App,
    store: &mut SqliteStore,
    route: &Route,
    incoming: Incoming,
    session: Option<Session>,
    now: Seconds,
) -> Answered {
    let token_hash = token(&incoming.headers).map(sign_in::token_hash);
    let shown = session.clone();
    let is_local =
        incoming.peer.is_loopback() && !PROXY_HEADERS.iter().any(|name| incoming.headers.contains_key(*name));
    let Incoming { params, fields, peer, body, .. } = incoming;
    let mut call = Call { app, store, session, params, fields, token_hash, peer, is_local, body, now };
    match (route.answer)(&mut call) {
        Ok(reply) => respond(app, reply),
        Err(Failure::NotFound) => {
            let page = layout::problem(shown.as_ref(), "There is no such page", "Go back to the queues.");
            respond(app, Reply::Problem(404, page))
        }
        Err(Failure::Forbidden(right)) => {
            let page =
                layout::problem(shown.as_ref(), "You may not do that", &format!("It takes the right `{right}`."));
            respond(app, Reply::Problem(403, page))
        }
        Err(Failure::BadForm(why)) => {
            respond(app, Reply::Problem(400, layout::problem(shown.as_ref(), "That did not work", &why)))
        }
        Err(Failure::Broken(error)) => broken(app, &error),
    }
}

fn refuse(
    app: &App,
    store: &mut SqliteStore,
    route: &Route,
    incoming: &Incoming,
    refused: Refused,
    now: Seconds,
) -> Answered {
    let (why, by, reply) = match refused {
        Refused::Broken(error) => return broken(app, &error),
        Refused::SignIn if route.verb == Verb::Get => ("no_session", None, Reply::Go("/sign-in".to_owned())),
        Refused::SignIn => {
            let page = layout::problem(None, "You are not signed in", "Sign in and do it again.");
            ("no_session", None, Reply::Problem(401, page))
        }
        Refused::Forged => {
            let page = layout::problem(None, "This form is not valid any more", "Open the page again.");
            ("forged_form", None, Reply::Problem(403, page))
        }
        Refused::Right(session) => {
            let page = layout::problem(Some(&session), "You may not do that", "Your role does not have that right.");
            ("no_right", Some(session.user.name), Reply::Problem(403, page))
        }
    };
    let peer = incoming.peer;
    let noted = if by.is_some() { Noted::Row } else { app.brake.note(peer, now) };
    let more = match noted {
        Noted::No => return respond(app, reply),
        Noted::LastRow => "; more of this quarter of an hour are not written down",
        Noted::Row => "",
    };
    let detail = format!("{why} from {peer}{more}");
    let (action, subject) = ("refused".to_owned(), route.path.to_owned());
    match store.log(&AuditEntry { at: now, by, action, subject, detail }) {
        Ok(()) => respond(app, reply),
        Err(error) => broken(app, &error),
    }
}

/// What failed is for the log of the program, not for the screen.
fn broken(app: &App, error: &Error) -> Answered {
    tracing::error!(%error, "a request failed");
    let page = layout::problem(None, "The program failed", "Nothing was changed. The log of the program tells more.");
    respond(app, Reply::Problem(500, page))
}

/// The answer to what no route knows.
pub(super) fn unknown(app: &App) -> Answered {
    respond(app, Reply::Problem(404, layout::problem(None, "There is no such page", "Go back to the queues.")))
}

/// The answer to a request that is too large or malformed.
pub(super) fn malformed(app: &App, status: u16, why: &str) -> Answered {
    respond(app, Reply::Problem(status, layout::problem(None, "That request cannot be taken", why)))
}

fn respond(app: &App, reply: Reply) -> Answered {
    let html = |markup: Markup| ("text/html; charset=utf-8", markup.into_string().into_bytes());
    let (status, (kind, body), keep) = match reply {
        Reply::Page(page) => (200, html(page), 0),
        Reply::Problem(status, page) => (status, html(page), 0),
        Reply::Json(text) => (200, ("application/json", text.into_bytes()), 0),
        Reply::Bytes(kind, keep, bytes) => (200, (kind, bytes), keep),
        Reply::Go(to) => return redirect(&to, None),
        Reply::Session(token, to) => return redirect(&to, Some(&cookie(app, &token))),
    };
    let mut response = Response::new(Bytes::from(body).into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let cache = if keep > 0 { format!("private, max-age={keep}") } else { "no-store".to_owned() };
    headers.insert(CACHE_CONTROL, header(&cache));
    harden(headers);
    response
}

fn redirect(to: &str, cookie: Option<&str>) -> Answered {
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, header(to));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, header(cookie));
    }
    harden(headers);
    response
}

fn cookie(app: &App, token: &str) -> String {
    let secure = if app.https { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
}

fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn harden(headers: &mut HeaderMap) {
    for (name, value) in [
        ("content-security-policy", CONTENT_POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        // Without any referrer a browser would not say where a form comes from.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

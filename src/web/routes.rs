//! Every path, what it needs and who answers.

use super::call::{Call, Failure, Reply};
use super::{images, pages};
use crate::model::Right;

/// Answers one path.
pub(super) type Answer = fn(&mut Call<'_>) -> Result<Reply, Failure>;

/// What a path needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing: anybody may ask.
    Nobody,
    /// Somebody who is signed in.
    SignedIn,
    /// Somebody with that right.
    Right(Right),
}

/// Whether a path changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// It shows.
    Get,
    /// It changes, and its form must be ours.
    Post,
    /// It takes a file as it comes; its form stands in the header `x-form`.
    Send,
}

/// A path.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    pub(super) need: Need,
    pub(super) answer: Answer,
    /// A page's script asks by itself: nobody need be there.
    pub(super) by_itself: bool,
}

const fn get(path: &'static str, need: Need, answer: Answer) -> Route {
    Route { verb: Verb::Get, path, need, answer, by_itself: false }
}

const fn post(path: &'static str, need: Need, answer: Answer) -> Route {
    Route { verb: Verb::Post, path, need, answer, by_itself: false }
}

const fn by_itself(route: Route) -> Route {
    Route { by_itself: true, ..route }
}

const fn send(path: &'static str, need: Need, answer: Answer) -> Route {
    Route { verb: Verb::Send, path, need, answer, by_itself: false }
}

const SEE: Need = Need::Right(Right::See);
const DECIDE: Need = Need::Right(Right::Decide);
const UPLOAD: Need = Need::Right(Right::Upload);

/// All of them.
pub(super) const ROUTES: &[Route] = &[
    get("/style.css", Need::Nobody, pages::assets::style),
    get("/workbench.js", Need::Nobody, pages::assets::script),
    get("/health", Need::Nobody, pages::assets::health),
    // It lets in whom its own function does.
    get("/metrics", Need::Nobody, pages::metrics::show),
    get("/sign-in", Need::Nobody, pages::sign_in::form),
    post("/sign-in", Need::Nobody, pages::sign_in::enter),
    post("/sign-out", Need::SignedIn, pages::sign_in::leave),
    get("/", Need::SignedIn, pages::queues::home),
    get("/queue/{queue}", SEE, pages::queues::list),
    post("/queue/{queue}/next", DECIDE, pages::queues::next),
    get("/case/{id}", SEE, pages::case::show),
    post("/case/{id}/claim", DECIDE, pages::claims::claim),
    by_itself(post("/case/{id}/heartbeat", DECIDE, pages::claims::heartbeat)),
    post("/case/{id}/let-go", DECIDE, pages::claims::let_go),
    post("/case/{id}/take-away", Need::Right(Right::ReleaseClaims), pages::claims::take_away),
    post("/case/{id}/draft", DECIDE, pages::claims::draft),
    post("/case/{id}/decide", DECIDE, pages::decide::decide),
    post("/case/{id}/confirm", Need::Right(Right::Approve), pages::decide::confirm),
    post("/case/{id}/correct", DECIDE, pages::correct::correct),
    get("/case/{id}/group", DECIDE, pages::groups::show),
    post("/case/{id}/group", DECIDE, pages::groups::regroup),
    post("/case/{id}/key", DECIDE, pages::keying::key),
    post("/case/{id}/reveal", Need::Right(Right::Reveal), pages::case::reveal),
    get("/paper/{batch}/{document}", SEE, images::paper),
    get("/back/{batch}/{document}", SEE, images::back),
    get("/snippet/{batch}/{document}/{field}", SEE, images::snippet),
    get("/bills", SEE, pages::bills::form),
    post("/bills", SEE, pages::bills::search),
    get("/uploads", SEE, pages::uploads::list),
    get("/uploads/progress", SEE, pages::uploads::progress),
    post("/uploads", UPLOAD, pages::uploads::begin),
    send("/upload/{number}/file", UPLOAD, pages::uploads::receive),
    post("/upload/{number}/confirm", UPLOAD, pages::uploads::confirm),
    post("/upload/{number}/withdraw", UPLOAD, pages::uploads::withdraw),
    post("/upload/{number}/again", UPLOAD, pages::uploads::again),
    get("/loads", SEE, pages::loads::list),
    get("/load/{number}", SEE, pages::loads::show),
    get("/balancing", SEE, pages::balancing::list),
    post("/balancing/{batch}/explain", Need::Right(Right::Release), pages::balancing::explain),
    post("/balancing/{batch}/accept", Need::Right(Right::Approve), pages::balancing::accept),
    get("/quality", SEE, pages::quality::show),
    post("/quality/{batch}/{number}", DECIDE, pages::quality::answer),
    get("/archive", SEE, pages::archive::form),
    post("/archive", SEE, pages::archive::search),
    get("/batch/{id}/{number}", SEE, pages::archive::show),
    get("/batches", SEE, pages::batches::list),
    get("/batch/{id}", SEE, pages::batches::show),
    get("/releases", SEE, pages::releases::list),
    post("/releases", Need::Right(Right::Release), pages::releases::ask),
    post("/release/{number}/approve", Need::Right(Right::Approve), pages::releases::approve),
    post("/release/{number}/withdraw", Need::Right(Right::Release), pages::releases::withdraw),
    get("/mine", DECIDE, pages::mine::list),
    get("/figures", SEE, pages::figures::show),
    get("/keys", Need::SignedIn, pages::keys::show),
    post("/keys", Need::SignedIn, pages::keys::change),
    get("/users", Need::Right(Right::ManageUsers), pages::users::list),
    post("/users", Need::Right(Right::ManageUsers), pages::users::keep),
    get("/audit", Need::Right(Right::Audit), pages::audit::list),
];

//! What all pages have in common.

use maud::{DOCTYPE, Markup, html};

use super::keys::{COMMANDS, keys_of, table};
use crate::model::Right;
use crate::store::review::Session;

/// A page of somebody who is signed in.
pub(super) fn page(title: &str, session: &Session, notices: &[String], body: &Markup) -> Markup {
    let role = session.user.role;
    let links = [
        ("/", "Queues", true),
        ("/batches", "Batches", role.may(Right::See)),
        ("/uploads", "Hand in", role.may(Right::See)),
        ("/balancing", "Balancing", role.may(Right::See)),
        ("/quality", "Quality", role.may(Right::See)),
        ("/archive", "Archive", role.may(Right::See)),
        ("/releases", "Files", role.may(Right::See)),
        ("/bills", "Bills", role.may(Right::See)),
        ("/loads", "Loads", role.may(Right::See)),
        ("/mine", "My decisions", role.may(Right::Decide)),
        ("/figures", "Figures", role.may(Right::See)),
        ("/users", "Users", role.may(Right::ManageUsers)),
        ("/audit", "Audit log", role.may(Right::Audit)),
        ("/keys", "Keys", true),
    ];
    frame(
        title,
        Some(session),
        &html! {
            header.bar {
                a.brand href="/" { "lockbox" }
                nav aria-label="Main" {
                    @for (href, name, shown) in links {
                        @if shown { a href=(href) { (name) } }
                    }
                }
                form.who method="post" action="/sign-out" {
                    (token(session))
                    span { (session.user.name) " · " (role) }
                    button type="submit" { "Sign out" }
                }
            }
            @for notice in notices {
                p.notice role="status" { (notice) }
            }
            main id="main" { (body) }
            (help(session))
        },
    )
}

/// A page that says what went wrong.
pub(super) fn problem(session: Option<&Session>, what: &str, then: &str) -> Markup {
    let body = html! {
        section.problem {
            h1 { (what) }
            p role="alert" { (then) }
            p { a href="/" { "Queues" } }
        }
    };
    match session {
        Some(session) => page(what, session, &[], &body),
        None => bare(what, &body),
    }
}

/// A page of nobody in particular.
pub(super) fn bare(title: &str, body: &Markup) -> Markup {
    frame(title, None, &html! { main.bare id="main" { (body) } })
}

/// The field that shows that a form is ours.
pub(super) fn token(session: &Session) -> Markup {
    html! { input type="hidden" name="form_token" value=(session.form_token); }
}

fn frame(title: &str, session: Option<&Session>, body: &Markup) -> Markup {
    let keys = table(session.map_or("", |session| session.user.keys.as_str()));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · lockbox" }
                link rel="stylesheet" href="/style.css";
                script src="/workbench.js" defer {}
            }
            body data-keys=(keys) {
                a.skip href="#main" { "Skip to the content" }
                (body)
            }
        }
    }
}

/// All keys, made of the table that binds them.
fn help(session: &Session) -> Markup {
    html! {
        dialog id="help" aria-labelledby="help-title" {
            h2 id="help-title" { "Keys" }
            table {
                thead { tr { th scope="col" { "What" } th scope="col" { "Keys" } } }
                tbody {
                    @for command in COMMANDS {
                        tr {
                            td { (command.does) }
                            td { @for key in keys_of(command, &session.user.keys) { kbd { (key) } " " } }
                        }
                    }
                }
            }
            p { "Keys that are a single character act only outside text fields. " a href="/keys" { "Change keys" } }
            form method="dialog" { button { "Close" } }
        }
    }
}

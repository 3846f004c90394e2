//! Signing in and out.

use maud::{Markup, html};

use crate::model::UserName;
use crate::store::review::{AuditEntry, AuditStore, UserStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout::bare;
use crate::web::sign_in::{is_password, token, token_hash};

pub(in crate::web) fn form(call: &mut Call<'_>) -> Result<Reply, Failure> {
    if call.session.is_some() {
        return Ok(Reply::Go("/".to_owned()));
    }
    Ok(Reply::Page(shown(None)))
}

fn shown(problem: Option<&str>) -> Markup {
    bare(
        "Sign in",
        &html! {
            form.sign-in method="post" action="/sign-in" {
                h1 { "lockbox" }
                @if let Some(problem) = problem { p.error role="alert" { (problem) } }
                label for="name" { "Name" }
                input id="name" name="name" autocomplete="username" required autofocus;
                label for="password" { "Password" }
                input id="password" name="password" type="password" autocomplete="current-password" required;
                button.main type="submit" { "Sign in" }
            }
        },
    )
}

pub(in crate::web) fn enter(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let wrong = || Reply::Problem(401, shown(Some("The name or the password is wrong.")));
    let Some(name) = UserName::new(call.field("name")) else { return Ok(wrong()) };
    let at = call.now;
    let row = |action: &str, by: Option<UserName>, detail: String| AuditEntry {
        at,
        by,
        action: action.to_owned(),
        subject: name.to_string(),
        detail,
    };
    let brake = &call.app.brake;
    if !brake.begin(&name, call.peer, call.now) {
        call.store.log(&row("sign_in_refused", None, format!("too many wrong passwords, from {}", call.peer)))?;
        return Ok(Reply::Problem(429, shown(Some("Too many wrong passwords. Wait a quarter of an hour."))));
    }
    let Some(turn) = brake.turn() else {
        brake.take_back(&name, call.peer, false);
        return Ok(Reply::Problem(503, shown(Some("Many people sign in just now. Try again in a moment."))));
    };
    let user = call.store.user(&name)?.filter(|user| user.active);
    let hash = user.as_ref().map(|user| user.password.as_str());
    let right = is_password(call.field("password"), hash);
    drop(turn);
    if !right {
        call.store.log(&row("sign_in_refused", None, format!("wrong password, from {}", call.peer)))?;
        return Ok(wrong());
    }
    brake.take_back(&name, call.peer, true);
    // A new token always: one that was there before may be somebody else's.
    let (session, form) = (token()?, token()?);
    let audit = row("sign_in", Some(name.clone()), format!("from {}", call.peer));
    call.store.begin_session(&token_hash(&session), &form, &name, &audit)?;
    Ok(Reply::Session(session, "/".to_owned()))
}

pub(in crate::web) fn leave(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let name = call.signed_in()?.user.name.clone();
    if let Some(hash) = call.token_hash.clone() {
        let audit = AuditEntry {
            at: call.now,
            by: Some(name.clone()),
            action: "sign_out".to_owned(),
            subject: name.to_string(),
            detail: String::new(),
        };
        call.store.end_session(&hash, &audit)?;
    }
    Ok(Reply::Session(String::new(), "/sign-in".to_owned()))
}

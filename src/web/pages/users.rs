//! Users and their roles.

use maud::html;

use crate::model::{Role, UserName};
use crate::store::review::{AuditEntry, User, UserStore};
use crate::web::call::{Call, Failure, Reply};
use crate::web::layout;
use crate::web::sign_in::{SHORTEST_PASSWORD, hash_password};

pub(in crate::web) fn list(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let users = call.store.users()?;
    let body = html! {
        h1 { "Users" }
        table.list {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Role" } th scope="col" { "May sign in" } } }
            tbody { @for user in &users { tr { td { (user.name) } td { (user.role) } td { (if user.active { "yes" } else { "no" }) } } } }
        }
        h2 { "Add or change" }
        form.fields method="post" action="/users" {
            (layout::token(&session))
            label { "Name " input name="name" required autocomplete="off"; }
            label { "Role " select name="role" { @for role in Role::ALL { option value=(role) { (role) } } } }
            label { "Password " input name="password" type="password" autocomplete="new-password" minlength=(SHORTEST_PASSWORD); }
            label { input type="checkbox" name="active" value="yes" checked; " May sign in" }
            button.main type="submit" { "Keep" }
        }
        p { "Leave the password empty to keep the one there is. A change ends the user's sessions." }
    };
    Ok(Reply::Page(layout::page("Users", &session, &[], &body)))
}

pub(in crate::web) fn keep(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let by = call.signed_in()?.user.name.clone();
    let bad = |why: &str| Failure::BadForm(why.to_owned());
    let name =
        UserName::new(call.field("name")).ok_or_else(|| bad("A name has small letters, digits, `.`, `-`, `_`."))?;
    let role = Role::from_word(call.field("role")).ok_or_else(|| bad("There is no such role."))?;
    let before = call.store.user(&name)?;
    let password = match (call.field("password"), &before) {
        ("", Some(user)) => user.password.clone(),
        (password, _) => hash_password(password)?,
    };
    let active = call.field("active") == "yes";
    if name == by && (!active || Some(role) != before.as_ref().map(|user| user.role)) {
        return Err(bad("You cannot take your own rights away; another administrator can."));
    }
    let was = before.as_ref().map_or_else(|| "new".to_owned(), |user| format!("{} active={}", user.role, user.active));
    let audit = AuditEntry {
        at: call.now,
        by: Some(by),
        action: "keep_user".to_owned(),
        subject: name.to_string(),
        detail: format!("{was} -> {role} active={active}"),
    };
    let keys = before.map(|user| user.keys).unwrap_or_default();
    call.store.keep_user(&User { name, role, password, active, keys }, &audit)?;
    Ok(Reply::Go("/users".to_owned()))
}

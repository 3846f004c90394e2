//! People's own keys.

use maud::html;

use crate::store::review::UserStore;
use crate::web::call::{Call, Failure, Reply};
use crate::web::keys::{COMMANDS, keys_of, own_keys};
use crate::web::layout;

pub(in crate::web) fn show(call: &mut Call<'_>) -> Result<Reply, Failure> {
    page(call, None)
}

fn page(call: &mut Call<'_>, says: Option<&str>) -> Result<Reply, Failure> {
    let session = call.signed_in()?.clone();
    let body = html! {
        h1 { "Keys" }
        @if let Some(says) = says { p.notice role="status" { (says) } }
        p { "Write each key as it is called, with a space between two: " kbd { "F7" } " " kbd { "Alt+R" } ". Empty means none." }
        form method="post" action="/keys" {
            (layout::token(&session))
            table.list {
                thead { tr { th scope="col" { "What" } th scope="col" { "Keys" } th scope="col" { "Usual" } } }
                tbody { @for command in COMMANDS {
                    tr {
                        td { label for={ "key-" (command.name) } { (command.does) } }
                        td { input id={ "key-" (command.name) } name=(command.name) value=(keys_of(command, &session.user.keys).join(" ")); }
                        td { @for key in command.keys { kbd { (key) } " " } }
                    }
                } }
            }
            button.main type="submit" name="do" value="keep" { "Keep" }
            button type="submit" name="do" value="usual" { "Back to the usual keys" }
        }
    };
    Ok(Reply::Page(layout::page("Keys", &session, &[], &body)))
}

pub(in crate::web) fn change(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let name = call.signed_in()?.user.name.clone();
    let own = if call.field("do") == "usual" { String::new() } else { own_keys(|command| call.field(command))? };
    call.store.keep_keys(&name, &own)?;
    call.log("change_keys", name.as_str(), "")?;
    Ok(Reply::Go("/keys".to_owned()))
}

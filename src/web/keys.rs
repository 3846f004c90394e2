//! Every command and its keys: the one table that binds them, that the help shows and that people change.

use crate::error::{Error, Result};

/// A command of the workbench.
pub(super) struct Command {
    /// Its name, for the script and for people's own keys.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) does: &'static str,
    /// The usual keys.
    pub(super) keys: &'static [&'static str],
}

const fn command(name: &'static str, does: &'static str, keys: &'static [&'static str]) -> Command {
    Command { name, does, keys }
}

/// All commands, in the order of the help.
pub(super) const COMMANDS: &[Command] = &[
    command("accept", "Accept and open the next", &["Enter", "Ctrl+Enter"]),
    command("next", "Open the next without deciding", &["PageDown", "Alt+ArrowRight"]),
    command("previous", "Go back to the one before", &["PageUp", "Alt+ArrowLeft"]),
    command("down", "Next candidate", &["+", "ArrowDown"]),
    command("up", "Previous candidate", &["-", "ArrowUp"]),
    command("fill", "Fill in what the chosen account owes", &["*", "F2"]),
    command("search", "Search bills", &["/", "F3"]),
    command("hold", "Hold for a later day", &[".", "Alt+H"]),
    command("suspend", "Deposit, apply later (unidentified)", &["F6", "Alt+U"]),
    command("return", "Return to the payer", &["F7", "Alt+R"]),
    command("dismiss", "It holds no payment", &["Alt+N"]),
    command("note", "Write a note", &["F8", "Alt+M"]),
    command("correct", "Correct what was read", &["Alt+K"]),
    command("group", "Papers grouped wrongly: split, merge, move", &["Alt+G"]),
    command("undo", "Undo what was decided here last", &["Ctrl+Z"]),
    command("confirm", "Confirm as the second person", &["Alt+C"]),
    command("zoom-in", "Larger", &["Ctrl+=", "]"]),
    command("zoom-out", "Smaller", &["Ctrl+-", "["]),
    command("rotate", "Turn the paper", &["Alt+T"]),
    command("flip", "Front or back", &["Ctrl+B"]),
    command("paper", "Next paper", &["Alt+P"]),
    command("whole", "The whole paper, or where it was read", &["F9"]),
    command("release", "Let the claim go", &["Alt+X"]),
    command("help", "Show all keys", &["?", "F1"]),
];

/// Somebody's keys for a command: their own, else the usual ones.
pub(super) fn keys_of<'a>(command: &'a Command, own: &'a str) -> Vec<&'a str> {
    let mine = own.lines().filter_map(|line| line.split_once('=')).find(|(name, _)| *name == command.name);
    match mine {
        Some((_, keys)) => keys.split(' ').filter(|key| !key.is_empty()).collect(),
        None => command.keys.to_vec(),
    }
}

/// All of somebody's keys for the script: `name key key` a line.
pub(super) fn table(own: &str) -> String {
    let line = |command: &Command| format!("{} {}", command.name, keys_of(command, own).join(" "));
    COMMANDS.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Somebody's own keys as they are kept, from what they typed for each command.
///
/// # Errors
/// When a key has no sensible name, or stands for two commands.
pub(super) fn own_keys<'a>(typed: impl Fn(&str) -> &'a str) -> Result<String> {
    let mut own = String::new();
    let mut taken: Vec<(String, &str)> = Vec::new();
    for command in COMMANDS {
        let keys: Vec<&str> = typed(command.name).split_whitespace().collect();
        for key in &keys {
            if !is_key(key) {
                return Err(Error::Refused(format!(
                    "`{key}` is no key; write keys as `F7`, `Alt+R`, `Ctrl+Enter`, `+`"
                )));
            }
            if let Some((_, other)) = taken.iter().find(|(known, _)| known == key) {
                return Err(Error::Refused(format!("`{key}` cannot stand for `{other}` and for `{}`", command.name)));
            }
            taken.push(((*key).to_owned(), command.name));
        }
        if keys != command.keys {
            own.push_str(&format!("{}={}\n", command.name, keys.join(" ")));
        }
    }
    Ok(own)
}

/// A key's name, perhaps after `Ctrl+`, `Alt+`, `Shift+`.
fn is_key(text: &str) -> bool {
    let mut rest = text;
    for modifier in ["Ctrl+", "Alt+", "Shift+"] {
        rest = rest.strip_prefix(modifier).filter(|rest| !rest.is_empty()).unwrap_or(rest);
    }
    let named = (2..=12).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    named || (rest.chars().count() == 1 && rest.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"'&".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_for_two_commands() {
        let all: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
        for (at, key) in all.iter().enumerate() {
            assert!(is_key(key), "{key}");
            assert!(!all[at + 1..].contains(key), "{key}");
        }
    }

    #[test]
    fn people_may_have_keys_of_their_own() {
        let usual = |name: &str| {
            let command = COMMANDS.iter().find(|command| command.name == name).unwrap();
            command.keys.join(" ")
        };
        let typed = |name: &str| if name == "return" { "Alt+B".to_owned() } else { usual(name) };
        let kept: Vec<(String, String)> = COMMANDS.iter().map(|c| (c.name.to_owned(), typed(c.name))).collect();
        let look = |name: &str| kept.iter().find(|(known, _)| known == name).map_or("", |(_, keys)| keys.as_str());
        let own = own_keys(look).unwrap();
        assert_eq!(own, "return=Alt+B\n");
        assert!(table(&own).contains("return Alt+B\n"));
        assert!(own_keys(|_| "Alt+B").is_err() && own_keys(|name| if name == "undo" { "<b>" } else { "" }).is_err());
    }
}

//! `lockbox user`: people who may sign in to the workbench.

use std::io::{self, BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use super::{Common, print, tell};
use crate::model::{Reviewer, Role, UserName};
use crate::pipeline;
use crate::web::{hash_password, is_password};

/// People who may sign in to the workbench.
#[derive(Debug, Args)]
pub(super) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add somebody, or give somebody a new password or role; the password is the first line of standard input
    Add(AddArgs),
    /// List them
    List,
    /// Let somebody sign in no more
    Close(NameArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  lockbox user add ann --role operator < password.txt")]
struct AddArgs {
    /// Their name: small letters, digits, `.`, `-`, `_`
    name: String,
    /// What they may do: operator, reviewer, supervisor, administrator or auditor
    #[arg(long, default_value = "operator")]
    role: String,
}

#[derive(Debug, Args)]
struct NameArgs {
    /// Their name
    name: String,
}

pub(super) fn run(args: &UserArgs, common: &Common) -> Result<ExitCode> {
    match &args.command {
        UserCommand::Add(args) => {
            let name = name(&args.name)?;
            let words = || Role::ALL.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
            let role = Role::from_word(&args.role).with_context(|| format!("there are the roles {}", words()))?;
            pipeline::keep_user(&common.data, &name, role, &hash_password(&password()?)?)?;
            tell(&format!("{name} may sign in as {role}"));
        }
        UserCommand::List => {
            for user in pipeline::users(&common.data)? {
                let closed = if user.active { "" } else { "  (closed)" };
                print(&format!("{:<24} {}{closed}", user.name, user.role))?;
            }
        }
        UserCommand::Close(args) => {
            let name = name(&args.name)?;
            pipeline::close_user(&common.data, &name)?;
            tell(&format!("{name} may sign in no more"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn name(text: &str) -> Result<UserName> {
    UserName::new(text).with_context(|| format!("`{text}` is no name; use small letters, digits, `.`, `-`, `_`"))
}

/// The user of that name, if the first line of standard input is their password.
pub(super) fn signed_in(text: &str, common: &Common) -> Result<Reviewer> {
    let wanted = name(text)?;
    let user = pipeline::users(&common.data)?.into_iter().find(|user| user.name == wanted && user.active);
    let right = is_password(&password()?, user.as_ref().map(|user| user.password.as_str()));
    match user.filter(|_| right) {
        Some(user) => Ok(Reviewer { name: user.name, role: user.role }),
        None => {
            pipeline::note_refused(&common.data, &wanted)?;
            bail!("the name or the password is wrong")
        }
    }
}

fn password() -> Result<String> {
    if io::stdin().is_terminal() {
        tell("The password (it is shown as you type; better give it from a file or a password store):");
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("the password could not be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

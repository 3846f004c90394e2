//! Writes the manual pages and the shell completions of the program, made of its own help: `manuals FOLDER`.

use std::path::Path;

use anyhow::{Context, Result};
use clap_complete::Shell;
use lockbox::files;

const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Fish, Shell::Zsh];

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).context("name the folder to write them to")?;
    let folder = Path::new(&folder);
    let pages = folder.join("man1");
    files::make_folder(&pages)?;
    let mut program = lockbox::cli::command();
    program.build();
    write_pages(&pages, &program, "lockbox")?;
    for shell in SHELLS {
        let place = folder.join(shell.to_string());
        files::make_folder(&place)?;
        clap_complete::generate_to(shell, &mut lockbox::cli::command(), "lockbox", &place)?;
    }
    Ok(())
}

/// A page for a command and for each below it: `lockbox-bills-load.1`.
fn write_pages(folder: &Path, command: &clap::Command, name: &str) -> Result<()> {
    let page = clap_mangen::Man::new(command.clone()).title(name);
    files::write_atomic(&folder.join(format!("{name}.1")), |out| page.render(out))?;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        write_pages(folder, below, &format!("{name}-{}", below.get_name()))?;
    }
    Ok(())
}

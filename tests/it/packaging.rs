//! What is shipped beside the program: units for systemd.

use std::path::PathBuf;
use std::process::Command;

use crate::support::Sandbox;

fn units() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging");
    let mut units: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    units.sort();
    assert!(units.len() >= 4);
    units
}

#[test]
fn units_start_commands_that_exist() {
    let sandbox = Sandbox::new();
    let mut started = 0;
    for unit in units() {
        let text = std::fs::read_to_string(&unit).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("ExecStart=/usr/bin/lockbox ")) {
            // Every option is read before the help is told.
            let args: Vec<&str> = line.split(' ').chain(["--help"]).collect();
            let ran = sandbox.run(&args).succeeded();
            assert!(ran.out.contains("Example"), "{}: {line}", unit.display());
            started += 1;
        }
    }
    assert_eq!(started, 3);
}

#[test]
fn systemd_finds_no_fault_in_the_units() {
    let built = env!("CARGO_BIN_EXE_lockbox");
    let sandbox = Sandbox::new();
    let mut copies = Vec::new();
    for unit in units() {
        let text = std::fs::read_to_string(&unit).unwrap().replace("/usr/bin/lockbox", built);
        copies.push(sandbox.write(&unit.file_name().unwrap().to_string_lossy(), text));
    }
    // Where there is no systemd, nobody can be asked.
    let Ok(said) = Command::new("systemd-analyze").arg("verify").args(&copies).output() else { return };
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let about_ours = said.lines().filter(|line| line.contains("lockbox") && !line.contains("SO_PASSCRED"));
    assert_eq!(about_ours.collect::<Vec<_>>(), Vec::<&str>::new(), "{said}");
}

//! The floors of the house: nothing imports upward, nothing sideways between rules, paper and store.

use std::collections::BTreeMap;

use walkdir::WalkDir;

/// Each top module with what it may use; see ARCHITECTURE.md.
const FLOORS: [(&str, &[&str]); 20] = [
    ("model", &[]),
    ("error", &[]),
    ("files", &["error"]),
    ("config", &["error", "files", "model"]),
    ("raster", &["model"]),
    ("formats", &["model", "raster", "error", "files", "config"]),
    ("drawing", &["model", "raster", "config", "error", "files"]),
    ("transactions", &["model", "config"]),
    ("matching", &["model", "config", "formats"]),
    ("ledger", &["model", "config"]),
    ("review", &["model", "config"]),
    ("intake", &["model", "raster", "formats", "config", "error", "files"]),
    ("reading", &["model", "raster", "config", "error"]),
    ("store", &["model", "config", "error", "files", "formats"]),
    ("testdeck", &["model", "raster", "formats", "drawing", "config", "error", "files"]),
    (
        "pipeline",
        &[
            "model",
            "config",
            "error",
            "files",
            "raster",
            "formats",
            "drawing",
            "transactions",
            "matching",
            "ledger",
            "review",
            "intake",
            "reading",
            "store",
            "testdeck",
        ],
    ),
    ("web", &["model", "config", "error", "files", "raster", "formats", "matching", "review", "store", "pipeline"]),
    (
        "cli",
        &["model", "config", "error", "files", "raster", "formats", "reading", "store", "pipeline", "testdeck", "web"],
    ),
    ("lib", &["*"]),
    ("main", &["cli"]),
];

/// Files that are compiled for tests only.
const TEST_MODULES: [&str; 4] = ["tests", "proptests", "testing", "simulation"];

#[test]
fn nothing_imports_upward_or_sideways() {
    let allowed: BTreeMap<&str, &[&str]> = FLOORS.into_iter().collect();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut wrong = Vec::new();
    let mut files = 0;
    for entry in WalkDir::new(source).into_iter().flatten().filter(|e| e.path().extension().is_some_and(|x| x == "rs"))
    {
        files += 1;
        let inside = entry.path().strip_prefix(source).unwrap();
        let first = inside.iter().next().unwrap().to_string_lossy();
        let own = first.trim_end_matches(".rs").to_owned();
        // Test modules may join floors to try them together.
        if inside.file_stem().is_some_and(|stem| TEST_MODULES.iter().any(|name| stem == *name)) {
            continue;
        }
        let Some(may) = allowed.get(own.as_str()) else {
            wrong.push(format!("{} is in no floor", inside.display()));
            continue;
        };
        let text = std::fs::read_to_string(entry.path()).unwrap();
        for used in imports(&text) {
            if used != own && !may.contains(&used.as_str()) && !may.contains(&"*") {
                wrong.push(format!("{} uses {used}", inside.display()));
            }
        }
    }
    assert!(files > 20, "the sources were not found");
    assert_eq!(wrong, Vec::<String>::new());
}

/// The top modules named after `crate::`, also inside braces.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for after in text.split("crate::").skip(1) {
        let list = after.strip_prefix('{').and_then(|inner| inner.split_once("};")).map(|(inner, _)| inner);
        let names: Vec<&str> = match list {
            Some(inner) => inner.split(',').collect(),
            None => vec![after],
        };
        for name in names {
            let word: String = name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !word.is_empty() {
                found.push(word);
            }
        }
    }
    found
}

#[test]
fn the_check_itself_sees_imports() {
    let text = "use crate::store::X; use crate::{model::A, cli}; crate::web::y();";
    assert_eq!(imports(text), ["store", "model", "cli", "web"]);
}

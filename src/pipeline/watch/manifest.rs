//! `manifest.sha256`: the list by which a batch says that it is whole, as `sha256sum` writes it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::files;

/// The list's name in the folder of a batch.
pub(super) const MANIFEST: &str = "manifest.sha256";

/// No list is larger.
const LARGEST: u64 = 64 << 20;

/// What of a list is not true of its folder, or nothing. `others` are the files beside the list that ought to be in it.
pub(super) fn difference(folder: &Path, others: &[String]) -> Option<String> {
    let listed = match files::read_text(&folder.join(MANIFEST), LARGEST) {
        Ok(text) => match listed(&text) {
            Ok(listed) => listed,
            Err(line) => return Some(format!("{MANIFEST}, line {line}: a hash and a file's name are wanted")),
        },
        Err(error) => return Some(error.to_string()),
    };
    if let Some(extra) = others.iter().find(|name| !listed.contains_key(name.as_str())) {
        return Some(format!("`{extra}` is not in {MANIFEST}"));
    }
    for (name, hash) in &listed {
        let file = folder.join(name);
        if !files::exists(&file) {
            return Some(format!("`{name}`, which is in {MANIFEST}, is missing"));
        }
        match files::sha256(&file) {
            Ok(found) if found == *hash => {}
            Ok(_) => return Some(format!("`{name}` is not as {MANIFEST} has it")),
            Err(error) => return Some(error.to_string()),
        }
    }
    None
}

/// The names with their hashes; else the number of the line that is wrong.
fn listed(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut listed = BTreeMap::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let (hash, name) = line.trim_end().split_once(' ').ok_or(number)?;
        // The second character before the name says text or binary; the system makes no difference.
        let name = name.trim_start_matches([' ', '*']).trim_start_matches("./");
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let stays = !name.is_empty() && !name.starts_with('/') && name.split('/').all(|part| part != "..");
        if !is_hash || !stays {
            return Err(number);
        }
        // `sha256sum *` lists an older list, too.
        if name != MANIFEST {
            listed.insert(name.to_owned(), hash.to_ascii_lowercase());
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_only_for_what_it_tells() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            files::write_atomic(&folder.path().join(name), |out| out.write_all(text.as_bytes())).unwrap();
        };
        write("a.tif", "a");
        let hash = files::sha256(&folder.path().join("a.tif")).unwrap();
        let said = |manifest: &str, others: &[&str]| {
            write(MANIFEST, manifest);
            let others: Vec<String> = others.iter().map(|name| (*name).to_owned()).collect();
            difference(folder.path(), &others)
        };
        assert_eq!(said(&format!("{hash}  a.tif\n"), &["a.tif"]), None);
        assert_eq!(said(&format!("{} *./a.tif\r\n\n", hash.to_uppercase()), &["a.tif"]), None);
        assert_eq!(said(&format!("{hash}  a.tif\n{hash}  {MANIFEST}\n"), &["a.tif"]), None);
        for (manifest, others, wrong) in [
            (format!("{hash}  a.tif\n{hash}  b.tif\n"), vec!["a.tif"], "`b.tif`, which"),
            (format!("{hash}  a.tif\n"), vec!["a.tif", "c.tif"], "`c.tif` is not in"),
            (format!("{}  a.tif\n", "0".repeat(64)), vec!["a.tif"], "is not as"),
            ("nonsense\n".to_owned(), vec![], "line 1"),
            (format!("\n{hash}  ../a.tif\n"), vec![], "line 2"),
            (format!("{hash}  /etc/passwd\n"), vec![], "line 1"),
        ] {
            let found = said(&manifest, &others).unwrap_or_default();
            assert!(found.contains(wrong), "{manifest}: {found}");
        }
    }
}

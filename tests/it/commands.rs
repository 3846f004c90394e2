//! The command line itself: help, wrong use, data on standard output.

use crate::support::Sandbox;

#[test]
fn every_command_has_help_with_an_example() {
    let sandbox = Sandbox::new();
    let operation = [&["watch"][..], &["status"], &["backup"], &["restore"]];
    let others = [&["process"][..], &["read"], &["deck"], &["score"], &["bench"], &["bench", "read"]];
    for command in operation.into_iter().chain(others) {
        let ran = sandbox.run(&[command, &["--help"]].concat()).succeeded();
        assert!(ran.out.contains("Example"), "{command:?}: {}", ran.out);
        assert!(ran.out.contains("--config") && ran.out.contains("--data"), "{command:?}: {}", ran.out);
    }
}

#[test]
fn wrong_use_exits_with_two() {
    let sandbox = Sandbox::new();
    for args in [&["proces"][..], &["process"], &["deck", "--kind", "nonsense"], &["read"], &["bench"], &["--nonsense"]]
    {
        assert_eq!(sandbox.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn read_prints_one_json_object_per_page() {
    let sandbox = Sandbox::new();
    sandbox.deck("bitonal", 2, 501);
    let pages: Vec<String> = std::fs::read_dir(sandbox.path("deck/batch"))
        .unwrap()
        .map(|entry| format!("deck/batch/{}", entry.unwrap().file_name().to_string_lossy()))
        .filter(|name| name.ends_with(".tif"))
        .collect();
    let mut args = vec!["read", "--config", "deck/lockbox.toml"];
    args.extend(pages.iter().map(String::as_str));
    args.push("missing.tif");
    let ran = sandbox.run(&args);
    let objects: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(objects.len() >= 4, "{}", ran.out);
    assert_eq!(ran.code, 1, "a missing file is a failure");
    assert!(ran.err.contains("missing.tif"), "{}", ran.err);
    let kinds: Vec<&str> = objects.iter().filter_map(|page| page["kind"].as_str()).collect();
    assert!(kinds.contains(&"check") && kinds.contains(&"coupon"), "{kinds:?}");
    for page in &objects {
        for key in
            ["file", "page", "kind", "rotation", "micr", "amount", "barcodes", "scanline", "quality", "milliseconds"]
        {
            assert!(page.get(key).is_some(), "`{key}` is missing in {page}");
        }
    }
}

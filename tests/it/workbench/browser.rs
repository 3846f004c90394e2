//! The workbench in Chromium, by keyboard only.

use serde_json::Value;

use super::{PASSWORD, Workbench};
use crate::driver::Browser;

fn sign_in(browser: &Browser, workbench: &Workbench, name: &str) {
    browser.go(&workbench.url("/sign-in"));
    browser.until("document.activeElement?.id === 'name'");
    browser.type_text(name);
    browser.press(&["Tab"]);
    browser.type_text(PASSWORD);
    browser.press(&["Enter"]);
    browser.until("document.querySelector('table.queues')");
}

/// Opens a queue's next case by its button, as the keyboard reaches it.
fn open(browser: &Browser, workbench: &Workbench, queue: &str) {
    browser.go(&workbench.url("/"));
    browser.script(&format!("document.querySelector('form[action=\"/queue/{queue}/next\"] button').focus()"));
    browser.press(&["Enter"]);
    browser.until("document.querySelector('[data-case]') && document.readyState === 'complete'");
}

fn case(browser: &Browser) -> String {
    browser.script("return document.querySelector('[data-case]')?.dataset.case ?? ''").as_str().unwrap().to_owned()
}

/// Waits until another case, or the queues, are in front.
fn moved_on(browser: &Browser, from: &str) {
    browser.until(&format!(
        "document.readyState === 'complete' && (document.querySelector('[data-case]')?.dataset.case ?? '') !== '{from}'"
    ));
}

#[test]
fn a_person_decides_by_keyboard_alone() {
    let workbench = Workbench::with(120, 7105, "");
    let browser = Browser::open(1280, 900);
    sign_in(&browser, &workbench, "ann");
    let mut decided = 0;
    for queue in ["account", "differs", "negotiable", "duplicate", "other"] {
        browser.go(&workbench.url("/"));
        if browser.count(&format!("form[action=\"/queue/{queue}/next\"]")) == 0 {
            continue;
        }
        open(&browser, &workbench, queue);
        loop {
            let id = case(&browser);
            if id.is_empty() {
                break;
            }
            let money = browser.script("return Number(document.querySelector('#decision')?.dataset.total ?? 0)");
            let candidates = browser.count(".choice");
            if money.as_i64() == Some(0) {
                browser.press(&["Alt+N"]);
            } else if candidates > 0 && queue != "negotiable" {
                // Choose the first, see that it adds up, accept.
                if browser.count(".choice[data-chosen=true]") == 0 {
                    browser.press(&["+"]);
                }
                browser.until("document.querySelector('#left').textContent === '0.00'");
                browser.press(&["Ctrl+Enter"]);
            } else if queue == "negotiable" && decided % 2 == 0 {
                browser.press(&["F7"]);
                browser.until("!document.querySelector('#return-panel').hidden");
                browser.press(&["Tab", "Enter"]);
            } else {
                browser.press(&["F6"]);
            }
            moved_on(&browser, &id);
            decided += 1;
        }
    }
    assert!(decided >= 50, "{decided}");
    // The last decision is undone by a key, and the case is open again.
    browser.go(&workbench.url("/mine"));
    browser.script("document.querySelector('table.list a').focus()");
    browser.press(&["Enter"]);
    browser.until("document.querySelector('button[data-command=undo]')");
    browser.press(&["Ctrl+Z"]);
    browser.until("document.querySelector('.state')?.dataset.state === 'open'");
    workbench.is_sound();
}

#[test]
fn keys_type_into_fields_and_act_outside_of_them() {
    let workbench = Workbench::with(60, 7102, "");
    let browser = Browser::open(1280, 900);
    sign_in(&browser, &workbench, "ann");
    open(&browser, &workbench, "negotiable");
    let id = case(&browser);
    browser.press(&["F8"]);
    browser.until("document.activeElement?.id === 'note'");
    browser.type_text("50+50/2 ?.");
    assert_eq!(browser.script("return document.querySelector('#note').value"), Value::from("50+50/2 ?."));
    assert_eq!(case(&browser), id);
    assert_eq!(browser.count("dialog[open]"), 0);
    // What was typed is there after the page is opened again, even on another machine.
    browser.until("true");
    std::thread::sleep(std::time::Duration::from_millis(900));
    browser.go(&workbench.url(&format!("/case/{id}")));
    browser.until("document.querySelector('#note')?.value === '50+50/2 ?.'");
    browser.script("document.activeElement.blur()");
    browser.press(&["?"]);
    browser.until("document.querySelector('dialog[open]')");
    assert!(browser.text("#help").contains("Return to the payer"));
    // Somebody's own keys.
    browser.go(&workbench.url("/keys"));
    browser.script(
        "document.querySelector('#key-suspend').value = 'Alt+S'; document.querySelector('button[value=keep]').focus()",
    );
    browser.press(&["Enter"]);
    browser.until("document.body.dataset.keys.includes('suspend Alt+S')");
    browser.go(&workbench.url(&format!("/case/{id}")));
    browser.until("document.querySelector('#decision')");
    browser.press(&["Alt+S"]);
    moved_on(&browser, &id);
    workbench.is_sound();
}

#[test]
fn a_bill_is_searched_and_paid() {
    let workbench = Workbench::with(60, 7102, "");
    let browser = Browser::open(1280, 900);
    sign_in(&browser, &workbench, "ann");
    open(&browser, &workbench, "account");
    let bills = workbench.sandbox.read("deck/bills.csv");
    let mut reader = csv::Reader::from_reader(bills.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|title| title == name).unwrap();
    let (account, status) = (column("account_number"), column("status"));
    let row = reader.records().map(Result::unwrap).find(|row| &row[status] == "open").unwrap();
    let id = case(&browser);
    browser.press(&["F3"]);
    browser.until("document.querySelector('#search').open");
    browser.type_text(&row[account]);
    browser.press(&["Enter"]);
    let chosen = format!("document.querySelector('.choice[data-chosen=true] b')?.textContent === '{}'", &row[account]);
    browser.until(&chosen);
    assert!(!browser.url().contains(&row[account]), "no account number in an address");
    browser.press(&["F2"]);
    browser.until("document.querySelector('#left').textContent === '0.00'");
    browser.press(&["Ctrl+Enter"]);
    moved_on(&browser, &id);
    workbench.is_sound();
}

#[test]
fn every_screen_is_accessible() {
    let axe = std::fs::read_to_string("target/axe/axe.min.js").expect("axe-core; scripts/setup gets it");
    let workbench = Workbench::with(60, 7102, "");
    let browser = Browser::open(1280, 900);
    let check = |name: &str| {
        browser.script(&axe);
        let code = "return axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations
            .filter((one) => one.impact === 'serious' || one.impact === 'critical')
            .map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', ')).join('; '))";
        let found = browser.script(code);
        assert_eq!(found, Value::from(""), "{name}");
    };
    browser.go(&workbench.url("/sign-in"));
    check("sign-in");
    sign_in(&browser, &workbench, "sue");
    for path in [
        "/",
        "/queue/account",
        "/batches",
        "/batch/exceptions-7102",
        "/bills",
        "/uploads",
        "/loads",
        "/balancing",
        "/quality",
        "/load/1",
        "/archive",
        "/case/exceptions-7102-E000002/group",
        "/batch/exceptions-7102/2",
        "/mine",
        "/figures",
        "/keys",
    ] {
        browser.go(&workbench.url(path));
        check(path);
    }
    for queue in ["account", "negotiable", "amount", "other"] {
        open(&browser, &workbench, queue);
        check(queue);
    }
    for (name, path) in [("eve", "/audit"), ("adm", "/users")] {
        let other = Browser::open(1280, 900);
        other.go(&workbench.url("/sign-in"));
        other.until("document.activeElement?.id === 'name'");
        other.type_text(name);
        other.press(&["Tab"]);
        other.type_text(PASSWORD);
        other.press(&["Enter"]);
        other.until("document.querySelector('header.bar')");
        other.go(&workbench.url(path));
        other.script(&axe);
        let found = other.script("return axe.run(document).then((found) => found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id).join(' '))");
        assert_eq!(found, Value::from(""), "{path}");
    }
    assert!(browser.picture().len() > 1000);
}

//! Many people at once, and a program that dies under them.

use std::thread;

use super::{Visitor, Workbench};

/// Somebody decides what they can get until nothing is left; how many they decided.
fn work(visitor: &mut Visitor, queues: &[&str]) -> usize {
    let mut decided = 0;
    for queue in queues {
        while let Some((case, page)) = visitor.next(queue) {
            let version = page.value("version");
            if version.is_empty() {
                // An amount to key, or not ours any more.
                visitor.post(&format!("{case}/let-go"), &[]);
                break;
            }
            let no_money = page.body.contains("data-total=\"0\"");
            let what = if no_money { "dismiss" } else { "suspend" };
            let fields = [("version", version.as_str()), ("do", what), ("note", "crowd")];
            if visitor.post(&format!("{case}/decide"), &fields).status == 303 {
                decided += 1;
            }
        }
    }
    decided
}

fn decisions(workbench: &Workbench) -> (usize, usize) {
    let mut eve = workbench.visitor("eve");
    let log = eve.get("/audit").body;
    (log.matches("<td>suspend</td>").count(), log.matches("<td>dismiss</td>").count())
}

#[test]
fn every_case_is_decided_exactly_once() {
    let workbench = Workbench::with(90, 7104, "");
    let held = workbench.sandbox.run(&["exceptions", "list", "--data", "data"]).succeeded().out.lines().count() - 1;
    let queues = ["account", "differs", "negotiable", "duplicate", "other", "coverage"];
    let visitors: Vec<Visitor> = (0..16).map(|at| workbench.visitor(["ann", "ben", "rae", "sue"][at % 4])).collect();
    let decided: usize = thread::scope(|scope| {
        let work = |mut visitor: Visitor| scope.spawn(move || work(&mut visitor, &queues));
        let all: Vec<_> = visitors.into_iter().map(work).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    let left = workbench.sandbox.run(&["exceptions", "list", "--data", "data"]).succeeded().out.lines().count() - 1;
    assert!(decided > 30, "{decided}");
    assert_eq!(held - left, decided, "each decided once");
    let (suspended, dismissed) = decisions(&workbench);
    assert_eq!(suspended + dismissed, decided, "each in the log once");
    workbench.is_sound();
}

#[test]
fn a_program_that_dies_loses_and_doubles_nothing() {
    let mut workbench = Workbench::with(90, 7104, "");
    for round in 0..3 {
        let mut people: Vec<Visitor> = ["ann", "ben", "rae"].map(|name| workbench.visitor(name)).into();
        let address = workbench.address.clone();
        let queue = ["negotiable", "account", "other"][round];
        let hands: Vec<_> = people
            .drain(..)
            .map(|mut visitor| {
                thread::spawn(move || {
                    // The connection breaks under them at some time.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mut visitor, &[queue])));
                })
            })
            .collect();
        thread::sleep(std::time::Duration::from_millis(60 + 90 * round as u64));
        workbench.crash();
        hands.into_iter().for_each(|hand| drop(hand.join()));
        assert_ne!(workbench.address, address);
        workbench.is_sound();
    }
    let (suspended, dismissed) = decisions(&workbench);
    let left = workbench.sandbox.run(&["exceptions", "list", "--data", "data"]).succeeded().out.lines().count() - 1;
    let held = workbench.sandbox.read(&format!("out/{}/exceptions.csv", workbench.sandbox.only_batch("out")));
    assert_eq!(held.lines().count() - 1 - left, suspended + dismissed);
}

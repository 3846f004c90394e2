//! What must not be possible, on every path.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::{PASSWORD, Visitor, Workbench};

/// Every path of the table of routes: verb, path with samples for what varies, what it needs.
fn routes() -> Vec<(String, String, String)> {
    let source = std::fs::read_to_string("src/web/routes.rs").unwrap();
    let mut routes = Vec::new();
    for line in source.lines().map(str::trim) {
        for verb in ["get", "post", "send"] {
            let Some(rest) = line.strip_prefix(&format!("{verb}(\"")) else { continue };
            let (path, rest) = rest.split_once("\", ").unwrap();
            let need = rest.split(", ").next().unwrap().to_owned();
            let path = path
                .replace("/batch/{id}", "/batch/exceptions-7103")
                .replace("{id}", "exceptions-7103-E000001")
                .replace("{batch}", "exceptions-7103")
                .replace("{document}", "1")
                .replace("{field}", "courtesy")
                .replace("{queue}", "other")
                .replace("{number}", "1");
            assert!(!path.contains('{'), "{path}");
            let verb = if verb == "get" { "GET" } else { "POST" };
            routes.push((verb.to_owned(), path, need));
        }
    }
    assert!(routes.len() > 25, "{routes:?}");
    routes
}

fn audited(workbench: &Workbench, what: &str) -> usize {
    let mut eve = workbench.visitor("eve");
    eve.get("/audit").body.matches(what).count()
}

#[test]
fn no_path_opens_without_the_right_session_form_and_origin() {
    let workbench = Workbench::with(34, 7103, "");
    for (verb, path, need) in routes().into_iter().filter(|(_, _, need)| need != "Need::Nobody") {
        let mut nobody = Visitor::new(&workbench.address);
        let answer = if verb == "GET" { nobody.get(&path) } else { nobody.post(&path, &[]) };
        if verb == "GET" {
            assert_eq!((answer.status, answer.place()), (303, "/sign-in"), "{path}");
        } else {
            assert_eq!(answer.status, 401, "{path}");
        }
        assert!(!answer.body.contains("exceptions-7103-E"), "{path}");
        nobody.cookie = "0".repeat(64);
        assert!(matches!(nobody.send(&verb, &path, "").status, 303 | 401), "{path}: a made-up session");
        // Somebody whose role lacks the right.
        let who = match need.as_str() {
            "SEE" => Some("adm"),
            "DECIDE" | "UPLOAD" => Some("eve"),
            "Need::SignedIn" => None,
            _ if need.contains("ManageUsers") || need.contains("Audit") => Some("sue"),
            _ => Some("ann"),
        };
        if let Some(who) = who {
            let mut visitor = workbench.visitor(who);
            let answer = if verb == "GET" { visitor.get(&path) } else { visitor.post(&path, &[]) };
            assert_eq!(answer.status, 403, "{verb} {path} as {who}");
        }
        if verb == "POST" {
            let mut sue = workbench.visitor("sue");
            sue.token = "f".repeat(64);
            assert_eq!(sue.post(&path, &[]).status, 403, "{path}: a forged token");
            assert_eq!(sue.send("POST", &path, "").status, 403, "{path}: no token");
            let mut sue = workbench.visitor("sue");
            sue.origin = "http://elsewhere.example".to_owned();
            assert_eq!(sue.post(&path, &[]).status, 403, "{path}: from elsewhere");
        }
    }
    assert!(audited(&workbench, "no_session") > 10 && audited(&workbench, "forged_form") > 10);
    assert!(audited(&workbench, "no_right") > 10);
    workbench.is_sound();
}

#[test]
fn passwords_are_not_guessed_and_sessions_not_given() {
    let workbench = Workbench::with(34, 7103, "");
    // A session that was there before is not the one after.
    let mut visitor = Visitor::new(&workbench.address);
    visitor.cookie = "a".repeat(64);
    assert_eq!(visitor.post("/sign-in", &[("name", "ann"), ("password", PASSWORD)]).status, 303);
    assert_ne!(visitor.cookie, "a".repeat(64));
    let before = visitor.cookie.clone();
    visitor.take_token();
    let left = visitor.post("/sign-out", &[]);
    assert_eq!((left.status, left.place()), (303, "/sign-in"));
    visitor.cookie = before;
    assert_eq!(visitor.get("/").place(), "/sign-in", "signed out is signed out");
    let answer = Visitor::new(&workbench.address).post("/sign-in", &[("name", "ann"), ("password", PASSWORD)]);
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    for wrong in 0..5 {
        let answer =
            Visitor::new(&workbench.address).post("/sign-in", &[("name", "ben"), ("password", &format!("no {wrong}"))]);
        assert_eq!(answer.status, 401);
    }
    let right = Visitor::new(&workbench.address).post("/sign-in", &[("name", "ben"), ("password", PASSWORD)]);
    assert_eq!(right.status, 429, "braked, whatever the password");
    assert!(audited(&workbench, "sign_in_refused") >= 6);
}

#[test]
fn what_people_and_paper_say_is_never_a_script() {
    let workbench = Workbench::with(60, 7102, "");
    let mut ann = workbench.visitor("ann");
    let script = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let (case, page) = ann.next("negotiable").expect("a case");
    let version = page.value("version");
    let fields = [("version", version.as_str()), ("do", "suspend"), ("note", script)];
    assert_eq!(ann.post(&format!("{case}/decide"), &fields).status, 303);
    ann.next("negotiable").expect("a case");
    let drafted = ann.post(&format!("{case}/draft"), &[("draft", script)]);
    assert_eq!(drafted.status, 200);
    let searched = ann.post("/bills", &[("name", script)]);
    let mut eve = workbench.visitor("eve");
    for page in [ann.get(&case), searched, eve.get("/audit"), eve.get(&case)] {
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{}", page.body);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    }
    for name in ["<b>ann</b>", "../ann", "ann'--"] {
        let mut adm = workbench.visitor("adm");
        assert_eq!(adm.post("/users", &[("name", name), ("role", "operator"), ("password", PASSWORD)]).status, 400);
    }
}

#[test]
fn paths_and_bodies_are_held_to_their_limits() {
    let workbench = Workbench::with(34, 7103, "");
    let mut sue = workbench.visitor("sue");
    for path in [
        "/paper/../../etc/passwd",
        "/paper/exceptions-7103/..%2F..%2Fdata%2Flockbox.sqlite",
        "/paper/%2e%2e/1",
        "/paper/exceptions-7103/99999",
        "/paper/another/1",
        "/snippet/exceptions-7103/1/..",
        "/batch/..",
        "/case/exceptions-7103-E1'--",
        "/nowhere",
    ] {
        let status = sue.get(path).status;
        assert!(matches!(status, 400 | 404), "{path}: {status}");
    }
    let long = "x".repeat(300 << 10);
    assert_eq!(sue.post("/bills", &[("name", &long)]).status, 413);
    assert_eq!(sue.send("POST", "/bills", "%%%=%ff\u{0}").status, 403, "without a token");
    // A body that never comes holds nobody up.
    let mut slow = TcpStream::connect(&workbench.address).unwrap();
    slow.write_all(b"POST /bills HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n").unwrap();
    assert_eq!(sue.get("/").status, 200);
    // Nor does a file that stops half way.
    assert_eq!(sue.post("/uploads", &[("kind", "batch"), ("name", "slow")]).status, 200);
    let mut slow_file = TcpStream::connect(&workbench.address).unwrap();
    let head = format!(
        "POST /upload/1/file HTTP/1.1\r\nHost: x\r\nCookie: lockbox_session={}\r\nx-form: form_token={}&name=a.tif\r\nContent-Length: 100\r\n\r\nhalf",
        sue.cookie, sue.token
    );
    slow_file.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.set_read_timeout(Some(std::time::Duration::from_secs(40))).unwrap();
    let _ = slow.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let mut answer = String::new();
    slow_file.set_read_timeout(Some(std::time::Duration::from_secs(40))).unwrap();
    let _ = slow_file.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("broke off"), "{answer}");
    assert!(sue.get("/uploads").body.contains("not sent whole"));
}

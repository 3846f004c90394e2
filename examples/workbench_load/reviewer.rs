//! One person at the workbench, by socket.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The queues in the order in which they are worked off.
const QUEUES: [&str; 6] = ["account", "differs", "negotiable", "duplicate", "other", "coverage"];

/// How long a decision took, and the page of the next case.
pub(crate) struct Timed {
    pub(crate) decision: Duration,
    pub(crate) page: Option<Duration>,
}

/// What was answered.
struct Answer {
    status: u16,
    place: String,
    body: String,
}

pub(crate) struct Reviewer {
    connection: BufReader<TcpStream>,
    head: String,
    form: String,
    pause: Duration,
    chance: u64,
}

impl Reviewer {
    pub(crate) fn new(address: &str, (session, form): &(String, String), pause: Duration) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let seed = session.bytes().fold(1, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let head = format!("Host: {address}\r\nOrigin: http://{address}\r\nCookie: lockbox_session={session}\r\n");
        Self { connection: BufReader::new(stream), head, form: form.clone(), pause, chance: seed }
    }

    /// Accepts cases until so many are left to do, there are none, or the connection ends.
    pub(crate) fn work(mut self, left: &AtomicI64, until: i64) -> Vec<Timed> {
        let mut times = Vec::new();
        for queue in QUEUES {
            let Ok(first) = self.send("POST", &format!("/queue/{queue}/next"), "") else { return times };
            let mut place = first.place;
            let Ok(mut page) = self.send("GET", &place, "") else { return times };
            while place.starts_with("/case/") && left.load(Ordering::Relaxed) > until {
                thread::sleep(self.pause());
                let fields = decision(&page.body);
                let start = Instant::now();
                let Ok(mut decided) = self.send("POST", &format!("{place}/decide"), &fields) else { return times };
                let took = start.elapsed();
                if decided.status == 200 {
                    // Somebody else has paid that bill meanwhile.
                    let fields = unidentified(&decided.body);
                    let Ok(second) = self.send("POST", &format!("{place}/decide"), &fields) else { return times };
                    decided = second;
                }
                assert_eq!(decided.status, 303, "{place}: {}", decided.body);
                left.fetch_sub(1, Ordering::Relaxed);
                place = decided.place;
                let start = Instant::now();
                let next = self.send("GET", &place, "");
                let page_took = start.elapsed();
                // At the end of a queue there is no next case.
                times.push(Timed { decision: took, page: place.starts_with("/case/").then_some(page_took) });
                let Ok(next) = next else { return times };
                page = next;
            }
        }
        times
    }

    /// From half to one and a half of the usual: people do not press their keys at the same moment.
    fn pause(&mut self) -> Duration {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.pause * (512 + (self.chance >> 54) as u32) / 1024
    }

    fn send(&mut self, verb: &str, path: &str, fields: &str) -> io::Result<Answer> {
        let body = if verb == "POST" { format!("form_token={}&{fields}", self.form) } else { String::new() };
        let request = format!(
            "{verb} {path} HTTP/1.1\r\n{}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.connection.get_mut().write_all(request.as_bytes())?;
        let (mut line, mut length, mut place, mut status) = (String::new(), 0, String::new(), 0);
        loop {
            line.clear();
            if self.connection.read_line(&mut line)? == 0 {
                return Err(io::Error::other("the connection ended"));
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            match line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap_or(0),
                Some(("location", value)) => value.clone_into(&mut place),
                Some(_) => {}
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut bytes = vec![0; length];
        self.connection.read_exact(&mut bytes)?;
        Ok(Answer { status, place, body: String::from_utf8_lossy(&bytes).into_owned() })
    }
}

fn value(text: &str, name: &str) -> String {
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn unidentified(page: &str) -> String {
    format!("version={}&do=suspend&note=load", value(page, "version"))
}

/// What the page suggests, as its form would send it: the first account's rows, or money for nobody yet, or no money.
fn decision(page: &str) -> String {
    let version = value(page, "version");
    if page.contains("data-total=\"0\"") {
        return format!("version={version}&do=dismiss&note=load");
    }
    let mut fields = String::new();
    let choice = page.split("class=\"choice\"").nth(1).unwrap_or_default();
    for row in choice.split("<tr><td>").skip(1) {
        let Some((_, fill)) = row.split_once("data-fill=\"") else { continue };
        let fill = fill.split('"').next().unwrap_or_default();
        if !fill.is_empty() {
            let [payment, account, bill] = ["payment", "account", "bill"].map(|name| value(row, name));
            fields.push_str(&format!("&payment={payment}&account={account}&bill={bill}&amount={fill}"));
        }
    }
    let what = if fields.is_empty() { "suspend" } else { "post" };
    format!("version={version}&do={what}&note=load{fields}")
}

//! Somebody who visits the workbench by socket, with a cookie and a form token as a browser has them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A visitor.
#[derive(Clone)]
pub(crate) struct Visitor {
    address: String,
    pub(crate) cookie: String,
    pub(crate) token: String,
    /// Where its forms say that they come from.
    pub(crate) origin: String,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// Where it sends the browser.
    pub(crate) fn place(&self) -> &str {
        self.header("location")
    }

    /// The value of a field on the page.
    pub(crate) fn value(&self, name: &str) -> String {
        let Some((_, rest)) = self.body.split_once(&format!("name=\"{name}\" value=\"")) else { return String::new() };
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Visitor {
    pub(crate) fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: String::new(),
            token: String::new(),
            origin: format!("http://{address}"),
        }
    }

    /// Takes the form token of the first page.
    pub(crate) fn take_token(&mut self) {
        self.token = self.get("/keys").value("form_token");
        assert_eq!(self.token.len(), 64);
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    /// Sends a form, with the form token.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let fields: Vec<(&str, &str)> =
            [("form_token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let body =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>();
        self.send("POST", path, &body.join("&"))
    }

    /// Sends a file, with a form in the header.
    pub(crate) fn send_file(&mut self, path: &str, name: &str, body: &[u8]) -> Answer {
        let form = format!("x-form: form_token={}&name={}\r\n", self.token, encoded(name));
        self.request("POST", path, &form, body, body.len())
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        self.request(method, path, "", body.as_bytes(), body.len())
    }

    /// Sends a request that says that its body is so long.
    pub(crate) fn request(&mut self, method: &str, path: &str, more: &str, body: &[u8], length: usize) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        if !self.cookie.is_empty() {
            head.push_str(&format!("Cookie: lockbox_session={}\r\n", self.cookie));
        }
        if method == "POST" {
            head.push_str(&format!("Origin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", self.origin));
            head.push_str(&format!("Content-Length: {length}\r\n{more}"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        if body.len() < length {
            // It breaks off here.
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        }
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let answer = Answer {
            status: head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        if let Some(cookie) = answer.header("set-cookie").strip_prefix("lockbox_session=") {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
        answer
    }

    /// Works on the next case of a queue: its path, and its page.
    pub(crate) fn next(&mut self, queue: &str) -> Option<(String, Answer)> {
        let place = self.post(&format!("/queue/{queue}/next"), &[]).place().to_owned();
        place.starts_with("/case/").then(|| {
            let page = self.get(&place);
            assert_eq!(page.status, 200, "{}", page.body);
            (place, page)
        })
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

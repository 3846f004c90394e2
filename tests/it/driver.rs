//! A browser driven by the WebDriver protocol (W3C), as far as the tests of the workbench need it: Chromium and its
//! driver are Debian packages that `scripts/setup` installs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A window of a browser of its own.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.send("DELETE", &format!("/session/{}", self.session), "");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    pub(crate) fn open(width: u32, height: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver (Debian package chromium-driver; scripts/setup installs it)");
        let said = BufReader::new(driver.stdout.take().unwrap());
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self { driver, port: port.unwrap(), session: String::new() };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--force-device-scale-factor=1",
            &format!("--window-size={width},{height}"),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let made = browser.request("POST", "/session", Some(&wanted));
        browser.session = made["sessionId"].as_str().unwrap().to_owned();
        browser
    }

    pub(crate) fn go(&self, url: &str) {
        self.command("POST", "/url", Some(&json!({"url": url})));
    }

    pub(crate) fn url(&self) -> String {
        self.command("GET", "/url", None).as_str().unwrap().to_owned()
    }

    /// Runs a script on the page; what it returns.
    pub(crate) fn script(&self, code: &str) -> Value {
        self.command("POST", "/execute/sync", Some(&json!({"script": code, "args": []})))
    }

    /// The text of what a selector finds first; empty if there is nothing.
    pub(crate) fn text(&self, selector: &str) -> String {
        let code = format!("return document.querySelector({})?.innerText ?? ''", json!(selector));
        self.script(&code).as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn count(&self, selector: &str) -> u64 {
        self.script(&format!("return document.querySelectorAll({}).length", json!(selector))).as_u64().unwrap()
    }

    /// Types text where the focus is.
    pub(crate) fn type_text(&self, text: &str) {
        for letter in text.chars() {
            self.strokes(&[&letter.to_string()]);
        }
    }

    /// Presses keys one after the other: `Enter`, `Alt+R`, `+`.
    pub(crate) fn press(&self, keys: &[&str]) {
        keys.iter().for_each(|key| self.strokes(&[key]));
    }

    fn strokes(&self, keys: &[&str]) {
        let mut actions = Vec::new();
        for key in keys {
            let mut rest = *key;
            let mut held = Vec::new();
            for (name, code) in [("Ctrl+", "\u{e009}"), ("Alt+", "\u{e00a}"), ("Shift+", "\u{e008}")] {
                if let Some(after) = rest.strip_prefix(name).filter(|after| !after.is_empty()) {
                    held.push(code);
                    rest = after;
                }
            }
            let code = match rest {
                "Enter" => "\u{e007}",
                "Tab" => "\u{e004}",
                "Escape" => "\u{e00c}",
                "PageDown" => "\u{e00f}",
                "F1" => "\u{e031}",
                "F2" => "\u{e032}",
                "F3" => "\u{e033}",
                "F6" => "\u{e036}",
                "F7" => "\u{e037}",
                "F8" => "\u{e038}",
                other => other,
            };
            actions.extend(held.iter().map(|code| json!({"type": "keyDown", "value": code})));
            actions.push(json!({"type": "keyDown", "value": code}));
            actions.push(json!({"type": "keyUp", "value": code}));
            actions.extend(held.iter().rev().map(|code| json!({"type": "keyUp", "value": code})));
        }
        self.command(
            "POST",
            "/actions",
            Some(&json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]})),
        );
    }

    /// Chooses files in a field, as a person does in the window that it opens.
    pub(crate) fn choose_files(&self, selector: &str, paths: &[PathBuf]) {
        let found = self.command("POST", "/element", Some(&json!({"using": "css selector", "value": selector})));
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str).unwrap().to_owned();
        let text = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("\n");
        self.command("POST", &format!("/element/{id}/value"), Some(&json!({"text": text})));
    }

    /// Waits until a script's expression is true.
    pub(crate) fn until(&self, what: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.script(&format!("return Boolean({what})")) != json!(true) {
            assert!(Instant::now() < end, "never: {what}; at {}: {}", self.url(), self.text("main"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A picture of the window, as PNG in base64.
    pub(crate) fn picture(&self) -> String {
        self.command("GET", "/screenshot", None).as_str().unwrap().to_owned()
    }

    fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.request(method, &format!("/session/{}{path}", self.session), body)
    }

    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        let (status, answer) =
            self.send(method, path, &body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let value: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert!(status.contains(" 200"), "{method} {path}: {}", value["value"]["message"]);
        value["value"].clone()
    }

    /// The status line and the body of the answer.
    fn send(&self, method: &str, path: &str, body: &str) -> std::io::Result<(String, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut reader = BufReader::new(stream);
        let (mut status, mut length) = (String::new(), 0);
        reader.read_line(&mut status)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().to_ascii_lowercase().split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().unwrap_or(0),
                Some(_) => {}
                None => break,
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok((status, String::from_utf8_lossy(&answer).into_owned()))
    }
}

//! The reference channel manager in a process of its own, what stands between it and Keycard, and a
//! configuration as a partner writes it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use support::keycard;

pub const CLIENT: &str = "BD8CD776655696442C9B1B1261F44ADE";
pub const CONNECTION: &str = "53F4C36A33984FA6FF2B4095124817BF-8E0A5D1C97B24F63A1D7C0E92B6F4835";

/// An address of this machine that was free a moment ago, below the ports that outgoing connections get: one of
/// those could be taken by any of the many calls of other tests before Keycard listens on it.
pub fn free() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(131);
    loop {
        let nth = NEXT.fetch_add(1, Ordering::SeqCst);
        let address = format!("127.0.0.1:{}", 20_000 + first.wrapping_add(nth) % 12_000);
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}

/// The reference channel manager, until it is dropped.
pub struct Partner {
    child: Child,
    pub address: String,
}

impl Partner {
    pub fn start(platform: &str, more: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", platform, more)
    }

    pub fn start_at(address: &str, platform: &str, more: &[&str]) -> Self {
        let mut command = keycard();
        command
            .args(["demo", "--serve", address, "--platform", platform])
            .args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.rsplit("http://").next().unwrap();
        let address = address.trim_end_matches("/channelManager").to_string();
        // It goes on writing to where somebody has to read.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Ends the process; nothing that it knew is kept.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What becomes of a request on its way.
pub enum Fate {
    Passes,
    /// It is answered with success, and never arrives.
    IsLost,
    IsLate(Duration),
    ComesTwice,
    /// It arrives, and then another one.
    IsFollowedBy(String),
    Becomes(String),
    /// It never arrives, and this is answered.
    IsAnswered(String),
    /// So many blanks are put behind its answer.
    IsAnsweredAtLength(usize),
}

/// Passes requests on to an address, but for what a test does to them. Ends with the test process.
pub fn between(to: &str, fate: impl Fn(&str, &str) -> Fate + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (to, fate) = (to.to_string(), Arc::new(fate));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (to, fate) = (to.clone(), Arc::clone(&fate));
            thread::spawn(move || {
                let Some((head, body)) = received(&mut stream) else {
                    return;
                };
                let path = head.split(' ').nth(1).unwrap_or_default().to_string();
                let answer = match fate(&path, &body) {
                    Fate::Passes => passed(&to, &head, &body),
                    Fate::IsLost => answered("{\"success\":true}"),
                    Fate::IsAnswered(body) => answered(&body),
                    Fate::IsLate(by) => {
                        thread::sleep(by);
                        passed(&to, &head, &body)
                    }
                    Fate::IsFollowedBy(next) => {
                        let answer = passed(&to, &head, &body);
                        passed(&to, &head, &next);
                        answer
                    }
                    Fate::ComesTwice => {
                        let answer = passed(&to, &head, &body);
                        passed(&to, &head, &body);
                        answer
                    }
                    Fate::Becomes(body) => passed(&to, &head, &body),
                    Fate::IsAnsweredAtLength(blanks) => lengthened(&passed(&to, &head, &body), blanks),
                };
                let _ = stream.write_all(&answer);
            });
        }
    });
    address
}

fn lengthened(answer: &[u8], blanks: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let body = text.split_once("\r\n\r\n").unwrap().1;
    answered(&format!("{body}{}", " ".repeat(blanks)))
}

fn answered(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn received(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8(body).ok()?))
}

/// Whatever the other end answers; nothing if it is gone.
fn passed(to: &str, head: &str, body: &str) -> Vec<u8> {
    let Ok(mut stream) = TcpStream::connect(to) else {
        return Vec::new();
    };
    let first = head.lines().next().unwrap_or_default();
    let request = format!(
        "{first}\r\nhost: {to}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = Vec::new();
    if stream.write_all(request.as_bytes()).is_ok() {
        let _ = stream.read_to_end(&mut answer);
    }
    answer
}

/// Posts JSON to that address, whatever is answered.
pub fn post(to: &str, path: &str, body: &str) {
    passed(to, &format!("POST {path} HTTP/1.1\r\n\r\n"), body);
}

/// What is answered to JSON that is posted to that address; null if it is not JSON.
pub fn asked(to: &str, path: &str, body: &str) -> Value {
    let answer = passed(to, &format!("POST {path} HTTP/1.1\r\n\r\n"), body);
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = at.and_then(|at| answer.get(at + 4..)).unwrap_or_default();
    serde_json::from_slice(body).unwrap_or_default()
}

/// The sections of a configuration that differ from test to test.
pub struct Setup {
    pub url: String,
    pub hooks: String,
    pub listen: String,
    pub rates: &'static str,
    pub within: &'static str,
    pub read_back: bool,
    pub system_errors: bool,
    /// What else stands in the section of the channel manager, and how long it is given to settle.
    pub more: String,
    pub settle: &'static str,
}

impl Setup {
    /// The usual one: everything that a certification can make use of.
    pub fn of(partner: &str, listen: &str) -> Self {
        Self {
            url: partner.to_string(),
            hooks: partner.to_string(),
            listen: listen.to_string(),
            rates: r#""FLEX", "NONREF", "WEEK", "LATE", "PKG""#,
            within: "3s",
            read_back: true,
            system_errors: true,
            more: String::new(),
            settle: "1ms",
        }
    }

    /// A folder with the configuration.
    pub fn folder(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.write(folder.path());
        folder
    }

    pub fn write(&self, folder: &Path) {
        let Self {
            url,
            hooks,
            listen,
            rates,
            within,
            more,
            settle,
            ..
        } = self;
        let errors = if self.system_errors {
            "system-errors = \"system-errors.yaml\"\n"
        } else {
            ""
        };
        let mut config = format!(
            "{errors}hooks-url = \"http://{hooks}/hooks/channel-manager\"\n\
             [channel-manager]\nurl = \"http://{url}/channelManager\"\n\
             client-token = {{ env = \"PARTNER_CLIENT_TOKEN\" }}\n\
             connection-token = {{ env = \"PARTNER_CONNECTION_TOKEN\" }}\n\
             spaces = [\"SGL\", \"DBL\", \"TWN\", \"DRM\", \"BED\"]\nrates = [{rates}]\n\
             products = [\"BRKF\"]\nages = [\"Adult\", \"Child\"]\n{more}\n\
             [listen]\naddress = \"{listen}\"\nwithin = \"{within}\"\nquiet = \"30ms\"\nsettle = \"{settle}\"\n"
        );
        if self.read_back {
            config.push_str(&format!(
                "[read-back]\nurl = \"http://{url}/hooks/channel-manager/read-inventory\"\n"
            ));
        }
        fs::write(folder.join("keycard.toml"), config).unwrap();
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/certification/system-errors.yaml");
        fs::copy(list, folder.join("system-errors.yaml")).unwrap();
    }
}

/// Writes a plan of the same tests, of which those of a year are content with days and those that watch with a moment,
/// and its scenarios.
pub fn shorten(folder: &Path) {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/channel-manager");
    let mut plan = fs::read_to_string(scenarios.join("certification.plan.yaml")).unwrap();
    fs::create_dir(folder.join("own")).unwrap();
    fs::create_dir(folder.join("own/short")).unwrap();
    for entry in fs::read_dir(scenarios.join("certification")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if ["days: 365", "days: 60", "watch: 5s"]
            .iter()
            .any(|long| text.contains(long))
        {
            let text = text.replace("days: 365", "days: 8").replace("days: 60", "days: 8");
            let text = text.replace("ahead: 10, days: 14", "ahead: 5, days: 1");
            let text = text.replace("watch: 5s", "watch: 50ms");
            fs::write(folder.join(format!("own/short/{name}.yaml")), text).unwrap();
            plan = plan.replace(
                &format!("channel-manager/certification/{name}"),
                &format!("short/{name}"),
            );
        }
    }
    fs::write(folder.join("short.plan.yaml"), plan).unwrap();
    let config = fs::read_to_string(folder.join("keycard.toml")).unwrap();
    let config = format!("plan = \"short.plan.yaml\"\nscenarios = [\"own\"]\n{config}");
    fs::write(folder.join("keycard.toml"), config).unwrap();
}

/// `keycard` with the partner's tokens, in that folder.
pub fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = keycard();
    command
        .args(words)
        .current_dir(folder)
        .env("PARTNER_CLIENT_TOKEN", CLIENT)
        .env("PARTNER_CONNECTION_TOKEN", CONNECTION)
        .stdin(Stdio::null());
    command
}

/// What a certification came to.
#[derive(Debug)]
pub struct Certified {
    pub code: Option<i32>,
    pub text: String,
    pub report: Value,
}

impl Certified {
    pub fn of(folder: &Path, output: &Output) -> Self {
        let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let report = fs::read(folder.join("report.json")).unwrap_or_default();
        Self {
            code: output.status.code(),
            text: text.concat(),
            report: serde_json::from_slice(&report).unwrap_or_default(),
        }
    }

    /// The tests with that verdict.
    pub fn with(&self, verdict: &str) -> Vec<&str> {
        let tests = self.report["run"]["plan"]["tests"].as_array();
        let tests = tests.unwrap_or_else(|| panic!("no plan in the report: {}", self.text));
        tests
            .iter()
            .filter(|test| test["verdict"] == verdict)
            .map(|test| test["id"].as_str().unwrap())
            .collect()
    }

    /// What is said of a test.
    pub fn reason(&self, id: &str) -> &str {
        let tests = self.report["run"]["plan"]["tests"].as_array().unwrap();
        let test = tests.iter().find(|test| test["id"] == id).unwrap();
        test["reason"].as_str().unwrap_or_default()
    }
}

/// Certifies, with a JSON report.
pub fn certify(folder: &Path, words: &[&str]) -> Certified {
    let mut arguments = vec!["certify", "--report", "json=report.json"];
    arguments.extend(words);
    let output = command(folder, &arguments).output().unwrap();
    Certified::of(folder, &output)
}

//! Certification of the reference channel manager in another process, over real sockets, through a
//! configuration as a partner writes it: honest, with planted faults, and behind a network that meddles.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "certify/partner.rs"]
mod partner;
mod support;

use std::sync::Mutex;

use partner::{Partner, Setup, certify, free, shorten};

#[test]
fn explore() {
    let faults: Vec<String> = std::env::var("FAULTS").unwrap().split(',').map(str::to_string).collect();
    let left = Mutex::new(faults);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(fault) = left.lock().unwrap().pop() else { break };
                    let listen = free();
                    let partner = Partner::start(&format!("http://{listen}"), Some(&fault));
                    let folder = Setup::of(&partner.address, &listen).folder();
                    shorten(folder.path());
                    let certified = certify(folder.path(), &[]);
                    println!("    (\"{fault}\", \"{}\", \"{}\"),{:?} {}", certified.with("failed").join(" "), certified.with("inconclusive").join(" "), certified.code, if certified.with("passed").len() < 10 { certified.reason("INV-1") } else {""});
                }
            });
        }
    });
}

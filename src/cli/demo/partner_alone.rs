//! `keycard demo --serve`: the reference channel manager alone, as a partner of whoever calls it.

use std::net::SocketAddr;

use crate::app::exit::Exit;
use crate::contract::operation::Side;
use crate::stub::host::Host;
use crate::stub::host_options::HostOptions;
use crate::stub::partner::hooks::HOOKS;

/// Serves until it is interrupted.
pub(super) fn run(address: SocketAddr, platform: &str, options: HostOptions) -> Exit {
    let platform = platform.trim_end_matches('/').to_string();
    let host = match Host::start_at(address, options, platform.clone()) {
        Ok(host) => host,
        Err(error) => {
            eprintln!("error: it cannot listen on {address}: {error}");
            return Exit::Input;
        }
    };
    let side = Side::ChannelManager;
    println!("the reference channel manager  {}/channelManager", host.address());
    println!("it calls the platform at       {platform}/api/channelManager/v1");
    println!("its hooks                      {}/hooks/{side}/NAME", host.address());
    if let Some(fault) = options.fault {
        println!("the fault in it                {fault}: {}", fault.description());
    }
    println!("\nIt can be told to act by POST, until it is interrupted (Ctrl-C):");
    for hook in HOOKS {
        println!("  {:<26} {}", hook.name, hook.description);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map(|runtime| runtime.block_on(tokio::signal::ctrl_c())) {
        Ok(Ok(())) => Exit::Passed,
        Ok(Err(error)) | Err(error) => {
            eprintln!("error: it cannot wait for an interrupt: {error}");
            Exit::Inconclusive
        }
    }
}

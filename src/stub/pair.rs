//! `[io]` The two sides on two ports, calling each other.

use std::io;
use std::sync::mpsc::Sender;

use tokio::sync::watch;

use super::host::{Host, Port};
use super::host_options::HostOptions;
use super::outbox::Outbox;
use super::served::Served;
use super::worlds::Setting;
use crate::contract::operation::Side;

/// The simulated Mews and the reference channel manager, each on a port of its own.
///
/// Every call goes over the network of this machine, so either side can be watched, or be called by
/// a third party.
#[derive(Debug)]
pub struct Pair {
    mews: Host,
    channel_manager: Host,
    open: watch::Receiver<usize>,
}

impl Pair {
    /// Starts both; each call that one of them serves is sent to `follower`.
    ///
    /// # Errors
    ///
    /// No port or no thread is to be had.
    pub fn start(options: HostOptions, follower: &Sender<Served>) -> io::Result<Self> {
        let (mews, channel_manager) = (Port::any()?, Port::any()?);
        let (addresses, open) = (
            [mews.address.clone(), channel_manager.address.clone()],
            watch::Sender::default(),
        );
        let [at_mews, at_channel_manager] = addresses;
        let setting = |counterpart: String| Setting {
            options,
            counterpart: Some(counterpart),
            follower: Some(follower.clone()),
            outbox: Outbox::counting_with(open.clone()),
        };
        Ok(Self {
            mews: Host::serve(mews, setting(at_channel_manager))?,
            channel_manager: Host::serve(channel_manager, setting(at_mews))?,
            open: open.subscribe(),
        })
    }

    /// One of the two.
    pub const fn host(&self, side: Side) -> &Host {
        match side {
            Side::Mews => &self.mews,
            Side::ChannelManager => &self.channel_manager,
        }
    }

    /// Waits until neither side owes the other a call.
    pub async fn quiet(&mut self) {
        // The sender lives as long as the hosts do.
        let _ = self.open.wait_for(|open| *open == 0).await;
    }
}

//! Syncs with the official server, with the official engine as the second client.

mod actors;
mod basics;
mod clients;
mod cut;
mod interrupted;
mod interrupted_full;
mod meanwhile;
mod media;
mod network;
mod rounds;

type Outcome = Result<(), Box<dyn std::error::Error>>;

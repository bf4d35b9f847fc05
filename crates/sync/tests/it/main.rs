//! A client of servers that refuse, lie or break off. No server is asked: the test is the network.

#![expect(clippy::unwrap_used, reason = "a fixture that fails is a failed test")]

mod meanwhile;
mod media;
mod refusals;
mod support;

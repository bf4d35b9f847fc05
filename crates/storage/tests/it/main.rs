//! Tests of the storage layer through its public methods.

mod creating;
mod opening;
mod rows;
mod support;

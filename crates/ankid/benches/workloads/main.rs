//! How fast ankid is, measured from outside: `cargo xtask bench`.
//!
//! Makes a large collection, starts the server on it and times actions over HTTP, next to what SQLite
//! and an empty HTTP handler do on the same machine in the same run. Other programs disturb the times;
//! the ratios less so.

mod collection;
mod http;
mod limits;
mod report;
mod workloads;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use ankid_testkit::{ServerSetup, TestServer};
use tempfile::TempDir;

use crate::http::Connection;
use crate::report::Times;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const PROFILE: &str = "User 1";
/// How large the collection is unless another size is named.
const NOTES: usize = 100_000;
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

const HELP: &str = "\
cargo xtask bench [NOTES | growth | make FOLDER NOTES]

  NOTES               workloads on a collection of so many notes (100,000)
  growth              the actions that name their ids, from 1,000 to 1,000,000 notes
  make FOLDER NOTES   only the collection, in FOLDER/User 1/collection.anki2
";

fn main() -> Outcome {
    // `cargo bench` adds a flag of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => one_size(NOTES),
        ["growth"] => growth(),
        ["make", folder, notes] => {
            collection::make(&Path::new(folder).join(PROFILE), notes.parse()?)
        }
        [notes] if notes.parse::<usize>().is_ok() => one_size(notes.parse()?),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    }
}

fn one_size(notes: usize) -> Outcome {
    let base = TempDir::new()?;
    collection::make(&base.path().join(PROFILE), notes)?;
    let raw = limits::Limits::measure(&base.path().join(PROFILE), notes)?;
    let server = start(base.path())?;
    let address = server.client().url().to_owned();
    report::machine(notes)?;
    report::heading();
    for workload in workloads::reading(&address)? {
        let times = workload.measure(&address)?;
        report::row(workload.name, &times, raw.of(workload.name));
    }
    for workload in workloads::writing(&address)? {
        let times = workload.measure(&address)?;
        report::row(workload.name, &times, raw.of(workload.name));
    }
    beside_a_writer(&address)?;
    let alone = workloads::adding_clients(&address, 1)?;
    let together = workloads::adding_clients(&address, 16)?;
    println!(
        "addNote: {alone:.0}/s by 1 client, {together:.0}/s by 16, {:.1}x",
        together / alone
    );
    let kept = workloads::versions(&address, true)?;
    let fresh = workloads::versions(&address, false)?;
    let empty = limits::EmptyServer::start()?;
    let kept_empty = workloads::versions(empty.address(), true)?;
    let fresh_empty = workloads::versions(empty.address(), false)?;
    println!(
        "version: {kept:.0}/s kept alive ({:.2} of an empty handler), {fresh:.0}/s anew ({:.2})",
        kept / kept_empty,
        fresh / fresh_empty
    );
    println!(
        "resident memory: {} MB",
        report::resident_megabytes(&server)?
    );
    drop(server);
    println!("start to first answer: {}", first_answers(base.path())?);
    Ok(())
}

/// Reads while another client adds many notes.
fn beside_a_writer(address: &str) -> Outcome {
    let writer = {
        let address = address.to_owned();
        std::thread::spawn(move || workloads::add_many(&address).map_err(|error| error.to_string()))
    };
    let reading = workloads::notes_info_of_ten(address)?;
    let mut connection = Connection::open(address)?;
    let mut times = Times::default();
    while !writer.is_finished() {
        times.push(connection.call(&reading)?);
    }
    writer.join().map_err(|_| "the writer panicked")??;
    report::row("notesInfo 10 beside addNotes 20000", &times, None);
    Ok(())
}

fn growth() -> Outcome {
    for notes in SIZES {
        let base = TempDir::new()?;
        collection::make(&base.path().join(PROFILE), notes)?;
        let server = start(base.path())?;
        let address = server.client().url().to_owned();
        report::machine(notes)?;
        report::heading();
        for workload in workloads::naming_ids(&address)? {
            report::row(workload.name, &workload.measure(&address)?, None);
        }
        println!(
            "resident memory: {} MB",
            report::resident_megabytes(&server)?
        );
        drop(server);
        println!("start to first answer: {}", first_answers(base.path())?);
    }
    Ok(())
}

fn start(base: &Path) -> Outcome<TestServer> {
    let setup = ServerSetup::new(env!("CARGO_BIN_EXE_ankid")).base(base);
    Ok(setup.profiles([PROFILE]).start()?)
}

fn first_answers(base: &Path) -> Outcome<Times> {
    let mut times = Times::default();
    for _ in 0..7 {
        let begin = Instant::now();
        let server = start(base)?;
        server.call("version", serde_json::json!({}))?;
        times.push(begin.elapsed());
    }
    Ok(times)
}

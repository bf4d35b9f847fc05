//! The table that is printed.

use std::fmt;
use std::time::Duration;

use ankid_testkit::TestServer;

use crate::Outcome;

/// How long the rounds of a workload took.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }

    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, worst) = (millis(self.median()), millis(self.percentile(100)));
        write!(formatter, "{median:.1} ms (median), {worst:.1} ms (worst)")
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub(crate) fn machine(notes: usize) -> Outcome {
    let cpus = std::thread::available_parallelism()?;
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown", |line| line.trim_start_matches([' ', '\t', ':']));
    println!("\n{notes} notes; {cpus} processors, {model}\n");
    Ok(())
}

pub(crate) fn heading() {
    println!("| workload | rounds | median ms | 99% ms | of the raw limit |");
    println!("|---|---|---|---|---|");
}

pub(crate) fn row(name: &str, times: &Times, limit: Option<Duration>) {
    let ratio = limit.map_or_else(String::new, |limit| {
        format!("{:.1}x", times.median().as_secs_f64() / limit.as_secs_f64())
    });
    println!(
        "| {name} | {} | {:.2} | {:.2} | {ratio} |",
        times.0.len(),
        millis(times.median()),
        millis(times.percentile(99))
    );
}

/// The memory of the server that is in use, where the system tells it.
pub(crate) fn resident_megabytes(server: &TestServer) -> Outcome<String> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process_id()));
    let Ok(status) = status else {
        return Ok("unknown".to_owned());
    };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: u64 = kilobytes.unwrap_or("0").parse()?;
    Ok((kilobytes / 1024).to_string())
}

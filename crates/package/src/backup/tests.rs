use std::path::PathBuf;

use jiff::civil::{DateTime, date};

use super::thinning::obsolete;
use super::{Backup, BackupLimits};

fn backup(made: &str) -> Backup {
    Backup {
        path: PathBuf::new(),
        name: made.to_owned(),
        made: made.parse::<DateTime>().unwrap(),
        bytes: 0,
    }
}

#[test]
fn old_backups_are_thinned_out_as_anki_does() {
    let limits = BackupLimits {
        daily: 3,
        weekly: 2,
        monthly: 1,
        minimum_minutes: 30,
    };
    // The last column says whether the backup stays.
    let table = [
        ("2022-02-22T18:00:00", true),
        ("2022-02-22T06:00:00", true),
        ("2022-02-21T00:00:00", true),
        ("2022-02-20T18:00:00", true),
        ("2022-02-20T06:00:00", false),
        ("2022-02-10T00:00:00", true),
        ("2022-02-09T00:00:00", true),
        ("2022-02-07T00:00:00", false),
        ("2022-02-06T02:00:00", true),
        ("2022-02-06T01:00:00", false),
        ("2022-01-06T00:00:00", true),
        ("2022-01-05T00:00:00", false),
        ("2021-12-24T00:00:00", true),
        ("2021-12-01T00:00:00", false),
        ("2021-11-01T00:00:00", false),
    ];
    let backups = table.iter().map(|(made, _)| backup(made)).collect();
    let gone = obsolete(backups, date(2022, 2, 22), limits);
    let expected = table.iter().filter(|(_, stays)| !stays);
    let expected: Vec<_> = expected.map(|(made, _)| backup(made)).collect();
    assert_eq!(gone, expected);
}

#[test]
fn without_limits_only_today_and_yesterday_stay() {
    let limits = BackupLimits {
        daily: 0,
        weekly: 0,
        monthly: 0,
        minimum_minutes: 0,
    };
    let backups = vec![
        backup("2026-03-01T00:00:00"),
        backup("2026-02-28T00:00:00"),
        backup("2026-02-27T23:59:59"),
    ];
    let gone = obsolete(backups, date(2026, 3, 1), limits);
    assert_eq!(gone, [backup("2026-02-27T23:59:59")]);
}

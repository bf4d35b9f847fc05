//! `ankid backup`: a backup now, or a list of those that there are.

use ankid_package::{Due, back_up, backup_folder, list_backups};

use crate::commands::Workplace;
use crate::commands::progress;
use crate::error::Result;
use crate::output::print;

/// Runs the command.
pub(crate) fn run(list: bool, place: &Workplace) -> Result<()> {
    if list {
        let backups = list_backups(&backup_folder(&place.collection))?;
        let line =
            |backup: &ankid_package::Backup| format!("{}  {} bytes\n", backup.name, backup.bytes);
        return print(&backups.iter().map(line).collect::<String>());
    }
    let made = place.with_engine(|engine| {
        Ok(back_up(
            engine,
            place.backups,
            Due::Now,
            &progress::on_standard_error(),
        )?)
    })?;
    print(&match made {
        Some(backup) => format!("made {}\n", backup.path.display()),
        None => "nothing has changed since the last backup\n".to_owned(),
    })
}

//! The command line: what can be typed, and the help that explains it.

use std::path::PathBuf;

use ankid_package::Separator;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::settings::Flags;

const AFTER_HELP: &str = "\
First steps:
  ankid                                   start; makes a profile with an empty collection if needed
  curl localhost:8765 -d '{\"action\": \"deckNames\", \"version\": 6}'

To use the collection of an installed Anki, close Anki first, then:
  ankid --base ~/.local/share/Anki2       (macOS: ~/Library/Application Support/Anki2,
                                          Windows: %APPDATA%\\Anki2)

Settings are read from ankid.toml in the base folder; its keys are those of AnkiConnect:
  apiKey, apiLogPath, webBindAddress, webBindPort, webCorsOriginList, ignoreOriginList,
  and addNotes, backupMinutes, backupsDaily, backupsWeekly, backupsMonthly, bodyLimitMegabytes, mediaLimitMegabytes, permissionPromptSeconds, webTimeout,
  and the table [sync].
Flags go before environment variables, and these before the file:
  ANKID_BASE, ANKID_PROFILE, ANKID_CONFIG, ANKID_PORT, ANKID_API_KEY,
  ANKID_BIND_ADDRESS or ANKICONNECT_BIND_ADDRESS, ANKICONNECT_CORS_ORIGIN,
  ANKID_LOG (such as debug; default info), ANKID_LOG_FORMAT (text or json).";

/// Answers the AnkiConnect API on an Anki collection, without Anki.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) serve: Serve,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Where profiles and settings are; the same for all commands.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Folder that holds the profiles, laid out as Anki's [default: a folder of ankid's own]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) base: Option<PathBuf>,

    /// Settings file instead of ankid.toml in the base folder: TOML, or AnkiConnect's config.json
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
}

/// The flags of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Profile to open [default: the one that Anki opened last, or the only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Address to listen on [default: 127.0.0.1, this computer only]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) bind: Option<String>,

    /// Port to listen on; 0 takes any free one [default: 8765]
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,

    /// Listen beyond this computer even though no API key is set
    #[arg(long)]
    pub(crate) insecure: bool,
}

impl Serve {
    /// The settings among the flags.
    pub(crate) fn settings(&self) -> Flags {
        Flags {
            bind_address: self.bind.clone(),
            bind_port: self.port,
        }
    }

    /// Flags before and after the word `serve` count alike; the later ones win.
    pub(crate) fn or(self, earlier: Self) -> Self {
        Self {
            profile: self.profile.or(earlier.profile),
            bind: self.bind.or(earlier.bind),
            port: self.port.or(earlier.port),
            insecure: self.insecure || earlier.insecure,
        }
    }

    /// The first flag that was given, if any.
    pub(crate) const fn given(&self) -> Option<&'static str> {
        match self {
            Self {
                profile: Some(_), ..
            } => Some("--profile"),
            Self { bind: Some(_), .. } => Some("--bind"),
            Self { port: Some(_), .. } => Some("--port"),
            Self { insecure: true, .. } => Some("--insecure"),
            _ => None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open a profile and answer requests until stopped; what ankid does without a command
    Serve(Serve),

    /// List, make, rename and delete profiles
    #[command(subcommand)]
    Profile(ProfileCommand),

    /// Decide which web pages and browser extensions may use the server
    ///
    /// A page that asks for permission waits here for its answer. The decision is written into the
    /// settings file; a running server notices it.
    #[command(subcommand)]
    Origins(OriginsCommand),

    /// Check a collection, and mend what is wrong with it; nobody may have it open
    ///
    /// The exit status is 0 if nothing was wrong, 3 if something was, and 1 if the check itself failed.
    Check(Check),

    /// Bring in a package or a text; nobody may have the collection open
    ///
    /// What the file has is added to the collection, or replaces what is older there; a backup comes first, where one
    /// is due. To put a .colpkg in the place of the collection, use `restore`.
    Import(Import),

    /// Write decks or everything into a package, or notes and cards into a text; nobody may have the collection open
    Export(Export),

    /// Make a backup of a collection now; nobody may have it open
    Backup {
        #[command(flatten)]
        profile: OfProfile,
        /// List the backups that there are, newest first
        #[arg(long)]
        list: bool,
    },

    /// Put a backup, or any .colpkg, in the place of a collection; nobody may have it open
    ///
    /// The collection as it is becomes a backup first. Media files that are only there stay.
    Restore {
        #[command(flatten)]
        profile: OfProfile,
        /// The file, or the name of one in the profile's folder of backups
        file: PathBuf,
    },

    /// Log a profile in to AnkiWeb or another sync server
    ///
    /// The password comes from a prompt, the standard input or ANKID_PASSWORD, and is not stored. What the server
    /// gives for it is kept in sync-logins.json in the base folder, which only you can read.
    Login(LoginFlags),

    /// Forget the login of a profile
    Logout {
        /// Profile [default: the one that a start would open]
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
    },

    /// Sync a profile and its media files; no server may have it open
    Sync(SyncFlags),

    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// The profile that a command works on.
#[derive(Debug, Args)]
pub(crate) struct OfProfile {
    /// Profile to work on [default: the one that Anki opened last, or the only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
}

/// The flags of `login`.
#[derive(Debug, Args)]
pub(crate) struct LoginFlags {
    /// User name or e-mail address
    #[arg(long, value_name = "NAME", required_unless_present = "from_anki")]
    pub(crate) username: Option<String>,

    /// Address of the server [default: AnkiWeb]
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Take over the login of the Anki whose folder this is
    #[arg(long, conflicts_with = "username")]
    pub(crate) from_anki: bool,

    /// Profile [default: the one that a start would open]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
}

/// The flags of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) profile: OfProfile,
    /// Look at the media files instead: which are missing, and which does no note use
    #[arg(long)]
    pub(crate) media: bool,
    /// Move the media files that no note uses to the trash
    #[arg(long, requires = "media")]
    pub(crate) trash_unused: bool,
    /// Remove all files in the trash for ever
    #[arg(long, requires = "media", conflicts_with = "restore_trash")]
    pub(crate) empty_trash: bool,
    /// Bring all files in the trash back
    #[arg(long, requires = "media", conflicts_with = "trash_unused")]
    pub(crate) restore_trash: bool,
}

/// The flags of `import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) profile: OfProfile,
    /// The file: a package (.apkg or .colpkg), or a text such as .txt, .csv or .tsv
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) text: ImportText,
    #[command(flatten)]
    pub(crate) package: ImportPackage,
}

/// What `import` does with a text.
#[derive(Debug, Args)]
#[command(next_help_heading = "Texts")]
pub(crate) struct ImportText {
    /// Deck for the cards, made where there is none [default: as the text says, or the current one]
    #[arg(long, value_name = "NAME")]
    pub(crate) deck: Option<String>,
    /// Note type of all rows [default: as the text says, or the last one]
    #[arg(long, value_name = "NAME")]
    pub(crate) notetype: Option<String>,
    /// What stands between columns: tab, pipe, semicolon, colon, comma or space
    #[arg(long, value_name = "WORD", value_parser = parse_separator)]
    pub(crate) separator: Option<Separator>,
    /// Whether values are HTML
    #[arg(long, value_name = "true|false")]
    pub(crate) html: Option<bool>,
    /// What becomes of a row whose note is there already
    #[arg(long, value_enum)]
    pub(crate) if_matches: Option<Matching>,
    /// Tags for all notes, separated by spaces
    #[arg(long)]
    pub(crate) tags: Option<String>,
}

impl ImportText {
    /// The first flag that was given, if any.
    pub(crate) const fn given(&self) -> Option<&'static str> {
        match self {
            Self { deck: Some(_), .. } => Some("--deck"),
            Self {
                notetype: Some(_), ..
            } => Some("--notetype"),
            Self {
                separator: Some(_), ..
            } => Some("--separator"),
            Self { html: Some(_), .. } => Some("--html"),
            Self {
                if_matches: Some(_),
                ..
            } => Some("--if-matches"),
            Self { tags: Some(_), .. } => Some("--tags"),
            _ => None,
        }
    }
}

/// What `import` does with a package.
#[derive(Debug, Args)]
#[command(next_help_heading = "Packages")]
pub(crate) struct ImportPackage {
    /// When notes that are there get the content of the package [default: if-newer]
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(crate) update_notes: Option<Updating>,
    /// When note types that are there are replaced [default: if-newer]
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(crate) update_notetypes: Option<Updating>,
    /// Keep a note type apart that has other fields than the one that is there
    #[arg(long)]
    pub(crate) keep_notetypes_apart: bool,
    /// Bring the cards in as new, without scheduling and review log
    #[arg(long)]
    pub(crate) no_scheduling: bool,
    /// Leave the presets of deck options out
    #[arg(long)]
    pub(crate) no_deck_options: bool,
}

impl ImportPackage {
    /// The first flag that was given, if any.
    pub(crate) const fn given(&self) -> Option<&'static str> {
        match self {
            Self {
                update_notes: Some(_),
                ..
            } => Some("--update-notes"),
            Self {
                update_notetypes: Some(_),
                ..
            } => Some("--update-notetypes"),
            Self {
                keep_notetypes_apart: true,
                ..
            } => Some("--keep-notetypes-apart"),
            Self {
                no_scheduling: true,
                ..
            } => Some("--no-scheduling"),
            Self {
                no_deck_options: true,
                ..
            } => Some("--no-deck-options"),
            _ => None,
        }
    }
}

/// When what is there is replaced by what comes in.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Updating {
    /// If what comes in was changed later
    IfNewer,
    /// If it was changed at another time
    Always,
    /// Never
    Never,
}

/// What becomes of a row whose note is there already.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Matching {
    /// The note gets the values of the row
    Update,
    /// The note stays as it is
    Keep,
    /// Another note is added
    Duplicate,
}

/// The flags of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) profile: OfProfile,
    /// The file to write: a package of decks (.apkg) or of everything (.colpkg), or a text such as .txt or .tsv;
    /// - is the standard output, for a text
    pub(crate) file: PathBuf,
    /// Search in Anki's language for what is written [default: everything]
    #[arg(long, value_name = "SEARCH")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) text: ExportText,
    #[command(flatten)]
    pub(crate) package: ExportPackage,
}

/// How `export` writes a text.
#[derive(Debug, Args)]
#[command(next_help_heading = "Texts")]
pub(crate) struct ExportText {
    /// Write the questions and answers of cards instead of notes
    #[arg(long)]
    pub(crate) cards: bool,
    /// Leave the markup out
    #[arg(long)]
    pub(crate) plain: bool,
    /// Write the fields of notes alone, without guid, note type, deck and tags
    #[arg(long, conflicts_with = "cards")]
    pub(crate) fields_only: bool,
}

impl ExportText {
    /// The first flag that was given, if any.
    pub(crate) const fn given(&self) -> Option<&'static str> {
        match self {
            Self { cards: true, .. } => Some("--cards"),
            Self { plain: true, .. } => Some("--plain"),
            Self {
                fields_only: true, ..
            } => Some("--fields-only"),
            _ => None,
        }
    }
}

/// What `export` puts into a package.
#[derive(Debug, Args)]
#[command(next_help_heading = "Packages")]
pub(crate) struct ExportPackage {
    /// The deck that is written, with those below it (.apkg)
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    pub(crate) deck: Option<String>,
    /// Leave scheduling and review log out (.apkg)
    #[arg(long)]
    pub(crate) no_scheduling: bool,
    /// Leave the presets of deck options out (.apkg)
    #[arg(long)]
    pub(crate) no_deck_options: bool,
    /// Leave the media files out
    #[arg(long)]
    pub(crate) no_media: bool,
    /// Write what Anki before 2.1.50 reads too
    #[arg(long)]
    pub(crate) legacy: bool,
}

impl ExportPackage {
    /// The first flag that was given, if any.
    pub(crate) const fn given(&self) -> Option<&'static str> {
        match self {
            Self { no_media: true, .. } => Some("--no-media"),
            Self { legacy: true, .. } => Some("--legacy"),
            _ => self.of_decks(),
        }
    }

    /// The first flag that means something to packages of decks only, if one was given.
    pub(crate) const fn of_decks(&self) -> Option<&'static str> {
        match self {
            Self { deck: Some(_), .. } => Some("--deck"),
            Self {
                no_scheduling: true,
                ..
            } => Some("--no-scheduling"),
            Self {
                no_deck_options: true,
                ..
            } => Some("--no-deck-options"),
            _ => None,
        }
    }
}

fn parse_separator(word: &str) -> Result<Separator, String> {
    let names = Separator::ALL.map(Separator::name).join(", ");
    Separator::parse(word).ok_or_else(|| format!("it is one of {names}"))
}

/// The flags of `sync`.
#[derive(Debug, Args)]
pub(crate) struct SyncFlags {
    /// Replace the server's collection by this one
    #[arg(long, conflicts_with = "download")]
    pub(crate) upload: bool,

    /// Replace this collection by the server's; a copy goes into the profile's backups first
    #[arg(long)]
    pub(crate) download: bool,

    /// Profile [default: the one that a start would open]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// List the profiles; a star marks the one that opens without --profile
    List,
    /// Make a profile with an empty collection
    Create {
        /// Its name
        name: String,
    },
    /// Give a profile another name; it must not be open
    Rename {
        /// Its name now
        name: String,
        /// Its new name
        new_name: String,
    },
    /// Delete a profile with all its cards and media, for ever
    Delete {
        /// Its name
        name: String,
        /// Really delete it; without this, only tell what would be deleted
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OriginsCommand {
    /// List allowed and ignored origins, and those that wait for an answer
    List,
    /// Let an origin use the server
    Allow(Origin),
    /// Answer no, and take back an earlier decision; the origin may ask again
    Deny(Origin),
    /// Answer no, and never ask about this origin again
    Ignore(Origin),
}

#[derive(Debug, Args)]
pub(crate) struct Origin {
    /// Scheme and host of a page, such as https://example.com, or * for all
    #[arg(value_parser = parse_origin)]
    pub(crate) origin: String,
}

/// Takes what a browser sends as `Origin`.
fn parse_origin(text: &str) -> Result<String, String> {
    if text == "*" || text == "null" {
        return Ok(text.to_owned());
    }
    match text.split_once("://") {
        Some((scheme, host)) if !scheme.is_empty() && !host.contains('/') => Ok(text.to_owned()),
        Some((scheme, rest)) if !scheme.is_empty() => {
            let host = rest.split('/').next().unwrap_or_default();
            Err(format!("an origin has no path; use {scheme}://{host}"))
        }
        _ => Err(format!("an origin has a scheme; use https://{text}")),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_of_serve_may_stand_before_and_after_its_name() {
        let parse = |words: &[&str]| Cli::try_parse_from(words).unwrap();
        let cli = parse(&[
            "ankid", "--base", "b", "--port", "1", "serve", "--port", "2",
        ]);
        let Some(Command::Serve(serve)) = cli.command else {
            panic!("no serve")
        };
        assert_eq!(serve.or(cli.serve).port, Some(2));
        assert_eq!(cli.place.base, Some("b".into()));
        let cli = parse(&["ankid", "profile", "list", "--base", "b"]);
        assert_eq!(cli.place.base, Some("b".into()));
        assert_eq!(cli.serve.given(), None);
    }

    #[test]
    fn what_is_no_origin_is_refused_with_a_proposal() {
        let table = [
            ("https://example.com", Ok("https://example.com")),
            ("app://obsidian.md", Ok("app://obsidian.md")),
            ("http://localhost:3000", Ok("http://localhost:3000")),
            ("*", Ok("*")),
            ("null", Ok("null")),
            ("file://", Ok("file://")),
            (
                "example.com",
                Err("an origin has a scheme; use https://example.com"),
            ),
            (
                "https://example.com/",
                Err("an origin has no path; use https://example.com"),
            ),
        ];
        for (text, expected) in table {
            let parsed = parse_origin(text);
            assert_eq!(
                parsed.as_deref().map_err(String::as_str),
                expected,
                "{text}"
            );
        }
    }
}

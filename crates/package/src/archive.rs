//! A package that is read: the archive, what stands in which entry, and how much may come out of it.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;
use zstd::stream::raw::DParameter;
use zstd::stream::read::Decoder;
use zstd::zstd_safe::{self, DCtx};

use crate::error::{io_error, reading, unpacking};
use crate::format::{Format, MEDIA_MAP, META, UnknownFormat};
use crate::limits::{Limits, Metered};
use crate::media_map::{self, MediaEntry};
use crate::{PackageError, Result};

/// How far back compressed data may refer; Anki's packages stay below 8 MiB.
const WINDOW_LOG_MAX: u32 = 26;
const META_BYTES: u64 = 1024;
const MEDIA_MAP_BYTES: u64 = 128 * 1024 * 1024;
const BUFFER_BYTES: usize = 128 * 1024;

/// An open package.
pub(crate) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    path: PathBuf,
    format: Format,
    limits: Limits,
    /// Unpacks one entry after the other: to make such a thing costs more than to unpack a small file.
    unpacker: DCtx<'static>,
    /// How many bytes may still come out of it.
    left: u64,
    budget: u64,
}

impl Archive {
    /// Opens a package and looks at the names in it.
    pub(crate) fn open(path: &Path, limits: Limits) -> Result<Self> {
        let blame = |cause: io::Error| match cause.kind() {
            ErrorKind::NotFound => PackageError::Missing(path.to_owned()),
            _ => io_error("read", path)(cause),
        };
        // Opening a pipe or a device could wait for ever.
        let metadata = path.metadata().map_err(blame)?;
        if !metadata.is_file() {
            return Err(PackageError::NotAPackage(path.to_owned()));
        }
        let file = File::open(path).map_err(blame)?;
        let mut zip =
            ZipArchive::new(BufReader::with_capacity(BUFFER_BYTES, file)).map_err(reading(path))?;
        check_entries(&mut zip, path, &limits)?;
        let budget = limits.budget(metadata.len());
        let mut unpacker = DCtx::create();
        let window = DParameter::WindowLogMax(WINDOW_LOG_MAX);
        unpacker.set_parameter(window).map_err(|code| {
            let problem = zstd_safe::get_error_name(code);
            unpacking("the package")(io::Error::other(problem))
        })?;
        let mut archive = Self {
            zip,
            path: path.to_owned(),
            format: Format::Oldest,
            limits,
            unpacker,
            left: budget,
            budget,
        };
        archive.format = archive.read_format()?;
        Ok(archive)
    }

    /// Unpacks the collection; `watch` is told how many bytes came out.
    pub(crate) fn copy_collection(
        &mut self,
        into: &mut File,
        into_path: &Path,
        mut watch: impl FnMut(u64),
    ) -> Result<()> {
        let name = self.format.collection_name();
        let limit = self.budget;
        let mut content = self.content(name, limit)?;
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut done = 0;
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(unpacking(name)(error)),
            };
            into.write_all(buffer.get(..read).unwrap_or_default())
                .map_err(io_error("write", into_path))?;
            done += read as u64;
            watch(done);
        }
    }

    /// The media files that the package lists; none where it has no list, as old AnkiDroids left out.
    pub(crate) fn media_entries(&mut self) -> Result<Vec<MediaEntry>> {
        if self.zip.index_for_name(MEDIA_MAP).is_none() {
            return Ok(Vec::new());
        }
        let bytes = self.read_whole(MEDIA_MAP, MEDIA_MAP_BYTES)?;
        let entries = if self.format.is_latest() {
            media_map::from_message(&bytes)?
        } else {
            media_map::from_json(&bytes)?
        };
        if entries.len() > self.limits.entries {
            return Err(too_many(entries.len(), &self.limits));
        }
        Ok(entries)
    }

    /// The content of a media file.
    pub(crate) fn media<'a>(&'a mut self, entry: &MediaEntry) -> Result<impl Read + use<'a>> {
        let limit = self.limits.media_file_bytes;
        self.content(&entry.number.to_string(), limit)
    }

    fn read_format(&mut self) -> Result<Format> {
        if self.zip.index_for_name(META).is_none() {
            return Ok(Format::from_names(|name| {
                self.zip.index_for_name(name).is_some()
            }));
        }
        let mut bytes = Vec::new();
        by_name(&mut self.zip, &self.path, META)?
            .take(META_BYTES)
            .read_to_end(&mut bytes)
            .map_err(unpacking(META))?;
        Format::from_meta(&bytes).map_err(|unknown| match unknown {
            UnknownFormat(Some(number)) => PackageError::TooNew(number),
            UnknownFormat(None) => PackageError::Damaged(format!("`{META}` cannot be read")),
        })
    }

    fn read_whole(&mut self, name: &str, limit: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.content(name, limit)?
            .read_to_end(&mut bytes)
            .map_err(unpacking(name))?;
        Ok(bytes)
    }

    /// What an entry unpacks to, up to `limit` and to what is left of the budget.
    fn content<'a>(&'a mut self, name: &str, limit: u64) -> Result<impl Read + use<'a>> {
        let budget = self.budget;
        let format = self.format;
        let (left, path) = (&mut self.left, &self.path);
        let entry = by_name(&mut self.zip, path, name)?;
        let unpacked: Box<dyn Read + 'a> = if format.is_latest() {
            let entry = BufReader::with_capacity(DCtx::in_size(), entry);
            Box::new(Decoder::with_context(entry, &mut self.unpacker))
        } else {
            Box::new(entry)
        };
        let bounded = Bounded {
            reader: unpacked,
            left: limit,
            limit,
        };
        Ok(Metered::new(bounded, left, budget))
    }
}

/// Reads at most `limit` bytes; more is an error.
struct Bounded<R> {
    reader: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Metered::new(&mut self.reader, &mut self.left, self.limit).read(buffer)
    }
}

fn by_name<'a>(
    zip: &'a mut ZipArchive<BufReader<File>>,
    path: &Path,
    name: &str,
) -> Result<ZipFile<'a, BufReader<File>>> {
    zip.by_name(name).map_err(|error| match error {
        ZipError::FileNotFound => PackageError::Damaged(format!("it has no file `{name}`")),
        ZipError::InvalidArchive(problem) => {
            PackageError::Damaged(format!("`{name}` cannot be found: {problem}"))
        }
        other => reading(path)(other),
    })
}

fn check_entries(
    zip: &mut ZipArchive<BufReader<File>>,
    path: &Path,
    limits: &Limits,
) -> Result<()> {
    if zip.len() > limits.entries {
        return Err(too_many(zip.len(), limits));
    }
    for name in zip.file_names_raw() {
        let name = String::from_utf8_lossy(name);
        if leads_out(&name) {
            return Err(PackageError::UnsafeName(name.into_owned()));
        }
    }
    if zip.has_duplicate_names() {
        return Err(PackageError::Damaged(
            "two of its entries have the same name".to_owned(),
        ));
    }
    if zip.has_overlapping_files().map_err(reading(path))? {
        return Err(PackageError::Damaged("its entries overlap".to_owned()));
    }
    Ok(())
}

/// Whether an entry is meant to be unpacked somewhere else. Nothing is unpacked by the names of
/// entries; such a name tells what the package is for.
fn leads_out(name: &str) -> bool {
    let parts = name.split(['/', '\\']);
    name.starts_with(['/', '\\'])
        || parts.clone().any(|part| part == "..")
        || parts
            .clone()
            .next()
            .is_some_and(|first| first.ends_with(':'))
        || Path::new(name)
            .components()
            .any(|part| matches!(part, Component::RootDir | Component::Prefix(_)))
}

fn too_many(count: usize, limits: &Limits) -> PackageError {
    let limit = limits.entries;
    PackageError::TooLarge(format!("it has {count} files, and {limit} is the limit"))
}

#[cfg(test)]
mod tests {
    use super::leads_out;

    #[test]
    fn names_that_lead_out_are_known() {
        for name in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "\\x",
            "a\\..\\x",
            "C:\\x",
            "C:/x",
        ] {
            assert!(leads_out(name), "{name}");
        }
        for name in [
            "0",
            "collection.anki2",
            "media",
            "__MACOSX/._0",
            "a..b",
            "...",
        ] {
            assert!(!leads_out(name), "{name}");
        }
    }
}

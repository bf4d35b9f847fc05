//! A package that is written, entry by entry, in the order that Anki writes them.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};
use zstd::stream::raw::Encoder as RawEncoder;
use zstd::stream::write::Encoder;
use zstd::stream::zio;

use crate::Result;
use crate::error::{io_error, writing};
use crate::format::{Format, MEDIA_MAP, META, OLDEST_COLLECTION};
use crate::media_map::{self, Written};
use crate::target::Target;

/// Zstandard's own default.
const LEVEL: i32 = 0;
/// Above this length it pays to compress with several threads.
const LONG_BYTES: u64 = 10 * 1024 * 1024;
const BUFFER_BYTES: usize = 128 * 1024;

/// A package on its way.
pub(crate) struct PackageWriter {
    zip: ZipWriter<BufWriter<File>>,
    path: PathBuf,
    format: Format,
    media: Vec<Written>,
    /// Kept from file to file: to make one is dearer than to compress a small file.
    encoder: Option<RawEncoder<'static>>,
    buffer: Vec<u8>,
}

impl PackageWriter {
    /// Starts a package in `target`.
    pub(crate) fn new(target: &Target, format: Format) -> Result<Self> {
        let mut writer = Self {
            zip: ZipWriter::new(target.writer()?),
            path: target.path().to_owned(),
            format,
            media: Vec::new(),
            encoder: None,
            buffer: vec![0; BUFFER_BYTES],
        };
        writer.start(META, CompressionMethod::Stored, 0)?;
        writer.write(&format.meta())?;
        Ok(writer)
    }

    /// Adds the collection, which is a file without a log beside it; `watch` is told how many of its
    /// bytes are done.
    pub(crate) fn collection(&mut self, path: &Path, watch: impl FnMut(u64)) -> Result<()> {
        let mut file = File::open(path).map_err(io_error("read", path))?;
        let length = file.metadata().map_err(io_error("read", path))?.len();
        let name = self.format.collection_name();
        let method = if self.format.is_latest() {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        self.start(name, method, length)?;
        let blame = io_error("write", &self.path);
        if !self.format.is_latest() {
            return copy(&mut file, &mut self.zip, &mut self.buffer, watch).map_err(blame);
        }
        let copy_compressed = || {
            let mut encoder = Encoder::new(&mut self.zip, LEVEL)?;
            if length > LONG_BYTES {
                let threads = std::thread::available_parallelism().map_or(1, usize::from);
                encoder.multithread(u32::try_from(threads).unwrap_or(1))?;
            }
            copy(&mut file, &mut encoder, &mut self.buffer, watch)?;
            encoder.finish().map(drop)
        };
        copy_compressed().map_err(blame)
    }

    /// Adds the collection that readers of older formats find in place of the real one.
    pub(crate) fn placeholder(&mut self, bytes: &[u8]) -> Result<()> {
        self.start(OLDEST_COLLECTION, CompressionMethod::Deflated, 0)?;
        self.write(bytes)
    }

    /// Adds a media file of a name in Anki's form; `length` is about what `content` yields.
    pub(crate) fn media(&mut self, name: String, content: impl Read, length: u64) -> Result<()> {
        let number = self.media.len().to_string();
        self.start(&number, CompressionMethod::Stored, length)?;
        // The list of the older formats has no hashes.
        let mut hashing = Hashing::new(content, self.format.is_latest());
        let blame = io_error("write", &self.path);
        if self.format.is_latest() {
            let encoder = match self.encoder.take() {
                Some(encoder) => encoder,
                None => RawEncoder::new(LEVEL).map_err(io_error("compress for", &self.path))?,
            };
            let mut writer = zio::Writer::new(&mut self.zip, encoder);
            copy(&mut hashing, &mut writer, &mut self.buffer, |_bytes| ())
                .and_then(|()| writer.finish())
                .map_err(blame)?;
            self.encoder = Some(writer.into_inner().1);
        } else {
            copy(&mut hashing, &mut self.zip, &mut self.buffer, |_bytes| ()).map_err(blame)?;
        }
        let (bytes, sha1) = hashing.finish();
        self.media.push(Written { name, bytes, sha1 });
        Ok(())
    }

    /// How many media files there are so far.
    pub(crate) fn media_count(&self) -> usize {
        self.media.len()
    }

    /// Adds the list of media files, and ends the archive.
    pub(crate) fn finish(mut self) -> Result<()> {
        let media = std::mem::take(&mut self.media);
        let map = if self.format.is_latest() {
            let message = media_map::to_message(media);
            zstd::encode_all(message.as_slice(), LEVEL).map_err(io_error("write", &self.path))?
        } else {
            media_map::to_json(&media)?
        };
        self.start(MEDIA_MAP, CompressionMethod::Stored, map.len() as u64)?;
        self.write(&map)?;
        let written = self.zip.finish().map_err(writing(&self.path))?;
        written
            .into_inner()
            .map_err(|failed| io_error("write", &self.path)(failed.into_error()))?;
        Ok(())
    }

    fn start(&mut self, name: &str, method: CompressionMethod, length: u64) -> Result<()> {
        // Compression can make a file longer, but not by a tenth.
        let may_be_large = length > u64::from(u32::MAX) / 10 * 9;
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(may_be_large);
        self.zip
            .start_file(name, options)
            .map_err(writing(&self.path))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.zip
            .write_all(bytes)
            .map_err(io_error("write", &self.path))
    }
}

/// Counts what is read through it, and hashes it where that is wanted.
struct Hashing<R> {
    reader: R,
    bytes: u64,
    sha1: Option<Sha1>,
}

impl<R: Read> Hashing<R> {
    fn new(reader: R, is_wanted: bool) -> Self {
        Self {
            reader,
            bytes: 0,
            sha1: is_wanted.then(Sha1::new),
        }
    }

    fn finish(self) -> (u64, Option<[u8; 20]>) {
        (self.bytes, self.sha1.map(|sha1| sha1.finalize().into()))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes += read as u64;
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(buffer.get(..read).unwrap_or_default());
        }
        Ok(read)
    }
}

fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    buffer: &mut [u8],
    mut watch: impl FnMut(u64),
) -> io::Result<()> {
    let mut done = 0;
    loop {
        let read = match from.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(buffer.get(..read).unwrap_or_default())?;
        done += read as u64;
        watch(done);
    }
}

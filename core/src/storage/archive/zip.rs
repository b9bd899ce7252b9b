//! ZIP archives: everything of this page in one file, and the archives of other apps. An archive of this page has a
//! `manifest.json` with the SHA-256 sum of every other file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::faults::ImportFault;

/// The `format` of a manifest.
const ARCHIVE_FORMAT: &str = "abcb-archive";
const ARCHIVE_VERSION: u64 = 1;
const MANIFEST: &str = "manifest.json";

/// How much an archive may hold unpacked. More does not fit into the memory of a page.
const MOST_BYTES: u64 = 500_000_000;

/// Whether these are the first bytes of a ZIP archive.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// What an archive holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unzipped {
    /// The files with sessions or notes, `.json` and `.jsonl`, by their paths.
    pub files: Vec<(String, Vec<u8>)>,
    /// What could not be unpacked, or is not what was packed.
    pub faults: Vec<ImportFault>,
}

/// Packs files, by their paths, and adds the manifest.
///
/// # Errors
/// A sentence if the archive cannot be written, for example for lack of memory.
pub fn zip(files: &[(String, String)]) -> Result<Vec<u8>, String> {
    let sums: Map<String, Value> =
        files.iter().map(|(path, text)| (path.clone(), sum(text.as_bytes()).into())).collect();
    let manifest = json!({ "format": ARCHIVE_FORMAT, "version": ARCHIVE_VERSION, "sha256": sums });
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    let manifest = format!("{manifest:#}\n");
    let all = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    for (path, text) in all.chain([(MANIFEST, manifest.as_str())]) {
        add(&mut archive, path, text).map_err(|error| error.to_string())?;
    }
    archive.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn add(archive: &mut ZipArchiveWriter<&mut Vec<u8>>, path: &str, text: &str) -> Result<(), rawzip::Error> {
    let (mut entry, config) =
        archive.new_file(path).compression_method(CompressionMethod::DEFLATE).start()?;
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(text.as_bytes())?;
    let (encoder, descriptor) = writer.finish()?;
    encoder.finish()?;
    entry.finish(descriptor)?;
    Ok(())
}

/// Unpacks the files that may hold sessions or notes.
///
/// # Errors
/// [`ImportFault::NotZip`] if the archive as a whole cannot be read.
pub fn unzip(bytes: &[u8]) -> Result<Unzipped, ImportFault> {
    let not_zip = |error: rawzip::Error| ImportFault::NotZip { error: error.to_string() };
    let archive = ZipArchive::from_slice(bytes).map_err(not_zip)?;
    let mut unzipped = Unzipped::default();
    let mut left = MOST_BYTES;
    let mut manifest = None;
    let mut entries = archive.entries();
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            // The entries after it cannot be found.
            Err(error) => {
                unzipped.faults.push(ImportFault::NotZip { error: error.to_string() });
                break;
            }
        };
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if entry.is_dir() || !is_wanted(&path) {
            continue;
        }
        let mut content = Vec::new();
        let unpacked = match archive.get_entry(entry.wayfinder()) {
            Ok(local) => match entry.compression_method() {
                CompressionMethod::STORE => {
                    local.verifying_reader(local.data()).take(left).read_to_end(&mut content)
                }
                CompressionMethod::DEFLATE => {
                    let decoder = DeflateDecoder::new(local.data());
                    local.verifying_reader(decoder).take(left).read_to_end(&mut content)
                }
                _ => Err(std::io::Error::other("its compression is not supported")),
            }
            .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        // What failed was unpacked, too.
        left = left.saturating_sub(content.len() as u64);
        if left == 0 {
            return Err(ImportFault::ArchiveTooLarge);
        }
        match unpacked {
            Ok(_) if path == MANIFEST => manifest = serde_json::from_slice(&content).ok(),
            Ok(_) => unzipped.files.push((path, content)),
            Err(error) => unzipped.faults.push(ImportFault::FileInArchive { path, error }),
        }
    }
    let manifest =
        manifest.filter(|value: &Value| value.get("format").is_some_and(|format| format == ARCHIVE_FORMAT));
    if let Some(sums) =
        manifest.as_ref().and_then(|manifest| manifest.get("sha256")).and_then(Value::as_object)
    {
        check(&mut unzipped, sums);
    }
    Ok(unzipped)
}

/// Whether a file may hold sessions or notes.
fn is_wanted(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".json") || path.ends_with(".jsonl")
}

/// Reports the files that are not what the manifest says, or missing.
fn check(unzipped: &mut Unzipped, sums: &Map<String, Value>) {
    let reported: BTreeSet<&str> = unzipped
        .faults
        .iter()
        .filter_map(|fault| match fault {
            ImportFault::FileInArchive { path, .. } => Some(path.as_str()),
            _ => None,
        })
        .collect();
    let files: BTreeMap<&str, String> =
        unzipped.files.iter().map(|(path, content)| (path.as_str(), sum(content))).collect();
    let faults = sums.iter().filter_map(|(path, expected)| match files.get(path.as_str()) {
        Some(actual) if expected == actual => None,
        Some(_) => Some(ImportFault::ChangedInArchive { path: path.clone() }),
        None if reported.contains(path.as_str()) => None,
        None => Some(ImportFault::MissingInArchive { path: path.clone() }),
    });
    let faults: Vec<ImportFault> = faults.collect();
    unzipped.faults.extend(faults);
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, String)> {
        [(".abcb/notes.jsonl", "a\n"), (".abcb/sessions/a/events.jsonl", &"x".repeat(10_000))]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .to_vec()
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let archive = zip(&files()).expect("packed");
        assert!(is_zip(&archive) && archive.len() < 2_000, "it is compressed: {}", archive.len());
        let unzipped = unzip(&archive).expect("unpacked");
        assert_eq!(unzipped.faults, []);
        let texts: Vec<(String, String)> = unzipped
            .files
            .into_iter()
            .map(|(path, content)| (path, String::from_utf8(content).expect("text")))
            .collect();
        assert_eq!(texts, files());
    }

    #[test]
    fn what_is_damaged_is_reported() {
        let archive = zip(&files()).expect("packed");
        for cut in [0, 4, 60, archive.len() / 2, archive.len() - 1] {
            assert!(matches!(unzip(&archive[..cut]), Err(ImportFault::NotZip { .. })), "cut at {cut}");
        }
    }

    #[test]
    fn no_changed_byte_goes_unnoticed() {
        let archive = zip(&files()).expect("packed");
        let whole = unzip(&archive).expect("unpacked").files;
        for place in 0..archive.len() {
            let mut bent = archive.clone();
            bent[place] ^= 1;
            let is_whole = |files: &[(String, Vec<u8>)]| whole.iter().all(|file| files.contains(file));
            let is_noticed = |unzipped: &Unzipped| !unzipped.faults.is_empty() || is_whole(&unzipped.files);
            assert!(unzip(&bent).as_ref().map_or(true, is_noticed), "byte {place}");
        }
    }

    #[test]
    fn an_archive_that_was_changed_says_so() {
        let mut unzipped = unzip(&zip(&files()).expect("packed")).expect("unpacked");
        let sums = json!({ ".abcb/notes.jsonl": sum(b"other"), "gone.json": sum(b"") });
        check(&mut unzipped, sums.as_object().expect("an object"));
        let [notes, gone] = [".abcb/notes.jsonl", "gone.json"].map(str::to_owned);
        let expected =
            [ImportFault::ChangedInArchive { path: notes }, ImportFault::MissingInArchive { path: gone }];
        assert_eq!(unzipped.faults, expected);
    }
}

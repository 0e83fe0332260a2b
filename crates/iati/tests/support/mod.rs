//! Real publications from a folder `shared` beside the checkout.

use iati::read::{Piece, Reader, Tree, Unit};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder; where there is none, that is said in a line.
#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let there = folder.join("data/iati").is_dir();
    if !there {
        eprintln!("skipped: no folder “shared” beside the checkout");
    }
    there.then_some(folder)
}

/// All files below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The units of a file that can be read; `None` if the file is broken.
pub fn units_of(path: &Path) -> Option<Vec<(Unit, Tree)>> {
    let plain = fs::File::open(path).expect("a file");
    let bytes: Box<dyn Read> = match path.extension().is_some_and(|e| e == "zst") {
        true => Box::new(zstd::Decoder::new(plain).expect("a packed file")),
        false => Box::new(std::io::BufReader::new(plain)),
    };
    let mut reader = Reader::new(bytes);
    let mut units = Vec::new();
    while let Some(piece) = reader.next_piece().ok()? {
        if let Piece::Unit(unit) = piece
            && let Ok(source) = &unit.source
            && let Ok(tree) = Tree::parse(source.clone(), &unit.context)
        {
            units.push((unit, tree));
        }
    }
    Some(units)
}

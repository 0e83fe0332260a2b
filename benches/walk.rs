//! The least that a reader must do, to compare with: walks a file with quick-xml,
//! namespaces resolved and attributes split, and counts.
//!
//! `cargo run --release -p iati --example walk -- FILE…`

use quick_xml::NsReader;
use quick_xml::events::Event;
use std::fs::File;
use std::io::{BufReader, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let mut reader = NsReader::from_reader(BufReader::new(File::open(&path)?));
        let (mut buffer, mut elements, mut attributes) = (Vec::new(), 0u64, 0u64);
        loop {
            buffer.clear();
            match reader.read_resolved_event_into(&mut buffer)?.1 {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    elements += 1;
                    for attribute in tag.attributes() {
                        attribute?;
                        attributes += 1;
                    }
                }
                _ => {}
            }
        }
        writeln!(
            std::io::stdout(),
            "{path}: {elements} elements, {attributes} attributes"
        )?;
    }
    Ok(())
}

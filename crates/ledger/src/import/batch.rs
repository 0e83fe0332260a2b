//! Units by the handful: enough for all cores, little enough for the memory. The
//! next handful is read while one is worked on.

use iati::read::{Context, Fault, Piece, Reader, Unit};
use std::io::Read;
use std::sync::{Arc, mpsc};

/// Source bytes of a batch, in UTF-8.
const BATCH: u64 = 4 << 20;

/// Some units in document order.
#[derive(Default)]
pub(super) struct Batch {
    /// The document element, in the first batch.
    pub root: Option<Arc<Context>>,
    pub units: Vec<Unit>,
    pub bytes: u64,
    /// Nothing follows.
    pub last: bool,
}

fn next<R: Read>(reader: &mut Reader<R>) -> Result<Batch, Fault> {
    let mut batch = Batch::default();
    while batch.bytes < BATCH {
        match reader.next_piece()? {
            None => {
                batch.last = true;
                break;
            }
            Some(Piece::Root(root)) => batch.root = Some(root),
            Some(Piece::Beside(_)) => {}
            Some(Piece::Unit(unit)) => {
                batch.bytes += unit.source.as_ref().map_or(0, |s| s.len() as u64);
                batch.units.push(unit);
            }
        }
    }
    Ok(batch)
}

/// Hands all batches of a document to `take`, in order.
///
/// # Errors
/// The document cannot be read on, or `take` fails; nothing is taken after that.
pub(super) fn each<R: Read + Send, E: From<Fault>>(
    reader: &mut Reader<R>,
    mut take: impl FnMut(Batch) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel(1);
        scope.spawn(move || {
            loop {
                let batch = next(reader);
                let is_last = batch.as_ref().map_or(true, |b| b.last);
                // Nobody takes any more after a failure.
                if send.send(batch).is_err() || is_last {
                    break;
                }
            }
        });
        for batch in receive {
            take(batch?)?;
        }
        Ok(())
    })
}

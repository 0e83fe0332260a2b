//! One file on all cores: a thread cuts it into units, others judge them batch
//! by batch, and what they say is gathered in the order of the file.
//!
//! Only so many batches are under way at a time, so memory does not grow with
//! the file, nor when one batch takes long.

use super::judge::{Verdict, judge};
use crate::error::{Error, Result};
use crate::report::{Gather, Packed, Packer, Room};
use iati::check::{self, Checker, Standing, Surroundings};
use iati::finding::Finding;
use iati::position::Position;
use iati::read::{Context, Fault, Piece, Reader, Unit};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

/// Source bytes of a batch, about.
const BATCH: usize = 256 << 10;
/// The most units of a batch: tiny ones take more room than their source.
const UNITS: usize = 2_000;

/// A temporary file cannot be written.
pub fn no_room(source: std::io::Error) -> Error {
    Error::Io {
        path: std::env::temp_dir(),
        source,
    }
}

/// Units in the order of the file, and what stood around them.
struct Batch {
    number: u64,
    /// The document element and what is wrong with it, in the batch where it was met.
    root: Option<(Arc<Context>, Vec<Finding>)>,
    /// What is wrong around the units.
    around: Vec<Finding>,
    standing: Standing,
    units: Vec<Unit>,
    bytes: usize,
    /// Why nothing follows.
    fault: Option<Fault>,
}

impl Batch {
    fn has_room(&self) -> bool {
        self.bytes < BATCH && self.units.len() < UNITS && self.around.len() < UNITS
    }
}

/// What became of a batch.
struct Done {
    number: u64,
    root: Option<(Arc<Context>, Vec<Finding>)>,
    around: Vec<Finding>,
    packed: std::io::Result<Packed>,
    bytes: usize,
    /// A unit with which the file falls.
    fatal: Option<Finding>,
    fault: Option<Fault>,
}

/// Reads a file to its end, or to the fault that ends it. The inner error is
/// the file's: it could not be read.
///
/// # Errors
/// The findings cannot be kept.
pub fn gather(
    checker: &Checker,
    path: &Path,
    tick: &mut dyn FnMut(u64),
) -> Result<std::result::Result<Gather, Fault>> {
    let source = match ledger::receive::content(path) {
        Ok(source) => source,
        Err(e) => return Ok(Err(Fault::Io(e))),
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let window = 2 * workers + 1;
    let (batches, to_judge) = sync_channel(window);
    let to_judge = Mutex::new(to_judge);
    let (done, to_gather) = channel();
    let (permits, permitted) = sync_channel(window);
    for _ in 0..window {
        // There is room for exactly so many.
        let _ = permits.try_send(());
    }
    std::thread::scope(|scope| {
        scope.spawn(move || cut(checker, source, &permitted, &batches));
        for _ in 0..workers {
            let (done, to_judge) = (done.clone(), &to_judge);
            scope.spawn(move || work(checker, to_judge, &done));
        }
        drop(done);
        // Leaving early drops the permits: the threads see that and end.
        collect(to_gather, permits, tick)
    })
}

/// Cuts the file into batches, as long as there are permits.
fn cut(
    checker: &Checker,
    source: impl Read,
    permitted: &Receiver<()>,
    batches: &SyncSender<Batch>,
) {
    let mut cutter = Cutter {
        checker,
        reader: Reader::new(source),
        standing: Standing::ReadOnly,
        around: None,
    };
    for number in 0.. {
        if permitted.recv().is_err() {
            return;
        }
        let mut batch = Batch {
            number,
            root: None,
            around: Vec::new(),
            standing: cutter.standing,
            units: Vec::new(),
            bytes: 0,
            fault: None,
        };
        let goes_on = cutter.fill(&mut batch);
        if batches.send(batch).is_err() || !goes_on {
            return;
        }
    }
}

/// Reads a file and judges what stands around its units.
struct Cutter<'a, R> {
    checker: &'a Checker,
    reader: Reader<R>,
    standing: Standing,
    around: Option<Surroundings>,
}

impl<R: Read> Cutter<'_, R> {
    /// Fills a batch; `false` at the end of the file.
    fn fill(&mut self, batch: &mut Batch) -> bool {
        let mut goes_on = true;
        while goes_on && batch.has_room() {
            goes_on = match self.reader.next_piece() {
                Ok(Some(piece)) => {
                    self.piece(piece, batch);
                    true
                }
                Ok(None) => {
                    batch
                        .around
                        .extend(self.around.as_ref().and_then(Surroundings::end));
                    false
                }
                Err(fault) => {
                    batch.fault = Some(fault);
                    false
                }
            };
        }
        batch.standing = self.standing;
        goes_on
    }

    fn piece(&mut self, piece: Piece, batch: &mut Batch) {
        match piece {
            Piece::Root(context) => {
                let mut findings = Vec::new();
                self.standing = self.checker.root(&context, &mut findings);
                self.around = Surroundings::of(&context, self.standing);
                batch.root = Some((context, findings));
            }
            Piece::Beside(beside) => {
                let found = self.around.as_mut().and_then(|a| a.beside(&beside));
                batch.around.extend(found);
            }
            Piece::Unit(unit) => {
                let found = self.around.as_mut().and_then(|a| a.unit(&unit));
                batch.around.extend(found);
                batch.bytes += unit.source.as_ref().map_or(0, String::len);
                batch.units.push(unit);
            }
        }
    }
}

/// Judges batches until there are none.
fn work(checker: &Checker, to_judge: &Mutex<Receiver<Batch>>, done: &Sender<Done>) {
    loop {
        let batch = match to_judge.lock() {
            Ok(batches) => batches.recv(),
            Err(_) => return,
        };
        let Ok(batch) = batch else { return };
        if done.send(judged(checker, batch)).is_err() {
            return;
        }
    }
}

fn judged(checker: &Checker, batch: Batch) -> Done {
    let mut packer = Packer::default();
    let mut fatal = None;
    let mut failure = Ok(());
    for unit in batch.units {
        match judge(checker, &unit, batch.standing) {
            Verdict::Judged(judged) => failure = failure.and_then(|()| packer.add(&unit, judged)),
            Verdict::NotWellFormed(finding) => {
                fatal = Some(finding);
                break;
            }
        }
    }
    Done {
        number: batch.number,
        root: batch.root,
        around: batch.around,
        packed: failure.and_then(|()| packer.finish()),
        bytes: batch.bytes,
        fatal,
        fault: batch.fault,
    }
}

/// Gathers what was judged, in the order of the file.
fn collect(
    done: Receiver<Done>,
    permits: SyncSender<()>,
    tick: &mut dyn FnMut(u64),
) -> Result<std::result::Result<Gather, Fault>> {
    let mut gather = Gather::new(Room::default());
    let mut early: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for batch in done {
        early.insert(batch.number, batch);
        while let Some(batch) = early.remove(&next) {
            next += 1;
            tick(batch.bytes as u64);
            match batch.add_to(&mut gather).map_err(no_room)? {
                End::NotYet => {}
                End::NotWellFormed(finding) => {
                    gather.not_well_formed(&finding).map_err(no_room)?;
                    return Ok(Ok(gather));
                }
                End::Unread(fault) => return Ok(Err(fault)),
            }
            // The reader may have come to its end.
            let _ = permits.try_send(());
        }
    }
    Ok(Ok(gather))
}

/// Whether a batch ends the file before its time.
enum End {
    NotYet,
    NotWellFormed(Finding),
    Unread(Fault),
}

impl Done {
    fn add_to(self, gather: &mut Gather) -> std::io::Result<End> {
        if let Some((context, findings)) = &self.root {
            gather.root(context, findings)?;
        }
        gather.of_file(&self.around)?;
        gather.add(self.packed?)?;
        Ok(match (self.fatal, self.fault) {
            (Some(finding), _) => End::NotWellFormed(finding),
            (None, Some(fault)) => end(fault),
            (None, None) => End::NotYet,
        })
    }
}

/// A packed file that is cut is the file's fault; a disk that fails is not.
fn end(fault: Fault) -> End {
    let fault = match fault {
        Fault::Io(e) if e.raw_os_error().is_none() => Fault::Text {
            at: Position::START,
            message: format!("the packed file is damaged or cut: {e}"),
        },
        fault => fault,
    };
    match check::not_well_formed(&fault) {
        Some(finding) => End::NotWellFormed(finding),
        None => End::Unread(fault),
    }
}

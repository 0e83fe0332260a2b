//! Sorts more small records than memory should hold.
//!
//! Records are pushed; where there are many, sorted runs of them go to a
//! temporary file that has no name, and are merged when they are read. What the
//! numbers mean is left to the caller.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::mem::size_of;

/// Records of a run that are read at a time.
const AHEAD: usize = 512;

/// Takes records of `N` numbers in any order.
pub struct Sorter<const N: usize> {
    in_memory: usize,
    records: Vec<[u64; N]>,
    file: Option<File>,
    runs: Vec<Run>,
}

/// A sorted run in the file: the first record and the one after the last.
#[derive(Clone, Copy)]
struct Run {
    from: u64,
    to: u64,
}

impl<const N: usize> Sorter<N> {
    /// At most `in_memory` records are held.
    pub fn new(in_memory: usize) -> Self {
        Self {
            in_memory: in_memory.max(1),
            records: Vec::new(),
            file: None,
            runs: Vec::new(),
        }
    }

    /// # Errors
    /// The temporary file cannot be written.
    pub fn push(&mut self, record: [u64; N]) -> Result<()> {
        if self.records.len() == self.in_memory {
            self.write_run()?;
        }
        self.records.push(record);
        Ok(())
    }

    fn write_run(&mut self) -> Result<()> {
        self.records.sort_unstable();
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        let from = self.runs.last().map_or(0, |run| run.to);
        for part in self.records.chunks(AHEAD) {
            let bytes: Vec<u8> = part
                .iter()
                .flatten()
                .flat_map(|n| n.to_le_bytes())
                .collect();
            file.write_all(&bytes)?;
        }
        let to = from + self.records.len() as u64;
        self.runs.push(Run { from, to });
        self.records.clear();
        Ok(())
    }

    /// What was pushed, in order.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn sorted(mut self) -> Result<Sorted<N>> {
        if self.runs.is_empty() {
            self.records.sort_unstable();
        } else {
            self.write_run()?;
            self.records = Vec::new();
        }
        Ok(Sorted {
            records: self.records,
            file: self.file.map(RefCell::new),
            runs: self.runs,
        })
    }
}

/// Sorted records; they can be gone through more than once.
pub struct Sorted<const N: usize> {
    records: Vec<[u64; N]>,
    file: Option<RefCell<File>>,
    runs: Vec<Run>,
}

impl<const N: usize> Sorted<N> {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.runs.is_empty()
    }

    pub fn iter(&self) -> Merge<'_, N> {
        let mut merge = Merge {
            memory: self.records.iter(),
            streams: Vec::new(),
            heads: BinaryHeap::new(),
            failure: None,
        };
        if let Some(file) = &self.file {
            for run in &self.runs {
                merge.open(file, *run);
            }
        }
        merge
    }
}

/// Goes through records in order.
pub struct Merge<'a, const N: usize> {
    memory: std::slice::Iter<'a, [u64; N]>,
    streams: Vec<Stream<'a, N>>,
    heads: BinaryHeap<Reverse<([u64; N], usize)>>,
    failure: Option<std::io::Error>,
}

impl<'a, const N: usize> Merge<'a, N> {
    fn open(&mut self, file: &'a RefCell<File>, run: Run) {
        self.streams.push(Stream {
            file,
            run,
            ahead: Vec::new().into_iter(),
        });
        self.advance(self.streams.len() - 1);
    }

    /// Puts the next record of a stream among the heads.
    fn advance(&mut self, stream: usize) {
        match self.streams[stream].next() {
            Ok(Some(record)) => self.heads.push(Reverse((record, stream))),
            Ok(None) => {}
            Err(e) => self.failure = Some(e),
        }
    }
}

impl<const N: usize> Iterator for Merge<'_, N> {
    type Item = Result<[u64; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(failure) = self.failure.take() {
            return Some(Err(failure));
        }
        if let Some(record) = self.memory.next() {
            return Some(Ok(*record));
        }
        let Reverse((record, stream)) = self.heads.pop()?;
        self.advance(stream);
        Some(Ok(record))
    }
}

struct Stream<'a, const N: usize> {
    file: &'a RefCell<File>,
    run: Run,
    ahead: std::vec::IntoIter<[u64; N]>,
}

impl<const N: usize> Stream<'_, N> {
    fn next(&mut self) -> Result<Option<[u64; N]>> {
        if let Some(record) = self.ahead.next() {
            return Ok(Some(record));
        }
        let count = AHEAD.min((self.run.to - self.run.from) as usize);
        if count == 0 {
            return Ok(None);
        }
        self.ahead = self.read(count)?.into_iter();
        self.run.from += count as u64;
        Ok(self.ahead.next())
    }

    fn read(&self, count: usize) -> Result<Vec<[u64; N]>> {
        let size = size_of::<[u64; N]>();
        let mut bytes = vec![0; count * size];
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(self.run.from * size as u64))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes.chunks_exact(size).map(record).collect())
    }
}

fn record<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut record = [0; N];
    let numbers = bytes.as_chunks::<8>().0;
    for (number, bytes) in record.iter_mut().zip(numbers) {
        *number = u64::from_le_bytes(*bytes);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(in_memory: usize, numbers: impl Iterator<Item = u64>) -> Sorted<2> {
        let mut sorter = Sorter::new(in_memory);
        for number in numbers {
            sorter.push([number, number + 1]).expect("a record");
        }
        sorter.sorted().expect("sorted")
    }

    fn firsts(sorted: &Sorted<2>) -> Vec<u64> {
        sorted.iter().map(|r| r.expect("a record")[0]).collect()
    }

    #[test]
    fn memory_and_runs_give_the_same_order() {
        let numbers = || (0..5000_u64).map(|n| n * 7919 % 5003);
        let mut expected: Vec<u64> = numbers().collect();
        expected.sort_unstable();
        for in_memory in [1, 3, 700, 2500, 10_000] {
            let sorted = sorted(in_memory, numbers());
            assert_eq!(firsts(&sorted), expected, "{in_memory}");
            assert_eq!(firsts(&sorted), expected, "a second time");
        }
    }

    #[test]
    fn nothing_and_equal_records() {
        assert!(sorted(1, std::iter::empty()).is_empty());
        assert_eq!(firsts(&sorted(2, [5, 5, 5, 5, 5].into_iter())), [5; 5]);
    }
}

//! An append-only store of bytes that does not grow in memory.
//!
//! Blocks are packed; beyond a threshold they go to a temporary file that has
//! no name, so that nothing is left of it whatever ends the program. What is in
//! a block is [`super::record`]'s business, and that it holds nothing of a
//! person is [`super::kept`]'s.

use std::fs::File;
use std::io::{Error, Read, Result, Seek, SeekFrom, Write};

/// Bytes of a block before it is packed: about so many.
pub const BLOCK: usize = 256 << 10;

/// How hard blocks are packed: as fast as can be.
const LEVEL: i32 = -3;

/// A packed block.
pub struct Block {
    /// Length of what was packed.
    length: usize,
    packed: Vec<u8>,
}

impl Block {
    /// # Errors
    /// The packer has no memory.
    pub fn pack(bytes: &[u8]) -> Result<Self> {
        Ok(Self {
            length: bytes.len(),
            packed: zstd::bulk::compress(bytes, LEVEL)?,
        })
    }
}

/// The store.
pub struct Spill {
    threshold: usize,
    /// Blocks in memory, up to the first that went to the file.
    memory: Vec<Block>,
    held: usize,
    file: Option<File>,
    /// Packed and unpacked length of each block in the file.
    filed: Vec<(usize, usize)>,
}

impl Spill {
    /// Blocks of more than `threshold` bytes in all go to the file.
    pub fn new(threshold: usize) -> Self {
        Self {
            threshold,
            memory: Vec::new(),
            held: 0,
            file: None,
            filed: Vec::new(),
        }
    }

    /// # Errors
    /// The temporary file cannot be written.
    pub fn append(&mut self, block: Block) -> Result<()> {
        if self.file.is_none() && self.held + block.packed.len() <= self.threshold {
            self.held += block.packed.len();
            self.memory.push(block);
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.write_all(&block.packed)?;
        self.filed.push((block.packed.len(), block.length));
        Ok(())
    }

    /// Gives every block, unpacked, in the order they came in, until `visit`
    /// says that it has enough (`false`).
    ///
    /// # Errors
    /// The temporary file cannot be read, or `visit` fails.
    pub fn each<E: From<Error>>(
        &self,
        visit: &mut dyn FnMut(&[u8]) -> std::result::Result<bool, E>,
    ) -> std::result::Result<(), E> {
        for block in &self.memory {
            if !visit(&zstd::bulk::decompress(&block.packed, block.length)?)? {
                return Ok(());
            }
        }
        let Some(mut file) = self.file.as_ref() else {
            return Ok(());
        };
        file.seek(SeekFrom::Start(0))?;
        let mut packed = Vec::new();
        for (length, unpacked) in &self.filed {
            packed.resize(*length, 0);
            file.read_exact(&mut packed)?;
            if !visit(&zstd::bulk::decompress(&packed, *unpacked)?)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(spill: &Spill) -> Vec<Vec<u8>> {
        let mut blocks = Vec::new();
        let mut visit = |block: &[u8]| -> Result<bool> {
            blocks.push(block.to_vec());
            Ok(true)
        };
        spill.each(&mut visit).expect("blocks");
        blocks
    }

    #[test]
    fn the_same_comes_out_of_memory_and_file() {
        let blocks: Vec<Vec<u8>> = (0..50_u8).map(|n| vec![n; 10 * usize::from(n)]).collect();
        for threshold in [0, 100, 1 << 20] {
            let mut spill = Spill::new(threshold);
            for block in &blocks {
                spill
                    .append(Block::pack(block).expect("packed"))
                    .expect("kept");
            }
            assert_eq!(spill.file.is_some(), threshold < 1000);
            assert_eq!(all(&spill), blocks);
            assert_eq!(all(&spill), blocks, "a second time");
        }
    }
}

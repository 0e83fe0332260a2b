//! Texts kept once, so that a line of a book is small.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A text that is kept once; equal texts have the same word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(NonZeroU32);

impl Word {
    fn at(self) -> usize {
        self.0.get() as usize - 1
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Word>,
}

impl Words {
    /// The word of a text without the white space around it; none for a blank.
    pub(crate) fn keep(&mut self, text: Option<&str>) -> Option<Word> {
        let text = text?.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(word) = self.places.get(text) {
            return Some(*word);
        }
        let next = u32::try_from(self.texts.len() + 1).ok()?;
        let word = Word(NonZeroU32::new(next)?);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.places.insert(text, word);
        Some(word)
    }

    pub(crate) fn text(&self, word: Word) -> &str {
        &self.texts[word.at()]
    }
}

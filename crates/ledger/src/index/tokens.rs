//! Words as the index keeps them.
//!
//! All forms of a word stand at one place. Of a run without gaps each character has a
//! place, where it stands alone and together with the next: so any part of a run is
//! found, in its order.

use crate::words::{Word, words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts a text into what is kept of it.
#[derive(Clone, Copy)]
pub(super) struct Tokens;

impl Tokenizer for Tokens {
    type TokenStream<'a> = Stream;

    fn token_stream(&mut self, text: &str) -> Stream {
        let mut stream = Stream::default();
        let mut run: Vec<char> = Vec::new();
        for word in words(text) {
            match word {
                Word::Run {
                    characters,
                    follows,
                } => {
                    // A line may have been broken anywhere in a run.
                    if !follows {
                        stream.run(&mut run);
                    }
                    run.extend(characters);
                }
                letters => {
                    stream.run(&mut run);
                    stream.letters(letters);
                }
            }
        }
        stream.run(&mut run);
        stream.tokens.reverse();
        stream
    }
}

#[derive(Default)]
pub(super) struct Stream {
    /// Those to come, the last one first.
    tokens: Vec<Token>,
    position: usize,
    current: Token,
}

impl Stream {
    fn push(&mut self, text: String, position: usize) {
        self.tokens.push(Token {
            text,
            position,
            ..Token::default()
        });
    }

    fn letters(&mut self, word: Word) {
        if let Word::Letters { form, others } = word {
            let position = self.position;
            self.push(form, position);
            others
                .into_iter()
                .for_each(|other| self.push(other, position));
            self.position += 1;
        }
    }

    fn run(&mut self, run: &mut Vec<char>) {
        for (at, character) in run.iter().enumerate() {
            self.push(character.to_string(), self.position + at);
            if let Some(next) = run.get(at + 1) {
                self.push(pair(*character, *next), self.position + at);
            }
        }
        self.position += run.len();
        run.clear();
    }
}

/// What two characters beside each other are found under.
fn pair(first: char, second: char) -> String {
    [first, second].iter().collect()
}

/// What is asked for to find a run of characters: they stand side by side, each term
/// a place after the one before.
pub(super) fn asked_of_run(characters: &[char]) -> Vec<String> {
    match characters {
        [one] => vec![one.to_string()],
        several => several.windows(2).map(|w| w.iter().collect()).collect(),
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        match self.tokens.pop() {
            Some(next) => {
                self.current = next;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(usize, String)> {
        let mut stream = Tokens.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().position, stream.token().text.clone()));
        }
        all
    }

    fn due(all: &[(usize, &str)]) -> Vec<(usize, String)> {
        all.iter()
            .map(|(at, word)| (*at, (*word).to_owned()))
            .collect()
    }

    #[test]
    fn all_forms_of_a_word_stand_at_one_place() {
        let all = [
            (0, "acces"),
            (1, "a"),
            (2, "leau"),
            (2, "eau"),
            (3, "potable"),
        ];
        assert_eq!(tokens("Accès à l'eau potable"), due(&all));
    }

    #[test]
    fn runs_are_kept_by_character_and_by_pair() {
        let all = [
            (0, "un"),
            (1, "教"),
            (1, "教育"),
            (2, "育"),
            (3, "a"),
            (4, "卫"),
            (4, "卫生"),
            (5, "生"),
        ];
        assert_eq!(tokens("UN教育a衛生"), due(&all));
        assert_eq!(tokens("教育\n卫生"), tokens("教育卫生"));
        assert_ne!(tokens("教育，卫生"), tokens("教育卫生"));
    }
}

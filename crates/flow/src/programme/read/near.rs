//! The word that was probably meant.

use iati::codelist::distance;

/// No name is longer: what is need not be measured.
const LONGEST: usize = 80;

/// The nearest of `known` to `word`, if it is near enough to be a slip: one sign in three.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |t: &str| t.trim().to_lowercase().replace('_', "-");
    let word = plain(word);
    if word.len() > LONGEST {
        return None;
    }
    let limit = (word.chars().count() / 3).max(1);
    let all = known.map(|k| (distance(&word, &plain(k)), k));
    let best = all.filter(|(edits, _)| *edits <= limit).min();
    best.map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        let known = ["deadline", "target", "unit", "said"];
        let of = |word: &str| nearest(word, known.into_iter());
        assert_eq!(of("dedaline"), Some("deadline"));
        assert_eq!(of("Target"), Some("target"));
        assert_eq!(of("units"), Some("unit"));
        assert_eq!(of("colour"), None);
        assert_eq!(of(&"deadline".repeat(20)), None);
    }
}

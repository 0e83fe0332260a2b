//! Names in messages: cut short where they are long, and the known ones that
//! are nearest to one that is not known.

/// The most characters of a publisher's text in a message.
const SHOWN: usize = 60;

/// `text`, or its beginning.
pub(super) fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// An element's name as a tag.
pub(super) fn quoted(name: &str) -> String {
    format!("<{}>", shortened(name))
}

/// The name that was most likely meant.
pub(super) fn nearest(
    written: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let near = known.map(|name| (distance(written, name), name)).min()?;
    (near.0 <= 1.max(near.1.len() / 4)).then_some(near.1)
}

/// All names, those that look like `written` before the others.
pub(super) fn nearest_first(
    written: &str,
    known: impl Iterator<Item = &'static str>,
) -> Vec<&'static str> {
    let mut names: Vec<_> = known.collect();
    names.sort_by_cached_key(|name| distance(written, name).min(1 + name.len() / 3));
    names
}

/// Edits between two names, capitals and `_` for `-` not counted. Names far
/// longer than any of the standard's are not measured.
fn distance(written: &str, name: &str) -> usize {
    if written.len() > SHOWN {
        return usize::MAX;
    }
    let plain = |b: u8| {
        if b == b'_' {
            b'-'
        } else {
            b.to_ascii_lowercase()
        }
    };
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (i, x) in written.bytes().map(plain).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in name.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen() {
        let known = ["title", "description", "reporting-org"];
        let near = |written: &str| nearest(written, known.into_iter());
        assert_eq!(near("Reporting_Org"), Some("reporting-org"));
        assert_eq!(near("titel"), None);
        assert_eq!(near("tittle"), Some("title"));
        assert_eq!(near("sector"), None);
        assert_eq!(
            nearest_first("descripton", known.into_iter())[0],
            "description"
        );
        assert_eq!(shortened(&"é".repeat(100)).chars().count(), SHOWN + 1);
    }
}

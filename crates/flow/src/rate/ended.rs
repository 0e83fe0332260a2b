//! Currencies that have ended, and what came after them.

use super::table::{Code, code};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// A currency that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub code: &'static str,
    /// The last day on which accounts were kept in it.
    pub last: Date,
    pub successor: &'static str,
    /// How many units became one of the successor.
    pub factor: Decimal,
    pub(super) key: Code,
    pub(super) next: Code,
}

static ENDED: LazyLock<Vec<Ended>> = LazyLock::new(|| {
    let lines = include_str!("ended.tsv").lines();
    let mut rows: Vec<Ended> = lines.filter_map(row).collect();
    rows.sort_by_key(|r| r.key);
    rows
});

fn row(line: &'static str) -> Option<Ended> {
    let mut cells = line.split('\t');
    let (ended, last) = (cells.next()?, cells.next()?);
    let (successor, factor) = (cells.next()?, cells.next()?);
    Some(Ended {
        code: ended,
        last: last.parse().ok()?,
        successor,
        factor: factor.parse().ok()?,
        key: code(ended)?,
        next: code(successor)?,
    })
}

/// All of them, by code. Source: ISO 4217, list of historic denominations, and
/// the regulations on the conversion rates of the euro.
#[must_use]
pub fn ended() -> &'static [Ended] {
    &ENDED
}

pub(super) fn of(code: Code) -> Option<&'static Ended> {
    let at = ENDED.binary_search_by_key(&code, |r| r.key).ok()?;
    ENDED.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("ended.tsv")
            .lines()
            .filter(|l| !l.starts_with("#!"));
        assert_eq!(ended().len(), lines.count());
        assert!(ended().len() > 60);
        for pair in ended().windows(2) {
            assert!(pair[0].code < pair[1].code, "{} twice", pair[1].code);
        }
    }

    #[test]
    fn a_successor_never_leads_back() {
        for first in ended() {
            let mut at = first;
            for step in 0.. {
                assert!(step < 6, "{} leads in a circle", first.code);
                match of(at.next) {
                    Some(next) => {
                        assert!(at.last < next.last, "{} ended after {}", at.code, next.code);
                        at = next;
                    }
                    None => break,
                }
            }
        }
    }
}

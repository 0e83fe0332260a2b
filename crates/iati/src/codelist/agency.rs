//! The registers of organisations whose prefixes begin an organisation's
//! identifier, and the identifiers that the standard itself gave out. The tables
//! are made by `tools/codelists.py`.

const AGENCIES: &str = include_str!("agencies.tsv");
const ORGANISATIONS: &str = include_str!("organisations.tsv");

/// The prefixes of all confirmed registers, e.g. `GB-COH`.
pub fn agencies() -> impl Iterator<Item = String> {
    let lines = AGENCIES.lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(|line| {
        let (country, registers) = line.split_once('\t').unwrap_or((line, ""));
        let whole = move |register| format!("{country}-{register}");
        registers.split(' ').map(whole)
    })
}

/// The identifiers that the standard lists as organisations', e.g. `FR-3`. Some are
/// older than any register, and right all the same.
pub fn organisations() -> impl Iterator<Item = String> {
    let lines = ORGANISATIONS.lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(|line| {
        let (start, rests) = line.split_once('\t').unwrap_or((line, ""));
        let whole = move |rest: &str| match rest {
            "" => start.to_owned(),
            rest => format!("{start}-{rest}"),
        };
        rests.split(' ').map(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::{agencies, organisations};

    #[test]
    fn the_table_is_whole() {
        let all: Vec<String> = agencies().collect();
        assert!(all.len() > 500 && all.contains(&"GB-COH".to_owned()));
        assert!(all.is_sorted_by(|a, b| a < b));
        assert!(
            all.iter()
                .all(|a| a.matches('-').count() == 1 && !a.ends_with('-'))
        );
    }

    #[test]
    fn organisations_are_whole() {
        let all: Vec<String> = organisations().collect();
        assert!(all.len() > 400 && all.contains(&"FR-3".to_owned()));
        assert!(all.contains(&"46002".to_owned()));
    }
}

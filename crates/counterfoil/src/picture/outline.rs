//! Outlines of countries, read from our own small table.

use std::sync::LazyLock;

/// A place in degrees: longitude, latitude.
pub(super) type Place = (f64, f64);

/// Outlines of a country. A hole is a ring like any other.
#[derive(Clone, Debug)]
pub(super) struct Country {
    /// ISO 3166-1, two letters; `-` where there is none.
    pub code: &'static str,
    pub rings: Vec<Vec<Place>>,
}

/// All countries but Antarctica, in order of their codes.
pub(super) fn countries() -> &'static [Country] {
    static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| read(include_str!("outlines.txt")));
    &ALL
}

fn read(table: &'static str) -> Vec<Country> {
    let mut steps = 1.0;
    let mut arcs: Vec<Vec<Place>> = Vec::new();
    let mut countries = Vec::new();
    for line in table.lines() {
        match line.split_once(' ') {
            Some(("steps", count)) => steps = count.parse().unwrap_or(1.0),
            Some(("arc", text)) => arcs.push(arc(text, steps)),
            Some(("country", rest)) => countries.extend(country(rest, &arcs)),
            _ => {}
        }
    }
    countries
}

/// An encoded polyline: differences of longitude and latitude, five bits a sign.
fn arc(text: &str, steps: f64) -> Vec<Place> {
    let mut numbers = Vec::new();
    let (mut number, mut shift) = (0i64, 0);
    for sign in text.bytes() {
        let bits = i64::from(sign.saturating_sub(63));
        number |= (bits & 31) << shift;
        shift += 5;
        if bits < 32 {
            numbers.push(if number & 1 == 1 {
                !(number >> 1)
            } else {
                number >> 1
            });
            (number, shift) = (0, 0);
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut places = Vec::with_capacity(numbers.len() / 2);
    for pair in numbers.chunks_exact(2) {
        if let [across, up] = pair {
            (x, y) = (x + across, y + up);
            places.push((x as f64 / steps, y as f64 / steps));
        }
    }
    places
}

fn country(line: &'static str, arcs: &[Vec<Place>]) -> Option<Country> {
    let (code, rings) = line.split_once(' ')?;
    let rings = rings
        .split('|')
        .flat_map(|ring| parted(ring, arcs))
        .collect();
    Some(Country { code, rings })
}

/// A ring in the parts that lie on each side of the antimeridian: the table's rings go across.
fn parted(told: &str, arcs: &[Vec<Place>]) -> Vec<Vec<Place>> {
    let mut ring = ring(told, arcs);
    let mut last = ring.first().map_or(0.0, |p| p.0);
    for (x, _) in &mut ring {
        // No border is half the world long: a leap is the antimeridian.
        *x += ((last - *x) / 360.0).round() * 360.0;
        last = *x;
    }
    let parts = [-360.0, 0.0, 360.0].map(|turn| {
        let turned: Vec<Place> = ring.iter().map(|(x, y)| (x + turn, *y)).collect();
        let east = cut_at(&turned, |p| p.0 + 180.0);
        cut_at(&east, |p| 180.0 - p.0)
    });
    parts.into_iter().filter(|part| part.len() > 2).collect()
}

/// The part of a ring where a measure is not negative (Sutherland and Hodgman's way).
pub(super) fn cut_at(ring: &[(f64, f64)], inside: impl Fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (inside(*from), inside(*to));
        if a >= 0.0 {
            kept.push(*from);
        }
        if (a < 0.0) != (b < 0.0) {
            let part = a / (a - b);
            kept.push((
                from.0 + (to.0 - from.0) * part,
                from.1 + (to.1 - from.1) * part,
            ));
        }
    }
    kept
}

fn ring(told: &str, arcs: &[Vec<Place>]) -> Vec<Place> {
    let mut ring: Vec<Place> = Vec::new();
    for word in told.split_whitespace() {
        let (number, is_back) = word
            .strip_prefix('~')
            .map_or((word, false), |number| (number, true));
        let Some(arc) = number.parse().ok().and_then(|at: usize| arcs.get(at)) else {
            continue;
        };
        // Where arcs meet, they share a place.
        if is_back {
            ring.extend(arc.iter().rev().skip(1));
        } else {
            ring.extend(arc.iter().skip(1));
        }
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(code: &str, (x, y): Place) -> bool {
        let found = countries()
            .iter()
            .filter(|c| c.code == code)
            .flat_map(|c| &c.rings);
        let mut inside = false;
        for ring in found {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let crosses = (a.1 > y) != (b.1 > y);
                if crosses && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    #[test]
    fn towns_lie_in_their_countries() {
        // Towns well inside, and neighbours that they are not in.
        for (code, not, place) in [
            ("KE", "TZ", (36.8, -1.3)),
            ("NP", "IN", (85.3, 27.7)),
            ("LS", "ZA", (28.2, -29.5)),
            ("BO", "BR", (-65.3, -17.8)),
            ("FR", "DE", (2.35, 48.85)),
            ("XK", "RS", (20.9, 42.6)),
            ("FJ", "TO", (178.0, -17.8)),
            ("RU", "US", (-172.0, 66.5)),
            ("RU", "US", (176.0, 67.0)),
            ("CN", "MN", (104.0, 30.6)),
        ] {
            assert!(is_in(code, place), "{code} holds {place:?}");
            assert!(!is_in(not, place), "{not} does not hold {place:?}");
        }
    }

    #[test]
    fn every_country_is_there_once_and_has_a_ring() {
        let codes: Vec<&str> = countries()
            .iter()
            .map(|c| c.code)
            .filter(|c| *c != "-")
            .collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "each code once, in order");
        assert!(codes.len() > 230, "{} countries", codes.len());
        for country in countries() {
            for ring in &country.rings {
                assert!(ring.len() > 2, "{}: a ring of {}", country.code, ring.len());
                assert!(
                    ring.iter()
                        .all(|(x, y)| x.abs() <= 180.0 && y.abs() <= 90.0)
                );
                let leaps = ring
                    .windows(2)
                    .filter(|pair| (pair[0].0 - pair[1].0).abs() > 90.0);
                assert_eq!(
                    leaps.count(),
                    0,
                    "{} does not go round the world",
                    country.code
                );
            }
        }
    }
}

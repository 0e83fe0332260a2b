//! Places on a map.

use super::drawn;
use crate::answer::{About, Drawn, counted};
use crate::picture::map::{self, Map, Point};

/// The places that have coordinates as a picture.
pub fn places(about: &About, points: &[Point], countries: &[String], sentence: &str) -> Drawn {
    drawn("map", "Where activities are", about, |setting| {
        map::map(
            setting,
            &Map {
                points: points.to_vec(),
                countries: countries.to_vec(),
                sentence: sentence.to_owned(),
                count: &|n| n.to_string(),
                title: &|n| counted(n as u64, "place", "places"),
            },
        )
    })
}

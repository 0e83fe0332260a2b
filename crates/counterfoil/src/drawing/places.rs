//! Places on a map.

use super::drawn;
use crate::answer::{About, Drawn};
use crate::picture::map::{self, Map, Point};

/// The places that have coordinates as a picture.
pub fn places(
    about: &About,
    points: Vec<Point>,
    countries: Vec<String>,
    sentence: String,
) -> Drawn {
    drawn(
        "map",
        &say!("Where activities are"),
        about,
        move |setting| {
            map::map(
                setting,
                &Map {
                    points: points.clone(),
                    countries: countries.clone(),
                    sentence: sentence.clone(),
                    count: &|n| n.to_string(),
                    title: &|n| say!("{n: # place|# places}", n),
                },
            )
        },
    )
}

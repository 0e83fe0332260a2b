//! Pictures as SVG, in one visual language.
//!
//! A picture takes plain data, words and figures in the reader's language, and gives text:
//! no picture opens anything, knows the day, or writes a number its own way; only `png` looks
//! for the fonts of the machine. The same input gives the same bytes. What is missing is hatched
//! or left open and never drawn as nought; shape, hatching or a word always says what colour
//! says. The table with the same data is the answer's own and stands beside the picture.
//!
//! Lengths are in pixels at the width that the picture is made for. Pictures are laid out
//! from the reading edge: right-to-left mirrors them, numbers stay as they are.

pub mod bars;
pub mod book;
mod frame;
pub mod map;
pub mod matrix;
mod outline;
pub mod png;
pub mod progress;
pub mod sankey;
mod scale;
pub mod series;
mod style;
mod text;
pub mod timeline;

#[cfg(test)]
mod seen;
#[cfg(test)]
mod tests;

pub use scale::Grain;
pub use style::STYLE;

/// What every picture is told.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Begins every identifier in the picture: unique on the page, letters, digits and `-`.
    pub id: String,
    /// What a screen reader says first. A page shows it in its own heading; a picture that
    /// stands alone is headed by it.
    pub title: String,
    /// The picture in a sentence or two, for those who do not see it.
    pub description: String,
    /// Who says so, as of when: at the foot of a picture that stands alone.
    pub source: String,
    /// The reader's language, as in BCP 47: it settles the forms of Chinese characters.
    pub language: String,
    pub is_right_to_left: bool,
    /// Pixels that the picture will have on the page. Below [`NARROW`] it is laid out for a
    /// phone. Taken as at least 240 and at most 4000.
    pub width: f64,
    pub style: Style,
}

/// Where the style stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// On the page, which has [`STYLE`] in its stylesheet.
    Page,
    /// In the picture, which is a file of its own: with heading and foot, light or dark as
    /// the reader's system is.
    Alone,
}

/// Below this width, in pixels, pictures are laid out for a phone.
pub const NARROW: f64 = 520.0;

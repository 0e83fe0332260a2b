//! A picture as PNG, with the fonts of this machine.

use crate::error::{Error, Result};
use crate::picture::png::{Fonts, Png, Refused, png};
use crate::tongue;
use std::sync::OnceLock;

/// Pixels of its width: sharp in print.
const WIDTH: u32 = 1_800;

/// # Errors
/// There is no font on this machine, or the picture is too large.
pub fn packed(svg: &str) -> Result<Png> {
    // Looking for fonts takes a while where there are many.
    static FONTS: OnceLock<std::result::Result<Fonts, Refused>> = OnceLock::new();
    let fonts = FONTS.get_or_init(Fonts::found);
    let refused = |why: &Refused| Error::asked(tongue::say(&why.said()));
    let fonts = fonts.as_ref().map_err(refused)?;
    png(svg, fonts, WIDTH).map_err(|why| refused(&why))
}

//! A picture as PNG, with the fonts of this machine.

use crate::error::{Error, Result};
use crate::picture::png::{Fonts, Png, Refused, png};
use std::sync::OnceLock;

/// Pixels of its width: sharp in print.
const WIDTH: u32 = 1_800;

/// # Errors
/// There is no font on this machine, or the picture is too large.
pub fn packed(svg: &str) -> Result<Png> {
    // Looking for fonts takes a while where there are many.
    static FONTS: OnceLock<std::result::Result<Fonts, String>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| Fonts::found().map_err(|e| e.to_string()));
    let fonts = fonts.as_ref().map_err(|why| Error::asked(why.clone()))?;
    let refused = |why: Refused| Error::asked(why.to_string());
    png(svg, fonts, WIDTH).map_err(refused)
}

//! One page that stands alone and prints on A4: nothing is fetched, nothing runs in it.

use super::Dossier;
use crate::error::{Error, Result};
use crate::tongue::{self, Tongue};
use crate::web::markup::{self, Markup};
use askama::Template;
use std::io::Write;

#[derive(Template)]
#[template(path = "dossier.html")]
struct Page<'a> {
    dossier: &'a Dossier,
    style: &'static str,
    picture_style: &'static str,
    own_style: &'static str,
}

impl Page<'_> {
    fn tongue(&self) -> Tongue {
        tongue::here()
    }

    /// A text of ours, in the reader's language.
    fn say(&self, english: &str) -> String {
        tongue::words(english)
    }

    /// Text with its days as people write them.
    fn prose(text: &str) -> Markup {
        markup::prose(&markup::sentence(text))
    }

    /// A cell: short days and figures stay as they are.
    fn cell(text: &str) -> Markup {
        markup::prose(text)
    }
}

/// # Errors
/// The output cannot be written.
pub fn write(dossier: &Dossier, out: &mut dyn Write) -> Result<()> {
    let page = Page {
        dossier,
        style: include_str!("../web/assets/style.css"),
        picture_style: crate::picture::STYLE,
        own_style: include_str!("dossier.css"),
    };
    let text = page
        .render()
        .map_err(|e| Error::Output(std::io::Error::other(e)))?;
    out.write_all(text.as_bytes())?;
    Ok(())
}

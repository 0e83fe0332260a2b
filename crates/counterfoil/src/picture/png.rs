//! A picture as PNG, for reports and messages that take no SVG.

use iati::said;
use iati::said::Said;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, Tree, fontdb};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// The fonts of the machine. They are looked for once: that takes some milliseconds, and more
/// where there are many.
#[derive(Clone, Debug)]
pub struct Fonts {
    all: Arc<fontdb::Database>,
    /// The family that the words are set in.
    family: String,
}

/// A picture as PNG.
#[derive(Clone, Debug)]
pub struct Png {
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// Letters that no font has, each once, in the order of Unicode: boxes stand for them.
    pub lacking: String,
}

/// Why there is no PNG.
#[derive(Debug)]
pub enum Refused {
    NoFont,
    NoLetters(String),
    Unread(String),
    TooLarge(u32, u32),
    Unpacked(String),
}

impl Refused {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NoFont => said!(
                "no font is installed on this machine, so that a PNG would have no words: install one \
                 (for all languages: the Noto fonts) and start again, or take the SVG"
            ),
            Self::NoLetters(letters) => said!(
                "no font on this machine has most letters of the picture ({letters}): install one that has them \
                 (for all languages: the Noto fonts) and start again, or take the SVG",
                letters
            ),
            Self::Unread(why) => said!("the picture cannot be read: {why}", why),
            Self::TooLarge(width, height) => said!(
                "a picture of {width} × {height} pixels is too large: ask for a smaller width",
                width = width.to_string(),
                height = height.to_string()
            ),
            Self::Unpacked(why) => said!("the picture cannot be packed: {why}", why),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for Refused {}

/// Fonts that suit the pictures, best first.
const SANS: [&str; 8] = [
    "Noto Sans",
    "Segoe UI",
    "Roboto",
    "Ubuntu",
    "Liberation Sans",
    "DejaVu Sans",
    "Arial",
    "Helvetica",
];
/// Most pixels of a PNG: four bytes each.
const LARGEST: u64 = 64_000_000;

impl Fonts {
    /// Looks for the machine's fonts.
    ///
    /// # Errors
    ///
    /// [`Refused::NoFont`] where there is none.
    pub fn found() -> Result<Self, Refused> {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        Self::of(fonts)
    }

    /// Upright letters of common width first: a sign that the chosen font lacks is taken from
    /// the first font that has it.
    fn of(found: fontdb::Database) -> Result<Self, Refused> {
        let mut faces: Vec<fontdb::FaceInfo> = found.faces().cloned().collect();
        faces.sort_by_cached_key(|face| {
            let is_plain =
                face.style == fontdb::Style::Normal && face.stretch == fontdb::Stretch::Normal;
            let weight = face.weight.0.abs_diff(fontdb::Weight::NORMAL.0);
            (
                face.monospaced,
                !is_plain,
                weight,
                face.post_script_name.clone(),
                face.index,
            )
        });
        let name =
            |face: &fontdb::FaceInfo| face.families.first().map(|(family, _)| family.clone());
        let is_there = |name: &&str| {
            faces
                .iter()
                .any(|f| f.families.iter().any(|(family, _)| family == name))
        };
        let known = SANS.into_iter().find(is_there).map(str::to_owned);
        let chosen = known
            .or_else(|| faces.first().and_then(name))
            .ok_or(Refused::NoFont)?;
        let mut fonts = fontdb::Database::new();
        for face in faces {
            fonts.push_face_info(face);
        }
        fonts.set_sans_serif_family(&chosen);
        Ok(Self {
            all: Arc::new(fonts),
            family: chosen,
        })
    }
}

/// The picture on its paper, that many pixels wide. It must carry its style
/// ([`Style::Alone`](super::Style::Alone)).
///
/// # Errors
///
/// Where it is no SVG, would have more than 64 million pixels, or no font has most of its letters.
pub fn png(svg: &str, fonts: &Fonts, width: u32) -> Result<Png, Refused> {
    let options = Options {
        fontdb: Arc::clone(&fonts.all),
        font_family: fonts.family.clone(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| Refused::Unread(e.to_string()))?;
    let lacking = lacking(&tree)?;
    let width = width.max(1);
    let scale = f64::from(width) / f64::from(tree.size().width());
    let height = (f64::from(tree.size().height()) * scale).ceil().max(1.0) as u32;
    if u64::from(width) * u64::from(height) > LARGEST {
        return Err(Refused::TooLarge(width, height));
    }
    let mut sheet = Pixmap::new(width, height).ok_or(Refused::TooLarge(width, height))?;
    sheet.fill(Color::from_rgba8(0xfc, 0xfd, 0xfd, 0xff));
    resvg::render(
        &tree,
        Transform::from_scale(scale as f32, scale as f32),
        &mut sheet.as_mut(),
    );
    let bytes = sheet
        .encode_png()
        .map_err(|e| Refused::Unpacked(e.to_string()))?;
    Ok(Png {
        bytes,
        width,
        height,
        lacking,
    })
}

/// Letters that no font has.
fn lacking(tree: &Tree) -> Result<String, Refused> {
    let mut letters = Letters::default();
    letters.count(tree.root());
    let told: String = letters.lacking.iter().collect();
    if letters.without * 2 > letters.all {
        return Err(Refused::NoLetters(told.chars().take(12).collect()));
    }
    Ok(told)
}

#[derive(Default)]
struct Letters {
    all: usize,
    without: usize,
    lacking: BTreeSet<char>,
}

impl Letters {
    fn count(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.count(group),
                Node::Text(text) => {
                    for glyph in text
                        .layouted()
                        .iter()
                        .flat_map(|span| &span.positioned_glyphs)
                    {
                        let is_lacking = glyph.id.0 == 0;
                        self.all += 1;
                        self.without += usize::from(is_lacking);
                        if is_lacking {
                            self.lacking.extend(glyph.text.chars());
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><rect width=\"20\" height=\"20\" fill=\"#000\"/></svg>";

    /// A machine with one font is enough for a picture without words.
    #[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
    fn fonts() -> Option<Fonts> {
        let found = Fonts::found().ok();
        if found.is_none() {
            eprintln!("skipped: no font on this machine");
        }
        found
    }

    #[test]
    fn it_is_as_wide_as_asked_for_and_lies_on_paper() {
        let Some(fonts) = fonts() else { return };
        let packed = png(SVG, &fonts, 80).expect("it is there").bytes;
        let sheet = Pixmap::decode_png(&packed).expect("it is there");
        assert_eq!((sheet.width(), sheet.height()), (80, 40));
        let red = |x, y| sheet.pixel(x, y).expect("it is there").red();
        assert_eq!((red(5, 5), red(70, 5)), (0, 0xfc));
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        assert!(matches!(
            Fonts::of(fontdb::Database::new()),
            Err(Refused::NoFont)
        ));
        let Some(fonts) = fonts() else { return };
        assert!(matches!(png("<svg", &fonts, 80), Err(Refused::Unread(_))));
        assert!(matches!(
            png(SVG, &fonts, 80_000),
            Err(Refused::TooLarge(80_000, 40_000))
        ));
    }

    #[test]
    fn letters_that_no_font_has_are_told() {
        let Some(fonts) = fonts() else { return };
        // Two places that Unicode keeps for private use: no font of text has them.
        let told = |text: &str| {
            SVG.replace(
                "<rect",
                &format!("<text y=\"9\" font-size=\"9\">{text}</text><rect"),
            )
        };
        let drawn = png(&told("a\u{10ff00}bc\u{10ff01}"), &fonts, 80).expect("it is there");
        assert_eq!(drawn.lacking, "\u{10ff00}\u{10ff01}");
        assert_eq!(
            png(&told("abc"), &fonts, 80).expect("it is there").lacking,
            ""
        );
        let refused = png(&told("a\u{10ff01}\u{10ff01}"), &fonts, 80).expect_err("it is refused");
        assert!(
            matches!(&refused, Refused::NoLetters(letters) if letters == "\u{10ff01}"),
            "{refused}"
        );
        assert!(refused.to_string().contains("install"));
    }
}

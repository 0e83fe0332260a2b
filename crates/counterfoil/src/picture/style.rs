//! Colours by meaning, and the style with them written in.

use std::fmt::Write;
use std::sync::LazyLock;

/// The style of all pictures, under the tokens of a page's stylesheet.
pub const STYLE: &str = include_str!("picture.css");

/// Token, light, dark: as in the stylesheet of the pages.
const TOKENS: [(&str, &str, &str); 17] = [
    ("ink", "#16202b", "#e3e8ec"),
    ("quiet", "#556270", "#a0acb7"),
    ("paper", "#fcfdfd", "#12171c"),
    ("rule", "#d8dee3", "#2e3842"),
    ("edge", "#7b8794", "#74818d"),
    ("accent", "#74295f", "#dd9fcd"),
    ("accent-soft", "#b07aa1", "#906083"),
    ("on-accent", "#ffffff", "#1d0f19"),
    ("giver", "#17458f", "#8fb6f3"),
    ("giver-wash", "#eef3fb", "#17202f"),
    ("receiver", "#855400", "#e0ae5a"),
    ("receiver-wash", "#fbf4e6", "#231d12"),
    ("agree", "#567065", "#8fa99c"),
    ("differ", "#b93614", "#ff8d6e"),
    ("gap", "#8a7a3c", "#a8985a"),
    ("gap-hatch", "#ece3bd", "#35311f"),
    ("gap-ground", "#fdfaee", "#1f1d15"),
];

const SANS: &str = "\"Segoe UI\", -apple-system, \"Noto Sans\", Roboto, Ubuntu, \
    \"Helvetica Neue\", Arial, sans-serif";

/// For a picture that is a file of its own. The light values stand plainly, because not every
/// program that shows a picture knows custom properties or media; the dark ones follow.
pub(super) fn alone() -> &'static str {
    static ALONE: LazyLock<String> = LazyLock::new(|| {
        let css = without_comments(STYLE);
        let mut style = filled(&css, |(_, light, _)| light);
        style.push_str("@media screen and (prefers-color-scheme: dark) {\n");
        for rule in filled(&css, |(_, _, dark)| dark).lines() {
            let _ = writeln!(style, "{rule}");
        }
        style.push_str("}\n");
        style
    });
    &ALONE
}

fn filled(
    css: &str,
    value: impl Fn((&'static str, &'static str, &'static str)) -> &'static str,
) -> String {
    let sans = css.replace("var(--sans)", SANS);
    TOKENS.into_iter().fold(sans, |css, token| {
        css.replace(&format!("var(--{})", token.0), value(token))
    })
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2.2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("it is there");
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_and_marks_stand_off_the_paper() {
        let value = |name: &str, is_dark: bool| {
            let token = TOKENS.iter().find(|t| t.0 == name).expect("it is there");
            if is_dark { token.2 } else { token.1 }
        };
        for is_dark in [false, true] {
            let paper = value("paper", is_dark);
            for name in ["ink", "quiet", "giver", "receiver", "differ", "accent"] {
                let found = contrast(value(name, is_dark), paper);
                assert!(found >= 4.5, "{name}, dark {is_dark}: {found:.2}");
            }
            for name in ["edge", "agree", "gap", "accent-soft"] {
                let found = contrast(value(name, is_dark), paper);
                assert!(found >= 3.0, "{name}, dark {is_dark}: {found:.2}");
            }
            let on_accent = contrast(value("on-accent", is_dark), value("accent", is_dark));
            assert!(
                on_accent >= 4.5,
                "text on a mark, dark {is_dark}: {on_accent:.2}"
            );
        }
    }

    #[test]
    fn a_file_of_its_own_needs_no_page() {
        assert!(!alone().contains("var("), "every token has a value");
        assert!(!alone().contains("/*"));
        assert_eq!(alone().matches(".picture .paid {").count(), 2);
    }
}

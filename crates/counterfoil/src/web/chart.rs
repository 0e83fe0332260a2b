//! Pictures, drawn as SVG. Bars begin at nought; the figures stand beside them.

use super::markup::{Markup, text};
use std::fmt::Write;

/// Of a side's own whole: how much meets the other book.
pub type Share = Option<f64>;

/// Middle of the small book, the gap on each side of it, width of a half.
const MIDDLE: f64 = 120.0;
const GAP: f64 = 5.0;
const HALF: f64 = 114.0;

/// The small book: each half is that side's own whole, filled outwards from the
/// perforation; a side that says nothing is dashed.
pub fn agreement(title: &str, giver: Share, receiver: Share) -> Markup {
    let mut svg = format!(
        "<svg class=\"agreement\" viewBox=\"0 0 240 20\" role=\"img\"><title>{}</title>",
        text(title)
    );
    half(&mut svg, "g", giver);
    half(&mut svg, "r", receiver);
    for y in ["1.5", "7.17", "12.83", "18.5"] {
        let _ = write!(
            svg,
            "<circle class=\"hole\" cx=\"120\" cy=\"{y}\" r=\"1.5\"/>"
        );
    }
    svg.push_str("</svg>");
    Markup::made(svg)
}

fn half(svg: &mut String, side: &str, share: Share) {
    let is_giver = side == "g";
    let left = |width: f64| {
        if is_giver {
            MIDDLE - GAP - width
        } else {
            MIDDLE + GAP
        }
    };
    let Some(share) = share else {
        let x = left(HALF);
        let _ = write!(
            svg,
            "<rect class=\"nothing\" x=\"{x}\" y=\"1\" width=\"{HALF}\" height=\"18\" rx=\"3\"/>"
        );
        return;
    };
    let width = share.clamp(0.0, 1.0) * HALF;
    if width > 0.0 {
        let x = left(width);
        let _ = write!(
            svg,
            "<rect class=\"meets {side}\" x=\"{x:.1}\" y=\"1\" width=\"{width:.1}\" height=\"18\"/>"
        );
    }
    // The outline is round on the outside only.
    let outline = if is_giver {
        "M115 1H4a3 3 0 0 0 -3 3v12a3 3 0 0 0 3 3H115z"
    } else {
        "M125 1h111a3 3 0 0 1 3 3v12a3 3 0 0 1 -3 3H125z"
    };
    let _ = write!(svg, "<path class=\"half {side}\" d=\"{outline}\"/>");
}

/// How firm the money of a bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Planned,
    Committed,
    Paid,
}

impl Strength {
    fn class(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Committed => "committed",
            Self::Paid => "paid",
        }
    }
}

/// A bar from nought, as a share of the longest one beside it. A negative sum
/// has none.
pub fn bar(title: &str, strength: Strength, share: f64) -> Markup {
    let class = strength.class();
    let width = share.clamp(0.0, 1.0) * 100.0;
    Markup::made(format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" role=\"img\">\
         <title>{}</title><rect class=\"{class}\" x=\"0\" y=\"1\" width=\"{width:.1}\" height=\"12\"/>\
         <path class=\"axis\" d=\"M0 0V14\"/></svg>",
        text(title)
    ))
}

/// A share in words: never 0 or 100 per cent for what only comes near.
pub fn per_cent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let near = if share > 0.0 && share < 1.0 {
        rounded.clamp(1.0, 99.0)
    } else {
        rounded
    };
    format!("{near}\u{a0}%")
}

/// `part` of `whole`, if there is a whole.
pub fn share_of(part: u64, whole: u64) -> Share {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_near_is_not_all() {
        for (share, said) in [
            (0.0, "0\u{a0}%"),
            (0.001, "1\u{a0}%"),
            (0.6, "60\u{a0}%"),
            (0.9999, "99\u{a0}%"),
            (1.0, "100\u{a0}%"),
        ] {
            assert_eq!(per_cent(share), said);
        }
    }

    #[test]
    fn halves_fill_outwards() {
        let svg = agreement("<t>", Some(0.5), None).to_string();
        assert!(svg.contains("&lt;t&gt;"));
        assert!(svg.contains("class=\"meets g\" x=\"58.0\" y=\"1\" width=\"57.0\""));
        assert!(svg.contains("class=\"nothing\" x=\"125\""));
    }
}

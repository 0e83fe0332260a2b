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

/// A publication on the line of time.
pub struct Mark {
    /// From 0, the first, to 1, the last.
    pub at: f64,
    /// Changes of what was said before: those that want reading most, and the
    /// other notable ones.
    pub suspicious: u64,
    pub notable: u64,
    /// `live`, `superseded` or `refused`.
    pub state: &'static str,
    pub title: String,
}

/// The line of time: ends, height of the axis, room for bars.
const FROM: f64 = 8.0;
const TO: f64 = 472.0;
const AXIS: f64 = 78.0;
const HIGHEST: f64 = 68.0;

/// Publications over time; on each a bar from nought of what it rewrote.
pub fn timeline(title: &str, marks: &[Mark]) -> Markup {
    let most = marks.iter().map(|m| m.suspicious + m.notable).max();
    let most = most.unwrap_or(0).max(1) as f64;
    let mut svg = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 480 90\" role=\"img\"><title>{}</title>\
         <path class=\"axis\" d=\"M0 {AXIS}H480\"/>",
        text(title)
    );
    for mark in marks {
        let x = FROM + mark.at.clamp(0.0, 1.0) * (TO - FROM);
        let height = |count: u64| count as f64 / most * HIGHEST;
        let _ = write!(svg, "<g><title>{}</title>", text(&mark.title));
        let mut foot = AXIS;
        for (class, count) in [("suspicious", mark.suspicious), ("notable", mark.notable)] {
            let height = height(count);
            foot -= height;
            if count > 0 {
                let left = x - 3.0;
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{foot:.1}\" width=\"6\" height=\"{height:.1}\"/>"
                );
            }
        }
        let _ = match mark.state {
            "refused" => write!(
                svg,
                "<path class=\"refused\" d=\"M{:.1} 80l6 6m0 -6l-6 6\"/>",
                x - 3.0
            ),
            state => write!(
                svg,
                "<circle class=\"{state}\" cx=\"{x:.1}\" cy=\"83\" r=\"3\"/>"
            ),
        };
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    Markup::made(svg)
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
    fn the_line_of_time_draws_every_publication() {
        let mark = |at, suspicious, state| Mark {
            at,
            suspicious,
            notable: 1,
            state,
            title: "<t>".to_owned(),
        };
        let marks = [
            mark(0.0, 0, "superseded"),
            mark(1.0, 3, "live"),
            mark(0.5, 0, "refused"),
        ];
        let svg = timeline("all", &marks).to_string();
        assert_eq!(svg.matches("<g>").count(), 3);
        assert!(
            svg.contains("class=\"suspicious\" x=\"469.0\" y=\"27.0\" width=\"6\" height=\"51.0\"")
        );
        assert!(svg.contains("&lt;t&gt;") && svg.contains("class=\"refused\""));
    }

    #[test]
    fn halves_fill_outwards() {
        let svg = agreement("<t>", Some(0.5), None).to_string();
        assert!(svg.contains("&lt;t&gt;"));
        assert!(svg.contains("class=\"meets g\" x=\"58.0\" y=\"1\" width=\"57.0\""));
        assert!(svg.contains("class=\"nothing\" x=\"125\""));
    }
}

//! A place's coordinates cannot be right.

use super::facts::Facts;
use super::{Example, House, Out};
use crate::amount;
use rust_decimal::Decimal;

pub(super) const RULE: House = House {
    id: "cf-point-off",
    category: "geo",
    title: "Coordinates are 0 0, exchanged or unreadable",
    why: "On a map the activity lies in the sea, in another country or nowhere.",
    fix: "Write latitude, a space, longitude, in degrees with a point: -12.5 7.25.",
    looks_at: "iati-activity/location/point/pos",
    examples: &[
        Example {
            xml: r#"<location><point><pos>0.0 0.0</pos></point></location><location><point><pos>120.5 14.6</pos></point></location><location><point><pos>14,6 120,5</pos></point></location>"#,
            found_at: &[
                "location[1]/point/pos",
                "location[2]/point/pos",
                "location[3]/point/pos",
            ],
        },
        Example {
            xml: r#"<location><point><pos>0 32.5</pos></point></location><location><point><pos> -12.5 7.25 </pos></point></location>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for element in &facts.points {
        let text = element.text();
        if let Some(message) = fault(text.trim()) {
            out.at(*element, message);
        }
    }
}

fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(
            "no coordinates; write latitude and longitude, or leave the point out".to_owned(),
        );
    }
    let mut parts = text.split_whitespace();
    let pair = (parts.next(), parts.next(), parts.next());
    let (Some(lat), Some(long), None) = pair else {
        return Some(unreadable(text));
    };
    let (Ok(latitude), Ok(longitude)) = (amount::parse(lat), amount::parse(long)) else {
        return (!is_exponent(lat) && !is_exponent(long)).then(|| unreadable(text));
    };
    let (quarter, half) = (Decimal::from(90), Decimal::from(180));
    if latitude.is_zero() && longitude.is_zero() {
        Some("0 0 lies in the sea off Africa; leave the point out where it is not known".to_owned())
    } else if latitude.abs() <= quarter && longitude.abs() <= half {
        None
    } else if longitude.abs() <= quarter && latitude.abs() <= half {
        Some(format!(
            "the latitude {lat} is beyond 90: latitude and longitude are exchanged; write “{long} {lat}”"
        ))
    } else {
        Some(format!(
            "“{lat} {long}” is beyond 90 degrees of latitude or 180 of longitude"
        ))
    }
}

/// `1.5E-05`: a number, if not one of the standard's.
fn is_exponent(text: &str) -> bool {
    text.contains(['e', 'E']) && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn unreadable(text: &str) -> String {
    let shown = super::out::shown(text);
    format!("“{shown}” is not two numbers with a space between; write latitude, a space, longitude")
}

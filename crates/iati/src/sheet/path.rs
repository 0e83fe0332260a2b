//! Where a value goes: a path below a unit of 2.03, and what the standard takes there.

use crate::codelist::{self, CodeCheck};
use crate::read::UnitKind;
use crate::schema::{Shape, Simple};
use crate::version::Version;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A path of elements, perhaps with an attribute at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub steps: Vec<Step>,
    pub attribute: Option<String>,
    /// Rank of the attribute in its element.
    pub rank: usize,
    pub takes: Takes,
}

/// One element of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub name: String,
    pub rank: usize,
    /// Whether it may stand more than once.
    pub many: bool,
    /// Attributes that it has by the layout: `activity-date[@type=2]`.
    pub fixed: Vec<(String, String)>,
}

/// What stands at the end of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Takes {
    /// Prose: a narrative.
    Prose,
    /// A reference, an address, anything that is kept as it is.
    Exact,
    Number,
    /// An amount of money: its element has a currency.
    Amount,
    Percentage,
    /// A figure, or a word where an indicator is no number.
    Figure,
    Whole,
    Day,
    YesNo,
    Language,
    /// A code of one of these lists, as the conditions say.
    Code(Vec<CodeCheck>),
    Latitude,
    Longitude,
}

/// The attributes in which latitude and longitude wait for each other.
pub(crate) const LATITUDE: &str = "~latitude";
pub(crate) const LONGITUDE: &str = "~longitude";

type Checks = HashMap<&'static str, Vec<CodeCheck>>;

/// The codelist checks of 2.03 by path.
static CHECKS: LazyLock<Checks> = LazyLock::new(|| {
    let mut checks = Checks::new();
    for check in codelist::checks() {
        if check.versions.contains(Version::V2_03) {
            checks.entry(check.path).or_default().push(check);
        }
    }
    checks
});

impl Path {
    /// Reads `transaction/value/@currency` or `activity-date[@type=2]/@iso-date`; `None`
    /// if 2.03 has no such place.
    pub(crate) fn parse(text: &str, kind: UnitKind) -> Option<Self> {
        let (elements, attribute) = match text.rsplit_once('@') {
            Some((before, name)) if before.is_empty() || before.ends_with('/') => {
                (before.trim_end_matches('/'), Some(name))
            }
            _ => (text, None),
        };
        let mut shape = Shape::of_unit(Version::V2_03, kind)?;
        let mut steps = Vec::new();
        for part in elements.split('/').filter(|p| !p.is_empty()) {
            let (name, fixed) = fixed(part)?;
            let slot = shape.child(name)?;
            steps.push(Step {
                name: name.to_owned(),
                rank: slot.rank,
                many: slot.many,
                fixed,
            });
            shape = slot.shape;
        }
        let takes = takes(&steps, attribute, shape, kind)?;
        let rank = attribute
            .and_then(|a| shape.attribute(a))
            .map_or(usize::MAX, |slot| slot.rank);
        let attribute = attribute.map(|a| match a {
            "latitude" => LATITUDE.to_owned(),
            "longitude" => LONGITUDE.to_owned(),
            other => other.to_owned(),
        });
        Some(Self {
            steps,
            attribute,
            rank,
            takes,
        })
    }

    /// Without the values that the layout fixes: `transaction/value/@currency`.
    pub(crate) fn plain(&self) -> String {
        let names: Vec<&str> = self.steps.iter().map(|s| s.name.as_str()).collect();
        match (&self.attribute, names.is_empty()) {
            (Some(attribute), true) => format!("@{attribute}"),
            (Some(attribute), false) => format!("{}/@{attribute}", names.join("/")),
            (None, _) => names.join("/"),
        }
    }

    /// Whether it is the name of an organisation.
    pub(crate) fn names_organisation(&self) -> bool {
        matches!(self.takes, Takes::Prose) && self.steps.iter().any(|s| s.name.ends_with("-org"))
    }
}

fn fixed(part: &str) -> Option<(&str, Vec<(String, String)>)> {
    let Some((name, rest)) = part.split_once('[') else {
        return Some((part, Vec::new()));
    };
    let mut fixed = Vec::new();
    for one in rest.strip_suffix(']')?.split("][") {
        let (attribute, value) = one.strip_prefix('@')?.split_once('=')?;
        fixed.push((attribute.to_owned(), value.to_owned()));
    }
    Some((name, fixed))
}

/// Results are told in words or in numbers.
const FIGURES: &[&str] = &["baseline", "target", "actual"];

fn takes(steps: &[Step], attribute: Option<&str>, shape: Shape, kind: UnitKind) -> Option<Takes> {
    let last = steps.last().map_or("", |s| s.name.as_str());
    let full = |tail: &str| {
        let mut full = kind.element().to_owned();
        for step in steps {
            full.push('/');
            full.push_str(&step.name);
        }
        full + tail
    };
    let Some(attribute) = attribute else {
        let simple = shape.text()?;
        let is_amount = shape.attribute("currency").is_some() && simple == Simple::Decimal;
        return Some(match simple {
            _ if is_amount => Takes::Amount,
            Simple::Decimal => Takes::Number,
            _ if last == "narrative" => Takes::Prose,
            _ => match CHECKS.get(full("/text()").as_str()) {
                Some(checks) => Takes::Code(checks.clone()),
                None => Takes::Exact,
            },
        });
    };
    match (last, attribute) {
        ("point", "latitude") => return Some(Takes::Latitude),
        ("point", "longitude") => return Some(Takes::Longitude),
        (_, "xml:lang") => return Some(Takes::Language),
        _ => {}
    }
    let simple = shape.attribute(attribute)?.kind;
    if let Some(checks) = CHECKS.get(full(&format!("/@{attribute}")).as_str()) {
        return Some(Takes::Code(checks.clone()));
    }
    Some(match simple {
        Simple::Decimal if attribute == "percentage" => Takes::Percentage,
        Simple::Decimal => Takes::Number,
        Simple::Date | Simple::DateTime => Takes::Day,
        Simple::Boolean => Takes::YesNo,
        Simple::Int | Simple::NonNegativeInteger | Simple::PositiveInteger => Takes::Whole,
        Simple::Language => Takes::Language,
        _ if attribute == "value" && FIGURES.contains(&last) => Takes::Figure,
        _ => Takes::Exact,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let Some(path) = Path::parse(text, UnitKind::Activity) else {
            return "none".to_owned();
        };
        let takes = format!("{:?}", path.takes);
        let takes = takes.split('(').next().unwrap_or_default().to_owned();
        format!("{} {takes}", path.plain())
    }

    #[test]
    fn what_the_standard_takes_where() {
        for (text, expected) in [
            ("title/narrative", "title/narrative Prose"),
            ("transaction/value", "transaction/value Amount"),
            (
                "transaction/value/@currency",
                "transaction/value/@currency Code",
            ),
            (
                "activity-date[@type=2]/@iso-date",
                "activity-date/@iso-date Day",
            ),
            ("sector/@percentage", "sector/@percentage Percentage"),
            ("@default-currency", "@default-currency Code"),
            ("@humanitarian", "@humanitarian YesNo"),
            ("@hierarchy", "@hierarchy Whole"),
            ("iati-identifier", "iati-identifier Exact"),
            (
                "result/indicator/period/actual/@value",
                "result/indicator/period/actual/@value Figure",
            ),
            (
                "location/point/@latitude",
                "location/point/@~latitude Latitude",
            ),
            ("transaction/colour", "none"),
            ("transaction/@colour", "none"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}

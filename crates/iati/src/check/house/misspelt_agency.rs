//! An organisation's identifier begins with a misspelt registration agency.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-misspelt-agency",
    category: "organisation",
    title: "An organisation's identifier begins with a misspelt agency code",
    why: "The number is right and the organisation is not found under it.",
    fix: "Begin with the agency's code as the list writes it, then a hyphen, then the number.",
    looks_at: "@ref of every organisation",
    examples: &[
        Example {
            xml: r#"<participating-org ref="GB CHC 0000"/>"#,
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: r#"<participating-org ref="NL-KvK-0000"/><participating-org ref="E-NCB-0000"/><participating-org ref="GB-CHS-0000"/>"#,
            found_at: &[
                "participating-org[1]/@ref",
                "participating-org[2]/@ref",
                "participating-org[3]/@ref",
            ],
        },
        Example {
            xml: r#"<participating-org ref="GB-CHC-0000"/><participating-org ref="GB-1"/><participating-org ref="XM-EX-1"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// The agencies met most in published data, in byte order; a slip is only looked for
/// in these.
const FAMILIAR: &[&str] = &[
    "AU-ABN",
    "AU-ACNC",
    "BD-NAB",
    "BE-BCE_KBO",
    "CA-CRA_ACR",
    "CH-FDJP",
    "DE-CR",
    "DK-CVR",
    "ES-DIR3",
    "ET-CSA",
    "ET-MFA",
    "FI-PRO",
    "FR-RCS",
    "GB-CHC",
    "GB-COH",
    "GB-GOV",
    "GB-NIC",
    "GB-SC",
    "GB-UKPRN",
    "IE-CHY",
    "IE-CRO",
    "IN-MCA",
    "IN-MHA",
    "IT-CF",
    "KE-NCB",
    "KE-RCO",
    "LB-MOI",
    "MW-NBM",
    "MZ-MOJ",
    "NG-CAC",
    "NL-KVK",
    "NO-BRC",
    "NP-SWC",
    "SE-ON",
    "SS-RRC",
    "TZ-BRLA",
    "UG-NGB",
    "UG-NGO",
    "UG-RSB",
    "US-EIN",
    "US-GOV",
    "US-USAGOV",
    "XI-BRIDGE",
    "XI-DUNS",
    "XI-IATI",
    "XM-DAC",
    "XM-OCHA",
    "ZA-NPO",
    "ZM-RNGO",
    "ZW-PVO",
];

/// Slips that no rule of thumb finds.
const KNOWN_SLIPS: &[(&str, &str)] = &[
    ("GB-CHS", "GB-CHC"),
    ("UK-CHC", "GB-CHC"),
    ("UK-COH", "GB-COH"),
];

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let mut last = ("", None);
    let mut rows: Vec<(&'a str, (&'static str, &'a str), Spot<'a>)> = Vec::new();
    for org in &facts.orgs {
        // Most rows name the same organisation as the row before.
        if org.reference != last.0 {
            last = (org.reference, meant(org.reference));
        }
        if let Some(meant) = last.1 {
            rows.push((org.reference, meant, Spot::attribute_of(org.element, "ref")));
        }
    }
    rows.sort_by_key(|(reference, ..)| *reference);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let (reference, (agency, number), _) = same[0];
        out.each(same.iter().map(|(_, _, spot)| *spot).collect(), |n| {
            let times = if n == 1 { String::new() } else { format!(" ({n} times)") };
            format!("“{reference}”{times} looks like agency {agency} written otherwise; is {agency}-{number} meant?")
        });
    }
}

/// The agency meant and the number after it, if the reference misspells one.
pub(super) fn meant(reference: &str) -> Option<(&'static str, &str)> {
    if reference.is_empty() || !reference.is_ascii() || reference.len() > 60 || right(reference) {
        return None;
    }
    let other_signs = FAMILIAR
        .iter()
        .find_map(|a| Some((*a, after_signs(reference, a)?)));
    other_signs.or_else(|| slip(reference))
}

/// Whether it begins as the great majority does, with two parts that need no look.
fn right(reference: &str) -> bool {
    let mut parts = reference.match_indices('-').map(|(at, _)| at);
    let Some(end) = parts.next().and(parts.next()) else {
        return false;
    };
    FAMILIAR.binary_search(&&reference[..end]).is_ok()
}

/// What follows `agency`, if only its case or what stands between differs.
fn after_signs<'r>(reference: &'r str, agency: &str) -> Option<&'r str> {
    let mut rest = reference;
    for wanted in agency.bytes().filter(u8::is_ascii_alphanumeric) {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let first = rest.bytes().next()?;
        if !first.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        rest = &rest[1..];
    }
    let number = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let separated = number.len() < rest.len();
    let digits = number.bytes().next()?.is_ascii_digit();
    (separated && number.bytes().any(|b| b.is_ascii_digit()) || digits).then_some(number)
}

/// One letter too many, one missing, or two exchanged.
fn slip(reference: &str) -> Option<(&'static str, &str)> {
    let mut parts = reference.match_indices('-').map(|(at, _)| at);
    let end = parts.next().and(parts.next())?;
    let (written, number) = (&reference[..end], &reference[end + 1..]);
    if number.is_empty() {
        return None;
    }
    let known = KNOWN_SLIPS.iter().find(|(wrong, _)| *wrong == written);
    let meant = known.map(|(_, right)| *right);
    let near = || FAMILIAR.iter().copied().find(|a| is_slip(written, a));
    meant.or_else(near).map(|agency| (agency, number))
}

fn is_slip(written: &str, agency: &str) -> bool {
    let (a, b) = (written.as_bytes(), agency.as_bytes());
    match a.len().abs_diff(b.len()) {
        0 => super::reference_slip::exchanged(a, b),
        1 if agency.len() >= 6 => super::reference_slip::one_more(a, b),
        _ => false,
    }
}

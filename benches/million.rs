//! Writes one publication of an invented programme to standard output, valid 2.03.
//!
//! `cargo run --release -p iati --example million -- DATASET ACTIVITIES [RENEWED]`
//!
//! Each dataset is one donor's, with ACTIVITIES activities of some ten
//! transactions, about 1 kB of XML for each transaction. The same arguments give
//! the same bytes on every machine. With RENEWED, the file is published once
//! more, on a later day, and so many of each thousand activities state one
//! transaction more than before.

use std::io::{BufWriter, Write};

/// A small generator of numbers, the same on every machine.
struct Numbers(u64);

impl Numbers {
    /// The numbers of one activity do not depend on those before it.
    fn of_activity(number: u64) -> Self {
        let mut seed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        seed ^= seed >> 29;
        Self(seed.wrapping_mul(0xbf58_476d_1ce4_e5b9))
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Small numbers come often, large ones seldom, as words and partners do.
    fn skewed(&mut self, limit: u64) -> u64 {
        let third = self.below(limit) * self.below(limit) / limit;
        third * self.below(limit) / limit
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn chance(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }
}

const SYLLABLES: &[&str] = &[
    "ba", "den", "fi", "gor", "ha", "jul", "ka", "lem", "mo", "nir", "os", "pel", "ra", "sun",
    "ti", "vé", "wen", "xa", "yo", "zul",
];
const COUNTRIES: &[&str] = &[
    "KE", "UG", "TZ", "ET", "MW", "MZ", "NP", "BD", "LA", "KH", "HT", "GT", "BO", "PE", "SN", "ML",
];
const SECTORS: &[&str] = &[
    "11220", "12220", "12240", "13020", "14030", "14032", "15110", "15160", "16010", "21020",
    "23210", "31120", "31161", "41010", "43040", "72010",
];
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "SEK", "NOK", "USD", "EUR", "CAD"];
const WORDS: u64 = 20_000;
const PARTNERS: u64 = 20_000;
const DONORS: u64 = 400;

/// An invented word; every number has one of its own.
fn word(mut number: u64) -> String {
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[(number % 20) as usize]);
        number /= 20;
        if number == 0 {
            return word;
        }
    }
}

fn words(n: &mut Numbers, count: u64) -> String {
    let picked: Vec<String> = (0..count).map(|_| word(n.skewed(WORDS))).collect();
    picked.join(" ")
}

fn partner(number: u64) -> (String, String) {
    let name = format!("Society for {} and {}", word(number), word(number / 7));
    (format!("XM-EX-{}", 100_000 + number), name)
}

fn donor(number: u64) -> (String, String) {
    let name = format!("Office for {} {}", word(number * 31), word(number));
    (format!("XM-EX-{}", 1_000 + number), name)
}

fn date(n: &mut Numbers) -> String {
    format!(
        "{}-{:02}-{:02}",
        2008 + n.below(16),
        1 + n.below(12),
        1 + n.below(28)
    )
}

/// Who publishes, and when.
struct Dataset {
    number: u64,
    reporter: (String, String),
    currency: &'static str,
    day: String,
}

impl Dataset {
    fn new(number: u64, again: bool) -> Self {
        let day = if again {
            "2025-06-01".to_owned()
        } else {
            format!("20{:02}-{:02}-01", 23 + number / 12 % 2, 1 + number % 12)
        };
        Self {
            number,
            reporter: donor(number),
            currency: CURRENCIES[(number % CURRENCIES.len() as u64) as usize],
            day,
        }
    }
}

fn narrative(out: &mut String, indent: &str, text: &str) {
    out.push_str(indent);
    out.push_str("<narrative>");
    out.push_str(text);
    out.push_str("</narrative>\n");
}

fn party(out: &mut String, element: &str, activity: Option<String>, who: &(String, String)) {
    let activity = activity.unwrap_or_default();
    *out += &format!("      <{element} ref=\"{}\"{activity}>\n", who.0);
    narrative(out, "        ", &who.1);
    *out += &format!("      </{element}>\n");
}

fn transaction(out: &mut String, n: &mut Numbers, d: &Dataset, number: u64, at: u64) {
    let kind = match at {
        0 => "2",
        _ => n.of(&["3", "3", "3", "4", "2", "1"]),
    };
    let day = date(n);
    let currency = match n.chance(5) {
        true => format!(" currency=\"{}\"", n.of(CURRENCIES)),
        false => String::new(),
    };
    *out += &format!(
        "    <transaction ref=\"T{number}-{at}\">\n      <transaction-type code=\"{kind}\"/>\n      \
         <transaction-date iso-date=\"{day}\"/>\n      <value{currency} value-date=\"{day}\">{}.{:02}</value>\n",
        1 + n.below(900_000),
        n.below(100)
    );
    if n.chance(70) {
        *out += "      <description>\n";
        let count = 4 + n.below(20);
        narrative(out, "        ", &words(n, count));
        *out += "      </description>\n";
    }
    let other = match kind {
        "1" => donor(n.skewed(DONORS)),
        _ => partner(n.skewed(PARTNERS)),
    };
    let (provider, receiver) = match kind {
        "1" => (&other, &d.reporter),
        _ => (&d.reporter, &other),
    };
    let named = n
        .chance(10)
        .then(|| format!(" provider-activity-id=\"{}-{number}\"", d.reporter.0));
    // A donor that does not name itself is implied.
    if kind == "1" || n.chance(80) {
        party(out, "provider-org", named, provider);
    }
    party(out, "receiver-org", None, receiver);
    if n.chance(25) {
        *out += &format!(
            "      <sector vocabulary=\"1\" code=\"{}\"/>\n      <recipient-country code=\"{}\"/>\n",
            n.of(SECTORS),
            n.of(COUNTRIES)
        );
    }
    *out += "      <flow-type code=\"10\"/>\n      <finance-type code=\"110\"/>\n      <aid-type code=\"C01\"/>\n      <tied-status code=\"5\"/>\n    </transaction>\n";
}

fn head(out: &mut String, n: &mut Numbers, d: &Dataset, number: u64) {
    *out += &format!(
        "  <iati-activity xml:lang=\"en\" default-currency=\"{}\" hierarchy=\"1\" last-updated-datetime=\"{}T10:00:00Z\">\n    \
         <iati-identifier>{}-{number}</iati-identifier>\n    <reporting-org ref=\"{}\" type=\"10\">\n",
        d.currency, d.day, d.reporter.0, d.reporter.0
    );
    narrative(out, "      ", &d.reporter.1);
    *out += "    </reporting-org>\n    <title>\n";
    narrative(out, "      ", &words(n, 8));
    *out += "    </title>\n    <description type=\"1\">\n";
    let count = 60 + n.below(90);
    narrative(out, "      ", &words(n, count));
    *out += "    </description>\n";
    for role in 1..=4 {
        let (reference, name) = match role {
            1 => d.reporter.clone(),
            _ => partner(n.skewed(PARTNERS)),
        };
        *out +=
            &format!("    <participating-org ref=\"{reference}\" role=\"{role}\" type=\"10\">\n");
        narrative(out, "      ", &name);
        *out += "    </participating-org>\n";
    }
}

fn about(out: &mut String, n: &mut Numbers) {
    *out += "    <activity-status code=\"2\"/>\n    <activity-date type=\"1\" iso-date=\"2008-01-01\"/>\n    <activity-date type=\"2\" iso-date=\"2008-02-01\"/>\n    <activity-date type=\"3\" iso-date=\"2026-12-31\"/>\n    <activity-scope code=\"4\"/>\n";
    *out += &match n.chance(60) {
        true => format!(
            "    <recipient-country code=\"{}\" percentage=\"100\"/>\n",
            n.of(COUNTRIES)
        ),
        false => "    <recipient-country code=\"KE\" percentage=\"60\"/>\n    <recipient-country code=\"UG\" percentage=\"40\"/>\n".to_owned(),
    };
    *out += "    <location>\n      <name>\n";
    narrative(out, "        ", &words(n, 2));
    *out += &format!(
        "      </name>\n      <point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\">\n        <pos>-{}.{:04} {}.{:04}</pos>\n      </point>\n    </location>\n",
        n.below(4),
        n.below(9999),
        30 + n.below(10),
        n.below(9999)
    );
    *out += &match n.chance(50) {
        true => format!("    <sector vocabulary=\"1\" code=\"{}\" percentage=\"100\"/>\n", n.of(SECTORS)),
        false => "    <sector vocabulary=\"1\" code=\"14030\" percentage=\"55.5\"/>\n    <sector vocabulary=\"1\" code=\"12220\" percentage=\"44.5\"/>\n".to_owned(),
    };
    *out += "    <policy-marker vocabulary=\"1\" code=\"1\" significance=\"1\"/>\n    <collaboration-type code=\"1\"/>\n    <default-flow-type code=\"10\"/>\n    <default-finance-type code=\"110\"/>\n    <default-aid-type code=\"C01\"/>\n    <default-tied-status code=\"5\"/>\n";
    for year in 2022..2024 + n.below(2) {
        *out += &format!(
            "    <budget type=\"1\" status=\"1\">\n      <period-start iso-date=\"{year}-01-01\"/>\n      <period-end iso-date=\"{year}-12-31\"/>\n      <value value-date=\"{year}-01-01\">{}</value>\n    </budget>\n",
            1000 * (1 + n.below(900))
        );
    }
}

fn result(out: &mut String, n: &mut Numbers) {
    *out += "    <result type=\"1\">\n      <title>\n";
    narrative(out, "        ", &words(n, 6));
    *out += "      </title>\n      <indicator measure=\"1\">\n        <title>\n";
    narrative(out, "          ", &words(n, 6));
    *out += &format!(
        "        </title>\n        <period>\n          <period-start iso-date=\"2023-01-01\"/>\n          <period-end iso-date=\"2023-12-31\"/>\n          <target value=\"{}\"/>\n          <actual value=\"{}\"/>\n        </period>\n      </indicator>\n    </result>\n",
        n.below(1000),
        n.below(1000)
    );
}

fn activity(out: &mut String, d: &Dataset, number: u64, renewed: bool) {
    let n = &mut Numbers::of_activity(d.number << 32 | number);
    head(out, n, d, number);
    about(out, n);
    let count = 1 + n.below(19);
    for at in 0..count {
        transaction(out, n, d, number, at);
    }
    let mut later = Numbers::of_activity(number);
    if renewed {
        transaction(out, &mut later, d, number, count);
    }
    if n.chance(40) {
        result(out, n);
    }
    *out += "  </iati-activity>\n";
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|a| a.parse().ok())
        .collect();
    let (Some(dataset), Some(activities)) = (arguments.first(), arguments.get(1)) else {
        return Err(std::io::Error::other(
            "usage: million DATASET ACTIVITIES [RENEWED]",
        ));
    };
    let renewed = arguments.get(2).copied();
    let dataset = Dataset::new(*dataset, renewed.is_some());
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\" generated-datetime=\"{}T10:00:00Z\">",
        dataset.day
    )?;
    let mut xml = String::new();
    for number in 0..*activities {
        xml.clear();
        let is_renewed = renewed.is_some_and(|share| number * 7 % 1000 < share);
        activity(&mut xml, &dataset, number, is_renewed);
        out.write_all(xml.as_bytes())?;
    }
    writeln!(out, "</iati-activities>")?;
    out.flush()
}

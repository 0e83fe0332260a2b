//! Writes a large file of invented activities, valid 2.03, to standard output.
//!
//! `cargo run --release -p iati --example large -- MEGABYTES [FAULTS]`
//!
//! Activities are like those of large publishers: some 12 kB, two thirds of it
//! transactions, one element a line. With FAULTS, so many of each thousand
//! transactions have a currency that is none.

use std::io::{BufWriter, Write};

/// A small generator of numbers, the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }
}

const WORDS: &[&str] = &[
    "water",
    "health",
    "school",
    "district",
    "training",
    "repair",
    "clinic",
    "well",
    "road",
    "seed",
    "harvest",
    "nutrition",
    "of",
    "for",
    "and",
    "in",
    "with",
    "support",
    "été",
    "niños",
];

fn words(n: &mut Numbers, count: u64) -> String {
    let picked: Vec<&str> = (0..count).map(|_| n.of(WORDS)).collect();
    picked.join(" ")
}

/// Each partner has a name of its own.
fn partner(number: u64) -> String {
    let word = |at: u64| WORDS[(at % WORDS.len() as u64) as usize];
    format!(
        "Society for {} and {} no. {number}",
        word(number),
        word(number / 7)
    )
}

fn date(n: &mut Numbers) -> String {
    format!(
        "20{:02}-{:02}-{:02}",
        10 + n.below(14),
        1 + n.below(12),
        1 + n.below(28)
    )
}

fn activity(n: &mut Numbers, number: u64, faults: u64) -> String {
    let mut xml = format!(
        "  <iati-activity xml:lang=\"en\" default-currency=\"EUR\" hierarchy=\"1\" last-updated-datetime=\"2024-03-01T10:00:00Z\">\n    \
         <iati-identifier>XM-DAC-990077-{number}</iati-identifier>\n    \
         <reporting-org ref=\"XM-DAC-990077\" type=\"10\">\n      <narrative>Office for Twinned Rivers</narrative>\n    </reporting-org>\n"
    );
    xml += &format!(
        "    <title>\n      <narrative>{}</narrative>\n      <narrative xml:lang=\"fr\">{}</narrative>\n    </title>\n",
        words(n, 8),
        words(n, 8)
    );
    xml += &format!(
        "    <description type=\"1\">\n      <narrative>{}</narrative>\n    </description>\n",
        words(n, 120)
    );
    for role in 1..=4 {
        let partners = n.below(900);
        xml += &format!(
            "    <participating-org ref=\"XM-DAC-991{:03}\" role=\"{role}\" type=\"{}\">\n      <narrative>{}</narrative>\n    </participating-org>\n",
            partners,
            n.of(&["10", "21", "22", "40"]),
            partner(partners)
        );
    }
    xml += "    <activity-status code=\"2\"/>\n    <activity-date type=\"1\" iso-date=\"2010-01-01\"/>\n    <activity-date type=\"2\" iso-date=\"2010-02-01\"/>\n    <activity-date type=\"3\" iso-date=\"2025-12-31\"/>\n    <activity-scope code=\"4\"/>\n    <recipient-country code=\"KE\" percentage=\"60\"/>\n    <recipient-country code=\"UG\" percentage=\"40\"/>\n";
    for _ in 0..2 {
        xml += &format!(
            "    <location>\n      <location-reach code=\"1\"/>\n      <name>\n        <narrative>{}</narrative>\n      </name>\n      <point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\">\n        <pos>-{}.{:04} {}.{:04}</pos>\n      </point>\n      <exactness code=\"1\"/>\n    </location>\n",
            words(n, 2),
            n.below(4),
            n.below(9999),
            30 + n.below(10),
            n.below(9999)
        );
    }
    xml += "    <sector vocabulary=\"1\" code=\"14030\" percentage=\"55.5\"/>\n    <sector vocabulary=\"1\" code=\"12220\" percentage=\"44.5\"/>\n    <policy-marker vocabulary=\"1\" code=\"1\" significance=\"1\"/>\n    <collaboration-type code=\"1\"/>\n    <default-flow-type code=\"10\"/>\n    <default-finance-type code=\"110\"/>\n    <default-aid-type code=\"C01\"/>\n    <default-tied-status code=\"5\"/>\n";
    for year in 2020..2024 {
        xml += &format!(
            "    <budget type=\"1\" status=\"1\">\n      <period-start iso-date=\"{year}-01-01\"/>\n      <period-end iso-date=\"{year}-12-31\"/>\n      <value value-date=\"{year}-01-01\">{}</value>\n    </budget>\n",
            1000 * (1 + n.below(900))
        );
    }
    for transaction in 0..16 + n.below(16) {
        let kind = if transaction == 0 {
            "2"
        } else {
            n.of(&["3", "3", "4", "2"])
        };
        let currency = if n.below(1000) < faults { "EUO" } else { "EUR" };
        let day = date(n);
        let (receiver, amount) = (n.below(900), 1 + n.below(900_000));
        // What is paid was committed first.
        let amount = if transaction == 0 { 40_000_000 } else { amount };
        xml += &format!(
            "    <transaction ref=\"T{number}-{transaction}\">\n      <transaction-type code=\"{kind}\"/>\n      <transaction-date iso-date=\"{day}\"/>\n      <value currency=\"{currency}\" value-date=\"{day}\">{}.{:02}</value>\n      \
             <provider-org ref=\"XM-DAC-990077\">\n        <narrative>Office for Twinned Rivers</narrative>\n      </provider-org>\n      <receiver-org ref=\"XM-DAC-991{:03}\">\n        <narrative>{}</narrative>\n      </receiver-org>\n    </transaction>\n",
            amount,
            n.below(100),
            receiver,
            partner(receiver)
        );
    }
    xml += "  </iati-activity>\n";
    xml
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|a| a.parse::<u64>().ok());
    let size = arguments.next().unwrap_or(50) * 1_000_000;
    let faults = arguments.next().unwrap_or(0);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut numbers = Numbers(1);
    let mut written = 0;
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\" generated-datetime=\"2024-03-01T10:00:00Z\">"
    )?;
    for number in 1.. {
        if written >= size {
            break;
        }
        let xml = activity(&mut numbers, number, faults);
        written += xml.len() as u64;
        out.write_all(xml.as_bytes())?;
    }
    writeln!(out, "</iati-activities>")?;
    out.flush()
}

//! Units of every version written as 2.03: fixtures that show each rule, and laws
//! that hold for whatever is read.

use iati::publish::{self, Mode, Upgraded, Why};
use iati::read::{Context, Piece, Reader, Tree, Unit, UnitKind};
use iati::schema::Schema;
use iati::version::Version;
use proptest::prelude::*;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/publish")
}

fn text(name: &str) -> String {
    let path = folder().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn units(text: &str) -> Vec<(Unit, Tree)> {
    let mut reader = Reader::new(text.as_bytes());
    let mut units = Vec::new();
    while let Some(piece) = reader.next_piece().expect("well-formed") {
        if let Piece::Unit(unit) = piece {
            let source = unit.source.clone().expect("a unit");
            let tree = Tree::parse(source, &unit.context).expect("well-formed");
            units.push((unit, tree));
        }
    }
    units
}

/// A file as it is published, and all notes as lines.
fn published(text: &str, mode: Mode) -> (String, String) {
    let (mut out, mut notes) = (String::new(), String::new());
    let mut kind = UnitKind::Activity;
    for (unit, tree) in units(text) {
        kind = unit.kind;
        let said = publish::unit(&tree, &unit.context, kind, mode);
        out.push_str(&said.xml);
        let reasons = said.left_out.iter().flatten().map(|n| ("unit", n));
        for (what, note) in said.notes.iter().map(|n| (n.why.id(), n)).chain(reasons) {
            let at = tree.position(unit.start, note.span.start);
            let value = note.value.as_deref().unwrap_or_default();
            notes.push_str(&format!(
                "{what} {at} {} {value:?}: {}\n",
                note.path, note.message
            ));
        }
    }
    (
        format!("{}{out}{}", publish::head(kind, None), publish::foot(kind)),
        notes,
    )
}

/// Each fixture, what is written of it, and what is said of it, stand side by side.
#[test]
fn every_version_comes_out_as_2_03() {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder()).expect("fixtures").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(base) = name.strip_suffix(".xml").filter(|n| !n.ends_with(".out")) else {
            continue;
        };
        let (out, notes) = published(&text(&name), Mode::Strict);
        assert_eq!(out, text(&format!("{base}.out.xml")), "{base}");
        assert_eq!(notes, text(&format!("{base}.notes")), "{base}");
        assert_eq!(
            published(&out, Mode::Strict).0,
            out,
            "{base}: written again"
        );
        seen += 1;
    }
    assert!(seen >= 5, "{seen} fixtures");
}

fn one(inside: &str, mode: Mode) -> Upgraded {
    let text = format!("<iati-activities version=\"2.03\">{inside}</iati-activities>");
    let (unit, tree) = units(&text).swap_remove(0);
    publish::activity(&tree, &unit.context, mode)
}

/// An activity that lacks nothing, with more in the order of 2.03: after the title,
/// the dates, and at the end.
fn activity(description: &str, dates: &str, more: &str) -> String {
    format!(
        "<iati-activity default-currency=\"EUR\"><iati-identifier>XX-EX-1-A</iati-identifier>\
         <reporting-org ref=\"XX-EX-1\" type=\"60\"><narrative>Example Fund</narrative></reporting-org>\
         <title><narrative>A</narrative></title>{description}<participating-org role=\"1\"/>\
         <activity-status code=\"2\"/>{dates}{more}</iati-activity>"
    )
}

const DESCRIPTION: &str = "<description><narrative>B</narrative></description>";
const START: &str = "<activity-date type=\"2\" iso-date=\"2020-01-01\"/>";

fn reasons(said: &Upgraded) -> Vec<String> {
    let all = said.left_out.iter().flatten();
    all.map(|n| format!("{}: {}", n.path, n.message)).collect()
}

fn left_out(said: &Upgraded) -> Vec<String> {
    let all = said.notes.iter().filter(|n| n.why == Why::LeftOut);
    all.map(|n| format!("{}: {}", n.path, n.message)).collect()
}

#[test]
fn what_bears_on_money_voids_the_unit() {
    let money = "<transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2020-01-02\"/><value>5</value></transaction>";
    let text = activity(DESCRIPTION, START, money);
    let said = one(&text, Mode::Strict);
    assert_eq!(said.xml, "");
    assert_eq!(
        reasons(&said),
        ["transaction[1]/value: <value> has no @value-date"]
    );
    let said = one(&text, Mode::Lenient);
    assert!(said.xml.contains("<value>5</value>") && said.left_out.is_none());
    let gaps: Vec<_> = said
        .notes
        .iter()
        .map(|n| (n.why, n.path.as_str()))
        .collect();
    assert_eq!(gaps, [(Why::Gap, "transaction[1]/value")]);
}

#[test]
fn what_does_not_is_left_out_by_itself() {
    let more = "<document-link url=\"https://fund.example/a\" format=\"text/html\"><title><narrative>A</narrative></title></document-link>\
                <result type=\"1\"><title><narrative>R</narrative></title><indicator measure=\"1\"/></result>";
    let said = one(&activity(DESCRIPTION, START, more), Mode::Strict);
    assert_eq!(said.left_out, None);
    assert!(!said.xml.contains("document-link") && !said.xml.contains("<result"));
    assert_eq!(
        left_out(&said),
        [
            "document-link: <document-link> has no <category>",
            "result[1]: <indicator> has no <title> (result[1]/indicator[1])",
        ]
    );
}

#[test]
fn what_the_standard_does_not_have_goes_but_a_slip_for_it_voids() {
    let budget = |period: &str, value: &str| {
        format!(
            "<budget><period-start iso-date=\"2020-01-01\"/>{period}<period-end iso-date=\"2020-12-31\"/>\
             <value value-date=\"2020-01-01\"{value}>5</value></budget>"
        )
    };
    let said = one(
        &activity(DESCRIPTION, START, &budget("<phase/>", " quarter=\"1\"")),
        Mode::Strict,
    );
    assert_eq!(said.left_out, None);
    assert_eq!(left_out(&said).len(), 2, "{said:?}");
    let said = one(
        &activity(DESCRIPTION, START, &budget("", " Currency=\"USD\"")),
        Mode::Strict,
    );
    assert_eq!(
        reasons(&said),
        ["budget[1]/value/@Currency: 2.03 has no @Currency in <value>"]
    );
    let said = one(
        &activity(DESCRIPTION, START, &budget("<value>7</value>", "")),
        Mode::Strict,
    );
    assert_eq!(reasons(&said).len(), 2, "{said:?}");
}

#[test]
fn demands_beyond_the_schema_void_only_what_was_not_valid() {
    let blank = "<description><narrative> </narrative></description>";
    let said = one(&activity(blank, START, ""), Mode::Strict);
    assert_eq!(said.left_out, None);
    assert_eq!(
        said.notes.iter().map(|n| n.why).collect::<Vec<_>>(),
        [Why::Gap]
    );
    let said = one(
        &activity("<description> </description>", START, ""),
        Mode::Strict,
    );
    assert_eq!(
        reasons(&said),
        ["description: <description> has no <narrative>"]
    );
    let end = "<activity-date type=\"end-actual\" iso-date=\"2020-01-01\"/>";
    let text = activity("<description>B</description>", end, "");
    assert_eq!(
        reasons(&one(&text, Mode::Strict)),
        [": no planned and no actual start date"]
    );
}

#[test]
fn nothing_is_chosen_where_two_things_are_said() {
    let more = "<activity-scope code=\"4\"/><activity-scope code=\"4\"/><capital-spend percentage=\"10\"/><capital-spend percentage=\"20\"/>";
    let said = one(&activity(DESCRIPTION, START, more), Mode::Strict);
    assert_eq!(
        reasons(&said),
        ["capital-spend[2]: <capital-spend> may stand only once"]
    );
    assert_eq!(
        said.notes.iter().filter(|n| n.why == Why::Repeated).count(),
        1
    );
}

#[test]
fn a_unit_in_a_namespace_is_none_of_the_standard() {
    let said = one(
        "<iati-activity xmlns=\"https://example.org/ns\"/>",
        Mode::Lenient,
    );
    assert_eq!(
        reasons(&said),
        [": it is no <iati-activity> of the standard"]
    );
}

#[test]
fn a_point_told_coarsely_loses_the_mark() {
    let more = "<location><point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\"><pos coarsened=\"1 degree\">1.5 30.5</pos></point></location>";
    let said = one(&activity(DESCRIPTION, START, more), Mode::Strict);
    assert!(said.xml.contains("<pos>1.5 30.5</pos>"), "{}", said.xml);
    assert_eq!(
        said.notes.iter().map(|n| n.why).collect::<Vec<_>>(),
        [Why::Coarsened]
    );
}

#[test]
fn the_head_bears_the_moment_that_is_given() {
    let at = jiff::Timestamp::constant(1_767_225_600, 0);
    let head = publish::head(UnitKind::Organisation, Some(at));
    assert!(head.ends_with(
        "<iati-organisations version=\"2.03\" generated-datetime=\"2026-01-01T00:00:00Z\">\n"
    ));
}

#[test]
fn a_loss_is_found() {
    let text = activity(DESCRIPTION, START, "");
    let tree = |t: &str| Tree::parse(t.to_owned(), &Context::default()).expect("well-formed");
    let kind = UnitKind::Activity;
    let compare = |other: &str| {
        let found = publish::differences(
            &tree(&text),
            &Context::default(),
            &tree(other),
            kind,
            Mode::Strict,
        );
        found
            .iter()
            .map(|d| format!("{:?} {} {:?}", d.what, d.path, d.why))
            .collect::<Vec<_>>()
    };
    assert_eq!(compare(&text), Vec::<String>::new());
    assert_eq!(
        compare(&text.replace("2020-01-01", "2020-01-02")),
        ["Changed activity-date/@iso-date None"]
    );
    assert_eq!(
        compare(&text.replace(START, "")),
        ["Missing activity-date None"]
    );
    assert_eq!(
        compare(&text.replace("<narrative>B<", "<narrative>C<")),
        ["Changed description/narrative None"]
    );
    let added = "<activity-scope code=\"4\"/></iati-activity>";
    assert_eq!(
        compare(&text.replace("</iati-activity>", added)),
        ["Added activity-scope None"]
    );
}

const NAMES: &[&str] = &[
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "other-identifier",
    "activity-status",
    "activity-date",
    "contact-info",
    "organisation",
    "website",
    "recipient-country",
    "recipient-region",
    "location",
    "coordinates",
    "point",
    "pos",
    "gazetteer-entry",
    "administrative",
    "location-type",
    "feature-designation",
    "sector",
    "policy-marker",
    "budget",
    "value",
    "period-start",
    "period-end",
    "transaction",
    "transaction-type",
    "transaction-date",
    "provider-org",
    "narrative",
    "document-link",
    "category",
    "language",
    "activity-website",
    "related-activity",
    "legacy-data",
    "conditions",
    "condition",
    "result",
    "indicator",
    "period",
    "target",
    "crs-add",
    "aidtype-flag",
    "x:extra",
    "y:extra",
    "unknown",
    "default-aid-type",
    "owner-org",
    "comment",
];
const ATTRIBUTES: &[&str] = &[
    "ref",
    "type",
    "code",
    "role",
    "iso-date",
    "xml:lang",
    "vocabulary",
    "percentage",
    "currency",
    "value-date",
    "url",
    "format",
    "language",
    "owner-ref",
    "owner-name",
    "latitude",
    "longitude",
    "precision",
    "country",
    "attached",
    "measure",
    "value",
    "x:note",
    "z:note",
    "odd",
    "humanitarian",
    "srsName",
    "gazetteer-ref",
    "last-updated-datetime",
];
const VALUES: &[&str] = &[
    "",
    " ",
    "1",
    "2",
    "Funding",
    "D",
    "DAC",
    "WB",
    "start-actual",
    "2020-01-01",
    "2020-01-01T00:00:00",
    "2020-1-1",
    "EUR",
    "en",
    "fr",
    "en_GB",
    "50%",
    "TRUE",
    "https://fund.example/a",
    "a b",
    "a&amp;b&lt;&quot;&#10;",
    "KE",
    "12.5",
    "-3.25",
    "GEO",
    "Implementation",
];

fn element() -> impl Strategy<Value = String> {
    let attributes = prop::collection::btree_map(0..ATTRIBUTES.len(), 0..VALUES.len(), 0..4);
    let leaf = (0..NAMES.len(), attributes, 0..VALUES.len())
        .prop_map(|(n, a, v)| written(n, &a, VALUES[v]));
    leaf.prop_recursive(4, 60, 6, |inner| {
        let attributes = prop::collection::btree_map(0..ATTRIBUTES.len(), 0..VALUES.len(), 0..3);
        let inside = prop::collection::vec(inner, 0..6);
        (0..NAMES.len(), attributes, inside)
            .prop_map(|(n, a, inside)| written(n, &a, &inside.concat()))
    })
}

fn written(
    name: usize,
    attributes: &std::collections::BTreeMap<usize, usize>,
    inside: &str,
) -> String {
    let name = NAMES[name];
    let all = attributes.iter();
    let all: String = all
        .map(|(a, v)| format!(" {}=\"{}\"", ATTRIBUTES[*a], VALUES[*v]))
        .collect();
    format!("<{name}{all}>{inside}</{name}>")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is read: the lenient output can be read, the strict one is valid, both
    /// stay the same when they are written again, and no loss is without a name.
    #[test]
    fn whatever_is_read(
        inside in prop::collection::vec(element(), 0..12),
        whole in any::<bool>(),
        version in prop::sample::select(vec!["1.01", "1.05", "2.01", "2.03", "9"]),
    ) {
        let inside = inside.concat();
        let unit = if whole { activity(DESCRIPTION, START, &inside) } else { format!("<iati-activity>{inside}</iati-activity>") };
        let text = format!("<iati-activities version=\"{version}\" xmlns:x=\"https://example.org/x\" xmlns:y=\"https://example.org/x\">{unit}</iati-activities>");
        let (unit, tree) = units(&text).swap_remove(0);
        for mode in [Mode::Strict, Mode::Lenient] {
            let said = publish::activity(&tree, &unit.context, mode);
            prop_assert!(mode == Mode::Strict || said.left_out.is_none());
            prop_assert_eq!(said.left_out.is_some(), said.xml.is_empty());
            if said.left_out.is_some() {
                continue;
            }
            let none = Context::default();
            let written = Tree::parse(said.xml.clone(), &none);
            prop_assert!(written.is_ok(), "{:?}\n{}", written.err(), said.xml);
            let Ok(written) = written else { continue };
            prop_assert_eq!(&publish::activity(&written, &none, mode).xml, &said.xml);
            if mode == Mode::Strict {
                let (mut places, mut faults) = (Vec::new(), Vec::new());
                Schema::of(Version::V2_03).check(&written, &none, &mut places, &mut faults);
                prop_assert!(faults.is_empty(), "{:?}", faults);
            }
            for d in publish::differences(&tree, &unit.context, &written, UnitKind::Activity, mode) {
                prop_assert!(d.why.is_some(), "{:?}\n{}\n{}", d, text, said.xml);
            }
        }
    }
}

//! Every kind of fault, hit once and near-missed once.

use super::{Fault, Kind, Layout, Place, Schema};
use crate::read::{Context, Tree, UnitKind};
use crate::version::Version;
use std::fmt::Write;

const REPORTER: &str =
    "<reporting-org ref='XM-EX-1' type='10'><narrative>An Agency</narrative></reporting-org>";
const TITLE: &str = "<title><narrative>Wells</narrative></title>";
const DESCRIPTION: &str = "<description><narrative>Three wells</narrative></description>";
const REST: &str = "<participating-org role='1' ref='XM-EX-1'/><activity-status code='2'/>\
    <activity-date type='1' iso-date='2024-01-31'/>";

/// An activity that is valid, with `more` after it.
fn activity(more: &str) -> String {
    format!(
        "<iati-activity><iati-identifier>XM-EX-1-7</iati-identifier>{REPORTER}{TITLE}{DESCRIPTION}{REST}{more}</iati-activity>"
    )
}

fn context() -> Context {
    let bound = |prefix: &str, address: &str| (prefix.to_owned(), address.to_owned());
    Context {
        root: "iati-activities".to_owned(),
        namespaces: vec![
            bound("q", "urn:q"),
            bound("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
        ..Context::default()
    }
}

fn with_faults<R>(
    version: Version,
    source: &str,
    look: impl FnOnce(&[Fault<'_>], &[Place]) -> R,
) -> R {
    let context = context();
    let tree = Tree::parse(source.to_owned(), &context).expect("the test's own XML");
    let (mut places, mut faults) = (Vec::new(), Vec::new());
    Schema::of(version).check(&tree, &context, &mut places, &mut faults);
    assert_eq!(places.len(), tree.elements().count());
    look(&faults, &places)
}

fn kinds(version: Version, source: &str) -> Vec<Kind> {
    with_faults(version, source, |faults, _| {
        faults.iter().map(|f| f.kind).collect()
    })
}

/// The faults of what stands at the end of a 2.03 activity.
fn in_activity(more: &str) -> Vec<Kind> {
    kinds(Version::V2_03, &activity(more))
}

fn messages(version: Version, source: &str) -> String {
    with_faults(version, source, |faults, _| {
        faults.iter().fold(String::new(), |mut all, fault| {
            let _ = writeln!(all, "{}: {}", fault.path(), fault.message());
            all
        })
    })
}

#[test]
fn a_valid_activity_has_no_fault() {
    for version in [Version::V2_01, Version::V2_02, Version::V2_03] {
        assert_eq!(kinds(version, &activity("")), []);
    }
}

#[test]
fn order() {
    let start = "<iati-activity><iati-identifier>XM-EX-1-7</iati-identifier>";
    let late = format!("{start}{REPORTER}{DESCRIPTION}{TITLE}{REST}</iati-activity>");
    assert_eq!(
        kinds(Version::V2_03, &late),
        [Kind::TooEarly { after: "title" }]
    );
    // One element out of order is one fault, wherever it stands.
    let first = format!(
        "<iati-activity><fss extraction-date='2024-01-31'/>{}",
        activity("").trim_start_matches("<iati-activity>")
    );
    assert_eq!(
        kinds(Version::V2_03, &first),
        [Kind::TooEarly {
            after: "activity-date"
        }]
    );
    assert_eq!(
        in_activity("<sector code='1'/><location/><sector code='1'/>"),
        [Kind::TooEarly { after: "location" }]
    );
    assert_eq!(
        in_activity("<location/><sector code='1'/><sector code='1'/>"),
        []
    );
}

#[test]
fn occurrence() {
    assert_eq!(in_activity("<capital-spend percentage='1'/>"), []);
    assert_eq!(
        in_activity("<capital-spend percentage='1'/><capital-spend percentage='2'/>"),
        [Kind::TooMany]
    );
    let missing = activity("").replace(TITLE, "");
    assert_eq!(
        kinds(Version::V2_03, &missing),
        [Kind::MissingElement { name: "title" }]
    );
    assert_eq!(in_activity("<related-activity type='1' ref=''/>"), []);
    assert_eq!(
        in_activity("<related-activity type='1'/>"),
        [Kind::MissingAttribute { name: "ref" }]
    );
}

#[test]
fn unknown_names() {
    assert_eq!(in_activity("<foo><bar/></foo>"), [Kind::UnknownElement]);
    assert_eq!(in_activity("<narrative/>"), [Kind::UnknownElement]);
    assert_eq!(in_activity("<z:foo/>"), [Kind::UnknownElement]);
    assert_eq!(
        in_activity("<sector code='1' foo=''/>"),
        [Kind::UnknownAttribute]
    );
    assert_eq!(
        in_activity("<sector code='1' z:foo=''/>"),
        [Kind::UnknownAttribute]
    );
    assert_eq!(
        in_activity("<sector code='1' q:foo='' xml:lang='en' xml:space='preserve'/>"),
        []
    );
}

#[test]
fn values() {
    assert_eq!(in_activity("<sector code='1' percentage='33.3'/>"), []);
    let wrong = |wanted| [Kind::WrongValue { wanted }];
    assert_eq!(
        in_activity("<sector code='1' percentage='33,3'/>"),
        wrong(super::Simple::Decimal)
    );
    let fss = |amount: &str| {
        in_activity(&format!(
            "<fss extraction-date='2024-01-31'><forecast year='2024'>{amount}</forecast></fss>"
        ))
    };
    for good in ["12", " 12\n", "1<!-- c -->2", "<![CDATA[1]]>2", "&#49;2"] {
        assert_eq!(fss(good), [], "{good}");
    }
    for bad in ["", "1<!-- c -->,2", "twelve", "1 <?x?> 2"] {
        assert_eq!(fss(bad), wrong(super::Simple::Decimal), "{bad}");
    }
    assert_eq!(fss("12<narrative>x</narrative>"), [Kind::ElementInText]);
}

#[test]
fn text() {
    assert_eq!(in_activity("\n <!-- c --> &#32; <?x?>"), []);
    assert_eq!(in_activity("x<sector code='1'/>y"), [Kind::StrayText]);
    assert_eq!(in_activity("&#160;"), [Kind::StrayText]);
    assert_eq!(in_activity("<![CDATA[ ]]>"), [Kind::StrayText]);
}

#[test]
fn other_namespaces() {
    assert_eq!(in_activity("<q:a>x<foo/></q:a>"), []);
    assert_eq!(in_activity("<a xmlns='urn:q'><title/></a>"), []);
    // After all of the standard's own; but see `may_alternate`.
    assert_eq!(
        in_activity("<q:a/><fss extraction-date='2024-01-31'/>").len(),
        1
    );
    assert_eq!(
        in_activity(
            "<conditions attached='1'><q:a/><condition type='1'><narrative/></condition></conditions>"
        ),
        []
    );
    // What the standard declares keeps its content inside an extension.
    assert_eq!(
        in_activity("<q:a><title/></q:a>"),
        [Kind::MissingElement { name: "narrative" }]
    );
    assert_eq!(in_activity("<q:a><b value-date='x'/></q:a>").len(), 1);
    assert_eq!(
        in_activity("<related-activity ref='' type='' q:a=''/>"),
        [Kind::ForeignAttribute]
    );
    assert_eq!(
        in_activity("<sector code='1' xsi:nil='true'/>"),
        [Kind::Nil]
    );
    assert_eq!(
        in_activity("<sector code='1' xsi:type='a'/>"),
        [Kind::TypeChanged]
    );
    assert_eq!(in_activity("<sector code='1' xsi:schemaLocation='a'/>"), []);
    assert_eq!(
        in_activity("<sector code='1' xml:id='a'/><sector code='1' xml:id='b'/>"),
        []
    );
    assert_eq!(
        in_activity("<sector code='1' xml:id='a'/><sector code='1' xml:id='a'/>"),
        [Kind::RepeatedId]
    );
}

#[test]
fn versions_differ() {
    let tag = activity("<tag code='1' vocabulary='1'/>");
    assert_eq!(kinds(Version::V2_03, &tag), []);
    assert_eq!(kinds(Version::V2_02, &tag), [Kind::UnknownElement]);
    let twice = activity("<default-aid-type code='A01'/><default-aid-type code='A02'/>");
    assert_eq!(kinds(Version::V2_03, &twice), []);
    assert_eq!(kinds(Version::V2_02, &twice), [Kind::TooMany]);
    let humanitarian = activity("").replacen('>', " humanitarian='1'>", 1);
    assert_eq!(kinds(Version::V2_02, &humanitarian), []);
    assert_eq!(
        kinds(Version::V2_01, &humanitarian),
        [Kind::UnknownAttribute]
    );
}

#[test]
fn legacy_versions_ask_for_no_order() {
    let source = "<iati-activity version='1.03'><title xml:lang='en'>Wells<q:a/></title>\
        <iati-identifier>XM-EX-1-7</iati-identifier><transaction><value value-date='2012-01-01'>5</value>\
        <transaction-type code='C'>x</transaction-type></transaction><title>Puits</title></iati-activity>";
    assert_eq!(kinds(Version::V1_03, source), []);
    let newer = source.replace("Wells", "<narrative>Wells</narrative>");
    assert_eq!(kinds(Version::V1_03, &newer), [Kind::UnknownElement]);
    let coded = source.replace(" code='C'", "");
    assert_eq!(
        kinds(Version::V1_03, &coded),
        [Kind::MissingAttribute { name: "code" }]
    );
    let reach = source.replace(
        "<title>Puits",
        "<location><location-reach code='1'/></location><title>Puits",
    );
    assert_eq!(kinds(Version::V1_04, &reach), []);
    assert_eq!(kinds(Version::V1_03, &reach), [Kind::UnknownElement]);
}

#[test]
fn places() {
    let value = Schema::place("iati-activity/transaction/value");
    assert!(value.is_some_and(Place::is_known));
    assert_eq!(
        value.map(Schema::path),
        Some("iati-activity/transaction/value")
    );
    assert_eq!(Schema::place("iati-activity/foo"), None);
    assert_eq!(
        Schema::place("iati-activity/activity-website").map(Place::is_known),
        Some(true)
    );
    let source = "<iati-activity><q:a><title/></q:a><transaction><foo><value/></foo><tag/><value/></transaction><tag><narrative/></tag></iati-activity>";
    for version in [Version::V2_01, Version::V2_03, Version::V1_01] {
        with_faults(version, source, |_, places| {
            let paths: Vec<_> = places.iter().map(|p| Schema::path(*p)).collect();
            let expected = [
                "iati-activity",
                "",
                "",
                "iati-activity/transaction",
                "",
                "",
                "",
                "iati-activity/transaction/value",
                "iati-activity/tag",
                "iati-activity/tag/narrative",
            ];
            assert_eq!(paths, expected, "{version}");
        });
    }
}

#[test]
fn words() {
    let mut all = String::new();
    let start = "<iati-activity><iati-identifier>XM-EX-1-7</iati-identifier>";
    for source in [
        format!("{start}{REPORTER}{DESCRIPTION}{TITLE}{REST}</iati-activity>"),
        activity("").replace(TITLE, ""),
        activity("").replace("<activity-status code", "<activity-status Code"),
        activity("<tags/><Sector/><foo/><value/><z:a/>"),
        activity("x<capital-spend percentage='50 %'/><capital-spend percentage=''/>"),
        activity(
            "<conditions attached='yes'><condition type='1' q:a=''><narrative><b/></narrative></condition></conditions>",
        ),
        activity("<sector code='1' xsi:nil='true'/>"),
    ] {
        all += &messages(Version::V2_03, &source);
    }
    all += &messages(Version::V2_01, &activity("<tag code='1' vocabulary='1'/>"));
    insta::assert_snapshot!(all, @r#"
    description: <description> stands before <title>; in 2.03 it comes after it: move it down
    : <iati-activity> has no <title>, which it must have in 2.03; add it after <reporting-org>
    activity-status: <activity-status> lacks the attribute code, which it must have in 2.03
    activity-status/@Code: <activity-status> has no attribute Code; did you mean code?
    tags: <iati-activity> has no <tags> in it; did you mean <tag>?
    Sector: <iati-activity> has no <Sector> in it; did you mean <sector>?
    foo: <foo> is not an element of the standard; remove it, or put it in a namespace of your own
    value: <value> may not stand in <iati-activity>; move it where it belongs
    z:a: the prefix of <z:a> is not declared; add xmlns:z="…" to the root element
    : text stands directly in <iati-activity>, which may hold only elements; move it into one or remove it
    capital-spend[1]/@percentage: percentage is “50 %”; it must be a number such as 1250.75: no spaces, no thousands separators, no currency, at most 24 digits
    capital-spend[2]: <capital-spend> stands here once more, and may stand only once; keep one
    capital-spend[2]/@percentage: percentage is empty; it must be a number such as 1250.75: no spaces, no thousands separators, no currency, at most 24 digits
    conditions/@attached: attached is “yes”; it must be true or false (1 and 0 will do)
    conditions/condition/@q:a: <condition> takes no attributes of other namespaces; remove q:a
    conditions/condition/narrative/b: <b> stands in <narrative>, which may hold only text; write the text without it
    sector/@xsi:nil: <sector> may not be marked as empty; remove xsi:nil
    tag: <tag> is not in 2.01 at this place, only in 2.03; leave it out or state that version
    "#);
    let allowed = with_faults(
        Version::V2_03,
        &activity("<conditions attached='yes'/>"),
        |f, _| f[0].allowed(),
    );
    assert_eq!(allowed, ["true", "false", "1", "0"]);
}

#[test]
fn the_file_around_the_units() {
    let schema = Schema::of(Version::V2_03);
    let with = |attributes: &[(&str, &str)]| {
        let mut context = context();
        context.attributes = attributes
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        schema
            .root_faults(&context)
            .into_iter()
            .map(|f| f.message)
            .collect::<Vec<_>>()
    };
    assert!(
        with(&[
            ("version", "2.03"),
            ("q:a", ""),
            ("xml:lang", "en"),
            ("generated-datetime", "2024-01-31T09:30:00Z")
        ])
        .is_empty()
    );
    for bad in [
        ("generated-datetime", "2024-01-31"),
        ("foo", ""),
        ("xml:lang", "e_n"),
        ("xsi:nil", "1"),
        ("z:a", ""),
    ] {
        assert_eq!(with(&[("version", "2.03"), bad]).len(), 1, "{bad:?}");
    }
    assert_eq!(with(&[]).len(), 1);

    let mut layout = Layout::new(Version::V2_03, UnitKind::Activity);
    assert!(layout.end().is_some() && layout.element("q:a", true).is_some());
    assert!(layout.unit(UnitKind::Organisation).is_some());
    assert!(layout.unit(UnitKind::Activity).is_none() && layout.end().is_none());
    assert!(layout.element("q:a", true).is_none() && layout.element("foo", false).is_some());
    assert!(layout.text().is_some());
}

/// A million faults take a moment, not a day.
#[test]
fn hostile_units_take_linear_time() {
    let many = |piece: &str| activity(&piece.repeat(300_000));
    assert_eq!(in_activity_count(&many("<foo/>")), 300_000);
    assert!(in_activity_count(&many("<fss/><sector code='1'/>")) > 300_000);
    assert_eq!(in_activity_count(&many("<q:a xmlns:q='urn:a'/>")), 0);
}

fn in_activity_count(source: &str) -> usize {
    with_faults(Version::V2_03, source, |faults, _| faults.len())
}

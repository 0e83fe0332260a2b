//! Each class of change with a hit and a near miss, and what holds of any
//! comparison.

use flow::change::{
    CLASSES, Change, Class, Context, PublicationChanges, Publications, Severity, Slips, Version,
    compare_activities, compare_publications, compare_versions,
};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context as Around, Tree};
use jiff::civil::{Date, date};

const ABOUT: Context = Context {
    older_published: date(2024, 1, 1),
    newer_published: date(2024, 4, 1),
    today: date(2024, 4, 2),
    fiscal_year_starts: None,
};

struct Read {
    activity: Activity,
    tree: Tree,
}

impl Read {
    fn version(&self) -> Version<'_> {
        Version {
            activity: &self.activity,
            tree: Some(&self.tree),
            start: Position::START,
            slips: Slips::default(),
        }
    }
}

/// An activity of this identifier and content.
fn read(id: &str, body: &str) -> Read {
    let source = format!(
        "<iati-activity default-currency='USD'><iati-identifier>{id}</iati-identifier>{body}</iati-activity>"
    );
    let around = Around::default();
    let tree = Tree::parse(source, &around).expect("well-formed");
    let activity = Activity::read(&tree, &around, Position::START);
    Read { activity, tree }
}

fn compared(older: &str, newer: &str) -> Vec<Change> {
    let (a, b) = (read("XM-EX-1-A", older), read("XM-EX-1-A", newer));
    compare_versions(&a.version(), &b.version(), &ABOUT)
}

fn pay(kind: &str, day: &str, value: &str, more: &str) -> String {
    format!(
        "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='{day}'/>\
         <value>{value}</value>{more}</transaction>"
    )
}

fn budget(kind: &str, year: &str, value: &str) -> String {
    format!(
        "<budget type='{kind}'><period-start iso-date='{year}-01-01'/>\
         <period-end iso-date='{year}-12-31'/><value>{value}</value></budget>"
    )
}

fn indicator(of: &str, baseline: &str, year: &str, target: &str, actual: &str) -> String {
    let actual = match actual {
        "" => String::new(),
        value => format!("<actual value='{value}'/>"),
    };
    format!(
        "<result type='1'><title><narrative>Wells</narrative></title><indicator measure='1' {of}>\
         <title><narrative>Wells dug</narrative></title><baseline year='2020' value='{baseline}'/>\
         <period><period-start iso-date='{year}-01-01'/><period-end iso-date='{year}-12-31'/>\
         <target value='{target}'/>{actual}</period></indicator></result>"
    )
}

fn status(code: &str) -> String {
    format!("<activity-status code='{code}'/>")
}

fn dated(kind: &str, day: &str) -> String {
    format!("<activity-date type='{kind}' iso-date='{day}'/>")
}

fn sectors(shares: &[(&str, &str)]) -> String {
    let one =
        |(code, share): &(&str, &str)| format!("<sector code='{code}' percentage='{share}'/>");
    shares.iter().map(one).collect()
}

/// The class to be found or missed, its severity, and the two versions.
type Case = (Class, Option<Severity>, String, String);

fn hit(class: Class, severity: Severity, older: String, newer: String) -> Case {
    (class, Some(severity), older, newer)
}

fn miss(class: Class, older: String, newer: String) -> Case {
    (class, None, older, newer)
}

use Class as C;
use Severity::{Normal, Notable, Suspicious};

fn money_cases() -> Vec<Case> {
    let old = |v: &str| pay("3", "2021-05-01", v, "");
    let recent = |v: &str| pay("3", "2023-12-01", v, "");
    let to = |id: &str, name: &str| {
        let who = format!("<receiver-org ref='{id}'><narrative>{name}</narrative></receiver-org>");
        pay("3", "2021-05-01", "900", &who)
    };
    let country = |code: &str| {
        pay(
            "3",
            "2021-05-01",
            "900",
            &format!("<recipient-country code='{code}'/>"),
        )
    };
    let date = |day: &str| pay("3", day, "912.34", "");
    let promise = |v: &str| pay("2", "2021-05-01", v, "");
    vec![
        hit(C::PaymentRewritten, Suspicious, old("1000"), old("1500")),
        hit(C::PaymentRewritten, Notable, recent("1000"), recent("1500")),
        hit(C::PaymentRewritten, Normal, old("1000.40"), old("1000")),
        miss(C::PaymentRewritten, old("1000"), old("1000.00")),
        miss(C::PaymentRewritten, old("1,000"), old("1000")),
        hit(C::PaymentRewritten, Suspicious, old("1,000"), old("7000")),
        miss(C::PaymentRewritten, promise("1000"), promise("1500")),
        hit(C::PaymentRemoved, Suspicious, old("1000"), String::new()),
        hit(C::PaymentRemoved, Notable, recent("1000"), String::new()),
        hit(C::PaymentRemoved, Notable, old("7") + &old("7"), old("7")),
        hit(C::PaymentRemoved, Normal, old("0"), String::new()),
        // Split and merged: the sum of the day stays.
        hit(
            C::PaymentRewritten,
            Notable,
            old("1000"),
            old("600") + &old("400"),
        ),
        hit(
            C::PaymentRemoved,
            Notable,
            old("600") + &old("400"),
            old("1000"),
        ),
        hit(
            C::PaymentRewritten,
            Suspicious,
            old("1000"),
            old("600") + &old("300"),
        ),
        // One went and a new one came: not one that changed.
        hit(
            C::PaymentRemoved,
            Suspicious,
            old("1000"),
            pay("3", "2024-02-01", "1000", ""),
        ),
        miss(
            C::PaymentRemoved,
            old("1000") + &old("7"),
            old("7") + &old("1000"),
        ),
        hit(
            C::PaymentMoved,
            Notable,
            to("XM-EX-2", "Red"),
            to("XM-EX-3", "Blue"),
        ),
        miss(C::PaymentMoved, to("XM-EX-2", "Red"), to("XM-EX-3", "Red")),
        hit(C::PaymentMoved, Suspicious, country("KE"), country("UG")),
        miss(C::PaymentMoved, country("KEN"), country("KE")),
        hit(
            C::DateOverYearEnd,
            Suspicious,
            date("2021-12-30"),
            date("2022-01-03"),
        ),
        miss(C::DateOverYearEnd, date("2021-12-03"), date("2021-12-30")),
        miss(C::DateOverYearEnd, date("1970-01-01"), date("2021-12-30")),
        hit(C::DateMoved, Normal, date("2021-12-03"), date("2021-12-30")),
        hit(
            C::DateMoved,
            Notable,
            date("2021-02-03"),
            date("2021-12-30"),
        ),
        miss(C::DateMoved, date("2021-12-30"), date("2022-01-03")),
        hit(
            C::CommitmentChanged,
            Notable,
            promise("1000"),
            promise("700"),
        ),
        hit(
            C::CommitmentChanged,
            Notable,
            promise("1000"),
            String::new(),
        ),
        miss(
            C::CommitmentChanged,
            promise("1000"),
            promise("1000") + &promise("-300"),
        ),
        hit(
            C::Reversal,
            Normal,
            old("1000"),
            old("1000") + &pay("3", "2024-02-01", "-1000", ""),
        ),
        hit(
            C::Reversal,
            Notable,
            old("1000"),
            old("1000") + &old("-1000"),
        ),
        miss(
            C::Reversal,
            old("1000"),
            old("1000") + &pay("3", "2024-02-01", "1000", ""),
        ),
        hit(C::Backfill, Notable, String::new(), old("1000")),
        miss(
            C::Backfill,
            String::new(),
            pay("3", "2023-06-01", "1000", ""),
        ),
        hit(
            C::New,
            Normal,
            String::new(),
            pay("3", "2023-06-01", "1000", ""),
        ),
        miss(C::New, old("1000"), old("1001")),
    ]
}

fn plan_cases() -> Vec<Case> {
    let late = |end: &str| dated("1", "2022-01-01") + &dated("3", end);
    let closed = |s: &str, paid: &str| {
        status(s) + &pay("2", "2021-01-01", "1000", "") + &pay("3", "2021-05-01", paid, "")
    };
    let split = |s: &str, a: &str, b: &str| {
        status(s) + &sectors(&[("11220", a), ("12220", b)]) + &pay("3", "2021-05-01", "500", "")
    };
    vec![
        hit(
            C::BudgetOverwritten,
            Notable,
            budget("1", "2024", "900"),
            budget("1", "2024", "700"),
        ),
        hit(
            C::BudgetOverwritten,
            Notable,
            budget("2", "2022", "900"),
            budget("2", "2022", "700"),
        ),
        hit(
            C::BudgetOverwritten,
            Notable,
            budget("2", "2022", "900"),
            String::new(),
        ),
        miss(
            C::BudgetOverwritten,
            budget("2", "2024", "900"),
            budget("2", "2024", "700"),
        ),
        miss(
            C::BudgetOverwritten,
            budget("1", "2024", "9"),
            budget("1", "2024", "9") + &budget("2", "2024", "7"),
        ),
        hit(C::StatusReopened, Notable, status("4"), status("2")),
        miss(C::StatusReopened, status("2"), status("4")),
        miss(C::StatusReopened, status("Closed"), status("2")),
        hit(
            C::ClosedUnderspent,
            Notable,
            closed("2", "300"),
            closed("4", "300"),
        ),
        miss(C::ClosedUnderspent, closed("2", "600"), closed("4", "600")),
        // What 9 of another currency are of the commitments is not known.
        miss(
            C::ClosedUnderspent,
            closed("2", "9").replacen("<value>9<", "<value currency='EUR'>9<", 1),
            closed("4", "9").replacen("<value>9<", "<value currency='EUR'>9<", 1),
        ),
        hit(
            C::SharesChanged,
            Notable,
            split("4", "60", "40"),
            split("4", "50", "50"),
        ),
        miss(
            C::SharesChanged,
            split("2", "60", "40"),
            split("2", "50", "50"),
        ),
        hit(
            C::EndDateSlipping,
            Normal,
            late("2025-01-01"),
            late("2025-06-01"),
        ),
        hit(
            C::EndDateSlipping,
            Notable,
            late("2025-01-01"),
            late("2027-01-01"),
        ),
        miss(C::EndDateSlipping, late("2025-06-01"), late("2025-01-01")),
    ]
}

fn result_cases() -> Vec<Case> {
    let of = |base: &str, year: &str, target: &str, actual: &str| {
        indicator("", base, year, target, actual)
    };
    let down = |target: &str| indicator("ascending='0'", "9", "2022", target, "");
    vec![
        hit(
            C::TargetLowered,
            Suspicious,
            of("0", "2022", "90", ""),
            of("0", "2022", "60", ""),
        ),
        hit(
            C::TargetLowered,
            Suspicious,
            of("0", "2025", "90", ""),
            of("0", "2025", "60", "60"),
        ),
        hit(
            C::TargetLowered,
            Notable,
            of("0", "2025", "90", ""),
            of("0", "2025", "60", ""),
        ),
        hit(C::TargetLowered, Suspicious, down("3"), down("5")),
        miss(C::TargetLowered, down("5"), down("3")),
        miss(
            C::TargetLowered,
            of("0", "2022", "60", ""),
            of("0", "2022", "90", ""),
        ),
        miss(
            C::TargetLowered,
            of("0", "2022", "1030", ""),
            of("0", "2022", "1029.65", ""),
        ),
        hit(
            C::BaselineChanged,
            Suspicious,
            of("5", "2022", "90", ""),
            of("9", "2022", "90", ""),
        ),
        miss(
            C::BaselineChanged,
            of("5", "2025", "90", ""),
            of("9", "2025", "90", ""),
        ),
        hit(
            C::ActualLowered,
            Notable,
            of("0", "2022", "90", "80"),
            of("0", "2022", "90", "70"),
        ),
        miss(
            C::ActualLowered,
            of("0", "2022", "90", "70"),
            of("0", "2022", "90", "80"),
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    let title = |t: &str| format!("<title><narrative>{t}</narrative></title>");
    let org = |id: &str| format!("<participating-org role='4' ref='{id}'/>");
    let marker = |n: &str| format!("<policy-marker vocabulary='1' code='1' significance='{n}'/>");
    vec![
        hit(C::Text, Normal, title("Wells"), title("More wells")),
        miss(C::Text, title("More wells"), title("More \n wells")),
        hit(C::TypoFix, Normal, org("XM-EX-1"), org("xm_ex-1")),
        hit(C::TypoFix, Normal, status("Implementation"), status("2")),
        hit(
            C::TypoFix,
            Normal,
            pay("3", "2021-05-01", "1,000", ""),
            pay("3", "2021-05-01", "1000", ""),
        ),
        miss(C::TypoFix, org("XM-EX-1"), org("XM-EX-2")),
        hit(C::OtherField, Normal, org("XM-EX-1"), org("XM-EX-2")),
        hit(C::OtherField, Normal, marker("1"), marker("2")),
        miss(C::OtherField, marker("1"), marker(" 1 ")),
    ]
}

#[test]
fn every_class_has_a_hit_and_a_near_miss() {
    let cases = [money_cases(), plan_cases(), result_cases(), other_cases()].concat();
    for (class, severity, older, newer) in &cases {
        let found = compared(older, newer);
        let of_class = found.iter().find(|c| c.class == *class);
        let told = of_class.map(|c| c.severity);
        assert_eq!(told, *severity, "{class:?}\n{older}\n{newer}\n{found:#?}");
    }
    let across = [
        C::ActivityVanished,
        C::ActivityNew,
        C::RenamedIdentifier,
        C::BulkRecoding,
    ];
    for line in CLASSES.iter().filter(|c| !across.contains(&c.class)) {
        let has = |is_hit: bool| {
            let mut all = cases.iter();
            all.any(|c| c.0 == line.class && c.1.is_some() == is_hit)
        };
        assert!(has(true) && has(false), "{} has both", line.id);
    }
}

/// Compares publications given as (identifier, content).
fn published(
    older: &[(&str, String)],
    newer: &[(&str, String)],
    same: usize,
) -> PublicationChanges {
    let read = |all: &[(&str, String)]| -> Vec<Read> {
        all.iter().map(|(id, body)| read(id, body)).collect()
    };
    let (a, b) = (read(older), read(newer));
    let (older, newer) = (a.iter().map(Read::version), b.iter().map(Read::version));
    compare_publications(older, newer, same, &ABOUT)
}

fn found(changes: &PublicationChanges) -> Vec<(Class, Severity, String, Option<String>)> {
    let all = changes.changes.iter();
    all.map(|c| {
        (
            c.class,
            c.severity,
            c.identifier.clone(),
            c.elsewhere.clone(),
        )
    })
    .collect()
}

fn book(title: &str) -> String {
    let title = format!("<title><narrative>{title}</narrative></title>");
    let rows = (1..=5).map(|n| pay("3", &format!("2022-0{n}-11"), &format!("{n}03.5"), ""));
    title + &status("2") + &rows.collect::<String>()
}

#[test]
fn activities_come_and_go() {
    let id = |s: &str| s.to_owned();
    let gone = published(&[("XM-EX-1-A", book("A"))], &[], 0);
    assert_eq!(
        found(&gone),
        [(C::ActivityVanished, Suspicious, id("XM-EX-1-A"), None)]
    );
    let empty = published(&[("XM-EX-1-A", status("2"))], &[], 0);
    assert_eq!(
        found(&empty),
        [(C::ActivityVanished, Normal, id("XM-EX-1-A"), None)]
    );
    let long_over = status("4") + &dated("4", "2015-01-01") + &pay("3", "2014-01-01", "5", "");
    let closed = published(&[("XM-EX-1-A", long_over)], &[], 0);
    assert_eq!(
        found(&closed),
        [(C::ActivityVanished, Notable, id("XM-EX-1-A"), None)]
    );
    let came = published(&[], &[("XM-EX-1-B", status("2"))], 0);
    assert_eq!(
        found(&came),
        [(C::ActivityNew, Normal, id("XM-EX-1-B"), None)]
    );
}

#[test]
fn an_activity_goes_on_under_another_identifier() {
    let to = |s: &str| Some(s.to_owned());
    let renamed = published(&[("XM-EX-1-A", book("A"))], &[("XM-EX-1-B", book("A"))], 0);
    let expected = (
        C::RenamedIdentifier,
        Notable,
        "XM-EX-1-A".to_owned(),
        to("XM-EX-1-B"),
    );
    assert_eq!(found(&renamed), [expected]);
    let rewritten = published(&[("XM-EX-1-A", book("A"))], &[("xm-ex-1-a", book("B"))], 0);
    let classes: Vec<Class> = rewritten.changes.iter().map(|c| c.class).collect();
    assert_eq!(classes, [C::RenamedIdentifier, C::Text]);
    // The same title on another book is no renaming.
    let other = book("A").replace("03.5", "77");
    let missed = published(&[("XM-EX-1-A", book("A"))], &[("XM-EX-1-B", other)], 0);
    assert!(missed.renamed.is_empty());
}

#[test]
fn a_payment_goes_to_another_activity() {
    let row = pay("3", "2021-05-01", "912.34", "");
    let other = pay("3", "2021-05-01", "912.35", "");
    let moved = published(
        &[("XM-EX-1-A", row.clone()), ("XM-EX-1-B", String::new())],
        &[("XM-EX-1-A", String::new()), ("XM-EX-1-B", row.clone())],
        0,
    );
    let to = Some("XM-EX-1-B".to_owned());
    assert_eq!(
        found(&moved),
        [(C::PaymentMoved, Notable, "XM-EX-1-A".to_owned(), to)]
    );
    let missed = published(
        &[("XM-EX-1-A", row), ("XM-EX-1-B", String::new())],
        &[("XM-EX-1-A", String::new()), ("XM-EX-1-B", other)],
        0,
    );
    assert!(missed.changes.iter().all(|c| c.class != C::PaymentMoved));
}

#[test]
fn what_was_done_throughout_is_told_once() {
    let ids: Vec<String> = (0..12).map(|n| format!("XM-EX-1-{n}")).collect();
    let with = |code: &str, n: usize| -> Vec<(&str, String)> {
        let coded = |at: usize| if at < n { code } else { "11110" };
        let each = ids.iter().enumerate();
        each.map(|(at, id)| (id.as_str(), sectors(&[(coded(at), "100")])))
            .collect()
    };
    let bulk = published(&with("11110", 12), &with("11220", 7), 0);
    let [change] = &bulk.changes[..] else {
        panic!("one change: {:#?}", bulk.changes)
    };
    let recoding = change.recoding.as_ref().expect("a recoding");
    assert_eq!(change.class, C::BulkRecoding);
    assert_eq!((recoding.activities.len(), recoding.of_activities), (7, 12));
    assert_eq!(
        (
            recoding.pattern.older.as_str(),
            recoding.pattern.newer.as_str()
        ),
        ("11110", "11220")
    );
    for (changed, same) in [(6, 0), (4, 0), (7, 5)] {
        let few = published(&with("11110", 12), &with("11220", changed), same);
        assert_eq!(few.changes.len(), changed, "not throughout");
    }
}

#[test]
fn days_and_amounts_are_told_by_how_far_they_moved() {
    let ids: Vec<String> = (0..6).map(|n| format!("XM-EX-1-{n}")).collect();
    let with = |day: &str, factor: usize| -> Vec<(&str, String)> {
        let row = |n: usize| pay("3", day, &((n * 31 + 700) * factor).to_string(), "");
        ids.iter()
            .enumerate()
            .map(|(n, id)| (id.as_str(), row(n)))
            .collect()
    };
    let reasons = |found: PublicationChanges| -> Vec<String> {
        found
            .changes
            .into_iter()
            .map(|c| c.reason.to_string())
            .collect()
    };
    let moved = published(&with("2021-05-01", 1), &with("2021-05-31", 1), 0);
    let start = "In 6 of 6 activities transaction";
    assert_eq!(
        reasons(moved),
        [format!(
            "{start}/date was changed the same way: moved by +30 days (6 places)."
        )]
    );
    let grown = published(&with("2021-05-01", 1), &with("2021-05-01", 2), 0);
    assert_eq!(
        reasons(grown),
        [format!(
            "{start}/value was changed the same way: × 2 (6 places)."
        )]
    );
}

#[test]
fn a_change_that_rounds_to_nothing_has_no_percentage() {
    let reason = |was: &str, now: &str| {
        let pay = |value: &str| pay("3", "2021-05-01", value, "");
        let all = compared(&pay(was), &pay(now));
        all.first()
            .map(|c| c.reason.to_string())
            .unwrap_or_default()
    };
    let fall = reason("1000000", "999900");
    assert!(fall.contains("999900") && !fall.contains('%'), "{fall}");
    let fall = reason("1000000", "990000");
    assert!(fall.contains("(-1 %)"), "{fall}");
}

#[test]
fn what_did_not_change_counts_by_its_fields() {
    let about = ABOUT;
    let mut all = Publications::new(&about);
    for n in 0..6 {
        let coded = |code: &str| read(&format!("XM-EX-1-{n}"), &sectors(&[(code, "100")]));
        all.both(&coded("11110").version(), &coded("11220").version());
    }
    // Without a sector they do not count; nothing is known of the others.
    (0..50).for_each(|_| all.unchanged_with(&read("XM-EX-1-B", "").version().fields()));
    let mut more = all.clone();
    more.unchanged(6);
    assert_eq!(all.finish().changes.len(), 1);
    assert_eq!(more.finish().changes.len(), 6);
}

#[test]
fn a_third_delay_is_notable() {
    let of = |end: &str| read("XM-EX-1-A", &(dated("1", "2014-01-01") + &dated("3", end)));
    let (a, b) = (of("2025-01-01"), of("2025-02-01"));
    for (times, severity) in [(0, Normal), (1, Normal), (2, Notable)] {
        let slips = Slips {
            times,
            first_end: None,
        };
        let older = Version {
            slips,
            ..a.version()
        };
        let found = compare_versions(&older, &b.version(), &ABOUT);
        assert_eq!(found[0].severity, severity, "{times}");
    }
    let slips = Slips::default()
        .then(&a.activity, &b.activity)
        .then(&b.activity, &b.activity);
    let first: Date = date(2025, 1, 1);
    assert_eq!(
        slips,
        Slips {
            times: 1,
            first_end: Some(first)
        }
    );
}

#[test]
fn rows_money_and_age_are_told() {
    let found = compared(
        &pay("3", "2021-05-01", "1000", ""),
        &pay("3", "2021-05-01", "1500", ""),
    );
    let [change] = &found[..] else {
        panic!("one change")
    };
    let (older, newer) = (
        change.older.as_ref().expect("older"),
        change.newer.as_ref().expect("newer"),
    );
    assert_eq!(
        (older.in_english().as_deref(), newer.in_english().as_deref()),
        (Some("1000"), Some("1500"))
    );
    assert_eq!(
        (older.path.as_str(), older.line),
        ("transaction[1]", Some(1))
    );
    assert_eq!(change.at_stake[0].text(), "500 USD");
    assert_eq!(change.age_days, Some(1067));
    assert_eq!(
        change.reason.to_string(),
        "The disbursement on 2021-05-01 read 1000 USD; it now reads 1500 USD (+50 %)."
    );
}

#[test]
fn the_order_in_the_file_makes_no_difference() {
    let rows: Vec<String> = (1..=9)
        .map(|n| pay("3", &format!("2021-0{n}-01"), "500", ""))
        .collect();
    let backwards: Vec<String> = rows.iter().rev().cloned().collect();
    assert!(compared(&rows.concat(), &backwards.concat()).is_empty());
    // Nor where one of many equal ones changed.
    let changed = rows.concat().replacen("500", "510", 1);
    let turned = backwards[..8].concat() + &pay("3", "2021-01-01", "510", "");
    let said = |newer: &str| -> Vec<String> {
        compared(&rows.concat(), newer)
            .into_iter()
            .map(|c| c.reason.to_string())
            .collect()
    };
    assert_eq!(said(&changed), said(&turned));
}

/// One part of an activity, by its number and a value that differs between the
/// versions.
type Shape = fn(usize, usize) -> String;

/// Shapes that an activity can have a great many of.
const SHAPES: &[(&str, Shape)] = &[
    ("transactions", |n, v| {
        let day = format!("20{:02}-{:02}-{:02}", n % 20, n % 12 + 1, n % 28 + 1);
        pay("3", &day, &(n * v).to_string(), "")
    }),
    ("one day", |n, v| {
        pay("3", "2021-05-01", &(n * v).to_string(), "")
    }),
    ("sectors", |n, v| {
        format!("<sector vocabulary='{v}' code='{n}' percentage='{v}'/>")
    }),
    ("participants", |n, v| {
        format!("<participating-org role='{v}' ref='XM-EX-{n}'/>")
    }),
    ("titles", |n, v| {
        format!("<title><narrative>{n} {v}</narrative></title>")
    }),
    ("documents", |n, v| {
        format!("<document-link url='u{n}'><title>{v}</title></document-link>")
    }),
    ("results", |n, v| {
        let (year, target) = ((1000 + n % 9000).to_string(), (n * v).to_string());
        indicator("", &n.to_string(), &year, &target, "")
    }),
    ("budgets", |n, v| {
        budget("1", &(1000 + n % 9000).to_string(), &(n * v).to_string())
    }),
];

/// `count` of a shape, `fresh` of them with another value than before.
fn many(shape: Shape, count: usize, fresh: usize) -> Read {
    let one = |n: usize| shape(n, if n < fresh { 3 } else { 2 });
    read("XM-EX-1-A", &(1..=count).map(one).collect::<String>())
}

/// A hundred thousand transactions of one activity, of which few differ, and
/// tens of thousands of anything, all of which do. A quadratic step would take
/// minutes.
#[test]
fn large_activities_take_linear_time() {
    let since = std::time::Instant::now();
    let (a, b) = (
        many(SHAPES[0].1, 100_000, 0),
        many(SHAPES[0].1, 100_000, 50),
    );
    assert_eq!(
        compare_activities(&a.activity, &b.activity, &ABOUT).len(),
        49
    );
    for (name, shape) in SHAPES {
        let (a, b) = (many(*shape, 20_000, 0), many(*shape, 20_000, 20_000));
        let found = compare_versions(&a.version(), &b.version(), &ABOUT);
        assert!(found.len() >= 10_000, "{name}: {}", found.len());
        assert!(
            since.elapsed().as_secs() < 120,
            "{name}: {:?}",
            since.elapsed()
        );
    }
}

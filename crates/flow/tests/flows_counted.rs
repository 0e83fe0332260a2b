//! Which rows of several activities count, and what crosses a boundary: invented
//! organisations, one rule a test.

use flow::flows::boundary::{Boundary, Crossing};
use flow::flows::counted::{Counted, Summary, Tally, Why, counted};
use flow::flows::{Facts, Flow, named};
use iati::amount::Sum;
use iati::position::Position;
use iati::read::{Context, Tree};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

fn facts(reporter: &str, id: &str, attributes: &str, body: &str) -> Facts {
    let source = format!(
        "<iati-activity default-currency='USD' {attributes}><iati-identifier>{id}</iati-identifier>\
         <reporting-org ref='{reporter}' type='10'/>{body}</iati-activity>"
    );
    let context = Context::default();
    let tree = Tree::parse(source, &context).expect("well-formed");
    Facts::read(&tree, &context, Position::START)
}

fn pay(kind: &str, year: &str, more: &str) -> String {
    format!(
        "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='{year}-06-01'/>\
         <value>100</value>{more}</transaction>"
    )
}

fn related(kind: &str, id: &str) -> String {
    format!("<related-activity type='{kind}' ref='{id}'/>")
}

/// A word for each row: `yes`, or the reason with the number of the activity that
/// counts instead.
fn said(set: &[Facts]) -> Vec<Vec<String>> {
    let set: Vec<Summary> = set.iter().map(Summary::of).collect();
    let word = |c: &Counted| match c {
        Counted::Yes => "yes".to_owned(),
        Counted::No(why) => match why.by() {
            Some(by) => format!("{} {by}", why.id()),
            None => why.id().to_owned(),
        },
    };
    counted(&set)
        .iter()
        .map(|rows| rows.iter().map(word).collect())
        .collect()
}

#[test]
fn a_parent_counts_only_what_no_child_carries() {
    let parent = pay("2", "2020", "")
        + &pay("3", "2020", "")
        + &pay("1", "2020", "")
        + &related("2", "XM-EX-1-B");
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "hierarchy='1'", &parent),
        facts(
            "XM-EX-1",
            "XM-EX-1-B",
            "hierarchy='2'",
            &(pay("3", "2020", "") + &related("1", "XM-EX-1-A")),
        ),
        facts(
            "XM-EX-1",
            "XM-EX-1-C",
            "hierarchy='2'",
            &(pay("4", "2020", "") + &related("1", "XM-EX-1-A")),
        ),
    ];
    assert_eq!(
        said(&set),
        [
            vec!["yes", "parent-of-counted 1", "yes"],
            vec!["yes"],
            vec!["yes"]
        ]
    );
    assert_eq!(
        said(&set[..1]),
        [["yes"; 3]],
        "a missing child takes nothing away"
    );
}

#[test]
fn the_deepest_level_counts_across_a_level_that_carries_nothing() {
    let set = [
        facts(
            "XM-EX-1",
            "XM-EX-1-A",
            "hierarchy='1'",
            &(pay("3", "2020", "") + &related("2", "XM-EX-1-B")),
        ),
        facts(
            "XM-EX-1",
            "XM-EX-1-B",
            "hierarchy='2'",
            &related("2", "XM-EX-1-C"),
        ),
        facts(
            "XM-EX-1",
            "XM-EX-1-C",
            "hierarchy='3'",
            &pay("4", "2020", ""),
        ),
    ];
    assert_eq!(
        said(&set),
        [vec!["parent-of-counted 2"], vec![], vec!["yes"]]
    );
}

#[test]
fn times_that_do_not_meet_and_other_reporters_leave_the_parent_alone() {
    let parent = pay("3", "2018", "") + &related("2", "XM-EX-1-B");
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "", &parent),
        facts("XM-EX-1", "XM-EX-1-B", "", &pay("3", "2020", "")),
    ];
    assert_eq!(said(&set), [["yes"], ["yes"]]);
    let other = [
        facts("XM-EX-1", "XM-EX-1-A", "", &parent),
        facts("XM-EX-2", "XM-EX-1-B", "", &pay("3", "2018", "")),
    ];
    assert_eq!(said(&other), [["yes"], ["yes"]]);
}

#[test]
fn the_time_below_runs_from_the_first_child_to_the_last() {
    let child = |id: &str, year: &str| {
        facts(
            "XM-EX-1",
            id,
            "",
            &(pay("3", year, "") + &related("1", "XM-EX-1-A")),
        )
    };
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "", &pay("3", "2020", "")),
        child("XM-EX-1-B", "2018"),
        child("XM-EX-1-C", "2022"),
    ];
    assert_eq!(said(&set), [["parent-of-counted 1"], ["yes"], ["yes"]]);
    assert_eq!(said(&set[..2]), [["yes"], ["yes"]]);
}

#[test]
fn rings_and_contradictions_leave_all_counted() {
    let both = |other: &str| pay("3", "2020", "") + &related("1", other) + &related("2", other);
    let ring = [
        facts("XM-EX-1", "XM-EX-1-A", "", &both("XM-EX-1-B")),
        facts("XM-EX-1", "XM-EX-1-B", "", &both("XM-EX-1-A")),
        facts("XM-EX-1", "XM-EX-1-C", "", &both("XM-EX-1-C")),
    ];
    assert_eq!(said(&ring), [["yes"]; 3]);
    let by_level = [
        facts("XM-EX-1", "XM-EX-1-A", "hierarchy='2'", &both("XM-EX-1-B")),
        facts("XM-EX-1", "XM-EX-1-B", "hierarchy='1'", &both("XM-EX-1-A")),
    ];
    assert_eq!(
        said(&by_level),
        [["yes"], ["parent-of-counted 0"]],
        "the stated levels break the ring"
    );
}

#[test]
fn below_a_ring_counts_once() {
    let both = |other: &str, more: &str| pay("3", "2020", "") + &related("2", other) + more;
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "", &both("XM-EX-1-B", "")),
        facts(
            "XM-EX-1",
            "XM-EX-1-B",
            "",
            &both("XM-EX-1-A", &related("2", "XM-EX-1-C")),
        ),
        facts("XM-EX-1", "XM-EX-1-C", "", &pay("3", "2020", "")),
    ];
    assert_eq!(
        said(&set),
        [["parent-of-counted 2"], ["parent-of-counted 2"], ["yes"]]
    );
}

#[test]
fn a_chain_as_long_as_a_file_is_no_trouble() {
    let one = |at: usize| {
        let id = format!("XM-EX-1-{at}");
        facts(
            "XM-EX-1",
            &id,
            "",
            &(pay("3", "2020", "") + &related("2", &format!("XM-EX-1-{}", at + 1))),
        )
    };
    let set: Vec<Facts> = (0..20_000).map(one).collect();
    let said = said(&set);
    assert_eq!(said.iter().filter(|rows| rows[0] == "yes").count(), 1);
    assert_eq!(said[19_999], ["yes"]);
}

#[test]
fn the_newest_copy_counts() {
    let at = |stamp: &str| format!("last-updated-datetime='{stamp}'");
    let copy = |stamp: &str| facts("XM-EX-1", "XM-EX-1-A", &at(stamp), &pay("3", "2020", ""));
    let set = [
        copy("2024-03-01T00:00:00Z"),
        copy("2024-01-01"),
        facts("XM-EX-1", "xm-ex-1-a ", "", &pay("3", "2020", "")),
    ];
    assert_eq!(said(&set), [["yes"], ["older-copy 0"], ["older-copy 0"]]);
    let same = [copy("2024-01-01"), copy("2024-01-01")];
    assert_eq!(said(&same), [["older-copy 1"], ["yes"]]);
    let without = facts("XM-EX-1", "", "", &pay("3", "2020", ""));
    assert_eq!(said(&[without.clone(), without]), [["yes"], ["yes"]]);
}

#[test]
fn a_secondary_reporter_counts_only_where_the_primary_is_silent() {
    let secondary = |id: &str| {
        let source = format!(
            "<iati-activity><iati-identifier>{id}</iati-identifier>\
             <reporting-org ref='XM-EX-9' secondary-reporter='1'/>{}</iati-activity>",
            pay("3", "2020", "")
        );
        let context = Context::default();
        let tree = Tree::parse(source, &context).expect("well-formed");
        Facts::read(&tree, &context, Position::START)
    };
    let primary = facts("XM-EX-1", "XM-EX-1-A", "", &pay("3", "2020", ""));
    let set = [
        secondary("XM-EX-1-A"),
        primary,
        secondary("XM-EX-1-B"),
        secondary("XM-EX-10-A"),
    ];
    let wanted = [
        ["secondary-reporter 1"],
        ["yes"],
        ["secondary-reporter 1"],
        ["yes"],
    ];
    assert_eq!(said(&set), wanted);
}

#[test]
fn transfers_inside_one_organisation() {
    let receiver = |id: &str, activity: &str| {
        format!("<receiver-org ref='{id}' receiver-activity-id='{activity}'/>")
    };
    let body = pay("3", "2020", &receiver("XM-EX-1", ""))
        + &pay("3", "2020", &receiver("XM-EX-2", "XM-EX-1-B"))
        + &pay("3", "2020", &receiver("XM-EX-2", "XM-EX-1-A"))
        + &pay("4", "2020", &receiver("XM-EX-1", ""))
        + &pay("3", "2020", &receiver("XM-EX-2", "XM-EX-2-Z"));
    let b = pay(
        "1",
        "2020",
        "<provider-org provider-activity-id='XM-EX-1-A'/><receiver-org receiver-activity-id='XM-EX-1-B'/>",
    );
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "", &body),
        facts("XM-EX-1", "XM-EX-1-B", "", &b),
    ];
    let wanted = [
        vec![
            "internal-transfer",
            "internal-transfer",
            "yes",
            "yes",
            "yes",
        ],
        vec!["internal-transfer"],
    ];
    assert_eq!(said(&set), wanted);
}

#[test]
fn budgets_that_are_superseded_or_repeated() {
    let budget = |kind: &str| {
        format!(
            "<budget type='{kind}'><period-start iso-date='2024-01-01'/><period-end iso-date='2024-12-31'/>\
             <value value-date='2024-01-01'>5</value></budget>"
        )
    };
    let set = [facts(
        "XM-EX-1",
        "XM-EX-1-A",
        "",
        &(budget("1") + &budget("2") + &budget("2")),
    )];
    assert_eq!(
        said(&set),
        [["superseded-budget", "yes", "repeated-budget"]]
    );
}

#[test]
fn two_books_of_one_flow_count_once() {
    let to = "<receiver-org ref='XM-EX-2' receiver-activity-id='XM-EX-2-A'/>";
    let from = "<provider-org ref='XM-EX-1' provider-activity-id='XM-EX-1-A'/>";
    let set = [
        facts(
            "XM-EX-1",
            "XM-EX-1-A",
            "",
            &(pay("3", "2020", to) + &pay("2", "2020", "")),
        ),
        facts(
            "XM-EX-2",
            "XM-EX-2-A",
            "",
            &(pay("1", "2020", from) + &pay("11", "2020", from) + &pay("1", "2020", "")),
        ),
    ];
    assert_eq!(
        said(&set),
        [vec!["yes", "yes"], vec!["other-book 0", "yes", "yes"]]
    );
    assert_eq!(
        said(&set[1..]),
        [["yes"; 3]],
        "alone, the receiver's book counts"
    );
}

#[test]
fn the_excluded_add_up() {
    let parent = pay("3", "2020", "") + &related("2", "XM-EX-1-B");
    let set = [
        facts("XM-EX-1", "XM-EX-1-A", "", &parent),
        facts("XM-EX-1", "XM-EX-1-B", "", &pay("3", "2020", "")),
    ];
    let summaries: Vec<_> = set.iter().map(Summary::of).collect();
    let mut tally = Tally::default();
    for (summary, rows) in summaries.iter().zip(counted(&summaries)) {
        for (row, counted) in summary.rows.iter().zip(rows) {
            tally.add(counted, row.series, "USD", Decimal::from(100));
        }
    }
    let mut all = Sum::default();
    tally.sums.values().for_each(|(_, sum)| all.merge(sum));
    assert_eq!(all.total(), Some((200, 0)));
    assert_eq!(tally.sums.len(), 2);
    let excluded = tally.sums.iter().find(|((why, ..), _)| why.is_some());
    assert_eq!(
        excluded.map(|((why, ..), (rows, _))| (*why, *rows)),
        Some((Some(Why::Parent { by: 1 }.id()), 1))
    );
}

fn crossings(boundary: &Boundary, facts: &Facts) -> Vec<Crossing> {
    let method = named("counterfoil").expect("a method").method;
    let mut flows: Vec<Flow<'_>> = Vec::new();
    method.flows(facts, None, &mut |f| flows.push(f));
    flows.iter().map(|f| boundary.crossing(f)).collect()
}

fn set(codes: &[&str]) -> Option<BTreeSet<String>> {
    Some(codes.iter().map(|c| (*c).to_owned()).collect())
}

#[test]
fn a_boundary_of_organisations() {
    let to = |id: &str| format!("<receiver-org ref='{id}'/>");
    let body = pay("3", "2020", &to("XM-EX-2"))
        + &pay("3", "2020", &to("XM-EX-3"))
        + &pay("3", "2020", "")
        + &pay("1", "2020", "<provider-org ref='xm-ex-9'/>")
        + &pay("6", "2020", "");
    let facts = facts("XM-EX-1", "XM-EX-1-A", "", &body);
    let ours = Boundary {
        organisations: set(&["XM-EX-1", "XM-EX-2"]),
        ..Boundary::default()
    };
    use Crossing::{Incoming, Internal, Outgoing, Outside, Unknown};
    assert_eq!(
        crossings(&ours, &facts),
        [Internal, Outgoing, Unknown, Incoming, Unknown]
    );
    let theirs = Boundary {
        organisations: set(&["XM-EX-3"]),
        ..Boundary::default()
    };
    assert_eq!(
        crossings(&theirs, &facts),
        [Outside, Incoming, Unknown, Outside, Unknown]
    );
}

#[test]
fn a_boundary_of_a_country_has_those_inside_who_receive_there() {
    let body = "<recipient-country code='KE'/><sector code='12240'/>".to_owned()
        + &pay("3", "2020", "<receiver-org ref='XM-EX-2'/>")
        + &pay(
            "3",
            "2020",
            "<provider-org ref='XM-EX-2'/><receiver-org ref='XM-EX-3'/>",
        )
        + &pay("4", "2020", "<recipient-country code='UG'/>");
    let facts = facts("XM-EX-1", "XM-EX-1-A", "", &body);
    let method = named("counterfoil").expect("a method").method;
    let mut flows: Vec<Flow<'_>> = Vec::new();
    method.flows(&facts, None, &mut |f| flows.push(f));
    let kenya = Boundary {
        places: set(&["KE"]),
        ..Boundary::default()
    }
    .with_members(flows.iter());
    let wanted = [Crossing::Incoming, Crossing::Internal, Crossing::Outside];
    assert_eq!(crossings(&kenya, &facts), wanted);
    let health = Boundary {
        sectors: set(&["122"]),
        ..Boundary::default()
    };
    assert_eq!(crossings(&health, &facts), [Crossing::Incoming; 3]);
    let other = Boundary {
        sectors: set(&["11"]),
        ..Boundary::default()
    };
    assert_eq!(crossings(&other, &facts), [Crossing::Outside; 3]);
}

/// Pieces of transactions and budgets that many activities are made of.
const PIECES: [&str; 6] = [
    "<receiver-org ref='XM-EX-2' receiver-activity-id='XM-EX-2-1'/>",
    "<receiver-org ref='XM-EX-1'/>",
    "<provider-org ref='XM-EX-1' provider-activity-id='XM-EX-1-1'/>",
    "<provider-org provider-activity-id='XM-EX-2-2'/>",
    "<provider-org ref='XM-EX-2'/><receiver-org ref='XM-EX-1' receiver-activity-id='XM-EX-1-2'/>",
    "",
];
const KINDS: [&str; 6] = ["1", "2", "3", "4", "11", "7"];

proptest! {
    /// Rows of one class have one standing, and it is the one they have alone.
    #[test]
    fn classes_stand_as_their_rows(activities in prop::collection::vec((
        1usize..4, 0usize..4, 0usize..4, any::<bool>(),
        prop::collection::vec((0usize..6, 0usize..6, 2018u16..2022), 0..8),
    ), 1..8)) {
        let set: Vec<Facts> = activities.iter().map(|(reporter, id, child, is_secondary, rows)| {
            let rows: String = rows.iter().map(|(kind, piece, year)| pay(KINDS[*kind], &year.to_string(), PIECES[*piece])).collect();
            let budgets = "<budget><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/><value>5</value></budget>".repeat(id % 3);
            let mut facts = facts(&format!("XM-EX-{reporter}"), &format!("XM-EX-1-{id}"), "",
                &(rows + &budgets + &related("2", &format!("XM-EX-1-{child}"))));
            facts.secondary = is_secondary.then(|| "1".into());
            facts
        }).collect();
        let whole: Vec<Summary> = set.iter().map(Summary::of).collect();
        let (classed, of_row): (Vec<Summary>, Vec<Vec<u32>>) = whole.iter().cloned().map(Summary::classed).unzip();
        let by_class = counted(&classed);
        for (at, alone) in counted(&whole).iter().enumerate() {
            let told: Vec<Counted> = of_row[at].iter().map(|class| by_class[at][*class as usize]).collect();
            prop_assert_eq!(alone, &told);
        }
    }

    /// Whatever is linked to whatever: it ends, every row has its word, and of rows
    /// that one series carries at one time some row counts.
    #[test]
    fn any_links(links in prop::collection::vec((0usize..12, 0usize..14, 1u8..3), 0..40)) {
        let one = |at: usize| {
            let links = links.iter().filter(|(from, ..)| *from == at);
            let links: String = links.map(|(_, to, kind)| related(&kind.to_string(), &format!("XM-EX-1-{to}"))).collect();
            facts("XM-EX-1", &format!("XM-EX-1-{at}"), "", &(pay("3", "2020", "") + &links))
        };
        let set: Vec<Facts> = (0..12).map(one).collect();
        let said = said(&set);
        prop_assert!(said.iter().all(|rows| rows.len() == 1));
        prop_assert!(said.iter().any(|rows| rows[0] == "yes"));
        // What counts instead counts itself, or is itself a parent of what does.
        for rows in &said {
            if let Some(by) = rows[0].strip_prefix("parent-of-counted ") {
                let by: usize = by.parse().expect("a number");
                prop_assert!(said[by][0] == "yes" || said[by][0].starts_with("parent"));
            }
        }
    }
}

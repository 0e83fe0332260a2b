//! What the demo promises, checked on its own files.

use std::collections::BTreeSet;

use super::book::{self, Entry};
use super::difference::{Change, Difference, LinkFault};
use super::figures::{converted, written};
use super::payment::{Payment, payments};
use super::programme::{Programme, Project, Share, Side};
use super::revision::Revised;
use super::time::{Date, Quarter};
use super::world::{DemoFile, Planted};
use super::{planted, publications};

const SEVERAL: [&str; 14] = [
    "agree",
    "missing-at-receiver",
    "missing-at-giver",
    "amount-small",
    "digit-slip",
    "date-shift",
    "cut-off",
    "instalments",
    "aggregated",
    "duplicate",
    "sign-reversal",
    "wrong-type",
    "currency",
    "late-publisher",
];

/// The activities of a file, each as text.
fn activities(file: &DemoFile) -> Vec<&str> {
    file.xml.split("<iati-activity ").skip(1).collect()
}

/// What stands between two texts, at each place.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(after)?.0))
        .collect()
}

fn identifier(activity: &str) -> &str {
    between(activity, "<iati-identifier>", "</iati-identifier>")[0]
}

/// An activity in a quarter's file of whoever publishes it.
fn find<'a>(files: &'a [DemoFile], quarter: &str, id: &str) -> Option<&'a str> {
    let name = format!("{quarter}.xml");
    let of_quarter = files.iter().filter(|file| file.name == name);
    of_quarter
        .flat_map(activities)
        .find(|activity| identifier(activity) == id)
}

fn one<'a>(cases: &'a [Planted], kind: &str) -> &'a Planted {
    cases
        .iter()
        .find(|case| case.kind == kind)
        .expect("planted")
}

/// The entries of one payment in both books.
fn both(p: &Programme, project: &Project, payment: i64) -> (Vec<Entry>, Vec<Entry>) {
    let told = |side| {
        let entries = book::entries(p, project, side, Quarter::LAST);
        entries
            .into_iter()
            .filter(|e| e.payment == payment)
            .collect()
    };
    (told(Side::Giver), told(Side::Receiver))
}

#[test]
fn the_cast_is_as_large_as_promised() {
    let p = Programme::read();
    let givers = p
        .organisations
        .iter()
        .filter(|o| o.side == Side::Giver)
        .count();
    let receivers = p
        .organisations
        .iter()
        .filter(|o| o.side == Side::Receiver)
        .count();
    assert_eq!((givers, receivers), (5, 10));

    let (first, last) = (Date::new(2023, 1, 1), Date::new(2025, 12, 31));
    let within = p
        .projects
        .iter()
        .filter(|x| first <= x.start && x.end <= last);
    assert!(within.count() >= 66);

    let pairs: BTreeSet<_> = p
        .projects
        .iter()
        .map(|x| (x.receiver.slug, x.giver.slug))
        .collect();
    assert_eq!(pairs.len(), receivers + 1, "one receiver has two givers");
}

#[test]
fn every_name_in_a_table_is_known_in_the_others() {
    let p = Programme::read();
    for difference in &p.differences {
        let project = p.project(difference.project).expect(difference.project);
        let (_, last) = difference.payments.unwrap_or((1, 1));
        assert!(last <= project.payments, "{difference:?}");
    }
    for revision in &p.revisions {
        assert!(p.project(revision.project).is_some(), "{revision:?}");
    }
    for project in &p.projects {
        let aims = &project.aims;
        assert!(
            aims.iter().all(|aim| p.indicator(aim.indicator).is_some()),
            "{}",
            project.key
        );
        let provinces = &project.provinces;
        assert!(
            provinces
                .iter()
                .all(|share| p.province(share.code).en != share.code)
        );
    }
}

#[test]
fn percentages_add_up_and_keys_are_unique() {
    let p = Programme::read();
    let percent = |shares: &[Share]| shares.iter().map(|share| share.percent).sum::<i64>();
    for project in &p.projects {
        assert_eq!(percent(&project.sectors), 100, "{}", project.key);
        assert_eq!(percent(&project.provinces), 100, "{}", project.key);
    }
    let keys: BTreeSet<_> = p.projects.iter().map(|project| project.key).collect();
    assert_eq!(keys.len(), p.projects.len());
}

#[test]
fn every_month_from_the_first_payment_on_has_a_rate() {
    let p = Programme::read();
    assert_eq!(p.rate(Date::new(2022, 12, 31)), None);
    assert_eq!(p.rate(Date::new(2023, 1, 1)), Some(1077));
    assert_eq!(p.rate(Date::new(2025, 12, 31)), Some(1171));
}

#[test]
fn payments_add_up_to_the_project() {
    for project in &Programme::read().projects {
        let payments = payments(project);
        let sum: i64 = payments.iter().map(|payment| payment.cents).sum();
        assert_eq!(sum, project.cents, "{}", project.key);
        assert!(
            payments.iter().all(|payment| payment.cents > 0),
            "{}",
            project.key
        );
        assert!(
            payments.is_sorted_by_key(|payment| payment.paid),
            "{}",
            project.key
        );
    }
}

#[test]
fn each_publisher_has_a_file_for_each_quarter() {
    let files = publications();
    // Five givers and nine receivers for two years, and one receiver for one year.
    assert_eq!(files.len(), (5 + 9) * 8 + 4);
    assert!(files.is_sorted_by_key(|file| (file.published.clone(), file.publisher)));
    assert!(files.iter().map(|file| file.xml.len()).sum::<usize>() < 12_000_000);
    for file in &files {
        assert!(
            file.xml.ends_with("\n</iati-activities>\n"),
            "{}",
            file.publisher
        );
        assert!(file.xml.contains("All of this is invented"));
    }
}

#[test]
fn the_same_bytes_each_time() {
    assert_eq!(publications(), publications());
    assert_eq!(planted(), planted());
}

#[test]
fn no_activity_stands_twice_in_a_file() {
    for file in &publications() {
        let ids: Vec<_> = activities(file).into_iter().map(identifier).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{} {}", file.publisher, file.name);
        let publisher = between(&file.xml, "<reporting-org ref=\"", "\"")[0];
        assert!(
            ids.iter()
                .all(|id| id.starts_with(&format!("{publisher}-")))
        );
    }
}

#[test]
fn a_file_grows_and_knows_no_future() {
    for file in &publications() {
        for activity in activities(file) {
            let dates = between(activity, "<transaction-date iso-date=\"", "\"");
            assert!(dates.iter().all(|date| *date < file.published.as_str()));
            let updated = between(activity, "last-updated-datetime=\"", "T")[0];
            assert!(updated <= file.published.as_str());
        }
    }
    let files = publications();
    let amberfold: Vec<_> = files
        .iter()
        .filter(|f| f.publisher == "amberfold")
        .collect();
    assert!(amberfold.is_sorted_by_key(|file| activities(file).len()));
}

#[test]
fn an_unchanged_activity_keeps_its_last_update() {
    let files = publications();
    let mut unchanged = 0;
    for (before, after) in [("2024-q4", "2025-q1"), ("2025-q3", "2025-q4")] {
        for project in &Programme::read().projects {
            let id = project.identifier(Side::Giver);
            let pair = (find(&files, before, &id), find(&files, after, &id));
            if let (Some(before), Some(after)) = pair {
                assert_eq!(body(before) == body(after), before == after, "{id}");
                unchanged += usize::from(before == after);
            }
        }
    }
    assert!(unchanged > 20, "{unchanged}");
}

/// An activity without its own attributes.
fn body(activity: &str) -> &str {
    activity.split_once('>').expect("a tag").1
}

#[test]
fn every_planted_pair_is_in_the_files() {
    let files = publications();
    for case in planted() {
        assert!(
            find(&files, "2025-q4", &case.giver_activity).is_some(),
            "{case:?}"
        );
        assert!(
            find(&files, "2025-q4", &case.receiver_activity).is_some(),
            "{case:?}"
        );
    }
}

#[test]
fn every_kind_is_planted_several_times() {
    let cases = planted();
    for kind in SEVERAL {
        let count = cases.iter().filter(|case| case.kind == kind).count();
        assert!(count >= 3, "{kind}: {count}");
    }
    for kind in ["link-missing", "link-mistyped"] {
        assert!(cases.iter().any(|case| case.kind == kind), "{kind}");
    }
}

#[test]
fn books_agree_wherever_nothing_was_planted() {
    let p = Programme::read();
    let (mut agreeing, mut all) = (0, 0);
    for project in &p.projects {
        for payment in payments(project) {
            if payment.received > Quarter::LAST.end() {
                continue;
            }
            all += 1;
            if is_plain(&p, project, &payment) {
                agreeing += 1;
                assert_agree(&p, project, payment.number);
            }
        }
    }
    assert!(agreeing * 100 >= all * 80, "{agreeing} of {all}");
}

/// Whether nothing was planted on a payment.
fn is_plain(p: &Programme, project: &Project, payment: &Payment) -> bool {
    let planted = p
        .differences_of(project)
        .any(|d| d.covers(payment.number) && d.change != Change::Nothing);
    let rewritten = p.revisions.iter().any(|revision| {
        let number = payment.number;
        revision.project == project.key
            && matches!(revision.to, Revised::Payment { number: n, .. } if n == number)
    });
    let late = payment.received < book::opened(project, Side::Receiver);
    !planted && !rewritten && !late
}

fn assert_agree(p: &Programme, project: &Project, payment: i64) {
    let (giver, receiver) = both(p, project, payment);
    let ([given], [got]) = (giver.as_slice(), receiver.as_slice()) else {
        panic!("{} {payment}: {giver:?} {receiver:?}", project.key);
    };
    let sum = converted(p, given.cents, given.currency, got.currency, got.date);
    assert_eq!(sum, got.cents, "{} {payment}", project.key);
    assert!(
        (0..=9).contains(&got.date.days_since(given.date)),
        "{} {payment}",
        project.key
    );
    assert_eq!(
        given.date.year(),
        got.date.year(),
        "{} {payment}",
        project.key
    );
    assert_eq!((given.code, got.code), ("3", "1"));
}

#[test]
fn every_planted_difference_is_in_the_books() {
    let p = Programme::read();
    for difference in &p.differences {
        let project = p.project(difference.project).expect("a project");
        let Some((first, last)) = difference.payments else {
            continue;
        };
        let (mut giver, mut receiver) = (vec![], vec![]);
        for payment in first..=last {
            let (given, got) = both(&p, project, payment);
            giver.extend(given);
            receiver.extend(got);
        }
        assert!(
            shows(difference, &giver, &receiver),
            "{difference:?} {giver:?} {receiver:?}"
        );
    }
}

/// Whether the books part in the way that the table says.
fn shows(difference: &Difference, giver: &[Entry], receiver: &[Entry]) -> bool {
    let sum = |entries: &[Entry]| entries.iter().map(|entry| entry.cents).sum::<i64>();
    let (given, got) = (sum(giver), sum(receiver));
    match (difference.kind, giver, receiver) {
        ("missing-at-receiver", [_], []) | ("missing-at-giver", [], [_]) => true,
        ("agree", [a], [b]) => a.cents == b.cents && b.date.days_since(a.date) < 10,
        ("amount-small", [_], [_]) => {
            let basis_points = (given - got) * 10_000 / given;
            (49..=200).contains(&basis_points)
        }
        ("digit-slip", [_], [_]) => {
            let digits = |cents: i64| {
                let mut digits: Vec<_> = cents.to_string().trim_end_matches('0').chars().collect();
                digits.sort_unstable();
                digits
            };
            given != got && digits(given) == digits(got)
        }
        ("date-shift", [a], [b]) => {
            let days = b.date.days_since(a.date).abs();
            given == got && (20..=60).contains(&days) && a.date.year() == b.date.year()
        }
        ("cut-off", [a], [b]) => {
            given == got && b.date.year() == a.date.year() + 1 && b.date.days_since(a.date) <= 45
        }
        ("instalments", [_], [_, _, ..]) | ("aggregated", [_, _, ..], [_]) => given == got,
        ("duplicate", [_], [a, b]) | ("duplicate", [a, b], [_]) => {
            a.cents == b.cents && b.date.days_since(a.date) <= 3
        }
        ("sign-reversal", [_], [_]) => given == -got,
        ("wrong-type", [a], [b]) => given == got && (a.code, b.code) != ("3", "1"),
        ("currency", [a], [b]) => a.currency != b.currency,
        _ => false,
    }
}

#[test]
fn links_are_missing_or_mistyped_as_planted() {
    let (p, files) = (Programme::read(), publications());
    for difference in &p.differences {
        let Change::Link(fault) = difference.change else {
            continue;
        };
        let project = p.project(difference.project).expect("a project");
        let side = difference.side.expect("a side");
        let id = project.identifier(side);
        let activity = find(&files, "2025-q4", &id).expect("published");
        let right = format!("=\"{}\"", project.identifier(side.other()));
        // In the list of participants, once.
        let expected = usize::from(fault == LinkFault::MissingInPayments);
        assert_eq!(activity.matches(&right).count(), expected, "{id}");
    }
}

#[test]
fn a_revised_budget_stands_beside_the_original() {
    let (p, files) = (Programme::read(), publications());
    for revision in &p.revisions {
        let Revised::Budget { cents, .. } = revision.to else {
            continue;
        };
        let id = p
            .project(revision.project)
            .expect("a project")
            .identifier(revision.side);
        let activity = find(&files, "2025-q4", &id).expect("published");
        let revised = between(activity, "<budget type=\"2\"", "</budget>");
        let value = format!(">{}<", written(cents));
        assert!(revised.iter().any(|budget| budget.contains(&value)), "{id}");
        assert!(activity.contains("<budget type=\"1\""), "{id}");
    }
}

#[test]
fn a_past_payment_is_rewritten_between_two_publications() {
    let (files, cases) = (publications(), planted());
    let id = &one(&cases, "rewritten").giver_activity;
    let values = |quarter| {
        let activity = find(&files, quarter, id).expect("published");
        let payment = between(
            activity,
            "<transaction-date iso-date=\"2024-06-24\"",
            "</value>",
        );
        payment[0].rsplit_once('>').expect("a value").1.to_owned()
    };
    assert_eq!(values("2024-q2"), "1500000");
    assert_eq!(values("2025-q1"), "1500000");
    assert_eq!(values("2025-q2"), "1050000");
    assert_eq!(values("2025-q4"), "1050000");
    let published = |quarter: &str| {
        let ours = |f: &&DemoFile| f.publisher == "amberfold" && f.name == format!("{quarter}.xml");
        files.iter().find(ours).expect("a file").published[..7].to_owned()
    };
    assert_eq!(
        (published("2024-q4"), published("2025-q2")),
        ("2025-02".into(), "2025-08".into())
    );
}

#[test]
fn a_planned_end_slips() {
    let (files, cases) = (publications(), planted());
    let id = &one(&cases, "end-date-slip").giver_activity;
    let end = |quarter| {
        let activity = find(&files, quarter, id).expect("published");
        between(activity, "<activity-date type=\"3\" iso-date=\"", "\"")[0]
    };
    assert_eq!(
        (end("2024-q4"), end("2025-q1")),
        ("2025-05-31", "2026-03-31")
    );
}

#[test]
fn a_target_is_lowered_after_the_fact() {
    let (files, cases) = (publications(), planted());
    let id = &one(&cases, "target-lowered").receiver_activity;
    let at = |quarter| {
        let activity = find(&files, quarter, id).expect("published");
        let connected = between(activity, "Households connected", "</indicator>")[0];
        let year = between(
            connected,
            "<period-end iso-date=\"2024-12-31\"/>",
            "</period>",
        )[0];
        let number = |element| -> i64 {
            let value = between(year, element, "\"")[0];
            value.parse().expect("a number")
        };
        (number("<target value=\""), number("<actual value=\""))
    };
    let ((target, actual), (lowered, same)) = (at("2025-q1"), at("2025-q2"));
    assert!(
        lowered <= actual && actual < target,
        "{lowered} {actual} {target}"
    );
    assert_eq!(actual, same);
}

#[test]
fn the_late_publisher_has_no_file_for_its_first_year() {
    let files = publications();
    let name = |f: &DemoFile| f.name.clone();
    let late: Vec<_> = files
        .iter()
        .filter(|f| f.publisher == "hollinvale")
        .map(name)
        .collect();
    assert_eq!(
        late,
        ["2025-q1.xml", "2025-q2.xml", "2025-q3.xml", "2025-q4.xml"]
    );
}

#[test]
fn the_files_name_people_who_must_be_dropped() {
    let latest: String = publications()
        .into_iter()
        .filter(|f| f.name == "2025-q4.xml")
        .map(|f| f.xml)
        .collect();
    let emails = between(&latest, "<email>", "</email>");
    assert!(emails.len() >= 5 && emails.iter().all(|email| email.ends_with("@example.org")));
    let in_text = |email: &&&str| latest.contains(&format!("at {email}."));
    assert_eq!(emails.iter().filter(in_text).count(), 1);
}

#[test]
fn days_are_counted_right() {
    for text in ["1970-01-01", "2023-02-28", "2024-02-29", "2025-12-31"] {
        assert_eq!(Date::parse(text).expect(text).to_string(), text);
    }
    assert_eq!(Date::parse("2023-02-29"), None);
    assert_eq!(Date::new(2024, 3, 1).days_since(Date::new(2023, 3, 1)), 366);
    // A Saturday.
    assert_eq!(Date::new(2025, 2, 8).working_day(), Date::new(2025, 2, 10));
    assert_eq!(Quarter::LAST.end(), Date::new(2025, 12, 31));
}

#[test]
fn money_is_written_without_loss() {
    assert_eq!(written(125_000_050), "1250000.50");
    assert_eq!(written(-30_452_908), "-304529.08");
    assert_eq!(super::figures::grouped(-30_452_908), "-304,529.08");
    assert_eq!(super::figures::grouped(100_000), "1,000");
    assert_eq!(super::figures::transposed(91_500_000), 19_500_000);
}

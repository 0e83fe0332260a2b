//! The demo's own programme: it reads without a fault, and its promises come to every status
//! there is on the day of its last publication.

use flow::programme::evidence::{Part, RestsOn, Row};
use flow::programme::status::STATUSES;
use flow::programme::{
    Book, Evidence, Measure, Paid, Programme, Promise, Runs, Says, Unit, Verdict, capacity,
    coverage, read, status,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

const TEXT: &str = include_str!("../../counterfoil/src/demo/programme.toml");
const ROWS: &str = include_str!("programme_demo.tsv");

/// The day of the last publication.
const LAST: Date = jiff::civil::date(2026, 2, 16);

fn programme() -> Programme {
    read(TEXT).unwrap_or_else(|faults| {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.split('\t').collect();
    let [_, book, day, told, value, unit, part, series, activity] = cells[..] else {
        panic!("nine cells: {line}");
    };
    Row {
        day: day.parse().expect("a day"),
        told: told.parse().expect("a day"),
        gone: None,
        book: Book::parse(book).expect("a book"),
        part: match part {
            "n" => Part::Numerator,
            "d" => Part::Denominator,
            _ => Part::Whole,
        },
        series: series.to_owned(),
        value: value.parse().expect("a number"),
        unit: match (unit, unit.strip_prefix('#')) {
            ("%", _) => Unit::Percent,
            (_, Some(name)) => Unit::Count(name.to_owned()),
            _ => Unit::Currency(unit.to_owned()),
        },
        rests_on: RestsOn {
            activity: Some(activity.to_owned()),
            ..RestsOn::default()
        },
    }
}

fn evidence(programme: &Programme, promise: &Promise) -> Evidence {
    if let Ok(Measure::Capacity { item, .. }) = &promise.measure {
        let found = programme.capacities.iter().find(|c| c.id == *item);
        return capacity::evidence(found.expect("an item"));
    }
    let lines = ROWS.lines().filter(|l| !l.starts_with('#')).skip(1);
    let own = lines.filter(|l| l.split('\t').next() == Some(&promise.id));
    Evidence {
        rows: own.map(row).collect(),
        // The words of the indicators: the level reached by the end of the period.
        nature: Some(flow::results::Nature::Cumulative),
        ..Evidence::default()
    }
}

fn verdicts(as_of: Date) -> Vec<(String, Verdict)> {
    let programme = programme();
    let of = |p: &Promise| (p.id.clone(), status(p, &evidence(&programme, p), as_of));
    programme.promises.iter().map(of).collect()
}

const EXPECTED: &[(&str, &str)] = &[
    ("larkmoor-twenty-million", "missed"),
    ("windlemere-ten-million", "kept"),
    ("dunmarrow-twelve-million", "kept-late"),
    ("windlemere-referral", "kept"),
    ("larkmoor-referral", "missed"),
    ("windlemere-visits", "kept"),
    ("windlemere-beds", "missed"),
    ("rehabilitation-ward", "on-course"),
    ("boarding-house", "behind"),
    ("copperfen-thirteen-million", "on-course"),
    ("osierplain-twelve-million", "on-course"),
    ("mistlebrook-help", "not-measurable"),
    ("hundred-choirs", "not-measurable"),
    ("vaccinated", "not-measurable"),
    ("hollin-bridge", "withdrawn"),
    ("fernhollow-homes-900", "superseded"),
    ("fernhollow-homes-920", "kept"),
    ("harrow-health", "kept"),
    ("harrow-health-and-schools", "missed"),
    ("harrow-one-per-cent", "kept"),
    ("east-clinic", "kept-late"),
    ("surgical-wing-opens", "kept"),
    ("surgical-wing-costs", "kept"),
    ("surgical-wing-beds", "missed"),
    ("ward-teams", "missed"),
    ("five-schools", "kept"),
    ("town-plan", "kept"),
    ("spring-trees", "not-yet-said"),
];

#[test]
fn every_status_is_there() {
    let found = verdicts(LAST);
    let ids: Vec<(&str, &str)> = found
        .iter()
        .map(|(id, v)| (id.as_str(), v.status.id()))
        .collect();
    let reasons: Vec<String> = found
        .iter()
        .map(|(id, v)| format!("{id}: {} {:?}", v.reason, v.caveats))
        .collect();
    assert_eq!(ids, EXPECTED, "{}", reasons.join("\n"));
    let seen: BTreeSet<&str> = ids.iter().map(|(_, status)| *status).collect();
    for (_, id, _) in STATUSES {
        assert!(seen.contains(id), "{id}");
    }
}

#[test]
fn what_the_demo_must_show() {
    let programme = programme();
    assert!(programme.promises.len() >= 20);
    let again: usize = programme.promises.iter().map(|p| p.again.len()).sum();
    assert_eq!(again, 2);
    assert_eq!(
        programme
            .promises
            .iter()
            .filter(|p| p.target.is_err())
            .count(),
        1
    );
    let found = verdicts(LAST);
    let of = |id: &str| &found.iter().find(|(i, _)| i == id).expect("a promise").1;
    let wrong: Vec<_> = found
        .iter()
        .filter_map(|(_, v)| v.recomputed.as_ref())
        .collect();
    assert_eq!(
        wrong.iter().map(|r| r.says).collect::<Vec<_>>(),
        [Says::Wrong]
    );
    assert_eq!(
        wrong[0].to_string(),
        "announced 69.4 %, its own figures give 69.3 %"
    );
    // The giver's book alone would have it kept.
    assert!(of("larkmoor-twenty-million").disagree);
    assert_eq!(of("larkmoor-twenty-million").announcements.len(), 2);
    assert_eq!(
        of("windlemere-beds").under_latest.map(|s| s.id()),
        Some("missed")
    );
    // One hospital outcome rises and one falls.
    assert!(
        of("windlemere-visits")
            .reason
            .to_string()
            .starts_with("At least 34,000")
    );
    assert!(
        of("windlemere-referral")
            .reason
            .to_string()
            .starts_with("At most 15")
    );
    assert_eq!(
        of("dunmarrow-twelve-million")
            .day_reached
            .map(|d| d.to_string())
            .as_deref(),
        Some("2025-01-31")
    );
}

#[test]
fn evidence_rests_on_activities_of_the_demo() {
    let programme = programme();
    let ids: BTreeSet<&str> = programme.promises.iter().map(|p| p.id.as_str()).collect();
    for line in ROWS.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let promise = line.split('\t').next().expect("a promise");
        assert!(ids.contains(promise), "{promise}");
    }
}

#[test]
fn in_kind_both_say_what_it_is_worth() {
    let programme = programme();
    let wing = programme
        .capacities
        .iter()
        .find(|c| c.id == "surgical-wing")
        .expect("the wing");
    let now = capacity::standing(wing, LAST);
    let delivered: Vec<_> = now
        .delivered
        .iter()
        .map(|(b, n)| (b.id(), n.to_string()))
        .collect();
    assert_eq!(
        delivered,
        [("donor", "120".to_owned()), ("recipient", "108".to_owned())]
    );
    let valued = now.valued.expect("both say");
    assert_eq!(
        (valued.donor.to_string(), valued.recipient.to_string()),
        ("6000000".to_owned(), "5120000".to_owned())
    );
    assert_eq!(
        valued
            .share
            .and_then(|s| s.rounded(4))
            .map(|d| d.to_string())
            .as_deref(),
        Some("0.8533")
    );
    // Nothing is seen before it is said.
    let before = capacity::standing(wing, jiff::civil::date(2025, 1, 30));
    assert!(before.delivered.is_empty());
    let teams = programme
        .capacities
        .iter()
        .find(|c| c.id == "ward-teams")
        .expect("the teams");
    let now = capacity::standing(teams, LAST);
    let days: Vec<_> = now.days.values().map(|(a, b)| format!("{a} {b}")).collect();
    assert_eq!(days, ["2023-05-01 2025-03-31", "2023-05-08 2025-02-28"]);
    assert_eq!(now.valued, None);
}

fn paid(donor: &str, recipient: &str, amount: i64) -> Paid {
    Paid {
        donor: format!("XI-IATI-DEMO-{donor}"),
        recipient: format!("XI-IATI-DEMO-{recipient}"),
        book: Book::Donor,
        currency: "EUR".to_owned(),
        amount: amount.into(),
    }
}

fn runs(donor: &str, recipient: &str, book: Book, activity: &str) -> Runs {
    Runs {
        donor: format!("XI-IATI-DEMO-{donor}"),
        recipient: format!("xi-iati-demo-{recipient}"),
        book,
        activity: activity.to_owned(),
    }
}

#[test]
fn the_matrix() {
    let programme = programme();
    let money = [
        paid("HCO", "LKM", 5),
        paid("HCO", "LKM", 7),
        paid("HCO", "DMW", 1),
        paid("HCO", "NOBODY", 1),
    ];
    let activities = [
        runs("HCO", "LKM", Book::Donor, "A-1"),
        runs("HCO", "LKM", Book::Donor, "a-1"),
        runs("HCO", "LKM", Book::Recipient, "B-1"),
        runs("SMC", "DMW", Book::Donor, "A-2"),
        runs("HCO", "WGH", Book::Donor, "XI-IATI-DEMO-HCO-2023-022"),
    ];
    let all = coverage(
        &programme,
        &money,
        &activities,
        jiff::civil::date(2025, 1, 1),
    );
    assert_eq!((all.donors.len(), all.recipients.len()), (7, 12));
    assert_eq!(all.recipients_with_none, ["XI-IATI-DEMO-TWC"]);
    assert_eq!(
        all.recipients_with_several,
        ["XI-IATI-DEMO-WGH", "XI-IATI-DEMO-UAN"]
    );
    assert!(all.donors_with_none.is_empty());
    assert_eq!(all.elsewhere, 1);
    let cell = |d: &str, r: &str| {
        let found = all
            .cells
            .iter()
            .find(|c| c.donor.ends_with(d) && c.recipient.ends_with(r));
        found.expect("a cell")
    };
    let larkmoor = cell("HCO", "LKM");
    assert_eq!(larkmoor.pairings, ["harrow-larkmoor"]);
    assert_eq!(
        larkmoor.money[&(Book::Donor, "EUR".to_owned())].to_string(),
        "12"
    );
    let counts: Vec<_> = larkmoor.activities.iter().map(|(b, n)| (*b, *n)).collect();
    assert_eq!(counts, [(Book::Donor, 1), (Book::Recipient, 1)]);
    assert!(cell("HCO", "DMW").is_unpaired());
    // The hospitals' own pairing names its activity, though the region reports it.
    let without = &all.pairings_without_activity;
    assert!(!without.contains(&"hospital-windlemere".to_owned()));
    assert!(
        without.contains(&"amberfold-school".to_owned())
            && !without.contains(&"harrow-larkmoor".to_owned())
    );
}

#[test]
fn pairings_bind_from_their_first_to_their_last_day() {
    let programme = programme();
    let on = |day: Date| coverage(&programme, &[], &[], day);
    let several = |day| on(day).recipients_with_several.len();
    assert_eq!(several(jiff::civil::date(2025, 12, 31)), 1);
    assert_eq!(several(jiff::civil::date(2026, 1, 1)), 0);
    assert_eq!(
        on(jiff::civil::date(2022, 1, 1))
            .pairings_without_activity
            .len(),
        0
    );
    assert_eq!(
        on(jiff::civil::date(2022, 1, 1)).recipients_with_none.len(),
        12
    );
}

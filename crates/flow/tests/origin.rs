//! Since when each value reads as it does, through versions of an activity.

use flow::change::{Before, Context, Origin, Origins, Slips, Version};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context as Around, Tree};
use jiff::civil::date;
use proptest::prelude::*;

const ABOUT: Context = Context {
    older_published: date(2024, 1, 1),
    newer_published: date(2024, 4, 1),
    today: date(2024, 4, 1),
    fiscal_year_starts: None,
};

fn pay(day: &str, value: &str) -> String {
    format!(
        "<transaction><transaction-type code='3'/><transaction-date iso-date='{day}'/>\
         <value>{value}</value></transaction>\n"
    )
}

fn give(origins: &mut Origins, body: &str) {
    let source = format!(
        "<iati-activity default-currency='USD'><iati-identifier>XM-EX-1-A</iati-identifier>\n{body}</iati-activity>"
    );
    let around = Around::default();
    let tree = Tree::parse(source, &around).expect("well-formed");
    let activity = Activity::read(&tree, &around, Position::START);
    let version = Version {
        activity: &activity,
        tree: Some(&tree),
        start: Position::START,
        slips: Slips::default(),
    };
    origins.then(&version, &ABOUT);
}

fn of(bodies: &[String]) -> Vec<Origin> {
    let mut origins = Origins::new();
    bodies.iter().for_each(|body| give(&mut origins, body));
    origins.values()
}

fn find<'o>(all: &'o [Origin], path: &str) -> &'o Origin {
    let found = all.iter().find(|o| o.path == path);
    found.unwrap_or_else(|| panic!("{path} among {all:#?}"))
}

fn before(value: &str, since: usize) -> Option<Before> {
    let value = value.to_owned();
    Some(Before { value, since })
}

#[test]
fn a_payment_is_followed_and_not_its_place() {
    let all = of(&[
        pay("2023-01-10", "100") + &pay("2023-06-10", "250"),
        pay("2023-09-01", "9") + &pay("2023-06-10", "260") + &pay("2023-01-10", "100"),
        pay("2023-06-10", "270") + &pay("2023-01-10", "100") + &pay("2023-09-01", "9"),
    ]);
    let value = |at: usize| find(&all, &format!("transaction[{at}]/value"));
    assert_eq!((value(1).since, &value(1).before), (2, &before("260", 1)));
    assert_eq!((value(2).since, &value(2).before), (0, &None));
    assert_eq!((value(3).since, &value(3).before), (1, &None));
    assert_eq!(find(&all, "transaction[1]/date").since, 0);
    assert_eq!(value(2).line, Some(3));
}

#[test]
fn what_comes_back_counts_from_then() {
    let title = |text: &str| format!("<title><narrative>{text}</narrative></title>");
    let all = of(&[title("Quay"), title("Pier"), title("Quay")]);
    assert_eq!(find(&all, "title").since, 2);
    assert_eq!(find(&all, "title").before, before("Pier", 1));
    let gone = of(&[title("Quay"), String::new(), title("Quay")]);
    assert_eq!(
        (find(&gone, "title").since, &find(&gone, "title").before),
        (2, &None)
    );
}

#[test]
fn versions_that_say_the_same_are_counted() {
    let mut origins = Origins::new();
    give(&mut origins, &pay("2023-01-10", "100"));
    origins.same();
    origins.same();
    give(&mut origins, &pay("2023-01-10", "110"));
    let all = origins.values();
    assert_eq!(find(&all, "transaction[1]/value").since, 3);
    assert!(Origins::new().values().is_empty());
}

#[test]
fn what_the_model_does_not_read_is_followed_too() {
    let document = |url: &str| format!("<document-link url='{url}'/><aid-thing code='1'/>");
    let all = of(&[document("http://a.example"), document("http://b.example")]);
    assert_eq!(find(&all, "aid-thing").since, 0);
    assert_eq!(find(&all, "document-link").since, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_version_that_is_only_shuffled_changes_no_origin(values in prop::collection::vec((1u8..28, 1u32..500), 1..8), turn in 0usize..8) {
        let body = |all: &[(u8, u32)]| -> String {
            all.iter().map(|(day, value)| pay(&format!("2023-03-{day:02}"), &value.to_string())).collect()
        };
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        let all = of(&[body(&values), body(&turned)]);
        prop_assert!(all.iter().all(|o| o.since == 0 && o.before.is_none()));
        prop_assert_eq!(all.iter().filter(|o| o.path.ends_with("/value")).count(), values.len());
    }
}

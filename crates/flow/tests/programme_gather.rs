//! What is found in what both sides publish.

use flow::programme::gather::{Edition, Sides, Telling, Told, evidence};
use flow::programme::measure::Chosen;
use flow::programme::{Book, Programme, read};
use flow::rate::Rates;
use iati::position::Position;
use iati::read::{Context, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

const TEXT: &str = r#"
format = 1
[programme]
id = "test"
title = "Invented"
[[organisation]]
id = "XI-GIVER"
name = "Harbour Region (invented)"
side = "donor"
[[organisation]]
id = "XI-HALL"
name = "Town Hall (invented)"
side = "recipient"
[[organisation]]
id = "XI-BOTH"
name = "Joint Office (invented)"
side = "both"
[[source]]
id = "s"
title = "A speech"
[[indicators]]
id = "beds"
title = "Beds"
unit = "beds"
[[indicators.member]]
title = "Beds"
activities = "XI-HALL-1"
[[promise]]
id = "p"
kind = "count"
wording = "A hundred and six beds."
announcer = "XI-GIVER"
source = "s"
said = 2020-01-01
target = 106
unit = "beds"
deadline = 2021-12-31
measure = { figure = "indicator", book = "recipient", group = "beds" }
"#;

fn programme() -> Programme {
    read(TEXT).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn one_on_both_sides_is_in_the_book_that_is_asked() {
    let programme = programme();
    let book =
        |asked, reporter| Sides::of(&programme, None, &Chosen::default(), asked).book_of(reporter);
    assert_eq!(book(Book::Recipient, "XI-BOTH"), Some(Book::Recipient));
    assert_eq!(book(Book::Donor, "XI-BOTH"), Some(Book::Donor));
    assert_eq!(book(Book::Announcer, "XI-BOTH"), Some(Book::Donor));
    assert_eq!(book(Book::Recipient, "XI-GIVER"), Some(Book::Donor));
    assert_eq!(book(Book::Donor, "XI-HALL"), Some(Book::Recipient));
    assert_eq!(book(Book::Donor, "XI-OTHER"), None);
}

/// An edition of one activity; its indicator stands in the second result where `moved`.
fn edition(told: &str, moved: bool) -> Edition {
    let before = match moved {
        true => "<result type='1'><title><narrative>Roads</narrative></title></result>",
        false => "",
    };
    let source = format!(
        "<iati-activity><iati-identifier>XI-HALL-1</iati-identifier>\
         <reporting-org ref='XI-HALL' type='10'/>{before}<result type='1'>\
         <title><narrative>Wards</narrative></title><indicator measure='1'>\
         <title><narrative>Beds</narrative></title><baseline year='2019' value='50'/>\
         <period><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/>\
         <actual value='70'/></period></indicator></result></iati-activity>"
    );
    let context = Context::default();
    let tree = Tree::parse(source, &context).expect("well-formed");
    let telling = Telling {
        dataset: "hall".to_owned(),
        publication: told.to_owned(),
        told: told.parse().expect("a day"),
        gone: None,
        start: Position::START,
    };
    Edition::read(&tree, &context, telling)
}

#[test]
fn an_indicator_that_moved_in_its_activity_has_one_baseline() {
    let programme = programme();
    let rates = Rates::builtin();
    let baseline = |editions: &[Edition]| {
        let published: &[(String, Date)] = &[];
        let told = Told {
            editions,
            published,
            rates,
        };
        evidence(&programme, &programme.promises[0], &told)
            .evidence
            .baseline
    };
    let (first, second) = (edition("2021-01-31", false), edition("2021-07-31", true));
    let fifty = Some(Decimal::from(50));
    assert_eq!(baseline(std::slice::from_ref(&first)), fifty);
    assert_eq!(baseline(&[first.clone(), second.clone()]), fifty);
    assert_eq!(baseline(&[second, first]), fifty);
}

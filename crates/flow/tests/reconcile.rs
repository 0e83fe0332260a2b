//! One small book for each thing that may happen between a giver and a receiver.

use flow::reconcile::{
    ActivityDraft, Aliases, Books, Category, Decided, Former, LineDraft, LineId, Named,
    Reconciliation, Sides, Why, reconcile, reconcile_decided,
};

use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context as Around, Tree};

const GIVER: &str = "XA-GOV-1";
const RECEIVER: &str = "XB-NGO-2";

fn named(text: &str) -> Named<'_> {
    let mut words = text.split('|').map(|w| Some(w).filter(|w| !w.is_empty()));
    Named {
        reference: words.next().flatten(),
        name: words.next().flatten(),
        activity: words.next().flatten(),
    }
}

/// `kind date value currency [reference|name|activity]`, in dollars at a rate of
/// two to one for `XXD`.
fn add(
    books: &mut Books,
    reporter: &str,
    id: &str,
    lines: &[impl AsRef<str>],
    former: &[Former<'_>],
) {
    let index = books.activity(&ActivityDraft {
        source: reporter,
        identifier: id,
        reporter: named(reporter),
        former,
        countries: &["QA"],
        ..ActivityDraft::default()
    });
    for (position, line) in (0u32..).zip(lines) {
        let line = line.as_ref();
        let words: Vec<&str> = line.splitn(5, ' ').collect();
        let [kind, date, value, currency, other] = words[..] else {
            panic!("five words: {line}");
        };
        let value: rust_decimal::Decimal = value.parse().expect("an amount");
        let rate = if currency == "XXD" { 2 } else { 1 };
        books.line(
            index,
            &LineDraft {
                position,
                kind: Some(kind),
                date: date.parse().ok(),
                value: Some(value),
                currency: Some(currency),
                common: Some(value / rust_decimal::Decimal::from(rate)),
                other: named(other),
                ..LineDraft::default()
            },
        );
    }
}

/// Some ordinary traffic, so that there is something to compare with.
fn ordinary() -> (Vec<String>, Vec<String>) {
    let (mut outs, mut ins) = (Vec::new(), Vec::new());
    for year in 2015..2021 {
        outs.push(format!(
            "3 {year}-05-10 {}.25 USD XB-NGO-2||XB-NGO-2-B",
            40_000 + year * 3
        ));
        ins.push(format!(
            "1 {year}-05-12 {}.25 USD XA-GOV-1||XA-GOV-1-A",
            40_000 + year * 3
        ));
    }
    (outs, ins)
}

fn between(outs: &[&str], ins: &[&str]) -> (Books, Reconciliation) {
    let (mut all_outs, mut all_ins) = ordinary();
    all_outs.extend(outs.iter().map(|l| (*l).to_owned()));
    all_ins.extend(ins.iter().map(|l| (*l).to_owned()));
    let mut books = Books::new(Aliases::default());
    add(
        &mut books,
        "XA-GOV-1|River Agency",
        "XA-GOV-1-A",
        &all_outs,
        &[],
    );
    add(
        &mut books,
        "XB-NGO-2|Hill Trust",
        "XB-NGO-2-B",
        &all_ins,
        &[],
    );
    let told = reconcile(&books);
    (books, told)
}

/// Categories of what has a line beyond the ordinary ones, as `parts:parts name`.
fn called(outs: &[&str], ins: &[&str]) -> Vec<String> {
    let (books, told) = between(outs, ins);
    let is_new = |line: &LineId| books.place(*line).is_some_and(|(_, place)| place >= 6);
    let matches = told
        .matches
        .iter()
        .filter(|m| m.donor.iter().chain(&m.recipient).any(is_new));
    let matches = matches.map(|m| {
        format!(
            "{}:{} {}",
            m.donor.len(),
            m.recipient.len(),
            m.category.as_str()
        )
    });
    let open = told.open.iter().filter(|o| is_new(&o.line));
    let open = open.map(|o| o.category.as_str().to_owned());
    matches.chain(open).collect()
}

/// What happened, the giver's lines, the receiver's, and what it is called.
type Difference = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

#[test]
fn each_difference_has_its_name() {
    let table: &[Difference] = &[
        (
            "the same",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 5120.55 USD XA-GOV-1"],
            &["1:1 agree"],
        ),
        (
            "cents are left out",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 5121 USD XA-GOV-1"],
            &["1:1 agree"],
        ),
        (
            "weeks later",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-04-20 5120.55 USD XA-GOV-1"],
            &["1:1 date_shift"],
        ),
        (
            "in the next year",
            &["3 2021-12-28 5120.55 USD XB-NGO-2"],
            &["1 2022-01-20 5120.55 USD XA-GOV-1"],
            &["1:1 cutoff"],
        ),
        (
            "in another currency",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 10203.11 XXD XA-GOV-1"],
            &["1:1 currency"],
        ),
        (
            "less a fee",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 5080.05 USD XA-GOV-1"],
            &["1:1 amount_small"],
        ),
        (
            "ten times",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 51205.50 USD XA-GOV-1"],
            &["1:1 amount_large"],
        ),
        (
            "digits swapped",
            &["3 2021-03-01 512055 USD XB-NGO-2"],
            &["1 2021-03-04 521055 USD XA-GOV-1"],
            &["1:1 amount_large"],
        ),
        (
            "the other sign",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-03-04 -5120.55 USD XA-GOV-1"],
            &["1:1 sign_reversal"],
        ),
        (
            "the wrong type",
            &["3 2021-03-01 5120.55 USD XB-NGO-2||XB-NGO-2-B"],
            &["11 2021-03-04 5120.55 USD XA-GOV-1"],
            &["1:1 wrong_type"],
        ),
        (
            "in parts",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &[
                "1 2021-03-15 2100.10 USD XA-GOV-1",
                "1 2021-04-15 1910.22 USD XA-GOV-1",
                "1 2021-05-15 1110.23 USD XA-GOV-1",
            ],
            &["1:3 instalments"],
        ),
        (
            "as a sum of the quarter",
            &[
                "3 2021-01-11 2100.10 USD XB-NGO-2",
                "3 2021-02-11 1910.22 USD XB-NGO-2",
                "3 2021-03-11 1110.23 USD XB-NGO-2",
            ],
            &["1 2021-03-31 5120.55 USD XA-GOV-1"],
            &["3:1 aggregated"],
        ),
        (
            "twice",
            &[
                "3 2021-03-01 5120.55 USD XB-NGO-2",
                "3 2021-03-01 5120.55 USD XB-NGO-2",
            ],
            &["1 2021-03-04 5120.55 USD XA-GOV-1"],
            &["2:1 duplicate"],
        ),
        (
            "less what is taken back",
            &[
                "3 2021-03-01 5120.55 USD XB-NGO-2",
                "3 2021-06-01 -1280.14 USD XB-NGO-2",
            ],
            &["1 2021-03-04 3840.41 USD XA-GOV-1"],
            &["2:1 sign_reversal"],
        ),
        (
            "only the giver",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &[],
            &["missing_recipient"],
        ),
        (
            "only the receiver",
            &[],
            &["1 2021-03-04 5120.55 USD XA-GOV-1"],
            &["missing_donor"],
        ),
        (
            "to one who does not publish",
            &["3 2021-03-01 5120.55 USD XZ-1|A Shop"],
            &[],
            &["not_expected"],
        ),
        (
            "spent, to nobody",
            &["4 2021-03-01 5120.55 USD XZ-1|A Shop"],
            &[],
            &["not_expected"],
        ),
        (
            "commitments",
            &["2 2021-03-01 5120.55 USD XB-NGO-2"],
            &["11 2021-03-04 5120.55 USD XA-GOV-1"],
            &["1:1 agree"],
        ),
        (
            "unlike in all",
            &["3 2021-03-01 5120.55 USD XB-NGO-2"],
            &["1 2021-11-04 9.01 USD XA-GOV-1"],
            &["missing_recipient", "missing_donor"],
        ),
    ];
    for (what, outs, ins, expected) in table {
        assert_eq!(called(outs, ins), *expected, "{what}");
    }
}

#[test]
fn what_may_change_places_is_not_decided_alone() {
    let twice = [
        "3 2021-03-01 8000 USD XB-NGO-2",
        "3 2021-03-01 8000 USD XB-NGO-2",
    ];
    let both = [
        "1 2021-03-04 8000 USD XA-GOV-1",
        "1 2021-03-04 8000 USD XA-GOV-1",
    ];
    let (_, told) = between(&twice, &both);
    let alike: Vec<_> = told.matches.iter().filter(|m| m.margin == 0).collect();
    assert_eq!(alike.len(), 2);
    assert!(alike.iter().all(|m| !m.is_auto && m.runner_up.is_some()));
}

#[test]
fn a_name_alone_does_not_decide() {
    let mut books = Books::new(Aliases::none());
    add(
        &mut books,
        "XA-GOV-1|River Agency",
        "XA-GOV-1-A",
        &["3 2021-03-01 5120.55 USD |Hill Trust"],
        &[],
    );
    add(
        &mut books,
        "XB-NGO-2|Hill Trust",
        "XB-NGO-2-B",
        &["1 2021-03-01 5120.55 USD |River Agency"],
        &[],
    );
    let told = reconcile(&books);
    assert_eq!(told.matches.len(), 1);
    assert!(
        told.matches
            .iter()
            .all(|m| m.category == Category::Agree && !m.is_auto)
    );
}

#[test]
fn other_references_of_an_organisation_and_former_identifiers_lead_to_it() {
    let out = [
        "3 2021-03-01 5120.55 USD XB-NGO-2||XB-OLD-7-B",
        "3 2021-05-01 7120.55 USD XB-OLD-7",
    ];
    let ins = [
        "1 2021-03-01 5120.55 USD XA-1||XA-OLD-A",
        "1 2021-05-01 7120.55 USD xa_1",
    ];
    let books = |aliases: Aliases, former: &[Former<'_>]| {
        let mut books = Books::new(aliases);
        let own = if former.is_empty() {
            &[][..]
        } else {
            &[Former::Activity("XA-OLD-A")]
        };
        add(&mut books, GIVER, "XA-GOV-1-A", &out, own);
        add(&mut books, RECEIVER, "XB-NGO-2-B", &ins, former);
        books
    };
    assert_eq!(reconcile(&books(Aliases::none(), &[])).matches.len(), 0);
    let mut aliases = Aliases::none();
    aliases.add("XA-1", GIVER);
    let told = reconcile(&books(aliases, &[Former::Organisation("XB-OLD-7")]));
    assert_eq!(told.matches.len(), 2, "{told:#?}");
    assert!(told.matches.iter().all(|m| m.is_auto), "{told:#?}");
}

#[test]
fn why_a_line_stands_alone() {
    let (books, told) = between(
        &[
            "3 2021-03-01 5120.55 USD XB-NGO-2",
            "3 2029-03-01 5120.55 USD XB-NGO-2",
            "3 2021-03-01 5120.55 USD XZ-9|A Shop",
            "3 2021-03-01 5120.55 USD ||",
            "4 2021-03-01 5120.55 USD XB-NGO-2",
            "3 2021-03-01 0 USD XB-NGO-2",
        ],
        &[],
    );
    let place = |line| books.place(line).map_or(0, |p| p.1);
    let why: Vec<(u32, Why)> = told.open.iter().map(|o| (place(o.line), o.why)).collect();
    assert_eq!(
        why,
        [
            (6, Why::Missing),
            (7, Why::NotThisPeriod),
            (8, Why::NotAPublisher),
            (9, Why::NobodyNamed),
            (10, Why::NoPartnerByType),
            (11, Why::NoAmount),
        ]
    );
    let day = "2021-03-31".parse().expect("a day");
    assert_eq!(told.open.first().and_then(|o| o.age(day)), Some(30));
    assert_eq!(told.open.get(1).and_then(|o| o.age(day)), None);
}

fn read(text: &str) -> Activity {
    let around = Around::default();
    let tree = Tree::parse(text.to_owned(), &around).expect("well-formed");
    Activity::read(&tree, &around, Position::START)
}

/// What one publishes of another: one payment in a currency.
fn told(own: &str, kind: &str, currency: &str, side: &str, other: &str) -> Activity {
    read(&format!(
        "<iati-activity><iati-identifier>{own}-A</iati-identifier><reporting-org ref='{own}' type='10'/>\
         <transaction><transaction-type code='{kind}'/><transaction-date iso-date='2021-03-01'/>\
         <value{currency} value-date='2021-03-01'>5120.55</value>\
         <{side} ref='{other}' {side_activity}='{other}-A'/></transaction></iati-activity>",
        side_activity = match side {
            "receiver-org" => "receiver-activity-id",
            _ => "provider-activity-id",
        },
    ))
}

/// The books of both, and the currencies that were asked for.
fn both(giver: &str, receiver: &str) -> (Books, Vec<String>) {
    let mut books = Books::new(Aliases::none());
    let mut asked = Vec::new();
    let out = told(GIVER, "3", giver, "receiver-org", RECEIVER);
    let into = told(RECEIVER, "1", receiver, "provider-org", GIVER);
    for activity in [out, into] {
        books.read(&activity, "", &mut |value, currency, _| {
            asked.push(currency.to_owned());
            Some(value)
        });
    }
    (books, asked)
}

#[test]
fn a_currency_in_small_letters_is_the_same_one() {
    let (books, asked) = both(" currency='eur'", " currency='EUR '");
    assert_eq!(asked, ["EUR", "EUR"]);
    let draft = books.draft(LineId(0)).and_then(|d| d.currency);
    assert_eq!(draft, Some("EUR"));
    let told = reconcile(&books);
    assert_eq!(told.matches.len(), 1);
    assert_eq!(told.matches[0].category, Category::Agree);
}

#[test]
fn without_a_currency_two_amounts_are_not_the_same() {
    let (books, asked) = both("", "");
    assert!(asked.is_empty());
    let told = reconcile(&books);
    assert!(told.matches.is_empty(), "{told:#?}");
    let why: Vec<Why> = told.open.iter().map(|o| o.why).collect();
    assert_eq!(why, [Why::NoAmount; 2]);
    let (books, _) = both("", " currency='EUR'");
    assert!(reconcile(&books).matches.is_empty());
}

#[test]
fn a_long_identifier_with_a_slip_is_mended_without_filling_the_memory() {
    let long = format!("XB-NGO-2-{}", "7".repeat(200_000));
    let slip = format!("{long}8");
    let (outs, ins) = ordinary();
    let mut books = Books::new(Aliases::none());
    let slips: Vec<String> = outs
        .iter()
        .map(|l| l.replace("XB-NGO-2-B", &slip))
        .collect();
    add(
        &mut books,
        "XA-GOV-1|River Agency",
        "XA-GOV-1-A",
        &slips,
        &[],
    );
    add(&mut books, "XB-NGO-2|Hill Trust", &long, &ins, &[]);
    let told = reconcile(&books);
    assert_eq!((told.matches.len(), told.open.len()), (6, 0));
}

/// Lines of one amount that name nobody, on both sides of lines that name.
#[test]
fn many_lines_of_one_amount_take_linear_memory() {
    let many = 20_000;
    let out = vec!["3 2021-03-01 5120.55 USD XB-NGO-2".to_owned(); many];
    let into = vec!["1 2021-03-01 5120.55 USD ||".to_owned(); many];
    let mut books = Books::new(Aliases::none());
    add(&mut books, "XA-GOV-1|River Agency", "XA-GOV-1-A", &out, &[]);
    add(&mut books, "XB-NGO-2|Hill Trust", "XB-NGO-2-B", &into, &[]);
    let told = reconcile(&books);
    assert_eq!(told.open.len() + 2 * told.matches.len(), 2 * many);
}

/// The place of a line among those of its activity.
fn place(books: &Books, line: LineId) -> u32 {
    books.place(line).map_or(u32::MAX, |(_, place)| place)
}

/// The matches in which the sixth line and those after it are, as places.
fn places(books: &Books, told: &Reconciliation) -> Vec<(Vec<u32>, Vec<u32>, bool)> {
    let of = |lines: &[LineId]| lines.iter().map(|l| place(books, *l)).collect::<Vec<_>>();
    let all = told
        .matches
        .iter()
        .map(|m| (of(&m.donor), of(&m.recipient), m.is_accepted));
    all.filter(|(d, r, _)| d.iter().chain(r).any(|p| *p >= 6))
        .collect()
}

#[test]
fn what_was_accepted_stands_and_what_was_rejected_does_not_come_back() {
    let out = |day: &str, value: &str| format!("3 {day} {value} USD XB-NGO-2||XB-NGO-2-B");
    let into = |day: &str, value: &str| format!("1 {day} {value} USD XA-GOV-1||XA-GOV-1-A");
    let outs = [out("2018-03-01", "7315.40"), out("2018-08-01", "990.10")];
    let ins = [
        into("2018-03-04", "7315.40"),
        into("2018-11-20", "61234.75"),
    ];
    let (books, told) = between(
        &[outs[0].as_str(), outs[1].as_str()],
        &[ins[0].as_str(), ins[1].as_str()],
    );
    assert_eq!(places(&books, &told), [(vec![6], vec![6], false)]);
    let line = |is_out: bool, at: u32| -> LineId {
        let found = (0..).map(LineId).take(books.len()).find(|line| {
            let kind = books.draft(*line).and_then(|d| d.kind.map(|k| k == "3"));
            kind == Some(is_out) && place(&books, *line) == at
        });
        found.expect("a line")
    };
    let sides = |out: u32, into: u32| Sides {
        donor: vec![line(true, out)],
        recipient: vec![line(false, into)],
    };

    let rejected = Decided {
        rejected: vec![sides(6, 6)],
        ..Decided::default()
    };
    let told = reconcile_decided(&books, &rejected);
    assert_eq!(places(&books, &told), []);
    let open: Vec<LineId> = told.open.iter().map(|o| o.line).collect();
    assert!(open.contains(&line(true, 6)) && open.contains(&line(false, 6)));

    // Two lines that nothing ties are one event if a person says so; of two such
    // words about one line the first stands.
    let accepted = Decided {
        accepted: vec![sides(7, 7), sides(7, 6)],
        ..Decided::default()
    };
    let told = reconcile_decided(&books, &accepted);
    assert_eq!(
        places(&books, &told),
        [(vec![6], vec![6], false), (vec![7], vec![7], true)]
    );

    // What would have been proposed keeps its reasons when it is accepted.
    let accepted = Decided {
        accepted: vec![sides(6, 6)],
        ..Decided::default()
    };
    let with = reconcile_decided(&books, &accepted);
    let own = with.matches.iter().find(|m| m.is_accepted);
    let own = own.expect("the accepted match");
    assert_eq!(own.category, Category::Agree);
    assert!(own.features.len() > 5, "{:?}", own.features);
    let lines = with
        .matches
        .iter()
        .map(|m| m.donor.len() + m.recipient.len());
    assert_eq!(lines.sum::<usize>() + with.open.len(), books.len());
}

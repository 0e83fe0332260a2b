//! A programme's text: what is read of it, and every fault with its place.

use flow::programme::fault::FAULTS;
use flow::programme::{Book, DayOr, Fault, FaultKind, Measure, Says, Sense, Unit, keys, read};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const WHOLE: &str = include_str!("programme.toml");

fn d(text: &str) -> Decimal {
    text.parse().expect("a number")
}

#[test]
fn all_of_it_is_read() {
    let p = read(WHOLE).expect("no fault");
    assert_eq!(
        (
            p.organisations.len(),
            p.areas.len(),
            p.sources.len(),
            p.pairings.len()
        ),
        (3, 2, 2, 2)
    );
    assert_eq!(
        (p.capacities.len(), p.indicators.len(), p.promises.len()),
        (1, 1, 8)
    );
    assert_eq!(
        p.title.in_language("fr"),
        "Assistance au Lowmere (inventée)"
    );
    assert!(p.organisations[0].is("xi-test-giver-old"));
    assert_eq!(p.pairings[1].level.to_string(), "hospital–hospital");
    assert_eq!(p.capacities[0].values[1].amount, d("4500000.50"));
    assert_eq!(p.capacities[0].delivered[0].said.to_string(), "2022-03-01");

    let five = &p.promises[0];
    assert_eq!((five.kind.id, five.sense), ("amount", Sense::AtLeast));
    assert_eq!(five.unit, Unit::Currency("EUR".to_owned()));
    // A moment stands for its day in its own zone.
    let last = |d: &Result<DayOr, String>| d.clone().map(|d| d.last_day().to_string());
    assert_eq!(last(&five.deadline).as_deref(), Ok("2023-12-31"));
    assert_eq!(five.from, five.said);
    assert_eq!(
        (five.again.len(), five.again[0].target),
        (1, Some(d("5500000")))
    );
    assert_eq!(five.on_course, d("90"));
    let asked = five.measure.as_ref().map(|m| (m.book(), m.to_string()));
    let (book, question) = asked.expect("a measure");
    assert_eq!(book, Book::Recipient);
    assert_eq!(
        question,
        "incoming-funds in EUR by the recipient's book within the pairing harbour-lowmere, method counterfoil"
    );

    let beds = &p.promises[1];
    assert_eq!(last(&beds.deadline).as_deref(), Ok("2024-02-29"));
    assert_eq!(beds.baseline, Some(d("40")));
    assert_eq!(
        beds.withdrawn.as_ref().map(|w| w.on.to_string()).as_deref(),
        Some("2024-01-01")
    );
    let share = &p.promises[2];
    assert_eq!(share.on_course, d("75"));
    assert!(matches!(share.measure, Ok(Measure::Share { .. })));
    let ratio = share
        .stated
        .as_ref()
        .and_then(|s| s.recompute())
        .expect("a ratio");
    assert_eq!((ratio.says, ratio.rounded), (Says::Wrong, d("85.5")));
    assert_eq!(
        ratio.to_string(),
        "announced 85.6 %, its own figures give 85.5 %"
    );
    assert_eq!(p.promises[3].target, Ok(d("0.30")));
    let later = p.promises[3]
        .superseded
        .as_ref()
        .map(|s| (s.by.as_str(), s.on.to_string()));
    assert_eq!(later, Some(("share-80-again", "2022-03-01".to_owned())));
    assert_eq!(p.promises[4].deadline, Err("none was said".to_owned()));
    assert_eq!(p.promises[5].target, Ok(d("1")));
    assert_eq!(p.promises[6].target, Err("“many” is no figure".to_owned()));
    assert_eq!(
        p.promises[7].measure,
        Err("nobody publishes friendships".to_owned())
    );
}

#[test]
fn the_example_uses_every_key_but_those_named_here() {
    let passed = [
        "name_in",
        "no_measure",
        "title_in",
        "wording_in",
        "provider",
        "receiver",
        "place",
        "nature",
        "percent",
        "of",
        "method",
        "vocabulary",
        "code",
        "title",
        "activities",
        "from",
        "to",
        "day",
        "unit",
    ];
    let all = keys::SECTIONS.iter().copied().chain(keys::FIGURES);
    for key in all.flat_map(|s| s.keys) {
        let used = WHOLE.contains(&format!("{} = ", key.name))
            || WHOLE.contains(&format!("{}]]", key.name))
            || WHOLE.contains(&format!("[{}]", key.name));
        assert!(
            used || passed.contains(&key.name),
            "{} is not shown",
            key.name
        );
    }
}

/// The whole text with one line replaced, or with more after it.
fn with(line: &str, by: &str) -> String {
    assert!(WHOLE.contains(line), "no line {line}");
    WHOLE.replacen(line, by, 1)
}

fn faults(text: &str) -> Vec<Fault> {
    read(text).expect_err("a fault")
}

/// A text with one fault: what is replaced by what, the kind, the place and words of it.
type Case = (&'static str, &'static str, FaultKind, &'static str);

const CASES: &[Case] = &[
    (
        "target = 120\n",
        "target = = 120\n",
        FaultKind::Syntax,
        "145:10: extra `=`",
    ),
    (
        "id = \"lowmere\"\n",
        "id = \"lowmere\n",
        FaultKind::Syntax,
        "5:",
    ),
    (
        "said = 2022-03-01\nsource = \"budget-speech\"\ntarget = 10\n",
        "said = 2023-02-29\nsource = \"budget-speech\"\ntarget = 10\n",
        FaultKind::BadDay,
        "193:8: invalid date",
    ),
    (
        "format = 1",
        "format = 2",
        FaultKind::Format,
        "2:10: format: this is format 1, not 2",
    ),
    (
        "format = 1\n",
        "\n",
        FaultKind::Missing,
        "1:1: `format` is missing",
    ),
    (
        "baseline = 40",
        "basline = 40",
        FaultKind::UnknownKey,
        "promise “beds-120”: there is no key `basline`; `baseline` was probably meant",
    ),
    (
        "baseline = 40",
        "colour = \"red\"",
        FaultKind::UnknownKey,
        "choose id, kind",
    ),
    (
        "said = 2021-02-01\nsource = \"agreement\"\ntarget = 120",
        "source = \"agreement\"\ntarget = 120",
        FaultKind::Missing,
        "promise “beds-120”: `said` is missing",
    ),
    (
        "deadline = 2023-09-30\n",
        "",
        FaultKind::Missing,
        "promise “open-wing”: `deadline` is missing; write it, or `no_deadline",
    ),
    (
        "no_measure = \"nobody publishes friendships\"\n",
        "",
        FaultKind::Missing,
        "`measure` is missing",
    ),
    (
        "no_figure = \"“many” is no figure\"\n",
        "",
        FaultKind::Missing,
        "`target` is missing",
    ),
    (
        "unit = \"friendships\"\n",
        "",
        FaultKind::Missing,
        "write `unit = \"beds\"`",
    ),
    (
        "currency = \"eur\"\n",
        "",
        FaultKind::Missing,
        "write `currency = \"EUR\"`",
    ),
    (
        "figure = \"event\", ",
        "",
        FaultKind::Missing,
        "`figure` is missing; write `figure = …`: flows, activities",
    ),
    (
        "title = \"Hospital beds in service\"\n",
        "",
        FaultKind::Missing,
        "it is not said which indicator",
    ),
    (
        "terms = \"Three years of help, then every two years anew.\"",
        "terms = \"  \"",
        FaultKind::Missing,
        "it is empty",
    ),
    (
        "target = 120\n",
        "target = [120]\n",
        FaultKind::WrongType,
        "a list where a number belongs",
    ),
    (
        "wording = \"Cent vingt lits.\"",
        "wording = 120",
        FaultKind::WrongType,
        "a number where text in quotes belongs",
    ),
    (
        "[[area]]\nid = \"lowmere\"",
        "[area.x]\nid = \"lowmere\"",
        FaultKind::Syntax,
        "",
    ),
    (
        "counts_people = false",
        "counts_people = \"no\"",
        FaultKind::WrongType,
        "`true` or `false`",
    ),
    (
        "title_in = { fr = \"Assistance au Lowmere (inventée)\" }",
        "title_in = \"x\"",
        FaultKind::WrongType,
        "a table of languages",
    ),
    (
        "measure = { figure = \"event\"",
        "measure = \"event\"\nx = { figure = \"event\"",
        FaultKind::WrongType,
        "a table, `{ figure",
    ),
    (
        "said = 2022-03-01\nsource = \"budget-speech\"\ntarget = 5500000",
        "said = \"2022\"\nsource = \"budget-speech\"\ntarget = 5500000",
        FaultKind::BadDay,
        "2022 is no day",
    ),
    (
        "deadline = \"2024-02\"",
        "deadline = \"mid 2024\"",
        FaultKind::BadDay,
        "not a day, a month or a year",
    ),
    (
        "deadline = \"2024-02\"",
        "deadline = \"2023-02-29\"",
        FaultKind::BadDay,
        "no such day",
    ),
    (
        "deadline = \"2024-02\"",
        "deadline = 10:30:00",
        FaultKind::BadDay,
        "not a day",
    ),
    (
        "target = \"0.30\"",
        "target = \"1,5\"",
        FaultKind::BadNumber,
        "a comma in a number",
    ),
    (
        "target = \"0.30\"",
        "target = 3e5",
        FaultKind::BadNumber,
        "write digits and a point",
    ),
    (
        "target = \"0.30\"",
        "target = inf",
        FaultKind::BadNumber,
        "not a number",
    ),
    (
        "target = 120\n",
        "target = -120\n",
        FaultKind::BadNumber,
        "below zero",
    ),
    (
        "count = 70",
        "count = -70",
        FaultKind::BadNumber,
        "below zero",
    ),
    (
        "on_course = 75",
        "on_course = 175",
        FaultKind::BadNumber,
        "between 0 and 100",
    ),
    (
        "denominator = 861.3",
        "denominator = 0.0",
        FaultKind::BadNumber,
        "a denominator of 0",
    ),
    (
        "kind = \"amount\"",
        "kind = \"amuont\"",
        FaultKind::UnknownWord,
        "`amount` was probably meant",
    ),
    (
        "level = \"hospital-hospital\"",
        "level = \"hospital-castle\"",
        FaultKind::UnknownWord,
        "is none of those it takes",
    ),
    (
        "currency = \"eur\"",
        "currency = \"EURO\"",
        FaultKind::UnknownWord,
        "ISO codes",
    ),
    (
        "series = \"incoming-funds\"",
        "series = \"incoming-fund\"",
        FaultKind::UnknownWord,
        "`incoming-funds` was probably meant",
    ),
    (
        "series = \"incoming-funds\", ",
        "series = \"incoming-funds\", method = \"guess\", ",
        FaultKind::UnknownWord,
        "`cdfd`",
    ),
    (
        "figure = \"event\"",
        "figure = \"evnt\"",
        FaultKind::UnknownWord,
        "`event` was probably meant",
    ),
    (
        "book = \"recipient\", activity",
        "book = \"both\", activity",
        FaultKind::UnknownWord,
        "`donor`, `recipient`",
    ),
    (
        "url = \"https://example.org/agreement\"",
        "url = \"example.org\"",
        FaultKind::UnknownWord,
        "no address on the web",
    ),
    (
        "title_in = { fr = ",
        "title_in = { French = ",
        FaultKind::UnknownWord,
        "no code of a language",
    ),
    (
        "id = \"mere-town\"",
        "id = \"mere town\"",
        FaultKind::BadIdentifier,
        "white space",
    ),
    (
        "id = \"beds-120\"",
        "id = \"five-million\"",
        FaultKind::DuplicateIdentifier,
        "is the promise of line 123 already",
    ),
    (
        "id = \"five-million-again\"",
        "id = \"five-million\"",
        FaultKind::DuplicateIdentifier,
        "already",
    ),
    (
        "source = \"agreement\"\npairing = \"harbour-lowmere\"",
        "source = \"agreement\"\npairing = \"harbour-lowmer\"",
        FaultKind::UnknownReference,
        "there is no pairing “harbour-lowmer”; `harbour-lowmere` was probably meant",
    ),
    (
        "within = \"lowmere\"",
        "within = \"atlantis\"",
        FaultKind::UnknownReference,
        "give a area that `id`",
    ),
    (
        "source = [\"agreement\", \"budget-speech\"]",
        "source = [\"agreement\", \"gossip\"]",
        FaultKind::UnknownReference,
        "71:24: pairing “harbour-hospital”, source: there is no source “gossip”",
    ),
    (
        "group = \"beds\"",
        "group = \"bed\"",
        FaultKind::UnknownReference,
        "`beds` was probably meant",
    ),
    (
        "item = \"wing\"",
        "item = \"wind\"",
        FaultKind::UnknownReference,
        "`wing`",
    ),
    (
        "currency = \"EUR\" }\n\n[[promise]]\nid = \"beds",
        "currency = \"USD\" }\n\n[[promise]]\nid = \"beds",
        FaultKind::Unit,
        "the promise is in EUR, and the measure gives USD",
    ),
    (
        "group = \"beds\" }",
        "group = \"beds\", percent = true }",
        FaultKind::Unit,
        "the promise is in beds, and the measure gives per cent",
    ),
    (
        "kind = \"date\"",
        "kind = \"share\"\ntarget = 5",
        FaultKind::Unit,
        "the measure gives a day",
    ),
    (
        "series = \"disbursement\", currency = \"EUR\" }\nin",
        "series = \"disbursement\", currency = \"USD\" }\nin",
        FaultKind::Unit,
        "USD as a share of EUR",
    ),
    (
        "to = 2026-12-31",
        "to = 2020-12-31",
        FaultKind::Order,
        "`to` is 2020-12-31, before `from`",
    ),
    (
        "deadline = 2023-09-30",
        "deadline = 2020-09-30",
        FaultKind::Order,
        "before `said`",
    ),
    (
        "from = 2021-03-01",
        "from = 2024-03-01",
        FaultKind::Order,
        "`deadline` is 2024-02-29, before `from`",
    ),
    (
        "withdrawn = { on = 2024-01-01",
        "withdrawn = { on = 2020-01-01",
        FaultKind::Order,
        "before it was said",
    ),
    (
        "said = 2022-03-01\nsource = \"budget-speech\"\ntarget = 10\n",
        "said = 2020-03-01\nsource = \"budget-speech\"\ntarget = 10\n",
        FaultKind::Order,
        "promise “one-per-cent”: “share-80-again” was said earlier",
    ),
    (
        "said = 2022-03-01\nsource = \"budget-speech\"\ntarget = 5500000",
        "said = 2020-03-01\nsource = \"budget-speech\"\ntarget = 5500000",
        FaultKind::Order,
        "reannouncement “five-million-again”: it was said before the announcement that it repeats",
    ),
    (
        "no_figure = ",
        "target = 3\nno_figure = ",
        FaultKind::Conflict,
        "`no_figure`: there is `target`",
    ),
    (
        "sense = \"exactly\"\n",
        "",
        FaultKind::Conflict,
        "`margin`: it is only of use",
    ),
    (
        "kind = \"date\"",
        "kind = \"date\"\ntarget = 5",
        FaultKind::Conflict,
        "`target`: what is done by a day",
    ),
    (
        "kind = \"amount\"",
        "kind = \"amount\"\nunit = \"beds\"",
        FaultKind::Conflict,
        "`unit`: an amount has a `currency`",
    ),
    (
        "kind = \"count\"\ntitle = \"Beds\"\nwording = \"Cent vingt lits.\"\nlanguage = \"fr\"\nwording_in = { en = \"A hundred and twenty beds.\" }\nannouncer = \"XI-TEST-GIVER\"\nsaid = 2021-02-01\nsource = \"agreement\"\ntarget = 120\nunit = \"beds\"",
        "kind = \"change\"\ntitle = \"Beds\"\nwording = \"Cent vingt lits.\"\nlanguage = \"fr\"\nwording_in = { en = \"A hundred and twenty beds.\" }\nannouncer = \"XI-TEST-GIVER\"\nsaid = 2021-02-01\nsource = \"agreement\"\ntarget = 120\nunit = \"%\"",
        FaultKind::Unit,
        "a change in per cent of what is in per cent itself",
    ),
    (
        "kind = \"count\"\ntitle = \"Beds\"\nwording = \"Cent vingt lits.\"\nlanguage = \"fr\"\nwording_in = { en = \"A hundred and twenty beds.\" }\nannouncer = \"XI-TEST-GIVER\"\nsaid = 2021-02-01\nsource = \"agreement\"\ntarget = 120\nunit = \"beds\"",
        "kind = \"change\"\ntitle = \"Beds\"\nwording = \"Cent vingt lits.\"\nlanguage = \"fr\"\nwording_in = { en = \"A hundred and twenty beds.\" }\nannouncer = \"XI-TEST-GIVER\"\nsaid = 2021-02-01\nsource = \"agreement\"\ntarget = -20\nunit = \"beds\"",
        FaultKind::Conflict,
        "a fall that any rise would keep; write `sense = \"at-most\"`",
    ),
    (
        "recipient = \"XI-TEST-TAKER\"",
        "recipient = \"XI-TEST-GIVER\"",
        FaultKind::Conflict,
        "it is the donor itself",
    ),
    (
        "donor = \"XI-TEST-GIVER\"\nrecipient = \"XI-TEST-H",
        "donor = \"XI-TEST-TAKER\"\nrecipient = \"XI-TEST-H",
        FaultKind::Conflict,
        "whose side is `recipient`",
    ),
    (
        "group = \"beds\" }",
        "group = \"beds\", title = \"x\" }",
        FaultKind::Conflict,
        "`title`: there is a `group`",
    ),
    (
        "superseded_by = \"share-80-again\"",
        "superseded_by = \"one-per-cent\"",
        FaultKind::Conflict,
        "cannot supersede itself",
    ),
    (
        "superseded_by = \"share-80-again\"",
        "superseded_by = \"five-million-again\"",
        FaultKind::Conflict,
        "is a reannouncement",
    ),
    (
        "of = { figure = \"flows\", book = \"donor\", series = [",
        "of = { figure = \"flows\", book = \"recipient\", series = [",
        FaultKind::Conflict,
        "two books are never mixed",
    ),
    (
        "baseline = 40",
        "contact = \"the ward\"",
        FaultKind::PersonField,
        "promise “beds-120”: a key for a person; take it out",
    ),
    (
        "baseline = 40",
        "name_of_person = \"the ward\"",
        FaultKind::PersonField,
        "a key for a person",
    ),
    (
        "baseline = 40",
        "email = \"x\"",
        FaultKind::PersonField,
        "a key for a person",
    ),
    (
        "terms = \"Three years",
        "terms = \"Ask ward@example.org. Three years",
        FaultKind::PersonText,
        "an e-mail address",
    ),
    (
        "terms = \"Three years",
        "terms = \"Tel. +44 20 7946 0958. Three years",
        FaultKind::PersonText,
        "a telephone",
    ),
    (
        "on_course = 90",
        "on_course = 90\nlevel = \"The 5\\\" office\" # ask ward@example.org",
        FaultKind::PersonText,
        "an e-mail address, a telephone or an identity number in a comment",
    ),
    (
        "on_course = 90",
        "on_course = 90 # ask ward@example.org",
        FaultKind::PersonText,
        "in a comment",
    ),
];

#[test]
fn every_fault_is_named_with_its_place() {
    let mut missed = Vec::new();
    for (old, new, kind, words) in CASES {
        let all = read(&with(old, new)).err().unwrap_or_default();
        let found: Vec<String> = all.iter().map(ToString::to_string).collect();
        let is_it = |f: &Fault| f.kind == *kind && f.to_string().contains(words);
        if !all.iter().any(is_it) {
            missed.push(format!("{old} → {new}\n{kind:?} {words}\n{found:#?}"));
        }
        let personal = found
            .iter()
            .find(|f| f.contains("ward@") || f.contains("7946"));
        assert_eq!(personal, None, "{old} → {new}");
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_kind_of_fault_has_a_case() {
    let seen: BTreeSet<FaultKind> = CASES.iter().map(|(_, _, kind, _)| *kind).collect();
    for (kind, id, text) in FAULTS {
        assert!(seen.contains(kind), "{id}");
        assert_eq!(kind.id(), *id);
        assert!(text.ends_with('.'));
    }
}

#[test]
fn all_faults_at_once_and_in_order() {
    let text = with("baseline = 40", "basline = 40");
    let text = text
        .replace("kind = \"amount\"", "kind = \"amuont\"")
        .replace("within = \"lowmere\"", "within = \"atlantis\"");
    let kinds: Vec<_> = faults(&text).iter().map(|f| (f.kind, f.line)).collect();
    let known = [
        (FaultKind::UnknownReference, 38),
        (FaultKind::UnknownWord, 124),
        (FaultKind::UnknownKey, 148),
    ];
    for each in known {
        assert!(kinds.contains(&each), "{each:?} in {kinds:?}");
    }
    assert!(kinds.is_sorted_by_key(|(_, line)| *line));
}

#[test]
fn several_slips_of_syntax_are_all_told() {
    let all = faults("a = = 1\nb = \"x\nc = 2023-02-30\n");
    let lines: Vec<u64> = all.iter().map(|f| f.line).collect();
    assert!(
        lines.contains(&1) && lines.contains(&2) && lines.contains(&3),
        "{all:#?}"
    );
}

#[test]
fn nothing_at_all_and_nonsense_are_faults() {
    for text in [
        "",
        "\u{feff}",
        "[[[",
        "\0",
        "programme = 3",
        "[[programme]]",
        "format = 1\npromise = {}",
        "promise = [1, 2]",
        "measure = 1",
    ] {
        assert!(!faults(text).is_empty(), "{text:?}");
    }
    let deep = format!(
        "format = 1\n[[promise]]\nmeasure = {}{}",
        "{ figure = \"share\", of = ".repeat(60),
        "1".to_owned() + &"}".repeat(60)
    );
    assert!(
        faults(&deep)
            .iter()
            .any(|f| f.what.contains("share of a share") || f.kind == FaultKind::Syntax)
    );
}

#[test]
fn a_stated_figure_in_per_cent_is_no_count() {
    let text = WHOLE.to_owned()
        + r#"
[[promise]]
id = "stated-share"
kind = "ratio"
wording = "Eighty per cent of the wards."
announcer = "XI-TEST-GIVER"
said = 2022-03-01
source = "budget-speech"
target = 80
deadline = 2025
measure = { figure = "stated", value = 85, unit = "%", source = "budget-speech" }
"#;
    let p = read(&text).expect("no fault");
    let last = p.promises.last().and_then(|p| p.measure.clone().ok());
    let Some(Measure::Stated(of)) = last else {
        panic!("{last:?}");
    };
    assert_eq!(of.unit, Unit::Percent);
}

#[test]
fn marks_and_line_ends_do_not_matter() {
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert!(read(&windows).is_ok());
    let text = with("target = 120\n", "target = [120]\n");
    let line = |text: &str| faults(text)[0].line;
    assert_eq!(line(&text), line(&text.replace('\n', "\r\n")));
}

proptest! {
    /// A text with a slip anywhere is read or refused with places that are in it.
    #[test]
    fn slips_anywhere_are_survived(
        at in any::<prop::sample::Index>(),
        taken in 0..40usize,
        put in "[\\[\\]{}=\"'#,.\n a-z0-9é-]{0,6}",
    ) {
        let starts: Vec<usize> = WHOLE.char_indices().map(|(at, _)| at).collect();
        let first = at.index(starts.len());
        let last = (first + taken).min(starts.len() - 1);
        let text = format!("{}{put}{}", &WHOLE[..starts[first]], &WHOLE[starts[last]..]);
        if let Err(faults) = read(&text) {
            prop_assert!(!faults.is_empty());
            let lines = text.lines().count() as u64 + 1;
            for fault in faults {
                prop_assert!(fault.line >= 1 && fault.line <= lines && fault.column >= 1, "{fault}");
                prop_assert!(!fault.what.is_empty());
            }
        }
    }
}

#[test]
fn what_is_wrong_is_not_missing_too() {
    for (old, new) in [
        ("currency = \"EUR\"", "currency = \"Euro\""),
        ("target = 5000000\n", "target = \"5 million\"\n"),
    ] {
        let found = read(&with(old, new)).err().unwrap_or_default();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(!found.is_empty(), "{old}");
        assert!(!found.iter().any(|f| f.contains("missing")), "{found:#?}");
    }
}

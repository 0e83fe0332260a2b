//! Words in any language, names with slips, and counts of what was found.

use crate::support::NOW;
use ledger::dataset::Given;
use ledger::words::words;
use ledger::{
    ActivityRow, AsOf, Filter, Hit, Incoming, Kind, Ledger, Outcome, Topic, View, Writer,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// An activity to be told.
#[derive(Clone, Debug, Default)]
struct Told {
    title: String,
    description: String,
    reporter: (String, String),
    status: Option<u8>,
    start: Option<String>,
    countries: Vec<String>,
    sectors: Vec<String>,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

impl Told {
    fn xml(&self, number: usize) -> String {
        let mut xml = format!(
            "<iati-activity><iati-identifier>XM-EX-SEARCH-{number:03}</iati-identifier>\
             <reporting-org ref=\"{}\" type=\"10\"><narrative>{}</narrative></reporting-org>\
             <title><narrative>{}</narrative></title><description><narrative>{}</narrative></description>",
            escaped(&self.reporter.0),
            escaped(&self.reporter.1),
            escaped(&self.title),
            escaped(&self.description),
        );
        if let Some(status) = self.status {
            xml.push_str(&format!("<activity-status code=\"{status}\"/>"));
        }
        if let Some(start) = &self.start {
            xml.push_str(&format!("<activity-date type=\"2\" iso-date=\"{start}\"/>"));
        }
        for country in &self.countries {
            xml.push_str(&format!("<recipient-country code=\"{country}\"/>"));
        }
        for sector in &self.sectors {
            xml.push_str(&format!("<sector vocabulary=\"1\" code=\"{sector}\"/>"));
        }
        xml + "</iati-activity>\n"
    }
}

fn ledger_of(folder: &Path, told: &[Told]) -> Ledger {
    let each: String = told.iter().enumerate().map(|(at, t)| t.xml(at)).collect();
    let path = folder.join("incoming.xml");
    let xml = format!("<iati-activities version=\"2.03\">\n{each}</iati-activities>\n");
    std::fs::write(&path, xml).expect("a file");
    let mut writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    let incoming = Incoming {
        path: &path,
        source: "search.xml",
        given: &Given::default(),
        now: NOW,
    };
    let outcome = writer.import(&incoming, &|_| {}).expect("an import");
    assert!(matches!(outcome, Outcome::Added(_)));
    writer.finish().expect("the end");
    Ledger::open(&folder.join("ledger")).expect("a ledger")
}

fn titled(titles: &[&str]) -> Vec<Told> {
    let of = |title: &&str| Told {
        title: (*title).to_owned(),
        reporter: ("XM-EX-9".to_owned(), "Office of Reed Bay".to_owned()),
        ..Told::default()
    };
    titles.iter().map(of).collect()
}

fn text(asked: &str) -> Filter {
    Filter {
        text: Some(asked.to_owned()),
        ..Filter::default()
    }
}

fn hits(view: &View<'_>, filter: &Filter) -> Vec<Hit> {
    view.select(Kind::Activity, filter).expect("hits")
}

fn found(view: &View<'_>, filter: &Filter) -> Vec<String> {
    let title = |hit| {
        let row: ActivityRow = view.row(hit).expect("a row");
        row.titles.first().map(|title| title.text.clone())
    };
    hits(view, filter).into_iter().filter_map(title).collect()
}

const TITLES: [&str; 10] = [
    "Primary schools and women's health",
    "Accès à l’eau potable à N’Djamena",
    "École de la forêt",
    "Educación para niñas y niños",
    "دعم التعليم والصحة في المدارس",
    "مياه الشرب ٢٠٢٣",
    "农村小学教育项目",
    "鄉村衛生與醫療",
    "Straßenbau in Łódź",
    "COVID-19 response",
];

/// What is asked, and the titles that answer.
const ASKED: &[(&str, &[usize])] = &[
    ("SCHOOLS", &[0]),
    ("women health", &[0]),
    ("womens", &[0]),
    ("school", &[]),
    ("eau potable", &[1]),
    ("l'eau", &[1]),
    ("ACCES", &[1]),
    ("ndjamena", &[1]),
    ("N'djamena eau", &[1]),
    ("ecole foret", &[2]),
    ("e\u{301}cole", &[2]),
    ("educacion ninas", &[3]),
    ("Niños", &[3]),
    ("تعليم", &[4]),
    ("التَّعليم", &[4]),
    ("الصحة", &[4]),
    ("صحه المدارس", &[4]),
    ("المياه", &[5]),
    ("2023", &[5]),
    ("۲۰۲۳", &[5]),
    ("教育", &[6]),
    ("小学教育", &[6]),
    ("育", &[6]),
    ("教育 小学", &[6]),
    ("学小", &[]),
    ("教学", &[]),
    ("卫生", &[7]),
    ("衛生與醫療", &[7]),
    ("乡村", &[7]),
    ("村", &[6, 7]),
    ("strassenbau lodz", &[8]),
    ("ＣＯＶＩＤ", &[9]),
    ("covid-19", &[9]),
    ("XM-EX-SEARCH-009", &[9]),
    ("search 004", &[4]),
    ("schools eau", &[]),
    ("—", &[]),
];

#[test]
fn words_are_found_in_five_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = ledger_of(folder.path(), &titled(&TITLES));
    let view = ledger.view(&AsOf::default()).expect("a view");
    for (asked, due) in ASKED {
        let due: Vec<&str> = due.iter().map(|at| TITLES[*at]).collect();
        assert_eq!(found(&view, &text(asked)), due, "{asked}");
    }
}

#[test]
fn a_line_broken_within_chinese_makes_no_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = ledger_of(
        folder.path(),
        &titled(&["农村小\n   学教育", "农村小。学教育"]),
    );
    let view = ledger.view(&AsOf::default()).expect("a view");
    assert_eq!(hits(&view, &text("小学")).len(), 1);
    assert_eq!(hits(&view, &text("小 学")).len(), 2);
}

#[test]
fn all_words_in_the_title_come_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut told = titled(&["Wells", "水井 and 教育"]);
    told[0].description = "教育 in villages".to_owned();
    let ledger = ledger_of(folder.path(), &told);
    let view = ledger.view(&AsOf::default()).expect("a view");
    assert_eq!(found(&view, &text("教育")), ["水井 and 教育", "Wells"]);
}

fn named(names: &[&str]) -> Vec<Told> {
    let of = |(at, name): (usize, &&str)| Told {
        title: (*name).to_owned(),
        reporter: (format!("XM-EX-{at}"), (*name).to_owned()),
        ..Told::default()
    };
    names.iter().enumerate().map(of).collect()
}

#[test]
fn names_with_a_slip_are_taken_only_where_none_is_as_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = [
        "Ministry of Health",
        "Health Fund of Reed Bay",
        "Wealth Fund",
        "Ministère de l’Éducation",
        "وزارة التعليم",
    ];
    let ledger = ledger_of(folder.path(), &named(&names));
    let view = ledger.view(&AsOf::default()).expect("a view");
    let ask = |name: &str| {
        let mut filter = Filter {
            organisation: Some(name.to_owned()),
            ..Filter::default()
        };
        filter.close = view.close_to(Kind::Activity, &filter).expect("words");
        let taken: Vec<String> = filter.close.iter().flat_map(|c| c.words.clone()).collect();
        (found(&view, &filter), taken.join(" "))
    };
    let cases: &[(&str, &[usize], &str)] = &[
        ("health", &[0, 1], ""),
        ("HEALTH fund", &[1], ""),
        ("helth", &[0, 1], "health"),
        ("heatlh ministry", &[0], "health"),
        // Both words are there, but not in one name.
        ("wealth ministry", &[0], "health ministere"),
        ("edukashun", &[], ""),
        ("educasion", &[3], "education leducation"),
        ("التعلم", &[4], "التعليم تعليم"),
        ("fnd", &[], ""),
        ("xm-ex-3", &[3], ""),
        ("", &[], ""),
    ];
    for (asked, due, taken) in cases {
        let due: Vec<String> = due.iter().map(|at| names[*at].to_owned()).collect();
        assert_eq!(ask(asked), (due, (*taken).to_owned()), "{asked}");
    }
}

/// Any activity, of few labels, so that many have the same.
fn told() -> impl Strategy<Value = Told> {
    let codes = |all: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(all).prop_map(str::to_owned), 0..3)
    };
    (
        prop::sample::select(&["Wells", "School roofs", "School wells"][..]),
        (
            prop::sample::select(&["XM-EX-1", "xm-ex-1", "XM-EX-2", ""][..]),
            prop::sample::select(&["Reed Bay", "Fen Bridge"][..]),
        ),
        prop::option::of(1u8..4),
        prop::option::of((2019u16..2023).prop_map(|year| format!("{year}-03-01"))),
        codes(&["KE", "ke", "UG", "NE"]),
        codes(&["11220", "14030", "12220"]),
    )
        .prop_map(
            |(title, (reference, name), status, start, countries, sectors)| Told {
                title: title.to_owned(),
                description: String::new(),
                reporter: (reference.to_owned(), name.to_owned()),
                status,
                start,
                countries,
                sectors,
            },
        )
}

/// The counts of one topic, made from the rows one by one.
fn counted(view: &View<'_>, filter: &Filter, topic: Topic) -> (BTreeMap<String, u64>, u64) {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut none = 0;
    for hit in hits(view, filter) {
        let row: ActivityRow = view.row(hit).expect("a row");
        let mut labels: Vec<String> = match topic {
            Topic::Place => row.places,
            Topic::Sector => row.sectors,
            Topic::Reporter => row
                .reporter
                .label()
                .map(str::to_owned)
                .into_iter()
                .collect(),
            Topic::Status => row.status.into_iter().collect(),
            Topic::Year => row
                .start
                .map(|d| d.year().to_string())
                .into_iter()
                .collect(),
        };
        labels
            .iter_mut()
            .for_each(|label| *label = label.to_uppercase());
        labels.sort_unstable();
        labels.dedup();
        none += u64::from(labels.is_empty());
        for label in labels {
            *counts.entry(label).or_default() += 1;
        }
    }
    (counts, none)
}

/// Texts that words are taken from.
const LETTERS: &str = "[a-cA-CéÉß'’\\-\\. ابتلىةأَ教育衛生卫0-2]{1,24}";

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_text_is_found_by_any_of_its_words(all in prop::collection::vec(LETTERS, 1..6)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut told = titled(&vec!["x"; all.len()]);
        for (told, description) in told.iter_mut().zip(&all) {
            told.description.clone_from(description);
        }
        let ledger = ledger_of(folder.path(), &told);
        let view = ledger.view(&AsOf::default()).expect("a view");
        for (at, description) in all.iter().enumerate() {
            for word in description.split_whitespace().filter(|w| !words(w).is_empty()) {
                let ranks: Vec<String> = hits(&view, &text(word))
                    .into_iter()
                    .map(|hit| view.row::<ActivityRow>(hit).expect("a row").identifier)
                    .collect();
                let due = format!("XM-EX-SEARCH-{at:03}");
                prop_assert!(ranks.contains(&due), "{word} of {description}");
            }
        }
    }

    #[test]
    fn facets_count_what_is_found(all in prop::collection::vec(told(), 1..12), most in 0usize..4) {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = ledger_of(folder.path(), &all);
        let view = ledger.view(&AsOf::default()).expect("a view");
        let place = Filter { place: Some("ke".to_owned()), ..Filter::default() };
        let year = Filter { starts: Some("2020".to_owned()), ..Filter::default() };
        for filter in [Filter::default(), text("school"), place, year] {
            let facets = view.facets(&filter, most).expect("facets");
            prop_assert_eq!(facets.activities, hits(&view, &filter).len() as u64);
            for facet in facets.each {
                let (due, none) = counted(&view, &filter, facet.topic);
                prop_assert_eq!(facet.not_stated, none, "{:?}", facet.topic);
                prop_assert_eq!(facet.labels.len() as u64 + facet.more, due.len() as u64);
                prop_assert_eq!(facet.labels.len(), due.len().min(most));
                let mut commonest: Vec<u64> = due.values().copied().collect();
                commonest.sort_unstable_by(|a, b| b.cmp(a));
                for ((label, count), most) in facet.labels.iter().zip(commonest) {
                    prop_assert_eq!(*count, most);
                    prop_assert_eq!(due.get(&label.to_uppercase()), Some(count), "{}", label);
                }
            }
        }
    }
}

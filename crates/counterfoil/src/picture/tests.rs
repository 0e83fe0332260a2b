//! Laws of the pictures, over any data and width, left to right and right to left.

use super::seen::{Picture, apart, places, seen};
use super::*;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn setting(width: f64, is_right_to_left: bool, style: Style) -> Setting {
    Setting {
        id: "one".to_owned(),
        title: "What was paid, & <when>".to_owned(),
        description: "Paid by year.".to_owned(),
        source: "Counterfoil, as of 30 June 2025".to_owned(),
        language: "en".to_owned(),
        is_right_to_left,
        width,
        style,
    }
}

/// Names as people give them: short, long, of every script, and none.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Hill Trust".to_owned()),
        Just("Green Valley Cooperative Society for Rural Electrification, Schools and Everything Else".to_owned()),
        Just("وكالة الشمال للتنمية (EUR)".to_owned()),
        Just("绿谷农村电气化学校及改善其他一切事物合作社联合总会".to_owned()),
        Just("<b>R&D</b> \"Fund\"".to_owned()),
        Just("Unbrokenwordthatgoesonandonandonwithoutanyspaceatall".to_owned()),
        Just(String::new()),
    ]
}

fn sheet() -> impl Strategy<Value = Setting> {
    let style = prop_oneof![Just(Style::Page), Just(Style::Alone)];
    (
        prop_oneof![Just(320.0), Just(1280.0), 240f64..1400.0],
        any::<bool>(),
        style,
    )
        .prop_map(|(width, is_right_to_left, style)| setting(width, is_right_to_left, style))
}

fn figure(value: Decimal) -> String {
    value.normalize().to_string()
}

fn amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-5_000i64..50_000).prop_map(Decimal::from),
        (-5_000i64..5_000_000_000).prop_map(|cents| Decimal::new(cents, 2)),
        Just(Decimal::ZERO),
    ]
}

fn day() -> impl Strategy<Value = Date> {
    (0i32..20_000).prop_map(|after| {
        date(1985, 1, 1).saturating_add(jiff::SignedDuration::from_hours(i64::from(after) * 24))
    })
}

fn written(day: Date, grain: Grain) -> String {
    match grain {
        Grain::Year => day.year().to_string(),
        Grain::Month => day.strftime("%b %Y").to_string(),
        Grain::Day => day.strftime("%-d %b").to_string(),
    }
}

mod of_series {
    use super::super::series::{Kind, Said, Series, Strength, Value, series};
    use super::*;

    /// A value whose title says what it is.
    pub(super) fn value(said: Said) -> Value {
        let title = match &said {
            Said::Figure(figure) => figure.to_string(),
            Said::Missing => "missing".to_owned(),
            Said::NotDue => "not due".to_owned(),
        };
        Value { said, title }
    }

    fn kinds() -> impl Strategy<Value = (usize, Vec<Kind>)> {
        (1usize..60, 1usize..5).prop_flat_map(|(years, count)| {
            let said = prop_oneof![6 => amount().prop_map(Said::Figure), 2 => Just(Said::Missing), 1 => Just(Said::NotDue)];
            let values = prop::collection::vec(said.prop_map(value), years);
            let strengths = [Strength::Planned, Strength::Committed, Strength::Paid, Strength::Spent];
            let kinds = prop::collection::vec((name(), values), count).prop_map(move |kinds| {
                kinds.into_iter().zip(strengths).map(|((name, values), strength)| Kind { name, strength, values }).collect()
            });
            (Just(years), kinds)
        })
    }

    pub(super) fn drawn(setting: &Setting, years: usize, kinds: Vec<Kind>) -> (String, Picture) {
        let years = (0..years).map(|at| (1980 + at).to_string()).collect();
        let told = Series {
            years,
            kinds,
            unit: "million EUR".to_owned(),
            missing: "not stated".to_owned(),
            figure: &figure,
        };
        let svg = series(setting, &told);
        let picture = seen(&svg);
        (svg, picture)
    }

    fn bars(picture: &Picture) -> Vec<(f64, f64)> {
        let bars = ["planned", "committed", "paid", "spent"]
            .into_iter()
            .flat_map(|class| picture.of_class(class));
        bars.filter_map(|bar| Some((bar.title.parse().ok()?, bar.area.height)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn bars_are_as_high_as_their_figures((years, kinds) in kinds(), setting in sheet()) {
            let (_, picture) = drawn(&setting, years, kinds.clone());
            apart(&picture);
            let bars = bars(&picture);
            let all: Vec<&Said> = kinds.iter().flat_map(|k| &k.values).map(|v| &v.said).collect();
            let figures = all.iter().filter(|s| matches!(s, Said::Figure(f) if !f.is_zero())).count();
            prop_assert_eq!(bars.len(), figures, "one for each figure");
            let highest = bars.iter().copied().fold((0.0f64, 0.0), |a, b| if b.1 > a.1 { b } else { a });
            for (value, height) in &bars {
                let wanted = highest.1 * value.abs() / highest.0.abs();
                // Rounded to tenths; and what is thinner than a pixel is one pixel.
                prop_assert!((height - wanted).abs() <= 0.3 || *height <= 1.1 && wanted < 1.1, "{value}: {height} for {wanted}");
            }
        }

        #[test]
        fn what_is_missing_is_no_bar((years, kinds) in kinds(), setting in sheet()) {
            let (svg, picture) = drawn(&setting, years, kinds.clone());
            let missing = kinds.iter().flat_map(|k| &k.values).filter(|v| matches!(v.said, Said::Missing)).count();
            // A year of which nothing at all is said is one hatching for all kinds, but where
            // kinds stand below each other.
            let hatched: usize = picture.of_class("missing").iter().filter(|m| !m.title.is_empty()).map(|m| m.title.matches("missing").count()).sum();
            prop_assert_eq!(hatched, missing);
            prop_assert_eq!(picture.says("not stated"), missing > 0);
            prop_assert!(!svg.contains("not due"));
        }
    }

    #[test]
    fn nought_is_a_stroke_and_less_hangs_below() {
        let figures =
            ["0", "-2", "4"].map(|f| value(Said::Figure(f.parse().expect("it can be read"))));
        let kind = Kind {
            name: "paid".to_owned(),
            strength: Strength::Paid,
            values: figures.to_vec(),
        };
        let (_, picture) = drawn(&setting(700.0, false, Style::Page), 3, vec![kind]);
        let zero = picture.of_class("zero")[0].area;
        let bars: Vec<_> = picture
            .of_class("paid")
            .into_iter()
            .filter(|b| !b.title.is_empty())
            .collect();
        assert!(
            (bars[0].area.y - zero.y).abs() < 0.2,
            "-2 hangs from nought"
        );
        assert!(
            (bars[1].area.bottom() - zero.y).abs() < 0.2,
            "4 stands on it"
        );
        assert!(
            picture.says("-2") && picture.says("0"),
            "figures where there is room"
        );
    }

    #[test]
    fn a_small_one_in_full() {
        let values = [
            Said::Figure(Decimal::TWO),
            Said::Missing,
            Said::Figure(Decimal::ZERO),
        ]
        .map(value);
        let kind = Kind {
            name: "paid".to_owned(),
            strength: Strength::Paid,
            values: values.to_vec(),
        };
        let (svg, _) = drawn(&setting(320.0, false, Style::Page), 3, vec![kind]);
        insta::assert_snapshot!(svg, @r##"
        <svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" aria-labelledby="one-title one-desc" lang="en" xml:lang="en" direction="ltr" viewBox="0 0 320 242" width="320" height="242">
        <title id="one-title">What was paid, &amp; &lt;when&gt;</title>
        <desc id="one-desc">Paid by year.</desc>
        <defs><pattern id="one-gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="wash-gap" d="M0 0h8v8H0z"/><path class="stripe-gap" d="M1 0v8"/></pattern></defs>
        <rect class="paid" x="9" y="7" width="16" height="11"/>
        <text class="small quiet" x="32" y="16.5">paid</text>
        <rect class="missing" fill="url(#one-gap)" x="78.1" y="7" width="16" height="11"/>
        <text class="small quiet" x="101.1" y="16.5">not stated</text>
        <text class="small quiet" x="8" y="37">million EUR</text>
        <path class="axis" d="M35.4 216L312 216"/>
        <path class="grid" d="M35.4 177L312 177"/>
        <path class="grid" d="M35.4 138L312 138"/>
        <path class="grid" d="M35.4 99L312 99"/>
        <path class="grid" d="M35.4 60L312 60"/>
        <g><title>2</title>
        <rect class="paid" x="66" y="60" width="31" height="156"/>
        </g>
        <g><title>missing</title>
        <rect class="missing" fill="url(#one-gap)" x="127.6" y="60" width="92.2" height="156"/>
        </g>
        <g><title>0</title>
        <path class="zero" d="M250.4 216L281.4 216"/>
        </g>
        <text class="small quiet" x="29.4" y="220" text-anchor="end">0</text>
        <text class="small quiet" x="29.4" y="181" text-anchor="end">0.5</text>
        <text class="small quiet" x="29.4" y="142" text-anchor="end">1</text>
        <text class="small quiet" x="29.4" y="103" text-anchor="end">1.5</text>
        <text class="small quiet" x="29.4" y="64" text-anchor="end">2</text>
        <text class="small halo" x="81.5" y="56" text-anchor="middle">2</text>
        <text class="small halo" x="265.9" y="212" text-anchor="middle">0</text>
        <text class="small quiet" x="81.5" y="234" text-anchor="middle">1980</text>
        <text class="small quiet" x="173.7" y="234" text-anchor="middle">1981</text>
        <text class="small quiet" x="265.9" y="234" text-anchor="middle">1982</text>
        </svg>
        "##);
    }

    #[test]
    fn right_to_left_is_the_mirror() {
        let kind = || Kind {
            name: "paid".to_owned(),
            strength: Strength::Paid,
            values: (1..9).map(|v| value(Said::Figure(v.into()))).collect(),
        };
        let (_, left) = drawn(&setting(700.0, false, Style::Page), 8, vec![kind()]);
        let (_, right) = drawn(&setting(700.0, true, Style::Page), 8, vec![kind()]);
        for (a, b) in left.of_class("paid").iter().zip(right.of_class("paid")) {
            assert!(
                (a.area.x - (700.0 - b.area.right())).abs() < 0.15,
                "{a:?} {b:?}"
            );
            assert_eq!(a.title, b.title);
        }
    }
}

mod of_matrix {
    use super::super::matrix::{Cell, Matrix, Words, matrix};
    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        let money = (prop::option::of(0i64..900), prop::option::of(-50i64..900));
        prop_oneof![
            Just(Cell::None),
            Just(Cell::Pairing),
            money.prop_map(|(a, b)| Cell::Money {
                committed: a.map(Decimal::from),
                paid: b.map(Decimal::from)
            }),
        ]
    }

    fn drawn(
        setting: &Setting,
        givers: Vec<String>,
        receivers: Vec<String>,
        cells: Vec<Vec<Cell>>,
    ) -> Picture {
        let words = Words {
            share: "paid".to_owned(),
            over: "more".to_owned(),
            unknown: "not stated".to_owned(),
            pairing: "no activity".to_owned(),
        };
        seen(&matrix(
            setting,
            &Matrix {
                givers,
                receivers,
                cells,
                title: &|a, b| format!("{a},{b}"),
                share: &|share| format!("{}%", share.round_dp(1).normalize()),
                others: &|count| format!("{count} others"),
                words,
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_comes_stays_on_the_sheet(
            givers in prop::collection::vec(name(), 0..60),
            receivers in prop::collection::vec(name(), 0..60),
            cells in prop::collection::vec(prop::collection::vec(cell(), 0..60), 0..60),
            setting in sheet(),
        ) {
            let (rows, columns) = (givers.len(), receivers.len());
            let picture = drawn(&setting, givers, receivers, cells);
            let shown = picture.of_class("cell").len();
            prop_assert!(shown <= 41 * 41 && (shown > 0) == (rows > 0 && columns > 0));
            if rows > 41 && columns > 0 {
                let others = format!("{} others", rows - 40);
                prop_assert!(picture.says(&others));
            }
        }
    }

    #[test]
    fn a_cell_is_filled_by_its_share() {
        let money = |committed: Option<i64>, paid: Option<i64>| Cell::Money {
            committed: committed.map(Decimal::from),
            paid: paid.map(Decimal::from),
        };
        let cells = vec![vec![
            money(Some(100), Some(45)),
            money(Some(100), Some(150)),
            money(None, Some(5)),
            money(Some(0), Some(5)),
            money(Some(9), None),
            Cell::Pairing,
            Cell::None,
        ]];
        let receivers = (0..7).map(|at| format!("R{at}")).collect();
        let picture = drawn(
            &setting(700.0, false, Style::Page),
            vec!["G".to_owned()],
            receivers,
            cells,
        );
        let filled: Vec<(String, f64)> = picture
            .of_class("paid")
            .iter()
            .filter(|s| !s.title.is_empty())
            .map(|s| (s.title.clone(), s.area.width))
            .collect();
        assert_eq!(filled.len(), 2);
        assert!(
            (filled[0].1 / filled[1].1 - 0.45).abs() < 0.01,
            "{filled:?}"
        );
        assert!(picture.says("45%") && picture.says("150%"));
        let unknown: Vec<_> = picture
            .of_class("edge-gap")
            .iter()
            .map(|s| s.title.clone())
            .collect();
        assert_eq!(
            unknown,
            ["0,2", "0,3", "0,4"],
            "no share without both, nor of nought"
        );
        assert_eq!(
            picture
                .of_class("pairing")
                .iter()
                .filter(|s| s.title == "0,5")
                .count(),
            1
        );
    }

    #[test]
    fn those_drawn_together_are_added_up() {
        let givers: Vec<String> = (0..44).map(|at| format!("G{at}")).collect();
        let cells = (0..44)
            .map(|at| {
                vec![Cell::Money {
                    committed: Some(Decimal::TEN),
                    paid: Some(Decimal::from(if at < 40 { 0 } else { 5 })),
                }]
            })
            .collect();
        let picture = drawn(
            &setting(700.0, false, Style::Page),
            givers,
            vec!["R".to_owned()],
            cells,
        );
        assert!(picture.says("4 others") && picture.says("50%"));
    }
}

mod of_bars {
    use super::super::bars::{Bar, Bars, Part, Tone, bars};
    use super::*;

    const TONES: [Tone; 3] = [Tone::Both, Tone::Giver, Tone::Missing];

    fn drawn(setting: &Setting, all: Vec<Bar>) -> Picture {
        let part = |(at, tone)| Part {
            name: format!("part {at}"),
            tone,
        };
        seen(&bars(
            setting,
            &Bars {
                parts: TONES.into_iter().enumerate().map(part).collect(),
                bars: all,
                unit: "lines".to_owned(),
                figure: &|count| count.to_string(),
                others: &|count| format!("{count} others"),
                title: &|names, part, count| {
                    format!("{}, {part}: {count}", names.first().unwrap_or(&""))
                },
            },
        ))
    }

    fn bar(name: &str, counts: &[u64]) -> Bar {
        // Some in two lines.
        let second = if counts[1].is_multiple_of(2) {
            ""
        } else {
            name
        };
        Bar {
            name: [name, second].map(str::to_owned),
            counts: counts.to_vec(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_part_that_is_some_is_drawn_and_no_other(
            rows in prop::collection::vec((name(), prop::collection::vec(prop_oneof![Just(0u64), 1u64..5, 0u64..900_000], 3)), 0..24),
            setting in sheet(),
        ) {
            let some = rows.iter().flat_map(|(_, counts)| counts).filter(|c| **c > 0).count();
            let all = rows.iter().map(|(name, counts)| bar(name, counts)).collect();
            let picture = drawn(&setting, all);
            let parts = picture.seen.iter().filter(|s| s.tag == "rect" && !s.title.is_empty());
            prop_assert_eq!(parts.count(), some);
            apart(&picture);
        }
    }

    #[test]
    fn a_bar_is_as_long_as_its_count() {
        let all = vec![
            bar("Hill Trust", &[30, 10, 0]),
            bar("Dale Fund", &[0, 20, 4]),
        ];
        let picture = drawn(&setting(900.0, false, Style::Page), all);
        let long = |title: &str| {
            let found = picture.seen.iter().find(|s| s.title == title);
            found.expect("it is there").area
        };
        let unit = long("Hill Trust, part 1: 10").width / 10.0;
        for (title, count) in [
            ("Hill Trust, part 0: 30", 30.0),
            ("Dale Fund, part 1: 20", 20.0),
            ("Dale Fund, part 2: 4", 4.0),
        ] {
            assert!((long(title).width - unit * count).abs() < 0.2, "{title}");
        }
        let (first, second) = (
            long("Hill Trust, part 0: 30"),
            long("Hill Trust, part 1: 10"),
        );
        assert!(
            (first.right() - second.x).abs() < 0.2,
            "parts lie end to end"
        );
        assert!(picture.says("40") && picture.says("24"));
    }

    #[test]
    fn those_without_a_bar_are_one_together() {
        let all = (1..=30).map(|at| bar(&format!("Office {at}"), &[at, 0, 1]));
        let picture = drawn(&setting(900.0, true, Style::Alone), all.collect());
        assert!(picture.says("7 others") && picture.says("Office 23"));
        let sum: u64 = (24..=30).map(|at| at + 1).sum();
        assert!(picture.says(&sum.to_string()));
    }
}

mod of_sankey {
    use super::super::sankey::{Link, Node, Sankey, Side, Word, Words, sankey};
    use super::*;

    fn drawn(setting: &Setting, nodes: Vec<Node>, links: Vec<Link>) -> Picture {
        let word = |w: &str| w.to_owned();
        seen(&sankey(
            setting,
            &Sankey {
                nodes,
                links,
                figure: &|amount| format!("{} EUR", figure(amount)),
                others: &|count| format!("{count} others"),
                between: &|a, b, figure| format!("{a} → {b}: {figure}"),
                back_to: &|name, figure| format!("back to {name}, {figure}"),
                back_from: &|name, figure| format!("back from {name}, {figure}"),
                not_out: &|figure| format!("{figure} not explained"),
                not_in: &|figure| format!("{figure} from elsewhere"),
                words: Words {
                    both: word("both"),
                    giver: word("giver"),
                    receiver: word("receiver"),
                    mixed: word("mixed"),
                    back: word("back"),
                    unexplained: word("not explained"),
                    unpublished: word("silent"),
                },
            },
        ))
    }

    fn link(from: usize, to: usize, amount: i64, word: Word) -> Link {
        Link {
            from,
            to,
            amount: amount.into(),
            word,
            title: format!("{from}-{to}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_comes_stays_on_the_sheet(
            names in prop::collection::vec(name(), 1..40),
            links in prop::collection::vec((0usize..42, 0usize..42, -50i64..5_000), 0..150),
            setting in sheet(),
        ) {
            let nodes = names.into_iter().enumerate().map(|(at, name)| Node {
                name,
                side: if at % 3 == 0 { Side::Giver } else { Side::Unpublished },
                title: String::new(),
            });
            let links = links.into_iter().map(|(from, to, amount)| link(from, to, amount, Word::Giver)).collect();
            let picture = drawn(&setting, nodes.collect(), links);
            apart(&picture);
        }
    }

    #[test]
    fn a_band_is_as_wide_as_its_money() {
        let node = |side| Node {
            name: "Example Fund".to_owned(),
            side,
            title: String::new(),
        };
        let nodes = vec![
            node(Side::Giver),
            node(Side::Giver),
            node(Side::Both),
            node(Side::Receiver),
        ];
        let links = vec![
            link(0, 2, 300, Word::Both),
            link(1, 2, 100, Word::Giver),
            link(2, 3, 350, Word::Receiver),
            link(3, 0, -50, Word::Both),
        ];
        let picture = drawn(&setting(900.0, false, Style::Page), nodes, links);
        let thick = |title: &str| {
            let band = picture
                .seen
                .iter()
                .find(|s| s.title == title)
                .expect("it is there");
            let path = places(&band.path);
            path.last().expect("it is there").1 - path[0].1
        };
        let unit = thick("1-2");
        for (title, times) in [("0-2", 3.0), ("2-3", 3.5)] {
            assert!((thick(title) / unit - times).abs() < 0.02, "{title}");
        }
        assert!(picture.says("50 EUR not explained"));
        assert_eq!(
            picture.of_class("crossed").len(),
            2,
            "in the picture and in the key"
        );
        let stubs = picture
            .of_class("band-back")
            .into_iter()
            .filter(|s| s.title == "3-0")
            .count();
        assert_eq!(stubs, 2, "money that went back is drawn at both ends");
    }

    #[test]
    fn nothing_is_no_flow() {
        let picture = drawn(&setting(900.0, true, Style::Alone), Vec::new(), Vec::new());
        assert!(picture.of_class("band").is_empty() && picture.height > 0.0);
    }
}

mod of_book {
    use super::super::book::{Book, Line, Meeting, Row, book};
    use super::*;

    fn lines() -> impl Strategy<Value = Vec<Line>> {
        let line = (name(), amount()).prop_map(|(text, amount)| Line {
            day: "15 January 2024".to_owned(),
            text,
            amount: figure(amount),
        });
        prop::collection::vec(line, 0..4)
    }

    fn row() -> impl Strategy<Value = Row> {
        let meeting = prop_oneof![Just(Meeting::Agrees), Just(Meeting::Differs)];
        (lines(), lines(), meeting, name()).prop_map(|(giver, receiver, meeting, word)| Row {
            giver,
            receiver,
            meeting,
            word,
            title: "row".to_owned(),
        })
    }

    fn whole(rows: Vec<Row>) -> Book {
        Book {
            heads: (
                "Northland Agency, EUR".to_owned(),
                "وزارة المياه".to_owned(),
            ),
            rows,
            sums: ("1.00".to_owned(), "not stated".to_owned()),
            nothing: (
                String::new(),
                "The receiver publishes nothing for 2024.".to_owned(),
            ),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_line_has_its_stroke_or_its_reason(rows in prop::collection::vec(row(), 0..20), setting in sheet()) {
            let picture = seen(&book(&setting, &whole(rows.clone())));
            apart(&picture);
            let met = |row: &&Row| !row.giver.is_empty() && !row.receiver.is_empty();
            let strokes: usize = rows.iter().filter(met).map(|row| row.giver.len() + row.receiver.len()).sum();
            prop_assert_eq!(picture.of_class("tie").len() + picture.of_class("tie-differ").len(), strokes);
            let has_receiver = rows.iter().any(|row| !row.receiver.is_empty());
            let empty = rows.iter().filter(|r| r.giver.is_empty()).count()
                + if has_receiver { rows.iter().filter(|r| r.receiver.is_empty()).count() } else { 1 };
            prop_assert_eq!(picture.of_class("missing").len(), empty);
        }
    }

    #[test]
    fn a_small_one_in_full() {
        let line = |day: &str, amount: &str| {
            vec![Line {
                day: day.to_owned(),
                text: "Disbursement".to_owned(),
                amount: amount.to_owned(),
            }]
        };
        let rows = vec![
            Row {
                giver: line("2024-01-15", "500.00"),
                receiver: line("2024-01-20", "480.00"),
                meeting: Meeting::Differs,
                word: "20.00 less".to_owned(),
                title: "One payment".to_owned(),
            },
            Row {
                giver: line("2024-03-02", "120.00"),
                receiver: Vec::new(),
                meeting: Meeting::Agrees,
                word: "not in the receiver's book".to_owned(),
                title: "Another".to_owned(),
            },
        ];
        let told = Book {
            heads: (
                "Northland Agency, EUR".to_owned(),
                "Water Office, EUR".to_owned(),
            ),
            ..whole(rows)
        };
        insta::assert_snapshot!(book(&setting(700.0, false, Style::Page), &told), @r##"
        <svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" aria-labelledby="one-title one-desc" lang="en" xml:lang="en" direction="ltr" viewBox="0 0 700 144" width="700" height="144">
        <title id="one-title">What was paid, &amp; &lt;when&gt;</title>
        <desc id="one-desc">Paid by year.</desc>
        <defs><pattern id="one-gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="wash-gap" d="M0 0h8v8H0z"/><path class="stripe-gap" d="M1 0v8"/></pattern></defs>
        <text class="strong said-giver" x="8" y="16">Northland Agency, EUR</text>
        <text class="strong said-receiver" x="390" y="16">Water Office, EUR</text>
        <path class="axis" d="M8 25L310 25"/>
        <path class="axis" d="M390 25L692 25"/>
        <g><title>One payment</title>
        <text class="quiet" x="8" y="47">2024-01-15</text>
        <text x="98.5" y="47">Disbursement</text>
        <text x="310" y="47" text-anchor="end">500.00</text>
        <text class="quiet" x="390" y="47">2024-01-20</text>
        <text x="480.5" y="47">Disbursement</text>
        <text x="692" y="47" text-anchor="end">480.00</text>
        <path class="tie-differ" d="M314 42C332 42 332 42 350 42"/>
        <path class="tie-differ" d="M386 42C368 42 368 42 350 42"/>
        <circle class="met-late" cx="350" cy="42" r="4"/>
        <text class="small said-differ halo" x="350" y="67" text-anchor="middle">20.00 less</text>
        </g>
        <path class="grid" d="M8 76L310 76"/>
        <path class="grid" d="M390 76L692 76"/>
        <g><title>Another</title>
        <text class="quiet" x="8" y="96">2024-03-02</text>
        <text x="98.5" y="96">Disbursement</text>
        <text x="310" y="96" text-anchor="end">120.00</text>
        <rect class="missing" fill="url(#one-gap)" x="390" y="80" width="302" height="24"/>
        <text class="small unknown halo" x="396" y="96">not in the receiver's book</text>
        </g>
        <path class="grid" d="M8 108L310 108"/>
        <path class="grid" d="M390 108L692 108"/>
        <path class="perforation" d="M350 6L350 116"/>
        <path class="axis" d="M8 118L310 118"/>
        <text class="strong said-giver" x="310" y="136" text-anchor="end">1.00</text>
        <path class="axis" d="M390 118L692 118"/>
        <text class="strong said-receiver" x="692" y="136" text-anchor="end">not stated</text>
        </svg>
        "##);
    }

    #[test]
    fn the_receiver_is_across_the_perforation() {
        let line = |amount: &str| {
            vec![Line {
                day: "2024".to_owned(),
                text: String::new(),
                amount: amount.to_owned(),
            }]
        };
        let row = Row {
            giver: line("7"),
            receiver: line("5"),
            meeting: Meeting::Differs,
            word: "2 less".to_owned(),
            title: String::new(),
        };
        for is_right_to_left in [false, true] {
            let picture = seen(&book(
                &setting(700.0, is_right_to_left, Style::Page),
                &whole(vec![row.clone()]),
            ));
            let x = |said: &str| {
                picture
                    .texts()
                    .into_iter()
                    .find(|t| t.text == said)
                    .expect("it is there")
                    .area
                    .x
            };
            assert_eq!(x("7") < 350.0, !is_right_to_left);
            assert_eq!(x("5") < 350.0, is_right_to_left);
            assert!(picture.says("2 less"));
        }
    }
}

mod of_timeline {
    use super::super::timeline::{Promise, State, Timeline, Words, timeline};
    use super::*;

    fn promise() -> impl Strategy<Value = Promise> {
        let state = prop_oneof![
            Just(State::Kept),
            Just(State::KeptLate),
            Just(State::Open),
            Just(State::Missed),
            Just(State::Unknown),
            Just(State::Gone)
        ];
        let days = || prop::option::of(day());
        (name(), days(), days(), days(), state, name()).prop_map(
            |(name, said, due, ended, state, word)| Promise {
                name,
                said,
                due,
                ended,
                state,
                word,
                title: "promise".to_owned(),
            },
        )
    }

    fn drawn(setting: &Setting, promises: Vec<Promise>, today: Date) -> Picture {
        let word = |w: &str| w.to_owned();
        let words = Words {
            said: word("said"),
            due: word("due"),
            met: word("met"),
            late: word("late"),
            withdrawn: word("withdrawn"),
            unknown: word("cannot be measured"),
        };
        seen(&timeline(
            setting,
            &Timeline {
                promises,
                today,
                today_word: "today, 30 June 2025".to_owned(),
                day: &written,
                words,
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_day_that_is_known_is_drawn(promises in prop::collection::vec(promise(), 0..60), today in day(), setting in sheet()) {
            let picture = drawn(&setting, promises.clone(), today);
            apart(&picture);
            let count = |class: &str| picture.of_class(class).into_iter().filter(|s| s.title == "promise").count();
            prop_assert_eq!(count("begun"), promises.iter().filter(|p| p.said.is_some()).count());
            prop_assert_eq!(count("due"), promises.iter().filter(|p| p.due.is_some()).count());
            prop_assert_eq!(count("met") + count("met-late") + count("crossing"), promises.iter().filter(|p| p.ended.is_some()).count());
            prop_assert_eq!(picture.of_class("today").len(), 1);
        }
    }

    #[test]
    fn days_lie_as_far_apart_as_they_are() {
        let promise = Promise {
            name: "Wells".to_owned(),
            said: Some(date(2024, 1, 1)),
            due: Some(date(2024, 1, 31)),
            ended: Some(date(2024, 3, 1)),
            state: State::KeptLate,
            word: "30 days late".to_owned(),
            title: "promise".to_owned(),
        };
        for is_right_to_left in [false, true] {
            let picture = drawn(
                &setting(900.0, is_right_to_left, Style::Page),
                vec![promise.clone()],
                date(2024, 6, 30),
            );
            let x = |class: &str| {
                picture
                    .of_class(class)
                    .into_iter()
                    .find(|s| s.title == "promise")
                    .expect("it is there")
                    .area
                    .middle()
            };
            let (begun, due, met) = (x("begun"), x("due"), x("met-late"));
            assert!(
                ((due - begun) - (met - due)).abs() < 0.3,
                "30 days and 30 days: {begun} {due} {met}"
            );
            assert_eq!(begun < met, !is_right_to_left);
            assert!(picture.says("30 days late"));
        }
    }
}

mod of_progress {
    use super::super::progress::{Better, Point, Progress, Words, progress};
    use super::*;

    fn points() -> impl Strategy<Value = Vec<Point>> {
        let point = (day(), prop::option::of(amount())).prop_map(|(day, value)| Point {
            day,
            value,
            title: value.map_or_else(|| "missing".to_owned(), |v| v.to_string()),
        });
        prop::collection::vec(point, 0..20).prop_map(|mut points| {
            points.sort_by_key(|p| p.day);
            points
        })
    }

    fn drawn(
        setting: &Setting,
        baseline: Option<Point>,
        targets: Vec<Point>,
        actuals: Vec<Point>,
        better: Better,
    ) -> Picture {
        let word = |w: &str| w.to_owned();
        let words = Words {
            baseline: word("baseline"),
            target: word("target"),
            actual: word("stated"),
            better: word("higher is better"),
            missing: word("not stated"),
            broken: word("The axis does not begin at 0."),
        };
        seen(&progress(
            setting,
            &Progress {
                baseline,
                targets,
                actuals,
                better,
                unit: "households".to_owned(),
                words,
                figure: &figure,
                day: &written,
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn every_figure_is_a_point_and_no_other(targets in points(), actuals in points(), setting in sheet()) {
            let picture = drawn(&setting, None, targets.clone(), actuals.clone(), Better::Higher);
            apart(&picture);
            let count = |class: &str| picture.of_class(class).into_iter().filter(|s| !s.title.is_empty()).count();
            prop_assert_eq!(count("point-target"), targets.iter().filter(|p| p.value.is_some()).count());
            prop_assert_eq!(count("point-actual"), actuals.iter().filter(|p| p.value.is_some()).count());
            prop_assert_eq!(count("missing"), actuals.iter().filter(|p| p.value.is_none()).count());
        }
    }

    #[test]
    fn a_line_is_broken_where_a_figure_is_missing() {
        let point = |year, value: Option<i64>| Point {
            day: date(year, 12, 31),
            value: value.map(Decimal::from),
            title: "p".to_owned(),
        };
        let actuals = vec![
            point(2020, Some(1)),
            point(2021, Some(2)),
            point(2022, None),
            point(2023, Some(3)),
            point(2024, Some(4)),
        ];
        let picture = drawn(
            &setting(700.0, false, Style::Page),
            Some(point(2019, Some(0))),
            vec![point(2025, Some(9))],
            actuals,
            Better::Lower,
        );
        let lines: Vec<usize> = picture
            .of_class("path-actual")
            .iter()
            .map(|s| places(&s.path).len())
            .collect();
        assert_eq!(
            lines,
            [3, 2],
            "from the baseline on, and again after the gap"
        );
        let head = &picture.of_class("direction")[0].path;
        let (tail, tip) = (places(head)[0], places(head)[1]);
        assert!(tip.1 > tail.1, "lower is better: the arrow points down");
        assert!(!picture.says("The axis does not begin at 0."));
    }

    #[test]
    fn an_axis_that_does_not_begin_at_nought_says_so() {
        let point = |year, value: i64| Point {
            day: date(year, 12, 31),
            value: Some(value.into()),
            title: "p".to_owned(),
        };
        let picture = drawn(
            &setting(700.0, false, Style::Page),
            None,
            Vec::new(),
            vec![point(2020, 610), point(2021, 640)],
            Better::Higher,
        );
        assert!(picture.says("The axis does not begin at 0."));
    }
}

mod of_map {
    use super::super::map::{Map, Point, map};
    use super::*;

    fn drawn(setting: &Setting, points: Vec<Point>, countries: &[&str]) -> Picture {
        let countries = countries.iter().map(|c| (*c).to_owned()).collect();
        seen(&map(
            setting,
            &Map {
                points,
                countries,
                sentence: "61 % of activities have a place.".to_owned(),
                count: &|count| count.to_string(),
                title: &|count| count.to_string(),
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_point_is_in_one_circle(
            near in prop::collection::vec((-4.0f64..4.0, -4.0f64..4.0), 0..300),
            far in prop::collection::vec((-90.0f64..90.0, -180.0f64..180.0), 0..20),
            middle in (-50.0f64..50.0, -170.0f64..170.0),
            setting in sheet(),
        ) {
            let near = near.into_iter().map(|(a, b)| (middle.0 + a, middle.1 + b));
            let points: Vec<Point> = near.chain(far).filter_map(|(latitude, longitude)| Point::new(latitude, longitude)).collect();
            let count = points.len();
            let picture = drawn(&setting, points, &["KE"]);
            apart(&picture);
            let circles = picture.of_class("cluster");
            let sum: usize = circles.iter().map(|c| c.title.parse::<usize>().expect("a number")).sum();
            prop_assert_eq!(sum, count);
            let largest = circles.iter().map(|c| c.area.width).fold(0.0, f64::max);
            let most = circles.iter().map(|c| c.title.parse::<f64>().expect("a number")).fold(0.0, f64::max);
            for circle in &circles {
                let share = circle.title.parse::<f64>().expect("a number") / most;
                let wanted = (largest * share.sqrt()).max(7.0);
                prop_assert!((circle.area.width - wanted).abs() < 0.5, "areas are as the counts");
            }
        }
    }

    #[test]
    fn east_is_right_in_every_language() {
        let town = |longitude| Point::new(0.0, longitude).expect("it is there");
        for is_right_to_left in [false, true] {
            let mut points = vec![town(20.0); 5];
            points.push(town(40.0));
            let picture = drawn(&setting(700.0, is_right_to_left, Style::Page), points, &[]);
            let x = |count: &str| {
                picture
                    .of_class("cluster")
                    .into_iter()
                    .find(|c| c.title == count)
                    .expect("it is there")
                    .area
                    .x
            };
            assert!(x("5") < x("1"));
        }
    }

    #[test]
    fn a_country_that_is_none_changes_nothing() {
        let setting = setting(700.0, false, Style::Page);
        let picture = drawn(&setting, Vec::new(), &["ZZ", "-"]);
        assert!(picture.of_class("marked").is_empty());
        assert!(picture.says("61 % of activities have a place."));
        assert_eq!(
            drawn(&setting, Vec::new(), &["NP"])
                .of_class("marked")
                .len(),
            1
        );
    }
}

#[test]
fn a_file_of_its_own_says_what_and_whose_it_is() {
    let (svg, picture) = of_series::drawn(&setting(700.0, false, Style::Alone), 0, Vec::new());
    assert!(
        picture.says("What was paid, & <when>") && picture.says("Counterfoil, as of 30 June 2025")
    );
    assert!(svg.contains("<style>") && !svg.contains("var(--"));
    let (svg, picture) = of_series::drawn(&setting(700.0, false, Style::Page), 0, Vec::new());
    assert!(!picture.says("What was paid, & <when>") && !svg.contains("<style>"));
}

#[test]
fn a_width_that_is_none_is_taken_within_reason() {
    for (asked, taken) in [
        (f64::NAN, NARROW),
        (f64::INFINITY, NARROW),
        (-3.0, 240.0),
        (1e9, 4000.0),
    ] {
        let (_, picture) = of_series::drawn(&setting(asked, false, Style::Page), 0, Vec::new());
        assert!((picture.width - taken).abs() < 0.1, "{asked}");
    }
}

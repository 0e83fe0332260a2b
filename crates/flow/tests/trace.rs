//! Money followed up and down small invented chains, with figures worked out by
//! hand.

mod trace_world;

use flow::trace::{
    Convention::{FirstInFirstOut, ProRata},
    Direction::{Down, Up},
    FaultKind, Graph, NodeKind, Series, TextLayout, Trace, Whose, text,
};
use iati::said::English;
use trace_world::{World, ends, flows};

/// Four deep; everything is told by both sides but the last.
const CHAIN: &str = "
XA-1-A | XA-1 | River Agency | Water for the hills
  3 2020-01-10 1000 USD [XB-2||XB-2-B] #1
XB-2-B | XB-2 | Hill Trust | Wells
  1 2020-01-12 1000 USD [XA-1||XA-1-A] #1
  3 2020-03-01 800 USD [XC-3||XC-3-C] #2
  4 2020-04-01 50 USD
XC-3-C | XC-3 | Valley Group | Pumps
  1 2020-03-03 790 USD [XB-2||XB-2-B] #2
  3 2020-05-01 500 USD [XD-4||XD-4-D]
XD-4-D | XD-4 | Village Club | Taps
  4 2020-06-01 480 USD [|Pipe Works|]
";

fn show(trace: &Trace) -> String {
    text(trace, &TextLayout::default(), &English)
}

fn amount(of: Option<rust_decimal::Decimal>) -> String {
    of.map_or_else(|| "none".to_owned(), |a| a.to_string())
}

/// What is followed is what ends.
fn adds_up(trace: &Trace) {
    let ends = trace.ends.iter().map(|e| e.followed);
    assert_eq!(
        ends.sum::<rust_decimal::Decimal>(),
        trace.followed,
        "{}",
        show(trace)
    );
}

#[test]
fn a_chain_down() {
    let trace = World::read(CHAIN).trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(
        flows(&trace),
        [
            "XA-1-A -> XB-2-B 1000.00",
            "XB-2-B -> XC-3-C 800.00",
            "XC-3-C -> XD-4-D 500.00"
        ]
    );
    assert_eq!(
        ends(&trace),
        [
            "XB-2-B: Spent 50.00",
            "XB-2-B: Remainder 150.00",
            "XC-3-C: Remainder 300.00",
            "XD-4-D: Spent 480.00",
            "XD-4-D: Remainder 20.00"
        ]
    );
    let flow = &trace.flows[1];
    assert_eq!(amount(flow.giver.amount), "800.00");
    assert_eq!(amount(flow.receiver.amount), "790.00");
    assert_eq!(amount(flow.gap), "10.00");
    assert_eq!(flow.share.percent().to_string(), "80.00");
}

#[test]
fn a_chain_up() {
    let trace = World::read(CHAIN).trace("XD-4-D", Up, ProRata, None);
    adds_up(&trace);
    // 500 came in, 480 are spent. All 500 are from C, which had 790 or, by the
    // giver's word, 800; those are all from B, and B's all from A.
    assert_eq!(
        flows(&trace),
        [
            "XC-3-C -> XD-4-D 500.00",
            "XB-2-B -> XC-3-C 500.00",
            "XA-1-A -> XB-2-B 500.00"
        ]
    );
    assert_eq!(ends(&trace), ["XA-1-A: Remainder 500.00"]);
}

#[test]
fn the_receivers_word() {
    let world = World::read(CHAIN);
    let graph = Graph::new(
        &world.accounts,
        world.joined(),
        Series::Payments,
        Whose::Receiver,
    );
    let from = graph.find("XA-1-A").expect("an activity");
    let trace = flow::trace::trace(&graph, from, Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(flows(&trace)[1], "XB-2-B -> XC-3-C 790.00");
    assert_eq!(ends(&trace)[1], "XB-2-B: Remainder 160.00");
}

#[test]
fn commitments_are_another_graph() {
    let world = World::read(
        "
XA-1-A | XA-1 | River Agency
  2 2020-01-10 700 USD [XB-2||XB-2-B] #1
  3 2020-01-10 100 USD [XB-2||XB-2-B] #2
XB-2-B | XB-2 | Hill Trust
  11 2020-01-10 700 USD [XA-1||XA-1-A] #1
  1 2020-01-10 100 USD [XA-1||XA-1-A] #2
",
    );
    for (series, followed) in [
        (Series::Commitments, "700.00"),
        (Series::Payments, "100.00"),
    ] {
        let graph = Graph::new(&world.accounts, world.joined(), series, Whose::Giver);
        let from = graph.find("XA-1-A").expect("an activity");
        let trace = flow::trace::trace(&graph, from, Down, ProRata, None);
        assert_eq!(trace.followed.to_string(), followed);
        assert_eq!(flows(&trace), [format!("XA-1-A -> XB-2-B {followed}")]);
    }
}

/// Two givers, two receivers, one in the middle.
const MIXED: &str = "
XA-1-A | XA-1 | River Agency
  3 2020-01-01 300 USD [XM-5||XM-5-M]
XB-2-B | XB-2 | Lake Agency
  3 2020-02-01 100 USD [XM-5||XM-5-M]
XM-5-M | XM-5 | Hill Trust
  3 2019-12-01 40 USD [XE-8||XE-8-E]
  3 2020-03-01 200 USD [XC-3||XC-3-C]
  3 2020-04-01 110 USD [XD-4||XD-4-D]
XC-3-C | XC-3 | Valley Group
XD-4-D | XD-4 | Village Club
XE-8-E | XE-8 | Meadow Club
";

#[test]
fn pro_rata_mixes_all_that_came_in() {
    // 400 came in, 350 went out: 40, 200, 110 and 50 that are left. Of A's 300
    // that is three quarters of each.
    let trace = World::read(MIXED).trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(
        flows(&trace)[1..],
        [
            "XM-5-M -> XC-3-C 150.00",
            "XM-5-M -> XD-4-D 82.50",
            "XM-5-M -> XE-8-E 30.00"
        ]
    );
    assert!(ends(&trace).contains(&"XM-5-M: Remainder 37.50".to_owned()));
    let up = World::read(MIXED).trace("XD-4-D", Up, ProRata, None);
    adds_up(&up);
    assert_eq!(
        flows(&up)[1..],
        ["XA-1-A -> XM-5-M 82.50", "XB-2-B -> XM-5-M 27.50"]
    );
}

#[test]
fn the_oldest_goes_out_first() {
    // The 40 of December were paid before anything came in. A's 300 of January
    // pay C's 200 and 100 of D's 110; B's 100 pay the last 10 of D and 90 are
    // left.
    let trace = World::read(MIXED).trace("XA-1-A", Down, FirstInFirstOut, None);
    adds_up(&trace);
    assert_eq!(
        flows(&trace)[1..],
        ["XM-5-M -> XC-3-C 200.00", "XM-5-M -> XD-4-D 100.00"]
    );
    assert!(!ends(&trace).iter().any(|e| e.starts_with("XM-5-M")));
    let of_b = World::read(MIXED).trace("XB-2-B", Down, FirstInFirstOut, None);
    assert_eq!(flows(&of_b)[1..], ["XM-5-M -> XD-4-D 10.00"]);
    assert!(ends(&of_b).contains(&"XM-5-M: Remainder 90.00".to_owned()));
    let up = World::read(MIXED).trace("XE-8-E", Up, FirstInFirstOut, None);
    adds_up(&up);
    assert_eq!(flows(&up), ["XM-5-M -> XE-8-E 40.00"]);
    assert_eq!(ends(&up), ["XM-5-M: Remainder 40.00"]);
    let start = World::read(MIXED).trace("XM-5-M", Down, FirstInFirstOut, None);
    adds_up(&start);
    assert_eq!(start.followed.to_string(), "440.00");
}

#[test]
fn paths_that_meet_are_followed_once() {
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 60 USD [XB-2||XB-2-B]
  3 2020-01-01 40 USD [XC-3||XC-3-C]
XB-2-B | XB-2
  3 2020-02-01 60 USD [XD-4||XD-4-D]
XC-3-C | XC-3
  3 2020-02-01 40 USD [XD-4||XD-4-D]
XD-4-D | XD-4
  3 2020-03-01 75 USD [XE-5||XE-5-E]
XE-5-E | XE-5
",
    );
    for convention in [ProRata, FirstInFirstOut] {
        let trace = world.trace("XA-1-A", Down, convention, None);
        adds_up(&trace);
        assert_eq!(
            flows(&trace),
            [
                "XA-1-A -> XB-2-B 60.00",
                "XA-1-A -> XC-3-C 40.00",
                "XB-2-B -> XD-4-D 60.00",
                "XD-4-D -> XE-5-E 75.00",
                "XC-3-C -> XD-4-D 40.00"
            ]
        );
        assert_eq!(
            ends(&trace),
            ["XD-4-D: Remainder 25.00", "XE-5-E: Remainder 75.00"]
        );
        let told = show(&trace);
        assert!(told.contains("reached by 2 ways, 100.00 in all"), "{told}");
        assert_eq!(told.matches("XD-4-D, see [3] above").count(), 1, "{told}");
    }
}

#[test]
fn a_circle_comes_to_an_end() {
    // B has 100 from A and 30 back from C; of 130 it gives 60 to C and 70 stay.
    // Of A's 100 that is 46.15 and 53.85; C passes half of what it has back.
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 100 USD [XB-2||XB-2-B]
XB-2-B | XB-2
  3 2020-02-01 60 USD [XC-3||XC-3-C]
XC-3-C | XC-3
  3 2020-03-01 30 USD [XB-2||XB-2-B]
  4 2020-04-01 30 USD
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(
        flows(&trace),
        [
            "XA-1-A -> XB-2-B 100.00",
            "XB-2-B -> XC-3-C 46.15",
            "XC-3-C -> XB-2-B 23.08 back"
        ]
    );
    assert_eq!(
        ends(&trace),
        ["XB-2-B: Remainder 53.85", "XC-3-C: Spent 23.07"]
    );
    assert_eq!(trace.circles, [[1, 2]]);
    let told = show(&trace);
    assert!(
        told.contains("returns to [2] XB-2-B, and is not followed again"),
        "{told}"
    );
    assert!(told.contains("Paid in a circle: XB-2-B, XC-3-C."), "{told}");
    // First in, first out: the 60 are of A's, 30 of them come back.
    let trace = world.trace("XA-1-A", Down, FirstInFirstOut, None);
    adds_up(&trace);
    assert_eq!(flows(&trace)[2], "XC-3-C -> XB-2-B 30.00 back");
    // From inside the circle, both ways.
    for direction in [Up, Down] {
        adds_up(&world.trace("XC-3-C", direction, ProRata, None));
    }
}

#[test]
fn a_phantom_passes_money_on() {
    let world = World::read(
        "
XA-1-A | XA-1 | River Agency
  3 2020-01-01 100 USD [XP-7|Fog Office|XP-7-P]
XB-2-B | XB-2 | Hill Trust
  1 2020-02-01 80 USD [XP-7|Fog Office|xp-7-p]
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(trace.steps[1].place.kind, NodeKind::Phantom);
    assert_eq!(
        flows(&trace),
        ["XA-1-A -> XP-7-P 100.00", "XP-7-P -> XB-2-B 80.00"]
    );
    assert_eq!(
        ends(&trace),
        ["XP-7-P: Remainder 20.00", "XB-2-B: Remainder 80.00"]
    );
    let told = show(&trace);
    assert!(
        told.contains("XP-7-P (phantom: named as one of Fog Office, published nowhere)"),
        "{told}"
    );
    assert!(told.contains("only the receiver tells 80.00"), "{told}");
}

#[test]
fn links_that_are_wrong_are_listed() {
    let world = World::read(
        "
XA-1-A | XA-1 | River Agency
  3 2020-01-01 1 USD [XB-2||XB-2-20070]
  3 2020-01-02 2 USD [XB-2||XB-2-20707]
  3 2020-01-03 4 USD [XB-2||XB 2 20077]
  3 2020-01-04 8 USD [XC-3||XB-2-20077]
  3 2020-01-05 16 USD [XA-1||XA-1-A]
  3 2020-01-06 32 USD [XB-2||OLD-77]
  3 2020-01-07 64 USD [XB-2||XD-4-D] #1
  3 2020-01-08 128 USD [XB-2] #2
  3 2020-01-09 256 USD [XB-2||XE-5-E]
XB-2-20077 | XB-2 | Hill Trust | Wells | OLD-77
  1 2020-01-07 64 USD [XA-1||XA-1-A] #1
  1 2020-01-08 128 USD [XA-1||XA-1-A] #2
XD-4-D | XD-4 | Village Club
XE-5-E | XE-5 | Lake Office
XE-5-E | XE-6 | Lake Office East
XF-6-F | XF-6
XF-6-F | XF-6
  1 2020-01-08 512 USD [XA-1||XA-1-A]
",
    );
    let graph = world.graph();
    let told: Vec<String> = graph
        .faults()
        .iter()
        .map(|f| {
            let other = f.other.as_ref().map_or("", |o| o.label());
            let amount = f.amount.map(|a| a.to_string()).unwrap_or_default();
            let written = f.written.as_deref().unwrap_or("");
            let near = f.nearest.as_ref();
            let near = near.map_or(String::new(), |n| {
                format!(" {} {:?}", n.identifier, n.differs)
            });
            format!(
                "{:?} {} {other} {written} {amount}{near}",
                f.kind,
                f.at.label()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "Unpublished XA-1-A XB-2-20070 XB-2-20070 1.00 XB-2-20077 Sign",
            "Unpublished XA-1-A XB-2-20707 XB-2-20707 2.00 XB-2-20077 Swapped",
            "WrittenOtherwise XA-1-A XB-2-20077 XB 2 20077 4.00",
            "Former XA-1-A XB-2-20077 OLD-77 32.00",
            "Ambiguous XA-1-A XE-5-E XE-5-E 256.00",
            "OfAnother XA-1-A XB-2-20077 XB-2-20077 8.00",
            "OfAnother XA-1-A XB-2-20077 XD-4-D 64.00",
            "OfAnother XA-1-A XE-5-E XE-5-E 256.00",
            "SelfLink XA-1-A XA-1 XA-1-A 16.00",
            "NamesAnother XA-1-A XB-2-20077 XD-4-D 64.00",
            "NotToldByGiver XA-1-A XF-6-F  512.00",
            "NotToldByReceiver XE-5-E XA-1-A  256.00",
            "PublishedTwice XF-6-F  XF-6-F ",
        ]
    );
    let near = graph
        .find("XB-2-2077")
        .expect_err("published nowhere")
        .nearest;
    assert_eq!(near.map(|n| n.identifier).as_deref(), Some("XB-2-20077"));
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    let told = show(&trace);
    assert!(
        told.contains("nearest is “XB-2-20077”, one sign differs"),
        "{told}"
    );
}

#[test]
fn a_link_that_one_side_makes() {
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-08 128 USD [XB-2] #2
  3 2020-02-08 64 USD [XC-3||XC-3-C] #3
XB-2-B | XB-2
  1 2020-01-08 128 USD [XA-1||XA-1-A] #2
XC-3-C | XC-3
  1 2020-02-08 64 USD [XA-1] #3
",
    );
    let graph = world.graph();
    let kinds: Vec<FaultKind> = graph.faults().iter().map(|f| f.kind).collect();
    assert_eq!(
        kinds,
        [FaultKind::NotNamedByGiver, FaultKind::NotNamedByReceiver]
    );
}

#[test]
fn money_that_is_taken_back() {
    // Of 100 paid 30 are taken back on the same way; D gave back more than it
    // was ever paid, which is money of D.
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 100 USD [XB-2||XB-2-B]
  3 2020-02-01 -30 USD [XB-2||XB-2-B]
  3 2020-02-01 10 USD [XD-4||XD-4-D]
  3 2020-03-01 -15 USD [XD-4||XD-4-D]
XB-2-B | XB-2
XD-4-D | XD-4
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(flows(&trace), ["XA-1-A -> XB-2-B 70.00"]);
    let balance = trace.steps[0].balance.as_ref().expect("a balance");
    assert_eq!(amount(balance.came_in), "5.00");
    let up = world.trace("XA-1-A", Up, ProRata, None);
    adds_up(&up);
    assert_eq!(flows(&up), ["XD-4-D -> XA-1-A 5.00"]);
    assert!(up.flows[0].is_taken_back);
    assert_eq!(
        ends(&up),
        ["XA-1-A: Remainder 65.00", "XD-4-D: Remainder 5.00"]
    );
}

#[test]
fn what_has_no_rate_is_listed_and_is_not_zero() {
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 100 USD [XB-2||XB-2-B]
  3 2020-02-01 5000 XXA [XB-2||XB-2-B]
  3 2020-02-01 7000 XXA [XC-3||XC-3-C]
  3 2020-02-01 none USD [XC-3||XC-3-C]
  3 2020-02-01 40 XXB [XD-4||XD-4-D] = 20.005
  5 2020-02-01 9 USD
XB-2-B | XB-2
XC-3-C | XC-3
XD-4-D | XD-4
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(trace.followed.to_string(), "120.00");
    assert_eq!(
        flows(&trace),
        ["XA-1-A -> XB-2-B 100.00", "XA-1-A -> XD-4-D 20.00"]
    );
    assert_eq!(world.accounts.rounded(), 1);
    let told = show(&trace);
    for line in [
        "without a rate or value, to XB-2-B: 5,000 XXA (1 line)",
        "without a rate or value, to XC-3-C: no value (1 line), 7,000 XXA (1 line)",
        "1 line of other types (interest, equity and so on) not followed",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let only_unknown = world.trace("XC-3-C", Up, ProRata, None);
    assert_eq!(only_unknown.followed.to_string(), "0.00");
    assert!(show(&only_unknown).contains("No money with a known amount"));
}

#[test]
fn nothing_is_counted_by_both_words() {
    // Unmatched, in one year, between the same two: it may be the same money.
    let world = World::read(
        "
XA-1-A | XA-1 | River Agency
  3 2020-01-01 100 USD [XB-2||XB-2-B]
  3 2021-01-01 50 USD [XB-2]
XB-2-B | XB-2 | Hill Trust
  1 2020-03-01 93 USD [XA-1||XA-1-A]
  1 2021-03-01 44 USD [|river agency|]
  1 2021-04-01 1 USD [XA-1||XA-1-A]
  1 2022-01-01 20 USD [XA-1||XA-1-A]
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    // 2020: A's word. 2021: A names only the organisation, and the trail ends
    // there. 2022: only B tells it.
    assert_eq!(
        flows(&trace),
        ["XA-1-A -> XB-2-B 120.00", "XA-1-A -> XB-2 50.00"]
    );
    let doubtful = &trace.flows[0].doubtful;
    assert_eq!(
        (doubtful.lines, doubtful.amount.map(|a| a.to_string())),
        (2, Some("94.00".to_owned()))
    );
    assert!(ends(&trace).contains(&"XB-2: NoActivity 50.00".to_owned()));
}

#[test]
fn told_twice_by_one_side_is_followed_once() {
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 100 USD [XB-2||XB-2-B] #1!
  3 2020-01-02 100 USD [XB-2||XB-2-B] #1!
XB-2-B | XB-2
  1 2020-01-03 100 USD [XA-1||XA-1-A] #1!
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    assert_eq!(flows(&trace), ["XA-1-A -> XB-2-B 100.00"]);
    assert_eq!(
        trace.flows[0]
            .giver
            .amount
            .map(|a| a.to_string())
            .as_deref(),
        Some("200.00")
    );
}

#[test]
fn a_line_for_several_activities_is_divided() {
    // B tells as one what two activities of A paid.
    let world = World::read(
        "
XA-1-A | XA-1
  3 2020-01-01 60 USD [XB-2] #1
XA-1-C | XA-1
  3 2020-01-02 30 USD [XB-2] #1
XB-2-B | XB-2
  1 2020-01-03 90.10 USD [XA-1] #1
",
    );
    let up = world.trace("XB-2-B", Up, ProRata, None);
    adds_up(&up);
    assert_eq!(
        flows(&up),
        ["XA-1-A -> XB-2-B 60.00", "XA-1-C -> XB-2-B 30.00"]
    );
    let told = |at: usize| up.flows[at].receiver.amount.map(|a| a.to_string());
    assert_eq!(
        (told(0), told(1)),
        (Some("60.07".to_owned()), Some("30.03".to_owned()))
    );
    assert!(up.flows[0].has_parts);
}

#[test]
fn so_far_and_no_further() {
    let trace = World::read(CHAIN).trace("XA-1-A", Down, ProRata, Some(2));
    adds_up(&trace);
    assert_eq!(flows(&trace).len(), 2);
    assert!(ends(&trace).contains(&"XC-3-C: Limit 800.00".to_owned()));
    let none = World::read(CHAIN).trace("XB-2-B", Down, ProRata, Some(0));
    adds_up(&none);
    assert_eq!(none.followed.to_string(), "1000.00");
}

#[test]
fn organisations_are_where_the_trail_ends() {
    let world = World::read(
        "
XA-1-A | XA-1 | River Agency
  3 2020-01-01 100 USD [XB-2|Hill Trust|]
  3 2020-01-01 50 USD [|Pipe Works|]
  3 2020-01-01 25 USD
XB-2-B | XB-2 | Hill Trust
  1 2020-01-01 7 USD [|Rain Fund|]
  1 2020-01-01 3 USD
",
    );
    let trace = world.trace("XA-1-A", Down, ProRata, None);
    adds_up(&trace);
    assert_eq!(
        ends(&trace),
        [
            "XA-1-A: Unnamed 25.00",
            "XB-2: NoActivity 100.00",
            "Pipe Works: NotPublishing 50.00"
        ]
    );
    let balance = trace.steps[0].balance.as_ref().expect("a balance");
    assert_eq!(
        (amount(balance.passed_on), amount(balance.spent)),
        ("100.00".to_owned(), "75.00".to_owned())
    );
    let up = world.trace("XB-2-B", Up, ProRata, None);
    assert_eq!(
        ends(&up),
        ["XB-2-B: Unnamed 3.00", "Rain Fund: NotPublishing 7.00"]
    );
}

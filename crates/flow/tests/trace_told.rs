//! How a trace is told: as a tree, as JSON, for Graphviz, as a picture.

#[allow(dead_code)]
mod trace_world;

use flow::trace::{
    Convention::{FirstInFirstOut, ProRata},
    Direction::{Down, Up},
    SvgLayout, TextLayout, Trace, dot, json, svg, text,
};
use iati::said::English;
use trace_world::World;

/// A bit of everything.
const WORLD: &str = "
XA-1-A | XA-1 | River Agency | Water for the hills
  3 2020-01-10 1_000_000 USD [XB-2|Hill Trust|XB-2-B] #1
  3 2020-02-10 250_000 USD [XP-7|Fog Office|XP-7-P]
  3 2020-02-11 40_000 USD [|Pipe Works|]
  4 2020-03-01 10_000 USD
XB-2-B | XB-2 | Hill Trust | Wells and pumps in the valleys of the upper river, second phase
  1 2020-01-12 990_000 USD [XA-1|River Agency|XA-1-A] #1
  3 2020-03-01 600_000 USD [XC-3|Valley Group|XC-3-C] #2
  3 2020-04-01 120_000 XXA [XC-3|Valley Group|XC-3-C]
  3 2020-04-02 150_000 USD [XD-4|Village Club|XD-4-D]
XC-3-C | XC-3 | Valley Group | Pumps
  1 2020-03-03 600_000 USD [XB-2|Hill Trust|XB-2-B] #2
  3 2020-05-01 100_000 USD [XB-2|Hill Trust|XB-2-B]
  3 2020-05-02 300_000 USD [XD-4|Village Club|XD-4-D]
XD-4-D | XD-4 | Village Club | Taps
  1 2021-02-01 50_000 USD [XP-7|Fog Office|XP-7-P]
  4 2021-03-01 450_000 USD
";

fn down() -> Trace {
    World::read(WORLD).trace("XA-1-A", Down, ProRata, None)
}

fn tree(trace: &Trace) -> String {
    text(trace, &TextLayout::default(), &English)
}

#[test]
fn a_tree_down() {
    assert_eq!(tree(&down()), include_str!("trace_down.txt"));
}

#[test]
fn a_tree_up() {
    let up = World::read(WORLD).trace("XD-4-D", Up, FirstInFirstOut, None);
    assert_eq!(tree(&up), include_str!("trace_up.txt"));
}

#[test]
fn a_narrow_tree_with_few_ways() {
    let layout = TextLayout {
        width: 72,
        ways: 1,
        links: 2,
    };
    let told = text(&down(), &layout, &English);
    assert!(told.lines().all(|l| l.chars().count() <= 72), "{told}");
    assert!(told.contains("├─ and 2 more"), "{told}");
    assert!(told.contains("  290,000.00   22.31 %"), "{told}");
    assert!(told.contains("– and 3 more"), "{told}");
}

#[test]
fn json_keeps_every_digit() {
    let told = json(&down()).expect("JSON");
    let read: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(read["followed"], "1300000.00");
    assert_eq!(read["direction"], "down");
    assert_eq!(
        read["steps"][0]["balance"]["came_in"],
        serde_json::Value::Null
    );
    assert_eq!(read["steps"][1]["place"]["identifier"], "XB-2-B");
    let flow = &read["flows"][0];
    assert_eq!((&flow["from"], &flow["to"]), (&0.into(), &1.into()));
    assert_eq!(flow["giver"]["amount"], "1000000.00");
    assert_eq!(flow["receiver"]["amount"], "990000.00");
    assert_eq!(flow["gap"], "10000.00");
    assert_eq!(flow["share"]["of"], "1300000.00");
    assert_eq!(read["circles"], serde_json::json!([[1, 2]]));
    assert_eq!(read["faults"][0]["kind"], "unpublished");
}

#[test]
fn dot_draws_each_step_once() {
    let told = dot(&down(), 30, &English);
    assert_eq!(
        told.matches("[label=\"Taps\\n459,090.91\"").count(),
        1,
        "{told}"
    );
    for line in [
        "style=dashed];",
        "style=dotted];",
        "style=\"dashed,bold\", constraint=false];",
        "digraph trace {",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

/// All that is in `attribute="…"` of elements of a class.
fn figures(svg: &str, class: &str) -> Vec<String> {
    let open = format!("<g class=\"node {class}\">");
    let each = svg.split(&open).skip(1);
    let figure = each.filter_map(|g| g.split("class=\"figure\"").nth(1)?.split(['>', '<']).nth(1));
    figure.map(str::to_owned).collect()
}

#[test]
fn a_picture_says_all_in_words_too() {
    let told = svg(&down(), &SvgLayout::default(), &English);
    assert!(
        told.contains("<title>1,300,000.00 USD followed down from XA-1-A: where it went.</title>")
    );
    for class in [
        "both",
        "only-giver",
        "only-receiver",
        "remainder",
        "returned",
    ] {
        assert!(told.contains(&format!("class=\"band {class}\"")), "{class}");
    }
    assert_eq!(figures(&told, "phantom"), ["250,000.00"]);
    assert_eq!(figures(&told, "returned"), ["90,909.09"]);
    assert!(told.contains("the giver says 1,000,000.00, the receiver 990,000.00"));
    assert!(!told.contains(" style=") && !told.contains("<script"));
    let bare = SvgLayout {
        has_style: false,
        ..SvgLayout::default()
    };
    assert!(!svg(&down(), &bare, &English).contains("<style"));
}

#[test]
fn a_picture_is_mirrored_for_those_who_read_from_the_right() {
    let mirrored = SvgLayout {
        is_rtl: true,
        ..SvgLayout::default()
    };
    let (left, right) = (
        svg(&down(), &SvgLayout::default(), &English),
        svg(&down(), &mirrored, &English),
    );
    let bars = |picture: &str| -> Vec<f64> {
        let each = picture.split("<rect x=\"").skip(1);
        each.filter_map(|rest| rest.split('"').next()?.parse().ok())
            .collect()
    };
    let width = left.split("viewBox=\"0 0 ").nth(1);
    let width: f64 = width
        .and_then(|rest| rest.split(' ').next()?.parse().ok())
        .expect("a width");
    let (from_left, from_right) = (bars(&left), bars(&right));
    assert!(!from_left.is_empty() && from_left.len() == from_right.len());
    // Both margins stand around the bars, and a bar has a width of its own.
    for (a, b) in from_left.iter().zip(&from_right) {
        assert!((a + b - (width - 2.0 * 16.0 - 9.0)).abs() < 0.2, "{a} {b}");
    }
    let texts = right.matches("<text").count();
    assert_eq!(right.matches(" text-anchor=\"end\"").count(), texts);
    assert!(right.contains(" direction=\"ltr\"") && !left.contains("text-anchor"));
}

#[test]
fn what_is_not_drawn_is_gathered_with_its_money() {
    let few = SvgLayout {
        steps: 3,
        ..SvgLayout::default()
    };
    let told = svg(&down(), &few, &English);
    // The phantom and Pipe Works; what would be gathered alone is drawn.
    assert_eq!(figures(&told, "more"), ["290,000.00"]);
    assert!(told.contains(">and 2 more</text>"), "{told}");
    assert!(told.contains(">Taps</text>"), "{told}");
}

#[test]
fn what_is_published_cannot_break_out() {
    let world = World::read(
        "
XA-1-\"A\\ | XA-1 | R&D <b>Agency</b> | </title><script>alert(1)</script>\u{7}\u{1b}[31m & more
  3 2020-01-10 10 USD [XB-2||\"];x[\\]
",
    );
    let trace = world.trace("XA-1-\"A\\", Down, ProRata, None);
    let picture = svg(&trace, &SvgLayout::default(), &English);
    assert!(
        picture.contains("&lt;/title&gt;&lt;script&gt;alert(1)"),
        "{picture}"
    );
    assert!(!picture.contains("<script"), "{picture}");
    let graph = dot(&trace, 30, &English);
    assert!(graph.contains(r#"XA-1-\"A\\"#), "{graph}");
    for text in [&picture, &graph, &tree(&trace)] {
        assert!(!text.contains(['\u{7}', '\u{1b}']), "{text}");
    }
}

/// Whatever is gathered, what comes to a drawn node is what leaves it.
#[test]
fn a_picture_adds_up() {
    for steps in 1..8 {
        let told = dot(&down(), steps, &English);
        let amount = |line: &str| -> i64 {
            let label = line.split("label=\"").nth(1).unwrap_or("");
            let label = label.split('"').next().unwrap_or("");
            let figure = label.rsplit("\\n").next().unwrap_or("");
            let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
            digits.parse().unwrap_or(0)
        };
        let is_back = |line: &&str| line.contains("constraint=false");
        let edges: Vec<&str> = told.lines().filter(|l| l.contains(" -> ")).collect();
        for node in told
            .lines()
            .filter(|l| l.starts_with("  n") && !l.contains(" -> "))
        {
            let Some((name, _)) = node.trim().split_once(' ') else {
                continue;
            };
            if name == "node" {
                continue;
            }
            let leaves = |e: &&&str| e.trim().starts_with(&format!("{name} -> "));
            let out: i64 = edges
                .iter()
                .filter(leaves)
                .map(|e| match is_back(e) {
                    true => amount(&e.replace(" 90,909.09", "\\n90,909.09")),
                    false => amount(e),
                })
                .sum();
            let comes = |e: &&&str| e.contains(&format!(" -> {name} [")) && !is_back(e);
            let came: i64 = edges.iter().filter(comes).map(|e| amount(e)).sum();
            assert!(
                name == "n0" || came == amount(node),
                "{steps}: {node}\n{told}"
            );
            assert!(out == 0 || out == amount(node), "{steps}: {node}\n{told}");
        }
    }
}

/// A chain of many thousand steps needs no deep stack and no wide line.
#[test]
fn a_very_long_chain() {
    let mut world = String::new();
    for at in 0..20_000 {
        let next = at + 1;
        world.push_str(&format!(
            "XA-{at} | XA\n  3 2020-01-01 5 USD [||XA-{next}]\n"
        ));
    }
    let world = World::read(&world);
    for convention in [ProRata, FirstInFirstOut] {
        let trace = world.trace("XA-0", Down, convention, None);
        assert_eq!(trace.steps.len(), 20_001);
        let told = tree(&trace);
        assert!(told.lines().all(|l| l.chars().count() <= 100));
        let picture = svg(&trace, &SvgLayout::default(), &English);
        assert_eq!(figures(&picture, "more"), ["5.00"]);
        assert!(picture.contains(">and 19971 more</text>"), "{picture}");
        assert!(dot(&trace, 30, &English).contains("and 19971 more"));
    }
}

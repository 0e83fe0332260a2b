//! What holds of any money that is followed, in circles, by several ways, taken
//! back, without a rate or a date.

#[path = "../examples/change_benchmark/dice.rs"]
#[allow(dead_code)]
mod dice;

use dice::Dice;
use flow::reconcile::{ActivityDraft, Aliases, LineDraft, LineId, Named};
use flow::trace::{
    Accounts, Convention, Direction, EndKind, Graph, Joined, Series, SvgLayout, TextLayout, Trace,
    Unit, Whose, dot, json, svg, text, trace,
};
use iati::said::English;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// One line of an invented world.
#[derive(Clone, Debug)]
struct Line {
    activity: usize,
    kind: &'static str,
    date: Option<Date>,
    value: Option<Decimal>,
    currency: &'static str,
    reference: Option<String>,
    other: Option<String>,
    event: Option<usize>,
}

struct World {
    activities: usize,
    lines: Vec<Line>,
    events: usize,
}

fn id(at: usize) -> String {
    format!("XA-{}-ACT-{at}", at % 3)
}

/// Activities that pay each other, themselves, phantoms and organisations at
/// random.
fn invented(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let activities = 2 + dice.below(7);
    let mut lines: Vec<Line> = Vec::new();
    let mut events = 0;
    for _ in 0..dice.below(50) {
        let (giver, receiver) = (dice.below(activities), dice.below(activities + 3));
        let day = date(2020, 1, 1).saturating_add(dice.between(0, 900).days());
        let mut line = Line {
            activity: giver,
            kind: dice.of(&["3", "3", "3", "3", "3", "4", "1", "1", "1", "11", "5", "x"]),
            date: (!dice.happens(100)).then_some(day),
            value: (!dice.happens(50)).then(|| Decimal::new(dice.between(-3_000, 9_999), 2)),
            currency: dice.of(&["USD", "USD", "USD", "USD", "XXA", ""]),
            reference: dice.happens(300).then(|| format!("XA-{}", dice.below(4))),
            other: dice.happens(800).then(|| id(receiver)),
            event: None,
        };
        let both = line.kind == "3" && receiver < activities && dice.happens(500);
        if both {
            line.event = Some(events);
            for _ in 0..=dice.below(2) {
                lines.push(Line {
                    activity: if dice.happens(50) {
                        dice.below(activities)
                    } else {
                        receiver
                    },
                    kind: "1",
                    value: (!dice.happens(50)).then(|| Decimal::new(dice.between(-50, 9_999), 2)),
                    other: dice.happens(700).then(|| id(giver)),
                    ..line.clone()
                });
            }
            events += 1;
        }
        lines.push(line);
    }
    World {
        activities,
        lines,
        events,
    }
}

/// The accounts of a world, read in another order if a seed is given, and the
/// lines of each event.
fn read(world: &World, order: Option<u64>) -> (Accounts, Vec<[Vec<LineId>; 2]>) {
    let mut accounts = Accounts::new(Unit::usd(), Aliases::none());
    let mut places: Vec<usize> = (0..world.activities).collect();
    let mut lines: Vec<&Line> = world.lines.iter().collect();
    if let Some(seed) = order {
        let mut dice = Dice::new(seed);
        dice.shuffle(&mut places);
        dice.shuffle(&mut lines);
    }
    let mut index = vec![None; world.activities];
    for at in places {
        let reference = format!("XA-{}", at % 3);
        index[at] = Some(accounts.activity(&ActivityDraft {
            identifier: &id(at),
            reporter: Named {
                reference: Some(&reference),
                ..Named::default()
            },
            ..ActivityDraft::default()
        }));
    }
    let mut events = vec![[Vec::new(), Vec::new()]; world.events];
    for line in lines {
        let Some(activity) = index[line.activity] else {
            continue;
        };
        let kept = accounts.line(
            activity,
            &LineDraft {
                kind: Some(line.kind),
                date: line.date,
                value: line.value,
                currency: Some(line.currency),
                other: Named {
                    reference: line.reference.as_deref(),
                    activity: line.other.as_deref(),
                    ..Named::default()
                },
                ..LineDraft::default()
            },
        );
        if let Some(event) = line.event {
            events[event][usize::from(line.kind == "1")].push(kept);
        }
    }
    (accounts, events)
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    from: usize,
    direction: Direction,
    convention: Convention,
    whose: Whose,
    limit: Option<u32>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let limit = prop::option::weighted(0.3, 0u32..4);
    (0usize..9, any::<[bool; 3]>(), limit).prop_map(|(from, is, limit)| Asked {
        from,
        direction: if is[0] {
            Direction::Up
        } else {
            Direction::Down
        },
        convention: if is[1] {
            Convention::ProRata
        } else {
            Convention::FirstInFirstOut
        },
        whose: if is[2] { Whose::Giver } else { Whose::Receiver },
        limit,
    })
}

fn followed(world: &World, order: Option<u64>, asked: Asked) -> Trace {
    let (accounts, events) = read(world, order);
    let joined = events.iter().map(|[giver, receiver]| Joined {
        giver,
        receiver,
        is_duplicate: false,
    });
    let graph = Graph::new(&accounts, joined, Series::Payments, asked.whose);
    let from = graph
        .find(&id(asked.from % world.activities))
        .expect("an activity");
    trace(&graph, from, asked.direction, asked.convention, asked.limit)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_followed_is_what_ends(seed in 0u64..1_000_000, asked in asked()) {
        let trace = followed(&invented(seed), None, asked);
        let sum = |all: &mut dyn Iterator<Item = Decimal>| all.sum::<Decimal>();
        let leaves = sum(&mut trace.steps.iter().flat_map(|s| &s.ends).map(|e| e.followed));
        let returned = sum(&mut trace.flows.iter().filter(|f| f.is_returned).map(|f| f.followed));
        prop_assert_eq!(leaves + returned, trace.followed);
        prop_assert_eq!(sum(&mut trace.ends.iter().map(|e| e.followed)), trace.followed);
        prop_assert!(trace.ends.iter().all(|e| e.kind != EndKind::Returned || returned > Decimal::ZERO));
    }

    #[test]
    fn each_step_passes_on_what_comes_to_it(seed in 0u64..1_000_000, asked in asked()) {
        let trace = followed(&invented(seed), None, asked);
        for (at, step) in trace.steps.iter().enumerate() {
            let on: Decimal = trace.onward(at).map(|f| f.followed).sum();
            let ends: Decimal = step.ends.iter().map(|e| e.followed).sum();
            prop_assert_eq!(on + ends, step.followed);
            let to = trace.flows.iter().filter(|f| !f.is_returned && trace.target(f) == at);
            let came: Decimal = to.map(|f| f.followed).sum();
            prop_assert!(at == 0 || came == step.followed);
            if let Some(balance) = &step.balance {
                let told = |of: Option<Decimal>| of.unwrap_or_default();
                let out = told(balance.passed_on) + told(balance.spent);
                prop_assert_eq!(told(balance.came_in) - out, balance.remainder);
            }
        }
        for flow in &trace.flows {
            prop_assert!(flow.followed > Decimal::ZERO && flow.followed <= flow.amount);
            prop_assert_eq!(flow.share.part, flow.followed);
        }
        prop_assert!(trace.steps.iter().flat_map(|s| &s.ends).all(|e| e.followed > Decimal::ZERO));
    }

    #[test]
    fn the_order_of_reading_in_changes_nothing(seed in 0u64..1_000_000, order in 0u64..1000, asked in asked()) {
        let world = invented(seed);
        let (one, two) = (followed(&world, None, asked), followed(&world, Some(order), asked));
        prop_assert_eq!(&one, &two);
        let both = [&one, &two].map(|t| {
            let layout = SvgLayout { steps: 4, ..SvgLayout::default() };
            let tree = TextLayout { ways: 2, ..TextLayout::default() };
            (text(t, &tree, &English), json(t).ok(), dot(t, 4, &English), svg(t, &layout, &English))
        });
        prop_assert_eq!(&both[0], &both[1]);
        prop_assert!(both[0].0.lines().all(|l| l.chars().count() <= 100), "{}", both[0].0);
    }
}

/// The worlds of the laws have what the laws are about.
#[test]
fn the_worlds_are_worth_it() {
    let mut seen = [0u32; 8];
    for seed in 0..400 {
        let convention = if seed % 2 == 0 {
            Convention::ProRata
        } else {
            Convention::FirstInFirstOut
        };
        let direction = if seed % 3 == 0 {
            Direction::Up
        } else {
            Direction::Down
        };
        let asked = Asked {
            from: 0,
            direction,
            convention,
            whose: Whose::Giver,
            limit: None,
        };
        let trace = followed(&invented(seed), None, asked);
        let kinds: Vec<EndKind> = trace.ends.iter().map(|e| e.kind).collect();
        let flows = &trace.flows;
        let has = [
            kinds.contains(&EndKind::Returned),
            kinds.contains(&EndKind::Remainder),
            kinds.contains(&EndKind::Spent),
            flows.iter().any(|f| f.is_taken_back),
            flows.iter().any(|f| f.gap.is_some_and(|g| !g.is_zero())),
            flows.iter().any(|f| f.doubtful.lines > 0),
            trace.steps.iter().any(|s| !s.without.is_empty()),
            trace
                .steps
                .iter()
                .any(|s| s.place.kind == flow::trace::NodeKind::Phantom),
        ];
        for (count, has) in seen.iter_mut().zip(has) {
            *count += u32::from(has);
        }
    }
    assert!(seen.iter().all(|count| *count >= 20), "{seen:?}");
}

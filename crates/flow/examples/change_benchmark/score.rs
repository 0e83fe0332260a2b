//! What was found beside what was done.

use crate::label::{self, Key, Label};
use flow::change::{CLASSES, Change, Class, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

#[derive(Default)]
struct Count {
    found: usize,
    right: usize,
    done: usize,
}

impl Count {
    fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.done.max(1) as f64
    }
}

#[derive(Default)]
pub struct Score {
    by_class: BTreeMap<Class, Count>,
    ordinary: usize,
    false_alarms: usize,
    pub time: Duration,
    /// Some of what went wrong, to be looked at.
    wrong: Vec<String>,
}

impl Score {
    pub fn add(&mut self, changes: &[Change], labels: &[Label]) {
        let done: BTreeMap<&Key, bool> = labels.iter().map(|l| (&l.key, l.planted)).collect();
        let found: BTreeSet<Key> = changes.iter().map(label::key).collect();
        for key in &found {
            let count = self.by_class.entry(key.class).or_default();
            count.found += 1;
            count.right += usize::from(done.contains_key(key));
            if !done.contains_key(key) {
                self.note("extra", key);
            }
        }
        for key in done.keys() {
            self.by_class.entry(key.class).or_default().done += 1;
            if !found.contains(*key) {
                self.note("missed", key);
            }
        }
        self.ordinary += labels.iter().filter(|l| !l.planted).count();
        let grave = changes
            .iter()
            .filter(|c| c.severity == Severity::Suspicious);
        let false_ones = grave.filter(|c| done.get(&label::key(c)) != Some(&true));
        self.false_alarms += false_ones.count();
    }

    fn note(&mut self, what: &str, key: &Key) {
        let class = key.class.as_str();
        self.wrong
            .push(format!("{what} {class} {} {}", key.identifier, key.detail));
    }

    /// The lowest precision or recall of a class with enough cases to tell.
    #[allow(dead_code, reason = "the test asks, the program prints")]
    pub fn worst(&self) -> f64 {
        let counts = self.by_class.values().filter(|c| c.done >= 10);
        let both = counts.flat_map(|c| [c.precision(), c.recall()]);
        both.fold(1.0, f64::min)
    }

    /// How many of a thousand ordinary changes are called suspicious.
    pub fn alarms_in_thousand(&self) -> f64 {
        self.false_alarms as f64 * 1000.0 / self.ordinary.max(1) as f64
    }

    pub fn table(&self) -> String {
        let mut text = String::from("class                 planted   found  precision  recall\n");
        for line in CLASSES {
            let none = Count::default();
            let c = self.by_class.get(&line.class).unwrap_or(&none);
            let (precision, recall) = (c.precision(), c.recall());
            let low = if precision.min(recall) < 0.9 {
                "  below 0.9"
            } else {
                ""
            };
            // Nothing is written into a string that could fail.
            let _ = writeln!(
                text,
                "{:<20} {:>8} {:>7} {precision:>10.3} {recall:>7.3}{low}",
                line.id, c.done, c.found
            );
        }
        let _ = writeln!(
            text,
            "{} called suspicious of {} ordinary changes: {:.2} in 1,000\ncompared in {} ms",
            self.false_alarms,
            self.ordinary,
            self.alarms_in_thousand(),
            self.time.as_millis()
        );
        if std::env::var_os("SHOW_WRONG").is_some() {
            text.push_str(&self.wrong.join("\n"));
            text.push('\n');
        }
        text
    }
}

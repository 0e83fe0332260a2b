//! How often a match of so much weight is right.
//!
//! Counted on invented books whose truth is known (`examples/reconcile_books fit`
//! prints these tables): matches of one kind in order of their margin, made
//! monotone, with straight lines between. The margin is the logarithm of the
//! odds of the match against all other explanations of its lines together,
//! standing alone among them.

use super::told::Category;

/// Margin in thousandths, and the share of matches that are right.
type Step = (i32, f64);

struct Kind {
    categories: &'static [Category],
    steps: &'static [Step],
}

const KINDS: &[Kind] = &[
    Kind {
        categories: &[Category::Agree, Category::DateShift, Category::Cutoff],
        steps: EQUAL,
    },
    Kind {
        categories: &[Category::Currency],
        steps: CONVERTED,
    },
    Kind {
        categories: &[Category::AmountSmall],
        steps: SMALL,
    },
    Kind {
        categories: &[Category::AmountLarge],
        steps: LARGE,
    },
    Kind {
        categories: &[Category::Instalments],
        steps: INSTALMENTS,
    },
    Kind {
        categories: &[Category::Aggregated],
        steps: AGGREGATED,
    },
    Kind {
        categories: &[Category::Duplicate],
        steps: DUPLICATE,
    },
    Kind {
        categories: &[Category::SignReversal],
        steps: REVERSAL,
    },
    Kind {
        categories: &[Category::WrongType],
        steps: WRONG_TYPE,
    },
];

const EQUAL: &[Step] = &[
    (-137, 0.7102),
    (1453, 0.8939),
    (2331, 0.9734),
    (2816, 0.9864),
    (3149, 0.9917),
    (3419, 0.9957),
    (3649, 0.9962),
    (3931, 0.9970),
    (4317, 0.9976),
    (4661, 0.9980),
    (4861, 0.9984),
    (5106, 0.9990),
    (5488, 0.9992),
    (5996, 0.9997),
    (6625, 0.9998),
    (7240, 0.9999),
    (7860, 0.9999),
    (9578, 1.0000),
];
const CONVERTED: &[Step] = &[
    (537, 0.9341),
    (2113, 0.9778),
    (2942, 0.9969),
    (6255, 1.0000),
];
const SMALL: &[Step] = &[
    (368, 0.6313),
    (2187, 0.9119),
    (3267, 0.9691),
    (3858, 0.9834),
    (4420, 0.9944),
    (4860, 0.9959),
    (5141, 0.9977),
    (6152, 0.9989),
    (8118, 0.9999),
];
const LARGE: &[Step] = &[
    (-1302, 0.5050),
    (-847, 0.6663),
    (-446, 0.7201),
    (-108, 0.7739),
    (192, 0.8276),
    (521, 0.8679),
    (843, 0.9183),
    (1185, 0.9351),
    (1502, 0.9688),
    (1781, 0.9721),
    (2178, 0.9844),
    (2709, 0.9945),
    (3637, 0.9981),
    (6620, 0.9998),
];
const INSTALMENTS: &[Step] = &[
    (-614, 0.8543),
    (520, 0.9275),
    (1403, 0.9738),
    (2157, 0.9857),
    (2796, 0.9943),
    (7529, 1.0000),
];
const AGGREGATED: &[Step] = &[
    (65, 0.8434),
    (1985, 0.9818),
    (3288, 0.9869),
    (4331, 0.9933),
    (5189, 0.9958),
    (5965, 0.9971),
    (7028, 0.9985),
    (9093, 0.9997),
    (14457, 1.0000),
];
const DUPLICATE: &[Step] = &[
    (-274, 0.6605),
    (660, 0.8960),
    (1098, 0.9045),
    (1417, 0.9345),
    (1967, 0.9610),
    (2893, 0.9667),
    (3685, 0.9688),
    (4164, 0.9773),
    (5077, 0.9801),
    (5388, 0.9819),
];
const REVERSAL: &[Step] = &[
    (-1348, 0.4813),
    (-611, 0.4920),
    (-218, 0.5613),
    (825, 0.9859),
    (2233, 0.9993),
    (6230, 0.9998),
];
const WRONG_TYPE: &[Step] = &[(-873, 0.9537), (-43, 0.9791), (443, 0.9918), (3355, 0.9999)];

/// The share of matches of this category and margin that are right, 0 to 1.
pub(super) fn confidence(category: Category, margin: i32) -> f64 {
    let kind = KINDS.iter().find(|k| k.categories.contains(&category));
    kind.map_or(0.0, |k| between(k.steps, margin))
}

fn between(steps: &[Step], margin: i32) -> f64 {
    let above = steps.partition_point(|(at, _)| *at <= margin);
    let (Some(last), Some(first)) = (steps.last(), steps.first()) else {
        return 0.0;
    };
    if above == 0 {
        return first.1;
    }
    let (Some((from, low)), Some((to, high))) = (steps.get(above - 1), steps.get(above)) else {
        return last.1;
    };
    let part = f64::from(margin - from) / f64::from(to - from);
    let exact = low + part * (high - low);
    (exact * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_margin_is_never_less_sure() {
        for kind in KINDS {
            assert!(kind.steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
            assert!(
                kind.steps
                    .iter()
                    .all(|(_, share)| (0.0..=1.0).contains(share))
            );
        }
        assert!((between(&[(0, 0.2), (1000, 0.4)], 500) - 0.3).abs() < 1e-9);
        assert!((between(&[(0, 0.2), (1000, 0.4)], -500) - 0.2).abs() < 1e-9);
        assert!((between(&[(0, 0.2), (1000, 0.4)], 5000) - 0.4).abs() < 1e-9);
    }
}

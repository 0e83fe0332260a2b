//! Which of a few amounts add up to another.

/// So many ways at most; a sum that can be reached in more is no evidence.
const WAYS: usize = 4;

/// The subsets of two to `most` amounts that add up to `target`, as bits, those
/// of few parts first. None if there are more than a handful.
///
/// Halves are added up apart and met in the middle: 2^(n/2) sums, not 2^n.
pub(super) fn adding_up_to(amounts: &[i64], target: i64, most: usize) -> Vec<u32> {
    if amounts.len() < 2 || amounts.len() > 24 {
        return Vec::new();
    }
    let middle = amounts.len() / 2;
    let (low, high) = (sums(&amounts[..middle]), sums(&amounts[middle..]));
    let mut low = low;
    low.sort_unstable();
    let mut found = Vec::new();
    for (sum, upper) in high {
        let wanted = i128::from(target) - sum;
        let start = low.partition_point(|(s, _)| *s < wanted);
        for (_, lower) in low[start..].iter().take_while(|(s, _)| *s == wanted) {
            let mask = lower | upper << middle;
            let parts = mask.count_ones() as usize;
            if (2..=most).contains(&parts) {
                found.push(mask);
            }
        }
    }
    if found.len() > WAYS {
        return Vec::new();
    }
    found.sort_unstable_by_key(|m| (m.count_ones(), *m));
    found
}

/// The sum of every subset, with its bits.
fn sums(amounts: &[i64]) -> Vec<(i128, u32)> {
    let mut all = vec![(0, 0)];
    for (at, amount) in amounts.iter().enumerate() {
        let with = all
            .iter()
            .map(|(sum, mask)| (sum + i128::from(*amount), mask | 1 << at));
        let with: Vec<(i128, u32)> = with.collect();
        all.extend(with);
    }
    all
}

/// How many ways there are to take `parts` of `all`.
pub(super) fn choose(all: usize, parts: usize) -> f64 {
    let parts = parts.min(all.saturating_sub(parts));
    (0..parts).fold(1.0, |ways, at| ways * (all - at) as f64 / (at + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sum_that_many_subsets_reach_is_none() {
        assert_eq!(adding_up_to(&[10, 20, 30, 45], 65, 12), [0b1010]);
        assert_eq!(adding_up_to(&[10, 20, 30, 45], 66, 12), [0u32; 0]);
        assert_eq!(adding_up_to(&[10; 6], 30, 12), [0u32; 0]);
        assert_eq!(adding_up_to(&[10, 20], 10, 12), [0u32; 0]);
    }

    proptest! {
        #[test]
        fn what_is_found_adds_up(
            amounts in prop::collection::vec(1i64..500, 2..12), target in 1i64..2000
        ) {
            let sum = |mask: u32| -> i64 {
                amounts.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, a)| a).sum()
            };
            let found = adding_up_to(&amounts, target, 12);
            let all: Vec<u32> = (1..1u32 << amounts.len())
                .filter(|m| m.count_ones() > 1 && sum(*m) == target)
                .collect();
            prop_assert_eq!(found.len(), if all.len() > WAYS { 0 } else { all.len() });
            prop_assert!(found.iter().all(|m| all.contains(m)));
        }
    }
}

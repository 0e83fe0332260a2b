//! Dividing money so that the parts add up to it exactly.

use ethnum::U256;

/// The parts of `whole` in the proportion of the weights, in minor units, by the
/// method of the largest remainder; of two that lost the same the earlier has
/// the unit. Neither `whole` nor a weight may be negative. Without any weight
/// all parts are 0.
pub(super) fn apportion(whole: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    if sum <= 0 || whole <= 0 {
        return vec![0; weights.len()];
    }
    // All of it goes: no division needed, and none of its cost.
    if sum == whole {
        return weights.to_vec();
    }
    let divided = weights.iter().map(|w| divide(whole, *w, sum));
    let (mut parts, lost): (Vec<i128>, Vec<i128>) = divided.unzip();
    let missing = whole - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(lost[*at]));
    let missing = usize::try_from(missing).unwrap_or(0);
    for at in order.into_iter().take(missing) {
        parts[at] += 1;
    }
    parts
}

/// `whole * weight / sum` and what is left of the division.
fn divide(whole: i128, weight: i128, sum: i128) -> (i128, i128) {
    if let Some(product) = whole.checked_mul(weight) {
        return (product / sum, product % sum);
    }
    let wide = |n: i128| U256::from(n.unsigned_abs());
    let product = wide(whole) * wide(weight);
    let narrow = |n: U256| i128::try_from(n).unwrap_or(i128::MAX);
    (narrow(product / wide(sum)), narrow(product % wide(sum)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_remainder() {
        assert_eq!(apportion(10_000, &[1, 1, 1]), [3334, 3333, 3333]);
        assert_eq!(apportion(100, &[2, 1, 0]), [67, 33, 0]);
        assert_eq!(apportion(1, &[1, 1]), [1, 0]);
        assert_eq!(apportion(7, &[]), [] as [i128; 0]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        let wide = 10i128.pow(30);
        assert_eq!(apportion(wide, &[wide, 3 * wide]), [wide / 4, wide / 4 * 3]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_near(
            whole in 0i128..=10i128.pow(26),
            weights in prop::collection::vec(0i128..=10i128.pow(26), 1..9),
        ) {
            prop_assume!(weights.iter().sum::<i128>() > 0);
            let parts = apportion(whole, &weights);
            prop_assert_eq!(parts.iter().sum::<i128>(), whole);
            let sum: i128 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let (exact, _) = divide(whole, *weight, sum);
                prop_assert!(*part == exact || *part == exact + 1);
            }
        }
    }
}

//! Percentages that miss 100 by a little, or are fractions: what to write instead.

use super::facts::{Facts, Share};
use super::out::Spot;
use super::{Example, House, Out};
use crate::amount;
use rust_decimal::Decimal;

pub(super) const RULE: House = House {
    id: "cf-shares-nearly-100",
    category: "classifications",
    title: "Percentages miss 100 by a little, or are fractions",
    why: "They must add up to 100 exactly; rounding each share leaves a rest, and a share of 0.6 means 0.6 percent.",
    fix: "Add the rest to the largest share; write 60 for six tenths.",
    looks_at: "iati-activity/sector, recipient-country, recipient-region, country-budget-items/budget-item",
    examples: &[
        Example {
            xml: r#"<sector code="11110" percentage="33.33"/><sector code="11120" percentage="33.33"/><sector code="11130" percentage="33.33"/>"#,
            found_at: &["sector[1]/@percentage"],
        },
        Example {
            xml: r#"<recipient-country code="AA" percentage="0.6"/><recipient-region code="998" percentage="0.4"/>"#,
            found_at: &["recipient-country/@percentage"],
        },
        Example {
            xml: r#"<sector code="11110" percentage="60"/><sector code="11120" percentage="40"/><sector vocabulary="99" code="A" percentage="50"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Beyond this a share is missing, not rounded.
const NEAR: Decimal = Decimal::TWO;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.shares.iter().all(|s| s.percentage.is_none()) {
        return;
    }
    let mut shares: Vec<Share<'a>> = facts.shares.clone();
    shares.sort_by_key(|s| (s.of, s.vocabulary));
    let mut countries: &[Share<'a>] = &[];
    for group in shares.chunk_by(|a, b| (a.of, a.vocabulary) == (b.of, b.vocabulary)) {
        // Countries come first of their kind and count with each list of regions.
        let alone = group[0].of != "recipient"
            || !shares
                .iter()
                .any(|s| s.of == "recipient" && !s.vocabulary.is_empty());
        if group[0].of == "recipient" && group[0].vocabulary.is_empty() {
            countries = group;
        } else if group[0].of == "recipient" {
            judge(countries, group, out);
        }
        if alone {
            judge(&[], group, out);
        }
    }
}

fn sum(shares: &[Share<'_>]) -> Option<Decimal> {
    let number = |s: &Share<'_>| amount::parse(s.percentage?).ok();
    shares
        .iter()
        .try_fold(Decimal::ZERO, |sum, s| sum.checked_add(number(s)?))
}

fn judge<'a>(countries: &[Share<'a>], group: &[Share<'a>], out: &mut Out<'a>) {
    let sum = sum(countries)
        .zip(sum(group))
        .and_then(|(a, b)| a.checked_add(b));
    let Some(sum) = sum.map(|s| s.round_dp(4)) else {
        return;
    };
    // A sum so large that nothing can be taken from it is near to nothing.
    let (Some(rest), Some(off)) = (
        Decimal::ONE_HUNDRED.checked_sub(sum),
        sum.checked_sub(Decimal::ONE),
    ) else {
        return;
    };
    let rows = || countries.iter().chain(group);
    let number = |s: &Share<'_>| s.percentage.and_then(|p| amount::parse(p).ok());
    let Some((largest, most)) = rows()
        .rev()
        .filter_map(|s| Some((s, number(s)?)))
        .max_by_key(|(_, n)| *n)
    else {
        return;
    };
    let spot = Spot::attribute_of(largest.element, "percentage");
    let n = rows().count();
    if off.abs() <= Decimal::new(2, 2) && most <= Decimal::ONE {
        out.at(spot, fractions(n, sum, most));
    } else if !rest.is_zero() && rest.abs() <= NEAR {
        out.at(spot, nearly(n, sum, rest, most));
    }
}

fn fractions(n: usize, sum: Decimal, most: Decimal) -> String {
    let meant = most
        .checked_mul(Decimal::ONE_HUNDRED)
        .unwrap_or(most)
        .normalize();
    if n == 1 {
        return "the only share is 1, which is one percent; leave the percentage out or write 100"
            .to_owned();
    }
    format!(
        "the {n} shares add up to {}: they are fractions; write {meant} instead of {}",
        sum.normalize(),
        most.normalize()
    )
}

fn nearly(n: usize, sum: Decimal, rest: Decimal, most: Decimal) -> String {
    let sum = sum.normalize();
    if n == 1 {
        return format!("the only share is {sum}; leave the percentage out or write 100");
    }
    let right = most.checked_add(rest).unwrap_or(most).normalize();
    let most = most.normalize();
    format!(
        "the {n} percentages add up to {sum}; write {right} instead of {most} here, and they make 100"
    )
}

//! What is left of payments once what was taken back is taken off.
//!
//! The standard has corrections and returned money as negative amounts of the
//! same type, by the same side.

/// A day that no line has: undated money comes after all that is dated.
pub(super) const UNDATED: i32 = i32::MAX;

/// Money on a day, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    /// Days since 1970-01-01, or [`UNDATED`].
    pub day: i32,
    pub amount: i64,
}

/// Takes negative amounts off the positive ones: off the latest before them,
/// else off the first after. What is left is all of one sign, in the order of
/// days, and adds up to what the events add up to.
pub(super) fn net(events: &mut Vec<Event>) {
    events.sort_unstable_by_key(|e| (e.day, std::cmp::Reverse(e.amount)));
    if events.iter().all(|e| e.amount > 0) {
        return;
    }
    let (mut paid, mut owed): (Vec<Event>, Vec<Event>) = (Vec::new(), Vec::new());
    for event in events.drain(..) {
        let (same, against) = match event.amount > 0 {
            true => (&mut paid, &mut owed),
            false => (&mut owed, &mut paid),
        };
        let left = settle(event, against);
        same.extend(left);
    }
    let left = if owed.is_empty() { paid } else { owed };
    *events = left;
    events.sort_unstable();
}

/// Sets an event off against those of the other sign, latest first; gives what
/// is left of it.
fn settle(mut event: Event, against: &mut Vec<Event>) -> Option<Event> {
    while event.amount != 0 {
        let Some(last) = against.last_mut() else {
            return Some(event);
        };
        let both = last.amount + event.amount;
        if both == 0 || (both > 0) == (event.amount > 0) {
            event.amount = both;
            against.pop();
        } else {
            last.amount = both;
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn left(all: &[(i32, i64)]) -> Vec<(i32, i64)> {
        let mut events: Vec<Event> = all
            .iter()
            .map(|(day, amount)| Event {
                day: *day,
                amount: *amount,
            })
            .collect();
        net(&mut events);
        events.iter().map(|e| (e.day, e.amount)).collect()
    }

    #[test]
    fn what_is_taken_back_is_the_latest_paid() {
        assert_eq!(left(&[(1, 100), (2, 50)]), [(1, 100), (2, 50)]);
        assert_eq!(left(&[(1, 100), (2, 50), (3, -70)]), [(1, 80)]);
        assert_eq!(left(&[(1, -30), (2, 100)]), [(2, 70)]);
        assert_eq!(left(&[(1, 100), (2, -120), (3, 5)]), [(2, -15)]);
        assert_eq!(left(&[(1, 100), (1, -100)]), []);
        assert_eq!(left(&[(1, 0)]), []);
    }

    proptest! {
        #[test]
        fn the_sum_stays_and_signs_are_one(all in prop::collection::vec((0i32..20, -50i64..50), 0..30)) {
            let after = left(&all);
            let sum = |e: &[(i32, i64)]| e.iter().map(|x| x.1).sum::<i64>();
            prop_assert_eq!(sum(&after), sum(&all));
            prop_assert!(after.iter().all(|e| e.1 > 0) || after.iter().all(|e| e.1 < 0));
            prop_assert!(after.is_sorted_by_key(|e| e.0));
        }
    }
}

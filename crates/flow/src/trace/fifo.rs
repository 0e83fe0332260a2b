//! First in, first out: the oldest money that came in pays the oldest that goes
//! out.

/// So much of what came in paid so much of what went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Place among what came in, and among what went out.
    pub came: u32,
    pub went: u32,
    pub amount: i64,
}

/// How what came in paid what went out; each a day and a positive amount, in the
/// order of days. Money that comes in on a day can go out on it. What goes out
/// before enough came in is paid by nothing, for good: later money does not pay
/// it.
pub(super) fn pay(came: &[(i32, i64)], went: &[(i32, i64)]) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(came.len() + went.len());
    let mut next = 0;
    let mut left = came.first().map_or(0, |c| c.1);
    for (at, (day, amount)) in (0u32..).zip(went) {
        let mut open = *amount;
        while open > 0 && next < came.len() && came[next].0 <= *day {
            let part = open.min(left);
            if part > 0 {
                segments.push(Segment {
                    came: super::account::place(next),
                    went: at,
                    amount: part,
                });
            }
            open -= part;
            left -= part;
            if left == 0 {
                next += 1;
                left = came.get(next).map_or(0, |c| c.1);
            }
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(came: &[(i32, i64)], went: &[(i32, i64)]) -> Vec<(u32, u32, i64)> {
        let all = pay(came, went);
        all.iter().map(|s| (s.came, s.went, s.amount)).collect()
    }

    #[test]
    fn the_oldest_pays_the_oldest() {
        assert_eq!(
            paid(&[(1, 100), (5, 50)], &[(2, 80), (6, 60)]),
            [(0, 0, 80), (0, 1, 20), (1, 1, 40)]
        );
        // Paid before anything came in: later money does not pay it.
        assert_eq!(paid(&[(5, 100)], &[(1, 30), (6, 40)]), [(0, 1, 40)]);
        // On the same day it can.
        assert_eq!(paid(&[(5, 100)], &[(5, 130)]), [(0, 0, 100)]);
        assert_eq!(paid(&[], &[(5, 130)]), []);
        assert_eq!(paid(&[(5, 130)], &[]), []);
    }
}

//! The demo's chance: a number drawn from a name.
//!
//! Each draw depends on its own name only, so that a new project or payment leaves every other
//! figure of the demo as it was. A generator that is drawn from in turn could not promise that.

/// A number from `low` to `high`, both included; the same name always gives the same number.
pub(super) fn between(name: &str, low: i64, high: i64) -> i64 {
    let span = (high - low + 1).unsigned_abs();
    low + (mix(hash(name)) % span).cast_signed()
}

/// FNV-1a.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The last step of splitmix64: names that differ in one letter come out far apart.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

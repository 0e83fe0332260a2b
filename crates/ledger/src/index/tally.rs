//! Sums under way, found by key.

use super::block::{SCALE, Value};
use iati::amount::Sum;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A combination of labels, as one number.
pub(super) type Key = u128;

/// Up to so many keys have a table of places; more are found by hash.
const LISTED: Key = 1 << 20;

/// What was added up for one key.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    pub key: Key,
    /// Amounts of up to [`SCALE`] decimals, times 10^-`SCALE`.
    small: i128,
    /// All others, which are few.
    rest: Option<Box<Sum>>,
    /// Transactions in the sum.
    pub counted: u64,
    pub without_value: u64,
    /// One more than the row of the transaction that came last; 0 for none.
    last: u32,
}

impl Slot {
    /// Adds a value of the transaction in a row; its parts come one after another.
    pub(super) fn add(&mut self, value: Value, row: u32) {
        let is_new = u64::from(self.last != row + 1);
        self.last = row + 1;
        match value {
            Value::Missing => {
                self.without_value += is_new;
                return;
            }
            Value::Small(amount) => self.add_small(amount),
            Value::Wide(mantissa, scale) => self.rest().add_parts(mantissa, scale),
        }
        self.counted += is_new;
    }

    fn rest(&mut self) -> &mut Sum {
        self.rest.get_or_insert_default()
    }

    fn add_small(&mut self, amount: i128) {
        match self.small.checked_add(amount) {
            Some(sum) => self.small = sum,
            None => {
                let small = self.small;
                self.rest().add_parts(small, SCALE);
                self.small = amount;
            }
        }
    }

    /// Adds what other transactions came to.
    pub(super) fn merge(&mut self, other: Self) {
        self.add_small(other.small);
        if let Some(rest) = other.rest {
            self.rest().merge(&rest);
        }
        self.counted += other.counted;
        self.without_value += other.without_value;
    }

    pub(super) fn sum(&self) -> Sum {
        let mut sum = self.rest.as_deref().cloned().unwrap_or_default();
        if self.small != 0 {
            sum.add_parts(self.small, SCALE);
        }
        sum
    }
}

/// Where the slot of a key is: one more than its place, 0 for none.
enum Places {
    Listed(Vec<u32>),
    Hashed(HashMap<Key, u32, BuildHasherDefault<Mix>>),
}

/// Slots by key.
pub(super) struct Table {
    places: Places,
    slots: Vec<Slot>,
}

impl Table {
    /// Whether so many keys have a table of places.
    pub(super) fn lists(keys: Key) -> bool {
        keys <= LISTED
    }

    /// For keys below `keys`.
    pub(super) fn new(keys: Key) -> Self {
        let places = if Self::lists(keys) {
            Places::Listed(vec![0; keys as usize])
        } else {
            Places::Hashed(HashMap::default())
        };
        Self {
            places,
            slots: Vec::new(),
        }
    }

    pub(super) fn slot(&mut self, key: Key) -> &mut Slot {
        let place = match &mut self.places {
            Places::Listed(places) => &mut places[key as usize],
            Places::Hashed(places) => places.entry(key).or_default(),
        };
        if *place == 0 {
            self.slots.push(Slot {
                key,
                ..Slot::default()
            });
            *place = self.slots.len() as u32;
        }
        &mut self.slots[*place as usize - 1]
    }

    pub(super) fn merge(&mut self, other: Self) {
        for slot in other.slots {
            self.slot(slot.key).merge(slot);
        }
    }

    pub(super) fn into_slots(self) -> Vec<Slot> {
        self.slots
    }
}

/// Spreads the bits of a key. Keys are ordinals of our own making, nobody else
/// chooses them.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    fn write_u128(&mut self, number: u128) {
        self.write_u64(number as u64);
        self.write_u64((number >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = (i128, u32)> {
        prop_oneof![
            (any::<i64>().prop_map(i128::from), 0u32..16),
            (-(1i128 << 90)..1 << 90, 0u32..16),
        ]
    }

    fn told(mantissa: i128, scale: u32) -> Value {
        match i64::try_from(mantissa) {
            Ok(small) if scale <= SCALE => {
                Value::Small(i128::from(small) * 10i128.pow(SCALE - scale))
            }
            _ => Value::Wide(mantissa, scale),
        }
    }

    proptest! {
        #[test]
        fn no_way_of_adding_loses_anything(
            values in prop::collection::vec((0u64..5, value()), 0..60),
            keys in prop::sample::select(vec![5, LISTED + 5]),
            cut in 0usize..60,
        ) {
            let (mut first, mut second) = (Table::new(keys), Table::new(keys));
            let mut due: HashMap<Key, Sum> = HashMap::new();
            for (at, (key, (mantissa, scale))) in values.iter().enumerate() {
                let table = if at < cut { &mut first } else { &mut second };
                table.slot(Key::from(*key)).add(told(*mantissa, *scale), at as u32);
                due.entry(Key::from(*key)).or_default().add_parts(*mantissa, *scale);
            }
            first.merge(second);
            prop_assert_eq!(first.slots.len(), due.len());
            for slot in first.into_slots() {
                let key = slot.key;
                prop_assert_eq!(slot.sum().total(), due[&key].total());
            }
        }
    }
}

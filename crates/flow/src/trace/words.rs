//! All words that a trace is told in, in one table.

/// What is said. `{0}`, `{1}` … stand for figures and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phrase {
    // The opening.
    DownFrom,
    UpFrom,
    EndsSo,
    Payments,
    Commitments,
    ProRata,
    FirstInFirstOut,
    GiversWord,
    ReceiversWord,
    RatesOf,
    LimitedTo,
    NothingToFollow,
    // Places.
    Phantom,
    PhantomOf,
    // How money ends.
    SpentDown,
    SpentUp,
    UnnamedDown,
    UnnamedUp,
    NotPublishing,
    NoActivity,
    RemainderDown,
    RemainderUp,
    Limit,
    Returned,
    // The same in a word or two, for pictures.
    SpentShort,
    RefundedShort,
    UnexplainedShort,
    NotPublishingShort,
    NoActivityShort,
    // Under a step.
    CameIn,
    NothingCame,
    PassedOn,
    Spent,
    NothingWent,
    Remain,
    PaidMore,
    NoSource,
    BothTell,
    Differ,
    OnlyGiver,
    OnlyReceiver,
    Doubtful,
    TakenBack,
    HasParts,
    OtherWays,
    SeeThere,
    ReturnsTo,
    ReturnedShort,
    More,
    WithoutIn,
    WithoutOut,
    NoCurrency,
    NoValue,
    NotFollowed,
    // Below a picture.
    KeyBoth,
    KeyGiver,
    KeyReceiver,
    KeyMixed,
    KeyRemainder,
    KeyPhantom,
    // After the tree.
    Circle,
    LinksHead,
    AndMoreLinks,
    // Links.
    Unpublished,
    UnpublishedMet,
    NearestLength,
    NearestSwapped,
    NearestSign,
    NearestOthers,
    WrittenOtherwise,
    Former,
    Ambiguous,
    OfAnother,
    SelfLink,
    NamesAnother,
    NotNamedBack,
    NotTold,
    PublishedTwice,
    OneLine,
    Lines,
}

/// A language: the words of each phrase.
pub type Wording = fn(Phrase) -> &'static str;

/// Plain English.
#[must_use]
pub fn english(phrase: Phrase) -> &'static str {
    use Phrase as P;
    match phrase {
        P::DownFrom => "{0} {1} followed down from {2}: where it went.",
        P::UpFrom => "{0} {1} followed up from {2}: where it came from.",
        P::EndsSo => "It ends so: {0}.",
        P::Payments => "Payments",
        P::Commitments => "Commitments",
        P::ProRata => "by convention divided pro rata to what came in and went out",
        P::FirstInFirstOut => "by convention the oldest money that came in goes out first",
        P::GiversWord => "where both sides tell, the giver's amount is followed",
        P::ReceiversWord => "where both sides tell, the receiver's amount is followed",
        P::RatesOf => "amounts in {0}, {1}",
        P::LimitedTo => "no further than {0} away",
        P::NothingToFollow => "No money with a known amount comes to or leaves {0}.",
        P::Phantom => "phantom: named, published nowhere",
        P::PhantomOf => "phantom: named as one of {0}, published nowhere",
        P::SpentDown => "spent on goods and services",
        P::SpentUp => "refunds of what was spent",
        P::UnnamedDown => "receiver not named",
        P::UnnamedUp => "giver not named",
        P::NotPublishing => "with an organisation that publishes nothing here",
        P::NoActivity => "with an organisation that publishes, no activity named",
        P::RemainderDown => "unexplained: came in, not told to have gone out",
        P::RemainderUp => "unexplained: went out, nothing told to have come in for it",
        P::Limit => "not followed further",
        P::Returned => "returned to where it had been",
        P::SpentShort => "spent",
        P::RefundedShort => "refunded",
        P::UnexplainedShort => "unexplained",
        P::NotPublishingShort => "publishes nothing here",
        P::NoActivityShort => "no activity named",
        P::CameIn => "came in {0}",
        P::NothingCame => "nothing is told to have come in",
        P::PassedOn => "passed on {0}",
        P::Spent => "spent {0}",
        P::NothingWent => "nothing is told to have gone out",
        P::Remain => "{0} remain",
        P::PaidMore => "paid out {0} more than came in",
        P::NoSource => "{0} without a source",
        P::BothTell => "both tell {0}",
        P::Differ => "the giver says {0}, the receiver {1}",
        P::OnlyGiver => "only the giver tells {0}",
        P::OnlyReceiver => "only the receiver tells {0}",
        P::Doubtful => "{0} more may be the same money and is not followed",
        P::TakenBack => "more was taken back than paid",
        P::HasParts => "partly a share of lines that several activities have in common",
        P::OtherWays => "reached by {0} ways, {1} in all",
        P::SeeThere => "see [{0}] above",
        P::ReturnsTo => "returns to [{0}] {1}, and is not followed again",
        P::ReturnedShort => "returns to {0}",
        P::More => "and {0} more",
        P::WithoutIn => "without a rate or value, from {0}: {1}",
        P::WithoutOut => "without a rate or value, to {0}: {1}",
        P::NoCurrency => "no currency",
        P::NoValue => "no value",
        P::NotFollowed => "{0} of other types (interest, equity and so on) not followed",
        P::KeyBoth => "both sides tell it",
        P::KeyGiver => "only the giver tells it",
        P::KeyReceiver => "only the receiver tells it",
        P::KeyMixed => "partly both, partly one side",
        P::KeyRemainder => "unexplained",
        P::KeyPhantom => "named, published nowhere",
        P::Circle => "Paid in a circle: {0}.",
        P::LinksHead => "Links that are broken or made by one side only:",
        P::AndMoreLinks => "and {0} more",
        P::Unpublished => "{0} names “{1}”, published nowhere",
        P::UnpublishedMet => "{0} names “{1}”, published nowhere; matched with {2}",
        P::NearestLength => "; nearest is “{0}”, one sign longer or shorter",
        P::NearestSwapped => "; nearest is “{0}”, two signs swapped",
        P::NearestSign => "; nearest is “{0}”, one sign differs",
        P::NearestOthers => " (and {0} more as near)",
        P::WrittenOtherwise => "{0} writes “{1}” for {2}",
        P::Former => "{0} names {2} by its former identifier “{1}”",
        P::Ambiguous => "{0} names “{1}”, which several publishers have; taken as {2}",
        P::OfAnother => "{0} names “{1}”, which is of another organisation than it names",
        P::SelfLink => "{0} names itself as the other side",
        P::NamesAnother => "{0} names “{1}”, but was matched with {2}",
        P::NotNamedBack => "{0} does not name {1}, which names it",
        P::NotTold => "{0} does not tell what {1} tells of it",
        P::PublishedTwice => "“{1}” is published {3} times by one organisation; all of it counts",
        P::OneLine => "1 line",
        P::Lines => "{0} lines",
    }
}

/// A phrase with its figures and names filled in.
pub(super) fn say(words: Wording, phrase: Phrase, with: &[&str]) -> String {
    let mut told = String::new();
    let mut rest = words(phrase);
    while let Some((before, after)) = rest.split_once('{') {
        told.push_str(before);
        let Some((number, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        let place = number.parse::<usize>().ok();
        told.push_str(place.and_then(|at| with.get(at).copied()).unwrap_or(""));
        rest = after;
    }
    told.push_str(rest);
    told
}

/// So many lines.
pub(super) fn lines(words: Wording, count: u32) -> String {
    match count {
        1 => say(words, Phrase::OneLine, &[]),
        many => say(words, Phrase::Lines, &[&many.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_put_where_they_belong() {
        fn other(_: Phrase) -> &'static str {
            "{1} comes before {0}, {7}and {"
        }
        assert_eq!(
            say(other, Phrase::More, &["a", "b {0}"]),
            "b {0} comes before a, and "
        );
        assert_eq!(say(english, Phrase::More, &["3"]), "and 3 more");
        assert_eq!(lines(english, 1), "1 line");
        assert_eq!(lines(english, 2), "2 lines");
    }
}

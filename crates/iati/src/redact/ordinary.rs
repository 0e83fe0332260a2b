//! Contact "names" that are no person's: places, offices, fields of work.
//!
//! Publishers write `South Sudan`, `Water and Sanitation` or `Head of Office`
//! where a person's name belongs. Masking these would take countries and
//! sectors out of every text. What is told apart here is told by the
//! standard's own codelists: a country's or region's whole name (its single
//! words are names of people too), and phrases made of nothing but the words
//! of sectors and of offices.

use crate::codelist;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Lists of which each name is a place.
const PLACES: &[&str] = &["Country", "Region"];

/// Lists whose words are words of work.
const WORK: &[&str] = &[
    "Sector",
    "SectorCategory",
    "DocumentCategory",
    "PolicyMarker",
    "OrganisationType",
];

/// Words of offices and posts, and the small words between.
const OFFICE: &str = "a and de for in la of on or the to & \
    affairs aid assistant centre center chief communication communications contact coordination \
    coordinator country data department deputy desk development director division donor enquiries \
    executive external field finance focal general global group head headquarters help helpdesk hub \
    humanitarian iati info information international lead leader management manager media mission \
    hygiene livelihoods nutrition protection sanitation shelter wash \
    monitoring national north office officer operations partnership partnerships performance person \
    planning point press program programme programmes programs project projects public quality \
    regional relations reporting representative resource resources response secretariat secretary \
    section senior service services south specialist staff strategic support sustainable team \
    technical transparency unit web website";

static PLACE_NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let names = names_of(PLACES);
    let parts = names.flat_map(|name| {
        // “Western Africa, regional”, “Tanzania, United Republic of”.
        let short = name.split(['(', ',']).next().unwrap_or(name);
        [folded(name), folded(short)]
    });
    parts.collect()
});

static WORK_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let of_lists = names_of(WORK).flat_map(words).collect::<Vec<_>>();
    of_lists
        .into_iter()
        .chain(OFFICE.split_whitespace().map(str::to_owned))
        .collect()
});

fn names_of(lists: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    let lists = lists.iter().filter_map(|name| codelist::list(name));
    lists.flat_map(|list| list.codes.iter().map(|c| c.name))
}

fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric() && c != '&');
    split
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn folded(text: &str) -> String {
    words(text).join(" ")
}

/// Whether a phrase is a place, an office or a field of work.
#[must_use]
pub fn is_ordinary(phrase: &str) -> bool {
    if PLACE_NAMES.contains(&folded(phrase)) {
        return true;
    }
    let is_work = |word: &String| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        word.bytes().all(|b| b.is_ascii_digit())
            || WORK_WORDS.contains(word)
            || WORK_WORDS.contains(singular)
    };
    words(phrase).iter().all(is_work)
}

#[cfg(test)]
mod tests {
    use super::is_ordinary;

    #[test]
    fn places_offices_and_work_are_no_persons() {
        for phrase in [
            "South Sudan",
            "Western Africa",
            "Sanitation and Hygiene",
            "Head of Office",
            "Team Lead",
            "Executive Director",
            "Resource Development",
            "Planning and Programme",
            "health & education",
        ] {
            assert!(is_ordinary(phrase), "{phrase}");
        }
    }

    #[test]
    fn names_made_of_places_are_names() {
        for phrase in [
            "Pierre Martin",
            "Jordan Georgia",
            "Lucia Vincent",
            "Ada Example",
            "José Health",
        ] {
            assert!(!is_ordinary(phrase), "{phrase}");
        }
    }
}

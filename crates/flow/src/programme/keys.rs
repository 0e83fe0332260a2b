//! The keys of a programme's text: one table for the reader, its faults and the
//! documentation.

use super::fault::FAULTS;
use super::kind::KINDS;
use super::model::BODIES;
use super::status::STATUSES;

/// One sort of item.
#[derive(Debug)]
pub struct Section {
    /// As written, e.g. `promise` for `[[promise]]`.
    pub name: &'static str,
    /// What it is, for the documentation.
    pub text: &'static str,
    pub keys: &'static [Key],
}

/// One key of an item.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub takes: Takes,
    pub needed: Needed,
    pub text: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Always,
    /// Needed under a condition that `text` tells, or not at all.
    No,
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// The item's own identifier.
    Id(Sort),
    /// The identifier of an item of a sort.
    Ref(Sort),
    Refs(Sort),
    Text,
    /// An identifier, a code: no prose.
    Code,
    Codes,
    /// A table of languages and texts.
    Translations,
    Day,
    /// A day, a month or a year.
    DayOr,
    Number,
    /// A whole number, not below zero.
    Count,
    /// Per cent, 0 to 100.
    Percent,
    Currency,
    Url,
    YesNo,
    Level,
    Choice(&'static [&'static str]),
    /// The id of a kind of promise.
    Kind,
    Series,
    Method,
    Measure,
    One(&'static Section),
    Many(&'static Section),
}

/// Sorts of items that have identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Programme,
    Organisation,
    Area,
    Source,
    Pairing,
    Capacity,
    Indicators,
    Promise,
}

impl Sort {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Organisation => "organisation",
            Self::Area => "area",
            Self::Source => "source",
            Self::Pairing => "pairing",
            Self::Capacity => "capacity",
            Self::Indicators => "indicators",
            Self::Promise => "promise",
        }
    }

    /// With its article.
    fn one(self) -> String {
        match self {
            Self::Organisation | Self::Area => format!("an {}", self.name()),
            Self::Indicators => "a group of indicators".to_owned(),
            _ => format!("a {}", self.name()),
        }
    }
}

const fn key(name: &'static str, takes: Takes, text: &'static str) -> Key {
    let needed = Needed::No;
    Key {
        name,
        takes,
        needed,
        text,
    }
}

const fn must(name: &'static str, takes: Takes, text: &'static str) -> Key {
    let needed = Needed::Always;
    Key {
        name,
        takes,
        needed,
        text,
    }
}

/// Whose word, as `book` takes it.
const BOOKS: Takes = Takes::Choice(&["donor", "recipient", "announcer"]);

/// The whole text.
pub const ROOT: Section = Section {
    name: "",
    text: "The text as a whole.",
    keys: &[
        must("format", Takes::Count, "1: the version of this format"),
        must("programme", Takes::One(&PROGRAMME), "the programme"),
        key("organisation", Takes::Many(&ORGANISATION), "who takes part"),
        key("area", Takes::Many(&AREA), "where"),
        key("source", Takes::Many(&SOURCE), "what things rest on"),
        key("pairing", Takes::Many(&PAIRING), "who is bound to whom"),
        key("capacity", Takes::Many(&CAPACITY), "what is given in kind"),
        key(
            "indicators",
            Takes::Many(&INDICATORS),
            "which indicators are of one thing",
        ),
        key("promise", Takes::Many(&PROMISE), "what was announced"),
        key(
            "reannouncement",
            Takes::Many(&REANNOUNCEMENT),
            "what was announced again",
        ),
    ],
};

/// `[programme]`
pub const PROGRAMME: Section = Section {
    name: "programme",
    text: "Once in a text.",
    keys: &[
        must("id", Takes::Id(Sort::Programme), "a short name of your own"),
        must("title", Takes::Text, "its name"),
        key(
            "title_in",
            Takes::Translations,
            "its name in other languages",
        ),
        key("from", Takes::Day, "first day"),
        key("to", Takes::Day, "last day"),
        key(
            "on_course",
            Takes::Percent,
            "what share of the straight line is still on course; 90 where it is not given",
        ),
    ],
};

/// `[[organisation]]`
pub const ORGANISATION: Section = Section {
    name: "organisation",
    text: "A giver or a recipient: an office, a hospital, a school. Never a person.",
    keys: &[
        must(
            "id",
            Takes::Id(Sort::Organisation),
            "its identifier in IATI, e.g. `XM-DAC-7`",
        ),
        must("name", Takes::Text, "its name"),
        key(
            "name_in",
            Takes::Translations,
            "its name in other languages",
        ),
        must(
            "side",
            Takes::Choice(&["donor", "recipient", "both"]),
            "on which side of pairings it stands",
        ),
        key(
            "also",
            Takes::Codes,
            "other identifiers that publishers use for it",
        ),
    ],
};

/// `[[area]]`
pub const AREA: Section = Section {
    name: "area",
    text: "A place that is bound or served.",
    keys: &[
        must("id", Takes::Id(Sort::Area), "a short name of your own"),
        must("name", Takes::Text, "its name"),
        key(
            "name_in",
            Takes::Translations,
            "its name in other languages",
        ),
        key("code", Takes::Code, "its code on a list"),
        key(
            "vocabulary",
            Takes::Code,
            "the list: a code of IATI's `GeographicVocabulary` or `RegionVocabulary`",
        ),
        key("level", Takes::Choice(BODIES), "what it is"),
        key("within", Takes::Ref(Sort::Area), "the area that it lies in"),
    ],
};

/// `[[source]]`
pub const SOURCE: Section = Section {
    name: "source",
    text: "A document, a speech, a page. Others name it by its `id`.",
    keys: &[
        must("id", Takes::Id(Sort::Source), "a short name of your own"),
        must("title", Takes::Text, "its title"),
        key("url", Takes::Url, "where it can be read"),
        key("day", Takes::Day, "the day it bears"),
        key("publisher", Takes::Text, "the office that published it"),
    ],
};

/// `[[pairing]]`
pub const PAIRING: Section = Section {
    name: "pairing",
    text: "One giver bound to one recipient. A giver may have several, and so may a recipient.",
    keys: &[
        must("id", Takes::Id(Sort::Pairing), "a short name of your own"),
        must(
            "level",
            Takes::Level,
            "kind of giver, hyphen, kind of recipient, e.g. `province-prefecture`, `hospital-hospital`",
        ),
        must("donor", Takes::Ref(Sort::Organisation), "who gives"),
        must("recipient", Takes::Ref(Sort::Organisation), "who receives"),
        key("areas", Takes::Refs(Sort::Area), "the areas it is for"),
        must("from", Takes::Day, "first day"),
        key("to", Takes::Day, "last day; left out where it is open"),
        key("terms", Takes::Text, "what was agreed, in a sentence"),
        key(
            "activities",
            Takes::Codes,
            "identifiers of activities that belong to it whatever organisations they name",
        ),
        key(
            "within",
            Takes::Ref(Sort::Pairing),
            "the pairing that it is part of",
        ),
        must(
            "source",
            Takes::Refs(Sort::Source),
            "the document that says so",
        ),
    ],
};

/// `[[capacity]]`
pub const CAPACITY: Section = Section {
    name: "capacity",
    text: "Something given in kind: beds or places opened, teams and rounds as counts and periods, a project handed \
           over. Counts of things, of teams and of visits; never a list of people.",
    keys: &[
        must("id", Takes::Id(Sort::Capacity), "a short name of your own"),
        must(
            "kind",
            Takes::Choice(&[
                "hospital",
                "school",
                "housing",
                "water",
                "training",
                "team",
                "outreach",
                "equipment",
                "project",
            ]),
            "what it is",
        ),
        must("title", Takes::Text, "its name"),
        key(
            "title_in",
            Takes::Translations,
            "its name in other languages",
        ),
        key(
            "pairing",
            Takes::Ref(Sort::Pairing),
            "the pairing that it belongs to",
        ),
        must(
            "unit",
            Takes::Text,
            "what is counted, e.g. `beds`, `team-months`",
        ),
        key(
            "promised",
            Takes::Number,
            "how much; left out where no figure was said",
        ),
        key("by", Takes::DayOr, "by when"),
        key("delivered", Takes::Many(&DELIVERED), "what came"),
        key(
            "value",
            Takes::Many(&VALUE),
            "what each side says it is worth",
        ),
        key(
            "source",
            Takes::Refs(Sort::Source),
            "the document that says so",
        ),
    ],
};

/// `[[capacity.delivered]]`
pub const DELIVERED: Section = Section {
    name: "capacity.delivered",
    text: "One delivery, as one side tells it. The deliveries of a side add up; both sides' are never added.",
    keys: &[
        must("book", BOOKS, "whose word"),
        must("count", Takes::Number, "how much, in the item's `unit`"),
        must("from", Takes::Day, "the day, or the first day of a period"),
        key("to", Takes::Day, "the last day of a period"),
        key(
            "said",
            Takes::Day,
            "the day it was said; else the day of the first source, else the last day of the period",
        ),
        key(
            "source",
            Takes::Refs(Sort::Source),
            "the document that says so",
        ),
    ],
};

/// `[[capacity.value]]`
pub const VALUE: Section = Section {
    name: "capacity.value",
    text: "What one side says it is worth. Both are shown.",
    keys: &[
        must("book", BOOKS, "whose word"),
        must("amount", Takes::Number, "how much"),
        must("currency", Takes::Currency, "ISO code"),
        key("day", Takes::Day, "as of which day"),
        key(
            "source",
            Takes::Refs(Sort::Source),
            "the document that says so",
        ),
    ],
};

/// `[[indicators]]`
pub const INDICATORS: Section = Section {
    name: "indicators",
    text: "Indicators of several activities that are of one thing and may be rolled up.",
    keys: &[
        must(
            "id",
            Takes::Id(Sort::Indicators),
            "a short name of your own",
        ),
        must("title", Takes::Text, "what they are of"),
        key(
            "title_in",
            Takes::Translations,
            "the same in other languages",
        ),
        must("unit", Takes::Text, "what is counted; `%` for a percentage"),
        key(
            "nature",
            Takes::Choice(&["cumulative", "per-period", "average"]),
            "what the figures of its periods are to each other, if you know: else the words of titles and descriptions decide",
        ),
        key(
            "counts_people",
            Takes::YesNo,
            "whether small counts are hidden on public pages; `true` where it is not given",
        ),
        must("member", Takes::Many(&MEMBER), "which indicators"),
    ],
};

/// `[[indicators.member]]`
pub const MEMBER: Section = Section {
    name: "indicators.member",
    text: "By title, or by code and vocabulary.",
    keys: &[
        key(
            "activities",
            Takes::Codes,
            "identifiers of activities; left out: any",
        ),
        key(
            "title",
            Takes::Text,
            "the indicator's title in any of its languages",
        ),
        key(
            "vocabulary",
            Takes::Code,
            "of its reference: a code of `IndicatorVocabulary`",
        ),
        key("code", Takes::Code, "of its reference"),
    ],
};

/// `[[promise]]`
pub const PROMISE: Section = Section {
    name: "promise",
    text: "A public announcement. (IATI's commitments and pledges are transactions; they stand in the books.)",
    keys: &[
        must("id", Takes::Id(Sort::Promise), "a short name of your own"),
        must("kind", Takes::Kind, "what sort of thing is promised"),
        key("title", Takes::Text, "a short name for tables"),
        key(
            "title_in",
            Takes::Translations,
            "the same in other languages",
        ),
        must("wording", Takes::Text, "what was said, as it was said"),
        key("language", Takes::Code, "the language it was said in"),
        key("wording_in", Takes::Translations, "translations of it"),
        must(
            "announcer",
            Takes::Ref(Sort::Organisation),
            "who said it: an office",
        ),
        must("said", Takes::Day, "the day it was said"),
        must(
            "source",
            Takes::Refs(Sort::Source),
            "where that can be read",
        ),
        key(
            "pairing",
            Takes::Ref(Sort::Pairing),
            "the pairing it is about; left out: the programme",
        ),
        key(
            "sense",
            Takes::Choice(&["at-least", "at-most", "exactly"]),
            "`at-least` where it is not given; `at-most` for what should fall or not be passed",
        ),
        key(
            "target",
            Takes::Number,
            "the figure; of shares, ratios and changes in per cent. Not with `date`",
        ),
        key(
            "no_figure",
            Takes::Text,
            "in the place of `target`: why there is none",
        ),
        key("currency", Takes::Currency, "ISO code: of an `amount`"),
        key(
            "unit",
            Takes::Text,
            "what is counted: of a `count` (`%` for an indicator in per cent), of a `change` what its indicator counts",
        ),
        key(
            "margin",
            Takes::Number,
            "with `exactly`: how far from the target still is it; else 0",
        ),
        key(
            "from",
            Takes::Day,
            "the first day that counts, and where the straight line starts; else the day it was said",
        ),
        key(
            "baseline",
            Takes::Number,
            "where the straight line starts, for an indicator or a share; else the indicator's own baseline",
        ),
        key(
            "deadline",
            Takes::DayOr,
            "a day, a month or a year, by whose last day it should be kept",
        ),
        key(
            "no_deadline",
            Takes::Text,
            "in the place of `deadline`: why there is none",
        ),
        key(
            "on_course",
            Takes::Percent,
            "as of the programme, for this promise",
        ),
        key(
            "measure",
            Takes::Measure,
            "the question over the ledger that decides",
        ),
        key(
            "no_measure",
            Takes::Text,
            "in the place of `measure`: why nothing can decide",
        ),
        key(
            "stated",
            Takes::One(&STATED),
            "a ratio that the announcer worked out: it is recomputed",
        ),
        key("withdrawn", Takes::One(&WITHDRAWN), "if it was taken back"),
        key(
            "superseded_by",
            Takes::Ref(Sort::Promise),
            "a later promise that takes its place",
        ),
    ],
};

/// `stated` of a promise
pub const STATED: Section = Section {
    name: "promise.stated",
    text: "The announcer's own figures.",
    keys: &[
        must("numerator", Takes::Number, "above the line"),
        must("denominator", Takes::Number, "below the line; not 0"),
        must(
            "percent",
            Takes::Number,
            "what was announced, with the decimals that were said",
        ),
    ],
};

/// `withdrawn` of a promise
pub const WITHDRAWN: Section = Section {
    name: "promise.withdrawn",
    text: "From that day on it is withdrawn, whatever was reached.",
    keys: &[
        must("on", Takes::Day, "the day"),
        key("wording", Takes::Text, "what was said"),
        key(
            "source",
            Takes::Refs(Sort::Source),
            "where that can be read",
        ),
    ],
};

/// `[[reannouncement]]`
pub const REANNOUNCEMENT: Section = Section {
    name: "reannouncement",
    text: "A promise said again. It links to the first and counts once; what it changes is shown.",
    keys: &[
        must("id", Takes::Id(Sort::Promise), "a short name of your own"),
        must("of", Takes::Ref(Sort::Promise), "the first announcement"),
        must("wording", Takes::Text, "what was said, as it was said"),
        key("wording_in", Takes::Translations, "translations of it"),
        must(
            "announcer",
            Takes::Ref(Sort::Organisation),
            "who said it: an office",
        ),
        must("said", Takes::Day, "the day it was said"),
        must(
            "source",
            Takes::Refs(Sort::Source),
            "where that can be read",
        ),
        key("target", Takes::Number, "if another figure was said"),
        key("deadline", Takes::DayOr, "if another day was said"),
    ],
};

/// Which activities and parts of them count, in several figures.
macro_rules! chosen {
    ($($before:expr),* $(,)?) => {
        &[
            $($before,)*
            key("provider", Takes::Codes, "organisations that give; left out: any"),
            key("receiver", Takes::Codes, "organisations that receive; left out: any"),
            key("pairing", Takes::Ref(Sort::Pairing), "what runs between the two of a pairing, and its `activities`"),
            key("activities", Takes::Codes, "identifiers; left out: any"),
            key("sector", Takes::Codes, "codes; three digits stand for all that begin so"),
            key("place", Takes::Codes, "codes of countries, regions or areas"),
            key("from", Takes::Day, "first day"),
            key("to", Takes::Day, "last day"),
        ]
    };
}

/// What a measure may ask for, by its `figure`.
pub const FIGURES: &[Section] = &[
    Section {
        name: "flows",
        text: "Amounts of money, converted at their own day.",
        keys: chosen![
            must(
                "book",
                BOOKS,
                "whose book decides; the other side's is shown beside it and never added"
            ),
            must(
                "series",
                Takes::Series,
                "`disbursement`, `outgoing-commitment`, …: one or a list"
            ),
            must("currency", Takes::Currency, "what amounts are converted to"),
            key(
                "method",
                Takes::Method,
                "by which rules amounts are divided; `counterfoil` where it is not given"
            ),
        ],
    },
    Section {
        name: "activities",
        text: "A count of activities.",
        keys: chosen![
            must("book", BOOKS, "whose book decides"),
            key(
                "status",
                Takes::Codes,
                "codes of `ActivityStatus`, e.g. 3 finalised, 4 closed; left out: any"
            ),
        ],
    },
    Section {
        name: "indicator",
        text: "Figures of an indicator: a group of `[[indicators]]`, or one by title or reference.",
        keys: &[
            must("book", BOOKS, "whose book decides"),
            key(
                "group",
                Takes::Ref(Sort::Indicators),
                "a group of this text",
            ),
            key("activities", Takes::Codes, "identifiers; left out: any"),
            key(
                "title",
                Takes::Text,
                "the indicator's title in any of its languages",
            ),
            key("vocabulary", Takes::Code, "of its reference"),
            key("code", Takes::Code, "of its reference"),
            key(
                "of",
                Takes::Choice(&["actual", "target"]),
                "`actual` where it is not given",
            ),
            key(
                "nature",
                Takes::Choice(&["cumulative", "per-period", "average"]),
                "as of `[[indicators]]`",
            ),
            key(
                "percent",
                Takes::YesNo,
                "whether it is a percentage; `false` where it is not given",
            ),
        ],
    },
    Section {
        name: "share",
        text: "One figure as a share of another, in per cent: Σ numerators / Σ denominators.",
        keys: &[
            must("of", Takes::Measure, "what is shared"),
            must("in", Takes::Measure, "what it is a share of"),
        ],
    },
    Section {
        name: "capacity",
        text: "What was delivered of an item of this text.",
        keys: &[
            must("item", Takes::Ref(Sort::Capacity), "the item"),
            must("book", BOOKS, "whose word decides"),
        ],
    },
    Section {
        name: "event",
        text: "A date of an activity.",
        keys: &[
            must("book", BOOKS, "whose book decides"),
            must("activity", Takes::Code, "its identifier"),
            must(
                "date",
                Takes::Choice(&["2", "4"]),
                "`2` actual start, `4` actual end",
            ),
        ],
    },
    Section {
        name: "stated",
        text: "A figure from outside the ledger, such as a region's revenue.",
        keys: &[
            must("value", Takes::Number, "the figure"),
            key("currency", Takes::Currency, "of an amount"),
            key("unit", Takes::Text, "of anything else"),
            key(
                "day",
                Takes::Day,
                "the day from which it counts; left out: from the first",
            ),
            must(
                "source",
                Takes::Refs(Sort::Source),
                "the document that says so",
            ),
        ],
    },
];

/// All sections in the order of the documentation.
pub const SECTIONS: &[&Section] = &[
    &ROOT,
    &PROGRAMME,
    &ORGANISATION,
    &AREA,
    &SOURCE,
    &PAIRING,
    &CAPACITY,
    &DELIVERED,
    &VALUE,
    &INDICATORS,
    &MEMBER,
    &PROMISE,
    &STATED,
    &WITHDRAWN,
    &REANNOUNCEMENT,
];

/// Statuses, keys and faults as `docs/programme.md` has them.
#[must_use]
pub fn reference() -> String {
    let mut text = "## Statuses\n\n| status | what it means |\n|---|---|\n".to_owned();
    for (_, id, means) in STATUSES {
        text.push_str(&format!("| `{id}` | {means} |\n"));
    }
    text.push_str("\n## Keys\n\n");
    for section in SECTIONS {
        let heading = match section.name {
            "" => "The text".to_owned(),
            "programme" | "promise.stated" | "promise.withdrawn" => format!("`[{}]`", section.name),
            name => format!("`[[{name}]]`"),
        };
        table(&mut text, &heading, section);
    }
    for figure in FIGURES {
        table(
            &mut text,
            &format!("`figure = \"{}\"`", figure.name),
            figure,
        );
    }
    text.push_str("## Faults\n\n| fault | what it is |\n|---|---|\n");
    for (_, id, means) in FAULTS {
        text.push_str(&format!("| `{id}` | {means} |\n"));
    }
    text
}

fn table(text: &mut String, heading: &str, section: &Section) {
    text.push_str(&format!(
        "### {heading}\n\n{}\n\n| key | takes | |\n|---|---|---|\n",
        section.text
    ));
    for key in section.keys {
        let needed = if key.needed == Needed::Always {
            " **(needed)**"
        } else {
            ""
        };
        text.push_str(&format!(
            "| `{}`{needed} | {} | {} |\n",
            key.name,
            key.takes.words(),
            key.text
        ));
    }
    text.push('\n');
}

impl Takes {
    /// What may be written, in words.
    #[must_use]
    pub fn words(self) -> String {
        let quoted = |all: &[&str]| {
            let each: Vec<String> = all.iter().map(|w| format!("`{w}`")).collect();
            each.join(", ")
        };
        match self {
            Self::Id(_) => "an identifier".to_owned(),
            Self::Ref(sort) => format!("the `id` of {}", sort.one()),
            Self::Refs(sort) => format!("the `id` of {}, or a list", sort.one()),
            Self::Text => "text".to_owned(),
            Self::Code => "a code".to_owned(),
            Self::Codes => "a code, or a list".to_owned(),
            Self::Translations => "`{ fr = \"…\", zh = \"…\" }`".to_owned(),
            Self::Day => "a day, `2024-02-29`".to_owned(),
            Self::DayOr => "a day, `\"2024-02\"` or `\"2024\"`".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Count => "a whole number".to_owned(),
            Self::Percent => "0 to 100".to_owned(),
            Self::Currency => "an ISO code, `EUR`".to_owned(),
            Self::Url => "an address on the web".to_owned(),
            Self::YesNo => "`true` or `false`".to_owned(),
            Self::Level => format!("two of {}, with a hyphen", quoted(BODIES)),
            Self::Choice(all) => quoted(all),
            Self::Kind => KINDS.map(|kind| kind.text).join(", "),
            Self::Series => "the id of a series, or a list".to_owned(),
            Self::Method => {
                let ids: Vec<&str> = crate::flows::METHODS.iter().map(|m| m.id).collect();
                quoted(&ids)
            }
            Self::Measure => "a measure".to_owned(),
            Self::One(_) => "a table".to_owned(),
            Self::Many(section) => format!("tables `[[{}]]`", section.name),
        }
    }
}

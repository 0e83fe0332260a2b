//! Words that stand where something was to be put in later, or was missing.

/// Those that mean it anywhere. A few more do in a text or in a reference alone: a check
/// adds its own.
const STOPGAPS: &[&str] = &[
    "#n/a",
    "#name?",
    "#ref!",
    "#value!",
    "n.a.",
    "n/a",
    "nan",
    "nil",
    "none",
    "not applicable",
    "not available",
    "not known",
    "null",
    "tba",
    "tbc",
    "tbd",
    "to be completed",
    "to be confirmed",
    "to be determined",
    "todo",
    "undefined",
    "unknown",
    "unspecified",
];

/// Whether a text is one of them, or one of `besides`; capitals say nothing.
pub(in super::super) fn is_stopgap(text: &str, besides: &[&str]) -> bool {
    // None is longer, and few texts are as short.
    text.len() <= 16
        && STOPGAPS
            .iter()
            .chain(besides)
            .any(|s| text.eq_ignore_ascii_case(s))
}

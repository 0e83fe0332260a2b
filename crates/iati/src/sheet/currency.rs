//! Which currency a sign, a code or a word beside a number means.

use crate::codelist;

/// What a sign may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// One currency, by its ISO code.
    One(&'static str),
    /// Any of these: only what stands beside it can tell.
    Several(&'static [&'static str]),
}

impl Sign {
    /// Whether it may mean this currency.
    #[must_use]
    pub fn may_be(self, code: &str) -> bool {
        match self {
            Self::One(one) => one == code,
            Self::Several(all) => all.contains(&code),
        }
    }
}

const DOLLARS: &[&str] = &[
    "USD", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "FJD", "GYD", "HKD", "JMD", "KYD",
    "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "XCD", "ZWL", "ARS", "CLP",
    "COP", "CUP", "DOP", "UYU",
];

/// Signs and words, folded ([`super::fold`]).
const SIGNS: &[(&str, Sign)] = &[
    ("€", Sign::One("EUR")),
    ("euro", Sign::One("EUR")),
    ("euros", Sign::One("EUR")),
    ("欧元", Sign::One("EUR")),
    ("يورو", Sign::One("EUR")),
    ("us$", Sign::One("USD")),
    ("$us", Sign::One("USD")),
    ("u.s.$", Sign::One("USD")),
    ("美元", Sign::One("USD")),
    ("دولار امريكي", Sign::One("USD")),
    ("ca$", Sign::One("CAD")),
    ("can$", Sign::One("CAD")),
    // Of the córdoba too.
    ("c$", Sign::Several(&["CAD", "NIO"])),
    ("a$", Sign::One("AUD")),
    ("au$", Sign::One("AUD")),
    ("nz$", Sign::One("NZD")),
    ("hk$", Sign::One("HKD")),
    ("nt$", Sign::One("TWD")),
    ("r$", Sign::One("BRL")),
    ("₹", Sign::One("INR")),
    ("₦", Sign::One("NGN")),
    ("₱", Sign::Several(&["PHP", "CUP"])),
    ("₫", Sign::One("VND")),
    ("₴", Sign::One("UAH")),
    ("₺", Sign::One("TRY")),
    ("₪", Sign::One("ILS")),
    ("₩", Sign::Several(&["KRW", "KPW"])),
    ("₵", Sign::One("GHS")),
    ("₡", Sign::Several(&["CRC", "SVC"])),
    ("₸", Sign::One("KZT")),
    ("₽", Sign::Several(&["RUB", "BYN"])),
    ("rmb", Sign::One("CNY")),
    ("cn¥", Sign::One("CNY")),
    ("人民币", Sign::One("CNY")),
    ("元人民币", Sign::One("CNY")),
    ("人民币元", Sign::One("CNY")),
    ("日元", Sign::One("JPY")),
    ("英镑", Sign::One("GBP")),
    ("fcfa", Sign::Several(&["XOF", "XAF"])),
    ("cfa", Sign::Several(&["XOF", "XAF"])),
    ("$", Sign::Several(DOLLARS)),
    ("dollar", Sign::Several(DOLLARS)),
    ("dollars", Sign::Several(DOLLARS)),
    ("دولار", Sign::Several(DOLLARS)),
    ("¥", Sign::Several(&["CNY", "JPY"])),
    ("元", Sign::Several(&["CNY", "TWD", "HKD", "MOP", "SGD"])),
    ("圆", Sign::Several(&["CNY", "TWD", "JPY"])),
    (
        "£",
        Sign::Several(&[
            "GBP", "EGP", "SYP", "LBP", "SDG", "SSP", "FKP", "GIP", "SHP",
        ]),
    ),
    (
        "rs",
        Sign::Several(&["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ),
    (
        "rs.",
        Sign::Several(&["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ),
    ("ksh", Sign::One("KES")),
    ("kshs", Sign::One("KES")),
    ("tsh", Sign::One("TZS")),
    ("ush", Sign::One("UGX")),
    ("birr", Sign::One("ETB")),
    ("fr.", Sign::Several(&["CHF", "XOF", "XAF"])),
    ("sfr", Sign::One("CHF")),
];

/// What a folded token means; `None` if it is of no currency.
#[must_use]
pub fn sign(token: &str) -> Option<Sign> {
    let known = SIGNS.iter().find(|(sign, _)| *sign == token);
    known.map(|(_, meant)| *meant).or_else(|| code(token))
}

/// Whether a folded word is a code, and no sign or word of ours besides.
#[must_use]
pub fn is_code(token: &str) -> bool {
    code(token).is_some() && !SIGNS.iter().any(|(sign, _)| *sign == token)
}

/// An ISO code, in any case.
fn code(token: &str) -> Option<Sign> {
    if token.len() != 3 || !token.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let known = codelist::list("Currency")?.get(&token.to_ascii_uppercase())?;
    Some(Sign::One(known.code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::fold;

    #[test]
    fn every_sign_is_folded_and_of_known_currencies() {
        let list = codelist::list("Currency").expect("the list");
        for (token, meant) in SIGNS {
            assert_eq!(fold(token), *token);
            let all: &[&str] = match meant {
                Sign::One(one) => &[one],
                Sign::Several(all) => all,
            };
            for code in all {
                assert!(list.get(code).is_some(), "{token}: {code}");
            }
        }
    }

    #[test]
    fn certain_and_not() {
        assert_eq!(sign("usd"), Some(Sign::One("USD")));
        assert_eq!(sign("€"), Some(Sign::One("EUR")));
        assert!(matches!(sign("$"), Some(Sign::Several(_))));
        assert!(matches!(sign("元"), Some(Sign::Several(_))));
        assert!(matches!(sign("c$"), Some(meant) if meant.may_be("NIO") && meant.may_be("CAD")));
        assert_eq!(sign("abc"), None);
    }
}

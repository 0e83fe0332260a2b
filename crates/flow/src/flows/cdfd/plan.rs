//! What is read of an element, and how it is divided.

use crate::flows::facts::{
    Budget, Coded, Day, Facts, Narrative, Org, Share, Transaction, Value, is_true,
};
use crate::flows::flow::Party;
use crate::flows::number::{exact, of_float, python_day, python_float};
use crate::flows::period;
use crate::flows::reason::Reason;
use crate::rate::{Pick, Rates};
use iati::said;
use iati::said::{Give, Said};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Percentages that take an item out.
const NONE: [&str; 3] = ["", "0", "0.0"];

/// A code and its share.
#[derive(Clone, Debug)]
pub(crate) struct Item<'a> {
    pub code: Option<Cow<'a, str>>,
    /// Of 100, as the program computes it.
    pub percent: f64,
    /// The same before it is scaled, exactly.
    pub weight: Decimal,
    /// Not published: worked out from transactions.
    pub inferred: bool,
    pub is_region: bool,
}

impl<'a> Item<'a> {
    fn whole(code: Option<Cow<'a, str>>, inferred: bool) -> Self {
        Self {
            code,
            percent: 100.0,
            weight: Decimal::ONE_HUNDRED,
            inferred,
            is_region: false,
        }
    }
}

/// A value as the program reads it.
#[derive(Clone, Debug)]
pub(crate) struct Amount<'a> {
    pub float: f64,
    /// None if it is not finite.
    pub exact: Option<Decimal>,
    pub currency: Option<&'a str>,
    pub day: Date,
}

/// A transaction of types 1 to 4.
pub(crate) struct TransactionPlan<'a> {
    pub kind: &'a str,
    pub amount: Amount<'a>,
    /// The date as written, which is printed, and as read.
    pub written_day: &'a str,
    pub day: Date,
    pub sectors: Vec<Item<'a>>,
    pub places: Vec<Item<'a>>,
    pub aid_type: Option<&'a str>,
    pub finance_type: Option<&'a str>,
    pub flow_type: Option<&'a str>,
    pub humanitarian: bool,
    pub provider: Party<'a>,
    pub receiver: Party<'a>,
}

/// One budget that counts.
pub(crate) struct Term<'a> {
    /// Among the budgets of the activity.
    pub index: usize,
    pub is_revised: bool,
    pub amount: Amount<'a>,
    pub first: Date,
    pub last: Date,
}

impl Term<'_> {
    /// Days from first to last; negative where they are the wrong way round.
    pub fn days(&self) -> i64 {
        period::days(self.first, self.last)
    }

    /// First day of each quarter, and the days that count in it.
    pub fn quarters(&self) -> Vec<(Date, i64)> {
        if self.days() > 0 {
            return period::quarters(self.first, self.last);
        }
        self.quarters_backwards()
    }

    /// Of a period that ends before it begins the program walks back through the
    /// quarters from the first day's, up to the second after the last day's; the
    /// first has the days below zero, all others theirs in full.
    fn quarters_backwards(&self) -> Vec<(Date, i64)> {
        let quarter = |day: Date| period::quarters(day, day).pop();
        let full = |start: Date| {
            let next = start.checked_add(3.months()).unwrap_or(Date::MAX);
            period::days(start, next) - 1
        };
        let (Some((start, _)), Some((end, _))) = (quarter(self.first), quarter(self.last)) else {
            return Vec::new();
        };
        let stop = if start == end {
            end
        } else {
            end.saturating_add(6.months())
        };
        let mut quarters = Vec::new();
        let mut at = start;
        while at >= stop {
            let is_cut = at == start && self.first > start;
            quarters.push((at, if is_cut { self.days() } else { full(at) }));
            at = at.saturating_sub(3.months());
        }
        quarters
    }
}

/// The budgets of an activity.
pub(crate) struct BudgetPlan<'a> {
    pub terms: Vec<Term<'a>>,
    /// Numbers of originals that a revised one starts with.
    pub superseded: Vec<usize>,
    /// Numbers of budgets that a later one of the same days and type replaces.
    pub replaced: Vec<usize>,
    pub sectors: Vec<Item<'a>>,
    pub places: Vec<Item<'a>>,
    pub aid_types: Vec<Item<'a>>,
    pub finance_types: Vec<Item<'a>>,
    pub flow_types: Vec<Item<'a>>,
    pub humanitarian: bool,
    pub provider: Party<'a>,
    pub receiver: Party<'a>,
}

/// What the program remembers of an identifier from its first activity in the
/// file, and uses for all others that have it.
#[derive(Clone, Default)]
pub(crate) struct Memory<'a> {
    pub title: Option<&'a [Narrative]>,
    pub reporter: Option<&'a Org>,
    sectors: Sectors<'a>,
    /// Countries and regions of the activity, cleaned once.
    places: Option<Result<Vec<Item<'a>>, Reason>>,
    defaults: [Option<&'a str>; 3],
    roles: [Option<&'a Facts>; 2],
}

#[derive(Clone, Default)]
enum Sectors<'a> {
    #[default]
    Unknown,
    /// Those of the activity, cleaned.
    Published(Result<Vec<Item<'a>>, Reason>),
    /// A transaction had none: the activity has none from then on.
    Blank,
}

fn unread(what: Said) -> Reason {
    Reason::Unread(Box::new(what))
}

/// Whether the program reads files of this version.
pub(crate) fn is_read(facts: &Facts) -> Result<(), Reason> {
    let version = facts.version.as_deref().unwrap_or_default();
    match version {
        "2.01" | "2.02" | "2.03" => Ok(()),
        other => Err(Reason::Version(other.into())),
    }
}

impl<'a> Memory<'a> {
    /// The first reading of an activity: title and reporter.
    pub fn meet(&mut self, facts: &'a Facts) {
        if facts.identifier.is_none() || is_read(facts).is_err() {
            return;
        }
        self.title = self.title.or(facts.title.as_deref());
        // Without a title the program fails before it comes to the reporter.
        if self.title.is_some() {
            self.reporter = self.reporter.or(facts.reporter.as_ref());
        }
    }

    fn basics(&mut self, facts: &'a Facts) -> Result<(), Reason> {
        is_read(facts)?;
        self.meet(facts);
        if facts.identifier.is_none() {
            return Err(unread(said!("no iati-identifier")));
        }
        if self.title.is_none() {
            return Err(unread(said!("no title")));
        }
        self.reporter
            .map(|_| ())
            .ok_or_else(|| unread(said!("no reporting-org")))
    }

    /// Countries and DAC regions of the activity.
    fn places(&mut self, facts: &'a Facts) -> Result<Vec<Item<'a>>, Reason> {
        let regions = &facts.regions;
        if self.places.is_none()
            && (!facts.countries.is_empty() || regions.iter().any(is_first_vocabulary))
        {
            self.places = Some(clean_places(&facts.countries, regions));
        }
        self.places.clone().unwrap_or(Ok(Vec::new()))
    }

    /// DAC sectors of the activity; none if it has none with a percentage.
    fn sectors(&mut self, facts: &'a Facts) -> Result<Option<Vec<Item<'a>>>, Reason> {
        if matches!(self.sectors, Sectors::Unknown) && facts.sectors.iter().any(is_first_vocabulary)
        {
            self.sectors = Sectors::Published(clean(of_first_vocabulary(&facts.sectors), false));
        }
        match &self.sectors {
            Sectors::Unknown => Ok(None),
            Sectors::Blank => Ok(Some(blank_sector())),
            Sectors::Published(items) => Ok(Some(items.clone()?).filter(|i| !i.is_empty())),
        }
    }

    fn default(&mut self, which: usize, published: Option<&'a Coded>) -> Option<&'a str> {
        if self.defaults[which].is_none() {
            self.defaults[which] = published.and_then(|c| c.code.as_deref());
        }
        self.defaults[which]
    }

    /// The reporter, or the participating organisations of a role.
    fn party(&mut self, facts: &'a Facts, role: Role) -> Party<'a> {
        let (at, role) = match role {
            Role::Reporter => {
                return self.reporter.map_or(Party::NotStated, Party::Reporter);
            }
            Role::Funding => (0, "1"),
            Role::Implementing => (1, "4"),
        };
        if self.roles[at].is_none() && facts.in_role(role).next().is_some() {
            self.roles[at] = Some(facts);
        }
        match self.roles[at] {
            Some(facts) => Party::Participants { facts, role },
            None => Party::NotStated,
        }
    }
}

#[derive(Clone, Copy)]
enum Role {
    Reporter,
    Funding,
    Implementing,
}

/// Reads a transaction.
pub(crate) fn transaction<'a>(
    memory: &mut Memory<'a>,
    facts: &'a Facts,
    t: &'a Transaction,
) -> Result<TransactionPlan<'a>, Reason> {
    memory.basics(facts)?;
    let places = transaction_places(memory, facts, t)?;
    let sectors = transaction_sectors(memory, facts, t)?;
    let kind = t
        .kind
        .as_deref()
        .ok_or_else(|| unread(said!("no transaction-type")))?;
    let (provider, receiver) = match kind {
        "1" => (Role::Funding, Role::Reporter),
        "2" | "3" | "4" => (Role::Reporter, Role::Implementing),
        _ => return Err(Reason::TypeLeftOut),
    };
    let codes = codes(memory, facts, t);
    let humanitarian = t.humanitarian.as_deref().or(facts.humanitarian.as_deref());
    let mut party = |declared: Option<&'a Org>, role| match declared {
        Some(org) => Party::Declared(org),
        None => memory.party(facts, role),
    };
    let (provider, receiver) = (
        party(t.provider.as_ref(), provider),
        party(t.receiver.as_ref(), receiver),
    );
    let amount = amount(t.value.as_ref(), facts)?;
    let (written_day, day) = iso_day(t.date.as_ref())?;
    Ok(TransactionPlan {
        kind,
        amount,
        written_day,
        day,
        sectors,
        places,
        aid_type: codes[0],
        finance_type: codes[1],
        flow_type: codes[2],
        humanitarian: is_exactly_true(humanitarian),
        provider,
        receiver,
    })
}

/// No white space is taken off.
fn is_exactly_true(written: Option<&str>) -> bool {
    matches!(written, Some("true" | "1")) && is_true(written)
}

fn transaction_places<'a>(
    memory: &mut Memory<'a>,
    facts: &'a Facts,
    t: &'a Transaction,
) -> Result<Vec<Item<'a>>, Reason> {
    let mut places = clean_places(&t.countries, &t.regions)?;
    if places.is_empty() {
        places = memory.places(facts)?;
    }
    if places.is_empty() {
        return Err(Reason::NotStated);
    }
    Ok(places)
}

fn transaction_sectors<'a>(
    memory: &mut Memory<'a>,
    facts: &'a Facts,
    t: &'a Transaction,
) -> Result<Vec<Item<'a>>, Reason> {
    let own = clean(of_first_vocabulary(&t.sectors), false)?;
    if !own.is_empty() {
        return Ok(own);
    }
    if let Some(sectors) = memory.sectors(facts)? {
        return Ok(sectors);
    }
    memory.sectors = Sectors::Blank;
    Ok(blank_sector())
}

fn blank_sector<'a>() -> Vec<Item<'a>> {
    vec![Item::whole(Some(Cow::Borrowed("")), false)]
}

/// Aid, finance and flow type: the transaction's, else the activity's default.
fn codes<'a>(
    memory: &mut Memory<'a>,
    facts: &'a Facts,
    t: &'a Transaction,
) -> [Option<&'a str>; 3] {
    let own = [
        t.aid_types.first(),
        t.finance_type.as_ref(),
        t.flow_type.as_ref(),
    ];
    let defaults = [
        facts.aid_types.first(),
        facts.finance_type.as_ref(),
        facts.flow_type.as_ref(),
    ];
    std::array::from_fn(|at| match own[at] {
        Some(coded) => coded.code.as_deref(),
        None => memory.default(at, defaults[at]),
    })
}

fn amount<'a>(value: Option<&'a Value>, facts: &'a Facts) -> Result<Amount<'a>, Reason> {
    let value = value.ok_or(Reason::NoValue)?;
    let float = float_of(value)?;
    let written = value.date.as_deref();
    let written = written.ok_or_else(|| unread(said!("no value-date")))?;
    let day = python_day(written).ok_or_else(|| unreadable_day(written))?;
    Ok(Amount {
        float,
        exact: exact_of(value, float),
        currency: value.currency.as_deref().or(facts.currency.as_deref()),
        day,
    })
}

fn float_of(value: &Value) -> Result<f64, Reason> {
    let text = value.text.as_deref().ok_or(Reason::NoValue)?;
    python_float(text).ok_or_else(|| Reason::UnreadableValue {
        text: text.into(),
        why: Box::new(said!("not a number").give()),
    })
}

fn exact_of(value: &Value, float: f64) -> Option<Decimal> {
    let text = value.text.as_deref()?;
    exact(text).or_else(|| of_float(float))
}

fn unreadable_day(text: &str) -> Reason {
    Reason::UnreadableDate {
        text: text.into(),
        why: Box::new(said!("not a date of the form YYYY-MM-DD").give()),
    }
}

/// The attribute alone is read.
fn iso_day(written: Option<&Day>) -> Result<(&str, Date), Reason> {
    let iso = written
        .and_then(|d| d.iso.as_deref())
        .ok_or(Reason::NoDate)?;
    let day = python_day(iso).ok_or_else(|| unreadable_day(iso))?;
    Ok((iso, day))
}

fn is_first_vocabulary(share: &Share) -> bool {
    matches!(share.vocabulary.as_deref(), None | Some("1"))
}

fn of_first_vocabulary(shares: &[Share]) -> impl Iterator<Item = &Share> {
    shares.iter().filter(|s| is_first_vocabulary(s))
}

/// Items with a percentage, before they are scaled.
fn weighed<'a>(
    shares: impl Iterator<Item = &'a Share>,
    is_region: bool,
) -> Result<Vec<Item<'a>>, Reason> {
    let mut items = Vec::new();
    for share in shares {
        let text = share.percentage.as_deref().unwrap_or("100");
        if NONE.contains(&text) {
            continue;
        }
        let unreadable = || Reason::PercentageUnreadable(text.into());
        let percent = python_float(text).ok_or_else(unreadable)?;
        let weight = exact(text).or_else(|| of_float(percent));
        items.push(Item {
            code: share.code.as_deref().map(Cow::Borrowed),
            percent,
            weight: weight.ok_or_else(unreadable)?,
            inferred: false,
            is_region,
        });
    }
    Ok(items)
}

fn total(items: &[Item<'_>]) -> f64 {
    items.iter().fold(0.0, |sum, i| sum + i.percent)
}

fn scaled(mut items: Vec<Item<'_>>, total: f64) -> Result<Vec<Item<'_>>, Reason> {
    let hundredth = total / 100.0;
    if hundredth == 0.0 && !items.is_empty() {
        return Err(Reason::NoWeight);
    }
    for item in &mut items {
        item.percent /= hundredth;
    }
    Ok(items)
}

fn clean<'a>(
    shares: impl Iterator<Item = &'a Share>,
    is_region: bool,
) -> Result<Vec<Item<'a>>, Reason> {
    let items = weighed(shares, is_region)?;
    let total = total(&items);
    scaled(items, total)
}

/// Regions come in only where countries come neither to 100 nor each to 100.
fn clean_places<'a>(countries: &'a [Share], regions: &'a [Share]) -> Result<Vec<Item<'a>>, Reason> {
    let mut items = weighed(countries.iter(), false)?;
    let mut sum = total(&items);
    let all = 100.0 * items.len() as f64;
    let rounded = sum.round_ties_even();
    let has_regions = of_first_vocabulary(regions).next().is_some();
    if has_regions && rounded != 100.0 && (sum == 0.0 || rounded != all) {
        let more = weighed(of_first_vocabulary(regions), true)?;
        sum += total(&more);
        items.extend(more);
    }
    scaled(items, sum)
}

/// Reads the budgets of an activity.
pub(crate) fn budgets<'a>(
    memory: &mut Memory<'a>,
    facts: &'a Facts,
    rates: Option<&Rates>,
) -> Result<BudgetPlan<'a>, Reason> {
    memory.basics(facts)?;
    let sectors = match memory.sectors(facts)? {
        Some(sectors) => sectors,
        None => by_transactions(facts, rates, "", sector_of)?,
    };
    let mut places = memory.places(facts)?;
    if places.is_empty() {
        places = by_transactions(facts, rates, "-", place_of)?;
        places.retain(|p| p.code.as_deref() != Some("-"));
    }
    let (terms, superseded, replaced) = terms(facts, rates)?;
    let kinds = [
        (facts.aid_types.first(), aid_type_of as CodeOf),
        (facts.finance_type.as_ref(), finance_type_of),
        (facts.flow_type.as_ref(), flow_type_of),
    ];
    let mut kinds = kinds.into_iter().map(|(default, own)| match default {
        Some(coded) => {
            let code = coded.code.as_deref().map(Cow::Borrowed);
            Ok(vec![Item::whole(code, false)])
        }
        None => by_transactions(facts, rates, "", own),
    });
    let mut next = || kinds.next().unwrap_or(Ok(Vec::new()));
    let (aid_types, finance_types, flow_types) = (next()?, next()?, next()?);
    let (provider, receiver) = (
        memory.party(facts, Role::Reporter),
        memory.party(facts, Role::Implementing),
    );
    if places.is_empty() {
        return Err(Reason::NotStated);
    }
    Ok(BudgetPlan {
        terms,
        superseded,
        replaced,
        sectors,
        places,
        aid_types,
        finance_types,
        flow_types,
        humanitarian: is_exactly_true(facts.humanitarian.as_deref()),
        provider,
        receiver,
    })
}

type Terms<'a> = (Vec<Term<'a>>, Vec<usize>, Vec<usize>);

/// Originals without those that a revised one starts with, then the revised.
fn terms<'a>(facts: &'a Facts, rates: Option<&Rates>) -> Result<Terms<'a>, Reason> {
    let mut replaced = Vec::new();
    let originals = of_type(facts, rates, [None, Some("1")], &mut replaced)?;
    let revised = of_type(facts, rates, [Some("2"); 2], &mut replaced)?;
    let starts = |t: &Term<'_>| revised.iter().any(|r| r.first == t.first);
    let (superseded, mut kept): (Vec<_>, Vec<_>) = originals.into_iter().partition(starts);
    kept.extend(revised);
    for term in &kept {
        if term.days() == 0 {
            return Err(Reason::Backwards);
        }
    }
    let superseded = superseded.iter().map(|t| t.index).collect();
    Ok((kept, superseded, replaced))
}

/// Budgets of a type; of two with the same days the later has the place of the
/// earlier.
fn of_type<'a>(
    facts: &'a Facts,
    rates: Option<&Rates>,
    kinds: [Option<&str>; 2],
    replaced: &mut Vec<usize>,
) -> Result<Vec<Term<'a>>, Reason> {
    let mut terms: Vec<Term<'a>> = Vec::new();
    for (index, budget) in facts.budgets.iter().enumerate() {
        if !kinds.contains(&budget.kind.as_deref()) {
            continue;
        }
        let term = term(facts, index, budget)?;
        // One that is superseded must have a rate too.
        if let Some(rates) = rates {
            has_rate(&term.amount, rates)?;
        }
        let same = |t: &&mut Term<'_>| t.first == term.first && t.last == term.last;
        match terms.iter_mut().find(same) {
            Some(earlier) => {
                replaced.push(earlier.index);
                *earlier = term;
            }
            None => terms.push(term),
        }
    }
    Ok(terms)
}

fn has_rate(amount: &Amount<'_>, rates: &Rates) -> Result<(), Reason> {
    let currency = amount.currency.ok_or(Reason::NoCurrency)?;
    let rate = rates.convert(
        Decimal::ONE,
        currency,
        "USD",
        amount.day,
        Pick::ClosestDated,
    );
    rate.map(|_| ()).map_err(Reason::NoRate)
}

fn term<'a>(facts: &'a Facts, index: usize, budget: &'a Budget) -> Result<Term<'a>, Reason> {
    Ok(Term {
        index,
        is_revised: budget.kind.as_deref() == Some("2"),
        first: iso_day(budget.start.as_ref())?.1,
        last: iso_day(budget.end.as_ref())?.1,
        amount: amount(budget.value.as_ref(), facts)?,
    })
}

/// The code a transaction has along one dimension: none if it has no such
/// element, `Some(None)` if the element has no code.
type CodeOf = for<'a> fn(&'a Transaction) -> Option<(Option<&'a str>, bool)>;

fn sector_of(t: &Transaction) -> Option<(Option<&str>, bool)> {
    let first = of_first_vocabulary(&t.sectors).next()?;
    Some((first.code.as_deref(), false))
}

fn place_of(t: &Transaction) -> Option<(Option<&str>, bool)> {
    if let Some(country) = t.countries.first() {
        return Some((country.code.as_deref(), false));
    }
    let region = of_first_vocabulary(&t.regions).next()?;
    Some((region.code.as_deref(), true))
}

fn aid_type_of(t: &Transaction) -> Option<(Option<&str>, bool)> {
    let is_first = |c: &&Coded| matches!(c.vocabulary.as_deref(), None | Some("1"));
    let first = t.aid_types.iter().find(is_first)?;
    Some((first.code.as_deref(), false))
}

fn finance_type_of(t: &Transaction) -> Option<(Option<&str>, bool)> {
    Some((t.finance_type.as_ref()?.code.as_deref(), false))
}

fn flow_type_of(t: &Transaction) -> Option<(Option<&str>, bool)> {
    Some((t.flow_type.as_ref()?.code.as_deref(), false))
}

/// A transaction that is asked for its share.
struct Told<'a> {
    code: Option<&'a str>,
    is_region: bool,
    float: f64,
    /// None if it is not finite.
    exact: Option<Decimal>,
    currency: Option<&'a str>,
    day: Option<&'a str>,
}

/// Shares by the outgoing commitments, else the incoming ones; `none` where no
/// transaction says.
fn by_transactions<'a>(
    facts: &'a Facts,
    rates: Option<&Rates>,
    none: &'static str,
    code: CodeOf,
) -> Result<Vec<Item<'a>>, Reason> {
    let mut told = told(facts, "2", code)?;
    if told.is_empty() {
        told = self::told(facts, "11", code)?;
    }
    let Some(first) = told.first() else {
        return Ok(vec![Item::whole(Some(Cow::Borrowed(none)), false)]);
    };
    if told.iter().all(|t| t.code == first.code) {
        let mut item = Item::whole(first.code.map(Cow::Borrowed), true);
        item.is_region = first.is_region;
        return Ok(vec![item]);
    }
    if !told.iter().all(|t| t.currency == first.currency) {
        for t in &mut told {
            to_dollars(t, rates)?;
        }
    }
    add_up(&told)
}

fn told<'a>(facts: &'a Facts, kind: &str, code: CodeOf) -> Result<Vec<Told<'a>>, Reason> {
    let mut told = Vec::new();
    for t in facts
        .transactions
        .iter()
        .filter(|t| t.kind.as_deref() == Some(kind))
    {
        let Some((code, is_region)) = code(t) else {
            continue;
        };
        let value = t.value.as_ref().ok_or(Reason::NoValue)?;
        let float = float_of(value)?;
        told.push(Told {
            code,
            is_region,
            float,
            exact: exact_of(value, float),
            currency: value.currency.as_deref().or(facts.currency.as_deref()),
            day: value.date.as_deref(),
        });
    }
    Ok(told)
}

fn to_dollars(told: &mut Told<'_>, rates: Option<&Rates>) -> Result<(), Reason> {
    let rates = rates.ok_or(Reason::SeveralCurrencies)?;
    let written = told.day.ok_or_else(|| unread(said!("no value-date")))?;
    let day = python_day(written).ok_or_else(|| unreadable_day(written))?;
    let currency = told.currency.ok_or(Reason::NoCurrency)?;
    let pick = Pick::ClosestDated;
    let exact = told.exact.ok_or_else(not_finite)?;
    let converted = rates.convert(exact, currency, "USD", day, pick);
    let converted = converted.map_err(Reason::NoRate)?;
    told.float /= float(converted.rate);
    told.exact = Some(converted.amount);
    Ok(())
}

fn not_finite() -> Reason {
    unread(said!("a value that is not a number"))
}

/// The float that the digits of a decimal are read as.
pub(crate) fn float(decimal: Decimal) -> f64 {
    decimal.to_string().parse().unwrap_or(f64::NAN)
}

fn add_up<'a>(told: &[Told<'a>]) -> Result<Vec<Item<'a>>, Reason> {
    let sum = told.iter().fold(0.0, |sum, t| sum + t.float);
    if sum == 0.0 {
        return Err(Reason::NoWeight);
    }
    let mut items: Vec<Item<'a>> = Vec::new();
    for t in told {
        let exact = t.exact.ok_or_else(not_finite)?;
        // Adding to nothing takes the sign off a zero.
        let percent = 0.0 + t.float / sum * 100.0;
        let code = t.code.map(Cow::Borrowed);
        match items.iter_mut().find(|i| i.code == code) {
            Some(item) => {
                item.percent += percent;
                let weight = item.weight.checked_add(exact);
                item.weight = weight.ok_or(Reason::TooManyDigits)?;
            }
            None => items.push(Item {
                code,
                percent,
                weight: exact,
                inferred: true,
                is_region: t.is_region,
            }),
        }
    }
    Ok(items)
}

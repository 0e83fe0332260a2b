//! The rows that Country Development Finance Data's flattener writes.
//!
//! They are reckoned in binary floating-point numbers and in the program's own
//! order of operations, since its last digits are their rounding; the exact parts
//! are the flows of the method `cdfd`.

use super::lists::Lists;
use super::plan::{self, Amount, BudgetPlan, Item, Memory, Term, TransactionPlan, float};
use crate::flows::facts::{Facts, Narrative, Org};
use crate::flows::flow::Party;
use crate::flows::number::python_repr;
use crate::flows::reason::Reason;
use crate::rate::{Pick, Rates};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns, in order.
pub const COLUMNS: [&str; 30] = [
    "kind",
    "activity_index",
    "element_index",
    "iati_identifier",
    "transaction_type",
    "transaction_date",
    "fiscal_year",
    "fiscal_quarter",
    "value_original",
    "currency_original",
    "exchange_rate",
    "exchange_rate_date",
    "value_usd",
    "value_eur",
    "value_local",
    "country_code",
    "multi_country",
    "sector_code",
    "sector_category",
    "humanitarian",
    "aid_type",
    "finance_type",
    "flow_type",
    "provider_org",
    "provider_org_type",
    "receiver_org",
    "receiver_org_type",
    "reporting_org",
    "reporting_org_type",
    "title",
];

/// One row, a text for each of [`COLUMNS`].
pub type Row = [String; 30];

/// The rows of one file, as the program writes them: those of all transactions,
/// then those of all budgets. What it takes over between activities of the same
/// identifier is taken over here.
pub fn file_rows(file: &[Facts], lists: &Lists, rates: &Rates, out: &mut dyn FnMut(Row)) {
    let mut memories: BTreeMap<Option<&str>, Memory<'_>> = BTreeMap::new();
    for facts in file {
        memories
            .entry(facts.identifier.as_deref())
            .or_default()
            .meet(facts);
    }
    let tools = Tools { lists, rates };
    for (index, facts) in file.iter().enumerate() {
        let memory = memories.entry(facts.identifier.as_deref()).or_default();
        tools.transactions(index, facts, memory, out);
    }
    for (index, facts) in file.iter().enumerate() {
        let memory = memories.entry(facts.identifier.as_deref()).or_default();
        tools.budgets(index, facts, memory, out);
    }
}

/// The two halves of a file's rows, which stand in it one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    Transactions,
    Budgets,
}

impl Half {
    pub const ALL: [Self; 2] = [Self::Transactions, Self::Budgets];
}

/// One half of the rows of some activities of a file, each with its number in the
/// file, from 0; in their order. Together they give what [`file_rows`] gives of them,
/// if no other activity of the file has an identifier of theirs.
pub fn rows_of(
    some: &[(usize, &Facts)],
    half: Half,
    lists: &Lists,
    rates: &Rates,
    out: &mut dyn FnMut(usize, Row),
) {
    let mut memories: BTreeMap<Option<&str>, Memory<'_>> = BTreeMap::new();
    for (_, facts) in some {
        let memory = memories.entry(facts.identifier.as_deref()).or_default();
        memory.meet(facts);
    }
    let tools = Tools { lists, rates };
    for (index, facts) in some {
        let memory = memories.entry(facts.identifier.as_deref()).or_default();
        // What it remembers of transactions shows in the budgets.
        let mut give = |row| match half {
            Half::Transactions => out(*index, row),
            Half::Budgets => {}
        };
        tools.transactions(*index, facts, memory, &mut give);
    }
    for (index, facts) in some.iter().filter(|_| half == Half::Budgets) {
        let memory = memories.entry(facts.identifier.as_deref()).or_default();
        tools.budgets(*index, facts, memory, &mut |row| out(*index, row));
    }
}

/// The rows of one activity alone, transactions before budgets. `index` is its
/// number in the file, from 0.
pub fn activity_rows(
    index: usize,
    facts: &Facts,
    lists: &Lists,
    rates: &Rates,
    out: &mut dyn FnMut(Row),
) {
    let tools = Tools { lists, rates };
    let mut memory = Memory::default();
    tools.transactions(index, facts, &mut memory, out);
    tools.budgets(index, facts, &mut memory, out);
}

struct Tools<'t> {
    lists: &'t Lists,
    rates: &'t Rates,
}

/// An amount in its own currency, dollars, euros, and the currency of each place.
struct Money {
    rate: f64,
    rate_date: Date,
    original: f64,
    dollars: f64,
    euros: f64,
    local: Vec<f64>,
}

impl Tools<'_> {
    fn transactions<'a>(
        &self,
        index: usize,
        facts: &'a Facts,
        memory: &mut Memory<'a>,
        out: &mut dyn FnMut(Row),
    ) {
        for (element, t) in facts.transactions.iter().enumerate() {
            let Ok(plan) = plan::transaction(memory, facts, t) else {
                continue;
            };
            let Ok(money) = self.money(&plan.amount, &plan.places) else {
                continue;
            };
            let head = self.transaction_head(index, element, facts, memory, &plan, &money);
            for sector in &plan.sectors {
                for (at, place) in plan.places.iter().enumerate() {
                    let share = place.percent / 100.0 * (sector.percent / 100.0);
                    let values = [
                        money.original * share,
                        money.dollars * share,
                        money.euros * share,
                        money.local[at] * share,
                    ];
                    self.place(&head, values, place, sector, out);
                }
            }
        }
    }

    fn budgets<'a>(
        &self,
        index: usize,
        facts: &'a Facts,
        memory: &mut Memory<'a>,
        out: &mut dyn FnMut(Row),
    ) {
        if facts.budgets.is_empty() {
            return;
        }
        let Ok(plan) = plan::budgets(memory, facts, Some(self.rates)) else {
            return;
        };
        let moneys: Result<Vec<_>, _> = plan
            .terms
            .iter()
            .map(|t| self.money(&t.amount, &plan.places))
            .collect();
        let Ok(moneys) = moneys else { return };
        let head = self.budget_head(index, facts, memory, &plan);
        for sector in &plan.sectors {
            for (at, place) in plan.places.iter().enumerate() {
                for aid in &plan.aid_types {
                    for finance in &plan.finance_types {
                        for flow in &plan.flow_types {
                            let items = [place, sector, aid, finance, flow];
                            for (term, money) in plan.terms.iter().zip(&moneys) {
                                self.quarters(&head, term, money, at, items, out);
                            }
                        }
                    }
                }
            }
        }
    }

    /// One row for each quarter of a budget under one combination of codes.
    fn quarters(
        &self,
        head: &Row,
        term: &Term<'_>,
        money: &Money,
        at: usize,
        items: [&Item<'_>; 5],
        out: &mut dyn FnMut(Row),
    ) {
        let [place, sector, aid, finance, flow] = items;
        let mut shares = items.iter().map(|i| i.percent / 100.0);
        let first = shares.next().unwrap_or(1.0);
        let share = shares.fold(first, |product, s| product * s);
        let days = term.days() as f64;
        for (start, in_quarter) in term.quarters() {
            let of_quarter = |v: f64| v / days * in_quarter as f64 * share;
            let mut row = head.clone();
            row[5] = format!("{}-{:02}-01", start.year(), start.month());
            row[6] = start.year().to_string();
            row[7] = quarter(start);
            row[9] = text(term.amount.currency);
            row[10] = python_repr(money.rate);
            row[11] = money.rate_date.to_string();
            row[20] = code(aid);
            row[21] = code(finance);
            row[22] = code(flow);
            let values = [
                of_quarter(money.original),
                of_quarter(money.dollars),
                of_quarter(money.euros),
                of_quarter(money.local[at]),
            ];
            self.place(&row, values, place, sector, out);
        }
    }

    /// Writes the row if its place has a list and its value is a number.
    fn place(
        &self,
        head: &Row,
        values: [f64; 4],
        place: &Item<'_>,
        sector: &Item<'_>,
        out: &mut dyn FnMut(Row),
    ) {
        let country = code(place);
        if !self.lists.has_place(&country) || values.iter().any(|v| !v.is_finite()) {
            return;
        }
        let mut row = head.clone();
        let [original, dollars, euros, local] = values.map(|v| format!("{v:.6}"));
        row[8] = original;
        row[12] = dollars;
        row[13] = euros;
        row[14] = local;
        row[15] = country;
        row[17] = code(sector);
        row[18] = self.lists.group(&row[17]).to_owned();
        out(row);
    }

    /// Value over rate is dollars; dollars times rate is any other currency. A place
    /// without a currency that has rates has zero.
    fn money(&self, amount: &Amount<'_>, places: &[Item<'_>]) -> Result<Money, Reason> {
        let currency = amount.currency.ok_or(Reason::NoCurrency)?;
        let (rate, rate_date) = self.rate(currency, amount.day)?;
        let dollars = amount.float / rate;
        let euros = dollars * self.rate("EUR", amount.day)?.0;
        let local = |place: &Item<'_>| {
            let currency = place.code.as_deref().and_then(|c| self.lists.currency(c));
            let rate = currency.and_then(|c| self.rate(c, amount.day).ok());
            rate.map_or(0.0, |(rate, _)| dollars * rate)
        };
        Ok(Money {
            rate,
            rate_date,
            original: amount.float,
            dollars,
            euros,
            local: places.iter().map(local).collect(),
        })
    }

    /// Units for a dollar, and their day.
    fn rate(&self, currency: &str, day: Date) -> Result<(f64, Date), Reason> {
        if currency == "USD" {
            return Ok((1.0, day));
        }
        let one = Decimal::ONE;
        let rate = self
            .rates
            .convert(one, currency, "USD", day, Pick::ClosestDated);
        let rate = rate.map_err(Reason::NoRate)?;
        Ok((float(rate.rate), rate.rate_date))
    }

    fn transaction_head(
        &self,
        index: usize,
        element: usize,
        facts: &Facts,
        memory: &Memory<'_>,
        plan: &TransactionPlan<'_>,
        money: &Money,
    ) -> Row {
        let mut row = self.head("transaction", index, facts, memory);
        row[2] = element.to_string();
        row[4] = plan.kind.to_owned();
        row[5] = plan.written_day.to_owned();
        row[6] = plan.day.year().to_string();
        row[7] = quarter(plan.day);
        row[9] = text(plan.amount.currency);
        row[10] = python_repr(money.rate);
        row[11] = money.rate_date.to_string();
        row[16] = flag(plan.places.len() > 1);
        row[19] = flag(plan.humanitarian);
        row[20] = text(plan.aid_type);
        row[21] = text(plan.finance_type);
        row[22] = text(plan.flow_type);
        (row[23], row[24]) = self.shown(plan.provider);
        (row[25], row[26]) = self.shown(plan.receiver);
        row
    }

    fn budget_head(
        &self,
        index: usize,
        facts: &Facts,
        memory: &Memory<'_>,
        plan: &BudgetPlan<'_>,
    ) -> Row {
        let mut row = self.head("budget", index, facts, memory);
        row[4] = "budget".to_owned();
        row[16] = flag(plan.places.len() > 1);
        row[19] = flag(plan.humanitarian);
        (row[23], row[24]) = self.shown(plan.provider);
        (row[25], row[26]) = self.shown(plan.receiver);
        row
    }

    fn head(&self, kind: &str, index: usize, facts: &Facts, memory: &Memory<'_>) -> Row {
        let mut row = Row::default();
        row[0] = kind.to_owned();
        row[1] = index.to_string();
        row[3] = text(facts.identifier.as_deref());
        if let Some(reporter) = memory.reporter {
            (row[27], row[28]) = self.shown(Party::Reporter(reporter));
        }
        row[29] = memory.title.map(narrative).unwrap_or_default().to_owned();
        row
    }

    /// How an organisation and its type are printed.
    fn shown(&self, party: Party<'_>) -> (String, String) {
        match party {
            Party::NotStated => (String::new(), String::new()),
            Party::Declared(org) => {
                let name = self.name(org, Some(narrative(&org.narratives)));
                (display(name.as_deref(), org), text(org.kind.as_deref()))
            }
            Party::Reporter(org) => {
                let name = self.name(org, Some(narrative(&org.narratives)));
                let reference = org.reference.as_deref().unwrap_or("None");
                let shown = format!("{} [{reference}]", name.unwrap_or_default());
                (shown, text(org.kind.as_deref()))
            }
            Party::Participants { facts, role } => self.participants(facts, role),
        }
    }

    /// Several organisations are joined; of a single one the first name is taken
    /// as it stands.
    fn participants(&self, facts: &Facts, role: &'static str) -> (String, String) {
        let all: Vec<&Org> = facts.in_role(role).collect();
        if let [org] = all.as_slice() {
            let first = org.narratives.first().filter(|n| !n.inline);
            let first = first.and_then(|n| n.text.as_deref());
            let name = self.name(org, first);
            return (display(name.as_deref(), org), text(org.kind.as_deref()));
        }
        let shown: Vec<String> = all
            .iter()
            .map(|org| {
                display(
                    self.name(org, Some(narrative(&org.narratives))).as_deref(),
                    org,
                )
            })
            .collect();
        let kinds: Vec<&str> = all.iter().filter_map(|org| org.kind.as_deref()).collect();
        (shown.join("; "), kinds.join("; "))
    }

    /// The name by the registry, else the one given.
    fn name<'n>(&self, org: &Org, given: Option<&'n str>) -> Option<Cow<'n, str>> {
        let Some(reference) = org.reference.as_deref().filter(|r| !r.trim().is_empty()) else {
            return given.map(Cow::Borrowed);
        };
        let known = self.lists.organisation(reference);
        Some(Cow::Borrowed(known.or(given).unwrap_or_default()))
    }
}

fn display(name: Option<&str>, org: &Org) -> String {
    let mut shown = name.unwrap_or_default().to_owned();
    let Some(reference) = org.reference.as_deref() else {
        return shown;
    };
    if !shown.is_empty() {
        shown.push(' ');
    }
    if !reference.is_empty() {
        shown.push_str(&format!("[{reference}]"));
    }
    shown
}

/// The only narrative; of several one in English or without a language, else the
/// first.
fn narrative(narratives: &[Narrative]) -> &str {
    let chosen = match narratives {
        [only] => Some(only),
        several => several
            .iter()
            .find(|n| matches!(n.language.as_deref(), None | Some("en" | "EN")))
            .or(several.first()),
    };
    let text = chosen.filter(|n| !n.inline).and_then(|n| n.text.as_deref());
    text.unwrap_or_default().trim()
}

fn quarter(day: Date) -> String {
    format!("Q{}", (day.month() + 2) / 3)
}

fn flag(holds: bool) -> String {
    String::from(if holds { "1" } else { "0" })
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn code(item: &Item<'_>) -> String {
    text(item.code.as_deref())
}

//! How figures are made: the rules of each method, what counts in totals, exchange
//! rates, prices and years. Other pages lead here from their foot.

use crate::answer::grouped;
use crate::error::Error;
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use flow::flows::METHODS;
use flow::flows::counted::Why;
use flow::flows::method::Described;
use flow::rate::deflate::{Deflators, Whose};
use flow::rate::{OLD_AFTER, REFUSED_AFTER, Rates};
use iati::said::phrase;
use ledger::rates::{BUILTIN, KeptRates};
use ledger::{Ledger, View};
use serde_json::{Value, json};
use std::io::Write;

pub const PAGE: Page = Page { html, data };

const FORMATS: &[Format] = &[Format::Json, Format::Csv];

/// The argument that chooses the table whose currencies are listed.
const RATES: &str = "rates";

#[derive(Template)]
#[template(path = "methods.html")]
struct MethodsPage {
    shell: Shell,
    methods: Vec<MethodView>,
    reasons: Vec<ReasonView>,
    tables: Vec<TableView>,
    shown: String,
    currencies: Vec<CurrencyView>,
    old_after: i64,
    refused_after: i64,
    deflators: &'static str,
    prices: String,
    made: Made,
}

struct MethodView {
    id: &'static str,
    line: String,
    paragraphs: Vec<String>,
}

/// Why a row is in no total.
struct ReasonView {
    id: &'static str,
    words: String,
    text: String,
}

/// A table of exchange rates.
struct TableView {
    name: Markup,
    days: Markup,
    rates: String,
    currencies: String,
    source: String,
    sha256: String,
    kept: Markup,
}

struct CurrencyView {
    code: String,
    name: String,
    from: Markup,
    to: Markup,
    rates: String,
}

/// Every reason, in the order in which they are asked.
const REASONS: [Why; 7] = [
    Why::OlderCopy { by: 0 },
    Why::Secondary { by: 0 },
    Why::SupersededBudget,
    Why::RepeatedBudget,
    Why::Internal,
    Why::Parent { by: 0 },
    Why::OtherBook { by: 0 },
];

fn explained(why: Why) -> &'static str {
    match why {
        Why::OlderCopy { .. } => phrase(
            "The same reporter and identifier stand twice; the copy with the later last-updated-datetime counts.",
        ),
        Why::Secondary { .. } => phrase(
            "It is told on behalf of another, who publishes this activity, or any activity under an identifier that begins with that organisation’s own.",
        ),
        Why::SupersededBudget => {
            phrase("A revised budget covers more than half of the shorter of the two periods.")
        }
        Why::RepeatedBudget => phrase(
            "Two different budgets of one type over the same days both count, and are marked.",
        ),
        Why::Internal => phrase(
            "Provider and receiver are the reporter, or the other activity is another of its own. Expenditure is never internal.",
        ),
        Why::Parent { .. } => phrase(
            "Activities below it, of the same reporter, carry the same series over an overlapping time: the deepest level that carries a series counts. Disbursements and expenditure are one in this.",
        ),
        Why::OtherBook { .. } => phrase(
            "It is money received, and the payer tells the same payment to that receiver. The two books are accounts of one flow and are never added.",
        ),
    }
}

fn reasons() -> Vec<ReasonView> {
    let each = REASONS.iter().map(|why| ReasonView {
        id: why.id(),
        words: markup::sentence(&tongue::words(why.words())),
        text: tongue::words(explained(*why)),
    });
    each.collect()
}

fn paragraphs(method: &'static Described) -> impl Iterator<Item = String> {
    method.text.iter().map(|paragraph| tongue::words(paragraph))
}

fn methods() -> Vec<MethodView> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let each = METHODS.iter().map(|m| MethodView {
        id: m.id,
        line: markup::sentence(&tongue::words(m.line)),
        paragraphs: paragraphs(m).map(|p| one_line(&p)).collect(),
    });
    each.collect()
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[RATES])?)?;
    let (shown, table) = chosen(request, &view)?;
    let links = Links::of(request);
    let years = Deflators::builtin().years(Whose::UnitedStates);
    let page = MethodsPage {
        shell: Shell::new(request, &view, &say!("How figures are made"), ""),
        methods: methods(),
        reasons: reasons(),
        tables: tables(&view, &links)?,
        currencies: table.currencies().map(|c| currency(&c)).collect(),
        shown,
        old_after: OLD_AFTER,
        refused_after: REFUSED_AFTER,
        deflators: Deflators::builtin().source(),
        prices: years.map_or_else(String::new, |y| {
            let (from, to) = (y.start().to_string(), y.end().to_string());
            say!("{from} to {to}", from, to)
        }),
        made: vec![(
            phrase("Take it along"),
            vec![shell::data_links(request, FORMATS)],
        )],
    };
    Ok(page.render()?)
}

/// The table that is asked for, and its name.
fn chosen(request: &Request, view: &View<'_>) -> Result<(String, Rates), Problem> {
    let name = request.value(RATES).unwrap_or(BUILTIN);
    let table = view.rates(name)?.ok_or_else(|| {
        Error::asked(say!(
            "rates “{name}”: no table of that name was imported (“counterfoil rates list” names them)",
            name
        ))
    })?;
    Ok((name.to_owned(), table))
}

fn tables(view: &View<'_>, links: &Links) -> Result<Vec<TableView>, Problem> {
    let builtin = Rates::builtin();
    let mut all = vec![TableView {
        name: named(BUILTIN, links),
        days: days(builtin.from(), builtin.to()),
        rates: grouped(&builtin.len().to_string()),
        currencies: grouped(&builtin.currencies().count().to_string()),
        source: builtin.source().to_owned(),
        sha256: builtin.sha256().to_owned(),
        kept: text(&say!("part of the program")),
    }];
    all.extend(view.kept_rates()?.iter().map(|kept| imported(kept, links)));
    Ok(all)
}

fn imported(kept: &KeptRates, links: &Links) -> TableView {
    let told = &kept.told;
    let name = match kept.is_found {
        true => named(&kept.name, links),
        false => mark!("{name} (a newer one has its name)", name => text(&kept.name)),
    };
    TableView {
        name,
        days: days(told.from, told.to),
        rates: grouped(&told.rates.to_string()),
        currencies: grouped(&told.currencies.to_string()),
        source: told.source.clone(),
        sha256: told.sha256.clone(),
        kept: mark!(
            "by {author}, statement {statement}, {day}",
            day => markup::day(&kept.made);
            author = kept.author,
            statement = kept.statement.to_string()
        ),
    }
}

fn named(name: &str, links: &Links) -> Markup {
    markup::link(&links.to("/methods", &[(RATES, name)]), &text(name))
}

fn days(from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> Markup {
    match (from, to) {
        (Some(from), Some(to)) => {
            mark!("{from} to {to}", from => markup::date(from), to => markup::date(to))
        }
        _ => markup::unknown(&say!("fixed rates only")),
    }
}

fn currency(of: &flow::rate::Coverage) -> CurrencyView {
    CurrencyView {
        name: tongue::name_of("Currency", &of.code).unwrap_or_default(),
        from: markup::date(of.from),
        to: markup::date(of.to),
        rates: grouped(&of.rates.to_string()),
        code: of.code.clone(),
    }
}

fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let view = ledger.view(&request.moment(&[RATES])?)?;
    let (name, table) = chosen(request, &view)?;
    match request.format {
        Format::Csv => write_currencies(&table, out),
        Format::Json | Format::Html => {
            let whole = whole(&name, &table, &view)?;
            serde_json::to_writer_pretty(&mut *out, &whole).map_err(std::io::Error::from)?;
            Ok(writeln!(out)?)
        }
        _ => Err(Problem::not_found(request)),
    }
}

/// The currencies of the table; the words are in the other formats.
fn write_currencies(table: &Rates, out: &mut dyn Write) -> Result<(), Problem> {
    writeln!(out, "currency,from,to,rates")?;
    for of in table.currencies() {
        writeln!(out, "{},{},{},{}", of.code, of.from, of.to, of.rates)?;
    }
    Ok(())
}

fn whole(name: &str, table: &Rates, view: &View<'_>) -> Result<Value, Problem> {
    let methods = METHODS.iter();
    let methods = methods.map(|m| {
        let text = paragraphs(m).collect::<Vec<_>>().join("\n\n");
        json!({ "id": m.id, "line": tongue::words(m.line), "text": text })
    });
    let reasons = REASONS
        .iter()
        .map(|why| json!({ "reason": why.id(), "words": tongue::words(why.words()), "text": tongue::words(explained(*why)) }));
    let coverage = table
        .currencies()
        .map(|c| json!({ "currency": c.code, "from": c.from, "to": c.to, "rates": c.rates }));
    let years = Deflators::builtin().years(Whose::UnitedStates);
    Ok(json!({
        "methods": methods.collect::<Vec<_>>(),
        "not_counted": reasons.collect::<Vec<_>>(),
        "rates": {
            "name": name,
            "source": table.source(),
            "sha256": table.sha256(),
            "from": table.from(),
            "to": table.to(),
            "currencies": coverage.collect::<Vec<_>>(),
        },
        "imported": view.kept_rates()?,
        "deflators": {
            "source": Deflators::builtin().source(),
            "from": years.as_ref().map(|y| *y.start()),
            "to": years.as_ref().map(|y| *y.end()),
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_explained_once() {
        let ids: std::collections::BTreeSet<_> = REASONS.iter().map(|w| w.id()).collect();
        assert_eq!(ids.len(), REASONS.len());
        for why in REASONS {
            assert!(explained(why).ends_with('.'), "{}", why.id());
        }
    }
}

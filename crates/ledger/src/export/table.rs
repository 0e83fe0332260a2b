//! The tables and their columns. `docs/export.md` tells of each; a test holds the
//! two together.

use crate::plain::{Kind, Value};

/// A row and the name of its table.
#[derive(Debug)]
pub(super) struct Row {
    pub table: &'static str,
    pub values: Vec<Value>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

#[derive(Debug)]
pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
}

const fn number(name: &'static str) -> Column {
    column(name, Kind::Number)
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

const fn day(name: &'static str) -> Column {
    column(name, Kind::Day)
}

const fn decimal(name: &'static str) -> Column {
    column(name, Kind::Decimal)
}

const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// Columns that all tables of statements begin with, and those of one table.
macro_rules! stated {
    ($($own:expr),* $(,)?) => {
        &[
            number("publication"),
            text("iati_identifier"),
            text("reporting_org_ref"),
            text("reporting_org_name"),
            text("path"),
            number("line"),
            $($own),*
        ]
    };
}

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "publications",
        columns: &[
            number("publication"),
            text("dataset"),
            text("dataset_basis"),
            text("publisher_ref"),
            text("publisher_name"),
            text("iati_version"),
            text("published"),
            day("published_date"),
            text("published_basis"),
            text("imported"),
            text("source"),
            text("sha256"),
            number("bytes"),
            number("activities"),
            number("organisations"),
            number("transactions"),
            number("left_out"),
            number("withheld"),
            text("stated_dataset"),
            text("stated_published"),
        ],
    },
    Table {
        name: "activities",
        columns: stated![
            text("title"),
            text("description"),
            text("activity_status"),
            number("hierarchy"),
            flag("secondary_reporter"),
            text("default_currency"),
            text("iati_version"),
            text("last_updated_datetime"),
            day("start_planned"),
            day("start_actual"),
            day("end_planned"),
            day("end_actual"),
        ],
    },
    Table {
        name: "places",
        columns: stated![
            text("stated_by"),
            text("place"),
            text("vocabulary"),
            text("code"),
            decimal("percentage"),
            text("percentage_text"),
        ],
    },
    Table {
        name: "sectors",
        columns: stated![
            text("stated_by"),
            text("sector"),
            text("vocabulary"),
            text("code"),
            decimal("percentage"),
            text("percentage_text"),
        ],
    },
    Table {
        name: "transactions",
        columns: stated![
            text("transaction_ref"),
            text("transaction_type"),
            day("transaction_date"),
            decimal("value"),
            text("value_text"),
            text("currency"),
            day("value_date"),
            text("description"),
            text("provider"),
            text("provider_org_ref"),
            text("provider_org_name"),
            text("provider_activity_id"),
            flag("provider_implied"),
            text("receiver"),
            text("receiver_org_ref"),
            text("receiver_org_name"),
            text("receiver_activity_id"),
            flag("receiver_implied"),
            text("sector"),
            text("place"),
            text("gaps"),
        ],
    },
    Table {
        name: "budgets",
        columns: stated![
            text("budget_type"),
            text("budget_status"),
            day("period_start"),
            day("period_end"),
            decimal("value"),
            text("value_text"),
            text("currency"),
            day("value_date"),
            text("gaps"),
        ],
    },
    Table {
        name: "planned_disbursements",
        columns: stated![
            text("planned_disbursement_type"),
            day("period_start"),
            day("period_end"),
            decimal("value"),
            text("value_text"),
            text("currency"),
            text("provider_org_ref"),
            text("provider_org_name"),
            text("provider_activity_id"),
            text("receiver_org_ref"),
            text("receiver_org_name"),
            text("receiver_activity_id"),
            text("gaps"),
        ],
    },
    Table {
        name: "results",
        columns: stated![
            text("result_type"),
            text("result_title"),
            text("indicator_title"),
            text("measure"),
            flag("ascending"),
            text("baseline_year"),
            text("baseline_value"),
            day("period_start"),
            day("period_end"),
            text("target_value"),
            text("actual_value"),
        ],
    },
    Table {
        name: "organisations",
        columns: &[
            number("publication"),
            text("organisation_identifier"),
            text("reporting_org_ref"),
            text("reporting_org_name"),
            text("path"),
            number("line"),
            text("name"),
            text("last_updated_datetime"),
            number("budgets"),
        ],
    },
    Table {
        name: "rates",
        columns: &[
            text("rates"),
            text("source"),
            text("sha256"),
            text("currency"),
            day("rate_date"),
            decimal("rate"),
            text("rate_text"),
            text("frequency"),
            text("anchor"),
        ],
    },
    Table {
        name: "statements",
        columns: &[
            number("statement"),
            text("kind"),
            text("subject"),
            text("body"),
            text("author"),
            text("note"),
            text("made"),
            number("after_publication"),
            number("undoes"),
            flag("in_force"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn every_table_and_column_is_told_of() {
        let told = include_str!("../../../../docs/export.md");
        for table in TABLES {
            let heading = format!("`{}`", table.name);
            assert!(
                told.contains(&heading),
                "{heading} is not in docs/export.md"
            );
            for column in table.columns {
                let name = format!("`{}`", column.name);
                assert!(told.contains(&name), "{name} is not in docs/export.md");
            }
        }
    }
}

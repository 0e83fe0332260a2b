//! What one organisation record says of itself.

use crate::activity::{Narrative, Organisation, narratives, organisation};
use crate::read::Tree;
use serde::Serialize;

/// One `iati-organisation`. Its budgets are of the organisation as a whole and
/// are never added to those of activities.
#[derive(Clone, Debug, Serialize)]
pub struct OrganisationRecord {
    /// `organisation-identifier` (1.0x: `iati-identifier`), trimmed.
    pub identifier: String,
    pub names: Vec<Narrative>,
    pub reporting_org: Organisation,
    pub last_updated: Option<String>,
    /// How many total, recipient and expenditure statements it makes.
    pub budgets: usize,
}

impl OrganisationRecord {
    #[must_use]
    pub fn read(tree: &Tree) -> Self {
        let root = tree.root();
        let identifier = ["organisation-identifier", "iati-identifier"]
            .iter()
            .find_map(|name| root.child(name))
            .map(|e| e.text().trim().to_owned());
        let is_budget = |name: &str| {
            matches!(
                name,
                "total-budget"
                    | "recipient-org-budget"
                    | "recipient-country-budget"
                    | "recipient-region-budget"
                    | "total-expenditure"
            )
        };
        Self {
            identifier: identifier.unwrap_or_default(),
            names: root.children_named("name").flat_map(narratives).collect(),
            reporting_org: root
                .child("reporting-org")
                .map(organisation)
                .unwrap_or_default(),
            last_updated: root
                .attr("last-updated-datetime")
                .map(|t| t.trim().to_owned()),
            budgets: root.children().filter(|e| is_budget(e.name())).count(),
        }
    }
}

//! Organisations that are known under several references: the table that comes with
//! the program, and what users say.

use crate::statement::kind;
use crate::view::View;
use flow::reconcile::Aliases;

/// The table at this moment: a user's word goes before the program's.
pub(super) fn in_force(view: &View<'_>) -> Aliases {
    let mut aliases = Aliases::default();
    for statement in view.statements_in_force() {
        let alias = statement.subject.strip_prefix("organisation ");
        let reference = statement.body["is"].as_str();
        if let (kind::ALIAS, Some(alias), Some(reference)) =
            (statement.kind.as_str(), alias, reference)
        {
            aliases.add(alias, reference);
        }
    }
    aliases
}

impl View<'_> {
    /// The references that are known to stand for another, with the statement that
    /// says so; none for those that the program brings.
    #[must_use]
    pub fn aliases(&self) -> Vec<(String, String, Option<u64>)> {
        let mut all: Vec<_> = Aliases::default()
            .iter()
            .map(|(a, r)| (a.to_owned(), r.to_owned(), None))
            .collect();
        for statement in self.statements_in_force() {
            let alias = statement.subject.strip_prefix("organisation ");
            let reference = statement.body["is"].as_str();
            if let (kind::ALIAS, Some(alias), Some(reference)) =
                (statement.kind.as_str(), alias, reference)
            {
                let alias = flow::reconcile::normal(alias);
                all.retain(|(a, _, _)| *a != alias);
                let reference = flow::reconcile::normal(reference);
                all.push((alias, reference, Some(statement.seq)));
            }
        }
        all.sort();
        all
    }
}

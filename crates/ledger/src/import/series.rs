//! Which dataset a file goes on with, where its name alone cannot tell.

use super::{Incoming, Survey};
use crate::dataset::{self, Given};
use crate::error::Result;
use crate::record::Publication;
use crate::writer::Writer;

impl Writer {
    /// An empty file goes on with the dataset of its place; a file goes on with the
    /// dataset that the one before it was moved to; and a file that shares no activity
    /// with the one it would supersede is another dataset, told apart by its folder.
    pub(super) fn settle_dataset(
        &self,
        head: &mut Publication,
        file: &Incoming<'_>,
        survey: &Survey,
    ) -> Result<()> {
        if is_typed(file.given) {
            return Ok(());
        }
        let is_named = file.given.dataset.is_some();
        if survey.units == 0 && !is_named {
            return self.settle_empty(head);
        }
        if self.follow_a_move(head, survey)? || is_named {
            return Ok(());
        }
        let Some(before) = self.last_of_dataset(&head.dataset.value)? else {
            return Ok(());
        };
        let other_folder = !dataset::same_series(&before.source, &head.source);
        if other_folder && !self.shares_an_activity(before.seq, survey)? {
            let folder = dataset::folder(&head.source).unwrap_or_default().to_owned();
            head.dataset.value = format!("{}/{folder}", head.dataset.value);
            head.dataset
                .basis
                .push_str("; shares nothing with the file of this name elsewhere");
        }
        Ok(())
    }

    fn settle_empty(&self, head: &mut Publication) -> Result<()> {
        let all = self.record.publications()?;
        let counts =
            |p: &&Publication| p.refused.is_none() && !self.corrections.is_withdrawn(p.seq);
        let mut accepted = all.into_iter().rev().filter(|p| counts(&p));
        let series = |p: &Publication| dataset::same_series(&p.source, &head.source);
        if let Some(mut before) = accepted.find(series) {
            self.corrections.apply(&mut before);
            head.dataset.value = before.dataset.value;
            head.dataset.basis = "empty; as the file of this name before".to_owned();
        }
        Ok(())
    }

    /// Where the last file of this name was moved to another dataset, so is this one,
    /// unless it goes on with what stayed.
    fn follow_a_move(&self, head: &mut Publication, survey: &Survey) -> Result<bool> {
        let kept = self.record.accepted_of_dataset(&head.dataset.value, 1)?;
        let Some((last, to)) = kept
            .first()
            .and_then(|p| Some((p.seq, self.corrections.dataset(p.seq)?)))
        else {
            return Ok(false);
        };
        if let Some(stayed) = self.last_of_dataset(&head.dataset.value)? {
            let goes_on_with_stayed = self.shares_an_activity(stayed.seq, survey)?;
            if goes_on_with_stayed || !self.shares_an_activity(last, survey)? {
                return Ok(false);
            }
        }
        let (to, statement) = to;
        head.dataset.value.clone_from(to);
        head.dataset.basis.push_str(&format!(
            "; moved as publication {last} was (statement {statement})"
        ));
        Ok(true)
    }

    /// The last publication of a dataset that counts, in order of import, corrections
    /// considered.
    fn last_of_dataset(&self, name: &str) -> Result<Option<Publication>> {
        let is_still = |p: &Publication| {
            let moved = self.corrections.dataset(p.seq);
            moved.is_none_or(|(to, _)| to == name) && !self.corrections.is_withdrawn(p.seq)
        };
        // No more than were corrected can be gone.
        let most = self.corrections.len() + 1;
        let kept = self.record.accepted_of_dataset(name, most)?;
        let stayed = kept.into_iter().find(is_still);
        for seq in self.corrections.moved_to(name) {
            let is_later = stayed.as_ref().is_none_or(|p| p.seq < seq);
            if is_later && !self.corrections.is_withdrawn(seq) {
                return self.record.publication(seq);
            }
        }
        Ok(stayed)
    }

    fn shares_an_activity(&self, publication: u64, survey: &Survey) -> Result<bool> {
        let members = self.record.members(publication)?;
        if members.is_empty() {
            return Ok(true);
        }
        for member in members {
            let identifier = self.record.identifier(member.version)?.unwrap_or_default();
            if survey.identifiers.contains(&flow::key::of(&identifier)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether somebody named the dataset for this run: that is taken at its word. A name
/// that a registry has is followed where it was moved.
fn is_typed(given: &Given) -> bool {
    given.dataset.is_some() && given.dataset_basis.is_none()
}

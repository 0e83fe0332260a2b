//! Which activities end between two days.
//!
//! Their days stand in a column, so that nothing is read of those that end at another time.

use super::fields::day;
use super::select::{Filter, Hit};
use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::Live;
use jiff::civil::Date;
use tantivy::SegmentReader;
use tantivy::columnar::{Column, StrColumn};

/// Activities by their end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Those that end between the two days, the next first.
    pub hits: Vec<Hit>,
    /// How many more tell no end.
    pub open: u64,
}

impl IndexSearcher {
    /// The live activities that answer a filter and end from the first day to the last,
    /// without those of some statuses.
    pub(crate) fn ends(
        &self,
        filter: &Filter,
        days: [Date; 2],
        but: &[&str],
        live: &Live,
    ) -> Result<Ends> {
        let text = [self.fields.title, self.fields.text];
        let hits = self.collect(&*self.query(Kind::Activity, filter, &text), live)?;
        let [first, last] = days.map(|d| day(Some(d)));
        let run = || -> tantivy::Result<Ends> {
            let readers = self.searcher.segment_readers().iter();
            let columns: Vec<Option<Columns>> = readers
                .map(|reader| Columns::open(reader, but))
                .collect::<tantivy::Result<_>>()?;
            let mut found: Vec<(u64, Hit)> = Vec::new();
            let mut open = 0;
            for hit in hits {
                let columns = columns.get(hit.segment as usize).and_then(Option::as_ref);
                let Some(columns) = columns.filter(|c| !c.is_passed_over(hit.doc)) else {
                    continue;
                };
                match columns.end.first(hit.doc) {
                    None | Some(0) => open += 1,
                    Some(end) if (first..=last).contains(&end) => found.push((end, hit)),
                    Some(_) => {}
                }
            }
            found.sort_unstable();
            let hits = found.into_iter().map(|(_, hit)| hit).collect();
            Ok(Ends { hits, open })
        };
        guarded(&self.path, run)
    }
}

/// What of one segment is looked at.
struct Columns {
    end: Column<u64>,
    status: StrColumn,
    /// Numbers of the statuses that are passed over.
    but: Vec<u64>,
}

impl Columns {
    /// `None` if there is no unit in the segment.
    fn open(reader: &SegmentReader, but: &[&str]) -> tantivy::Result<Option<Self>> {
        let fast = reader.fast_fields();
        let (Some(end), Some(status)) = (fast.column_opt("unit_end")?, fast.str("unit_status")?)
        else {
            return Ok(None);
        };
        let mut ords = Vec::new();
        for code in but {
            ords.extend(status.dictionary().term_ord(code.as_bytes())?);
        }
        Ok(Some(Self {
            end,
            status,
            but: ords,
        }))
    }

    fn is_passed_over(&self, doc: u32) -> bool {
        let status = self.status.ords().first(doc);
        status.is_some_and(|ord| self.but.contains(&ord))
    }
}

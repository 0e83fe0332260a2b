//! From an older format to this one: a copy is brought up to date and put in the
//! original's place.

use super::chain::{self, Hash, Said, Since};
use super::swap::Copy;
use super::{Record, schema};
use crate::error::{Error, Result};

impl Record {
    /// Brings a record of an older format up to date; the original stays as it is
    /// until that is done.
    pub(super) fn migrate(self) -> Result<()> {
        let copy = Copy::make(&self)?;
        let newer = copy.open()?;
        newer.step_from(self.format()?)?;
        if newer.last_seq()? != self.last_seq()? {
            return Err(Error::Damaged("the copy is not whole".to_owned()));
        }
        drop(newer);
        copy.replace(self)
    }

    fn step_from(&self, found: i64) -> Result<()> {
        let run = |sql: &str| {
            let done = self.connection.execute_batch(sql);
            done.map_err(|e| self.failure(e))
        };
        run("BEGIN")?;
        if found < 2 {
            run(schema::FROM_1_TO_2)?;
        }
        if found < 3 {
            run(schema::FROM_2_TO_3)?;
        }
        if found < 2 {
            self.write_links()?;
        }
        run("COMMIT")
    }

    fn write_links(&self) -> Result<()> {
        let hashes = self.version_hashes()?;
        let mut before = Hash::default();
        for head in self.publications()? {
            let members = self.members(head.seq)?;
            let content = chain::content(&Said {
                head: &head,
                versions: hashes.over(&members, head.seq)?,
                members: &members,
                dropped: &self.dropped(head.seq)?,
                left_out: &self.left_out(head.seq)?,
            });
            before = chain::link(&before, &content, &Since::default());
            self.connection
                .prepare_cached("UPDATE publication SET link = ? WHERE seq = ?")
                .and_then(|mut s| s.execute((before, head.seq)))
                .map_err(|e| self.failure(e))?;
        }
        Ok(())
    }
}

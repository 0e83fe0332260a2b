//! A whole answer as a workbook: what it says and rests on, then its rows.

use super::{Sink, Table, field, xlsx};
use crate::answer::{About, Answer};
use crate::error::{Error, Result};
use crate::tongue;
use std::fs::File;
use std::io::Write;

/// Writes an answer. The rows go to disk first: a workbook cannot be streamed.
///
/// # Errors
/// A row cannot be had, or the disk or the output fails.
pub fn workbook(answer: Answer<'_>, out: &mut dyn Write) -> Result<()> {
    let Answer {
        about,
        columns,
        rows,
    } = answer;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("answer.xlsx");
    let file = File::create(&path).map_err(Error::at(&path))?;
    let table = Table {
        columns,
        narrow: &[],
    };
    let mut sheet = xlsx::Xlsx::begin((file, path.clone()), field::fields(&table))?;
    for row in rows {
        sheet.put(&table.columns, &row?)?;
    }
    let mut lines = lines(&about, &table);
    let caveats = sheet.caveats().into_iter();
    lines.extend(caveats.map(|c| (say!("Note"), c)));
    sheet.save(&lines)?;
    let mut whole = File::open(&path).map_err(Error::at(&path))?;
    std::io::copy(&mut whole, out)?;
    Ok(())
}

/// What stands on the first sheet.
fn lines(about: &About, table: &Table) -> Vec<(String, String)> {
    let mut all = vec![
        (say!("Answer"), about.sentence.clone()),
        (say!("Question"), about.question.to_owned()),
    ];
    let asked = &about.as_of;
    let moment = [
        (say!("As of"), asked.published.clone()),
        (say!("Known at import"), asked.known.map(|n| n.to_string())),
        (say!("Newest publication"), about.data_to.clone()),
        (say!("Imports up to"), Some(about.reached.to_string())),
        (say!("Method"), Some(about.method.clone())),
    ];
    let told = moment.into_iter();
    all.extend(told.filter_map(|(term, text)| Some((term, text?))));
    let notes = about.caveats.iter();
    all.extend(notes.map(|c| (say!("Note"), c.clone())));
    let columns = table.columns.iter();
    all.extend(columns.map(|c| (say!("Column {name}", name = c.name), tongue::words(c.about))));
    let rests = about.rests_on.iter().map(|r| {
        let hash = r.sha256.clone().unwrap_or_else(|| say!("unknown"));
        let text = say!(
            "{dataset}, published {day}, sha256 {hash}",
            dataset = r.dataset,
            day = r.published,
            hash
        );
        let number = r.publication.to_string();
        (say!("Publication {number}", number), text)
    });
    all.extend(rests);
    all
}

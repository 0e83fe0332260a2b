//! What comes in while pages are served is shown when what rests on it is ready: until
//! then pages tell of the state before, and that publications wait. So nobody waits
//! for a large ledger to be reckoned anew.

use super::page;
use super::problem::Problem;
use crate::question;
use ledger::{AsOf, Ledger};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

/// How often it is looked whether something came in.
const LOOK: Duration = Duration::from_millis(200);

/// Follows the ledger on a thread of its own, until nobody serves it any more.
pub fn follow(ledger: &Arc<Ledger>) {
    let newest = ledger.newest().ok();
    ledger.hold_at(newest);
    let weak = Arc::downgrade(ledger);
    // Of one thread: readers keep the other cores. Without threads all is shown at once.
    let Ok(pool) = ThreadPoolBuilder::new().num_threads(1).build() else {
        ledger.hold_at(None);
        return;
    };
    let followed = thread::Builder::new().name("current".to_owned());
    if followed.spawn(move || keep_up(&weak, &pool)).is_err() {
        ledger.hold_at(None);
    }
}

fn keep_up(ledger: &Weak<Ledger>, pool: &ThreadPool) {
    let mut shown = None;
    while let Some(ledger) = ledger.upgrade() {
        // A disk that fails is told of by the pages.
        if let Ok(newest) = ledger.newest()
            && Some(newest) != shown
        {
            // What cannot be made ready is shown all the same, and says why.
            let _ = pool.install(|| ready(&ledger));
            ledger.hold_at(Some(newest));
            shown = Some(newest);
        }
        drop(ledger);
        thread::sleep(LOOK);
    }
}

/// Works out what most pages rest on.
fn ready(ledger: &Ledger) -> Result<(), Problem> {
    let view = ledger.view_of_newest(&AsOf::default())?;
    if let Some(totals) = question::find("totals") {
        let matches = (totals.command)().try_get_matches_from(["totals", "--by", "year"]);
        if let Ok(matches) = matches {
            totals.ask(&matches, &view)?;
        }
    }
    view.past()?;
    let before = ledger.view(&AsOf::default())?;
    if before.reconciled_soon()?.is_some() {
        view.reconciled()?;
    }
    page::home::ready(&view)
}

//! A run: some threads fetch, this one imports and notes what is settled.
//!
//! Files are imported one by one as they come in, and few wait: a fast network
//! does not fill the disk. What is in the ledger is noted after it is there; a
//! crash between the two costs a second request and nothing else.

use super::client::{Client, Failure, Reply, Validators};
use super::job::Job;
use super::part::{Part, Parts};
use super::queue::{Patience, Queue, Task, Verdict};
use super::report::{Became, Counts, Report};
use super::state::{Kept, State};
use crate::error::{Error, Result};
use ledger::dataset::Given;
use ledger::{Outcome, Publication};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// How often the run looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

/// How a run behaves towards servers.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Requests at a time.
    pub parallel: usize,
    pub patience: Patience,
}

/// What a run needs of the program around it.
pub trait Around {
    /// Gives a file to the ledger.
    ///
    /// # Errors
    /// The ledger's disk fails.
    fn import(&mut self, path: &Path, source: &str, given: &Given) -> Result<Outcome>;
    /// Now, as a stamp.
    fn now(&self) -> String;
    /// So many files are settled.
    fn settled(&self, files: usize);
    fn is_interrupted(&self) -> bool;
}

/// What the threads share.
struct Shared {
    jobs: Vec<Job>,
    known: Vec<Kept>,
    client: Client,
    parts: Parts,
    queue: Queue,
}

/// What came of a request.
enum Came {
    Unchanged,
    File(Part, Validators),
    Failed(String),
}

/// Fetches and imports; `folder` keeps what is kept between runs.
///
/// # Errors
/// The disk fails. A file that cannot be had is no error.
pub fn run(
    jobs: Vec<Job>,
    client: Client,
    manners: Manners,
    folder: &Path,
    of: &str,
    around: &mut dyn Around,
) -> Result<Report> {
    let state = State::open(folder, of).map_err(Error::at(folder))?;
    let parts = Parts::open(folder).map_err(Error::at(folder))?;
    let jobs = once_each(jobs);
    let known: Vec<Kept> = jobs.iter().map(|job| state.of(&job.key())).collect();
    let became: Vec<Option<Became>> = jobs
        .iter()
        .zip(&known)
        .map(|(job, kept)| without_asking(job, kept, &state))
        .collect();
    let to_ask = (0..jobs.len()).filter(|at| became[*at].is_none());
    let queue = Queue::new(to_ask.map(|at| (at, jobs[at].host())), manners.patience);
    let shared = Arc::new(Shared {
        jobs,
        known,
        client,
        parts,
        queue,
    });
    let came = start(&shared, manners.parallel);
    let mut run = Run {
        shared: &shared,
        state,
        became,
        around,
    };
    run.note_known().map_err(Error::at(folder))?;
    let result = run.receive(&came, folder);
    shared.queue.stop();
    // What was fetched and is not imported goes.
    drop(came);
    shared.parts.clear();
    result?;
    run.end().map_err(Error::at(folder))
}

/// A file that is listed twice is fetched once.
fn once_each(mut jobs: Vec<Job>) -> Vec<Job> {
    let mut seen = HashSet::new();
    jobs.retain(|job| seen.insert(job.key()));
    jobs
}

/// What can be said of a file without asking for it.
fn without_asking(job: &Job, kept: &Kept, state: &State) -> Option<Became> {
    if state.is_settled(&job.key()) {
        return Some(match kept.is_refused {
            true => Became::StillRefused,
            false => Became::Settled,
        });
    }
    let hash = job.listed.as_ref()?.hash.as_ref()?;
    (kept.listed.as_ref() == Some(hash)).then(|| unchanged(kept))
}

fn unchanged(kept: &Kept) -> Became {
    match kept.is_refused {
        true => Became::StillRefused,
        false => Became::Unchanged,
    }
}

fn start(shared: &Arc<Shared>, parallel: usize) -> Receiver<(usize, Came)> {
    let (sender, receiver) = sync_channel(1);
    for _ in 0..parallel.max(1) {
        let (shared, sender) = (shared.clone(), sender.clone());
        // They end by themselves; after an interruption with the program, so
        // that a server that hangs holds nobody up.
        std::thread::spawn(move || shared.work(&sender));
    }
    receiver
}

impl Shared {
    fn work(&self, sender: &SyncSender<(usize, Came)>) {
        while let Some(task) = self.queue.take() {
            let came = match self.ask(&task) {
                Ok(came) => {
                    // Nobody listens after an interruption.
                    let heard = sender.send((task.at, came));
                    self.queue.settle(&task);
                    heard.is_ok()
                }
                Err(failure) => self.fail(&task, &failure, sender),
            };
            if !came {
                return;
            }
        }
    }

    fn ask(&self, task: &Task) -> std::result::Result<Came, Failure> {
        let job = &self.jobs[task.at];
        let validators = self.known[task.at].validators();
        let mut content = match self.client.get(&job.url, job.trusted, &validators)? {
            Reply::Unchanged => return Ok(Came::Unchanged),
            Reply::Content(content) => content,
        };
        let is_stopped = || self.queue.is_stopped();
        let name = job.name();
        let part = self
            .parts
            .fetch(task.at, name, &mut content, &self.client, &is_stopped)?;
        Ok(Came::File(part, content.validators))
    }

    fn fail(&self, task: &Task, failure: &Failure, out: &SyncSender<(usize, Came)>) -> bool {
        if self.queue.is_stopped() {
            return false;
        }
        let Verdict::GivenUp { reason, others } = self.queue.fail(task, failure) else {
            return true;
        };
        let lost = "its server could not be reached for other files; not asked";
        let others = others.into_iter().map(|at| (at, lost.to_owned()));
        let all = std::iter::once((task.at, reason)).chain(others);
        let mut heard = all.map(|(at, why)| out.send((at, Came::Failed(why))).is_ok());
        heard.all(|heard| heard)
    }
}

/// The run under way.
struct Run<'a> {
    shared: &'a Shared,
    state: State,
    became: Vec<Option<Became>>,
    around: &'a mut dyn Around,
}

impl Run<'_> {
    /// Notes the files that need no request.
    fn note_known(&mut self) -> std::io::Result<()> {
        for at in 0..self.became.len() {
            match &self.became[at] {
                Some(Became::Unchanged | Became::StillRefused) => {
                    let kept = self.shared.known[at].clone();
                    self.state.settle(&self.shared.jobs[at].key(), kept)?;
                    self.around.settled(1);
                }
                Some(_) => self.around.settled(1),
                None => {}
            }
        }
        Ok(())
    }

    fn receive(&mut self, came: &Receiver<(usize, Came)>, folder: &Path) -> Result<()> {
        loop {
            if self.around.is_interrupted() {
                return Ok(());
            }
            let (at, came) = match came.recv_timeout(LOOK) {
                Ok(came) => came,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            let (became, kept) = self.take_in(at, came)?;
            if let Some(kept) = kept {
                let key = self.shared.jobs[at].key();
                self.state.settle(&key, kept).map_err(Error::at(folder))?;
            }
            self.became[at] = Some(became);
            self.around.settled(1);
        }
    }

    /// What became of a file, and what is to be kept of it.
    fn take_in(&mut self, at: usize, came: Came) -> Result<(Became, Option<Kept>)> {
        let (job, known) = (&self.shared.jobs[at], &self.shared.known[at]);
        let listed = job.listed.as_ref();
        let kept = Kept {
            told: listed.and_then(|l| l.published.as_ref().map(|t| t.value.clone())),
            listed: listed.and_then(|l| l.hash.clone()),
            ..known.clone()
        };
        let (part, validators) = match came {
            Came::Failed(why) => return Ok((Became::Failed(why), None)),
            Came::Unchanged => return Ok((unchanged(known), Some(kept))),
            Came::File(part, validators) => (part, validators),
        };
        let (became, p) = self.import(at, &part, &validators)?;
        let kept = Kept {
            etag: validators.etag,
            last_modified: validators.last_modified,
            publication: Some(p.seq),
            sha256: p.sha256,
            is_refused: matches!(became, Became::Refused(_)),
            ..kept
        };
        Ok((became, Some(kept)))
    }

    fn import(
        &mut self,
        at: usize,
        part: &Part,
        validators: &Validators,
    ) -> Result<(Became, Publication)> {
        let (job, known) = (&self.shared.jobs[at], &self.shared.known[at]);
        let mut given = job.given(validators.last_modified.as_deref());
        // A moment that was told of an earlier file is not that of this one.
        let is_news = |told: &_| known.publication.is_none() || known.told.as_ref() != Some(told);
        given.told = given.told.filter(|told| is_news(&told.value));
        let source = job.source();
        let mut outcome = self.around.import(part.path(), &source, &given)?;
        if let Outcome::AlreadyThere(p) = &outcome
            && known.publication.is_some_and(|last| p.seq < last)
            && known.sha256 != p.sha256
        {
            // Earlier bytes are back, after others: that is a publication too.
            given.published = Some(self.around.now());
            given.published_basis = Some("time of the fetch that found it back".to_owned());
            outcome = self.around.import(part.path(), &source, &given)?;
        }
        let became = match &outcome {
            Outcome::Added(p) => Became::Added(Counts::from(p)),
            Outcome::AlreadyThere(p) if p.refused.is_none() => Became::Already(p.seq),
            Outcome::AlreadyThere(p) | Outcome::Refused(p) => {
                Became::Refused(p.refused.clone().unwrap_or_default())
            }
        };
        let (Outcome::Added(p) | Outcome::AlreadyThere(p) | Outcome::Refused(p)) = outcome;
        Ok((became, p))
    }

    fn end(self) -> std::io::Result<Report> {
        let not_asked = self.became.iter().filter(|b| b.is_none()).count();
        if not_asked == 0 {
            self.state.end()?;
        }
        let files = self.shared.jobs.iter().cloned().zip(self.became);
        let files = files.filter_map(|(job, became)| Some((job, became?)));
        Ok(Report::new(files.collect(), not_asked))
    }
}

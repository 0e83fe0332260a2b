//! Who is asked next: so many requests at a time in all and for each server,
//! pauses that grow or that a server asked for, and no more requests to a server
//! that cannot be reached.
//!
//! Knows jobs by their number and servers by their name; asks nobody itself.

use super::client::{Again, Failure};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Files that one server may fail in a row, not being reached, before the rest
/// of its files are given up.
const LOST: u32 = 3;

/// How failures are borne.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a file is asked for again.
    pub retries: u32,
    /// The first pause; each further one is twice as long.
    pub pause: Duration,
    /// The longest pause; a server that asks for more is left for another day.
    pub longest: Duration,
    pub per_host: usize,
}

impl Patience {
    /// The pause after so many tries.
    pub fn pause_after(&self, tries: u32) -> Duration {
        let pause = self.pause.saturating_mul(1 << tries.min(16));
        pause.min(self.longest)
    }
}

/// A file to ask for now.
pub struct Task {
    /// The job's number.
    pub at: usize,
    host: String,
    tries: u32,
}

#[derive(Default)]
struct Host {
    tasks: VecDeque<(usize, u32)>,
    /// Requests that are under way.
    active: usize,
    /// It is left alone until then.
    rests: Option<Instant>,
    /// Files in a row that failed because it could not be reached.
    lost: u32,
    /// It stands in `ready` or in `resting`.
    is_queued: bool,
}

#[derive(Default)]
struct Inner {
    hosts: HashMap<String, Host>,
    /// Servers that may be asked now, in turn.
    ready: VecDeque<String>,
    /// Servers that are left alone for a while.
    resting: BinaryHeap<Reverse<(Instant, String)>>,
    /// Jobs that are not settled.
    open: usize,
    is_stopped: bool,
}

/// The jobs that wait.
pub struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
    patience: Patience,
}

/// What follows from a failure.
pub enum Verdict {
    /// It will be asked for again.
    Again,
    /// It is given up, with this reason; so are the jobs listed.
    GivenUp { reason: String, others: Vec<usize> },
}

impl Queue {
    /// Jobs by number, each with its server.
    pub fn new(jobs: impl Iterator<Item = (usize, String)>, patience: Patience) -> Self {
        let mut inner = Inner::default();
        for (at, host) in jobs {
            inner.open += 1;
            let entry = inner.hosts.entry(host.clone()).or_default();
            entry.tasks.push_back((at, 0));
            if !entry.is_queued {
                entry.is_queued = true;
                inner.ready.push_back(host);
            }
        }
        Self {
            inner: Mutex::new(inner),
            changed: Condvar::new(),
            patience,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it holds the lock.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next file to ask for; waits for one. `None` when all are settled, or
    /// when it was stopped.
    pub fn take(&self) -> Option<Task> {
        let mut inner = self.lock();
        loop {
            if inner.is_stopped || inner.open == 0 {
                return None;
            }
            let now = Instant::now();
            if let Some(task) = inner.pick(self.patience.per_host, now) {
                return Some(task);
            }
            let pause = match inner.resting.peek() {
                Some(Reverse((until, _))) => until.saturating_duration_since(now),
                None => Duration::from_secs(1),
            };
            let waited = self.changed.wait_timeout(inner, pause);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A file is had, or is what it was.
    pub fn settle(&self, task: &Task) {
        let mut inner = self.lock();
        inner.open -= 1;
        inner.release(&task.host, None, true);
        self.changed.notify_all();
    }

    /// A file could not be had: it is asked for again later, or given up.
    pub fn fail(&self, task: &Task, failure: &Failure) -> Verdict {
        let pause = self.pause(task.tries, failure.again);
        let mut inner = self.lock();
        let verdict = match pause {
            Some(_) => {
                let host = inner.hosts.entry(task.host.clone()).or_default();
                host.tasks.push_front((task.at, task.tries + 1));
                Verdict::Again
            }
            None => {
                let others = inner.give_up(&task.host, failure.again);
                let reason = self.reason(task, failure);
                Verdict::GivenUp { reason, others }
            }
        };
        let was_reached = failure.again != Again::Unreachable;
        inner.release(&task.host, pause, was_reached);
        self.changed.notify_all();
        verdict
    }

    /// No further file is handed out.
    pub fn stop(&self) {
        self.lock().is_stopped = true;
        self.changed.notify_all();
    }

    pub fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    /// How long to wait before the next try; `None` for no further try.
    fn pause(&self, tries: u32, again: Again) -> Option<Duration> {
        if again == Again::No || tries >= self.patience.retries {
            return None;
        }
        let own = self.patience.pause_after(tries);
        match again {
            Again::Later(Some(asked)) if asked > self.patience.longest => None,
            Again::Later(Some(asked)) => Some(asked.max(own)),
            _ => Some(own),
        }
    }

    fn reason(&self, task: &Task, failure: &Failure) -> String {
        let mut reason = failure.reason.clone();
        match failure.again {
            Again::Later(Some(asked)) if asked > self.patience.longest => {
                let seconds = asked.as_secs();
                reason.push_str(&format!("; it asks to be left alone for {seconds} seconds"));
            }
            Again::No => {}
            _ if task.tries > 0 => reason.push_str(&format!("; tried {} times", task.tries + 1)),
            _ => {}
        }
        reason
    }
}

impl Inner {
    /// The next file whose server may be asked now.
    fn pick(&mut self, per_host: usize, now: Instant) -> Option<Task> {
        while self.resting.peek().is_some_and(|r| r.0.0 <= now) {
            self.ready.extend(self.resting.pop().map(|r| r.0.1));
        }
        while let Some(name) = self.ready.pop_front() {
            let Some(host) = self.hosts.get_mut(&name) else {
                continue;
            };
            if let Some(until) = host.rests.filter(|until| *until > now) {
                self.resting.push(Reverse((until, name)));
                continue;
            }
            host.is_queued = false;
            let Some((at, tries)) = host.tasks.pop_front() else {
                continue;
            };
            host.active += 1;
            if host.active < per_host && !host.tasks.is_empty() {
                host.is_queued = true;
                self.ready.push_back(name.clone());
            }
            return Some(Task {
                at,
                host: name,
                tries,
            });
        }
        None
    }

    /// A request ended; its server may be asked again, after a pause or at once.
    fn release(&mut self, name: &str, pause: Option<Duration>, was_reached: bool) {
        let Some(host) = self.hosts.get_mut(name) else {
            return;
        };
        host.active -= 1;
        if was_reached {
            host.lost = 0;
        }
        if let Some(pause) = pause {
            host.rests = host.rests.max(Some(Instant::now() + pause));
        }
        if !host.is_queued && !host.tasks.is_empty() {
            host.is_queued = true;
            self.ready.push_back(name.to_owned());
        }
    }

    /// Gives a file up, and all others of its server if that is lost.
    fn give_up(&mut self, name: &str, again: Again) -> Vec<usize> {
        self.open -= 1;
        let Some(host) = self.hosts.get_mut(name) else {
            return Vec::new();
        };
        if again == Again::Unreachable {
            host.lost += 1;
        }
        if host.lost < LOST {
            return Vec::new();
        }
        let others: Vec<usize> = host.tasks.drain(..).map(|(at, _)| at).collect();
        self.open -= others.len();
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(hosts: &[&str], per_host: usize) -> Queue {
        let patience = Patience {
            retries: 1,
            pause: Duration::from_millis(1),
            longest: Duration::from_secs(60),
            per_host,
        };
        let jobs = hosts.iter().map(|h| (*h).to_owned()).enumerate();
        Queue::new(jobs, patience)
    }

    fn failure(again: Again) -> Failure {
        Failure {
            reason: "x".to_owned(),
            again,
        }
    }

    #[test]
    fn one_server_is_asked_one_thing_at_a_time() {
        let queue = queue(&["a", "a", "b"], 1);
        let first = queue.take().map(|t| t.at);
        let second = queue.take();
        assert_eq!((first, second.as_ref().map(|t| t.at)), (Some(0), Some(2)));
        assert!(queue.lock().pick(1, Instant::now()).is_none());
        if let Some(task) = second {
            queue.settle(&task);
        }
        assert!(
            queue.lock().pick(1, Instant::now()).is_none(),
            "a is still busy"
        );
    }

    #[test]
    fn what_fails_is_tried_again_and_then_given_up() {
        let queue = queue(&["a"], 1);
        let Some(task) = queue.take() else {
            panic!("a task")
        };
        assert!(matches!(
            queue.fail(&task, &failure(Again::Later(None))),
            Verdict::Again
        ));
        let Some(task) = queue.take() else {
            panic!("again")
        };
        let verdict = queue.fail(&task, &failure(Again::Later(None)));
        let Verdict::GivenUp { reason, .. } = verdict else {
            panic!("given up")
        };
        assert_eq!(reason, "x; tried 2 times");
        assert!(queue.take().is_none());
    }

    #[test]
    fn a_lost_server_is_asked_no_more() {
        let queue = queue(&["a", "a", "a", "a", "a"], 1);
        let mut asked = 0;
        while let Some(task) = queue.take() {
            asked += 1;
            queue.fail(&task, &failure(Again::Unreachable));
        }
        assert_eq!(asked, 6, "three files, each twice");
    }

    #[test]
    fn a_server_that_asks_for_too_long_a_rest_gets_it() {
        let queue = queue(&["a"], 1);
        let Some(task) = queue.take() else {
            panic!("a task")
        };
        let day = Again::Later(Some(Duration::from_secs(86_400)));
        assert!(matches!(
            queue.fail(&task, &failure(day)),
            Verdict::GivenUp { .. }
        ));
    }
}

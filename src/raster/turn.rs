//! Large pages are in memory one at a time, whatever the number of threads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// Who has the turn, and in how many hands it is.
static TAKEN: Mutex<Option<(ThreadId, usize)>> = Mutex::new(None);
static FREE: Condvar = Condvar::new();

/// The right to have a large page in memory: taken before it is decoded, kept with its pixels and by who reads them. A thread that has it may take it again, for the pictures that a page is made of.
///
/// Whoever has it must not wait for work of other threads, which may wait for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Turn(());

impl Turn {
    /// Waits until no other thread has the turn.
    #[must_use]
    pub fn take() -> Self {
        let own = thread::current().id();
        let mut taken = FREE
            .wait_while(lock(), |taken| taken.is_some_and(|(thread, _)| thread != own))
            .unwrap_or_else(PoisonError::into_inner);
        taken.get_or_insert((own, 0)).1 += 1;
        Self(())
    }
}

impl Clone for Turn {
    fn clone(&self) -> Self {
        if let Some((_, hands)) = lock().as_mut() {
            *hands += 1;
        }
        Self(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = lock();
        *taken = taken.and_then(|(thread, hands)| (hands > 1).then_some((thread, hands - 1)));
        if taken.is_none() {
            FREE.notify_one();
        }
    }
}

fn lock() -> MutexGuard<'static, Option<(ThreadId, usize)>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn one_thread_at_a_time_has_it_as_often_as_it_likes() {
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let first = Turn::take();
                        let others = [Turn::take(), first.clone()];
                        drop(first);
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(others);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 1);
    }
}

use std::sync::Weak;
use std::sync::atomic::AtomicUsize;
use std::thread;

use super::*;

const ROOM: u32 = 1024 * 1024;

/// Text of so many bytes.
fn text(bytes: usize) -> Arc<String> {
    Arc::new("x".repeat(bytes))
}

/// Which of the answers that were given out are still held by somebody.
fn held(given_out: &[Weak<String>]) -> Vec<usize> {
    let alive = given_out
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.strong_count() > 0);
    alive.map(|(number, _)| number).collect()
}

/// Keeps answers of `bytes` under questions that count up, and answers how many are held by the end, and how many were
/// at most on the way.
fn fill(answers: &Answers<String>, bytes: usize, count: usize) -> (Vec<usize>, usize) {
    let mut given_out = Vec::new();
    let mut most = 0;
    for number in 0..count {
        let answer = text(bytes);
        given_out.push(Arc::downgrade(&answer));
        answers.keep(number.to_string(), Moment::new(0, None), &answer);
        drop(answer);
        if number % 50 == 0 {
            most = most.max(held(&given_out).len());
        }
    }
    assert!(answers.weight() <= ROOM.into());
    (held(&given_out), most)
}

#[test]
fn what_is_kept_weighs_no_more_than_it_may() {
    let (held, most) = fill(&Answers::new(ROOM), 4 * 1024, 5_000);
    assert!((180..=256).contains(&held.len()), "{}", held.len());
    // Room is made now and then: until then there are a few more.
    assert!(most <= 300, "{most}");
    // The newest stay.
    assert!(held.contains(&4_999) && !held.contains(&0));
}

#[test]
fn heavy_answers_do_not_pile_up_until_room_is_made() {
    let (held, most) = fill(&Answers::new(ROOM), 100 * 1024, 500);
    assert!((8..=10).contains(&held.len()), "{}", held.len());
    assert!(most <= 11, "{most}");
}

#[test]
fn small_answers_count_with_their_records() {
    let (held, _) = fill(&Answers::new(ROOM), 0, 20_000);
    assert!((1_000..=2_500).contains(&held.len()), "{}", held.len());
}

#[test]
fn what_would_fill_half_of_the_room_is_not_kept() {
    let answers = Answers::new(ROOM);
    let moment = Moment::new(0, None);
    for (bytes, kept) in [(500 * 1024, true), (520 * 1024, false)] {
        let question = bytes.to_string();
        answers.keep(question.clone(), moment, &text(bytes));
        assert_eq!(answers.recall::<String>(&question, &moment).is_some(), kept);
    }
}

#[test]
fn what_was_asked_for_lately_stays() {
    let answers = Answers::new(ROOM);
    let (asked_for, moment) = ("often".to_owned(), Moment::new(0, None));
    answers.keep(asked_for.clone(), moment, &text(1024));
    for number in 0..5_000 {
        answers.keep(number.to_string(), moment, &text(1024));
        assert!(
            answers.recall::<String>(&asked_for, &moment).is_some(),
            "after {number}"
        );
    }
    assert!(answers.recall::<String>(&"0".to_owned(), &moment).is_none());
}

/// An answer that knows whether it is still in memory.
struct Counted {
    alive: Arc<AtomicUsize>,
    bytes: usize,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.alive.fetch_sub(self.bytes, Ordering::SeqCst);
    }
}

impl Weight for Counted {
    fn beyond(&self) -> usize {
        self.bytes
    }
}

/// Threads that keep each other busy must not put off the end of answers that had to go.
#[test]
fn many_threads_hold_no_more_than_one() {
    for bytes in [1_000, 16_000, 200_000] {
        let answers: Answers<String> = Answers::new(ROOM);
        let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (alive, most) = (Arc::new(alive), &most);
        let fill = |thread: usize| {
            for number in 0..2_000 {
                alive.fetch_add(bytes, Ordering::SeqCst);
                let alive = Arc::clone(&alive);
                most.fetch_max(alive.load(Ordering::SeqCst), Ordering::SeqCst);
                let answer = Arc::new(Counted { alive, bytes });
                answers.keep(format!("{thread} {number}"), Moment::new(0, None), &answer);
            }
        };
        thread::scope(|threads| {
            for thread in 0..4 {
                let fill = &fill;
                threads.spawn(move || fill(thread));
            }
        });
        let most = most.load(Ordering::SeqCst);
        // Each thread holds the one that it is about to keep.
        let allowed = usize::try_from(ROOM).unwrap() * 5 / 4 + 8 * bytes;
        assert!(most <= allowed, "{most} bytes, in answers of {bytes}");
    }
}

//! The score as text.

use std::fmt::Write;

use super::Score;
use crate::testdeck::fields::{self, share};

/// No list in the report is longer.
const MOST_LINES: usize = 50;

pub(super) fn report(score: &Score) -> String {
    let mut text = String::new();
    let mut line = |part: String| {
        text.push_str(&part);
        text.push('\n');
    };
    let should_hold = score.transactions - score.should_post;
    line(format!(
        "straight-through  {} of the {} that should post",
        share(score.posted_right, score.should_post),
        score.should_post
    ));
    line(format!("                  {} of all {}", share(score.posted_right, score.transactions), score.transactions));
    line(format!("misposts          {}", score.misposts.len()));
    line(format!("lost              {}", score.lost.len()));
    line(format!("held rightly      {} of {should_hold}", score.held_right));
    line(format!("  every reason    {}", share(score.reasons_found, score.held_right)));
    line(format!("  just those      {}", share(score.reasons_exact, score.held_right)));
    line(format!("held wrongly      {}", score.held_wrongly));
    let mut reasons: Vec<(&String, &usize)> = score.wrong_holds.iter().collect();
    reasons.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    for (reason, count) in reasons {
        line(format!("  {count:>6}  {reason}"));
    }
    text.push_str(&fields::table(&score.fields));
    for field in &score.fields {
        let wrong = score.misreads.iter().filter(|misread| misread.field == field.name);
        let wrong: Vec<String> = wrong.map(|misread| misread.text.clone()).collect();
        list(&mut text, &format!("misread {}", field.name), &wrong);
    }
    list(&mut text, "misposts", &score.misposts);
    list(&mut text, "lost", &score.lost);
    text
}

fn list(text: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}:");
    for item in items.iter().take(MOST_LINES) {
        let _ = writeln!(text, "  {item}");
    }
    if items.len() > MOST_LINES {
        let _ = writeln!(text, "  and {} more", items.len() - MOST_LINES);
    }
}

//! The score as text.

use std::fmt::Write;

use super::Score;

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
    line(format!("{:<16} {:>8} {:>8} {:>8} {:>8} {:>8}", "field", "present", "read", "right", "misread", "made up"));
    for field in &score.fields {
        let read = field.right + field.wrong.len();
        line(format!(
            "{:<16} {:>8} {:>8} {:>8} {:>8} {:>8}",
            field.name,
            field.present,
            share(read, field.present),
            share(field.right, field.present),
            field.wrong.len(),
            field.made_up
        ));
    }
    for field in &score.fields {
        let wrong: Vec<String> =
            field.wrong.iter().map(|(at, want, got)| format!("{at}: {want} read as {got}")).collect();
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

#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.2}%", part as f64 * 100.0 / whole as f64) }
}

//! The soft patterns that safety paper carries under the print.

use rand::Rng;

use super::canvas::Canvas;
use super::pen::pick;

/// A pattern of safety paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backdrop {
    /// Plain paper.
    Plain,
    /// An even tint.
    Tint,
    /// Fine slanting lines.
    Lines,
    /// Interwoven waves.
    Waves,
    /// A fine grid of dots.
    Dots,
    /// Light at the bottom, darker at the top.
    Fade,
    /// Wide soft clouds.
    Clouds,
}

impl Backdrop {
    /// A pattern by chance, plain paper about one time in three.
    pub fn pick(rng: &mut impl Rng) -> Self {
        use Backdrop::{Clouds, Dots, Fade, Lines, Plain, Tint, Waves};
        pick(rng, &[Plain, Plain, Plain, Tint, Lines, Waves, Dots, Fade, Clouds])
    }

    /// Lays the pattern on a page that is still empty; the amount of ink is left to chance.
    pub fn lay(self, canvas: &mut Canvas<'_>, rng: &mut impl Rng) {
        let depth = rng.random_range(12.0..34.0_f32);
        let pace = rng.random_range(28.0..60.0_f32);
        let height = canvas.height();
        let share = move |x: f32, y: f32| -> f32 {
            match self {
                Self::Plain => 0.0,
                Self::Tint => 0.8,
                Self::Lines => wave((x + y) * pace * 2.0).powi(4),
                Self::Waves => {
                    let one = wave((y + 0.08 * (x * 5.0).sin()) * pace);
                    let other = wave((y - 0.08 * (x * 5.0).sin()) * pace);
                    one.max(other).powi(6)
                }
                Self::Dots => (wave(x * pace * 2.0) * wave(y * pace * 2.0)).powi(3),
                Self::Fade => 1.0 - y / height,
                Self::Clouds => 0.5 + 0.25 * (x * 2.3 + (y * 3.1).sin()).sin() + 0.25 * (y * 4.7 - x * 1.3).sin(),
            }
        };
        canvas.shade_by(|x, y, shade| shade.min((255.5 - depth * share(x, y)) as u8));
    }
}

/// A wave between 0 and 1.
fn wave(turn: f32) -> f32 {
    turn.sin().mul_add(0.5, 0.5)
}

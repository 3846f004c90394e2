//! Small convolutional networks that read lines: layers and weights come from a file, the result is a chance for every
//! class at every column.
//!
//! Training is a command of its own (`training/`); nothing here knows what the classes mean.
//!
//! | file | holds |
//! |---|---|
//! | `weights` | the file of layers and weights |
//! | `convolution` | one layer |
//! | `strip` | a line of print or writing in the form that networks read |
//! | `search` | the likeliest texts that a language allows |
//! | `columns` | what the network says, column by column, and how likely that makes a line |

mod columns;
mod convolution;
mod search;
mod strip;
mod weights;

pub(super) use self::columns::{Columns, Run};
use self::convolution::Layer;
pub(super) use self::search::{AnyText, Hypothesis, Language, search};
pub(super) use self::strip::Strip;

/// Values by row, column and channel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Map {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
    pub(super) values: Vec<f32>,
}

/// A network of convolutions, one after the other; the last leaves a single row, of which each column holds `split`
/// results side by side: narrow characters that lie within one column come apart.
#[derive(Debug)]
pub(super) struct Network {
    layers: Vec<Layer>,
    split: usize,
}

impl Network {
    /// What the network says of an image of one channel; nothing of one that is too small for its layers.
    pub(super) fn read(&self, image: Map) -> Columns {
        let last = self.layers.iter().fold(image, |map, layer| layer.run(&map));
        Columns::of_scores(if last.height == 1 { &last.values } else { &[] }, last.channels / self.split)
    }

    /// How many columns of the image one column of the result stands for.
    pub(super) fn step(&self) -> f32 {
        self.layers.iter().map(|layer| layer.shape.stride.1 as f32).product::<f32>() / self.split as f32
    }
}

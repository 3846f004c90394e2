//! One layer: a convolution over rows and columns with all channels of its input.

use super::Map;

/// Outputs and columns computed together: their sums stay in registers.
const LANES: usize = 8;
const COLUMNS: usize = 4;

/// What a layer is like. Pairs are rows, columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) kernel: (usize, usize),
    pub(super) stride: (usize, usize),
    pub(super) padding: (usize, usize),
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// Whether negative results count as 0.
    pub(super) rectified: bool,
}

impl Shape {
    /// Weights of one output in one row of the kernel.
    const fn row(&self) -> usize {
        self.kernel.1 * self.inputs
    }

    /// How many weights it has.
    pub(super) const fn weights(&self) -> usize {
        self.kernel.0 * self.row() * self.outputs
    }
}

/// A layer with its weights.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) shape: Shape,
    /// The weights of [`LANES`] outputs at a time: by kernel row, kernel column and input.
    groups: Vec<Vec<[f32; LANES]>>,
    biases: Vec<[f32; LANES]>,
}

impl Layer {
    /// A layer from weights by kernel row, kernel column, input and output.
    pub(super) fn new(shape: Shape, weights: &[f32], biases: &[f32]) -> Self {
        let lanes = |values: &[f32], group: usize| {
            std::array::from_fn(|lane| values.get(group * LANES + lane).copied().unwrap_or(0.0))
        };
        let count = shape.outputs.div_ceil(LANES);
        let group = |group: usize| weights.chunks_exact(shape.outputs).map(|taps| lanes(taps, group)).collect();
        Self {
            shape,
            groups: (0..count).map(group).collect(),
            biases: (0..count).map(|group| lanes(biases, group)).collect(),
        }
    }

    /// The layer's result; empty when the kernel is larger than the map or made for other channels.
    pub(super) fn run(&self, map: &Map) -> Map {
        let Shape { kernel, stride, padding, inputs, outputs, .. } = self.shape;
        let padded = padded(map, padding);
        let size = |room: usize, kernel: usize, stride: usize| (room + stride).saturating_sub(kernel) / stride;
        let (mut height, width) = (size(padded.height, kernel.0, stride.0), size(padded.width, kernel.1, stride.1));
        if inputs != map.channels || width == 0 {
            height = 0;
        }
        let mut values = vec![0.0; height * width * outputs];
        for (y, row) in values.chunks_exact_mut((width * outputs).max(1)).enumerate() {
            for (group, (weights, bias)) in self.groups.iter().zip(&self.biases).enumerate() {
                self.row(&padded, y * stride.0, weights, bias, |x, sums| {
                    let start = x * outputs + group * LANES;
                    let end = (start + LANES).min((x + 1) * outputs);
                    row[start..end].copy_from_slice(&sums[..end - start]);
                });
            }
        }
        Map { height, width, channels: outputs, values }
    }

    /// Some outputs along one row; `top` is the first row of the padded map that the kernel covers.
    fn row(
        &self,
        padded: &Map,
        top: usize,
        weights: &[[f32; LANES]],
        bias: &[f32; LANES],
        mut done: impl FnMut(usize, &[f32; LANES]),
    ) {
        let Shape { kernel, stride, inputs, .. } = self.shape;
        let width = (padded.width - kernel.1) / stride.1 + 1;
        let line = padded.width * padded.channels;
        for first in (0..width).step_by(COLUMNS) {
            let mut sums = [*bias; COLUMNS];
            for (y, weights) in weights.chunks_exact(self.shape.row()).enumerate() {
                let row = &padded.values[(top + y) * line..(top + y + 1) * line];
                // Beyond the last column the last one is computed again.
                let windows: [&[f32]; COLUMNS] = std::array::from_fn(|n| {
                    let start = (first + n).min(width - 1) * stride.1 * inputs;
                    &row[start..start + weights.len()]
                });
                sums = with_products(sums, windows, weights);
            }
            for (n, sums) in sums.iter_mut().enumerate().take(width - first) {
                if self.shape.rectified {
                    sums.iter_mut().for_each(|sum| *sum = sum.max(0.0));
                }
                done(first + n, sums);
            }
        }
    }
}

/// The sums with every value of each window times its weights added. Written out for each column, and by value, so that
/// the compiler computes all lanes at once.
fn with_products(
    [mut a, mut b, mut c, mut d]: [[f32; LANES]; COLUMNS],
    windows: [&[f32]; COLUMNS],
    weights: &[[f32; LANES]],
) -> [[f32; LANES]; COLUMNS] {
    let [of_a, of_b, of_c, of_d] = windows;
    for ((((weights, in_a), in_b), in_c), in_d) in weights.iter().zip(of_a).zip(of_b).zip(of_c).zip(of_d) {
        a = plus(a, *in_a, weights);
        b = plus(b, *in_b, weights);
        c = plus(c, *in_c, weights);
        d = plus(d, *in_d, weights);
    }
    [a, b, c, d]
}

#[inline]
fn plus(sums: [f32; LANES], value: f32, weights: &[f32; LANES]) -> [f32; LANES] {
    std::array::from_fn(|lane| sums[lane] + value * weights[lane])
}

/// The map with so many rows and columns of zeros on every side.
fn padded(map: &Map, (rows, columns): (usize, usize)) -> Map {
    let (height, width) = (map.height + 2 * rows, map.width + 2 * columns);
    let (line, inner) = (width * map.channels, map.width * map.channels);
    let mut values = vec![0.0; height * line];
    for (y, row) in map.values.chunks_exact(inner.max(1)).enumerate() {
        let start = (y + rows) * line + columns * map.channels;
        values[start..start + inner].copy_from_slice(row);
    }
    Map { height, width, channels: map.channels, values }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// The definition, as it is written.
    fn plainly(shape: Shape, weights: &[f32], biases: &[f32], map: &Map) -> Vec<f32> {
        let at = |y: i64, x: i64, c: usize| {
            let inside = y >= 0 && x >= 0 && y < map.height as i64 && x < map.width as i64;
            if inside { map.values[(y as usize * map.width + x as usize) * map.channels + c] } else { 0.0 }
        };
        let size = |room: usize, pad: usize, kernel: usize, stride: usize| (room + 2 * pad - kernel) / stride + 1;
        let height = size(map.height, shape.padding.0, shape.kernel.0, shape.stride.0);
        let width = size(map.width, shape.padding.1, shape.kernel.1, shape.stride.1);
        let mut all = Vec::new();
        for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
            for (o, bias) in biases.iter().enumerate() {
                let mut sum = *bias;
                for (j, i) in (0..shape.kernel.0).flat_map(|j| (0..shape.kernel.1).map(move |i| (j, i))) {
                    for c in 0..shape.inputs {
                        let weight = weights[((j * shape.kernel.1 + i) * shape.inputs + c) * shape.outputs + o];
                        let row = (y * shape.stride.0 + j) as i64 - shape.padding.0 as i64;
                        let column = (x * shape.stride.1 + i) as i64 - shape.padding.1 as i64;
                        sum += weight * at(row, column, c);
                    }
                }
                all.push(if shape.rectified { sum.max(0.0) } else { sum });
            }
        }
        all
    }

    proptest! {
        #[test]
        fn a_layer_does_what_its_definition_says(
            kernel in (1usize..4, 1usize..4), stride in (1usize..3, 1usize..3), padding in (0usize..2, 0usize..2),
            inputs in 1usize..5, outputs in 1usize..20, size in (4usize..8, 4usize..12), rectified: bool, seed: u64,
        ) {
            let mut chance = ChaCha8Rng::seed_from_u64(seed);
            let mut some = |count: usize| -> Vec<f32> { (0..count).map(|_| chance.random_range(-1.0..1.0)).collect() };
            let shape = Shape { kernel, stride, padding, inputs, outputs, rectified };
            let (weights, biases) = (some(shape.weights()), some(outputs));
            let (height, width) = size;
            let map = Map { height, width, channels: inputs, values: some(height * width * inputs) };
            let result = Layer::new(shape, &weights, &biases).run(&map);
            let wanted = plainly(shape, &weights, &biases, &map);
            prop_assert_eq!(result.values.len(), wanted.len());
            prop_assert!(result.values.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-4));
        }

        #[test]
        fn maps_of_any_size_are_taken(height in 0usize..6, width in 0usize..6, channels in 0usize..3) {
            let shape = Shape { kernel: (5, 3), stride: (2, 2), padding: (0, 1), inputs: 1, outputs: 9, rectified: true };
            let layer = Layer::new(shape, &vec![0.5; shape.weights()], &[0.0; 9]);
            let map = Map { height, width, channels, values: vec![1.0; height * width * channels] };
            let result = layer.run(&map);
            prop_assert_eq!(result.values.len(), result.height * result.width * result.channels);
        }
    }
}

//! One layer: a convolution over rows and columns with all channels of its input.
//!
//! It runs on the widest vectors that the processor has. Products are rounded before they are added (no fused
//! multiply-add) and each output is summed in one order, so every processor gives the same bits.

use pulp::{Arch, Scalar128b, Simd, WithSimd};

use super::Map;

/// Outputs computed together: one, two or four vectors.
const LANES: usize = 16;

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
    groups: Vec<Group>,
}

/// [`LANES`] outputs of a layer; what is beyond the last is 0.
#[derive(Debug)]
struct Group {
    /// By kernel row, kernel column and input.
    weights: Vec<[f32; LANES]>,
    bias: [f32; LANES],
}

impl Layer {
    /// A layer from weights by kernel row, kernel column, input and output.
    pub(super) fn new(shape: Shape, weights: &[f32], biases: &[f32]) -> Self {
        let lanes = |values: &[f32], group: usize| {
            std::array::from_fn(|lane| values.get(group * LANES + lane).copied().unwrap_or(0.0))
        };
        let group = |group: usize| Group {
            weights: weights.chunks_exact(shape.outputs).map(|taps| lanes(taps, group)).collect(),
            bias: lanes(biases, group),
        };
        Self { shape, groups: (0..shape.outputs.div_ceil(LANES)).map(group).collect() }
    }

    /// The layer's result; empty when the kernel is larger than the map or made for other channels.
    pub(super) fn run(&self, map: &Map) -> Map {
        Arch::new().dispatch(Run { layer: self, map })
    }
}

/// A layer at work, for whichever vectors there are.
#[derive(Clone, Copy)]
struct Run<'a> {
    layer: &'a Layer,
    map: &'a Map,
}

impl WithSimd for Run<'_> {
    type Output = Map;

    /// With as many columns at a time as leave their sums in registers.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Map {
        match S::F32_LANES {
            16 => self.computed::<S, 1, 8>(simd),
            8 => self.computed::<S, 2, 5>(simd),
            4 => self.computed::<S, 4, 3>(simd),
            // Without vectors: the compiler makes them out of four numbers each.
            _ => self.computed::<Scalar128b, 4, 3>(Scalar128b),
        }
    }
}

impl Run<'_> {
    /// The result, `COLUMNS` columns at a time; a group of outputs is so many `VECTORS`.
    #[inline(always)]
    fn computed<S: Simd, const VECTORS: usize, const COLUMNS: usize>(self, simd: S) -> Map {
        let Shape { kernel, stride, padding, inputs, outputs, .. } = self.layer.shape;
        let padded = padded(self.map, padding);
        let size = |room: usize, kernel: usize, stride: usize| (room + stride).saturating_sub(kernel) / stride;
        let (mut height, width) = (size(padded.height, kernel.0, stride.0), size(padded.width, kernel.1, stride.1));
        if inputs != self.map.channels || width == 0 {
            height = 0;
        }
        let mut values = vec![0.0; height * width * outputs];
        for (y, row) in values.chunks_exact_mut((width * outputs).max(1)).enumerate() {
            for (group, from) in self.layer.groups.iter().zip((0..outputs).step_by(LANES)) {
                let to = (from + LANES).min(outputs);
                for first in (0..width).step_by(COLUMNS) {
                    let sums = self.sums::<S, VECTORS, COLUMNS>(simd, &padded, group, (y * stride.0, first, width));
                    for (sums, x) in sums.iter().zip(first..width) {
                        let mut lanes = [0.0; LANES];
                        for (lanes, sum) in S::as_mut_simd_f32s(&mut lanes).0.iter_mut().zip(sums) {
                            *lanes = *sum;
                        }
                        row[x * outputs + from..x * outputs + to].copy_from_slice(&lanes[..to - from]);
                    }
                }
            }
        }
        Map { height, width, channels: outputs, values }
    }

    /// A group of outputs for some columns, of `width`, from the first on; `top` is the first row of the padded map that
    /// the kernel covers. Beyond the last column the last one is computed again.
    #[inline(always)]
    fn sums<S: Simd, const VECTORS: usize, const COLUMNS: usize>(
        self,
        simd: S,
        padded: &Map,
        group: &Group,
        (top, first, width): (usize, usize, usize),
    ) -> [[S::f32s; VECTORS]; COLUMNS] {
        let Shape { stride, inputs, rectified, .. } = self.layer.shape;
        let taps = self.layer.shape.row();
        let line = padded.width * padded.channels;
        let (bias, _) = S::as_simd_f32s(&group.bias);
        let mut sums = [std::array::from_fn(|at| bias[at]); COLUMNS];
        for (y, weights) in group.weights.chunks_exact(taps).enumerate() {
            let row = &padded.values[(top + y) * line..(top + y + 1) * line];
            let windows: [&[f32]; COLUMNS] = std::array::from_fn(|n| {
                let start = (first + n).min(width - 1) * stride.1 * inputs;
                &row[start..start + taps]
            });
            let (weights, _) = S::as_simd_f32s(weights.as_flattened());
            for (tap, weights) in weights.chunks_exact(VECTORS).enumerate() {
                for (sums, window) in sums.iter_mut().zip(windows) {
                    let value = simd.splat_f32s(window[tap]);
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum = simd.add_f32s(*sum, simd.mul_f32s(value, *weight));
                    }
                }
            }
        }
        if rectified {
            let zero = simd.splat_f32s(0.0);
            sums.iter_mut().flatten().for_each(|sum| *sum = simd.max_f32s(*sum, zero));
        }
        sums
    }
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

//! The file of a network: `LBN2`, the number of layers, into how many results a column of the last is split, then for each
//! layer kernel, stride and padding (rows, columns), whether it is rectified, inputs, outputs, and its weights and biases;
//! counts are single bytes, inputs and outputs two, weights floats of four, all little-endian.

use super::Network;
use super::convolution::{Layer, Shape};

const MAGIC: &[u8] = b"LBN2";

impl Network {
    /// The network in a file's bytes; `None` if that is not what they are.
    pub(in crate::reading) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
        let (count, split) = (rest.byte()?, rest.byte()?);
        let layers: Vec<Layer> = (0..count).map(|_| rest.layer()).collect::<Option<_>>()?;
        let scores = layers.last()?.shape.outputs;
        let is_whole = rest.0.is_empty() && split > 0 && scores.is_multiple_of(split);
        is_whole.then_some(Self { layers, split })
    }
}

/// What is left of a file.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn layer(&mut self) -> Option<Layer> {
        let mut pair = || Some((self.byte()?, self.byte()?));
        let (kernel, stride, padding) = (pair()?, pair()?, pair()?);
        let rectified = self.byte()? == 1;
        let (inputs, outputs) = (self.short()?, self.short()?);
        let shape = Shape { kernel, stride, padding, inputs, outputs, rectified };
        let sound = [kernel.0, kernel.1, stride.0, stride.1, inputs, outputs].into_iter().all(|n| n > 0);
        let weights = sound.then(|| self.floats(shape.weights()))??;
        Some(Layer::new(shape, &weights, &self.floats(outputs)?))
    }

    fn byte(&mut self) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(usize::from(*first))
    }

    fn short(&mut self) -> Option<usize> {
        Some(self.byte()? + 256 * self.byte()?)
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let (taken, rest) = self.0.split_at_checked(count.checked_mul(4)?)?;
        self.0 = rest;
        let (fours, _) = taken.as_chunks::<4>();
        Some(fours.iter().map(|four| f32::from_le_bytes(*four)).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::network::Map;

    /// One layer of one input, with weights 2 and bias 1 for each output, of which so many are split off.
    fn file(outputs: u8, split: u8) -> Vec<u8> {
        let numbers = [vec![2f32; outputs.into()], vec![1.0; outputs.into()]].concat();
        let numbers: Vec<u8> = numbers.into_iter().flat_map(f32::to_le_bytes).collect();
        [MAGIC, &[1, split, 1, 1, 1, 1, 0, 0, 0, 1, 0, outputs, 0], &numbers].concat()
    }

    #[test]
    fn a_file_becomes_its_network() {
        let network = Network::parse(&file(1, 1)).unwrap();
        assert_eq!(network.layers[0].run(&image()).values, [7.0, -7.0]);
        assert!(Network::parse(&file(1, 1)[1..]).is_none() && Network::parse(&file(1, 1)[..20]).is_none());
        assert!(Network::parse(&[file(1, 1), vec![0]].concat()).is_none());
    }

    #[test]
    fn columns_are_split_into_results() {
        let network = Network::parse(&file(4, 2)).unwrap();
        assert_eq!((network.read(image()).len(), network.step()), (4, 0.5));
        assert!(Network::parse(&file(4, 0)).is_none() && Network::parse(&file(4, 3)).is_none());
    }

    fn image() -> Map {
        Map { height: 1, width: 2, channels: 1, values: vec![3.0, -4.0] }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            Network::parse(&[MAGIC, &tail].concat());
        }
    }
}

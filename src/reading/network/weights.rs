//! The file of a network: `LBN1`, the number of layers, then for each layer kernel, stride and padding (rows, columns),
//! whether it is rectified, inputs, outputs, and its weights and biases; counts are single bytes, inputs and outputs two,
//! weights floats of four, all little-endian.

use super::Network;
use super::convolution::{Layer, Shape};

const MAGIC: &[u8] = b"LBN1";

impl Network {
    /// The network in a file's bytes; `None` if that is not what they are.
    pub(in crate::reading) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
        let count = rest.byte()?;
        let layers: Vec<Layer> = (0..count).map(|_| rest.layer()).collect::<Option<_>>()?;
        (rest.0.is_empty() && !layers.is_empty()).then_some(Self { layers })
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

    /// One layer of one weight, 2, and bias 1.
    fn file() -> Vec<u8> {
        let numbers = [2f32, 1.0].map(f32::to_le_bytes).concat();
        [MAGIC, &[1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0], &numbers].concat()
    }

    #[test]
    fn a_file_becomes_its_network() {
        let network = Network::parse(&file()).unwrap();
        let map = super::super::Map { height: 1, width: 2, channels: 1, values: vec![3.0, -4.0] };
        assert_eq!(network.layers[0].run(&map).values, [7.0, -7.0]);
        assert!(Network::parse(&file()[1..]).is_none() && Network::parse(&file()[..20]).is_none());
        assert!(Network::parse(&[file(), vec![0]].concat()).is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            Network::parse(&[MAGIC, &tail].concat());
        }
    }
}

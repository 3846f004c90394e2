//! Unpacked samples to shades of gray.

use super::directory::Order;
use super::layout::{Ink, Layout};

/// The brightness of a colour (ITU-R BT.601).
pub(crate) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114 + 500) / 1000) as u8
}

/// Turns one unpacked row into shades, as many as `shades` holds.
pub(super) fn row(layout: &Layout, bytes: &[u8], shades: &mut [u8]) {
    match layout.bits {
        8 => pixels(layout, bytes, shades),
        16 => {
            let high = usize::from(layout.order == Order::Little);
            let bytes: Vec<u8> = bytes.as_chunks().0.iter().map(|sample: &[u8; 2]| sample[high]).collect();
            pixels(layout, &bytes, shades);
        }
        bits => packed(layout, bits as usize, bytes, shades),
    }
}

/// Pixels of one sample of less than a byte, the first in the highest bits.
fn packed(layout: &Layout, bits: usize, bytes: &[u8], shades: &mut [u8]) {
    let most = (1u8 << bits) - 1;
    for (shades, byte) in shades.chunks_mut(8 / bits).zip(bytes) {
        for (at, shade) in shades.iter_mut().enumerate() {
            let value = byte >> (8 - bits * (at + 1)) & most;
            *shade = match &layout.ink {
                Ink::Palette(palette) => palette.get(usize::from(value)).copied().unwrap_or(255),
                Ink::WhiteIsZero => 255 - value * (255 / most),
                _ => value * (255 / most),
            };
        }
    }
}

fn pixels(layout: &Layout, bytes: &[u8], shades: &mut [u8]) {
    for (shade, pixel) in shades.iter_mut().zip(bytes.chunks_exact(layout.samples as usize)) {
        *shade = match (&layout.ink, pixel) {
            (Ink::Rgb, [red, green, blue, ..]) => luma(*red, *green, *blue),
            (Ink::Cmyk, [cyan, magenta, yellow, black, ..]) => {
                let light = |ink: u8| 255 - ink.saturating_add(*black);
                luma(light(*cyan), light(*magenta), light(*yellow))
            }
            (Ink::Palette(palette), [value, ..]) => palette.get(usize::from(*value)).copied().unwrap_or(255),
            (Ink::WhiteIsZero, [value, ..]) => 255 - value,
            (_, [value, ..]) => *value,
            (_, []) => 255,
        };
    }
}

/// Undoes horizontal differencing in one row.
pub(super) fn undo_differences(layout: &Layout, row: &mut [u8]) {
    let samples = layout.samples as usize;
    if layout.bits == 8 {
        for at in samples..row.len() {
            row[at] = row[at].wrapping_add(row[at - samples]);
        }
        return;
    }
    let words = row.as_chunks_mut::<2>().0;
    for at in samples..words.len() {
        let sum = layout.order.u16(words[at]).wrapping_add(layout.order.u16(words[at - samples]));
        words[at] = if layout.order == Order::Little { sum.to_le_bytes() } else { sum.to_be_bytes() };
    }
}

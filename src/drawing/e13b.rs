//! The E-13B line of a check (ISO 1004): the shapes of its fourteen characters on the half-unit grid, and drawing them.
//!
//! A character is seven units of 0.013 in wide and nine high and stands right-aligned in a pitch of 0.125 in. Shapes
//! are written row by row in cells of half a unit, `#` ink, repeated rows counted.

use super::canvas::Canvas;
use crate::model::Rect;

/// Cells across a character.
pub const COLUMNS: usize = 14;
/// Cells down a character.
pub const ROWS: usize = 18;
/// A cell's side in inches.
pub const CELL: f32 = 0.0065;
/// From character to character in inches.
pub const PITCH: f32 = 0.125;
/// From the right edge of a check to the right edge of its last character, in inches.
pub const RIGHT: f32 = 0.3125;
/// From the bottom edge of a check to the bottom of its characters, in inches.
pub const BOTTOM: f32 = 0.22;
/// The height of the band at the bottom of a check that is kept for the line, in inches.
pub const CLEAR_BAND: f32 = 0.625;

/// A character's shape: rows from the top, cells from the left, true is ink.
pub type Glyph = [[bool; COLUMNS]; ROWS];

/// Rows of one picture, top to bottom: how often it repeats and what it shows.
type Bands = &'static [(usize, &'static str)];

/// The fourteen characters; ⑆ transit, ⑇ amount, ⑈ on-us, ⑉ dash.
const SHAPES: [(char, Bands); 14] = [
    (
        '0',
        &[
            (1, "..##########.."),
            (1, ".############."),
            (1, "###........###"),
            (12, "##..........##"),
            (1, "###........###"),
            (1, ".############."),
            (1, "..##########.."),
        ],
    ),
    ('1', &[(3, "......####...."), (7, "........##...."), (8, "......########")]),
    (
        '2',
        &[
            (2, "......########"),
            (6, "............##"),
            (2, "......########"),
            (6, "......##......"),
            (2, "......########"),
        ],
    ),
    (
        '3',
        &[
            (2, "....########.."),
            (6, "..........##.."),
            (1, "....########.."),
            (1, "....##########"),
            (6, "..........####"),
            (2, "....##########"),
        ],
    ),
    ('4', &[(10, "..####........"), (2, "..####....####"), (2, "..############"), (4, "..........####")]),
    (
        '5',
        &[
            (2, "....##########"),
            (6, "....##........"),
            (2, "....##########"),
            (6, "............##"),
            (2, "....##########"),
        ],
    ),
    (
        '6',
        &[
            (2, "..########...."),
            (3, "..##....##...."),
            (5, "..##.........."),
            (2, "..############"),
            (4, "..##........##"),
            (2, "..############"),
        ],
    ),
    (
        '7',
        &[
            (2, "....##########"),
            (4, "....##......##"),
            (1, "............##"),
            (1, "..........####"),
            (1, "........#####."),
            (9, "........##...."),
        ],
    ),
    (
        '8',
        &[
            (2, "..##########.."),
            (6, "..##......##.."),
            (1, "..##########.."),
            (1, "##############"),
            (6, "####......####"),
            (2, "##############"),
        ],
    ),
    ('9', &[(2, "..############"), (6, "..##........##"), (2, "..############"), (8, "..........####")]),
    (
        '⑆',
        &[
            (3, "........######"),
            (3, "####....######"),
            (6, "####.........."),
            (3, "####....######"),
            (3, "........######"),
        ],
    ),
    (
        '⑇',
        &[
            (5, "..........####"),
            (3, "......##..####"),
            (2, "......##......"),
            (3, "####..##......"),
            (5, "####.........."),
        ],
    ),
    (
        '⑈',
        &[
            (1, ".............."),
            (2, "........######"),
            (6, "##..##..######"),
            (6, "##..##........"),
            (3, ".............."),
        ],
    ),
    ('⑉', &[(5, ".............."), (8, "####..####..##"), (5, "..............")]),
];

/// The characters that have a shape.
pub fn characters() -> impl Iterator<Item = char> {
    SHAPES.iter().map(|(character, _)| *character)
}

/// A character's shape; `None` for anything that E-13B does not have.
#[must_use]
pub fn glyph(character: char) -> Option<Glyph> {
    let (_, bands) = SHAPES.iter().find(|(known, _)| *known == character)?;
    let mut glyph = [[false; COLUMNS]; ROWS];
    let rows = bands.iter().flat_map(|(times, picture)| std::iter::repeat_n(*picture, *times));
    for (row, picture) in glyph.iter_mut().zip(rows) {
        for (cell, mark) in row.iter_mut().zip(picture.bytes()) {
            *cell = mark == b'#';
        }
    }
    Some(glyph)
}

/// Draws a line in its place at the bottom of a check; characters without a shape leave a gap. Gives back its place.
pub fn draw_line(canvas: &mut Canvas<'_>, line: &str, shade: u8) -> Rect {
    let (right, bottom) = (canvas.width() - RIGHT, canvas.height() - BOTTOM);
    draw_line_at(canvas, line, right, bottom, shade)
}

/// Draws a line whose last character ends at `right` and stands on `bottom`, both in inches. Gives back its place.
pub fn draw_line_at(canvas: &mut Canvas<'_>, line: &str, right: f32, bottom: f32, shade: u8) -> Rect {
    let top = bottom - CELL * ROWS as f32;
    for (at, character) in line.chars().rev().enumerate() {
        let left = right - PITCH * at as f32 - CELL * COLUMNS as f32;
        draw_glyph(canvas, character, left, top, shade);
    }
    let wide = PITCH * line.chars().count() as f32;
    canvas.place(right - wide, top, wide, bottom - top)
}

fn draw_glyph(canvas: &mut Canvas<'_>, character: char, left: f32, top: f32, shade: u8) {
    let Some(glyph) = glyph(character) else { return };
    // Runs of equal columns are drawn as one piece, so that no seam shows between rows.
    for column in 0..COLUMNS {
        let mut row = 0;
        while row < ROWS {
            let tall = glyph[row..].iter().take_while(|cells| cells[column]).count();
            let (x, y) = (left + CELL * column as f32, top + CELL * row as f32);
            canvas.fill(x, y, CELL, CELL * tall as f32, shade);
            row += tall.max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::fonts::{Face, Fonts};

    #[test]
    fn shapes_fill_their_grid() {
        for (character, bands) in SHAPES {
            assert_eq!(bands.iter().map(|(times, _)| times).sum::<usize>(), ROWS, "{character}");
            assert!(bands.iter().all(|(_, picture)| picture.len() == COLUMNS), "{character}");
            let glyph = glyph(character).unwrap();
            assert!(glyph.iter().any(|row| row[COLUMNS - 1]) || "147".contains(character), "{character}");
        }
        assert!(glyph('A').is_none());
    }

    /// The standard's ink per column from the right, in units, tells every character.
    #[test]
    fn columns_hold_the_standard_ink() {
        let ink = |character: char| -> Vec<f32> {
            let glyph = glyph(character).unwrap();
            let cells =
                |unit: usize| (0..ROWS).map(|r| (0..2).filter(|c| glyph[r][unit * 2 + c]).count()).sum::<usize>();
            (0..7).rev().map(|unit| cells(unit) as f32 / 4.0).collect()
        };
        assert_eq!(ink('4'), [4.0, 4.0, 1.0, 1.0, 7.0, 7.0, 0.0]);
        assert_eq!(ink('⑆'), [6.0, 6.0, 6.0, 0.0, 0.0, 6.0, 6.0]);
        assert_eq!(ink('⑈'), [4.0, 4.0, 4.0, 0.0, 6.0, 0.0, 6.0]);
        assert_eq!(ink('⑉'), [4.0, 0.0, 4.0, 4.0, 0.0, 4.0, 4.0]);
    }

    #[test]
    fn a_line_stands_where_the_standard_wants_it() {
        let fonts = Fonts::load(&[Face::Sans]).unwrap();
        let mut canvas = Canvas::new(&fonts, 6.0, 2.75);
        draw_line(&mut canvas, "⑆011000138⑆ 0⑆", 0);
        let gray = canvas.into_gray();
        let columns: Vec<u32> = (0..1200).filter(|x| (0..550).any(|y| gray.get(*x, y) < 128)).collect();
        let rows: Vec<u32> = (0..550).filter(|y| (0..1200).any(|x| gray.get(x, *y) < 128)).collect();
        let right = f32::from(1200 - *columns.last().unwrap() as u16 - 1) / 200.0;
        let bottom = f32::from(550 - *rows.last().unwrap() as u16 - 1) / 200.0;
        assert!((right - RIGHT).abs() < 0.01 && (bottom - BOTTOM).abs() < 0.01, "{right} {bottom}");
        let height = (rows.last().unwrap() - rows[0] + 1) as f32 / 200.0;
        assert!((height - 0.117).abs() < 0.01, "{height}");
        let width = (columns.last().unwrap() - columns[0] + 1) as f32 / 200.0;
        assert!((width - (13.0 * PITCH + 0.091)).abs() < 0.01, "{width}");
    }
}

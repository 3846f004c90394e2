//! What a page shows: its images with their places, and whether it is drawn with more than images.

use std::io::{Read, Seek};

use super::PdfError;
use super::file::Source;
use super::syntax::{Dict, Lexer, Object, Token, is_space};

/// No content of a page unpacks to more, and it has no more operators.
const LARGEST: usize = 32 << 20;
const MOST_OPERATORS: usize = 2_000_000;

/// No page shows more images, and forms lie within forms no deeper.
const MOST_IMAGES: usize = 2_000;
const DEEPEST: usize = 8;

/// Saved states lie no deeper.
const MOST_SAVED: usize = 256;

/// US letter, for a page that does not say its size.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// An affine map: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This map first, then another.
    pub(super) fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Self([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    pub(super) fn area(self) -> f64 {
        (self.0[0] * self.0[3] - self.0[1] * self.0[2]).abs()
    }

    /// The way back; `None` for one that flattens.
    pub(super) fn inverse(self) -> Option<Self> {
        let [a, b, c, d, e, f] = self.0;
        let det = a * d - b * c;
        let inverse = [d, -b, -c, a, c * f - d * e, b * e - a * f].map(|value| value / det);
        inverse.iter().all(|value| value.is_finite()).then_some(Self(inverse))
    }
}

/// An image on a page.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) dict: Dict,
    pub(super) data: Data,
    /// From the unit square to the page in points, y upward.
    pub(super) matrix: Matrix,
    /// The shade that a mask paints with.
    pub(super) fill: u8,
}

/// Where the bytes of an image are.
#[derive(Debug, Clone)]
pub(super) enum Data {
    File(u64),
    Inline(Vec<u8>),
}

/// A page before any image is decoded.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Left, bottom, right, top, in points.
    pub(super) area: [f64; 4],
    /// Quarter turns clockwise for showing it.
    pub(super) turns: u8,
    pub(super) images: Vec<Placed>,
    /// Text that can be seen is on it.
    pub(super) text: bool,
    /// Lines or filled shapes are on it.
    pub(super) shapes: bool,
    /// Named colour spaces of its resources.
    pub(super) color_spaces: Object,
}

/// Reads the page that is object `number`.
pub(super) fn sheet<R: Read + Seek>(source: &mut Source<'_, R>, number: u32) -> Result<Sheet, PdfError> {
    let page = source.object(number)?;
    let dict = page.dict().ok_or_else(|| PdfError::malformed("a page is no dictionary"))?.clone();
    let media = rectangle(source, &dict, b"MediaBox")?.unwrap_or(LETTER);
    let crop = rectangle(source, &dict, b"CropBox")?.unwrap_or(media);
    let both = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
    let area = if both[2] - both[0] >= 1.0 && both[3] - both[1] >= 1.0 { both } else { media };
    let degrees = inherited(source, &dict, b"Rotate")?.number().unwrap_or(0.0);
    let turns = (degrees / 90.0).round().rem_euclid(4.0) as u8;
    let resources = inherited(source, &dict, b"Resources")?;
    let mut content = Vec::new();
    let contents = source.get(&dict, b"Contents")?;
    let parts = if contents.dict().is_some() { vec![contents] } else { contents.array().to_vec() };
    for part in parts {
        let part = source.resolve(&part)?;
        content.extend_from_slice(&source.unpacked(&part, LARGEST.saturating_sub(content.len()))?);
        content.push(b'\n');
    }
    let color_spaces = named(source, &resources, b"ColorSpace")?;
    let sheet = Sheet { area, turns, images: Vec::new(), text: false, shapes: false, color_spaces };
    let mut drawing = Drawing { source, sheet, operators: 0 };
    drawing.run(&content, &resources, State { matrix: Matrix::ONE, fill: 0, hidden_text: false }, 0)?;
    Ok(drawing.sheet)
}

/// A value of a page, or of the nodes above it.
fn inherited<R: Read + Seek>(source: &mut Source<'_, R>, dict: &Dict, key: &[u8]) -> Result<Object, PdfError> {
    let mut dict = dict.clone();
    for _ in 0..super::DEEPEST {
        let value = source.get(&dict, key)?;
        if value != Object::Null {
            return Ok(value);
        }
        match source.get(&dict, b"Parent")?.dict() {
            Some(parent) => dict = parent.clone(),
            None => break,
        }
    }
    Ok(Object::Null)
}

fn rectangle<R: Read + Seek>(
    source: &mut Source<'_, R>,
    dict: &Dict,
    key: &[u8],
) -> Result<Option<[f64; 4]>, PdfError> {
    let value = inherited(source, dict, key)?;
    let mut sides = Vec::new();
    for side in value.array().iter().take(4) {
        sides.extend(source.resolve(side)?.number());
    }
    let [a, b, c, d] = *sides else { return Ok(None) };
    Ok(Some([a.min(c), b.min(d), a.max(c), b.max(d)]))
}

/// A category of resources.
fn named<R: Read + Seek>(source: &mut Source<'_, R>, resources: &Object, key: &[u8]) -> Result<Object, PdfError> {
    resources.dict().map_or(Ok(Object::Null), |dict| source.get(dict, key))
}

#[derive(Debug, Clone, Copy)]
struct State {
    matrix: Matrix,
    fill: u8,
    hidden_text: bool,
}

struct Drawing<'s, 'a, R> {
    source: &'s mut Source<'a, R>,
    sheet: Sheet,
    operators: usize,
}

impl<R: Read + Seek> Drawing<'_, '_, R> {
    fn run(&mut self, content: &[u8], resources: &Object, start: State, depth: usize) -> Result<(), PdfError> {
        let mut lexer = Lexer::new(content);
        let mut state = start;
        let mut saved = Vec::new();
        let mut operands: Vec<Object> = Vec::new();
        while let Some(token) = lexer.token() {
            let word = match token {
                Token::Object(object) => {
                    // No operator has more than a few operands; what is before them is garbage.
                    if operands.len() == 64 {
                        operands.clear();
                    }
                    operands.push(object);
                    continue;
                }
                Token::Word(word) => word,
            };
            self.operators += 1;
            if self.operators > MOST_OPERATORS || self.sheet.images.len() > MOST_IMAGES {
                return Err(PdfError::TooLarge("its page is drawn with more than any scan".to_owned()));
            }
            let numbers: Vec<f64> = operands.iter().filter_map(Object::number).collect();
            match word.as_slice() {
                b"q" if saved.len() < MOST_SAVED => saved.push(state),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => {
                    if let [a, b, c, d, e, f] = *numbers {
                        state.matrix = Matrix([a, b, c, d, e, f]).then(state.matrix);
                    }
                }
                b"g" | b"rg" | b"k" | b"sc" | b"scn" => state.fill = shade(&numbers),
                b"Tr" => state.hidden_text = matches!(*numbers, [3.0 | 7.0]),
                b"Tj" | b"TJ" | b"'" | b"\"" => self.sheet.text |= !state.hidden_text,
                b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" => self.sheet.shapes = true,
                b"BI" => self.inline(&mut lexer, &state),
                b"Do" => {
                    let name = operands.last().and_then(Object::name).map(<[u8]>::to_vec);
                    self.external(name.as_deref().unwrap_or_default(), resources, state, depth)?;
                }
                _ => {}
            }
            operands.clear();
        }
        Ok(())
    }

    fn external(&mut self, name: &[u8], resources: &Object, state: State, depth: usize) -> Result<(), PdfError> {
        let objects = named(self.source, resources, b"XObject")?;
        let Some(dict) = objects.dict() else { return Ok(()) };
        let object = self.source.get(dict, name)?;
        let Object::Stream(dict, offset) = &object else { return Ok(()) };
        match dict.name(b"Subtype") {
            Some(b"Image") => {
                let (dict, data) = (dict.clone(), Data::File(*offset));
                self.sheet.images.push(Placed { dict, data, matrix: state.matrix, fill: state.fill });
            }
            Some(b"Form") if depth < DEEPEST => {
                let matrix = self.source.get(dict, b"Matrix")?;
                let numbers: Vec<f64> = matrix.array().iter().filter_map(Object::number).collect();
                let own = <[f64; 6]>::try_from(numbers).map_or(Matrix::ONE, Matrix);
                let state = State { matrix: own.then(state.matrix), ..state };
                let own_resources = self.source.get(dict, b"Resources")?;
                let resources = if own_resources == Object::Null { resources } else { &own_resources };
                let content = self.source.unpacked(&object, LARGEST)?;
                self.run(&content, resources, state, depth + 1)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// An image within the content: its keys, its bytes, and the word `EI` after them.
    fn inline(&mut self, lexer: &mut Lexer<'_>, state: &State) {
        let mut dict = Dict::default();
        while let Some(token) = lexer.token() {
            match token {
                Token::Word(word) if word == b"ID" => break,
                Token::Object(Object::Name(key)) => match lexer.token() {
                    Some(Token::Object(value)) => dict.insert(full_key(&key), value),
                    _ => return,
                },
                _ => return,
            }
        }
        lexer.at += 1;
        let rest = lexer.rest();
        let is_end =
            |window: &[u8]| matches!(window, [before, b'E', b'I', after] if is_space(*before) && is_space(*after));
        let end = rest.windows(4).position(is_end).unwrap_or(rest.len());
        let data = Data::Inline(rest[..end].to_vec());
        lexer.at += (end + 3).min(rest.len());
        self.sheet.images.push(Placed { dict, data, matrix: state.matrix, fill: state.fill });
    }
}

fn full_key(key: &[u8]) -> &[u8] {
    match key {
        b"BPC" => b"BitsPerComponent",
        b"CS" => b"ColorSpace",
        b"D" => b"Decode",
        b"DP" => b"DecodeParms",
        b"F" => b"Filter",
        b"H" => b"Height",
        b"IM" => b"ImageMask",
        b"W" => b"Width",
        other => other,
    }
}

/// The shade of a colour given as gray, RGB or CMYK.
fn shade(color: &[f64]) -> u8 {
    let light = match *color {
        [gray] => gray,
        [red, green, blue] => 0.299 * red + 0.587 * green + 0.114 * blue,
        [cyan, magenta, yellow, black] => 1.0 - (0.299 * cyan + 0.587 * magenta + 0.114 * yellow + black),
        _ => 0.0,
    };
    (light.clamp(0.0, 1.0) * 255.0) as u8
}

//! Writes pages drawn with text and rectangles, one after the other, however many.
//!
//! Characters are Type 3 fonts: each is its outline, whatever file it came from, and only those that are used are written.
//! A font holds 256 characters that follow each other in Unicode, so that which code a character has does not depend on
//! the page where it is first used, and pages can be made in any order. The fonts come last in the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::objects::Objects;

/// Pages of one node of the tree.
const PAGES_PER_NODE: usize = 128;

/// A typeface's number in the file.
pub type FaceId = u8;

/// A point across and up.
pub type Point = (f32, f32);

/// What a character looks like, in thousandths of the size.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// How far the next character stands.
    pub advance: f32,
    /// Its contours.
    pub contours: Vec<(Point, Vec<Step>)>,
}

/// A part of a contour, from where the last one ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// A straight line.
    Line(Point),
    /// A curve with two control points.
    Curve(Point, Point, Point),
}

/// A rectangle in points: left, bottom, width and height.
pub type Box4 = [f32; 4];

/// A page being drawn; places are in points from its bottom left corner.
#[derive(Debug, Clone, Default)]
pub struct DrawnPage {
    content: String,
    used: BTreeSet<(FaceId, char)>,
    shade: Option<u8>,
}

/// A finished page.
#[derive(Debug, Clone)]
pub struct PackedPage {
    content: Vec<u8>,
    used: BTreeSet<(FaceId, char)>,
}

impl DrawnPage {
    /// An empty page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Fills rectangles with one shade, 0 black, as one shape.
    pub fn fill(&mut self, boxes: impl IntoIterator<Item = Box4>, shade: u8) {
        self.shade(shade);
        for [x, y, width, height] in boxes {
            _ = write!(self.content, "{} {} {} {} re ", Number(x), Number(y), Number(width), Number(height));
        }
        self.content.push_str("f\n");
    }

    /// Writes text from a point on its baseline on.
    pub fn text(&mut self, face: FaceId, size: f32, at: Point, shade: u8, text: &str) {
        self.shade(shade);
        _ = write!(self.content, "BT 1 0 0 1 {} {} Tm ", Number(at.0), Number(at.1));
        let mut block = None;
        for character in text.chars() {
            self.used.insert((face, character));
            let next = character as u32 >> 8;
            if block != Some(next) {
                self.content.push_str(if block.is_some() { ") Tj " } else { "" });
                _ = write!(self.content, "/{} {} Tf (", font_name(face, next), Number(size));
                block = Some(next);
            }
            push_code(&mut self.content, character as u32 as u8);
        }
        self.content.push_str(if block.is_some() { ") Tj ET\n" } else { "ET\n" });
    }

    fn shade(&mut self, shade: u8) {
        if self.shade != Some(shade) {
            _ = writeln!(self.content, "{} g", Number(f32::from(shade) / 255.0));
            self.shade = Some(shade);
        }
    }

    /// Finishes the page.
    #[must_use]
    pub fn pack(self) -> PackedPage {
        PackedPage { content: packed(self.content.as_bytes()), used: self.used }
    }
}

/// A character code in a literal string.
fn push_code(content: &mut String, code: u8) {
    match code {
        b'(' | b')' | b'\\' => content.extend(['\\', char::from(code)]),
        b' '..=b'~' => content.push(char::from(code)),
        _ => _ = write!(content, "\\{code:03o}"),
    }
}

fn font_name(face: FaceId, block: u32) -> String {
    format!("F{face}x{block:X}")
}

/// A number of at most three places, without what needs not be said.
struct Number(f32);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.3}", self.0);
        match text.trim_end_matches('0').trim_end_matches('.') {
            "-0" | "" => f.write_str("0"),
            text => f.write_str(text),
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// A file of drawn pages, all of one size, being written.
pub struct DrawnPdf<W: Write> {
    objects: Objects<W>,
    size: Point,
    root: u32,
    tree: u32,
    resources: u32,
    /// The nodes of the tree, the last one with the pages it has so far.
    nodes: Vec<(u32, usize)>,
    open: Vec<u32>,
    used: BTreeSet<(FaceId, char)>,
}

impl<W: Write> DrawnPdf<W> {
    /// Begins a file of pages of that size in points.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, size: Point) -> io::Result<Self> {
        let mut objects = Objects::new(out)?;
        let [root, tree, resources] = [objects.reserve(), objects.reserve(), objects.reserve()];
        let (nodes, open, used) = (Vec::new(), Vec::new(), BTreeSet::new());
        Ok(Self { objects, size, root, tree, resources, nodes, open, used })
    }

    /// Adds a page.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, page: &PackedPage) -> io::Result<()> {
        if self.open.is_empty() {
            let node = self.objects.reserve();
            self.nodes.push((node, 0));
        }
        let Some((node, count)) = self.nodes.last_mut() else { return Ok(()) };
        *count += 1;
        let content = self.objects.add("<</Filter/FlateDecode", Some(&page.content))?;
        let text = format!("<</Type/Page/Parent {node} 0 R/Contents {content} 0 R>>");
        self.open.push(self.objects.add(&text, None)?);
        self.used.extend(page.used.iter().copied());
        if self.open.len() == PAGES_PER_NODE { self.close_node() } else { Ok(()) }
    }

    fn close_node(&mut self) -> io::Result<()> {
        let kids = references(self.open.drain(..));
        let Some((node, count)) = self.nodes.last() else { return Ok(()) };
        let text = format!("<</Type/Pages/Parent {} 0 R/Count {count}/Kids[{kids}]>>", self.tree);
        self.objects.fill(*node, &text, None)
    }

    /// Ends the file; `shape` tells what a character of a face looks like.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, title: &str, shape: impl Fn(FaceId, char) -> Shape) -> io::Result<W> {
        if !self.open.is_empty() {
            self.close_node()?;
        }
        let mut fonts = String::new();
        for ((face, block), characters) in by_font(&self.used) {
            let font = self.font(block, &characters, |character| shape(face, character))?;
            _ = write!(fonts, "/{} {font} 0 R", font_name(face, block));
        }
        self.objects.fill(self.resources, &format!("<</Font<<{fonts}>>>>"), None)?;
        let count: usize = self.nodes.iter().map(|(_, count)| count).sum();
        let (kids, (width, height)) = (references(self.nodes.iter().map(|(node, _)| *node)), self.size);
        let tree = format!(
            "<</Type/Pages/Count {count}/MediaBox[0 0 {} {}]/Resources {} 0 R/Kids[{kids}]>>",
            Number(width),
            Number(height),
            self.resources
        );
        self.objects.fill(self.tree, &tree, None)?;
        // Coupons are read back by their measures: no program is to fit the page to its printer's margins.
        let root = format!("<</Type/Catalog/Pages {} 0 R/ViewerPreferences<</PrintScaling/None>>>>", self.tree);
        self.objects.fill(self.root, &root, None)?;
        let info = self.objects.add(&format!("<</Title({title})/Producer(lockbox)>>"), None)?;
        self.objects.finish(&format!("/Root {} 0 R/Info {info} 0 R", self.root))
    }

    /// Writes one font: 256 characters at most that follow each other in Unicode.
    fn font(&mut self, block: u32, characters: &[char], shape: impl Fn(char) -> Shape) -> io::Result<u32> {
        let mut procedures = String::new();
        let mut widths = [0.0; 256];
        let mut names = String::new();
        for character in characters {
            let (shape, code) = (shape(*character), *character as u32 as u8);
            let procedure = self.objects.add("<</Filter/FlateDecode", Some(&packed(procedure(&shape).as_bytes())))?;
            _ = write!(procedures, "/g{code:02X} {procedure} 0 R");
            _ = write!(names, "{code}/g{code:02X} ");
            widths[usize::from(code)] = shape.advance;
        }
        let map = self.objects.add("<</Filter/FlateDecode", Some(&packed(to_unicode(block).as_bytes())))?;
        let (first, last) = match (characters.first(), characters.last()) {
            (Some(first), Some(last)) => (*first as u32 as u8, *last as u32 as u8),
            _ => (0, 0),
        };
        let widths: Vec<String> = (first..=last).map(|code| Number(widths[usize::from(code)]).to_string()).collect();
        self.objects.add(
            &format!(
                "<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 0 0]/Resources<<>>\
                 /CharProcs<<{procedures}>>/Encoding<</Type/Encoding/Differences[{names}]>>\
                 /FirstChar {first}/LastChar {last}/Widths[{}]/ToUnicode {map} 0 R>>",
                widths.join(" ")
            ),
            None,
        )
    }
}

fn references(numbers: impl Iterator<Item = u32>) -> String {
    numbers.map(|number| format!("{number} 0 R")).collect::<Vec<_>>().join(" ")
}

/// The characters of each font: a face and a block of Unicode.
fn by_font(used: &BTreeSet<(FaceId, char)>) -> BTreeMap<(FaceId, u32), Vec<char>> {
    let mut fonts: BTreeMap<_, Vec<char>> = BTreeMap::new();
    for (face, character) in used {
        fonts.entry((*face, *character as u32 >> 8)).or_default().push(*character);
    }
    fonts
}

/// What paints a character.
fn procedure(shape: &Shape) -> String {
    let mut text = String::new();
    let points = shape.contours.iter().flat_map(|(start, steps)| {
        let ends = steps.iter().flat_map(|step| match step {
            Step::Line(to) => vec![*to],
            Step::Curve(one, other, to) => vec![*one, *other, *to],
        });
        std::iter::once(*start).chain(ends)
    });
    let (mut low, mut high) = ((0.0_f32, 0.0_f32), (0.0_f32, 0.0_f32));
    for (x, y) in points {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let [advance, left, bottom, right, top] =
        [shape.advance, low.0.floor(), low.1.floor(), high.0.ceil(), high.1.ceil()].map(Number);
    _ = writeln!(text, "{advance} 0 {left} {bottom} {right} {top} d1");
    for (start, steps) in &shape.contours {
        _ = write!(text, "{} {} m ", Number(start.0), Number(start.1));
        for step in steps {
            match step {
                Step::Line(to) => _ = write!(text, "{} {} l ", Number(to.0), Number(to.1)),
                Step::Curve(one, other, to) => {
                    let [a, b, c, d, e, f] = [one.0, one.1, other.0, other.1, to.0, to.1].map(Number);
                    _ = write!(text, "{a} {b} {c} {d} {e} {f} c ");
                }
            }
        }
        text.push_str("h\n");
    }
    if !shape.contours.is_empty() {
        text.push('f');
    }
    text
}

/// The map from a font's codes to the characters that they mean, for copying and searching.
fn to_unicode(block: u32) -> String {
    format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n\
         /CMapType 2 def\n1 begincodespacerange\n<00><FF>\nendcodespacerange\n\
         1 beginbfrange\n<00><FF><{block:02X}00>\nendbfrange\n\
         endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (number, text) in
            [(0.0, "0"), (-0.0001, "0"), (1.5, "1.5"), (100.0, "100"), (0.3601, "0.36"), (-2.25, "-2.25")]
        {
            assert_eq!(Number(number).to_string(), text);
        }
    }

    #[test]
    fn text_changes_its_font_with_the_block() {
        let mut page = DrawnPage::new();
        page.text(1, 9.5, (72.0, 700.0), 0, "(é)Łu");
        assert_eq!(
            page.content,
            "0 g\nBT 1 0 0 1 72 700 Tm /F1x0 9.5 Tf (\\(\\351\\)) Tj /F1x1 9.5 Tf (A) Tj /F1x0 9.5 Tf (u) Tj ET\n"
        );
        let fonts = by_font(&page.used);
        assert_eq!(fonts[&(1, 1)], ['Ł']);
        assert_eq!(fonts[&(1, 0)], ['(', ')', 'u', 'é']);
    }

    #[test]
    fn every_object_is_where_the_table_says() {
        let mut pdf = DrawnPdf::new(Vec::new(), (612.0, 792.0)).unwrap();
        for number in 0..300 {
            let mut page = DrawnPage::new();
            page.fill([[0.0, 0.0, 10.0, 10.0]], 128);
            page.text(0, 10.0, (10.0, 10.0), 0, &number.to_string());
            pdf.add(&page.pack()).unwrap();
        }
        let bytes = pdf.finish("Test", |_, _| Shape { advance: 500.0, contours: Vec::new() }).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let start: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        let table = std::str::from_utf8(&bytes[start..]).unwrap();
        let places = table.lines().skip(3).take_while(|line| line.ends_with(" n "));
        let mut count = 0;
        for (number, place) in (1..).zip(places) {
            let at: usize = place[..10].parse().unwrap();
            assert!(bytes[at..].starts_with(format!("{number} 0 obj\n").as_bytes()), "{number}");
            count = number;
        }
        assert!(count > 600, "{count}");
    }
}

//! Bytes to objects and operators (ISO 32000, 7.2 and 7.3).

/// Objects are nested no deeper.
const DEEPEST: usize = 48;

/// A value of a PDF.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Object {
    #[default]
    Null,
    Bool(bool),
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Self>),
    Dict(Dict),
    /// The number of another object.
    Reference(u32),
    /// A dictionary and where the bytes of its stream begin in the file.
    Stream(Dict, u64),
}

/// A dictionary, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dict(Vec<(Vec<u8>, Object)>);

impl Dict {
    pub(super) fn get(&self, key: &[u8]) -> Option<&Object> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// A number that stands in the dictionary itself.
    pub(super) fn number(&self, key: &[u8]) -> Option<f64> {
        self.get(key).and_then(Object::number)
    }

    pub(super) fn reference(&self, key: &[u8]) -> Option<u32> {
        self.get(key).and_then(Object::reference)
    }

    pub(super) fn name(&self, key: &[u8]) -> Option<&[u8]> {
        self.get(key).and_then(Object::name)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(key, value)| (key.as_slice(), value))
    }

    pub(super) fn insert(&mut self, key: &[u8], value: Object) {
        self.0.push((key.to_vec(), value));
    }
}

impl Object {
    /// The dictionary that it is, or that its stream has.
    pub(super) const fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> &[Self] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    pub(super) const fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) const fn reference(&self) -> Option<u32> {
        if let Self::Reference(number) = self { Some(*number) } else { None }
    }
}

/// An object or, in the content of a page, an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Object(Object),
    Word(Vec<u8>),
}

/// Reads tokens from bytes.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => self.at += self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count(),
                byte if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// The next token; `None` at the end, or where the bytes break off within it.
    pub(super) fn token(&mut self) -> Option<Token> {
        self.nested(0)
    }

    /// The next object; `None` also when it is something else.
    pub(super) fn object(&mut self) -> Option<Object> {
        match self.nested(0)? {
            Token::Object(object) => Some(object),
            Token::Word(_) => None,
        }
    }

    /// Takes a word, if it comes next.
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.skip_space();
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// A whole number without a sign.
    pub(super) fn whole(&mut self) -> Option<u64> {
        self.skip_space();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(self.rest().get(..digits)?).ok()?;
        self.at += digits;
        text.parse().ok()
    }

    fn nested(&mut self, depth: usize) -> Option<Token> {
        self.skip_space();
        let object = match self.peek()? {
            _ if depth > DEEPEST => return None,
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.text()?),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth)?,
            b'<' => Object::Text(self.hex()?),
            b'[' => self.array(depth)?,
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference(),
            byte if is_delimiter(byte) => {
                self.at += 1;
                return Some(Token::Word(vec![byte]));
            }
            _ => {
                let length = self.rest().iter().take_while(|byte| !is_space(**byte) && !is_delimiter(**byte)).count();
                let word = self.rest()[..length].to_vec();
                self.at += length;
                match word.as_slice() {
                    b"null" => Object::Null,
                    b"true" => Object::Bool(true),
                    b"false" => Object::Bool(false),
                    _ => return Some(Token::Word(word)),
                }
            }
        };
        Some(Token::Object(object))
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let length = self.rest().iter().take_while(|byte| !is_space(**byte) && !is_delimiter(**byte)).count();
        let raw = &self.rest()[..length];
        self.at += length;
        let mut name = Vec::with_capacity(length);
        let mut at = 0;
        while let Some(byte) = raw.get(at) {
            let digits = raw.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
            match digits.filter(|_| *byte == b'#').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(value) => (name.push(value), at += 3).1,
                None => (name.push(*byte), at += 1).1,
            }
        }
        name
    }

    /// A string in parentheses; what stands after a backslash is kept as it is, nobody reads it.
    fn text(&mut self) -> Option<Vec<u8>> {
        let start = self.at + 1;
        let mut open = 0;
        loop {
            match self.peek()? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return self.bytes.get(start..self.at - 1).map(<[u8]>::to_vec);
            }
        }
    }

    fn hex(&mut self) -> Option<Vec<u8>> {
        let length = self.rest().iter().position(|byte| *byte == b'>')?;
        let digits = &self.rest()[1..length];
        self.at += length + 1;
        Some(from_hex(digits))
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Object::Array(items));
            }
            match self.nested(depth + 1)? {
                Token::Object(object) => items.push(object),
                Token::Word(_) => {}
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut dict = Dict::default();
        loop {
            self.skip_space();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Some(Object::Dict(dict));
            }
            let Token::Object(Object::Name(key)) = self.nested(depth + 1)? else { continue };
            self.skip_space();
            if self.rest().starts_with(b">>") {
                continue;
            }
            if let Token::Object(value) = self.nested(depth + 1)? {
                dict.0.push((key, value));
            }
        }
    }

    fn number_or_reference(&mut self) -> Object {
        let number = self.number();
        let start = self.at;
        if number.fract() == 0.0 && (0.0..4e9).contains(&number) {
            let reference = self.whole().is_some() && self.word(b"R").is_some();
            let ends = self.peek().is_none_or(|byte| is_space(byte) || is_delimiter(byte));
            if reference && ends {
                return Object::Reference(number as u32);
            }
        }
        self.at = start;
        Object::Number(number)
    }

    fn number(&mut self) -> f64 {
        let signed = usize::from(matches!(self.peek(), Some(b'+' | b'-')));
        let digits = self.rest()[signed..].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'.')).count();
        let text = std::str::from_utf8(&self.rest()[..signed + digits]).unwrap_or_default();
        let number = text.parse().unwrap_or(0.0);
        // A number that nothing can be made of is passed over, so that reading goes on.
        self.at += (signed + digits).max(1);
        number
    }
}

/// Pairs of hexadecimal digits; a last single one stands for the higher half.
pub(super) fn from_hex(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> =
        digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).map(|digit| digit as u8).collect();
    values.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

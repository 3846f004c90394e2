//! Reads a cash letter record by record and writes it again: what is not changed stays as it was, byte for byte.

use std::io::{Read, Seek, Write};

use super::framing::{Coding, Next, Record, Records};
use super::layout::Layout;
use crate::formats::scan::ScanError;

/// The fields of a record that may be changed.
pub struct RecordFields {
    kind: u8,
    layout: Option<&'static Layout>,
    /// The fixed part as Latin-1.
    text: Vec<u8>,
}

impl RecordFields {
    /// Its type, such as 25.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        self.kind
    }

    /// A field by its name, without the blanks around it; `None` if the record has none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let field = self.layout?.field(name)?;
        let bytes = self.text.get(field.from - 1..field.to)?;
        Some(bytes.iter().map(|byte| char::from(*byte)).collect::<String>().trim().to_owned())
    }

    /// Changes a field. Lengths of what follows in a record cannot be changed.
    ///
    /// # Errors
    /// When the record has no such field or the value does not fit, in words.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let none = || format!("record {} has no field `{name}`", self.kind);
        let field = self.layout.and_then(|layout| layout.field(name)).ok_or_else(none)?;
        if name.ends_with("length") {
            return Err(format!("the {name} of a record cannot be changed"));
        }
        let written = field.written(value).map_err(|unfit| unfit.to_string())?;
        let place = self.text.get_mut(field.from - 1..field.to).ok_or_else(none)?;
        place.copy_from_slice(written.as_bytes());
        Ok(())
    }
}

/// Copies a cash letter of any size, handing each record to `change` on the way. What follows the last record that can
/// be found is copied as it is.
///
/// # Errors
/// When it cannot be read, is no cash letter, or `out` takes no more.
pub fn rewrite<R: Read + Seek>(
    reader: R,
    out: &mut dyn Write,
    change: &mut dyn FnMut(&mut RecordFields),
) -> Result<(), ScanError> {
    let Some(mut records) = Records::open(reader)? else {
        return Err(ScanError::NotPages("it does not start like an image cash letter"));
    };
    let coding = records.coding();
    let mut at = 0;
    while let Next::Record(record) = records.next()? {
        let mut fields = fields(&mut records, &record, coding)?;
        change(&mut fields);
        records.copy(record.before, record.offset, out)?;
        let coded: Vec<u8> = fields.text.iter().map(|character| coding.byte(*character)).collect();
        out.write_all(&coded)?;
        at = record.offset + record.length;
        records.copy(record.offset + coded.len() as u64, at, out)?;
    }
    let end = records.end();
    records.copy(at, end, out)?;
    Ok(())
}

fn fields<R: Read + Seek>(
    records: &mut Records<R>,
    record: &Record,
    coding: Coding,
) -> Result<RecordFields, ScanError> {
    let layout = record.layout();
    let fixed = layout.map_or(0, |layout| layout.length as u64).min(record.length);
    let bytes = records.bytes(record.offset, fixed)?;
    let text = bytes.iter().map(|byte| coding.character(*byte)).collect();
    Ok(RecordFields { kind: record.kind, layout, text })
}

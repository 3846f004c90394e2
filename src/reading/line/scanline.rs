//! The scan line of coupons.

use crate::model::{CodedFields, CouponDefinition, Field};
use crate::raster::Page;

/// Finds and reads the scan line of a page.
pub trait ScanlineReader {
    /// The line on a page that stands upright.
    fn read(&self, page: &Page, definitions: &[CouponDefinition]) -> Field<CodedFields>;
}

/// Stand-in.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateReader;

impl ScanlineReader for TemplateReader {
    fn read(&self, _page: &Page, _definitions: &[CouponDefinition]) -> Field<CodedFields> {
        Field::Absent
    }
}

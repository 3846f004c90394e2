//! How the codes of a coupon are printed.

use super::bill::words;

words! {
    /// A kind of barcode.
    Symbology {
        /// Code 128.
        Code128 = "code128",
        /// Code 39.
        Code39 = "code39",
        /// Interleaved 2 of 5; digits only, an even number of them.
        Itf = "itf",
        /// QR Code.
        QrCode = "qrcode",
        /// Data Matrix.
        DataMatrix = "datamatrix",
        /// PDF417.
        Pdf417 = "pdf417",
    }
}

impl Symbology {
    /// Whether it is read along one line.
    #[must_use]
    pub const fn is_linear(self) -> bool {
        matches!(self, Self::Code128 | Self::Code39 | Self::Itf)
    }
}

words! {
    /// The typeface of a scan line.
    ScanFace {
        /// OCR-A.
        OcrA = "ocr-a",
        /// OCR-B.
        OcrB = "ocr-b",
    }
}

/// How the codes of a coupon are printed; what reads them back need not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CouponPrint {
    /// The kind of its barcode.
    pub symbology: Symbology,
    /// The typeface of its scan line.
    pub face: ScanFace,
}

impl Default for CouponPrint {
    fn default() -> Self {
        Self { symbology: Symbology::Code128, face: ScanFace::OcrA }
    }
}

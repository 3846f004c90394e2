//! Papers on the screen: one in front, larger and smaller, turned, its other side, where its fields were read.

use maud::{Markup, html};

use crate::model::{BatchId, Document, PageKind};
use crate::web::images::place_of;

/// The fields whose places are marked.
const MARKED: [&str; 9] = ["courtesy", "legal", "date", "payee", "memo", "payer", "micr", "scanline", "barcode"];

/// The papers, the first payment in front; with the places that were read `marked`, or not.
pub(in crate::web) fn viewer(batch: &BatchId, documents: &[Document], marked: bool) -> Markup {
    let first = documents.iter().position(Document::is_payment).unwrap_or(0);
    html! {
        div.viewer id="viewer" tabindex="0" aria-label="Paper; larger and smaller with Ctrl+= and Ctrl+-" {
            @for (at, document) in documents.iter().enumerate() {
                (paper(batch, document, at == first, marked))
            }
        }
        div.tools {
            @for (name, command) in [("Larger", "zoom-in"), ("Smaller", "zoom-out"), ("Turn", "rotate"), ("Next paper", "paper"), ("Whole", "whole")] {
                button type="button" data-command=(command) { (name) }
            }
        }
        ol.strip {
            @for (at, document) in documents.iter().enumerate() {
                li { button type="button" data-paper=(at) aria-pressed=(at == first) { (document.number) " · " (kind(document)) } }
            }
        }
    }
}

fn paper(batch: &BatchId, document: &Document, shown: bool, marked: bool) -> Markup {
    let front = document.front.as_ref().ok().filter(|_| marked);
    let what = kind(document);
    html! {
        figure.paper hidden[!shown] data-document=(document.number) {
            svg role="img" aria-label={ "Document " (document.number) ", " (what) ", front" } data-src={ "/paper/" (batch) "/" (document.number) } {
                image href={ "/paper/" (batch) "/" (document.number) } {}
                @if let Some(reading) = front {
                    @for field in MARKED {
                        @if let Some(place) = place_of(reading, field) {
                            rect.place data-field=(field) x=(place.x) y=(place.y) width=(place.width) height=(place.height) {}
                        }
                    }
                }
            }
            @if document.back.is_some() {
                svg hidden role="img" aria-label={ "Document " (document.number) ", back" } data-src={ "/back/" (batch) "/" (document.number) } {
                    image data-href={ "/back/" (batch) "/" (document.number) } {}
                }
            }
            figcaption { "Document " (document.number) ", " (what) ", " (document.source) }
        }
    }
}

/// What a paper is, in words.
pub(in crate::web) fn kind(document: &Document) -> &'static str {
    match document.face().map(|page| page.kind) {
        Ok(PageKind::Check) => "check",
        Ok(PageKind::MoneyOrder) => "money order",
        Ok(PageKind::Coupon) => "coupon",
        Ok(PageKind::Back) => "back",
        Ok(PageKind::Envelope) => "envelope",
        Ok(PageKind::Correspondence) => "letter",
        Ok(PageKind::Separator) => "separator",
        Ok(PageKind::Blank) => "blank",
        Ok(PageKind::Other) => "paper",
        Err(_) => "not readable",
    }
}

//! Draws the planned papers and spoils those that are to be spoiled.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::degrade;
use super::papers::{PAYEE_ADDRESS, PAYEES};
use super::plan::{Paper, Sheet, Spoil};
use super::sheets::Separator;
use crate::drawing::check::{self, CheckStyle};
use crate::drawing::coupon::{self, CouponStyle};
use crate::drawing::fonts::Fonts;
use crate::drawing::form::Part;
use crate::drawing::{envelope, letter, list, pen, sheet};
use crate::error::Result;
use crate::raster::Gray;

/// A drawn paper.
pub(super) struct Drawn {
    /// Its face; `None` for a file that is no picture.
    pub(super) front: Option<Gray>,
    /// Its back, where that was scanned, too.
    pub(super) back: Option<Gray>,
    /// Who wrote the amount: `printed` or `hand:` and the face.
    pub(super) written_by: String,
}

pub(super) fn draw(fonts: &Fonts, planned: &Sheet, with_back: bool) -> Result<Drawn> {
    let mut rng = ChaCha8Rng::seed_from_u64(planned.seed);
    let mut drawn = Drawn { front: None, back: None, written_by: "printed".to_owned() };
    match &planned.paper {
        Paper::Broken => {}
        Paper::Letter { sender, date } => {
            let recipient: Vec<String> = PAYEES.iter().take(1).chain(&PAYEE_ADDRESS).map(|l| (*l).to_owned()).collect();
            drawn.front = Some(letter::letter(fonts, sender, &recipient, date, &mut rng).into_gray());
        }
        Paper::List { payer, date, rows } => {
            drawn.front = Some(list::draw(fonts, payer, date, rows, &mut rng).into_gray());
        }
        Paper::Envelope(face) => drawn.front = Some(envelope::draw(fonts, face)?.into_gray()),
        Paper::Separator(Separator::Code(text)) => drawn.front = Some(sheet::separator(fonts, text)?.into_gray()),
        Paper::Separator(Separator::Patch(wide)) => drawn.front = Some(sheet::patch(fonts, *wide).into_gray()),
        Paper::Ticket(ticket) => drawn.front = Some(sheet::ticket(fonts, ticket)?.into_gray()),
        Paper::Coupon { face, scan_face } => {
            let style = CouponStyle::pick(fonts, *scan_face, &mut rng);
            let mut coupon = coupon::draw(fonts, face, &style)?;
            if planned.spoil == Some(Spoil::Codes) {
                for place in [coupon.scanline, coupon.barcode, Some(coupon.numbers)].into_iter().flatten() {
                    pen::blot(&mut coupon.canvas, place, &mut rng);
                }
            }
            drawn.front = Some(coupon.canvas.into_gray());
        }
        Paper::Payment { face, instrument, by_hand } => {
            let style = CheckStyle::pick(fonts, *instrument, *by_hand, &mut rng);
            if style.writing.hand && !instrument.is_sold() {
                drawn.written_by = format!("hand:{}", style.writing.style.face.name());
            }
            let check = check::draw(fonts, face, &style, &mut rng);
            let (width, height) = (check.canvas.width(), check.canvas.height());
            drawn.front = Some(spoiled(check, planned.spoil, &mut rng));
            if with_back {
                let stamp = ["FOR DEPOSIT ONLY", PAYEES[0]].map(str::to_owned);
                drawn.back = Some(letter::back(fonts, width, height, &stamp, &mut rng).into_gray());
            }
        }
    }
    Ok(drawn)
}

fn spoiled(mut check: check::CheckDrawing<'_>, spoil: Option<Spoil>, rng: &mut impl Rng) -> Gray {
    match spoil {
        Some(Spoil::Micr) => pen::scribble(&mut check.canvas, check.micr, rng),
        Some(Spoil::Amount) => {
            for part in [Part::Figures, Part::Words] {
                if let Some(place) = check.places.get(&part) {
                    pen::blot(&mut check.canvas, *place, rng);
                }
            }
        }
        Some(Spoil::Faint) => {
            // The noise keeps a stretch of contrast from bringing the print back.
            let mut faint = degrade::faded(check.canvas.into_gray(), 0.03);
            degrade::noise(&mut faint, 10.0, rng);
            return faint;
        }
        Some(Spoil::Codes) | None => {}
    }
    check.canvas.into_gray()
}

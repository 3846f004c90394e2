//! Claims: who works on a case, and until when.

use crate::pipeline::{CLAIM_SECONDS, take_claim_away};
use crate::store::review::{CaseStore, Seconds};
use crate::web::call::{Call, Failure, Reply};

/// No draft is longer.
const LONGEST_DRAFT: usize = 16 << 10;

pub(in crate::web) fn claim(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let name = call.signed_in()?.user.name.clone();
    let claim = call.store.claim(&id, &name, call.now, Seconds(call.now.0 + CLAIM_SECONDS))?;
    if claim.by == name {
        call.log("claim", id.as_str(), "")?;
    }
    Ok(Reply::Go(format!("/case/{id}")))
}

/// The browser says that somebody is still there.
pub(in crate::web) fn heartbeat(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let name = call.signed_in()?.user.name.clone();
    let kept = call.store.case(&id)?.ok_or(Failure::NotFound)?;
    // A claim is made longer, never taken anew.
    let mine = kept.claim.as_ref().is_some_and(|claim| claim.by == name && claim.until > call.now);
    if mine {
        call.store.claim(&id, &name, call.now, Seconds(call.now.0 + CLAIM_SECONDS))?;
    }
    let left = if mine { CLAIM_SECONDS } else { 0 };
    Ok(Reply::Json(format!("{{\"mine\":{mine},\"left\":{left}}}")))
}

pub(in crate::web) fn let_go(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let name = call.signed_in()?.user.name.clone();
    call.store.let_go(&id, Some(&name))?;
    call.log("let_go", id.as_str(), "")?;
    Ok(Reply::Go("/".to_owned()))
}

pub(in crate::web) fn take_away(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let by = call.reviewer()?;
    take_claim_away(call.store, call.now, &id, &by)?;
    Ok(Reply::Go(format!("/case/{id}")))
}

pub(in crate::web) fn draft(call: &mut Call<'_>) -> Result<Reply, Failure> {
    let id = call.exception()?;
    let name = call.signed_in()?.user.name.clone();
    let body = call.field("draft").to_owned();
    if body.len() > LONGEST_DRAFT {
        return Err(Failure::BadForm("That is too long to keep.".to_owned()));
    }
    call.store.keep_draft(&id, &name, &body)?;
    Ok(Reply::Json("{\"kept\":true}".to_owned()))
}

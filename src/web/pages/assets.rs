//! Style, script and a sign of life.

use crate::web::call::{Call, Failure, Reply};

/// The browser may keep them so many seconds; a new program may bring others.
const KEPT: u32 = 60;

pub(in crate::web) fn style(_: &mut Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::Bytes("text/css; charset=utf-8", KEPT, include_bytes!("../assets/lockbox.css").to_vec()))
}

pub(in crate::web) fn script(_: &mut Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::Bytes("text/javascript; charset=utf-8", KEPT, include_bytes!("../assets/lockbox.js").to_vec()))
}

pub(in crate::web) fn health(_: &mut Call<'_>) -> Result<Reply, Failure> {
    Ok(Reply::Json("{\"ok\":true}".to_owned()))
}

//! The forms that files can leave the house in: those that the program knows, and the layouts of the settings.

use std::sync::Arc;

use super::DEPOSIT_FORM;
use crate::config::{Config, LayoutSource};
use crate::error::{Error, Result};
use crate::files;
use crate::formats::remittance::Form;
use crate::formats::remittance::layout::Layout;

/// No layout is longer, in bytes.
const LARGEST_LAYOUT: u64 = 1 << 20;

/// The form of posting files of that name: a layout of the settings or one that the program knows.
///
/// # Errors
/// When there is none, or its layout cannot be read or is no layout.
pub fn form_named(name: &str, config: &Config) -> Result<Form> {
    let own = config.postings.iter().find(|posting| posting.name == name && posting.layout != LayoutSource::Known);
    let text = match own.map(|posting| &posting.layout) {
        Some(LayoutSource::Here(text)) => text.clone(),
        Some(LayoutSource::File(file)) => files::read_text(file, LARGEST_LAYOUT)?,
        Some(LayoutSource::Known) | None => return Form::named(name).ok_or_else(|| unknown(name, config)),
    };
    let wrong = |why: String| Error::Refused(format!("the layout of [[posting]] `{name}`: {why}"));
    let layout = Layout::from_toml(&text).map_err(|error| wrong(error.to_string()))?;
    if layout.name() != name || Form::named(name).is_some() || name == DEPOSIT_FORM {
        let own = layout.name();
        return Err(wrong(format!("it calls itself `{own}`: give both one name, and none of a known form")));
    }
    Ok(Form::Layout(Arc::new(layout)))
}

/// The names of all forms, cash letters last.
#[must_use]
pub fn form_names(config: &Config) -> Vec<String> {
    let mut names: Vec<String> = Form::KNOWN.iter().map(|form| form.name().to_owned()).collect();
    for posting in &config.postings {
        if !names.contains(&posting.name) {
            names.push(posting.name.clone());
        }
    }
    names.push(DEPOSIT_FORM.to_owned());
    names
}

fn unknown(name: &str, config: &Config) -> Error {
    let known = form_names(config).join(", ");
    Error::Refused(format!("`{name}` is no form of posting files; there are {known}"))
}

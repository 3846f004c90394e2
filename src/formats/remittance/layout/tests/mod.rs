mod bai;
mod own;

use std::sync::Arc;

use super::Layout;
use crate::formats::remittance::{Form, Inspection, inspect};

fn form(toml: &str) -> Form {
    Form::Layout(Arc::new(Layout::from_toml(toml).unwrap_or_else(|error| panic!("{error}"))))
}

fn read(form: &Form, file: &str) -> Inspection {
    inspect(form, file.as_bytes()).unwrap()
}

//! XML elements as text.

use quick_xml::escape::escape;

/// Elements one after another; the document is opened and closed by whoever writes it.
#[derive(Debug, Default)]
pub(super) struct Xml {
    text: String,
}

impl Xml {
    /// Opens elements, the outermost first.
    pub(super) fn open(&mut self, names: &[&str]) {
        for name in names {
            self.text.extend(["<", name, ">"]);
        }
    }

    /// Closes elements, given in the order in which they were opened.
    pub(super) fn close(&mut self, names: &[&str]) {
        for name in names.iter().rev() {
            self.text.extend(["</", name, ">"]);
        }
    }

    /// Text inside elements, the outermost first.
    pub(super) fn leaf(&mut self, names: &[&str], text: &str) {
        self.open(names);
        self.text.push_str(&escape(text));
        self.close(names);
    }

    /// An amount of dollars.
    pub(super) fn money(&mut self, name: &str, amount: &str) {
        self.text.extend(["<", name, " Ccy=\"USD\">", amount, "</", name, ">"]);
    }

    /// A line end between elements that people look for.
    pub(super) fn end_line(&mut self) {
        self.text.push('\n');
    }

    /// What is no element: declaration and root.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// What was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Forgets all and keeps the room.
    pub(super) fn clear(&mut self) {
        self.text.clear();
    }
}

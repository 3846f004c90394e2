//! The workbench: people resolve in a browser what the program was not sure of.
//!
//! Pages are made here, whole, from the store; a small script adds keys and zoom. Every request goes the same way:
//! `routes` says what a path needs, `dispatch` checks who asks and refuses with a row in the audit log, a page's own
//! function answers. The store is used by one thread at a time each; no page keeps anything in memory.
//!
//! | file | holds |
//! |---|---|
//! | `serve` | listening, limits of time and size, the end |
//! | `app` | what all requests share: settings, stores, bills in force |
//! | `routes` | every path, what it needs and who answers |
//! | `dispatch` | session, rights, forged forms; refusals |
//! | `call` | one request, its form, its replies |
//! | `sign_in` | passwords, sessions, the brake on guessing |
//! | `keys` | every command and its keys |
//! | `layout` | what all pages have in common |
//! | `masks` | numbers that are not shown whole |
//! | `body` | files as they come over the network |
//! | `intake` | the thread that processes what was handed in |
//! | `images` | pages of paper and parts of them |
//! | `pages` | the pages by subject |

mod app;
mod body;
mod call;
mod dispatch;
mod images;
mod intake;
mod keys;
mod layout;
mod masks;
mod pages;
mod routes;
mod serve;
mod sign_in;

pub use self::serve::{Serve, serve};
pub use self::sign_in::{hash_password, is_password};

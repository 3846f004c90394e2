//! The pages by subject.

pub(super) mod archive;
pub(super) mod assets;
pub(super) mod audit;
pub(super) mod balancing;
pub(super) mod batches;
pub(super) mod bills;
pub(super) mod case;
pub(super) mod choices;
pub(super) mod claims;
pub(super) mod correct;
pub(super) mod decide;
pub(super) mod evidence;
pub(super) mod figures;
pub(super) mod groups;
pub(super) mod keying;
pub(super) mod keys;
pub(super) mod loads;
pub(super) mod mine;
pub(super) mod papers;
pub(super) mod quality;
pub(super) mod queues;
pub(super) mod releases;
pub(super) mod sign_in;
pub(super) mod twins;
pub(super) mod uploads;
pub(super) mod users;

//! The context in which an action is executed.

use crate::faults::active::ActiveFaults;
use crate::fleet::Fleet;
use crate::messages::Language;
use crate::options::{Batches, Options};
use crate::request::params::Params;
use tencentcloud_edge::model::Action;

/// Everything an action may read or change.
pub(crate) struct ActionContext<'a> {
    pub(crate) fleet: &'a mut Fleet,
    pub(crate) options: &'a Options,
    pub(crate) action: &'static Action,
    pub(crate) region: &'a str,
    pub(crate) params: &'a Params,
    pub(crate) request_id: &'a str,
    pub(crate) now_ms: u64,
    pub(crate) batches: Batches,
    pub(crate) language: Language,
    /// What goes wrong with this request.
    pub(crate) faults: &'a ActiveFaults,
}

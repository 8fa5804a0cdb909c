//! Problems of a background service's trigger.

use crate::services::Service;
use crate::services::problem::{Cause, Problem};
use crate::services::v1::Kind;
use svc_syntax::value::{Elements, Node};

/// A job's triggers.
pub const TRIGGERS: [&str; 3] = ["queue", "schedule", "workflow"];

pub(super) fn missing_trigger(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.kind() == Kind::Job && service.member("trigger").is_none() {
        problems.push(service.problem(service.name_range, Cause::MissingJobTrigger));
    }
}

pub(super) fn invalid_trigger(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.kind() != Kind::Job || service.is_reported_elsewhere(&["trigger"]) {
        return;
    }
    let is_trigger = |text: Option<&str>| text.is_some_and(|text| TRIGGERS.contains(&text));
    if let Some(node) = service.truthy("trigger").filter(|it| !is_trigger(it.as_str())) {
        problems.push(service.problem(node.range, Cause::InvalidJobTrigger));
    }
}

pub(super) fn missing_cron_schedule(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.kind() == Kind::Cron && has_no_schedule(service) {
        problems.push(service.problem(service.name_range, Cause::MissingCronSchedule));
    }
}

pub(super) fn missing_job_schedule(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_job("schedule") && has_no_schedule(service) {
        problems.push(service.problem(service.name_range, Cause::MissingJobSchedule));
    }
}

fn has_no_schedule(service: &Service<'_>) -> bool {
    service.truthy("schedule").is_none() && !service.is_reported_elsewhere(&["schedule"])
}

pub(super) fn missing_topics(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !service.is_job("queue") || service.is_reported_elsewhere(&["topics"]) {
        return;
    }
    if service.field("topics").and_then(Node::as_array).is_none_or(Elements::is_empty) {
        problems.push(service.problem(service.name_range, Cause::MissingQueueTopics));
    }
}

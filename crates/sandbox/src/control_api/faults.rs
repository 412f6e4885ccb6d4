//! What goes wrong on purpose.

use super::call::{Call, Outcome, Registration, Reply, unknown};
use crate::FaultRule;
use crate::errors::Refusal;

pub(super) const HANDLERS: &[Registration] = &[
    Registration::new("list_faults", list_faults),
    Registration::new("add_fault", add_fault),
    Registration::new("clear_faults", clear_faults),
    Registration::new("remove_fault", remove_fault),
];

fn list_faults(call: &Call) -> Outcome {
    Reply::list("faults", &call.control.faults())
}

fn add_fault(call: &Call) -> Outcome {
    let mut rule: FaultRule = call.body()?;
    if let Some(id) = rule.operation.take() {
        let known = call.control.operations();
        if !known.contains(&id.as_str()) {
            return Err(unknown("/operation", id, &known, "operation"));
        }
        rule.operation = Some(id);
    }
    if let Some(slug) = rule.app.take() {
        rule.app = Some(call.app(Some(slug))?);
    }
    let id = call.control.add_fault(rule).map_err(|error| Refusal::invalid(error.to_string()))?;
    let faults = call.control.faults();
    let gone = || Refusal::not_found("it was made and has already been removed again");
    Reply::created(faults.iter().find(|fault| fault.id == id).ok_or_else(gone)?)
}

fn clear_faults(call: &Call) -> Outcome {
    call.control.clear_faults();
    Ok(Reply::Done)
}

fn remove_fault(call: &Call) -> Outcome {
    let id: u64 = call.path("id")?;
    if call.control.remove_fault(id) {
        Ok(Reply::Done)
    } else {
        Err(Refusal::not_found(format!("there is no fault {id}")))
    }
}

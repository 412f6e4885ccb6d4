//! Every operation of a document has its handler, and every handler its operation; otherwise nothing starts.

use std::collections::BTreeSet;

use crate::StartError;
use crate::contract::Contract;

/// The registrations in the order of the operations of a contract. `id` says which operation one is for.
pub(crate) fn in_order<R: Copy>(
    contract: &Contract,
    registrations: &[R],
    id: fn(&R) -> &'static str,
) -> Result<Vec<R>, StartError> {
    let operations: BTreeSet<&str> = contract.operations().iter().map(|operation| &*operation.id).collect();
    let registered: BTreeSet<&str> = registrations.iter().map(id).collect();
    let only = |these: &BTreeSet<&str>, those: &BTreeSet<&str>| -> Vec<String> {
        these.difference(those).map(|id| (*id).to_owned()).collect()
    };
    let (without_handler, without_operation) = (only(&operations, &registered), only(&registered, &operations));
    if !without_handler.is_empty() || !without_operation.is_empty() {
        return Err(StartError::Operations { without_handler, without_operation });
    }
    let of = |wanted: &str| registrations.iter().find(|registration| id(registration) == wanted).copied();
    Ok(contract.operations().iter().filter_map(|operation| of(&operation.id)).collect())
}

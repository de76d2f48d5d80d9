//! The contract of the Connector API as the stub needs it: read once for all worlds, and each part when it is first needed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Operation};

/// What all worlds share.
pub(super) struct Library {
    by_path: HashMap<String, Arc<Operation>>,
    /// The same, with the paths in lower case.
    by_any_case: HashMap<String, Arc<Operation>>,
}

impl Library {
    /// The only one: it is built from the files that are part of the binary.
    pub(super) fn shared() -> &'static Self {
        static SHARED: LazyLock<Library> = LazyLock::new(|| Library::of(Contract::built_in()));
        &SHARED
    }

    fn of(contract: Contract) -> Self {
        // The files are part of the binary and proved by its tests; without them nothing would be found.
        let operations = contract.operations(Api::Connector).unwrap_or_default();
        let by_path: HashMap<_, _> = operations
            .iter()
            .map(|operation| (operation.path.clone(), Arc::clone(operation)))
            .collect();
        let by_any_case = by_path
            .iter()
            .map(|(path, operation)| (path.to_ascii_lowercase(), Arc::clone(operation)))
            .collect();
        Self { by_path, by_any_case }
    }

    /// The operation of exactly that path.
    pub(super) fn at(&self, path: &str) -> Option<&Arc<Operation>> {
        self.by_path.get(path)
    }

    /// The operation of that path, whatever its case.
    pub(super) fn at_any_case(&self, path: &str) -> Option<&Arc<Operation>> {
        self.by_any_case.get(&path.to_ascii_lowercase())
    }
}

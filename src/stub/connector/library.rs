//! The contract of the Connector API as the stub needs it: read once for all worlds, each part when it is first needed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use super::compiler::Compiler;
use super::entity::Entity;
use super::node::{Node, Record};
use crate::contract::catalogue::Contract;
use crate::contract::connector::Particulars;
use crate::contract::operation::{Api, Operation};
use crate::contract::schema::{self, Message, Schema};

/// The contract, which all worlds share.
pub(super) struct Library {
    contract: Arc<Contract>,
    by_path: HashMap<String, Endpoint>,
    /// The published paths, by their form in lower case.
    by_any_case: HashMap<String, String>,
    compiler: Mutex<Compiler>,
    records: Mutex<HashMap<String, Arc<Record>>>,
}

/// An operation at its path, with its messages.
pub(super) struct Endpoint {
    pub(super) operation: Arc<Operation>,
    pub(super) particulars: Particulars,
    shape: OnceLock<Shape>,
}

/// The messages of an operation.
pub(super) struct Shape {
    pub(super) request: Arc<Record>,
    pub(super) response: Arc<Record>,
    /// Judges a request; `None` if the schema is broken, which the tests of the contract exclude.
    pub(super) schema: Option<Arc<Schema>>,
    /// Kind of data that the operation is about, if it has ids.
    pub(super) entity: Option<Entity>,
}

impl Library {
    /// The only one: it is built from the files that are part of the binary.
    pub(super) fn shared() -> &'static Self {
        static SHARED: LazyLock<Library> = LazyLock::new(|| Library::of(Contract::built_in()));
        &SHARED
    }

    fn of(contract: Arc<Contract>) -> Self {
        // The files are part of the binary and proved by its tests; without them nothing would be found.
        let operations = contract.operations(Api::Connector).unwrap_or_default();
        let endpoints = operations.iter().filter_map(|operation| {
            let endpoint = Endpoint {
                operation: Arc::clone(operation),
                particulars: *operation.connector.clone()?,
                shape: OnceLock::new(),
            };
            Some((operation.path.clone(), endpoint))
        });
        let by_path: HashMap<_, _> = endpoints.collect();
        let by_any_case = by_path
            .keys()
            .map(|path| (path.to_ascii_lowercase(), path.clone()))
            .collect();
        Self {
            by_path,
            by_any_case,
            compiler: Mutex::default(),
            records: Mutex::default(),
            contract,
        }
    }

    /// The operation of exactly that path.
    pub(super) fn at(&self, path: &str) -> Option<&Endpoint> {
        self.by_path.get(path)
    }

    /// The operation of that path, whatever its case.
    pub(super) fn at_any_case(&self, path: &str) -> Option<&Endpoint> {
        self.at(self.by_any_case.get(&path.to_ascii_lowercase())?)
    }

    /// The object that is described there, as `file:definition`; without properties if there is none.
    pub(super) fn record(&self, key: &str) -> Arc<Record> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = records.get(key) {
            return Arc::clone(known);
        }
        let (file, name) = key.split_once(':').unwrap_or_default();
        let node = self.compiled(&format!("{}/{file}.json#/$defs/{name}", Api::Connector));
        let record = node.and_then(|node| node.record().cloned()).unwrap_or_default();
        records.insert(key.to_owned(), Arc::clone(&record));
        record
    }

    fn compiled(&self, place: &str) -> Option<Node> {
        let schema = self.contract.definition(place).ok()?;
        let mut compiler = self.compiler.lock().unwrap_or_else(PoisonError::into_inner);
        Some(compiler.compile(&schema))
    }

    fn message(&self, operation: &Operation, message: Message) -> Arc<Record> {
        let node = self.compiled(&schema::path(operation, message));
        node.and_then(|node| node.record().cloned()).unwrap_or_default()
    }
}

impl Endpoint {
    /// The messages of the operation, read when it is first called.
    pub(super) fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| {
            let library = Library::shared();
            let response = library.message(&self.operation, Message::Response);
            Shape {
                request: library.message(&self.operation, Message::Request),
                schema: library.contract.schema(&self.operation, Message::Request).ok(),
                entity: self.entity(&response),
                response,
            }
        })
    }

    /// Kind of data that is paged, or listed first in the answer, or described on the page of the operation.
    fn entity(&self, response: &Record) -> Option<Entity> {
        let listed = |record: &Arc<Record>| Entity::of_definition(&record.key);
        let items = self.particulars.items.as_deref().and_then(|name| response.field(name));
        let paged = items.and_then(|field| field.node.record()).and_then(listed);
        let first = || {
            let mut lists = response
                .fields
                .iter()
                .filter(|field| !field.node.deprecated && field.node.is_list());
            lists.find_map(|field| field.node.record().and_then(listed))
        };
        let page = || {
            let mut all = Entity::ALL.iter().copied();
            all.find(|entity| entity.name() == self.particulars.file)
        };
        paged.or_else(first).or_else(page)
    }
}

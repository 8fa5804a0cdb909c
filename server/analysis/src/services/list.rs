//! The services of a file together, and what they share.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use svc_config::ServicesModel;

use crate::services::builder::Builder;
use crate::services::problem::Problem;
use crate::services::service::Declared;
use crate::services::v2::Destination;
use crate::services::{Reading, Service, names, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::{Node, Query};
use svc_vercel::posix_path;

/// The services of a file in one model, in JavaScript's order, with what they share.
#[derive(Debug)]
pub struct Services<'a> {
    model: ServicesModel,
    list: Vec<Service<'a>>,
    config: &'a Node,
    declared: &'a Declared,
    destinations: OnceCell<Vec<Destination<'a>>>,
    problems: OnceCell<Vec<Problem>>,
    places: OnceCell<HashMap<String, Vec<TextRange>>>,
}

/// What is known of the services that a file declares, of either model.
#[derive(Debug, Default)]
struct OfModels {
    v1: OnceLock<Declared>,
    v2: OnceLock<Declared>,
}

impl Query for OfModels {
    type Answer = OfModels;
}

impl<'a> Services<'a> {
    /// The services that a value declares; none where it declares nothing.
    pub(super) fn new(
        model: ServicesModel,
        declared: Option<&'a Node>,
        snapshot: &'a Snapshot,
        reading: Reading,
    ) -> Services<'a> {
        let of_models = snapshot.facts().of::<OfModels>().get_or_init(OfModels::default);
        let of_model = match model {
            ServicesModel::V1 => &of_models.v1,
            ServicesModel::V2 => &of_models.v2,
        };
        let known = of_model.get_or_init(|| Declared::of(model, declared, snapshot));
        let all = |declared| Service::all(model, declared, known, snapshot, reading);
        Services {
            model,
            list: declared.map_or_else(Vec::new, all),
            config: snapshot.config(),
            declared: known,
            destinations: OnceCell::new(),
            problems: OnceCell::new(),
            places: OnceCell::new(),
        }
    }

    /// The value of the file that declares them.
    #[must_use]
    pub fn config(&self) -> &'a Node {
        self.config
    }

    /// The service of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Service<'a>> {
        self.list.get(*self.declared.by_name.get(name)?)
    }

    /// Every place in the file that names a service of this name, in the order of the text.
    #[must_use]
    pub fn places_of(&self, name: &str) -> &[TextRange] {
        let places = self.places.get_or_init(|| {
            let mut places: HashMap<String, Vec<TextRange>> = HashMap::new();
            let named = names::occurrences(self.config).into_iter().filter(|it| it.model == self.model);
            named.for_each(|it| places.entry(it.name).or_default().push(it.range));
            places
        });
        places.get(name).map_or(&[], Vec::as_slice)
    }

    /// The destinations of the file's rewrites and routes that are services.
    #[must_use]
    pub fn destinations(&self) -> &[Destination<'a>] {
        self.destinations.get_or_init(|| v2::destinations_in(self.config))
    }

    /// Those that a builder builds.
    pub fn built_by<'s>(&'s self, snapshot: &'s Snapshot, builder: &str) -> Vec<Built<'s, 'a>> {
        let built = |name: &str, folder: &'s str, by: &'s Builder| {
            // Few are, and to find one by its name takes longer.
            let service = if by.name() == builder { self.named(name)? } else { return None };
            Some(Built { service, folder, src: by.src.as_deref() })
        };
        match self.model {
            ServicesModel::V1 => {
                let resolved = v1::resolution(snapshot).services.iter();
                resolved.filter_map(|it| built(&it.name, &it.workspace, &it.builder)).collect()
            }
            ServicesModel::V2 => {
                let resolved = v2::resolution(snapshot).services.iter();
                resolved.filter_map(|it| built(&it.name, &it.root, &it.builder)).collect()
            }
        }
    }

    /// Every problem of theirs: those of each service in Vercel's order, then those between services.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.problems.get_or_init(|| match self.model {
            ServicesModel::V1 => v1::problems(self),
            ServicesModel::V2 => v2::problems(self),
        })
    }
}

/// A service and what its builder gets.
#[derive(Debug, Clone, Copy)]
pub struct Built<'s, 'a> {
    /// The service.
    pub service: &'s Service<'a>,
    /// The folder that is built, from the project root.
    pub folder: &'s str,
    /// The file that the builder is given, from the project root.
    pub src: Option<&'s str>,
}

impl<'s> Built<'s, '_> {
    /// The folder of the file that the builder is given, in which it builds a frontend.
    #[must_use]
    pub fn source_folder(&self) -> &'s str {
        self.src.map_or(self.folder, posix_path::dirname)
    }
}

impl<'a> Deref for Services<'a> {
    type Target = [Service<'a>];

    fn deref(&self) -> &[Service<'a>] {
        &self.list
    }
}

impl<'a> IntoIterator for Services<'a> {
    type Item = Service<'a>;
    type IntoIter = std::vec::IntoIter<Service<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'s, 'a> IntoIterator for &'s Services<'a> {
    type Item = &'s Service<'a>;
    type IntoIter = std::slice::Iter<'s, Service<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

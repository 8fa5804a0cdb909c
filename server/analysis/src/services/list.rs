//! The services of a file together, and what they share.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use svc_config::ServicesModel;

use crate::services::builder::Builder;
use crate::services::problem::Problem;
use crate::services::service::Declared;
use crate::services::{Reading, Service, names, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::{Node, Query, are_distinct};
use svc_vercel::posix_path;

/// The services of a file in one model, or [some](Services::only) of them, in JavaScript's order, with what they share.
#[derive(Debug)]
pub struct Services<'a> {
    model: ServicesModel,
    list: Vec<Service<'a>>,
    are: Are,
    snapshot: &'a Snapshot,
    /// The indexes of the services in the order of their names, which takes less memory than a table.
    by_name: OnceCell<Vec<usize>>,
    resolved: OnceCell<Vec<(usize, Resolved)>>,
    problems: OnceCell<Vec<Problem>>,
    places: OnceCell<HashMap<String, Vec<TextRange>>>,
    entrypoints: OnceCell<HashSet<String>>,
}

/// Which services of the file are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Are {
    All,
    Some,
    /// One, looked at as if the file had no other.
    Alone,
}

/// What Vercel makes of a service of either model.
#[derive(Debug)]
enum Resolved {
    V1(Arc<v1::ResolvedService>),
    V2(Arc<v2::ResolvedService>),
}

impl Resolved {
    fn folder_and_builder(&self) -> (&str, &Builder) {
        match self {
            Resolved::V1(service) => (&service.workspace, &service.builder),
            Resolved::V2(service) => (&service.root, &service.builder),
        }
    }
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

/// See [`Services::may_share_prefixes`].
struct SharePrefixes;

impl Query for SharePrefixes {
    type Answer = bool;
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
        Services::listing(Are::All, declared.map_or_else(Vec::new, all), model, snapshot)
    }

    fn listing(
        are: Are,
        list: Vec<Service<'a>>,
        model: ServicesModel,
        snapshot: &'a Snapshot,
    ) -> Services<'a> {
        Services {
            model,
            list,
            are,
            snapshot,
            by_name: OnceCell::new(),
            resolved: OnceCell::new(),
            problems: OnceCell::new(),
            places: OnceCell::new(),
            entrypoints: OnceCell::new(),
        }
    }

    /// Those of which something holds.
    #[must_use]
    pub fn only(&self, mut is_kept: impl FnMut(&Service<'a>) -> bool) -> Services<'a> {
        let kept = self.list.iter().filter(|service| is_kept(service)).cloned().collect();
        Services::listing(Are::Some, kept, self.model, self.snapshot)
    }

    /// One of them, as if the file had no other.
    #[must_use]
    pub fn alone(&self, service: &Service<'a>) -> Services<'a> {
        Services::listing(Are::Alone, vec![service.clone()], self.model, self.snapshot)
    }

    /// Whether a file, as a path from the project root, is the entrypoint of one of them.
    #[must_use]
    pub fn have_entrypoint(&self, file: &str) -> bool {
        let files = || self.list.iter().filter_map(Service::entrypoint_file).collect();
        self.entrypoints.get_or_init(files).contains(file)
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> ServicesModel {
        self.model
    }

    /// The value of the file that declares them.
    #[must_use]
    pub fn config(&self) -> &'a Node {
        self.snapshot.config()
    }

    /// The service of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Service<'a>> {
        let name_at = |index: &usize| self.list.get(*index).map(|service| &*service.name);
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: Vec<usize> = (0..self.list.len()).collect();
            by_name.sort_by(|one, other| name_at(one).cmp(&name_at(other)));
            by_name
        });
        let found = by_name.binary_search_by(|index| name_at(index).cmp(&Some(name))).ok()?;
        self.list.get(*by_name.get(found)?)
    }

    /// Whether services of `experimentalServices` have the same prefix; found once for a version of the file.
    pub(super) fn may_share_prefixes(&self) -> bool {
        *self
            .snapshot
            .facts()
            .of::<SharePrefixes>()
            .get_or_init(|| !are_distinct(self.list.iter().filter_map(Service::normal_prefix)))
    }

    /// Every place in the file that names a service of this name, in the order of the text.
    #[must_use]
    pub fn places_of(&self, name: &str) -> &[TextRange] {
        let places = self.places.get_or_init(|| {
            let mut places: HashMap<String, Vec<TextRange>> = HashMap::new();
            let named = names::occurrences(self.config()).into_iter().filter(|it| it.model == self.model);
            named.for_each(|it| places.entry(it.name).or_default().push(it.range));
            places
        });
        places.get(name).map_or(&[], Vec::as_slice)
    }

    /// What Vercel makes of those that it accepts, with their indexes.
    fn resolved(&self) -> &[(usize, Resolved)] {
        self.resolved.get_or_init(|| {
            let indexed = || self.list.iter().enumerate();
            if self.are == Are::Alone {
                let accepted = indexed().filter_map(|(index, service)| {
                    Some((
                        index,
                        match self.model {
                            ServicesModel::V1 => Resolved::V1(v1::resolved_alone(service)?),
                            ServicesModel::V2 => Resolved::V2(v2::resolved_alone(service)?),
                        },
                    ))
                });
                return accepted.collect();
            }
            // Both are in the order of the declared services.
            let mut rest = self.list.iter().map(|service| service.index).enumerate().peekable();
            let mut here = |declared: usize| {
                while rest.next_if(|(_, index)| *index < declared).is_some() {}
                rest.next_if(|(_, index)| *index == declared).map(|(here, _)| here)
            };
            match self.model {
                ServicesModel::V1 => {
                    let all = v1::resolution(self.snapshot);
                    let all = all.indexes.iter().zip(&all.services);
                    all.filter_map(|(index, it)| Some((here(*index)?, Resolved::V1(Arc::clone(it)))))
                        .collect()
                }
                ServicesModel::V2 => {
                    let all = v2::resolution(self.snapshot);
                    let all = all.indexes.iter().zip(&all.services);
                    all.filter_map(|(index, it)| Some((here(*index)?, Resolved::V2(Arc::clone(it)))))
                        .collect()
                }
            }
        })
    }

    /// What Vercel makes of those of `experimentalServices` that it accepts.
    pub fn resolved_in_v1(&self) -> impl Iterator<Item = (&Service<'a>, &v1::ResolvedService)> {
        self.resolved().iter().filter_map(|(index, resolved)| match resolved {
            Resolved::V1(resolved) => Some((self.list.get(*index)?, &**resolved)),
            Resolved::V2(_) => None,
        })
    }

    /// Those that Vercel accepts, with what their builders get.
    pub fn built(&self) -> impl Iterator<Item = Built<'_, 'a>> {
        self.resolved().iter().filter_map(|(index, resolved)| {
            let (folder, by) = resolved.folder_and_builder();
            let service = self.list.get(*index)?;
            Some(Built { service, folder, src: by.src.as_deref(), builder: by.name() })
        })
    }

    /// Those that a builder builds.
    pub fn built_by(&self, builder: &str) -> Vec<Built<'_, 'a>> {
        self.built().filter(|built| built.builder == builder).collect()
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
    /// The builder's name.
    pub builder: &'s str,
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

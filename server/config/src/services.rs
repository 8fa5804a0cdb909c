//! The keys that declare services.

/// The model that services are declared in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServicesModel {
    /// `experimentalServices`
    V1,
    /// `services`, and its deprecated alias `experimentalServicesV2`
    V2,
}

/// The key of the earlier model, v1.
pub const EXPERIMENTAL_SERVICES: &str = "experimentalServices";
/// The key of the model of new projects, v2.
pub const SERVICES: &str = "services";
/// The earlier name of [`SERVICES`].
pub const EXPERIMENTAL_SERVICES_V2: &str = "experimentalServicesV2";

impl ServicesModel {
    /// The model whose services are declared under a top-level key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<ServicesModel> {
        match key {
            EXPERIMENTAL_SERVICES => Some(ServicesModel::V1),
            SERVICES | EXPERIMENTAL_SERVICES_V2 => Some(ServicesModel::V2),
            _ => None,
        }
    }
}

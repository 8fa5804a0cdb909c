//! `git` and `github`: how the project follows its repository.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::docs;

/// Deployments from the Git repository.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Git {
    /// Whether a push is deployed: `false` for none, or by branch name or glob pattern. Branches that aren't listed are deployed.
    #[schemars(extend("x-docs" = docs::page("project-configuration/git-configuration"), "default" = true,
        "examples" = [false, { "main": true, "internal-*": false }]))]
    pub deployment_enabled: Option<DeploymentEnabled>,
    /// Which teams may link projects to the repository. Not documented for general use.
    #[schemars(extend("x-private" = true))]
    pub exclusivity: Option<Exclusivity>,
}

/// For every branch, or by branch.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum DeploymentEnabled {
    /// For every branch.
    All(bool),
    /// By branch name or glob pattern.
    ByBranch(BTreeMap<String, bool>),
}

/// Which teams may link projects to the repository.
#[derive(JsonSchema)]
pub struct Exclusivity {
    /// IDs of the teams, 1 to 10.
    #[schemars(length(min = 1, max = 10))]
    #[schemars(extend("examples" = [["team_a1b2c3"]]))]
    pub teams: Option<Vec<String>>,
}

/// Deployments from the GitHub repository.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GitHub {
    /// Whether pushes to GitHub are deployed.
    #[schemars(extend("default" = true, "x-deprecated" = "Use `git.deploymentEnabled`."))]
    pub enabled: Option<bool>,
    /// Whether a merge to the production branch moves the production domains to the new deployment.
    #[schemars(extend("default" = true))]
    pub auto_alias: Option<bool>,
    /// Whether a newer commit on a branch cancels the builds of earlier ones.
    #[schemars(extend("default" = true))]
    pub auto_job_cancelation: Option<bool>,
    /// Whether Vercel stops commenting on pull requests and commits.
    #[schemars(extend("default" = false, "x-deprecated" = "Use the project's Git settings in the dashboard."))]
    pub silent: Option<bool>,
}

//! Reserved binding variable.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::env;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # Reserved binding variable
    ///
    /// The service doesn't receive the URL: the variable has another meaning.
    ///
    /// Vercel reserves some names for itself and for AWS Lambda: `AWS_EXECUTION_ENV`, `AWS_SECRET_KEY`, `LAMBDA_RUNTIME_DIR`, `LAMBDA_TASK_ROOT`,
    /// `NOW_REGION`, `TZ`, and those of `AWS_LAMBDA_FUNCTION_…` and `AWS_LAMBDA_LOG_…`. `PATH` is where the system looks for programs, and `vercel dev`
    /// doesn't replace it. Choose another name.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "PATH" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// Sources: [Reserved environment variables](https://vercel.com/docs/environment-variables/reserved-environment-variables), and `getV2StartSpec` in
    /// Vercel CLI 64.0.2, which leaves out a binding whose variable exists.
    pub static RULE = {
        code: "reserved-binding-env",
        severity: Warning,
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's bindings.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    for binding in service.bindings() {
        let (Some(variable), Some(node)) = (binding.variable(), binding.env) else { continue };
        if !env::is_reserved(variable) {
            continue;
        }
        let message = format!("`{variable}` is reserved, so this binding can't set it. Choose another name.");
        let mut finding = case.finding(&RULE, node.range, message);
        let free = binding.target().map(env::url_variable);
        let free = free.filter(|name| service.bindings().all(|it| it.variable() != Some(name)));
        if let Some(name) = free {
            let edit = edit::replace_with_string(node, &name);
            finding = finding.fix(Fix::offered(format!("Rename to `{name}`"), edit));
        }
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    use super::RULE;

    #[test]
    fn names_of_others_are_free() {
        let binding = |env: &str| {
            format!(
                r#"{{ "services": {{
                    "web": {{ "root": "web", "bindings": [{{ "service": "api", "format": "url", "env": "{env}" }}] }},
                    "api": {{ "root": "api" }} }} }}"#
            )
        };
        let all = |names: [&str; 3]| names.map(binding);
        let (reported, silent) = (
            all(["TZ", "NOW_REGION", "AWS_LAMBDA_LOG_STREAM_NAME"]),
            all(["AWS_REGION", "HOST", "VERCEL_API_URL"]),
        );
        assert_reports(
            &RULE,
            &reported.each_ref().map(String::as_str),
            &silent.each_ref().map(String::as_str),
        );
    }
}

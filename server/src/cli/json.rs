//! `check --format json`: the stable shape that scripts rely on.

use std::io::{self, Write};

use serde_json::{Value, json};
use svc_analysis::{Finding, Snapshot};
use svc_syntax::TextRange;
use svc_syntax::value::{Json, Node};

use super::check::{Checked, Summary};
use super::fixes;
use super::format::{self, print_json};
use crate::rule_page;

/// Prints the findings.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], summary: &Summary, output: &mut impl Write) -> io::Result<()> {
    let files: Vec<Value> = files.iter().map(file).collect();
    let report = json!({ "version": 1, "files": files, "summary": summary });
    print_json(&report, output)
}

fn file(file: &Checked) -> Value {
    let diagnostics: Vec<Value> =
        file.findings.iter().map(|finding| diagnostic(&file.snapshot, finding)).collect();
    let mut report = json!({ "path": file.path, "diagnostics": diagnostics });
    if let (Some(fixes), Some(report)) = (&file.fixes, report.as_object_mut()) {
        report.insert("fixed".to_owned(), fixes::json(fixes));
    }
    report
}

fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> Value {
    let fixes: Vec<Value> = finding.fixes.iter().map(|fix| json!({ "title": fix.title })).collect();
    let related = finding.related.iter().map(|related| {
        json!({
            "message": related.message,
            "path": pointer(snapshot.config(), related.range),
            "range": format::range(snapshot, related.range),
        })
    });
    json!({
        "code": finding.rule.code,
        "vercelCode": finding.vercel_code,
        "severity": finding.severity,
        "message": finding.message,
        "service": finding.service,
        "path": pointer(snapshot.config(), finding.range),
        "range": format::range(snapshot, finding.range),
        "related": related.collect::<Value>(),
        "fixes": fixes,
        "url": rule_page::url(finding.rule.code),
    })
}

/// The JSON Pointer of the innermost value whose key or value holds the range.
pub fn pointer(root: &Node, range: TextRange) -> String {
    let mut pointer = String::new();
    let mut node = root;
    loop {
        let (segment, inner) = match &node.json {
            Json::Object(object) => {
                let behind = object.members.partition_point(|member| member.range.end() < range.end());
                match object.members.get(behind).filter(|member| member.range.contains_range(range)) {
                    Some(member) => (member.key.replace('~', "~0").replace('/', "~1"), &member.value),
                    None => return pointer,
                }
            }
            Json::Array(elements) => {
                let around = |index: &usize| {
                    elements.peek(*index).is_some_and(|element| element.range.contains_range(range))
                };
                let index = elements.touching(range).find(around);
                match index.and_then(|index| Some((index, elements.get(index)?))) {
                    Some((index, element)) => (index.to_string(), element),
                    None => return pointer,
                }
            }
            _ => return pointer,
        };
        pointer.push('/');
        pointer.push_str(&segment);
        node = inner;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use svc_syntax::TextSize;
    use svc_vercel::project::MemoryFs;

    use super::*;

    fn check(text: &str, marked: &str, expected: &str) {
        let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default()));
        let start = TextSize::try_from(text.find(marked).unwrap()).unwrap();
        let range = TextRange::at(start, TextSize::of(marked));
        assert_eq!(pointer(snapshot.config(), range), expected, "{text}");
    }

    #[test]
    fn points_at_the_innermost_value() {
        let text = r#"{ "services": { "a/b~c": { "routePrefix": "/x" } }, "crons": [{}, { "path": 1 }] }"#;
        check(text, "\"services\"", "/services");
        check(text, "\"a/b~c\"", "/services/a~1b~0c");
        check(text, "\"/x\"", "/services/a~1b~0c/routePrefix");
        check(text, "\"path\": 1", "/crons/1/path");
        check(text, "{ \"path\": 1 }", "/crons/1");
        check(text, text, "");
        check("", "", "");
    }
}

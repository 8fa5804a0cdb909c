//! Edits of `svc-lsp.jsonc` that keep its comments and its order.

use jsonc_parser::cst::{CstInputValue, CstNode, CstObject, CstRootNode};
use serde_json::Value;

use svc_syntax::value::Node;
use svc_syntax::{Source, TextEdit, edit};

use super::{Expectation, syntax};
use crate::settings::{Ignored, Place, RuleLevel};

/// The text with these findings of a file ignored, beside those that are ignored already. An empty text becomes a new file.
///
/// # Errors
///
/// A sentence on why the text can't be edited.
pub fn ignore(text: &str, file: &str, ignored: &[Ignored]) -> Result<String, String> {
    edited(text, |root| {
        let rules = object(&object(root, "ignore")?, file)?;
        rules.ensure_multiline();
        for Ignored { code, place } in ignored {
            let places = rules.array_value_or_create(code).ok_or_else(|| wrong_type(code, "an array"))?;
            let members: Vec<(String, CstInputValue)> =
                place.members().map(|(key, value)| (key.to_owned(), value.into())).collect();
            let known = places.elements();
            if !known.iter().any(|known| known.to_serde_value() == serde_json::to_value(place).ok()) {
                places.ensure_multiline();
                places.append(members.into());
            }
        }
        Ok(())
    })
}

/// The text with the places of ignored findings of a file changed: each from what it says to where its entry went.
///
/// # Errors
///
/// A sentence on why the text can't be edited.
pub fn follow(text: &str, file: &str, moved: &[(Ignored, Place)]) -> Result<String, String> {
    edited(text, |root| {
        let Some(rules) = root.object_value("ignore").and_then(|files| files.object_value(file)) else {
            return Ok(());
        };
        // What is changed first may be what another one was.
        let mut changes = Vec::new();
        for (Ignored { code, place }, now) in moved {
            let elements = rules.array_value(code).map(|places| places.elements()).unwrap_or_default();
            let written = elements.iter().filter(|element| read(element).as_ref() == Some(place));
            changes.extend(written.filter_map(|element| Some((element.as_object()?, now))));
        }
        for (element, now) in changes {
            for property in element.properties() {
                let name = property.decoded_name().unwrap_or_default();
                if Place::NAMES.contains(&&*name) && now.members().all(|(key, _)| key != name) {
                    property.remove();
                }
            }
            for (key, value) in now.members() {
                match element.get(key) {
                    Some(property) => property.set_value(value.into()),
                    None => {
                        element.append(key, value.into());
                    }
                }
            }
        }
        Ok(())
    })
}

/// A place that is written down.
fn read(element: &CstNode) -> Option<Place> {
    serde_json::from_value(element.to_serde_value()?).ok()
}

/// The text with another name of a service in the requests that expect it.
///
/// # Errors
///
/// A sentence on why the text can't be edited.
pub fn rename_service(text: &str, from: &str, to: &str) -> Result<String, String> {
    edited(text, |root| {
        let requests = root.array_value("requests").map(|requests| requests.elements());
        for request in requests.unwrap_or_default() {
            let service = request.as_object().and_then(|request| request.get("service"));
            if let Some(service) = service.filter(|it| it.to_serde_value() == Some(from.into())) {
                service.set_value(to.into());
            }
        }
        Ok(())
    })
}

/// The text with a rule's level set.
///
/// # Errors
///
/// A sentence on why the text can't be edited.
pub fn set_level(text: &str, code: &str, level: RuleLevel) -> Result<String, String> {
    edited(text, |root| {
        let rules = object(root, "rules")?;
        match rules.get(code) {
            Some(member) => member.set_value(level.name().into()),
            None => {
                rules.append(code, level.name().into());
            }
        }
        Ok(())
    })
}

/// The text with these requests in place of those that it has. Each member that is the same keeps how it is written.
///
/// # Errors
///
/// A sentence on why the text can't be edited.
pub fn record(text: &str, requests: &[Expectation]) -> Result<String, String> {
    let values: Vec<Value> =
        requests.iter().map(|request| serde_json::to_value(request).unwrap_or_default()).collect();
    edited(&without_removed(text, &values), |root| {
        let written =
            root.array_value_or_create("requests").ok_or_else(|| wrong_type("requests", "an array"))?;
        let elements = written.elements();
        for (index, value) in values.iter().enumerate() {
            let members = value.as_object().into_iter().flatten();
            let Some(element) = elements.get(index) else {
                written.ensure_multiline();
                written.append(input(value));
                continue;
            };
            let object = element.as_object().ok_or_else(|| wrong_type("requests", "an array of objects"))?;
            for (key, value) in members {
                match object.get(key) {
                    Some(property) if property.to_serde_value().as_ref() == Some(value) => {}
                    Some(property) => property.set_value(input(value)),
                    None => {
                        object.append(key, input(value));
                    }
                }
            }
        }
        Ok(())
    })
}

/// The text with another request at the end of those that it has. An empty text becomes a new file.
///
/// # Errors
///
/// A sentence: the text can't be edited, or it has the request already.
pub fn add_request(text: &str, request: &Expectation) -> Result<String, String> {
    edited(text, |root| {
        let written =
            root.array_value_or_create("requests").ok_or_else(|| wrong_type("requests", "an array"))?;
        let known = written.elements().into_iter().filter_map(|element| element.to_serde_value());
        let mut known = known.filter_map(|known| serde_json::from_value::<Expectation>(known).ok());
        if known.any(|known| known.asks_the_same(request)) {
            return Err(format!("`{}` is already one of the requests.", request.request));
        }
        written.ensure_multiline();
        written.append(input(&serde_json::to_value(request).unwrap_or_default()));
        Ok(())
    })
}

/// The text without the members of its requests that aren't in these. Comments beside them stay, which the tree that edits the rest
/// takes away with a member.
fn without_removed(text: &str, requests: &[Value]) -> String {
    let mut text = text.to_owned();
    loop {
        let source = Source::new(&text);
        let root = source.value();
        let elements = root.get("requests").and_then(Node::as_array);
        let edits = elements.into_iter().flat_map(|elements| elements.iter()).zip(requests);
        // One of each request at a time: what is taken out with a member may touch the next one.
        let mut edits: Vec<TextEdit> = edits
            .filter_map(|(element, value)| {
                let object = element.as_object()?;
                let removed = object.members().iter().find(|it| value.get(&it.key).is_none())?;
                Some(edit::remove_member(&source.text, object, removed))
            })
            .collect();
        if edits.is_empty() {
            return text;
        }
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start()));
        for edit in edits {
            text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        }
    }
}

/// A value of an expectation.
fn input(value: &Value) -> CstInputValue {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), input(value))).collect::<Vec<_>>().into()
        }
        _ => CstInputValue::Null,
    }
}

fn edited(text: &str, edit: impl FnOnce(&CstObject) -> Result<(), String>) -> Result<String, String> {
    let root = CstRootNode::parse(text.trim_start_matches('\u{FEFF}'), &syntax())
        .map_err(|error| error.to_string())?;
    let object = root.object_value_or_create().ok_or("The file isn't an object.")?;
    edit(&object)?;
    Ok(root.to_string())
}

fn object(parent: &CstObject, key: &str) -> Result<CstObject, String> {
    parent.object_value_or_create(key).ok_or_else(|| wrong_type(key, "an object"))
}

fn wrong_type(key: &str, expected: &str) -> String {
    format!("`{key}` isn't {expected}.")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::options::Options;

    fn ignored(code: &str, at: &str, source: Option<&str>) -> Ignored {
        let place = Place { at: at.to_owned(), source: source.map(str::to_owned), ..Place::default() };
        Ignored { code: code.to_owned(), place }
    }

    #[test]
    fn a_new_file_is_made() {
        let text =
            ignore("", "vercel.json", &[ignored("shadowed-rule", "/redirects/3", Some("/old/:x"))]).unwrap();
        expect![[r#"
            {
              "ignore": {
                "vercel.json": {
                  "shadowed-rule": [
                    {
                      "at": "/redirects/3",
                      "source": "/old/:x"
                    }
                  ]
                }
              }
            }
        "#]]
        .assert_eq(&text);
        let again =
            ignore(&text, "vercel.json", &[ignored("shadowed-rule", "/redirects/3", Some("/old/:x"))]);
        assert_eq!(again, Ok(text));
    }

    #[test]
    fn places_follow_their_entries() {
        let text = r#"{
  "ignore": {
    "vercel.json": {
      // old links
      "shadowed-rule": [
        { "at": "/redirects/1", "source": "/b" }, // b
        { "at": "/redirects/0", "source": "/a" },
        { "at": "/crons/0" }
      ]
    }
  }
}
"#;
        let swapped = [
            (ignored("shadowed-rule", "/redirects/1", Some("/b")), ignored("", "/redirects/0", None).place),
            (
                ignored("shadowed-rule", "/redirects/0", Some("/a")),
                ignored("", "/redirects/1", Some("/c")).place,
            ),
            (ignored("other", "/crons/0", None), ignored("", "/crons/1", None).place),
        ];
        expect![[r#"
            {
              "ignore": {
                "vercel.json": {
                  // old links
                  "shadowed-rule": [
                    { "at": "/redirects/0" }, // b
                    { "at": "/redirects/1", "source": "/c" },
                    { "at": "/crons/0" }
                  ]
                }
              }
            }
        "#]]
        .assert_eq(&follow(text, "vercel.json", &swapped).unwrap());
        assert_eq!(follow("{}", "vercel.json", &swapped).unwrap(), "{}");
    }

    #[test]
    fn comments_and_order_stay() {
        let text = r#"// ours
{
    "rules": { "deprecated-key": "hint" /* later */ },
    "ignore": {
        // the shop
        "apps/shop/vercel.json": { "duplicate-key": [{ "at": "/a" }] }
    }, // end
}
"#;
        let text = ignore(text, "apps/shop/vercel.json", &[ignored("duplicate-key", "/b", None)]).unwrap();
        let text = set_level(&text, "deprecated-key", RuleLevel::Off).unwrap();
        let text = set_level(&text, "unused-function", RuleLevel::Warning).unwrap();
        expect![[r#"
            // ours
            {
                "rules": {
                    "deprecated-key": "off", /* later */
                    "unused-function": "warning"
                },
                "ignore": {
                    // the shop
                    "apps/shop/vercel.json": {
                        "duplicate-key": [
                            { "at": "/a" },
                            {
                                "at": "/b"
                            }
                        ]
                    }
                }, // end
            }
        "#]]
        .assert_eq(&text);
        assert_eq!(Options::read(&text).unwrap().ignored["apps/shop/vercel.json"].len(), 2);
    }

    #[test]
    fn requests_expect_a_service_by_its_new_name() {
        let text = "{\n  // The API.\n  \"requests\": [{ \"request\": \"/a\", \"service\": \"api\" }, { \"service\": \"web\" }, 1]\n}\n";
        let renamed = text.replace("\"api\"", "\"backend\"");
        assert_eq!(rename_service(text, "api", "backend").as_ref(), Ok(&renamed));
        for other in ["{}", "{ \"requests\": 1 }", "{ \"requests\": [{ \"service\": 1 }] }"] {
            assert_eq!(rename_service(other, "api", "backend").as_deref(), Ok(other));
        }
    }

    #[test]
    fn requests_are_recorded_in_place() {
        let text = r#"{
  "requests": [
    // the old home page
    { "request": "/old", "status": 307 },
    { "request": "/a", "file": "a.html" }, // fine
    {
      "request": "/b",
      "service": "web", // since May
      /* as before */ "received": "/b"
    }
  ]
}
"#;
        let read = |text: &str| Options::read(text).unwrap().requests;
        let mut requests = read(text);
        requests[0].status = Some(308);
        requests[0].redirect = Some("/new".to_owned());
        requests[1].file = None;
        (requests[2].service, requests[2].received) = (None, None);
        requests.push(Expectation { request: "/x".to_owned(), status: Some(404), ..Expectation::default() });
        let recorded = record(text, &requests).unwrap();
        assert_eq!(read(&recorded), requests);
        expect![[r#"
            {
              "requests": [
                // the old home page
                {
                  "request": "/old",
                  "status": 308,
                  "redirect": "/new"
                },
                { "request": "/a" }, // fine
                {
                  "request": "/b"
                  // since May
                  /* as before */
                },
                {
                  "request": "/x",
                  "status": 404
                }
              ]
            }
        "#]]
        .assert_eq(&recorded);
    }

    #[test]
    fn a_request_is_added_at_the_end() {
        let request = Expectation {
            request: "/api/users?page=2".to_owned(),
            method: Some("POST".to_owned()),
            service: Some("api".to_owned()),
            ..Expectation::default()
        };
        let text = "// ours\n{\n  \"requests\": [\n    7, // later\n    { \"request\": \"/api/users?page=2\" } // GET\n  ]\n}\n";
        let added = add_request(text, &request).unwrap();
        expect![[r#"
            // ours
            {
              "requests": [
                7, // later
                { "request": "/api/users?page=2" }, // GET
                {
                  "request": "/api/users?page=2",
                  "method": "POST",
                  "service": "api"
                }
              ]
            }
        "#]]
        .assert_eq(&added);
        let again = Expectation { service: None, method: Some("post".to_owned()), ..request.clone() };
        assert_eq!(
            add_request(&added, &again),
            Err("`/api/users?page=2` is already one of the requests.".to_owned())
        );
        expect![[r#"
            {
              "requests": [
                {
                  "request": "/api/users?page=2",
                  "method": "POST",
                  "service": "api"
                }
              ]
            }
        "#]]
        .assert_eq(&add_request("", &request).unwrap());
    }

    #[test]
    fn what_is_in_the_way_is_not_overwritten() {
        let place = [ignored("a", "/b", None)];
        for text in ["[]", r#"{ "ignore": 1 }"#, r#"{ "ignore": { "f": { "a": {} } } }"#, "{ \"a\" }"] {
            assert!(ignore(text, "f", &place).is_err(), "{text}");
        }
    }
}

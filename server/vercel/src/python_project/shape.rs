//! The shape that Vercel's Python builder requires of the files that describe a project (the schemas of `@vercel/python-analysis`, CLI 64.0.2).

use serde_json::Value;

/// What a value must be.
pub enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A list of one shape.
    List(&'static Shape),
    /// A table whose values have one shape.
    Map(&'static Shape),
    /// A table with known keys, which may have others.
    Table(&'static [Key]),
    /// One of several.
    Any(&'static [Shape]),
    /// All of several.
    All(&'static [Shape]),
}

/// A key of a table: its name, and what its value must be.
pub struct Key {
    name: &'static str,
    shape: Shape,
    is_required: bool,
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, is_required: false }
}

const fn required(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, is_required: true }
}

impl Shape {
    /// The place of the first value of another shape, such as `project.dependencies[0]`; empty for the whole.
    #[must_use]
    pub fn mismatch(&self, value: &Value) -> Option<String> {
        let inside = |name: &str, path: String| {
            let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
            Some(format!("{name}{dot}{path}"))
        };
        match self {
            Shape::Text => (!value.is_string()).then(String::new),
            Shape::Flag => (!value.is_boolean()).then(String::new),
            Shape::Number => (!value.is_number()).then(String::new),
            Shape::List(shape) => {
                let Some(items) = value.as_array() else { return Some(String::new()) };
                items
                    .iter()
                    .enumerate()
                    .find_map(|(index, item)| inside(&format!("[{index}]"), shape.mismatch(item)?))
            }
            Shape::Map(shape) => {
                let Some(table) = value.as_object() else { return Some(String::new()) };
                table.iter().find_map(|(name, value)| inside(name, shape.mismatch(value)?))
            }
            Shape::Table(keys) => {
                let Some(table) = value.as_object() else { return Some(String::new()) };
                keys.iter().find_map(|key| match table.get(key.name) {
                    Some(value) => inside(key.name, key.shape.mismatch(value)?),
                    None => key.is_required.then(|| key.name.to_owned()),
                })
            }
            Shape::Any(shapes) => shapes.iter().all(|it| it.mismatch(value).is_some()).then(String::new),
            Shape::All(shapes) => shapes.iter().find_map(|it| it.mismatch(value)),
        }
    }
}

const SOURCE: Shape = Shape::Table(&[
    key("index", Shape::Text),
    key("git", Shape::Text),
    key("rev", Shape::Text),
    key("path", Shape::Text),
    key("editable", Shape::Flag),
]);

/// `uv.toml`, and `[tool.uv]`.
pub const UV: Shape = Shape::Table(&[
    key("sources", Shape::Map(&Shape::Any(&[SOURCE, Shape::List(&SOURCE)]))),
    key(
        "index",
        Shape::List(&Shape::Table(&[
            required("name", Shape::Text),
            required("url", Shape::Text),
            key("default", Shape::Flag),
            key("explicit", Shape::Flag),
            key("format", Shape::Text),
        ])),
    ),
    key("workspace", Shape::Table(&[key("members", TEXTS), key("exclude", TEXTS)])),
    key("dev-dependencies", TEXTS),
]);

const TEXTS: Shape = Shape::List(&Shape::Text);
const TEXT_MAP: Shape = Shape::Map(&Shape::Text);
const PEOPLE: Shape = Shape::List(&Shape::Table(&[key("name", Shape::Text), key("email", Shape::Text)]));

/// `pyproject.toml`.
pub const PYPROJECT: Shape = Shape::Table(&[
    key(
        "project",
        Shape::Table(&[
            key("name", Shape::Text),
            key("version", Shape::Text),
            key("description", Shape::Text),
            key(
                "readme",
                Shape::Any(&[
                    Shape::Text,
                    Shape::Table(&[
                        required("file", Shape::Any(&[Shape::Text, TEXTS])),
                        key("content_type", Shape::Text),
                    ]),
                ]),
            ),
            key("keywords", TEXTS),
            key("authors", PEOPLE),
            key("maintainers", PEOPLE),
            key(
                "license",
                Shape::Any(&[
                    Shape::Text,
                    Shape::Table(&[key("text", Shape::Text), key("file", Shape::Text)]),
                ]),
            ),
            key("classifiers", TEXTS),
            key("urls", TEXT_MAP),
            key("dependencies", TEXTS),
            key("optional-dependencies", Shape::Map(&TEXTS)),
            key("dynamic", TEXTS),
            key("requires-python", Shape::Text),
            key("scripts", TEXT_MAP),
            key("entry_points", Shape::Map(&TEXT_MAP)),
        ]),
    ),
    key(
        "build-system",
        Shape::Table(&[
            required("requires", TEXTS),
            key("build-backend", Shape::Text),
            key("backend-path", TEXTS),
        ]),
    ),
    key(
        "dependency-groups",
        Shape::Map(&Shape::List(&Shape::Any(&[
            Shape::Text,
            Shape::Table(&[required("include-group", Shape::Text)]),
        ]))),
    ),
    key(
        "tool",
        Shape::Table(&[
            key("uv", UV),
            key(
                "vercel",
                Shape::Table(&[key(
                    "fastapi",
                    Shape::Table(&[key(
                        "static",
                        Shape::Table(&[key("cdn", Shape::Flag), key("exclude", Shape::Flag)]),
                    )]),
                )]),
            ),
        ]),
    ),
]);

const PACKAGE: Shape = Shape::Table(&[
    key("version", Shape::Text),
    key("hashes", TEXTS),
    key("extras", Shape::Any(&[TEXTS, Shape::Text])),
    key("markers", Shape::Text),
    key("index", Shape::Text),
    key("git", Shape::Text),
    key("ref", Shape::Text),
    key("editable", Shape::Flag),
    key("path", Shape::Text),
]);

const INDEXES: Shape = Shape::List(&Shape::Table(&[
    required("name", Shape::Text),
    required("url", Shape::Text),
    key("verify_ssl", Shape::Flag),
]));

const PACKAGES: Shape = Shape::Map(&Shape::Any(&[Shape::Text, PACKAGE]));
/// `Pipfile`.
pub const PIPFILE: Shape = Shape::All(&[
    Shape::Map(&Shape::Any(&[PACKAGES, INDEXES, TEXT_MAP])),
    Shape::Table(&[
        key("packages", PACKAGES),
        key("dev-packages", PACKAGES),
        key("source", INDEXES),
        key("scripts", TEXT_MAP),
    ]),
]);

const META: Shape = Shape::Table(&[
    key("hash", Shape::Table(&[key("sha256", Shape::Text)])),
    key("pipfile-spec", Shape::Number),
    key(
        "requires",
        Shape::Table(&[key("python_version", Shape::Text), key("python_full_version", Shape::Text)]),
    ),
    key("sources", INDEXES),
]);

/// `Pipfile.lock`.
pub const PIPFILE_LOCK: Shape = Shape::All(&[
    Shape::Map(&Shape::Any(&[META, Shape::Map(&PACKAGE)])),
    Shape::Table(&[
        key("_meta", META),
        key("default", Shape::Map(&PACKAGE)),
        key("develop", Shape::Map(&PACKAGE)),
    ]),
]);

//! What is a read in Rust, and what isn't.

use super::check;
use crate::{Language, Origin, reads};

#[test]
fn a_name_of_the_file_is_not_the_environment() {
    for declared in [
        "use crate::env;",
        "use crate::config::{env, Thing};",
        "use super::{config::{env::{self}}};",
        "use crate::settings as env;",
        "pub mod env;",
    ] {
        let text = format!("{declared} env::var(\"A\"); std::env::var(\"B\")");
        check("a.rs", &[(&text, "\"B\"")]);
    }
    check(
        "a.rs",
        &[(
            "use crate::env::Thing; use crate::env as e; use std::env; env::var(\"A\"); e::var(\"B\")",
            "\"A\"",
        )],
    );
}

#[test]
fn assignments_are_found_beside_reads() {
    check(
        "a.rs",
        &[(
            "unsafe { std::env::set_var(\"A\", \"b\") }; env::remove_var(\"C\"); x::set_var(\"D\", \"e\")",
            "=A =C",
        )],
    );
}

#[test]
fn rust() {
    check(
        "src/main.rs",
        &[
            (
                "std::env::var(\"A\"); env::var(\"B\"); env::var_os(r#\"C\"#); ::std::env::var(\"D\")",
                "\"A\" \"B\" \"C\" \"D\"",
            ),
            ("/* /* env::var(\"A\") */ env::var(\"B\") */ // env::var(\"C\")\nenv::var(\"D\")", "\"D\""),
            ("r#\"env::var(\"A\")\"#; \"env::var(\\\"B\\\")\n\"; env::var(\"C\")", "\"C\""),
            ("'\"'; env::var(\"A\"); fn f<'a>(x: &'a str) {} '\\''; 'ä'; env::var(\"B\")", "\"A\" \"B\""),
            ("my::env::var(\"A\"); env::set_var(\"B\", \"1\"); env::var(name); x.env::var(\"C\")", "=B *"),
            (
                "use std::env::var; var(\"A\"); x.var(\"B\"); my::var(\"C\"); fn var(\"D\"); var_os(\"E\")",
                "\"A\"",
            ),
            ("use std::env as e; e::var(\"A\"); e::set_var(\"B\", \"1\"); x::e::var(\"C\")", "\"A\" =B"),
            ("std::env::var::<&str>(\"A\"); env::var(&\"B\"); var(\"C\"); e::var(\"D\")", "\"A\" \"B\""),
            ("fn f( { env::var(\"A\") } env::var(\"B", "\"A\" *"),
        ],
    );
}

#[test]
fn what_the_compiler_reads() {
    let text = "env!(\"A\"); option_env!(\"B\"); std::env!(\"C\", \"missing\"); ::core::option_env!(\"D\")";
    check(
        "a.rs",
        &[
            (text, "\"A\" \"B\" \"C\" \"D\""),
            (
                "env!(concat!(\"A\", \"B\")); my::env!(\"C\"); env(\"D\"); x.env!(\"E\"); !env; dotenv!(\"F\")",
                "",
            ),
            ("use crate::env; const A: &str = env!(\"A\"); env::var(\"B\")", "\"A\""),
        ],
    );
    assert!(reads(Language::Rust, text).iter().all(|it| it.origin == Origin::Build));
}

#[test]
fn a_computed_name_is_no_name() {
    check("a.rs", &[(r#"env::var("A".to_owned() + "B"); env::var("C")"#, "* \"C\"")]);
}

#[test]
fn a_string_that_is_not_closed_hides_its_line_only() {
    check(
        "a.rs",
        &[
            ("let a = \"b;\nlet c = env::var(\"A\");\nlet d = \"e\"; env::var(\"B\")", "\"A\" \"B\""),
            ("println!(\"b {}, x);\nformat!(\"{x}\"); env::var(\"A\")", "\"A\""),
            ("env::var(\"A\"); let a = \"b\n", "\"A\""),
            (
                "let a = \"b\n env::var(\\\"A\\\") c\"; env::var(\"B\"); let d = \"\\\n e\n\"; env::var(\"C\")",
                "\"B\" \"C\"",
            ),
        ],
    );
}

#[test]
fn imports_in_groups() {
    check(
        "a.rs",
        &[
            (
                "use std::{env::{self as e, var as v, var_os}, fs}; e::var(\"A\"); v(\"B\"); var_os(\"C\"); var(\"D\")",
                "\"A\" \"B\" \"C\"",
            ),
            ("use std::{fs, env as e}; e::var(\"A\"); fs::var(\"B\")", "\"A\""),
            ("pub use std::env::*; var(\"A\"); set_var(\"B\", \"1\"); args(\"C\")", "\"A\" =B"),
            ("use my::{env::var}; var(\"A\"); use std::env::var", ""),
            ("use {std::env::var}; var(\"A\")", "\"A\""),
        ],
    );
}

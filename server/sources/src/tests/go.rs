//! What is a read in Go, and what isn't.

use super::check;

#[test]
fn a_name_of_the_file_is_not_the_environment() {
    check(
        "a.go",
        &[
            ("import sys \"os\"\nfunc f() { sys.Getenv(\"A\") }", "\"A\""),
            ("import (\n\"fmt\"\n\"x/os\"\n)\nfunc f() { os.Getenv(\"A\") }", ""),
            (
                "import \"os\"\nfunc f(os, arch T) { os.Getenv(\"A\") }\nfunc g() { os.Getenv(\"B\") }",
                "\"B\"",
            ),
            ("func f() { os := g(); os.Getenv(\"A\") }\nfunc g() { f(os.Getenv(\"B\"), os.Args) }", "\"B\""),
        ],
    );
}

#[test]
fn assignments_are_found_beside_reads() {
    check(
        "a_test.go",
        &[("t.Setenv(\"A\", \"b\"); os.Unsetenv(\"C\"); t.Setenv(d, \"e\"); Setenv(\"F\", \"\")", "=A =C")],
    );
}

#[test]
fn go() {
    check(
        "main.go",
        &[
            ("a := os.Getenv(\"A\"); b, ok := os.LookupEnv(`B`)", "\"A\" \"B\""),
            (
                "// os.Getenv(\"A\")\n/* os.Getenv(\"B\") */ x := `os.Getenv(\"C\")` + \"os.Getenv(\\\"D\\\")\"",
                "",
            ),
            ("c := '\"'; os.Getenv(\"A\"); d := '\\''; os.Getenv(\"B\")", "\"A\" \"B\""),
            ("os.Getenv(name); os.Setenv(\"A\", \"1\"); x.os.Getenv(\"B\"); os.Getenv(\"C\" + x)", "* =A *"),
            ("f(os.Getenv(\"A\nos.Getenv(\"B\")", "* \"B\""),
        ],
    );
}

#[test]
fn names_in_a_text_that_is_expanded() {
    check(
        "main.go",
        &[
            ("os.ExpandEnv(\"http://$A/x?${B}&$C_1\")", "\"A\" \"B\" \"C_1\""),
            ("os.ExpandEnv(`$A\n${B}`); os.ExpandEnv(\"$A$B\")", "\"A\" \"B\" \"A\" \"B\""),
            ("os.ExpandEnv(\"$$A $1 ${a-b} ${C $ $\"); os.ExpandEnv(\"ä$A\")", "\"A\""),
            ("os.ExpandEnv(s); os.ExpandEnv(\"$A\" + s); x.os.ExpandEnv(\"$A\"); os.Getenv(\"$A\")", "* *"),
            ("os.ExpandEnv(\"${A", "*"),
        ],
    );
}

#[test]
fn a_computed_name_is_no_name() {
    check("a.go", &[(r#"os.Getenv("A" + "B"); os.LookupEnv("C" + d); os.Getenv("E")"#, "* * \"E\"")]);
}

#[test]
fn a_string_that_is_not_closed_hides_its_line_only() {
    check(
        "a.go",
        &[
            ("a := `b\nc := os.Getenv(`A`)\nd := os.Getenv(\"B\")", "\"A\" \"B\""),
            ("a := `b\nos.Getenv(\"A\") c`\nos.Getenv(\"B\")", "\"B\""),
        ],
    );
}

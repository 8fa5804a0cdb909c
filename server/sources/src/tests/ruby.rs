//! What is a read in Ruby, and what isn't.

use super::check;

#[test]
fn a_name_of_the_file_is_not_the_environment() {
    check("a.rb", &[("module A\n  ENV = load\n  ENV['A']\nend", "")]);
}

#[test]
fn assignments_are_found_beside_reads() {
    check(
        "a.rb",
        &[(
            "ENV.store('A', 'b'); ENV['C'] = 'd'; x.store('E', 1); ENV[k] = v\nENV.store 'F', 1",
            "=A =C * =F",
        )],
    );
}

#[test]
fn tests_of_a_name_are_reads() {
    check(
        "a.rb",
        &[(
            "ENV.key?('A'); ENV.delete(\"B\"); ENV.include? 'C'\nENV.key? 'D' and f\ng if ENV.key? 'E' && h\nENV.key? 'F' + i",
            "\"A\" \"B\" \"C\" \"D\" \"E\" *",
        )],
    );
}

#[test]
fn ruby() {
    check(
        "config.ru",
        &[
            (
                "a = ENV[\"A\"]; b = ENV.fetch('B', 1); c = ENV.fetch \"C\"; ::ENV['D']",
                "\"A\" \"B\" \"C\" \"D\"",
            ),
            ("ENV['A'] = '1'; ENV['B'] ||= '1'; ENV['C'] == 1; My::ENV['D']; x.ENV['E']", "=A \"B\" \"C\""),
            ("puts ::ENV['A']; return ::ENV.fetch('B')", "\"A\" \"B\""),
            (
                "ENV.values_at('A', 'B').map; ENV.slice \"C\", 'D'\nENV.values_at('E', f, 'G'); ENV.slice(*x)",
                "\"A\" \"B\" \"C\" \"D\" \"E\" *",
            ),
            ("=begin\nENV['A']\n=end\nENV['B']", "\"B\""),
            ("# ENV['A']\n=begin\nENV['B']\n=end\nENV['C']\n__END__\nENV['D']", "\"C\""),
            ("\"a #{ENV['A']} 'b' #{\"c #{ENV[\"B\"]}\"}\" + '#{ENV[\"C\"]}'", "\"A\" \"B\""),
            ("x = <<~SQL + ENV['A']\n  it's ENV['B'] #{ENV['C']}\nSQL\nENV['D']", "\"A\" \"C\" \"D\""),
            (
                "x = <<~sql\n it's ENV['A']\n sql\ny = f(<<-'a')\nENV['B']\na\nENV['C']; z <<-1; ENV['D']",
                "\"C\" \"D\"",
            ),
            ("a <<sql\nENV['A']\nsql", "\"A\""),
            ("puts <<A\n it's ENV['A']\nA\nx = ENV['B']", "\"B\""),
            ("foo(<<A, b)\n it's #{ENV['A']}\nA\nx = ENV['B']\nc = <<A\n'\nA\nENV['C']", "\"A\" \"B\" \"C\""),
            (
                "a << A\nENV['A']\na <<A\nENV['B']\na<<A\nENV['C']\nb[1]<<A\nENV['D']",
                "\"A\" \"B\" \"C\" \"D\"",
            ),
            ("class B\n  class << A\n  ENV['A']\n  end\nend", "\"A\""),
            ("x = <<-'TEXT'\n#{ENV['A']}'\n  TEXT\nENV['B']", "\"B\""),
            ("%w[it's ENV['A'] [b]]; x = %q('); y % 2; ENV['C']", "\"C\""),
            ("x =~ /'\\/#{ENV['A']}/; a / b; ENV['B'] / c; ENV['D']", "\"A\" \"B\" \"D\""),
            ("x.empty? ? ENV['A'] : 'b'; c = ?'; ENV['D']", "\"A\" \"D\""),
            ("list << ENV['A']; $' ; ENV['B']", "\"A\" \"B\""),
            ("ENV[name]; ENV[\"A_#{b}\"]; ENV.fetch(", "* * *"),
            ("def f\n  x = { a: [ENV['A']\nend\nENV['B']", "\"A\" \"B\""),
        ],
    );
}

#[test]
fn a_computed_name_is_no_name() {
    check(
        "a.rb",
        &[("ENV.fetch('A' + b); ENV.fetch 'C' + d; ENV.fetch 'E'\nENV.fetch('F') { 1 }", "* * \"E\" \"F\"")],
    );
}

#[test]
fn a_string_that_is_not_closed_hides_its_line_only() {
    check(
        "a.rb",
        &[
            ("a = 'b\nc = ENV['A']\nd = 'e'", "\"A\""),
            ("a = \"b\nc = ENV[\"A\"]\nd = \"e\"\nENV[\"B\"]", "\"A\" \"B\""),
            ("a = \"b #{ENV['A']}\nc = ENV[\"B\"]", "\"A\" \"B\""),
            ("f(`ls\nc = ENV['A']", "\"A\""),
            ("ENV['A'] + 'b\nENV['B']; ENV['C']\nx = 'd'\nENV['D']", "\"A\" \"B\" \"C\" \"D\""),
            ("a = 'b\nc = x.join('/')\nENV['A']", "\"A\""),
            // Nothing hides it where the next string doesn't start with a letter, but what is after that.
            ("a = 'b\nc = x.join(', ')\nd = 'e'\nENV['A']\nf = 'g'\nENV['B']", "\"A\" \"B\""),
            // Strings with several lines.
            ("a = 'b\nENV[]c' + ENV['A']\nd = 'e\nENV[B]', ENV['C']", "\"A\" \"C\""),
            ("a = \"b\nENV['A'] #{ENV['B']} #{c[\"d\"]}\" \\\n \"e\nf\".strip; ENV['C']", "\"B\" \"C\""),
            ("a = \"b\n#{c ? \"d\" : \"e\"} ENV['A']\"\nENV['B']", "\"B\""),
            ("a = 'b\n# ENV[\"A\"]\n'\nENV['B']", "\"B\""),
        ],
    );
}

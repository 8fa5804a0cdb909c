//! Text that others wrote, where it is shown: it does nothing but be read.

use pulldown_cmark::{Event, Options, Parser, Tag};
use svc_ide::markdown;
use svc_lsp::display;
use svc_vercel::words::mark;

/// Any text, in every place where text is shown.
pub fn shown(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    one_line(&display::line(text));
    let lines = display::lines(text);
    assert_eq!(lines.split('\n').count(), text.split('\n').count());
    lines.split('\n').for_each(one_line);
    source_line(text);
    json(text);
    let data = display::github_data(text);
    assert!(is_marked(&data) && !data.contains("##["), "{data:?}");
    let property = display::github_property(text);
    assert!(is_marked(&property) && !property.contains([':', ',']), "{property:?}");
    assert!(!display::without_icons(text).contains("$("));
    assert!(!display::without_links(text).contains("]("));
    assert!(is_marked(&display::sentence(text).replace('\n', "")));
    in_markdown(text);
}

/// Whether nothing in a text is acted on by a terminal.
fn is_marked(text: &str) -> bool {
    !text.contains(|char| mark(char).is_some())
}

#[track_caller]
fn one_line(text: &str) {
    assert!(is_marked(text), "{text:?}");
    assert!(!text.trim_start().starts_with("::") && !text.contains("##["), "a workflow command: {text:?}");
}

fn source_line(text: &str) {
    let shown = display::source_line(text);
    let ends = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    assert_eq!(ends(&shown), ends(text), "ranges move");
    assert!(shown.chars().all(|char| char.is_ascii() || mark(char).is_none()) && !shown.contains("##["));
}

fn json(text: &str) {
    let written = serde_json::to_string_pretty(&serde_json::json!({ text: [text] })).expect("it is a value");
    let shown = display::json(&written);
    assert!(is_marked(&shown.replace('\n', "")) && !shown.contains("##["), "{shown:?}");
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it stays JSON");
    assert_eq!(read(&shown), read(&written));
}

fn in_markdown(text: &str) {
    let row = format!(
        "{}\n| --- | --- |\n{}\n",
        markdown::row(["a", "b"]),
        markdown::row([&markdown::code(text), &markdown::text(text)])
    );
    let code = markdown::code(text);
    for written in [
        &code,
        &format!("**{code}** — a {code}"),
        &format!("- {code}\n- {code}"),
        &markdown::text(text),
        &format!("a {} b", markdown::text(text)),
        &markdown::sentence(text),
        &markdown::sentence(&format!("Change `{text}` to `web`.")),
        &markdown::block("json", text),
        &format!("{}\n\nb", markdown::block("", text)),
        &row,
    ] {
        let is_dead = |event: &Event<'_>| {
            !matches!(
                event,
                Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::FootnoteReference(_)
                    | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
            )
        };
        let live = Parser::new_ext(written, Options::all()).find(|event| !is_dead(event));
        assert!(live.is_none(), "{live:?} of {text:?} in {written:?}");
    }
    let within: Vec<String> = Parser::new_ext(&code, Options::all())
        .filter_map(|event| if let Event::Code(text) = event { Some(text.into_string()) } else { None })
        .collect();
    assert_eq!(within.len(), 1, "{text:?} is one piece of code: {code:?}");
}

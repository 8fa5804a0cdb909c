//! Invalid value.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::Case;
use svc_config::describe;
use svc_config::model::EnumValue;
use svc_config::model::validate::MistakeKind;
use svc_syntax::value::Json;
use svc_vercel::spelling;

rule! {
    /// # Invalid value
    ///
    /// Vercel rejects the deployment because a value isn't one of those allowed.
    ///
    /// Some keys accept only certain values, in exactly that spelling. Use one of the values in the message.
    ///
    /// ```json bad
    /// { "images": { "sizes": [640], "formats": ["image/webpp"] } }
    /// ```
    ///
    /// ```json good
    /// { "images": { "sizes": [640], "formats": ["image/webp"] } }
    /// ```
    pub static RULE = {
        code: "value-not-allowed",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

/// The most values that are offered as fixes.
const MOST_OFFERED: usize = 4;

fn check(case: &Case<'_>) -> Option<Finding> {
    Some(match &case.mistake.kind {
        MistakeKind::NotAllowed(allowed) => finding(case, allowed),
        MistakeKind::Excluded => excluded(case),
        _ => return None,
    })
}

/// The finding for a value outside the list.
fn finding(case: &Case<'_>, allowed: &[&EnumValue]) -> Finding {
    let place = case.mistake.place;
    let expected = if place.has_alternatives() && place.values().len() == allowed.len() {
        describe::expected(place)
    } else {
        describe::listed(allowed.iter().copied())
    };
    let written = case.snapshot.text.slice(case.value.range).to_string();
    let mut finding = case.report(&RULE, format!("{} must be {expected}, not `{written}`.", case.place()));

    let words = || allowed.iter().filter_map(|value| value.value.as_str());
    let near = match &case.value.json {
        Json::String(text) => {
            words().find(|word| word.eq_ignore_ascii_case(text)).or_else(|| spelling::nearest(text, words()))
        }
        _ => None,
    };
    let only = if let [only] = allowed { only.value.as_str() } else { None };
    if let Some(json) =
        svc_config::convert::conversion(&case.snapshot.text, place, case.value).filter(|_| near.is_none())
    {
        finding.fixes.push(case.replacement(json));
    } else if let Some(word) = near.or(only) {
        finding.fixes.push(case.replacement(svc_syntax::edit::quoted(word)));
    } else if allowed.len() <= MOST_OFFERED {
        for value in allowed {
            let mut fix = case.replacement(value.value.to_string());
            fix.preferred = false;
            finding.fixes.push(fix);
        }
    }
    finding
}

/// The finding for a value that is excluded: `<dynamic>` beside other schedules.
fn excluded(case: &Case<'_>) -> Finding {
    let written = case.snapshot.text.slice(case.value.range).to_string();
    let list = case.mistake.path.split_last().map_or(&[][..], |(_, list)| list);
    case.report(
        &RULE,
        format!(
            "`{written}` can't be in a list. Set {} to the string `{written}` instead.",
            describe::place(list)
        ),
    )
}

//! Templates that try to hang the page or to fill its memory end with an error of the budget. That they end quickly shows
//! in that these tests end at all: without the charges each of them would take minutes or gigabytes.

use super::testing::{from_json, refuse};
use super::*;

const TOO_LONG: &str = "the template runs for too long";
const TOO_LARGE: &str = "a value is too large";

fn error_of(source: &str) -> String {
    let variables = serde_json::json!({"messages": [{"role": "user", "content": "hi"}]});
    let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), from_json(v))).collect();
    render(source, variables, &[("raise_exception", &refuse)]).expect_err(source).to_string()
}

#[test]
fn hostile_templates_end() {
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000));
    let long = format!("{{{{ 1{} }}}}", " + 1".repeat(100_000));
    let blocks = "{% if 1 %}".repeat(10_000);
    let nots = format!("{{{{ {} 1 }}}}", "not ".repeat(10_000));
    let maps = format!("{{{{ 'x' | map({}'upper') }}}}", "'map',".repeat(400));
    for source in [
        &*maps,
        &*deep,
        &*long,
        &*blocks,
        &*nots,
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set n = namespace(t='xxxxxxxx') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        "{% set n = namespace(a=[]) %}{% for a in range(999) %}{% for b in range(99) %}{% set n.a = [n.a] %}{% endfor %}{% endfor %}{{ n.a }}",
        "{% set n = namespace(a={}) %}{% for a in range(999) %}{% for b in range(99) %}{% set n.a = {'a': n.a} %}{% endfor %}{% endfor %}{{ n.a | tojson }}",
        "{% set n = namespace(a=1) %}{% set n.a = n %}{{ n.a }}",
        "{% set n = namespace(a=1) %}{% set n.a = [n] %}",
        "{% set n = namespace(a=1) %}{% set n = namespace(a=n) %}",
        "{% set n = namespace(a=[]) %}{% for a in range(99) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a == n.a }}",
        "{% set t = 'xxxxxxxxxxxxxxxx' | replace('x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') %}{% set t = t | replace('x', t) %}{% set t = t ~ t ~ t ~ t %}{% for a in range(999) %}{% for b in range(99) %}{% if 'y' in t or t[-1] == 'y' %}{% endif %}{% endfor %}{% endfor %}",
        "{{ range(999999999999) }}",
        "{{ 99999999999999999999 }}",
    ] {
        error_of(source);
    }
}

/// A text of a million characters, a list of a hundred thousand items and a map with a long key.
const LARGE: &str = "{% set text = 'xxxxxxxxxxxxxxxx' %}\
    {% set text = text | replace('x', text) %}{% set text = text | replace('x', text) %}\
    {% set text = text ~ text ~ text ~ text %}{% set text = text ~ text ~ text ~ text %}\
    {% set list = text[:100000] | list %}{% set other = list[1:] + ['y'] %}{% set map = {text: 1} %}\
    {% set name = namespace(other=1) %}{% macro say() %}{{ text }}{% endmacro %}";

/// Repeats an operation so often that it would take minutes if its cost did not depend on what it touches.
fn repeated(operation: &str) -> String {
    format!(
        "{LARGE}{{% for a in range(999) %}}{{% for b in range(999) %}}{operation}{{% endfor %}}{{% endfor %}}"
    )
}

#[test]
fn operations_cost_in_proportion_to_what_they_touch() {
    for operation in [
        // What reads a list, as a whole or in part.
        "{% if list[0:1] %}{% endif %}",
        "{% if list[::-1] %}{% endif %}",
        "{% if list | first %}{% endif %}",
        "{% if list | last %}{% endif %}",
        "{% if list | join | length %}{% endif %}",
        "{% if list | tojson | length %}{% endif %}",
        "{% if list | selectattr('a') %}{% endif %}",
        "{% if list | map(attribute='a') | first %}{% endif %}",
        "{% if list | map('upper') | first %}{% endif %}",
        "{% if list is iterable %}{% endif %}",
        "{% if list is eq(other) %}{% endif %}",
        "{% if list != other %}{% endif %}",
        "{% for item in list %}{% break %}{% endfor %}",
        // Arguments of filters, tests, methods and functions.
        "{% if 'y' is in(list) %}{% endif %}",
        "{% if 'y' is in(text) %}{% endif %}",
        "{% if text is in('y') %}{% endif %}",
        "{% if text is in(map) %}{% endif %}",
        "{% if 'y' | replace(list, '') %}{% endif %}",
        "{% if 'y' | replace(text, '') %}{% endif %}",
        "{% if text[:999].strip('y' ~ text[:99999] ~ 'z') %}{% endif %}",
        "{% if ['y'] | join(list) %}{% endif %}",
        "{% if map[text] %}{% endif %}",
        "{% if map.get(text) %}{% endif %}",
        "{% if map | items | first %}{% endif %}",
        "{% if text | first %}{% endif %}",
        "{% if text[5] %}{% endif %}",
        // Output that is kept.
        "{% set kept %}{{ text }}{% endset %}",
        "{% if say() %}{% endif %}",
        "{% set name.other = text ~ b %}",
    ] {
        assert_eq!(error_of(&repeated(operation)), TOO_LONG, "{operation}");
    }
}

#[test]
fn long_sources_cost_in_proportion_to_what_is_read_of_them() {
    let text = "x".repeat(1 << 20);
    let many = |each: &dyn Fn(usize) -> String| (0..5000).map(each).collect::<String>();
    let variables = many(&|n| format!("{{% set v{n} = 1 %}}"));
    let macros = many(&|n| format!("{{% macro m{n}() %}}{{% endmacro %}}"));
    let parameters = many(&|n| format!("p{n},"));
    for (before, operation) in [
        ("", format!("{{% set kept %}}{text}{{% endset %}}")),
        (&*variables, "{{ v0 }}{{ missing }}".to_owned()),
        (&*variables, "{% if v0 %}{% endif %}".to_owned()),
        (&*macros, "{{ m4999() }}".to_owned()),
        (&*macros, "{% macro m() %}{% endmacro %}".to_owned()),
        (&*format!("{{% macro m({parameters}) %}}{{% endmacro %}}"), "{{ m() }}".to_owned()),
    ] {
        let source = format!("{before}{}", repeated(&operation));
        assert_eq!(error_of(&source), TOO_LONG, "{operation:.60}");
    }
    assert_eq!(error_of(&"{{1}}".repeat(600_000)), TOO_LONG);
    assert_eq!(error_of(&format!("{{{{ {text} }}}}")), "a name is too long");
}

/// Each would fill gigabytes if the size were checked only afterwards.
#[test]
fn results_are_bounded_while_they_grow() {
    let holes = "{}".repeat(200);
    let arguments = "text,".repeat(200);
    let keys = (0..120).map(|n| format!("text ~ {n}: 1,")).collect::<String>();
    let nested = format!("{}list{}", "[".repeat(40), "]".repeat(40));
    for operation in [
        &*format!("{{% if '{holes}'.format({arguments}) %}}{{% endif %}}"),
        &*format!("{{% if {nested} | tojson(indent=1000000000) %}}{{% endif %}}"),
        &*format!("{{% if {{{keys}}} %}}{{% endif %}}"),
        "{% if list | map('replace', 'x', text) %}{% endif %}",
        "{% if list | join(text) %}{% endif %}",
        "{% if text | list %}{% endif %}",
        "{% for x in text %}{% endfor %}",
        "{% if text.split('x') %}{% endif %}",
        "{% if text | replace('x', text) %}{% endif %}",
        "{% if text.replace('x', text) %}{% endif %}",
        "{% if text | replace('x', 'y\\n') | indent(1000000000) %}{% endif %}",
    ] {
        assert_eq!(error_of(&format!("{LARGE}{operation}")), TOO_LARGE, "{operation:.60}");
    }
    // There is no filter that pads to a width.
    assert_eq!(error_of("{{ '%1000000000d' | format(1) }}"), "there is no filter format");
}

//! Comparison with minijinja, construct by construct. `template::model_tests` covers whole templates.

use super::testing::{from_json, refuse};
use super::*;

/// Renders with minijinja, configured like Hugging Face's renderer.
fn reference(source: &str, variables: &serde_json::Value) -> Result<String, String> {
    let mut environment = minijinja::Environment::new();
    let syntax =
        minijinja::syntax::SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap();
    environment.set_syntax(syntax);
    environment.set_unknown_method_callback(|_, value, method, args| {
        let text = value.as_str().unwrap_or_default();
        let arg = args.first().and_then(|arg| arg.as_str());
        Ok(match (method, arg) {
            ("strip", None) => text.trim().into(),
            ("lstrip", Some(set)) => text.trim_start_matches(|char| set.contains(char)).into(),
            ("rstrip", Some(set)) => text.trim_end_matches(|char| set.contains(char)).into(),
            ("startswith", Some(start)) => text.starts_with(start).into(),
            ("endswith", Some(end)) => text.ends_with(end).into(),
            ("split", Some(separator)) => text.split(separator).map(minijinja::Value::from).collect(),
            _ => return Err(minijinja::Error::new(minijinja::ErrorKind::UnknownMethod, method.to_owned())),
        })
    });
    environment.add_function("raise_exception", |text: String| -> Result<String, minijinja::Error> {
        Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, text))
    });
    let context = minijinja::Value::from_pairs(
        variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), to_minijinja(v))),
    );
    environment.render_str(source, context).map_err(|error| error.to_string())
}

fn to_minijinja(value: &serde_json::Value) -> minijinja::Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => ().into(),
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => number.as_i64().unwrap().into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => items.iter().map(to_minijinja).collect(),
        Json::Object(entries) => {
            minijinja::Value::from_pairs(entries.iter().map(|(k, v)| (k.clone(), to_minijinja(v))))
        }
    }
}

fn ours(source: &str, variables: &serde_json::Value) -> Result<String, TemplateError> {
    let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), from_json(v))).collect();
    render(source, variables, &[("raise_exception", &refuse)])
}

#[track_caller]
fn agree(source: &str, variables: &serde_json::Value) {
    match (ours(source, variables), reference(source, variables)) {
        (Ok(ours), Ok(reference)) => assert_eq!(ours, reference, "{source}"),
        (Err(_), Err(_)) => {}
        (ours, reference) => panic!("{source}\nours: {ours:?}\nminijinja: {reference:?}"),
    }
}

#[test]
fn constructs_agree_with_minijinja() {
    let variables = serde_json::json!({
        "a": 7, "s": " Some text ", "list": [3, 1, 2], "map": {"x": 1, "y": "z"}, "no": false, "empty": [],
        "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}],
    });
    for source in [
        "{{ a + 1 * 2 }} {{ (a + 1) * 2 }} {{ a // 2 }} {{ a % 4 }} {{ -a + 1 }} {{ a - 1 - 1 }}",
        "{{ a == 7 and not no }} {{ a > 8 or a <= 7 }} {{ 1 in list }} {{ 5 not in list }} {{ 'ex' in s }}",
        "{{ 'yes' if a > 3 else 'no' }}{{ 'x' if no }}{{ a is defined and b is not defined }}",
        "{{ s | trim }}|{{ s.strip() | upper }}|{{ s|trim|length }}|{{ ' x'.lstrip(' ') ~ 1 ~ 'y' }}",
        "{{ list[0] }}{{ list[-1] }}{{ list[1:] | join(',') }}{{ list[::-1] | join('-') }}{{ list[:-1]|length }}",
        "{{ s[1:5] }}{{ map.x }}{{ map['y'] }}{{ map.missing is defined }}{{ messages[0].role }}{{ messages[0]['content'] }}",
        "{% for x in list %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% for x in list if x > 1 %}{{ loop.index0 }}{{ x }}{% else %}none{% endfor %}{% for x in empty %}{% else %}none{% endfor %}",
        "{% for k, v in map | items %}{{ k }}={{ v }};{% endfor %}{% for m in messages %}{{ loop.previtem is defined }}{% endfor %}",
        "{% for x in list %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% break %}{% endfor %}",
        "{% set n = namespace(count=0, text='') %}{% for x in list %}{% set n.count = n.count + x %}{% endfor %}{{ n.count }}",
        "{% set x = 1 %}{% for y in list %}{% set x = 2 %}{% endfor %}{{ x }}{% set t %}a{{ a }}{% endset %}{{ t }}",
        "{% macro say(what, end='!') %}{{ what }}{{ end }}{% endmacro %}{{ say('hi') }}{{ say('ho', end='?') }}",
        "{% if a == 1 %}one{% elif a == 7 %}seven{% else %}other{% endif %}",
        "  {% if a %}\n  x\n  {% endif %}\n  y {# gone #}\n{#- left -#}\n z\n",
        "a {%- if a %} b {%- endif -%} c\n\n{{- a -}} \n d {{ a }}\n e",
        "{% if a %}  {% if a %}x{% endif %}\n  {% endif %} \n  {# c #}  \n{% set q = 1 %}   \nz",
        "{{ '}}' }}{{ \"it's\" }}{{ 'a\\n\\'b\\'' }}{{ {'k': {'l': 1}}.k.l }}{{ [1, 2,] | length }}{{ (1, 2)[1] }}",
        "{{ missing }}{{ missing | default('d') }}{{ no | default('d', true) }}{{ list | first }}{{ list | last }}",
        "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}{{ messages | map(attribute='role') | join }}",
        "{{ missing.deeper }}",
        "{{ nothing() }}",
        "{{ a | nothing }}",
        "{% if %}",
        "{{ a",
        "{% for %}{% endfor %}",
        "{% endif %}",
        "{{ 1 is number }}{{ s is string }}{{ map is mapping }}{{ list is iterable }}{{ none is none }}{{ a is odd }}",
        "{{ s.startswith(' S') }}{{ 'a,b'.split(',')[-1] }}{{ 'a</t>b'.split('</t>')[0].rstrip('\\n') }}{{ 'abc' | reverse }}",
        "{{ range(3) | list | length }}{% for i in range(2, 0, -1) %}{{ i }}{% endfor %}{{ 'b' < 'c' }}",
        "{{ raise_exception('no') }}",
        "{{ a.b }}",
        "{{ 1 + 'a' }}",
        "{{ a is nothing }}",
        "{% macro %}",
        "{{ 'a1b1' | replace('1', 'x') }}",
    ] {
        agree(source, &variables);
    }
}

/// Cases in which minijinja differs from Python, whose behaviour counts.
#[test]
fn values_are_written_as_in_python() {
    let variables = serde_json::json!({
        "m": {"b": [1, "it's", true, null], "A": {}, "a": "x\n\"'"}, "none": null, "s": "a\n\nb",
    });
    for (source, expected) in [
        ("{{ m }}", r#"{'b': [1, "it's", True, None], 'A': {}, 'a': 'x\n"\''}"#),
        ("{{ m | tojson }}", r#"{"b": [1, "it's", true, null], "A": {}, "a": "x\n\"'"}"#),
        (
            "{{ m | tojson(indent=2) }}",
            "{\n  \"b\": [\n    1,\n    \"it's\",\n    true,\n    null\n  ],\n  \"A\": {},\n  \"a\": \"x\\n\\\"'\"\n}",
        ),
        ("{% for k, v in m | dictsort %}{{ k }}{% endfor %}", "Aab"),
        (
            "{{ s | indent(2) }}|{{ s | indent(2, first=true) }}|{{ s | indent(1, true) }}",
            "a\n\n  b|  a\n\n  b| a\n\n b",
        ),
        (
            "{{ {} | tojson(indent=2) }}{{ [[], {'a': []}] | tojson(indent=1) }}",
            "{}[\n [],\n {\n  \"a\": []\n }\n]",
        ),
        ("{{ {'a': 1, 'b': 2, 'a': 3} | tojson }}{{ {'a': 1, 'a': 3}.a }}", r#"{"a": 3, "b": 2}3"#),
        ("{{ {'a': 1, 'b': 2} | reverse | join }}{{ 'abcd'[::-2] }}{{ 'é€'[1:] }}", "badb€"),
        (
            "{{ 'a b  c'.split(' ', 1) }}{{ 'a-b'.split('-', 9223372036854775807) }}",
            "['a', 'b  c']['a', 'b']",
        ),
        (
            "{{ 'abc' | replace('', '-') }}{{ 'xaxbx'.strip('yx') }}{{ ['a', 1] | join('-') }}",
            "-a-b-c-axba-1",
        ),
        ("{{ '<{}|{}>'.format('a', 1) }}{{ '{}'.format(s) | length }}", "<a|1>4"),
        ("{{ none | selectattr('a') | list | length }}{{ none | map(attribute='a') | list }}", "0[]"),
    ] {
        assert_eq!(ours(source, &variables).as_deref(), Ok(expected), "{source}");
    }
    assert!(ours("{{ '{}{}'.format(1) }}", &variables).is_err());
}

proptest::proptest! {
    #[test]
    fn arbitrary_templates_never_panic(source in "([{]{2}|[}]{2}|[{]%|%[}]|[{]#|#[}]|-|if|for|set|end|[ \\n|.,'\"()=+0-9a-f\\[\\]:]){0,40}") {
        let _ = ours(&source, &serde_json::json!({"a": 1, "b": [1, 2]}));
    }
}

//! Our Jinja against minijinja, on the constructs and on whole templates of the families that the engine runs.

use super::*;

/// Renders with minijinja, set up the way Hugging Face's renderer is.
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

fn from_json(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::None,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(from_json).collect()),
        Json::Object(entries) => Value::map(entries.iter().map(|(k, v)| (k.clone(), from_json(v))).collect()),
    }
}

fn ours(source: &str, variables: &serde_json::Value) -> Result<String, TemplateError> {
    let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), from_json(v))).collect();
    render(
        source,
        variables,
        &[("raise_exception", &|arguments: &[Value]| {
            Err(TemplateError::new(arguments.first().map(Value::to_string).unwrap_or_default()))
        })],
    )
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

/// The parts of real templates that decide about plain conversations, abridged from the models' files.
const TEMPLATES: [(&str, &str); 4] = [
    (
        "smollm2",
        "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    ),
    (
        "qwen2.5",
        "{%- if tools %}\n    {{- '<|im_start|>system\\n' }}\n    {%- for tool in tools %}\n        {{- \"\\n\" }}\n        {{- tool | tojson }}\n    {%- endfor %}\n{%- else %}\n    {%- if messages[0]['role'] == 'system' %}\n        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}\n    {%- else %}\n        {{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\\n' }}\n    {%- endif %}\n{%- endif %}\n{%- for message in messages %}\n    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) or (message.role == \"assistant\" and not message.tool_calls) %}\n        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"tool\" %}\n        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != \"tool\") %}\n            {{- '<|im_start|>user' }}\n        {%- endif %}\n        {{- '\\n<tool_response>\\n' }}\n        {{- message.content }}\n        {{- '\\n</tool_response>' }}\n        {%- if loop.last or (messages[loop.index0 + 1].role != \"tool\") %}\n            {{- '<|im_end|>\\n' }}\n        {%- endif %}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n",
    ),
    (
        "qwen3",
        "{%- if messages[0].role == 'system' %}\n    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}\n{%- endif %}\n{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}\n{%- for message in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {%- if ns.multi_step_tool and message.role == \"user\" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}\n        {%- set ns.multi_step_tool = false %}\n        {%- set ns.last_query_index = index %}\n    {%- endif %}\n{%- endfor %}\n{%- for message in messages %}\n    {%- if message.content is string %}\n        {%- set content = message.content %}\n    {%- else %}\n        {%- set content = '' %}\n    {%- endif %}\n    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) %}\n        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"assistant\" %}\n        {%- set reasoning_content = '' %}\n        {%- if '</think>' in content %}\n            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}\n            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}\n        {%- endif %}\n        {%- if loop.index0 > ns.last_query_index %}\n            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}\n        {%- else %}\n            {{- '<|im_start|>' + message.role + '\\n' + content }}\n        {%- endif %}\n        {{- '<|im_end|>\\n' }}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n    {%- if enable_thinking is defined and enable_thinking is false %}\n        {{- '<think>\\n\\n</think>\\n\\n' }}\n    {%- endif %}\n{%- endif %}",
    ),
    (
        "llama3.2",
        "{{- bos_token }}\n{%- if custom_tools is defined %}\n    {%- set tools = custom_tools %}\n{%- endif %}\n{%- if not date_string is defined %}\n    {%- if strftime_now is defined %}\n        {%- set date_string = strftime_now(\"%d %b %Y\") %}\n    {%- else %}\n        {%- set date_string = \"26 Jul 2024\" %}\n    {%- endif %}\n{%- endif %}\n{%- if not tools is defined %}\n    {%- set tools = none %}\n{%- endif %}\n\n{#- This block extracts the system message. #}\n{%- if messages[0]['role'] == 'system' %}\n    {%- set system_message = messages[0]['content']|trim %}\n    {%- set messages = messages[1:] %}\n{%- else %}\n    {%- set system_message = \"\" %}\n{%- endif %}\n\n{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}\n{%- if tools is not none %}\n    {{- \"Environment: ipython\\n\" }}\n{%- endif %}\n{{- \"Cutting Knowledge Date: December 2023\\n\" }}\n{{- \"Today Date: \" + date_string + \"\\n\\n\" }}\n{{- system_message }}\n{{- \"<|eot_id|>\" }}\n{%- for message in messages %}\n    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}\n        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}\n    {%- elif 'tool_calls' in message %}\n        {%- if not message.tool_calls|length == 1 %}\n            {{- raise_exception(\"This model only supports single tool-calls at once!\") }}\n        {%- endif %}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}\n{%- endif %}\n",
    ),
];

#[test]
fn templates_of_models_agree_with_minijinja() {
    let conversations = [
        serde_json::json!([{"role": "user", "content": " Hi\n"}]),
        serde_json::json!([{"role": "system", "content": "Be brief. "}, {"role": "user", "content": "Hi"}]),
        serde_json::json!([
            {"role": "user", "content": "a"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nb"},
            {"role": "tool", "content": "c"}, {"role": "tool", "content": "d"}, {"role": "user", "content": "e {{ x }}"},
        ]),
    ];
    for (name, template) in TEMPLATES {
        for messages in &conversations {
            let variables =
                serde_json::json!({"messages": messages, "add_generation_prompt": true, "bos_token": "<s>"});
            let rendered = ours(template, &variables).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rendered.contains("assistant"), "{name}: {rendered}");
            agree(template, &variables);
        }
    }
}

#[test]
fn hostile_templates_end() {
    let variables = serde_json::json!({});
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000));
    let long = format!("{{{{ 1{} }}}}", " + 1".repeat(100_000));
    let blocks = "{% if 1 %}".repeat(10_000);
    let nots = format!("{{{{ {} 1 }}}}", "not ".repeat(10_000));
    for source in [
        &*deep,
        &*long,
        &*blocks,
        &*nots,
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set n = namespace(t='xxxxxxxx') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        "{{ range(999999999999) }}",
        "{{ 99999999999999999999 }}",
    ] {
        assert!(ours(source, &variables).is_err(), "{:.60}", source);
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_templates_never_panic(source in "([{]{2}|[}]{2}|[{]%|%[}]|[{]#|#[}]|-|if|for|set|end|[ \\n|.,'\"()=+0-9a-f\\[\\]:]){0,40}") {
        let _ = ours(&source, &serde_json::json!({"a": 1, "b": [1, 2]}));
    }
}

use proptest::prelude::*;

use super::*;

fn parsed(template: &str) -> ParsedTemplate {
    ParsedTemplate::parse(template).expect("a good template")
}

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

fn replacement(field: &str, filters: &[&str]) -> Node {
    let filters = filters.iter().map(|&filter| filter.to_owned()).collect();
    Node::Replacement {
        field: field.to_owned(),
        filters,
    }
}

fn section(field: &str, negated: bool, children: Vec<Node>) -> Node {
    Node::Section {
        field: field.to_owned(),
        negated,
        children,
    }
}

#[test]
fn tags_sections_and_comments_become_nodes() {
    let cases: [(&str, Vec<Node>); 16] = [
        ("", vec![]),
        ("{{bar}} baz", vec![replacement("bar", &[]), text(" baz")]),
        ("{{ a }}", vec![replacement("a", &[])]),
        ("{{{a}}}", vec![replacement("a", &[]), text("}")]),
        ("{{text:hint:a}}", vec![replacement("a", &["hint", "text"])]),
        ("{{text: a}}", vec![replacement(" a", &["text"])]),
        ("{{:a:}}", vec![replacement("", &["a", ""])]),
        ("{{#}}", vec![replacement("#", &[])]),
        ("{{}}", vec![replacement("", &[])]),
        (
            "{{# a }}b{{/ a}}",
            vec![section("a", false, vec![text("b")])],
        ),
        ("{{^a}}{{/a}}", vec![section("a", true, vec![])]),
        (
            "a <!-- {{b}} --> c",
            vec![text("a "), Node::Comment(" {{b}} ".to_owned()), text(" c")],
        ),
        ("{{a <!-- b", vec![text("{{a <!-- b")]),
        ("{{ <!--}}-->", vec![replacement("<!--", &[]), text("-->")]),
        (
            " {{=<% %>=}}<%a%>{{b}}",
            vec![replacement("a", &[]), text("{{b}}")],
        ),
        (
            "a {{=<% %>=}}",
            vec![text("a "), replacement("=<% %>=", &[])],
        ),
    ];
    for (template, nodes) in cases {
        assert_eq!(parsed(template).nodes, nodes, "{template}");
    }
}

#[test]
fn sections_must_nest() {
    let cases = [
        ("{{#a}}", "Missing '\u{2068}{{/a}}\u{2069}'"),
        ("{{#a}}{{^b}}", "Missing '\u{2068}{{/b}}\u{2069}'"),
        (
            "{{#a}}{{#b}}{{/a}}{{/b}}",
            "Found '\u{2068}{{/a}}\u{2069}', but expected '\u{2068}{{/b}}\u{2069}'",
        ),
        (
            "x{{/a}}",
            "Found '\u{2068}{{/a}}\u{2069}', but missing '\u{2068}{{#a}}\u{2069}' or '\u{2068}{{^a}}\u{2069}'",
        ),
    ];
    for (template, expected) in cases {
        let error = ParsedTemplate::parse(template).map_err(|error| error.to_string());
        assert_eq!(error, Err(expected.to_owned()), "{template}");
    }
}

#[test]
fn sections_nest_to_a_limit() {
    let nested = |depth: usize| format!("{}{}", "{{#a}}".repeat(depth), "{{/a}}".repeat(depth));
    assert_eq!(parsed(&nested(MAX_DEPTH)).to_string(), nested(MAX_DEPTH));
    let error = ParsedTemplate::parse(&nested(MAX_DEPTH + 1));
    assert_eq!(error, Err(TemplateError::TooDeep(MAX_DEPTH)));
}

#[test]
fn printing_drops_spaces_and_other_delimiters() {
    let cases = [
        ("{{ a }} {{# b}}c{{/b }}", "{{a}} {{#b}}c{{/b}}"),
        ("<!-- c -->{{text:a}}", "<!-- c -->{{text:a}}"),
        ("{{=<% %>=}}<% a %>", "{{a}}"),
    ];
    for (template, expected) in cases {
        assert_eq!(parsed(template).to_string(), expected, "{template}");
    }
}

#[test]
fn hostile_templates_are_read_in_linear_time() {
    for piece in ["{{", "<!--", "{{a}}", "<", "}}", "{{a", "<!-- {{ "] {
        let template = piece.repeat(30_000);
        assert!(
            parsed(&template).to_string().len() <= template.len(),
            "{piece}"
        );
    }
}

fn any_nodes() -> impl Strategy<Value = Vec<Node>> {
    let name = "[a-zA-Zéß][a-z é]{0,5}[a-z]";
    let leaf = prop_oneof![
        "[a-z <>&}é\n-]{1,8}".prop_map(Node::Text),
        "[a-z {}]{0,8}".prop_map(Node::Comment),
        (name, prop::collection::vec("[a-z][a-z =-]{0,6}", 0..3))
            .prop_map(|(field, filters)| Node::Replacement { field, filters }),
    ];
    let node = leaf.prop_recursive(5, 40, 5, move |inner| {
        (name, any::<bool>(), prop::collection::vec(inner, 0..5)).prop_map(
            |(field, negated, children)| Node::Section {
                field,
                negated,
                children: without_adjacent_text(children),
            },
        )
    });
    prop::collection::vec(node, 0..6).prop_map(without_adjacent_text)
}

fn without_adjacent_text(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.dedup_by(|second, first| matches!((first, second), (Node::Text(_), Node::Text(_))));
    nodes
}

proptest! {
    #[test]
    fn what_is_printed_reads_the_same(nodes in any_nodes()) {
        let template = ParsedTemplate { nodes };
        prop_assert_eq!(ParsedTemplate::parse(&template.to_string()), Ok(template));
    }

    #[test]
    fn any_text_is_read_without_panic(template in "(\\{\\{|\\}\\}|<%|%>|<!--|-->|[#^/:a ]|\\PC|\\{\\{=<% %>=\\}\\}){0,30}") {
        if let Ok(parsed) = ParsedTemplate::parse(&template) {
            prop_assert!(parsed.to_string().len() <= template.len());
        }
    }
}
